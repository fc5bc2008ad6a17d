"""Bad input: a clear sentence, the right exit code, nothing lost and nothing half kept."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import re
import shlex
import shutil
import socket
import sqlite3
import subprocess
import sys
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
from conftest import (
    CHEAP,
    PASSPHRASE,
    TODAY,
    Answer,
    CommandLine,
    MadeOnce,
    copy_logbook,
    environ_of,
    examples,
    session_document,
)
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from balintlog.cli.app import app, main
from balintlog.cli.desk import Surroundings
from balintlog.domain.text import MAX_BYTES, is_control
from balintlog.logbook.keys import open_logbook
from balintlog.logbook.keys.paths import keys_path
from balintlog.storage.file import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from balintlog.storage.store import Store

BALINTLOG = str(Path(sys.executable).parent / "balintlog")
EXIT_CODES = {0, 1, 2, 3, 4, 5, 6, 130}
HERE = ("heron", "plover", "moth")
STEERING = ("\x1b[31m", "\x07", "\x7f", "\x9b31m", "\u202e", "\x00")  # what a terminal obeys
STEERING_ARGUMENT = "".join(STEERING).replace("\x00", "")  # no argument can hold a NUL


@pytest.fixture
def told(cli: CommandLine, made_once: MadeOnce) -> CommandLine:
    """The same after one evening: heron presented C1, on which the note N1 hangs."""
    document = session_document(
        "2026-03-02",
        cases=[{"label": "the unopened letters", "presenter": "heron", "summary": "A summary."}],
        notes=[{"text": "A note.", "case": "/cases/0"}],
    )

    def make() -> None:
        assert cli("log --from -", document).code == 0

    made_once.lay("larch after the unopened letters", cli.path, make)
    return cli


def kept(folder: Path) -> dict[str, bytes]:
    """Everything that lies in a folder, byte by byte."""
    return {str(one): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def beside(cli: CommandLine, command: str) -> str:
    """Return a command with ``new.balint`` as a file beside the logbook."""
    return command.replace("new.balint", str(cli.path.with_name("new.balint")))


def refused(
    cli: CommandLine, command: str, code: int, *fragments: str, stdin: str | bytes | object = b""
) -> Answer:
    """Run a command that must fail: told in words, nothing on stdout, not a byte changed."""
    before = kept(cli.path.parent)
    answer = cli(command, stdin)
    assert answer.code == code, answer
    assert_told(answer.out, answer.err)
    for fragment in fragments:
        assert fragment in answer.err
    assert kept(cli.path.parent) == before
    return answer


def assert_told(out: str, err: str) -> None:
    """Assert that a failure was told in sentences, and that nothing steers the terminal."""
    assert out == ""
    first, *rest = err.splitlines()
    assert first.startswith("balintlog: ")
    assert all(line.startswith(("balintlog: ", "hint: ")) for line in rest), err
    assert len(first) > len("balintlog: ") + 10, "a sentence, not a shrug"
    assert_harmless(err)


def assert_harmless(text: str) -> None:
    """Assert that a text can be shown on a terminal without steering it."""
    assert [one for one in text if is_control(one) and one not in "\n\t"] == []


def pointers(answer: Answer) -> set[str]:
    """Return the places that were named as wrong."""
    lines = [line for line in answer.err.splitlines() if line.startswith("balintlog: ")]
    found = [re.match(r"balintlog: (/\S*|the document): ", line) for line in lines]
    assert all(found), answer.err
    return {one[1] for one in found if one}


def evening(**fields: Any) -> dict[str, Any]:
    return session_document("2026-03-09", **fields)


# Names and ids that do not exist


@pytest.mark.parametrize(
    ("command", "meant"),
    [
        ("member show herron", "heron"),
        ("member edit herron --profession nurse", "heron"),
        ("member leave plovre", "plover"),
        ("member return moht", "moth"),
        ("leader edit sege --accredited yes", "sedge"),
        ("group show lark", "larch"),
        ("group edit larsh --minutes 60", "larch"),
        ("group archive lrach", "larch"),
        ("group delete lark", "larch"),
        ("group add tern --leader sege", "sedge"),
        ("group edit larch --coleader aldr", "alder"),
        ("member add lark", "larch"),
        ("member list --group lark", "larch"),
        ("session list --group lark", "larch"),
        ("session add --group lark --on monday", "larch"),
        ("case list --group lark", "larch"),
        ("note list --group lark", "larch"),
        ("followups --group lark", "larch"),
        ("status --group lark", "larch"),
    ],
)
def test_an_unknown_name_on_the_command_line(cli: CommandLine, command: str, meant: str) -> None:
    refused(cli, command, 3, f"Did you mean {meant}?")


@pytest.mark.parametrize(
    ("command", "meant"),
    [
        ("session add --on 2026-03-09 --leader sege", "sedge"),
        ("session add --on 2026-03-09 --coleader sege", "sedge"),
        ("session add --on 2026-03-09 --attendance herron=late", "heron"),
        ("session edit S1 --leader sege", "sedge"),
        ("session edit S1 --attendance moht=late", "moth"),
        ("case edit C1 --presenter herron", "heron"),
        ("case present C1 --presenter herron", "heron"),
    ],
)
def test_an_unknown_name_in_an_option(told: CommandLine, command: str, meant: str) -> None:
    refused(told, command, 3, f"Did you mean {meant}?")


@pytest.mark.parametrize(
    ("command", "listing"),
    [
        ("session show S9", "session list"),
        ("session edit S9 --minutes 60", "session list"),
        ("session export S9", "session list"),
        ("session delete S9", "session list"),
        ("case show C9", "case list"),
        ("case present C9 --presenter heron", "case list"),
        ("case check-in C9 --outcome easier", "case list"),
        ("case edit C9 --follow-up no", "case list"),
        ("case close C9", "case list"),
        ("case reopen C9", "case list"),
        ("case delete C9", "case list"),
        ("case edit C1 --continues C9", "case list"),
        ("note show N9", "note list"),
        ("note delete N9", "note list"),
        ("group show G9", "group list"),
        ("group delete G9 --yes", "group list"),
    ],
)
def test_an_id_that_was_never_given(told: CommandLine, command: str, listing: str) -> None:
    refused(told, command, 3, "there is no ", f"balintlog {listing}")


def test_a_note_on_a_case_that_does_not_exist(told: CommandLine) -> None:
    refused(told, "note add --case C9 --from -", 3, "C9", stdin={"text": "x"})


def test_a_leader_without_a_key(cli: CommandLine) -> None:
    refused(cli, "status --as sedge", 3, "sedge", "alder")


@pytest.mark.parametrize(
    ("command", "letter"),
    [
        ("session show C1", "S1"),
        ("session delete 1", "S"),
        ("case show S1", "C"),
        ("case show N1", "C"),
        ("case delete C0", "C"),
        ("case delete C-1", "C"),
        ("case edit C1 --session C1 --follow-up no", "S"),
        ("note show C1", "N"),
        ("note delete S1 --yes", "N"),
        ("group show S1", "G"),
        ("group delete N1 --yes", "G"),
        ("member add C1", "G"),
        ("note add --session N1 --from -", "S"),
    ],
)
def test_an_id_of_the_wrong_letter(told: CommandLine, command: str, letter: str) -> None:
    refused(told, command, 2, f"letter {letter[0]}", stdin={"text": "x"})


@pytest.mark.parametrize(
    ("fields", "pointer", "meant"),
    [
        ({"group": "lark"}, "/group", "larch"),
        ({"leaders": {"sege": "leader"}}, "/leaders/sege", "sedge"),
        (
            {"attendance": {**dict.fromkeys(HERE, "present"), "herron": "present"}},
            "/attendance/herron",
            "heron",
        ),
        ({"cases": [{"label": "x", "presenter": "herron"}]}, "/cases/0/presenter", "heron"),
        (
            {"presentations": [{"case": "C1", "presenter": "moht"}]},
            "/presentations/0/presenter",
            "moth",
        ),
    ],
)
def test_an_unknown_name_in_a_document(
    told: CommandLine, fields: dict[str, Any], pointer: str, meant: str
) -> None:
    answer = refused(told, "log --from -", 2, f"did you mean {meant}?", stdin=evening(**fields))
    assert pointer in pointers(answer)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"group": "G9"}, "/group"),
        ({"group": "S1"}, "/group"),
        ({"checkins": [{"case": "C9", "outcome": "easier"}]}, "/checkins/0/case"),
        ({"checkins": [{"case": "S1", "outcome": "easier"}]}, "/checkins/0/case"),
        ({"presentations": [{"case": "C9"}]}, "/presentations/0/case"),
        (
            {"cases": [{"label": "x", "presenter": "heron", "continues": "C9"}]},
            "/cases/0/continues",
        ),
        (
            {"cases": [{"label": "x", "presenter": "heron", "related_to": ["C1", "C9"]}]},
            "/cases/0/related_to/1",
        ),
        ({"notes": [{"text": "x", "case": "C1"}]}, "/notes/0/case"),  # not discussed that evening
        ({"notes": [{"text": "x", "case": "/cases/0"}]}, "/notes/0/case"),  # there is no such case
        ({"notes": [{"text": "x", "case": "N1"}]}, "/notes/0/case"),
    ],
)
def test_an_unknown_id_in_a_document(
    told: CommandLine, fields: dict[str, Any], pointer: str
) -> None:
    assert pointers(refused(told, "log --from -", 2, stdin=evening(**fields))) == {pointer}


# Vocabulary words


@pytest.mark.parametrize(
    ("command", "meant"),
    [
        ("group add tern --format balin", "balint"),
        ("group add tern --cadence forthnightly", "fortnightly"),
        ("group edit larch --mode onlien", "online"),
        ("group edit larch --openness clozed", "closed"),
        ("member add larch --profession docter", "doctor"),
        ("member edit heron --profession nruse", "nurse"),
        ("leader add wren --accredited yse", "yes"),
        ("session add --on 2026-03-09 --mode in-persn", "in-person"),
        ("session add --on 2026-03-09 --event weekends", "weekend"),
        ("session edit S1 --recorded adio", "audio"),
        ("session edit S1 --debriefed supervison", "supervision"),
        ("session add --on 2026-03-09 --attendance moth=lat", "late"),
        ("case check-in C1 --outcome easyer", "easier"),
        ("case check-in C1 --outcome easier --feeling-before angre", "anger"),
        ("case check-in C1 --outcome easier --feeling-after hop", "hope"),
        ("case present C1 --theme insitution", "institution"),
        ("case present C1 --encounter collegue-or-team", "colleague-or-team"),
        ("case edit C1 --follow-up presenter-decids", "presenter-decides"),
        ("case list --state opn", "open"),
    ],
)
def test_an_unknown_word_in_an_option(told: CommandLine, command: str, meant: str) -> None:
    refused(told, command, 2, meant)


@pytest.mark.parametrize(
    ("option", "field", "meant"),
    [("--mode onl", "mode", "online"), ("--openness Clo", "openness", "closed")],
)
def test_a_word_may_be_typed_by_a_part_that_it_alone_has(
    cli: CommandLine, option: str, field: str, meant: str
) -> None:
    assert cli(f"group edit larch {option}").code == 0
    assert json.loads(cli("group show larch --json").out)[field] == meant
    refused(cli, "case list --theme in", 2, "that may be incurable", "institution")


def test_a_word_like_no_other_is_answered_with_the_words_there_are(cli: CommandLine) -> None:
    refused(cli, "group edit larch --mode xyz", 2, "in-person", "online", "hybrid")


@pytest.mark.parametrize(
    ("fields", "pointer", "meant"),
    [
        ({"mode": "onlin"}, "/mode", "online"),
        ({"event": "ongoing-grup"}, "/event", "ongoing-group"),
        ({"recorded": "vide"}, "/recorded", "video"),
        ({"leaders": {"alder": "ledaer"}}, "/leaders/alder", "leader"),
        (
            {"attendance": {"heron": "present", "plover": "absnt", "moth": "late"}},
            "/attendance/plover",
            "absent",
        ),
        ({"checkins": [{"case": "C1", "outcome": "harderr"}]}, "/checkins/0/outcome", "harder"),
        (
            {"checkins": [{"case": "C1", "outcome": "easier", "feelings_after": ["hope", "prid"]}]},
            "/checkins/0/feelings_after/1",
            "pride",
        ),
        (
            {"cases": [{"label": "x", "presenter": "moth", "themes": ["nonadherance"]}]},
            "/cases/0/themes/0",
            "nonadherence",
        ),
        (
            {"cases": [{"label": "x", "presenter": "moth", "follow_up": "yess"}]},
            "/cases/0/follow_up",
            "yes",
        ),
        ({"notes": [{"text": "x", "heading": "boundarys"}]}, "/notes/0/heading", "boundaries"),
        (
            {"notes": [{"interventions": ["protect-presenter"]}]},
            "/notes/0/interventions/0",
            "protected-presenter",
        ),
    ],
)
def test_an_unknown_word_in_a_document(
    told: CommandLine, fields: dict[str, Any], pointer: str, meant: str
) -> None:
    answer = refused(told, "log --from -", 2, f"did you mean {meant}?", stdin=evening(**fields))
    assert pointer in pointers(answer)


# Who was there


@pytest.mark.slow
def test_the_attendance_of_a_stranger(told: CommandLine) -> None:
    assert told("group add tern").code == 0
    assert told("member add tern --alias wren").code == 0
    there = {**dict.fromkeys(HERE, "present"), "wren": "present"}
    answer = refused(told, "log --from -", 2, "wren", stdin=evening(attendance=there))
    assert pointers(answer) == {"/attendance/wren"}
    refused(told, "session edit S1 --attendance wren=present", 2, "wren")


def test_the_attendance_of_somebody_who_has_left(told: CommandLine) -> None:
    assert told("member leave moth --on 2026-03-05").code == 0
    answer = refused(told, "log --from -", 2, "moth did not belong", stdin=evening())
    assert pointers(answer) == {"/attendance/moth"}


def test_the_attendance_of_somebody_who_had_not_joined_yet(told: CommandLine) -> None:
    assert told("member add larch --alias wren --joined 2026-03-10").code == 0
    there = {**dict.fromkeys(HERE, "present"), "wren": "late"}
    refused(told, "log --from -", 2, "/attendance/wren", stdin=evening(attendance=there))


def test_a_member_left_out_is_named(told: CommandLine) -> None:
    there = {"heron": "present", "moth": "apologies"}
    answer = refused(told, "log --from -", 2, "plover", stdin=evening(attendance=there))
    assert pointers(answer) == {"/attendance"}


@pytest.mark.parametrize("status", ["absent", "apologies"])
@pytest.mark.parametrize(
    ("kind", "one"),
    [
        ("cases", {"label": "x", "presenter": "heron"}),
        ("presentations", {"case": "C1"}),
        ("presentations", {"case": "C1", "presenter": "heron"}),
    ],
)
def test_a_presenter_who_was_not_there(
    told: CommandLine, status: str, kind: str, one: dict[str, str]
) -> None:
    there = {"heron": status, "plover": "present", "moth": "present"}
    answer = refused(
        told, "log --from -", 2, "heron", stdin=evening(attendance=there, **{kind: [one]})
    )
    assert pointers(answer) == {f"/{kind}/0/presenter"}


def test_news_from_a_presenter_who_was_not_there(told: CommandLine) -> None:
    there = {"heron": "absent", "plover": "present", "moth": "present"}
    news = [{"case": "C1", "outcome": "easier"}]
    answer = refused(
        told, "log --from -", 2, "heron", stdin=evening(attendance=there, checkins=news)
    )
    assert pointers(answer) == {"/checkins/0/outcome"}


def test_an_attendance_that_no_longer_fits_what_was_presented(told: CommandLine) -> None:
    refused(told, "session edit S1 --attendance heron=absent", 2, "heron presented C1")


@pytest.mark.parametrize(
    "text", ["moth", "moth=", "moth=late:long", "=late", "", "moth=late:" + "9" * 5000]
)
def test_an_attendance_option_that_cannot_be_read(told: CommandLine, text: str) -> None:
    refused(told, f"session edit S1 --attendance '{text}'", 2, "attendance")


# Dates


def test_a_second_session_on_one_date_needs_a_yes(told: CommandLine) -> None:
    again = session_document("2026-03-02")
    answer = refused(told, "log --from -", 2, "S1", "--yes", stdin=again)
    assert pointers(answer) == {"/held_on"}
    refused(told, "session add --on 2026-03-02", 2, "S1", "--yes")
    assert told("log --from - --yes --json", again).json["session"] == "S2"
    assert told("session add --on 2026-03-02 --yes --json").json["session"] == "S3"


def test_another_group_may_meet_on_the_same_date(told: CommandLine) -> None:
    assert told("group add tern").code == 0
    assert told("session add --group tern --on 2026-03-02").code == 0


@pytest.mark.parametrize("day", ["2026-03-21", "31.12.9999"])
@pytest.mark.parametrize(
    "command",
    [
        "session add --on {}",
        "session edit S1 --on {}",
        "case close C1 --on {}",
        "member leave heron --on {}",
        "member add larch --joined {}",
        "member edit heron --joined {}",
        "group edit larch --agreed {}",
        "group edit larch --started {}",
        "group archive larch --on {}",
    ],
)
def test_a_date_in_the_future(told: CommandLine, command: str, day: str) -> None:
    refused(told, command.format(day), 2, "future")


def test_a_date_in_the_future_in_a_document(told: CommandLine) -> None:
    answer = refused(told, "log --from -", 2, "future", stdin=session_document("2026-03-21"))
    assert pointers(answer) == {"/held_on"}


@pytest.mark.slow
def test_a_date_before_the_group_began(told: CommandLine) -> None:
    assert told("group edit larch --started 2026-03-02").code == 0
    answer = refused(
        told, "log --from -", 2, "before the group began", stdin=session_document("2026-03-01")
    )
    assert pointers(answer) == {"/held_on"}
    refused(told, "session add --on 2026-03-01", 2, "before the group began")
    refused(told, "session edit S1 --on 2026-03-01", 2, "before the group began")
    refused(told, "group edit larch --started 2026-03-03", 2, "2026-03-02")


@pytest.mark.parametrize("day", ["3/4/2026", "2026/03/04", "tomorrow", "soon", "''", "2.3"])
@pytest.mark.parametrize("command", ["session add --on {}", "member leave heron --on {}"])
def test_slashes_and_nonsense_are_no_dates(told: CommandLine, command: str, day: str) -> None:
    refused(told, command.format(day), 2, "not a date", "hint: ", "2026-03-02")


@pytest.mark.parametrize("day", ["2026-02-30", "30.2.2026", "2026-13-01"])
def test_a_date_that_does_not_exist(cli: CommandLine, day: str) -> None:
    refused(cli, f"session add --on {day}", 2, f"no date {day}")


@pytest.mark.parametrize("day", ["2026-02-30", "3/4/2026", "2.3.2026", "today", "", 20260302, None])
def test_a_document_has_iso_dates_only(cli: CommandLine, day: object) -> None:
    answer = refused(cli, "log --from -", 2, stdin={**session_document(""), "held_on": day})
    assert pointers(answer) == {"/held_on"}


# The rules of a case


@pytest.mark.slow
def test_a_presentation_of_a_closed_case(told: CommandLine) -> None:
    assert told("case close C1 --on 2026-03-05").code == 0
    assert told("session add --on 2026-03-09").code == 0
    reopen = "balintlog case reopen C1"
    refused(told, "case present C1 --presenter heron", 2, "C1 is closed", reopen)
    news = session_document("2026-03-16", presentations=[{"case": "C1"}])
    answer = refused(told, "log --from -", 2, reopen, stdin=news)
    assert pointers(answer) == {"/presentations/0/case"}


@pytest.mark.slow
def test_a_presentation_before_the_first_one(told: CommandLine) -> None:
    early = session_document("2026-02-23", presentations=[{"case": "C1"}])
    answer = refused(told, "log --from -", 2, "C1", stdin=early)
    assert pointers(answer) == {"/presentations/0/case"}
    assert told("session add --on 2026-02-23").code == 0
    refused(told, "case present C1 --session S2 --presenter heron", 2, "C1")
    refused(told, "case check-in C1 --session S2 --outcome easier", 2, "C1")


def test_a_session_cannot_be_moved_behind_what_was_heard_later(told: CommandLine) -> None:
    news = evening(checkins=[{"case": "C1", "outcome": "easier"}])
    assert told("log --from -", news).code == 0
    refused(told, "session edit S1 --on 2026-03-16", 2, "C1")


@pytest.mark.slow
def test_a_case_of_another_group(told: CommandLine) -> None:
    assert told("group add tern").code == 0
    assert told("member add tern --alias wren").code == 0
    document = {
        "schema": 1,
        "group": "tern",
        "held_on": "2026-03-09",
        "attendance": {"wren": "present"},
        "presentations": [{"case": "C1", "presenter": "wren"}],
    }
    answer = refused(told, "log --from -", 2, "C1", stdin=document)
    assert "/presentations/0/case" in pointers(answer)


def test_a_document_about_another_group_than_the_option(told: CommandLine) -> None:
    assert told("group add tern").code == 0
    refused(told, "log --group tern --from -", 2, "--group", stdin=evening())
    refused(told, "log --group nowhere --from -", 3, "nowhere", stdin=evening())
    answer = refused(
        told, "log --group larch --from -", 2, stdin=evening(group="nowhere", mode="?")
    )
    assert pointers(answer) == {"/group", "/mode"}, "a wrong group inside hides nothing else"


# Texts


TEXTS: list[tuple[str, Callable[[str], dict[str, Any]]]] = [
    ("/cases/0/label", lambda text: {"cases": [{"label": text, "presenter": "moth"}]}),
    (
        "/cases/0/summary",
        lambda text: {"cases": [{"label": "x", "presenter": "moth", "summary": text}]},
    ),
    (
        "/cases/0/said_on_return",
        lambda text: {"cases": [{"label": "x", "presenter": "moth", "said_on_return": text}]},
    ),
    ("/presentations/0/summary", lambda text: {"presentations": [{"case": "C1", "summary": text}]}),
    (
        "/checkins/0/text",
        lambda text: {"checkins": [{"case": "C1", "outcome": "easier", "text": text}]},
    ),
    ("/notes/0/text", lambda text: {"notes": [{"text": text}]}),
    ("/notes/0/for_supervision", lambda text: {"notes": [{"for_supervision": text}]}),
]
EVERY_TEXT = pytest.mark.parametrize(
    ("pointer", "fields"), TEXTS, ids=[place for place, _ in TEXTS]
)


@EVERY_TEXT
def test_an_empty_text(
    told: CommandLine, pointer: str, fields: Callable[[str], dict[str, Any]]
) -> None:
    answer = refused(told, "log --from -", 2, "empty", stdin=evening(**fields("")))
    assert pointers(answer) == {pointer}


@pytest.mark.parametrize("text", ["   ", "\n\r\n\t", "\u3000"])
def test_a_text_of_blanks_is_empty(told: CommandLine, text: str) -> None:
    refused(told, "note add --from -", 2, "/text: is empty", stdin={"text": text})


@EVERY_TEXT
def test_a_text_of_more_than_100_kilobytes(
    told: CommandLine, pointer: str, fields: Callable[[str], dict[str, Any]]
) -> None:
    long = "ä" * (MAX_BYTES // 2) + "x"
    answer = refused(told, "log --from -", 2, stdin=evening(**fields(long)))
    assert pointers(answer) == {pointer}
    assert "ää" not in answer.err


@pytest.mark.slow
def test_a_text_of_100_kilobytes_is_kept(told: CommandLine) -> None:
    long = "ä" * (MAX_BYTES // 2)
    assert told("log --from -", evening(notes=[{"text": long}])).code == 0
    assert told("note show N2 --json").json["text"] == long


@EVERY_TEXT
def test_a_text_that_would_steer_a_terminal(
    told: CommandLine, pointer: str, fields: Callable[[str], dict[str, Any]]
) -> None:
    document = evening(**fields("before\x1b[31mafter"))
    answer = refused(told, "log --from -", 2, "control", stdin=document)
    assert pointers(answer) == {pointer}
    assert "before" not in answer.err


@pytest.mark.parametrize("control", STEERING)
def test_every_character_that_steers_is_refused(told: CommandLine, control: str) -> None:
    text = f"before{control}after"
    refused(told, "note add --from -", 2, "/text: ", "control", stdin={"text": text})


def test_names_and_keys_in_a_document_steer_nothing(told: CommandLine) -> None:
    name = f"her{''.join(STEERING)}on"
    document = evening(
        attendance={**dict.fromkeys(HERE, "present"), name: "present"},
        leaders={name: "leader"},
        mode=name,
        **{name: 1},
    )
    answer = refused(told, "log --from -", 2, "/attendance/her", "/leaders/her", stdin=document)
    assert len(answer.err.splitlines()) == 4
    refused(told, "log --from -", 2, stdin=evening(group=name))


@pytest.mark.parametrize(
    "command",
    [
        "{}",
        "member {}",
        "member list {}",
        "member list --{}",
        "member show {}",
        "member add larch --alias {}",
        "member add larch --profession {}",
        "member leave heron --on {}",
        "leader add {}",
        "group show {}",
        "group add {}",
        "group add tern --minutes {}",
        "group edit larch --label {}",
        "session show {}",
        "session add --on {}",
        "session add --on 2026-03-09 --attendance {}",
        "session add --on 2026-03-09 --attendance {}=late",
        "session add --on 2026-03-09 --attendance heron={}",
        "session add --on 2026-03-09 --leader {}",
        "case show {}",
        "case edit C1 --presenter {}",
        "case edit C1 --continues {}",
        "case check-in C1 --outcome {}",
        "case list --state {}",
        "note show {}",
        "log --from {}",
        "log --group {} --from -",
        "followups --group {}",
        "status --as {}",
        "status --color {}",
        "status -f {}",
    ],
)
def test_an_argument_steers_nothing(told: CommandLine, command: str) -> None:
    answer = told(command.format(shlex.quote(f"her{STEERING_ARGUMENT}on")))
    assert answer.code in {2, 3, 6}
    assert_told(answer.out, answer.err)


@pytest.mark.parametrize("option", ["", " --json"])
def test_a_file_name_steers_nothing(cli: CommandLine, option: str) -> None:
    path = cli.path.parent / f"new{STEERING_ARGUMENT}.balint"
    answer = cli(f"init --leader wren -f {shlex.quote(str(path))}{option}")
    assert answer.code == 0
    assert path.exists()
    assert_harmless(answer.out + answer.err)
    if option:
        assert answer.json["file"] == str(path)


def test_what_is_no_utf_8(told: CommandLine) -> None:
    broken = json.dumps(evening(notes=[{"text": "gr\xfc\xdfe"}]), ensure_ascii=False).encode(
        "latin-1"
    )
    refused(told, "log --from -", 2, "UTF-8", stdin=broken)
    refused(told, "note add --from -", 2, "UTF-8", stdin=b'{"text": "\xff"}')
    refused(told, "note edit N1 --from -", 2, "UTF-8", stdin=b"\xff\xfe")
    refused(told, "search", 2, "UTF-8", stdin=b"gr\xfc\xdfe")


def test_half_a_surrogate_pair(told: CommandLine) -> None:
    answer = refused(told, "note add --from -", 2, "Unicode", stdin=b'{"text": "a \\ud83d b"}')
    assert pointers(answer) == {"/text"}


@pytest.mark.parametrize(
    "command",
    ["member show {}", "group show {}", "group add {}", "case show {}", "log --from {}", "{}"],
)
def test_an_argument_that_is_no_utf_8(cli: CommandLine, command: str) -> None:
    answer = cli(command.format("\udcff\udcfe"))  # how Python hands over such bytes
    assert answer.code in {2, 3}
    assert_told(answer.out, answer.err)
    answer.err.encode()  # and it can be written


@pytest.mark.parametrize("words", ["", "  \n", "\t"])
def test_no_words_to_search_for(told: CommandLine, words: str) -> None:
    refused(told, "search", 2, "words", stdin=words)


@pytest.mark.parametrize(
    "words",
    ['"', "'", '"a', "*", "a*b", "(", "AND", "a OR", "NEAR(a b)", "-x", "text:a", "^", "\\"],
)
def test_words_are_never_taken_for_a_query_language(told: CommandLine, words: str) -> None:
    assert told("search", words).code == 0


@pytest.mark.parametrize("control", [*STEERING, "a\x00b", "\x00"])
def test_search_words_steer_nothing(told: CommandLine, control: str) -> None:
    answer = told("search", control)
    assert answer.code in {0, 2}
    assert_harmless(answer.out + answer.err)


@pytest.mark.parametrize("name", ["Margaret Smith, the GP", "M. S.", "Dr. Smith"])
def test_a_name_in_the_place_of_an_alias_is_not_repeated(told: CommandLine, name: str) -> None:
    for fields in (
        {"group": name},
        {"cases": [{"label": "x", "presenter": name}]},
        {"presentations": [{"case": "C1", "presenter": name}]},
    ):
        answer = refused(told, "log --from -", 2, stdin=evening(**fields))
        assert "there is no" in answer.err
        assert name not in answer.err


@pytest.mark.parametrize("words", ["a" + "é" * 3000, "é" * 3000, "x" * 4097])
def test_too_many_words_to_search_for(told: CommandLine, words: str) -> None:
    refused(told, "search", 2, "too long", stdin=words)
    assert told("search", "é" * 2048).code == 0


# Documents


EVERY_DOOR = pytest.mark.parametrize(
    "command",
    [
        "log",
        "session add",
        "session edit S1",
        "case add",
        "case present C1",
        "case check-in C1",
        "case edit C1",
        "case edit C1 --session S1",
        "note add",
        "note edit N1",
    ],
)


@pytest.mark.parametrize(
    ("text", "told_so"),
    [
        (b"", "JSON"),
        (b"{", "line 1"),
        (b'{"schema": 1,\n "group": G1}', "line 2, column 11"),
        (b"{'schema': 1}", "JSON"),
        (b'{"schema": 1} trailing', "JSON"),
        (b'{"minutes": NaN}', "JSON"),
        (b'{"minutes": Infinity}', "JSON"),
        (b"[" * 100_000, "JSON"),
        (b'{"minutes": ' + b"9" * 5000 + b"}", "JSON"),
        (b'"' + b"a" * (10 * 1024 * 1024) + b'"', "longer than"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_document_that_is_no_json(told: CommandLine, text: bytes, told_so: str) -> None:
    refused(told, "log --from -", 2, told_so, stdin=text)


@EVERY_DOOR
def test_half_a_document(told: CommandLine, command: str) -> None:
    refused(told, f"{command} --from -", 2, "line 1, column", stdin=b'{"text": ')


@pytest.mark.parametrize("document", [b"[{}]", b'"text"', b"null"])
@EVERY_DOOR
def test_a_document_that_is_no_object(told: CommandLine, command: str, document: bytes) -> None:
    refused(told, f"{command} --from -", 2, "object", stdin=document)


@EVERY_DOOR
def test_every_surplus_key_is_named(told: CommandLine, command: str) -> None:
    surplus = {"sumary": "x", "patient": "x", "a/b~c": 1}
    answer = refused(told, f"{command} --from -", 2, "not a known field", stdin=surplus)
    assert pointers(answer) >= {"/sumary", "/patient", "/a~1b~0c"}


@pytest.mark.parametrize("command", ["log", "session edit S1", "case edit C1", "note edit N1"])
def test_a_key_that_stands_twice(told: CommandLine, command: str) -> None:
    twice = b'{"minutes": 60, "minutes": 70, "text": "a", "text": "b", "label": "a", "label": "b"}'
    answer = refused(told, f"{command} --from -", 2, "twice", stdin=twice)
    assert "/text" in pointers(answer)


def test_everything_that_is_wrong_is_named_at_once(told: CommandLine) -> None:
    document = {
        "schema": 2,
        "group": "G1",
        "held_on": "2026-03-21",
        "minuts": 90,
        "minutes": "90",
        "mode": ["online"],
        "leaders": {"sege": "leader", "alder": "boss"},
        "attendance": {"heron": "present", "moth": {"status": "late", "minutes": 600, "why": "x"}},
        "cancelled": 1,
        "checkins": [{"case": "C7", "outcome": "better", "text": ""}, 7],
        "cases": [
            {"label": "x" * 81, "presenter": "heron", "after_sessions": 0},
            {"label": "two\nlines", "presenter": 3, "themes": "nonadherence"},
        ],
        "presentations": {},
        "notes": [{}, {"text": "x", "case": "/cases/7"}],
    }
    assert pointers(refused(told, "log --from -", 2, stdin=document)) == {
        "/schema",
        "/held_on",
        "/minuts",
        "/minutes",
        "/mode",
        "/leaders/sege",
        "/leaders/alder",
        "/attendance",
        "/attendance/moth",
        "/attendance/moth/why",
        "/cancelled",
        "/checkins/0/case",
        "/checkins/0/outcome",
        "/checkins/0/text",
        "/checkins/1",
        "/checkins/1/case",
        "/checkins/1/outcome",
        "/cases/0/label",
        "/cases/0/after_sessions",
        "/cases/1/label",
        "/cases/1/presenter",
        "/cases/1/themes",
        "/presentations",
        "/notes/0",
        "/notes/1/case",
    }


def test_a_wrong_group_id_hides_nothing_else(told: CommandLine) -> None:
    answer = refused(told, "log --from -", 2, stdin=evening(group="S1", mode="onlin"))
    assert pointers(answer) == {"/group", "/mode"}


@pytest.mark.parametrize("missing", ["schema", "group", "held_on", "attendance"])
def test_a_field_that_is_needed(told: CommandLine, missing: str) -> None:
    document = evening()
    del document[missing]
    answer = refused(told, "log --from -", 2, "missing", stdin=document)
    assert pointers(answer) == {f"/{missing}"}


def test_one_fault_keeps_the_whole_evening_out(told: CommandLine) -> None:
    document = evening(
        cases=[{"label": "fine", "presenter": "moth"}],
        checkins=[{"case": "C1", "outcome": "easier"}],
        notes=[{"text": "fine"}, {"text": ""}],
    )
    refused(told, "log --from -", 2, "/notes/1/text", stdin=document)
    assert len(told("session list --json").json["sessions"]) == 1
    assert [one["case"] for one in told("case list --json").json["cases"]] == ["C1"]


@pytest.mark.parametrize(
    "name", ["missing.json", "folder/missing.json", ".", "''", "~nobody-here/x"]
)
@pytest.mark.parametrize("command", ["log", "case add", "note edit N1", "session edit S1"])
def test_a_file_that_cannot_be_read(
    told: CommandLine, command: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(told.path.parent)
    refused(told, f"{command} --from {name}", 2, "cannot be read", "hint: ")


@pytest.mark.parametrize("kind", ["a pipe", "a socket", "a folder", "a device"])
@pytest.mark.parametrize(
    "command",
    ["log --from x", "note edit N1 --from x", "privacy check --jsonl x",
     "vault recovery --restore --sheet x"],
)  # fmt: skip
def test_what_is_no_file_is_not_read(
    told: CommandLine, command: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe to which nobody writes would keep balintlog waiting for ever."""
    monkeypatch.chdir(told.path.parent)
    if kind == "a socket":
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("x")
    else:
        make = {"a pipe": os.mkfifo, "a folder": os.mkdir}
        make.get(kind, lambda name: Path(name).symlink_to("/dev/zero"))("x")
    refused(told, command, 2, f"x cannot be read: it is {kind}, not a file", "hint: ")


