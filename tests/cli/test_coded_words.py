"""Coded words find cases: kinds, themes, feelings, presenters; and what stands of each."""

from __future__ import annotations

import pytest
from conftest import CommandLine, MadeOnce, session_document

CASES = (
    ("2025-11-03", "the unopened letters", "heron", "nonadherence", "frustration", "yes"),
    (
        "2026-02-02",
        "the bag of oranges",
        "plover",
        "institution",
        "controlled-or-manipulated",
        "yes",
    ),
    ("2026-02-09", "half past nine", "plover", "nonadherence", "helplessness", "no"),
    ("2026-03-16", "no time to sit", "moth", "institution", "frustration", "yes"),
    ("2026-03-17", "the second opinion", "heron", "institution", "guilt", "presenter-decides"),
)


@pytest.fixture
def told(cli: CommandLine, made_once: MadeOnce) -> CommandLine:

    def make() -> None:
        for day, label, presenter, theme, feeling, follow_up in CASES:
            case = {
                "label": label,
                "presenter": presenter,
                "encounter": "clinician-patient" if presenter == "heron" else "colleague-or-team",
                "themes": [theme],
                "feelings": [feeling],
                "follow_up": follow_up,
                "summary": "Somebody speaks of frustration." if presenter == "moth" else None,
            }
            filled = {name: value for name, value in case.items() if value is not None}
            answer = cli("log --from -", session_document(day, cases=[filled]))
            assert answer.code == 0, answer.err
        assert cli("case close C2").code == 0

    made_once.lay("five cases with coded words", cli.path, make)
    return cli


def listed(cli: CommandLine, options: str) -> list[str]:
    return [case["case"] for case in cli(f"case list {options} --json").json["cases"]]


@pytest.mark.slow
def test_cases_are_listed_by_coded_words_presenters_and_years(told: CommandLine) -> None:
    wanted = {
        "": ["C1", "C3", "C4", "C5"],
        "--theme nonadherence": ["C1", "C3"],
        "--feeling frustration": ["C1", "C4"],
        "--presenter plo": ["C2", "C3"],
        "--presenter plo --state open": ["C3"],
        "--kind clinician-patient": ["C1", "C5"],
        "--year 2025": ["C1"],
        "--year 2026 --theme nonadherence": ["C3"],
        "--year 2024": [],
        "--group larch --theme institution --feeling guilt": ["C5"],
    }
    assert {options: listed(told, options) for options in wanted} == wanted


@pytest.mark.slow
def test_an_unknown_word_is_refused_before_the_passphrase(told: CommandLine) -> None:
    told.environ["BALINTLOG_PASSPHRASE_COMMAND"] = "echo 'wrong'"
    for options in ("--theme nonadhering", "--feeling frustated", "--kind x", "--year abc"):
        answer = told(f"case list {options}")
        assert answer.code == 2
        assert "passphrase" not in answer.err


@pytest.mark.slow
def test_the_list_says_what_stands_of_each_case(told: CommandLine) -> None:
    cases = told("case list --state all --json").json["cases"]
    assert {case["case"]: case["stands"] for case in cases} == {
        "C1": "asked next time",
        "C2": "closed",
        "C3": "resting",
        "C4": "asked next time",
        "C5": "may bring news",
    }
    assert [case["state"] for case in cases] == ["open", "closed", "open", "open", "open"]
    rows = told("case list --state all").out.splitlines()
    assert rows[0].split("\t")[-1] == "stands"
    assert [row.split("\t")[-1] for row in rows[1:3]] == ["asked next time", "closed"]
    edit = "case edit C4 --after-sessions 3"
    assert told(edit).code == 0
    later = {case["case"]: case["stands"] for case in told("case list --json").json["cases"]}
    assert later["C4"] == "asked later"


@pytest.mark.slow
def test_a_search_finds_what_was_coded(told: CommandLine) -> None:
    wanted = {
        "nonadherence": ["C1", "C3"],
        "manipulated": ["C2"],
        "plover": ["C2", "C3"],
        "plover nonadh": ["C3"],
        "colleague moth": ["C4"],
        "moth helplessness": [],
    }
    for words, cases in wanted.items():
        hits = told("search --json", words.encode()).json["hits"]
        assert [(hit["kind"], hit["case"]) for hit in hits] == [("coded", case) for case in cases]


@pytest.mark.slow
def test_a_search_finds_feelings_of_news_and_what_was_coded_in_notes(told: CommandLine) -> None:
    news = [{"case": "C1", "outcome": "easier", "feelings_after": ["relief"], "told_by": "moth"}]
    note = {"text": "We waited.", "interventions": ["held-off-solutions"], "case": "C1"}
    note |= {"observations": ["rivalry"]}
    assert (
        told("log --from -", session_document("2026-03-18", checkins=news, notes=[note])).code == 0
    )

    def found(words: str, which: str) -> list[str]:
        return [hit[which] for hit in told("search --json", words.encode()).json["hits"]]

    assert found("relief", "case") == ["C1"]
    assert found("moth relief", "session") == ["S6"]
    assert found("held-off", "note") == ["N1"]
    assert found("rival", "case") == ["C1"]
    told.environ["BALINTLOG_LEADER"] = "alder"
    assert listed(told, "--feeling relief") == ["C1"]
    assert listed(told, "--feeling relief --year 2026") == ["C1"]
    assert listed(told, "--feeling relief --year 2025") == []
    assert listed(told, "--feeling relief --theme institution") == []


@pytest.mark.parametrize("typed", ["mo", "moth", "MOTH"])
def test_the_beginning_of_an_alias_says_who_told_it(told: CommandLine, typed: str) -> None:
    assert told(f"case check-in C1 --session S5 --outcome easier --told-by {typed}").code == 0
    assert told("session export S5").json["checkins"][0]["told_by"] == "moth"


def test_texts_come_first_and_the_words_stand_in_brackets(told: CommandLine) -> None:
    hits = told("search --json", b"frustration").json["hits"]
    assert [(hit["kind"], hit["case"]) for hit in hits] == [
        ("presentation", "C4"),
        ("coded", "C1"),
        ("coded", "C4"),
    ]
    out = told("search", b"heron frus").out
    assert "coded: 2025-11-03  S1  C1  the unopened letters" in out
    assert "[heron], [frustration]" in out


def test_the_words_of_a_search_can_be_chosen(told: CommandLine) -> None:
    shown = told.at_terminal(
        "search",
        """
        Search for: ?⏎
        clinician-patient
        Search for: manip⇥⏎
        coded: 2026-02-02  S2  C2  the bag of oranges
        """,
    )
    assert "plover" in shown
