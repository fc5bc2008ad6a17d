"""``privacy allow|block|audit|retention|purge``, and what ``status`` says of them."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import CHEAP, TODAY, CommandLine, session_document
from transcript import Evenings

if TYPE_CHECKING:
    from typing import Any

BALINTLOG = str(Path(sys.executable).parent / "balintlog")
NAMED = "Mrs Okonkwo wept. A 45-year-old man."
KEEP = [{"field": "/summary", "start": 0, "end": 11}]


@pytest.fixture
def told(cli: CommandLine) -> CommandLine:
    """Larch after an evening of a year ago: a name kept on purpose, a note, a question."""
    case = {"label": "the tears", "presenter": "heron", "summary": NAMED, "keep": KEEP}
    notes = [{"text": "Heron said little.", "for_supervision": "Why?"}]
    document = session_document("2025-03-10", cases=[case], notes=notes)
    assert cli("log --from -", document).code == 0
    return cli


# Own words


@pytest.mark.slow
@pytest.mark.parametrize("which", ["allow", "block"])
def test_a_list_is_kept_per_group_and_shown_where_it_is_asked_for(
    cli: CommandLine, which: str
) -> None:
    added = cli(f"privacy {which} add --json", "Grey Harbour\nOkonkwo, okonkwo\n")
    assert added.json == {"schema": 1, "group": "G1", "words": 2}
    assert cli(f"privacy {which} list --json").json["words"] == ["Grey Harbour", "Okonkwo"]
    assert cli(f"privacy {which} add", "okonkwo").out.startswith("larch: 0 words added")
    assert cli(f"privacy {which} remove", "OKONKWO").out.startswith("larch: 1 word removed")
    assert cli(f"privacy {which} list").out == "Grey Harbour\n"
    cli(f"privacy {which} remove", "grey harbour")
    assert cli(f"privacy {which} list").out == "There are none.\n"
    assert cli("group add tern").code == 0
    answer = cli(f"privacy {which} add", "Okonkwo")
    assert (answer.code, answer.out) == (2, "")
    assert "--group is missing" in answer.err


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        (b"", "there are no words"),
        (b" ,\n, ", "there are no words"),
        (b"\xff", "the words are not valid UTF-8"),
        (b"fine, " + b"x" * 81, "word 2 is 81 characters long"),
        (b"x, " * 100_000, "the words are too long: over 262,144 bytes"),
        (b"a\x1b[2J", "word 1 holds a control character"),
    ],
)
def test_what_can_be_no_word_is_refused_and_not_repeated(
    cli: CommandLine, sent: bytes, fault: str
) -> None:
    answer = cli("privacy block add", sent)
    assert (answer.code, answer.out) == (2, "")
    assert fault in answer.err
    assert cli("privacy block list --json").json["words"] == []


@pytest.mark.slow
def test_words_are_asked_for_at_a_terminal(cli: CommandLine) -> None:
    transcript = """
        Word: Grey Harbour⏎
        Another (Enter to finish): Bärenklau⏎
        Another (Enter to finish): ⏎
        2 words added to the blocked words.
    """
    cli.at_terminal("privacy block add", transcript)
    assert cli("privacy block list --json").json["words"] == ["Bärenklau", "Grey Harbour"]


@pytest.mark.slow
def test_privacy_check_takes_the_words_and_the_language_of_a_group(cli: CommandLine) -> None:
    cli("privacy allow add", "Okonkwo")
    cli("privacy block add", "window")
    text = "Okonkwo sat at the windows."
    answer = cli("privacy check --group larch --json", text)
    assert answer.code == 5
    assert [(finding["start"], finding["kind"]) for finding in answer.json["findings"]] == [
        (19, "blocked")
    ]
    (line,) = cli("privacy check --group G1 --jsonl", {"id": 1, "text": text}).out.splitlines()
    assert line == '{"id": 1, "spans": [[19, 26, "blocked"]]}'
    cli("group edit G1 --language de")
    answer = cli("privacy check --group larch", "Die ungeöffneten Briefe lagen da.")
    assert (answer.code, answer.out) == (0, "No identifiers found.\n")
    assert "In this language (de)" in answer.err
    assert cli("privacy check --group larch --language de", "x").code == 2


def test_a_label_and_aliases_that_are_blocked_make_a_note(cli: CommandLine) -> None:
    answer = cli("privacy block add", "Larch, Heron, Alder, Grey Harbour")
    assert answer.code == 0
    assert [line.partition(" holds")[0] for line in answer.err.splitlines()] == [
        f"note: the {name}" for name in ("label larch", "alias heron", "alias alder")
    ]
    assert "balintlog member edit heron --alias" in answer.err
    assert cli("privacy block add", "plovers").err.count("note:") == 0
    assert cli("privacy block remove", "heron").err == ""


# What is there already


@pytest.mark.slow
def test_an_audit_tells_records_and_kinds_and_no_words(told: CommandLine) -> None:
    answer = told("privacy audit --json")
    assert answer.code == 0
    assert "Okonkwo" not in answer.out
    assert [
        (
            line["case"],
            line["session"],
            line["note"],
            line["field"],
            line["kind"],
            line["on_purpose"],
        )
        for line in answer.json["findings"]
    ] == [
        ("C1", "S1", None, "summary", "name", True),
        ("C1", "S1", None, "summary", "age", False),
        (None, "S1", "N1", "text", "group", False),
    ]
    page = told("privacy audit --group larch").out
    assert "C1 at S1, summary, characters 1 to 11: kept: a name" in page
    assert "note: N1, text, characters " in page
    assert page.endswith("No identifiers found except those you kept; 2 notes.\n")
    told("privacy block add", "tears")
    page = told("privacy audit").out
    assert "C1, label, characters 5 to 9: a blocked word" in page
    assert page.endswith("1 identifier found; 2 notes.\n")
    assert told("privacy audit --group tern").code == 3


@pytest.mark.slow
@pytest.mark.parametrize("add", ["member add larch --alias siobhan", "leader add siobhan"])
def test_an_alias_that_is_a_real_name_makes_a_note_and_is_kept(told: CommandLine, add: str) -> None:
    answer = told(add)
    assert answer.code == 0
    assert "the alias may be a real name" in answer.err
    kind = add.split(maxsplit=1)[0]
    assert f"note: G1, {kind}, alias, characters 1 to 7: " in told("privacy audit").out
    assert "real name" not in told(add.replace("siobhan", "bittern")).err


@pytest.mark.slow
def test_another_alias_that_is_a_real_name_makes_a_note_too(told: CommandLine) -> None:
    answer = told("member edit heron --alias siobhan")
    assert answer.code == 0
    assert "the alias may be a real name" in answer.err
    assert "real name" not in told("member edit siobhan --alias bittern").err


# How long


def test_terms_are_shown_and_set(cli: CommandLine) -> None:
    months = {"activity": 84, "cases": 12, "notes": 12, "taken-notes": 3}
    assert cli("privacy retention show --json").json["months"] == months
    page = cli("privacy retention show").out
    assert "activity\t7 years\tafter a session" in page
    assert "taken-notes\t3 months" in page
    changed = cli("privacy retention set --cases 18 --json").json["months"]
    assert changed == {**months, "cases": 18}
    for wrong in ("", "--cases 0", "--cases 601", "--cases many"):
        assert cli(f"privacy retention set {wrong}").code == 2
    assert cli("privacy retention show --json").json["months"] == changed


@pytest.mark.slow
def test_status_says_what_is_past_its_time(told: CommandLine) -> None:
    answer = told("status --json").json
    assert answer["past"] == {"cases": 1, "notes": 1, "sessions": 0}
    page = told("status").out
    assert (
        "Past their time: 1 case, 1 note. To see which: balintlog privacy purge --dry-run" in page
    )
    told("privacy retention set --cases 24 --notes 24")
    assert "Past their time" not in told("status").out


@pytest.mark.slow
def test_status_says_that_the_presenter_who_left_is_still_known(told: CommandLine) -> None:
    told("privacy retention set --cases 24 --notes 24")
    assert told("case close C1").code == 0
    assert told("member leave heron").code == 0
    assert "Past their time: the presenter of 1 presentation." in told("status").out


@pytest.mark.slow
def test_a_dry_run_says_what_would_go_and_changes_nothing(
    told: CommandLine, tmp_path: Path
) -> None:
    assert told(f"vault backup {tmp_path / 'a.backup'}").code == 0
    before = told.path.read_bytes()
    answer = told("privacy purge --dry-run")
    assert (answer.code, told.path.read_bytes()) == (0, before)
    assert "would be deleted:\n  1 case: C1\n  1 note: N1\n" in answer.out
    assert f"2026-03-20  {tmp_path / 'a.backup'}\n" in answer.err
    (tmp_path / "a.backup").unlink()
    due: dict[str, Any] = told("privacy purge --dry-run --json").json
    assert due == {
        "schema": 1,
        "gone": False,
        "cases": ["C1"],
        "notes": ["N1"],
        "sessions": [],
        "presenters_dropped": 0,
        "tellers_dropped": 0,
        "drafts": 0,
        "backups": [
            {
                "made_on": str(TODAY),
                "file": str(tmp_path / "a.backup"),
                "is_there": False,
            }
        ],
    }


@pytest.mark.slow
def test_a_purge_needs_a_yes_and_takes_away(told: CommandLine) -> None:
    assert told("privacy purge").code == 2
    assert told("case show C1").code == 0
    answer = told("--yes privacy purge")
    assert (answer.code, answer.out.splitlines()[-1]) == (0, "Done.")
    assert told("case show C1").code == 3
    assert told("note show N1").code == 3
    assert told("search --json", "wept").json["hits"] == []
    page = told("session show S1").out
    assert "1 case discussion more, of cases that were purged" in page
    assert told("session list --json").json["sessions"][0]["presentations"] == 1
    assert told("--yes privacy purge").out == "Nothing is past its time.\n"


@pytest.mark.slow
def test_a_question_can_be_marked_as_taken(told: CommandLine) -> None:
    assert told("note edit N1 --taken 2025-11-20").code == 0
    assert told("note show N1 --json").json["taken_on"] == "2025-11-20"
    assert "Taken to supervision on 2025-11-20." in told("note show N1").out
    told("privacy retention set --notes 24")
    assert told("privacy purge --dry-run --json").json["notes"] == ["N1"]
    assert told("note edit N1 --taken 2026-12-01").code == 2


@pytest.mark.slow
def test_a_label_that_seems_to_name_a_place_is_kept_and_makes_a_note(cli: CommandLine) -> None:
    done = cli("group add leeds-gp")
    assert done.code == 0
    assert "the label may be a place" in done.err
    assert "leeds" not in done.err.casefold()
    assert "label" not in cli("group add hazel-2").err
    assert "label" not in cli("group edit hazel-2 --minutes 60").err
    assert "the label may be a place" in cli("group edit hazel-2 --label leeds-2").err


# A clock that is wrong


@pytest.mark.slow
@pytest.mark.parametrize("day", ["2062-03-31", "2033-01-01", "2026-04-20"])
def test_a_clock_far_from_the_last_entry_deletes_nothing_by_a_mere_yes(
    told: CommandLine, day: str
) -> None:
    told.today = date.fromisoformat(day)
    for command in ("--yes privacy purge", "privacy purge", "--yes privacy purge --json"):
        answer = told(command)
        assert answer.code == 2
        assert "more than a year lies between them" in answer.err
        assert f"--yes privacy purge --today {day}" in answer.err
    assert len(told("session list --json").json["sessions"]) == 1
    page = told("status").out
    assert "If the clock is wrong, nothing is past its time." in page
    assert "privacy purge" not in page
    for command in ("privacy purge --dry-run", "privacy purge --dry-run --json"):
        assert "If the clock is wrong" in told(command).err


@pytest.mark.parametrize("said", ["today", "yesterday", "2026-03-20", "2062-03-30", "wednesday"])
def test_only_the_very_date_of_the_clock_lets_a_purge_go_on(told: CommandLine, said: str) -> None:
    told.today = date(2062, 3, 31)
    answer = told(f"--yes privacy purge --today {said}")
    assert answer.code == 2
    assert "nothing was deleted" in answer.err
    assert len(told("session list --json").json["sessions"]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("said", ["2062-03-31", "31.3.2062", "'31 March 2062'"])
def test_a_purge_goes_on_by_the_date_that_a_leader_says_too(told: CommandLine, said: str) -> None:
    told.today = date(2062, 3, 31)
    assert told(f"privacy purge --today {said}").code == 2  # it still needs a yes
    assert told(f"--yes privacy purge --today {said}").code == 0
    assert told("session list --json").json["sessions"] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "code", "sessions"),
    [("31.3.2062⏎\nDelete this? y⏎\nDone.", 0, 0), ("20.3.2026⏎\nnothing was deleted", 2, 1)],
)
def test_on_a_terminal_a_purge_asks_which_day_it_is(
    told: CommandLine, typed: str, code: int, sessions: int
) -> None:
    told.today = date(2062, 3, 31)
    evenings = Evenings(told.environ, {"now": told.now, "stretching": CHEAP})
    evenings("privacy purge", f"more than a year lies\nWhat is the date today? {typed}", code=code)
    assert len(told("session list --json").json["sessions"]) == sessions


def test_where_nothing_is_past_its_time_no_clock_is_in_doubt(cli: CommandLine) -> None:
    cli.today = date(2062, 3, 31)
    assert cli("privacy purge").code == 0
    assert "clock" not in cli("status").out