def test_a_shell_may_hand_over_a_pipe(told: CommandLine) -> None:
    reading, writing = os.pipe()
    os.write(writing, b'{"row_version": 1, "text": "Slower."}')
    os.close(writing)
    assert told(f"note edit N1 --from /dev/fd/{reading}").code == 0
    os.close(reading)


@pytest.mark.parametrize("version", ['"2"', "true"])
@pytest.mark.parametrize(
    ("command", "change"),
    [
        ("session edit S1", '"minutes": 60'),
        ("case edit C1", '"label": "y"'),
        ("note edit N1", '"text": "y"'),
    ],
)
def test_a_row_version_that_is_no_number(
    told: CommandLine, command: str, change: str, version: str
) -> None:
    document = f'{{{change}, "row_version": {version}}}'
    answer = refused(told, f"{command} --from -", 2, stdin=document)
    assert pointers(answer) == {"/row_version"}


# The logbook's files


def with_passphrase(cli: CommandLine, passphrase: str) -> CommandLine:
    environ = {**cli.environ, "BALINTLOG_PASSPHRASE_COMMAND": f"echo '{passphrase}'"}
    return CommandLine(cli.path, environ=environ)


@pytest.mark.parametrize("passphrase", ["wrong", "x" * 5000, PASSPHRASE.upper(), PASSPHRASE + " "])
def test_a_wrong_passphrase(cli: CommandLine, passphrase: str) -> None:
    answer = refused(with_passphrase(cli, passphrase), "status", 4, "passphrase", "hint: ")
    assert passphrase not in answer.err


