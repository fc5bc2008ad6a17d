"""Two cases that are the same patient become one case, to which both ids lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from conftest import session_document

if TYPE_CHECKING:
    from conftest import CommandLine

OLD = {"label": "the unopened letters", "presenter": "heron", "summary": "Nobody opens letters."}
NEW = {"label": "the red coat", "presenter": "plover", "summary": "Somebody wears a coat."}


def log(cli: CommandLine, day: str, **fields: Any) -> None:
    recorded = cli("log --from -", session_document(day, **fields))
    assert recorded.code == 0, recorded.err


@pytest.fixture
def twice(cli: CommandLine) -> CommandLine:
    """C1 of heron (S1) and C2 of plover (S2), news of both and a note on C2 (S3), C3 (S3)."""
    log(cli, "2026-02-16", cases=[OLD])
    log(cli, "2026-02-23", cases=[NEW])
    news = [
        {"case": "C1", "outcome": "easier", "text": "Letters are read."},
        {"case": "C2", "outcome": "harder"},
    ]
    third = [{"label": "no time to sit", "presenter": "moth"}]
    log(cli, "2026-03-02", checkins=news[1:], cases=third, notes=[{"text": "Quiet.", "case": "C2"}])
    log(cli, "2026-03-09", checkins=news[:1])
    return cli


def history(cli: CommandLine, case: str) -> list[tuple[str, str | None]]:
    shown = cli(f"case show {case} --notes --json")
    assert shown.code == 0, shown.err
    return [(entry["kind"], entry["session"]) for entry in shown.json["history"]]


def test_a_case_is_merged_and_both_ids_lead_to_it(twice: CommandLine) -> None:
    assert twice("case link C3 C2 --continues").code == 0
    question = twice("case merge C2 C1")
    told = "Merge C2 the red coat (1 presentation, 1 piece of news, 1 note) into C1"
    assert (question.code, told in question.err) == (2, True)
    merged = twice("--yes case merge C2 C1")
    assert merged.out.splitlines() == [
        "C2 was merged into C1.",
        "C1 the unopened letters: nobody will be asked, as another case continues it.",
    ]
    there = [
        ("presentation", "S1"),
        ("presentation", "S2"),
        ("check-in", "S3"),
        ("note", "S3"),
        ("presentation", "S3"),  # of C3, which continues it
        ("check-in", "S4"),
    ]
    assert sorted(history(twice, "C1")) == sorted(there)
    assert history(twice, "c2") == history(twice, "C1") == history(twice, "C3")
    said = twice("case show C2")
    assert said.err == "C2 was merged into C1 the unopened letters.\n"
    news = twice("case show C1 --json").json["history"]
    tellers = [entry["told_by"] for entry in news if entry["kind"] == "check-in"]
    assert tellers == [None, "heron"], "who told it is still known"
    assert [hit["case"] for hit in twice("search --json", "coat").json["hits"]] == ["C1"]
    assert twice("case show C3 --json").json["case"]["links"] == [
        {"case": "C1", "relation": "continues"}
    ]


@pytest.mark.slow
def test_the_old_id_is_understood_wherever_it_is_typed(twice: CommandLine) -> None:
    assert twice("--yes case merge C2 C1").code == 0
    news = [{"case": "C2", "outcome": "no-news"}]
    more = [{"label": "another coat", "presenter": "moth", "related_to": ["C2"]}]
    note = [{"text": "Quiet again.", "case": "C2"}]
    log(twice, "2026-03-16", checkins=news, cases=more, notes=note)
    assert ("check-in", "S5") in history(twice, "C1")
    assert ("note", "S5") in history(twice, "C1")
    assert twice("case show C4 --json").json["case"]["links"][0]["case"] == "C1", "not C2 again"
    assert twice("session add --on 2026-03-18").code == 0
    assert twice("case check-in C2 --from -", {"case": "C2", "outcome": "easier"}).code == 0
    assert twice("case present C2 --presenter heron").code == 0
    other = twice("case check-in C2 --from -", {"case": "C3", "outcome": "easier"})
    assert "about another case, not C1" in other.err
    linked = {"label": "the third coat", "presenter": "moth", "continues": "C2"}
    assert twice("case add --from -", linked).code == 0
    assert twice("case show C5 --json").json["case"]["links"][0]["case"] == "C1"
    assert twice("note add --from -", {"text": "On it.", "case": "C2"}).code == 0
    assert ("note", "S6") in history(twice, "C1")
    exported = twice("session export S2").json
    assert exported["presentations"][0]["case"] == "C1"


@pytest.mark.slow
def test_a_case_of_merged_ones_is_merged_again_and_deleted(twice: CommandLine) -> None:
    assert twice("--yes case merge C2 C1").code == 0
    assert "that is one case already: C1" in twice("--yes case merge C2 C1").err
    assert twice("--yes case merge C1 C3 --json").json["merged"] == "C1"
    assert history(twice, "C2") == history(twice, "C1") == history(twice, "C3")
    assert twice("--yes case delete C2").out == "C3 was deleted.\n"
    assert {twice(f"case show C{number}").code for number in (1, 2, 3)} == {3}


@pytest.mark.slow
def test_what_cannot_be_one_case_is_refused(twice: CommandLine) -> None:
    log(twice, "2026-03-16", presentations=[{"case": "C1"}, {"case": "C3"}])
    log(twice, "2026-03-18", checkins=[{"case": f"C{n}", "outcome": "easier"} for n in (1, 2)])
    for command, told in {
        "case merge C1 C1": "that is one case already: C1",
        "case merge C1 C3": "C1 and C3 both have a presentation at S5",
        "case merge C1 C2": "balintlog case delete C1 --session S6 --check-in",
        "case merge C1 C9": "there is no case C9",
    }.items():
        refused = twice(f"--yes {command}")
        assert refused.code in (2, 3)
        assert told in refused.err
    assert twice("case close C3").code == 0
    closed = twice("--yes case merge C2 C3")
    assert "balintlog case reopen C3" in closed.err
    assert twice("case close C2").code == 0
    assert twice("--yes case merge C2 C3").code == 0
    assert twice("case show C2 --json").json["case"]["state"] == "closed"


@pytest.mark.slow
def test_a_case_that_was_closed_while_the_other_was_brought_is_one_case(
    twice: CommandLine,
) -> None:
    assert twice("case close C1 --on 2026-03-10").code == 0
    assert twice("case reopen C1 --on 2026-03-18").code == 0
    log(twice, "2026-03-16", presentations=[{"case": "C2"}])
    assert twice("--yes case merge C1 C2").code == 0
    assert ("closed", None) not in history(twice, "C2")
    assert twice("case show C2 --json").json["case"]["state"] == "open"


@pytest.mark.slow
def test_a_draft_of_a_case_must_be_saved_before_it_is_merged(twice: CommandLine) -> None:
    typed = "The story, in your own words: ␣A red one.^C"
    twice.at_terminal("case edit C2", typed, code=130)
    refused = twice("--yes case merge C2 C1")
    assert (refused.code, "a draft of alder depends on C2" in refused.err) == (2, True)
    assert "balintlog case edit C2" in refused.err
