"""What is meant where no id is typed: a word that only one record has, or a choice of a list."""

from __future__ import annotations

import pytest
from conftest import CommandLine, MadeOnce, session_document

CASES = (
    ("the unopened letters", "heron", ("nonadherence",), ("frustration",)),
    ("the bag of oranges", "plover", (), ("controlled-or-manipulated",)),
    ("half past nine", "plover", ("nonadherence",), ()),
    ("no time to sit", "moth", (), ()),
)


@pytest.fixture
def told(cli: CommandLine, made_once: MadeOnce) -> CommandLine:
    """Four cases of four Mondays in larch, and a second group, tern, without any."""

    def make() -> None:
        assert cli("group add tern").code == 0
        for week, (label, presenter, themes, feelings) in enumerate(CASES):
            case = {"label": label, "presenter": presenter, "themes": [*themes]}
            day = f"2026-02-{2 + 7 * week:02}"
            notes = [{"text": "A note.", "heading": "boundaries"}] if week == 3 else []
            document = session_document(day, cases=[{**case, "feelings": [*feelings]}], notes=notes)
            answer = cli("log --from -", document)
            assert answer.code == 0, answer.err

    made_once.lay("four cases of larch, and tern", cli.path, make)
    return cli


@pytest.mark.parametrize(
    ("typed", "case"),
    [
        ("C2", "C2"),
        ("c2", "C2"),
        ("'half past nine'", "C3"),
        ("half", "C3"),
        ("oranges", "C2"),
        ("'bag of oranges'", "C2"),
        ("'unopened let'", "C1"),
        ("HERON", "C1"),
        ("mot", "C4"),
        ("manipulated", "C2"),
    ],
)
def test_a_case_is_meant_by_its_label_its_presenter_or_a_coded_word(
    told: CommandLine, typed: str, case: str
) -> None:
    assert told(f"case show {typed}").out.startswith(f"{case}  ")


def test_without_a_terminal_two_meanings_are_named_and_nothing_is_guessed(
    told: CommandLine,
) -> None:
    answer = told("case close plover")
    assert (answer.code, answer.out) == (2, "")
    assert "plover could be C3 and C2" in answer.err
    assert told("case show kestrel").code == 3
    assert told("session show 2026-02-10").code == 3
    assert told("note show boundary").code == 3


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        ("case show", "CASE"),
        ("case close --on today", "CASE"),
        ("session show", "SESSION"),
        ("session edit --minutes 75", "SESSION"),
        ("note show", "NOTE"),
        ("group show", "GROUP"),
        ("member leave", "ALIAS"),
        ("training delete --yes", "TRAINING"),
    ],
)
def test_without_a_terminal_what_is_missing_is_named_before_any_passphrase(
    told: CommandLine, command: str, missing: str
) -> None:
    told.environ["BALINTLOG_PASSPHRASE_COMMAND"] = "echo 'wrong'"
    answer = told(command)
    assert (answer.code, answer.out) == (2, "")
    assert f"{missing} is missing" in answer.err
    assert "--help" in answer.err


def test_a_case_is_chosen_from_the_latest_by_number_or_word(told: CommandLine) -> None:
    shown = told.at_terminal(
        "case show",
        """
        1  C4  no time to sit (moth), 23 February
        2  C3  half past nine (plover), 16 February
        3  C2  the bag of oranges (plover), 9 February
        4  C1  the unopened letters (heron), 2 February
        Which case? (number, or any word: label, alias, theme) nonad⏎
        1  C3  half past nine (plover), 16 February
        2  C1  the unopened letters (heron), 2 February
        Which case? ⏎
        Please type a number or a word
        Which case? 3⏎
        A number from 1 to 2, please.
        Which case? ^Ukestrel⏎
        kestrel is none of them; ? shows all.
        Which case? ^U?⏎
        4  C1  the unopened letters
        Which case? 4⏎
        C1  the unopened letters
        presented by heron
        """,
    )
    assert shown.count("C2  the bag of oranges") == 2


@pytest.mark.slow
def test_the_latest_three_are_shown_where_there_are_many(told: CommandLine) -> None:
    for week in range(8):
        cases = [{"label": f"later {week}", "presenter": "moth"}]
        assert (
            told("log --from -", session_document(f"2026-03-{1 + week:02}", cases=cases)).code == 0
        )
    shown = told.at_terminal(
        "case close",
        """
        3  C10  later 5 (moth), 6 March
        and 9 older
        Which case? letters⏎
        C1 was closed on Friday 2026-03-20.
        """,
    )
    assert "later 4" not in shown


def test_a_word_with_two_meanings_is_asked_about_and_one_is_echoed(told: CommandLine) -> None:
    told.at_terminal(
        "case close plover",
        """
        1  C3  half past nine
        2  C2  the bag of oranges
        Which case? 2⏎
        C2 was closed
        """,
    )
    told.at_terminal(
        "case close half",
        """
        C3 half past nine (plover), 16 February
        C3 was closed
        """,
    )


@pytest.mark.slow
def test_a_session_and_a_note_are_meant_by_date_group_or_word(told: CommandLine) -> None:
    assert told("session show 9.2. --json").json["session"] == "S2"
    assert told("session show 20260209 --json").json["session"] == "S2"
    assert told("note show bound --json").json["note"] == "N1"
    assert told("note show 'no time' --json").code == 3  # the note is about the session alone
    told.at_terminal(
        "session show",
        """
        1  S4  23 February, larch
        4  S1  2 February, larch
        Which session? (number, date or group) 16 feb⏎
        S3 of G1 on 2026-02-16
        """,
    )
    told.at_terminal(
        "note show",
        """
        1  N1  23 February, S4, boundaries
        Which note? 1⏎
        N1  S4 on 2026-02-23
        """,
    )


@pytest.mark.slow
def test_groups_and_members_are_meant_by_a_beginning_and_chosen(told: CommandLine) -> None:
    assert told("group show lar --json").json["label"] == "larch"
    assert told("member show plo --json").json["alias"] == "plover"
    assert told("case list --group lar").code == 0
    assert told("session edit S1 --attendance mot=absent --leader sed").code == 0
    view = told("session show S1 --json").json
    assert (view["attendance"]["moth"], view["leaders"]) == ("absent", {"sedge": "leader"})
    told.at_terminal(
        "group show",
        """
        1  G1  larch
        2  G2  tern
        Which group? t⏎
        label: tern
        """,
    )
    told.at_terminal(
        "member leave",
        """
        1  heron   larch
        Which member? mo⏎
        moth left on Friday 2026-03-20.
        """,
    )


def test_nothing_to_choose_from_is_said(cli: CommandLine) -> None:
    shown = cli.at_terminal("case show", "there is no case yet", code=3)
    assert "Which case?" not in shown