def test_no_logbook_there(run: CommandLine) -> None:
    refused(run, "status", 6, str(run.path), "balintlog init")
    refused(run, "status -f other.balint", 6, "other.balint")


def test_a_missing_keys_file(cli: CommandLine) -> None:
    cli.path.with_name("test.balint.keys").unlink()
    refused(cli, "status", 6, "test.balint.keys", "backup")


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def cut(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])


def plain_database(path: Path) -> None:
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as plain:
        plain.execute("CREATE TABLE diary (text)")
        plain.commit()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: flip(path, 0), id="first byte"),
        pytest.param(lambda path: flip(path, 100), id="first page"),
        pytest.param(lambda path: cut(path, 0), id="empty"),
        pytest.param(lambda path: cut(path, 100), id="less than a page"),
        pytest.param(lambda path: cut(path, 4096), id="one page"),
        pytest.param(lambda path: cut(path, -4096), id="last page lost"),
        pytest.param(lambda path: cut(path, -1), id="last byte lost"),
        pytest.param(lambda path: path.write_bytes(os.urandom(100_000)), id="random bytes"),
        pytest.param(lambda path: path.write_text("a letter\n" * 1000), id="a text"),
        pytest.param(plain_database, id="a database without encryption"),
        pytest.param(lambda path: (path.unlink(), path.mkdir()), id="a folder"),
        pytest.param(lambda path: keys_path(path).write_bytes(b""), id="empty keys file"),
        pytest.param(lambda path: cut(keys_path(path), -10), id="truncated keys file"),
        pytest.param(lambda path: flip(keys_path(path), 200), id="damaged keys file"),
        pytest.param(lambda path: keys_path(path).write_text("{}"), id="strange keys file"),
        pytest.param(lambda path: keys_path(path).write_bytes(os.urandom(999)), id="random keys"),
    ],
)
def test_a_file_that_is_damaged_or_no_logbook(
    told: CommandLine, damage: Callable[[Path], object]
) -> None:
    damage(told.path)
    refused(told, "status", 6)
    refused(told, "log --from -", 6, stdin=evening())


