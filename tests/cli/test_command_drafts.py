"""Drafts of every command that asks for a text: kept however it ends, offered when begun again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from conftest import session_document
from recorder import Recorder

from balintlog.errors import CouldNotError
from balintlog.storage.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine, MadeOnce

# What is begun, what is typed before it is broken off, what its draft is called, how it goes on.
STORY = "The story, in your own words:"
LOOK = "Enter saves, a number changes it:"
COMMANDS = {
    "case add": (
        "case add --session S2",
        f"Its label the gift⏎\nWho brought it? moth⏎\n{STORY} Half a sum^C",
        "a new case (S2)",
        f"{STORY} Half a sum mary.⏎\nMore? .⏎\nC2 was added (S2).",
    ),
    "case present": (
        "case present C1 --session S2",
        f"Who brought it? ⏎\n{STORY} Half a sum^C",
        "a case presented again (C1, S2)",
        f"{STORY} Half a sum mary.⏎\nMore? .⏎\nC1 was presented again (S2).",
    ),
    "case check-in": (
        "case check-in C1 --session S2",
        "What did heron say? Half a sum^C",
        "news of a case (C1, S2)",
        "What did heron say? Half a sum mary.⏎\nHow are things? easier⏎\nC1 now has news",
    ),
    "case edit": (
        "case edit C1",
        f"{STORY} Nobody opens them. ^UHalf a sum^C",
        "a change to a case (C1)",
        f"{STORY} Half a sum mary.⏎\nMore? .⏎\n{LOOK} ⏎\nC1 was changed: the story was reworded.",
    ),
    "note add": (
        "note add --session S2",
        "Your note: Half a sum^C",
        "a new note (S2)",
        "Your note: Half a sum mary.⏎\nMore? .⏎\nN2 was added to S2.",
    ),
    "note edit": (
        "note edit N1",
        "Your note: We were slow. ^UHalf a sum^C",
        "a change to a note (N1)",
        f"Your note: Half a sum mary.⏎\nMore? .⏎\n{LOOK} ⏎\nN1 was changed: the text was reworded.",
    ),
}


@pytest.fixture
def record(cli: CommandLine, made_once: MadeOnce, tmp_path: Path) -> Recorder:
    """A logbook with a case and a note at S1, and nothing at S2."""
    recorder = Recorder(cli, tmp_path)

    def make() -> None:
        case = {"label": "the letters", "presenter": "heron", "summary": "Nobody opens them."}
        note = {"text": "We were slow."}
        recorder.records(session_document("2026-03-02", cases=[case], notes=[note]))
        recorder.records(session_document("2026-03-16"))

    made_once.lay("a case and a note, and an empty evening", cli.path, make)
    return recorder


def drafts(record: Recorder) -> Any:
    return record.cli("status --json").json["drafts"]


def break_off(record: Recorder, kind: str) -> str:
    command, typed, _, _ = COMMANDS[kind]
    return record(command, typed, code=130)


@pytest.mark.slow
@pytest.mark.parametrize("kind", COMMANDS)
def test_what_was_typed_is_there_when_the_command_is_begun_again(
    record: Recorder, kind: str
) -> None:
    command, _, about, rest = COMMANDS[kind]
    shown = " ".join(break_off(record, kind).split())
    assert f"saved as a draft; balintlog {command} carries on from there." in shown
    assert "Not saved" not in shown
    (draft,) = drafts(record)
    assert (draft["command"], draft["about"]) == (f"balintlog {command}", f"larch, {about}")
    record(command, f"There is a draft for larch, {about}. Carry on with it? ⏎\n{rest}")
    assert drafts(record) == []
    shown = "".join(record.cli(f"session export {at}").out for at in ("S1", "S2"))
    assert "Half a summary." in shown


@pytest.mark.slow
@pytest.mark.parametrize("kind", COMMANDS)
def test_its_age_and_the_way_back_to_it_are_told_and_no_word_of_it(
    record: Recorder, kind: str
) -> None:
    command, _, about, _ = COMMANDS[kind]
    break_off(record, kind)
    record.cli.today = date(2026, 4, 3)
    for reading in ("status", "followups"):
        told = " ".join(record.cli(reading).out.split())
        assert f"You have a draft: larch, {about}, last changed 14 days ago." in told
        assert f"Carry on with it: balintlog {command}" in told
        assert "Half a" not in told


@pytest.mark.slow
def test_a_draft_is_left_for_later_and_another_one_stands_beside_it(record: Recorder) -> None:
    record("note add --session S2", "Your note: The first^C", code=130)
    record(
        "note add",
        """
        There is a draft for larch, a new note (S2). Carry on with it? later⏎
        Your note: The second^C
        """,
        code=130,
    )
    assert len(drafts(record)) == 2
    record(
        "note add",
        """
        There is a draft for larch, a new note (S2). Carry on with it? later⏎
        There is a draft for larch, a new note (S2). Carry on with it? ⏎
        Your note: The first one.⏎
        More? .⏎
        N2 was added
        """,
    )
    record(
        "note add",
        """
        Carry on with it? throw it away⏎
        Delete that draft? y⏎
        Your note: ^C
        """,
        code=130,
    )
    assert drafts(record) == []


@pytest.mark.slow
def test_a_draft_lies_over_a_record_that_was_changed_since(record: Recorder) -> None:
    break_off(record, "note edit")
    record.does("note edit N1 --from -", {"heading": "boundaries"})()
    record(
        "note edit N1",
        """
        Carry on with it? ⏎
        It is now:
        heading: boundaries
        What you typed is still there; please check it.
        Your note: Half a sum mary.⏎
        More? .⏎
        Enter saves ⏎
        """,
    )
    note = record.cli("note show N1 --json").json
    assert (note["text"], note["heading"]) == ("Half a summary.", "boundaries")


@pytest.mark.slow
def test_what_is_given_with_a_command_counts_for_more_than_its_draft(record: Recorder) -> None:
    break_off(record, "case add")
    record(
        "case add --theme nonadherence",
        f"Carry on with it? ⏎\n{STORY} Half a sum ␣more.⏎\nMore? .⏎\nC2 was added",
    )
    assert record.document("S2")["cases"][0]["themes"] == ["nonadherence"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "delete"),
    [
        ("note edit", "note delete N1"),
        ("case edit", "case delete C1"),
        ("case check-in", "session delete S2"),
        ("case present", "session delete S1"),
    ],
)
def test_a_draft_goes_with_the_record_that_it_needs(
    record: Recorder, kind: str, delete: str
) -> None:
    break_off(record, kind)
    asked = record.cli(delete)
    assert asked.code == 2
    assert "A draft depends on it and will be deleted, too" in asked.err
    assert len(drafts(record)) == 1
    record.does(f"--yes {delete}")()
    assert drafts(record) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", COMMANDS)
def test_the_audit_reads_a_draft_and_not_what_stood_before(record: Recorder, kind: str) -> None:
    command, typed, _, _ = COMMANDS[kind]
    record(command, typed.replace("Half a sum", "Mrs Okonkwo wept"), code=130)
    lines = record.cli("privacy audit --json").json["findings"]
    assert [(line["record"], line["tier"]) for line in lines] == [("draft", "hard")]


@pytest.mark.parametrize("kind", COMMANDS)
def test_where_nothing_can_be_saved_that_is_said_before_anybody_types(
    record: Recorder, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Store.rows

    def refusing(store: Store, sql: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        if sql.startswith("PRAGMA user_version ="):
            raise CouldNotError("the logbook cannot be written to")
        return rows(store, sql, parameters)

    monkeypatch.setattr(Store, "rows", refusing)
    shown = record(COMMANDS[kind][0], "the logbook cannot be written to", code=1)
    assert "Your note:" not in shown
    assert STORY not in shown
