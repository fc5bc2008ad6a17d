"""Links between cases from the command line, and members who are deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import session_document
from recorder import Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine, MadeOnce


@pytest.fixture
def three(cli: CommandLine, made_once: MadeOnce) -> CommandLine:
    """C1 and C2, both of S1, C3 of S2, and C4 in another group (S3)."""

    def make() -> None:
        both = [
            {"label": "the unopened letters", "presenter": "heron"},
            {"label": "the red coat", "presenter": "plover"},
        ]
        assert cli("log --from -", session_document("2026-03-02", cases=both)).code == 0
        third = [{"label": "no time to sit", "presenter": "moth"}]
        assert cli("log --from -", session_document("2026-03-09", cases=third)).code == 0
        assert cli("group add wren --leader alder").code == 0
        assert cli("member add wren --alias lark").code == 0
        elsewhere = {
            "group": "wren",
            "held_on": "2026-03-10",
            "attendance": {"lark": "present"},
            "cases": [{"label": "elsewhere", "presenter": "lark"}],
        }
        assert cli("log --from -", {"schema": 1, **elsewhere}).code == 0

    made_once.lay("three cases of larch, and lark", cli.path, make)
    return cli


def links(cli: CommandLine, case: str) -> dict[str, str]:
    held = cli(f"case show {case} --json").json["case"]["links"]
    return {link["case"]: link["relation"] for link in held}


@pytest.mark.slow
def test_cases_are_linked_and_unlinked_and_the_asking_that_ends_or_begins_is_named(
    three: CommandLine,
) -> None:
    linked = three("case link C1 C3")
    assert (linked.code, linked.out) == (0, "C3 is now related to C1.\n")
    assert links(three, "C1") == {"C3": "related"}
    asked = "C1 the unopened letters: {}.\n"
    continued = three("case link C3 C1 --continues")
    ended = asked.format("nobody will be asked, as another case continues it")
    assert continued.out == f"C3 now continues C1.\n{ended}"
    assert links(three, "C1") == {"C3": "continued-by"}
    assert links(three, "C3") == {"C1": "continues"}
    unlinked = three("case unlink C1 C3")
    assert unlinked.out == f"C3 no longer continues C1.\n{asked.format('ask heron next time')}"
    assert links(three, "C3") == {}
    again = three("case link C3 C1 --continues --json").json
    assert (again["case"], again["other"], again["relation"]) == ("C3", "C1", "continues")
    assert [change["case"] for change in again["follow_ups"]] == ["C1"]


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        ("case link C1 C1", 2, "a case cannot be linked to itself"),
        ("case link C1 C4", 2, "C1 and C4 are cases of two groups"),
        ("case link C1 C2", 2, "first presented at the same session"),
        ("case link C1 C3 --continues", 2, "balintlog case link C3 C1 --continues"),
        ("case link C1 C9", 3, "there is no case C9"),
        ("case unlink C1 C3", 2, "C1 and C3 are not linked"),
    ],
)
def test_a_link_that_makes_no_sense_is_refused(
    three: CommandLine, command: str, code: int, told: str
) -> None:
    kept = three.path.read_bytes()
    refused = three(command)
    assert refused.code == code
    assert told in refused.err
    assert three.path.read_bytes() == kept


@pytest.mark.slow
def test_a_case_continues_one_case_only(three: CommandLine) -> None:
    assert three("case link C3 C1 --continues").code == 0
    assert "C3 already continues C1" in three("case link C3 C1 --continues").err
    second = three("case link C3 C2 --continues")
    assert (second.code, "balintlog case unlink C3 C1" in second.err) == (2, True)
    assert three("case link C2 C3").code == 0
    assert "C3 is already related to C2" in three("case link C3 C2").err
    assert links(three, "C3") == {"C1": "continues", "C2": "related"}


@pytest.mark.slow
def test_a_member_of_whom_nothing_was_recorded_is_deleted(three: CommandLine) -> None:
    assert three("member add larch --alias dunlin").code == 0
    assert three("member add larch --alias zarvok").code == 0
    unsure = three("member delete dunlin")
    assert (unsure.code, "Repeat it with --yes" in unsure.err) == (2, True)
    assert three("--yes member delete dunlin --json").json["member"] == "dunlin"
    assert three("--yes member delete zarvok").out == "zarvok was deleted.\n"
    assert three("member show dunlin").code == 3
    assert "was used before" in three("member add larch --alias dunlin").err
    assert three("member add larch --alias zarvok").code == 0, "nothing is left of it"


def test_a_member_who_was_away_once_can_only_leave(three: CommandLine) -> None:
    refused = three("--yes member delete heron")
    assert refused.code == 2
    assert "heron is named in 2 sessions and 1 presentation, so cannot be deleted" in refused.err
    assert "balintlog member leave heron" in refused.err
    assert three("member add larch --alias dunlin").code == 0
    late = session_document("2026-03-16")
    late["attendance"]["dunlin"] = "apologies"
    assert three("log --from -", late).code == 0
    assert "dunlin is named in 1 session" in three("--yes member delete dunlin").err


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("case link C3", "Related to which case?"),
        ("case link C3 --continues", "Continues which case?"),
        ("case merge C3", "Into which case?"),
    ],
)
def test_the_second_case_is_asked_for_by_what_it_is_for(
    three: CommandLine, tmp_path: Path, command: str, asked: str
) -> None:
    Recorder(three, tmp_path)(command, f"{asked} ^C", code=130)


@pytest.mark.slow
def test_unlink_lists_only_what_is_linked(three: CommandLine, tmp_path: Path) -> None:
    assert three("case link C1 C3").code == 0
    shown = Recorder(three, tmp_path)(
        "case unlink C3", "No longer linked to which case? ^C", code=130
    )
    assert "C1" in shown
    assert "C2" not in shown