def test_damage_in_the_middle_is_told_where_it_is_met(told: CommandLine) -> None:
    for page in range(1, told.path.stat().st_size // 4096):
        flip(told.path, page * 4096 + 50)
    refused(told, "status", 6, "damaged", "backup")


def test_the_keys_file_of_another_logbook(cli: CommandLine, tmp_path: Path) -> None:
    other = tmp_path / "other.balint"
    assert cli(f"init --leader wren -f {other}").code == 0
    shutil.copy(keys_path(other), keys_path(cli.path))
    refused(cli, "status", 6)


def test_a_logbook_of_a_newer_balintlog(cli: CommandLine) -> None:
    book = open_logbook.approach(cli.path, None).open(PASSPHRASE, TODAY)
    with book.store:
        book.store.rows("PRAGMA user_version = 99")
    refused(cli, "status", 6, "newer")


@pytest.mark.parametrize("command", ["init --leader wren", "demo -f {}"])
@pytest.mark.parametrize("name", ["test.balint", "test.balint.keys"])
def test_nothing_is_written_over_a_file(run: CommandLine, command: str, name: str) -> None:
    run.path.with_name(name).write_text("precious")
    refused(run, command.format(run.path), 6, name, "hint: ")
    assert run.path.with_name(name).read_text() == "precious"


@pytest.mark.parametrize("command", ["init --leader wren", "demo -f {}"])
def test_nothing_is_written_over_a_link_or_a_folder(run: CommandLine, command: str) -> None:
    command = command.format(run.path)
    run.path.symlink_to("nowhere")
    refused(run, command, 6, "test.balint")
    run.path.unlink()
    run.path.mkdir()
    refused(run, command, 6, "test.balint")


@pytest.mark.parametrize("name", ["/", "~nobody-here/x.balint", "x" * 300, "a" * 5000])
@pytest.mark.parametrize("command", ["init --leader wren", "demo", "status"])
def test_a_file_name_that_cannot_be_one(run: CommandLine, command: str, name: str) -> None:
    answer = run(f"{command} -f {name}")
    assert answer.code in {1, 2, 6}
    assert_told(answer.out, answer.err)


@pytest.mark.slow
def test_another_window_is_writing(told: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert connection.BUSY_SECONDS == 5.0
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.1)
    other = open_logbook.approach(told.path, None).open(PASSPHRASE, TODAY)
    with other.store, other.store.writing():
        refused(told, "group add tern", 1, "in use", "hint: ")
        refused(told, "log --from -", 1, "in use", stdin=evening())
        assert told("case show C1").code == 0
    assert told("group add tern").code == 0


@pytest.mark.slow
def test_a_full_disk(told: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = connection._connect

    def connect_to_a_full_disk(*arguments: Any) -> Store:
        store = connect(*arguments)
        store.rows(f"PRAGMA max_page_count = {store.value('PRAGMA page_count')}")
        return store

    with monkeypatch.context() as full:
        full.setattr(connection, "_connect", connect_to_a_full_disk)
        long = evening(notes=[{"text": "x" * 90_000}, {"text": "y" * 90_000}])
        refused(told, "log --from -", 1, "full", "hint: ", stdin=long)
    assert told("log --from -", evening()).code == 0


def test_a_disk_that_fills_up_during_init(
    run: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    refused(run, "init --leader alder", 1, "full")


# Folders, with the rights of an ordinary person


def ordinary_rights() -> tuple[str, ...]:
    """Return what a command must begin with so that file permissions bind it."""
    if os.geteuid() != 0:
        return ()
    return ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")


def as_ordinary_person(cli: CommandLine, command: str) -> Answer:
    result = subprocess.run(
        [*ordinary_rights(), BALINTLOG, *shlex.split(command)],
        env={**os.environ, **cli.environ},
        input="",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Answer(result.returncode, result.stdout, result.stderr)


@pytest.fixture
def locked(told: CommandLine) -> Iterator[CommandLine]:
    """A logbook in a folder of its own, whose mode a test may take away."""
    folder = told.path.parent / "folder"
    folder.mkdir()
    for one in (told.path, keys_path(told.path)):
        one.rename(folder / one.name)
    path = folder / told.path.name
    yield CommandLine(path, environ={**told.environ, "BALINTLOG_FILE": str(path)})
    folder.chmod(0o700)


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_to(locked: CommandLine) -> None:
    before = kept(locked.path.parent)
    locked.path.parent.chmod(0o500)
    answer = as_ordinary_person(locked, "group add tern")
    assert answer.code == 1
    assert_told(answer.out, answer.err)
    assert "cannot be written to" in answer.err
    assert as_ordinary_person(locked, "case show C1").code == 0, "it can still be read"
    answer = as_ordinary_person(locked, f"init --leader wren -f {locked.path.parent}/new.balint")
    assert answer.code == 1
    assert_told(answer.out, answer.err)
    assert kept(locked.path.parent) == before


@pytest.mark.slow
@pytest.mark.parametrize("command", ["status", "init --leader wren", "demo -f {}", "log --from {}"])
def test_a_folder_that_cannot_be_entered(locked: CommandLine, command: str) -> None:
    locked.path.parent.chmod(0o000)
    answer = as_ordinary_person(locked, command.format(locked.path))
    assert answer.code in {1, 2}
    assert_told(answer.out, answer.err)


@pytest.mark.slow
def test_a_keys_file_that_cannot_be_read(locked: CommandLine) -> None:
    keys_path(locked.path).chmod(0o000)
    answer = as_ordinary_person(locked, "status")
    assert answer.code == 1
    assert_told(answer.out, answer.err)


# Where nobody can be asked


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("session add", "--on"),
        ("log", "--from"),
        ("log --group larch", "--from"),
        ("case add", "--from"),
        ("case check-in C1", "--outcome"),
        ("case edit C1", "--from"),
        ("note add", "--from"),
        ("note add --case C1", "--from"),
        ("note edit N1", "--from"),
        ("group edit larch", "group edit --help"),
        ("member edit heron", "member edit --help"),
        ("session edit S1", "--from"),
        ("leader edit alder", "--accredited"),
    ],
)
def test_a_missing_answer_is_named(told: CommandLine, command: str, named: str) -> None:
    refused(told, command, 2, named)


@pytest.mark.parametrize(
    ("command", "named"),
    [("session add --on monday", "--group"), ("case add --from -", "--session"), ("log", "--from")],
)
def test_among_several_groups_one_must_be_named(
    told: CommandLine, command: str, named: str
) -> None:
    assert told("group add tern").code == 0
    refused(told, command, 2, named, stdin={"label": "x", "presenter": "moth"})


@pytest.mark.parametrize("lines", [1, 500])
def test_a_text_file_is_no_logbook(run: CommandLine, lines: int) -> None:
    run.path.write_text("what we heard, and more\n" * lines)
    refused(run, "status", 6, "is a text file, not a balintlog logbook", "-f FILE")


def test_a_folder_is_not_taken_for_the_name_of_a_logbook(run: CommandLine) -> None:
    folder = f"{run.path.parent}/nofolder/"
    refused(run, f"init --leader wren -f {folder}", 2, f"-f {folder}logbook.balint")
    assert not run.path.with_name("nofolder").exists()


@pytest.mark.slow
def test_folders_that_are_made_are_told(run: CommandLine) -> None:
    """A stick that is not there must not become a folder of its name unnoticed."""
    stick = run.path.parent / "stick"
    answer = run(f"init --leader wren -f {stick}/balint/larch.balint")
    assert f"There is no folder {stick} yet. balintlog makes it" in answer.err
    answer = run(f"init --leader wren -f {stick}/balint/alder.balint")
    assert "There is no folder" not in answer.err


def test_init_without_an_alias(run: CommandLine) -> None:
    refused(run, "init", 2, "--leader", "--leader alder")


@pytest.mark.slow
def test_where_there_is_nothing_yet(run: CommandLine) -> None:
    assert run("init --leader alder").code == 0
    refused(run, "log", 2, "balintlog group add")
    assert run("group add larch").code == 0
    assert run("member add larch --alias heron").code == 0
    refused(run, "note add --from -", 2, "balintlog log", stdin={"text": "x"})


@pytest.mark.parametrize(
    "command",
    [
        "group delete larch",
        "session delete S1",
        "case delete C1",
        "note delete N1",
        "--no-input group delete G1",
    ],
)
def test_a_confirmation_that_nobody_can_give(told: CommandLine, command: str) -> None:
    refused(told, command, 2, "hint: Repeat it with --yes.")
    assert told(f"{command} --yes").code == 0


def test_a_typed_yes_in_a_pipe_confirms_nothing(told: CommandLine) -> None:
    refused(told, "group delete larch", 2, "--yes", stdin="y\n")


@pytest.mark.parametrize(
    ("command", "question"),
    [
        ("case add", "Its label"),
        ("case check-in C1", "What did heron say?"),
        ("case edit C1", "The story, in your own words:"),
        ("note edit N1", "Your note:"),
        ("search", "Search for:"),
        ("case delete C1", "This cannot be undone."),
        ("init -f new.balint", "Your alias"),
    ],
)
def test_an_interruption_at_a_question(told: CommandLine, command: str, question: str) -> None:
    assert told("session add --on 2026-03-09").code == 0
    before = kept(told.path.parent)
    shown = told.at_terminal(
        beside(told, command), f"{question} ^C\nbalintlog: interrupted", code=130
    )
    assert "Traceback" not in shown
    assert kept(told.path.parent) == before


@pytest.mark.parametrize(
    ("command", "transcript", "code"),
    [
        ("log", "Which group? ^U.⏎\n. is not known here\nWhich group? ^C", 130),
        ("search", "Search for: ^U.⏎\nNothing was found.", 0),
        ("init -f new.balint", "Your alias ^U.⏎\nan alias has 3 to 20 letters\nYour alias ^C", 130),
    ],
)
def test_a_full_stop_where_there_is_no_rest_to_skip_is_an_answer_like_any_other(
    told: CommandLine, command: str, transcript: str, code: int
) -> None:
    assert told("group add tern").code == 0
    shown = told.at_terminal(beside(told, command), transcript, code=code)
    assert "Traceback" not in shown


# What is no command


@pytest.mark.parametrize(
    ("command", "meant"),
    [
        ("followup", "followups"),
        ("stauts", "status"),
        ("membr list", "member"),
        ("member lst", "list"),
        ("case checkin C1", "check-in"),
        ("member list --grop larch", "--group"),
        ("case show C1 --note", "--notes"),
        ("status --jsn", "--json"),
        ("--no-inptu status", "--no-input"),
    ],
)
def test_an_unknown_command_or_option(told: CommandLine, command: str, meant: str) -> None:
    refused(told, command, 2, meant, "hint: ", "--help")


@pytest.mark.parametrize(
    ("command", "page"),
    [
        ("frobnicate", "balintlog --help"),
        ("member frobnicate", "balintlog member --help"),
        ("member show", "balintlog member show --help"),
        ("case edit C1 --after-sessions many", "balintlog case edit --help"),
        ("case edit C1 --after-sessions 0", "balintlog case edit --help"),
        ("group add tern --minutes 1441", "balintlog group add --help"),
        ("session show S1 --frobnicate", "balintlog session show --help"),
    ],
)
def test_a_command_that_cannot_be_read_points_to_its_page(
    told: CommandLine, command: str, page: str
) -> None:
    refused(told, command, 2, f"hint: See: {page}")


@pytest.mark.parametrize("command", ["status -f", "case show C1 --as", "status --color"])
def test_an_option_without_its_value_is_named(told: CommandLine, command: str) -> None:
    refused(told, command, 2, command.rsplit(maxsplit=1)[-1])


@pytest.mark.parametrize(
    ("command", "meant"),
    [
        ("log -from s.json", "--from"),
        ("-file x.balint status", "--file"),
        ("-no-input status", "--no-input"),
        ("status -json", "--json"),
        ("session edit S1 -on=today", "--on"),
        ("session edit S1 -minuts 60", "--minutes"),
        ("case list -JSON", "--json"),
        ("status -force", None),
        ("-force status", None),
        ("status -fx", None),
        ("status -f=x.balint", None),
        ("status -f -force", None),
    ],
)
def test_a_long_option_with_one_dash_is_no_file(
    told: CommandLine, command: str, meant: str | None
) -> None:
    before = sorted(told.path.parent.iterdir())
    answer = refused(told, command, 2, "is not understood here", "two dashes")
    assert ("Did you mean" in answer.err) == (meant is not None)
    assert meant is None or f"Did you mean {meant}?" in answer.err
    assert sorted(told.path.parent.iterdir()) == before


@pytest.mark.parametrize(
    "command",
    [
        "-f -x init --leader alder",
        "-f --leader init",
        "-f-x init --leader alder",
        "vault backup -- -b",
        "report supervision --output=-o",
        "vault recovery --sheet -s",
    ],
)
def test_an_option_where_a_file_was_forgotten_makes_no_file(
    told: CommandLine, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(told.path.parent)
    before = sorted(told.path.parent.iterdir())
    refused(told, f"--yes {command}", 2, "looks like an option, not like a file", "write ./-")
    assert sorted(told.path.parent.iterdir()) == before


@pytest.mark.parametrize("folder", ["./", "", "{}/"])
def test_a_file_may_be_glued_to_its_option_where_it_looks_like_one(
    run: CommandLine, folder: str
) -> None:
    named = f"-f{folder.format(run.path.parent)}missing.balint"
    refused(run, f"{named} status", 6, "there is no logbook at", "missing.balint")
    refused(run, f"{named.removesuffix('.balint')} status", 6 if folder else 2, "missing")


def test_what_follows_two_dashes_alone_is_no_option(told: CommandLine) -> None:
    assert "two dashes" not in told("case show -- -json").err


def test_a_colour_that_does_not_exist(cli: CommandLine) -> None:
    refused(cli, "status --color pink", 2, "--color", "never")


@pytest.mark.parametrize("command", ["", "member", "case", "-f x.balint", "case --yes"])
def test_without_a_command_the_help_is_shown_as_a_page(
    run: CommandLine, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = run(command)
    assert answer.err == ""
    lines = (answer.out + capsys.readouterr().out).splitlines()
    assert "Commands:" in lines
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("command", "stdin"),
    [
        ("group add 'our group'", b""),
        ("group add G2", b""),
        ("group add larch", b""),
        ("group add LARCH", b""),
        ("group add ''", b""),
        ("group add xxxxxxxxxxxxxxxxxxxxx", b""),
        ("group edit larch --label G2", b""),
        ("group add May", b""),
        ("group edit larch --label online", b""),
        ("member add larch --alias heron", b""),
        ("member add larch --alias alder", b""),
        ("member add larch --alias 'Anna Klein'", b""),
        ("member add larch --alias A.K.", b""),
        ("member add larch --joined monday --guest monday", b""),
        ("leader add heron", b""),
        ("leader add g1", b""),
        ("member leave heron --on 2026-03-01", b""),
        ("member return heron", b""),
        ("case close C1 --on 2026-03-01", b""),
        ("case reopen C1", b""),
        ("case delete C1 --session S1 --yes", b""),
        ("case delete C1 --session S1 --check-in --yes", b""),
        ("case add --presenter heron --from -", b"{}"),
        ("session add --on monday --from -", b"{}"),
        ("case present C1 --from -", b'{"case": "C2"}'),
        ("note add --case C1 --from -", b'{"text": "x", "case": "C1"}'),
        ("case edit C1 --from -", b'{"continues": "C1"}'),
        ("session edit S1 --from -", b'{"group": "G2"}'),
    ],
)
def test_a_broken_rule(told: CommandLine, command: str, stdin: bytes) -> None:
    refused(told, command, 2, stdin=stdin)


# Whatever is typed


def _leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, one in getattr(command, "commands", {}).items():
        yield from _leaves(one, (*path, name))
    if not hasattr(command, "commands"):
        yield path, command


COMMANDS = dict(_leaves(typer.main.get_command(app)))
OPTIONS = sorted(
    {
        name
        for command in COMMANDS.values()
        for option in command.params
        for name in (*option.opts, *option.secondary_opts)
        if name.startswith("-")
    }
    | {"--as", "--no-input", "--yes", "--color", "-f", "--file"}
)
VALUES = {
    "GROUP": ["G1", "larch"],
    "ALIAS": ["heron", "moth", "alder", "sedge", "wren"],
    "ALIAS=STATUS": ["moth=late:60", "heron=absent", "moth=late:99999999999999999999"],
    "SESSION": ["S1"],
    "CASE": ["C1"],
    "NOTE": ["N1"],
    "FILE": ["-", "missing.json", "/", "test.balint"],
    "DATE": ["monday", "2026-03-09", "unknown", "0001-01-01", "9999-12-31", "1.1.1"],
    "N": ["1", "2", "-1", "99999999999999999999"],
    "LABEL": ["tern"],
}
JUNK = st.one_of(
    st.sampled_from(
        ["", "-", "--", ".", "..", "/", "/dev/null", "~nobody-here/x", "=", "a b", "C" + "9" * 18]
    ),
    st.sampled_from(STEERING[:-1]),
    st.sampled_from(
        ["\udcff", "ä", "[bold]", "%s", "{0}", "0", "-1", "1e3", "G9", "C9", "x" * 300]
    ),
    st.text(st.characters(exclude_characters="\0/", exclude_categories=()), max_size=8),
)
STDIN = st.one_of(
    st.sampled_from(
        [
            *(b"", b"letters", b"{}", b"[]", b"null", b'"', b"a\x00b", b"\xff", b"1e999"),
            *(b'{"text": "x"}', b'{"label": "y", "presenter": "moth"}', b'{"outcome": "easier"}'),
            *(b'{"label": null}', b'{"text": null}', b'{"case": 1}', b'{"case": ["C1"]}'),
            *(b'{"attendance": null}', b'{"minutes": 1e3}', b'{"held_on": "0000-01-01"}'),
            *(b'{"row_version": "x"}', b'{"text": "\\ud800"}', b'{"\\ud800": 1}'),
        ]
    ),
    st.dictionaries(
        st.sampled_from(["case", "text", "label", "presenter", "outcome", "leaders", "attendance"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.sampled_from(["C1", "heron", "yes"]),
            lambda one: st.lists(one, max_size=2) | st.dictionaries(st.text(), one, max_size=2),
            max_leaves=4,
        ),
    ).map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=20),
)


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """Nearly right commands, and wrong ones."""
    path = draw(st.sampled_from(sorted(COMMANDS)))
    line = list(path)

    def value_of(parameter: Any) -> str:
        known = VALUES.get(parameter.metavar or "", ["1", "yes"])
        if parameter.metavar == "WORD":  # the help lists the words
            known = parameter.help.rsplit(":", 1)[-1].strip(" .").split(", ")
        value: str = draw(st.one_of(st.sampled_from(known), st.sampled_from(known), JUNK))
        return value

    for parameter in COMMANDS[path].params:
        names = [one for one in parameter.opts if one.startswith("-") and "help" not in one]
        if not names:
            line.append(value_of(parameter))
        elif draw(st.integers(0, 3)) == 0:
            line.append(draw(st.sampled_from([*names, *parameter.secondary_opts])))
            if not parameter.is_flag:
                line.append(value_of(parameter))
    extra = st.one_of(st.sampled_from(OPTIONS), st.sampled_from(["--yes", "--json"]), JUNK)
    return line + draw(st.lists(extra, max_size=2))


@settings(
    max_examples=examples(150),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(line=command_lines(), typed=STDIN)
@example(line=["init", "-f", "/"], typed=b"")
@example(line=["search"], typed=b"a\x00b")
@example(line=["member", "show", "\udcff"], typed=b"")
def test_no_command_line_ends_in_a_traceback(
    line: list[str],
    typed: bytes,
    told: CommandLine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "example"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    copy_logbook(told.path, folder / "test.balint")
    monkeypatch.chdir(folder)
    out, err = io.StringIO(), io.StringIO()
    surroundings = Surroundings(
        stdin=io.TextIOWrapper(io.BytesIO(typed), "utf-8"),
        stdout=out,
        stderr=err,
        environ=environ_of(folder / "test.balint"),
        now=lambda: datetime.combine(TODAY, time(21)),
        stretching=CHEAP,
    )
    help_page = io.StringIO()
    with contextlib.redirect_stdout(help_page):
        code = main(line, surroundings)
    assert code in EXIT_CODES
    if code:
        assert_told(out.getvalue(), err.getvalue())
    assert_harmless(out.getvalue() + err.getvalue() + help_page.getvalue())


# Where no document was sent, places are named in words


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (
            "session add --on 2026-03-16 --attendance moth=lat:5",
            2,
            "attendance, moth, status: 'lat' is not a known word; did you mean late?",
        ),
        ("session add --on 2026-03-16 --attendance plover=late:500", 2, "attendance, plover: the"),
        ("case check-in C1 --outcome easier", 2, "case: C1"),
        ("session add --on 1949-12-31", 2, "1949-12-31 is before there were Balint"),
        ("group edit larch --started 0001-01-01", 2, "0001-01-01 is before there were Balint"),
        ("member add larch --joined 1850-01-01", 2, "1850-01-01 is before there were Balint"),
        ("session add --minutes abc", 2, "'abc' is not a whole number"),
        ("group archive larch --undo", 2, "larch is not archived"),
        ("leader add alder", 2, "hint: Choose another one."),
    ],
)
def test_no_pointer_is_shown_to_whoever_sent_no_document(
    told: CommandLine, command: str, code: int, said: str
) -> None:
    answer = refused(told, command, code, said)
    assert not re.search(r"balintlog: /", answer.err)


def test_a_pointer_is_shown_to_whoever_sent_one(told: CommandLine) -> None:
    for source in ("--from -", "--from=-"):
        refused(told, f"case add {source}", 2, "balintlog: /label: is missing", stdin={})


@pytest.mark.slow
def test_an_archived_group_takes_nobody_and_is_archived_once(told: CommandLine) -> None:
    assert told("group archive larch --on 2026-03-10").code == 0
    refused(told, "group archive larch", 2, "larch was already archived on 2026-03-10")
    refused(told, "member add larch", 2, "larch is archived", "group archive larch --undo")
    assert told("group archive larch --undo").code == 0
    assert told("member add larch").code == 0


def test_who_is_not_known_is_told_with_everything_else_also_without_a_date(
    told: CommandLine,
) -> None:
    document = session_document(
        "2026-13-40",
        attendance={"herron": "present"},
        cases=[{"label": "a", "presenter": "plovr"}, {"label": "b", "presenter": "moth"}],
        presentations=[{"case": "C1", "presenter": "mouth"}],
    )
    answer = refused(told, "log --from -", 2, stdin=document)
    assert [line.split(":")[1].strip() for line in answer.err.splitlines()] == [
        *("/held_on", "/attendance/herron", "/cases/0/presenter", "/presentations/0/presenter")
    ]
    for alias in ("heron", "plover", "moth"):
        assert f"did you mean {alias}?" in answer.err


def test_what_would_go_is_counted_in_words(told: CommandLine) -> None:
    answer = told("session delete S1")
    assert "1 presentation, 0 pieces of news and 1 note?" in answer.err
    answer = told("group delete larch")
    assert "3 members, 1 session, 1 case and 1 note?" in answer.err


@pytest.mark.slow
def test_a_command_that_names_no_group_asks_where_there_are_several(told: CommandLine) -> None:
    assert told("group add willow").code == 0
    refused(told, "note add --from -", 2, "--session is missing", stdin={"text": "x"})
    transcript = """
        Which group? (larch willow) larch⏎
        Your note: Slow to begin.⏎
        More? .⏎
        N2 was added to S1.
    """
    told.at_terminal("note add", transcript)
