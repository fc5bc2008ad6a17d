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
TAKEN_UP = "You left this:\nEnter goes on, a number changes it, delete deletes the draft: ⏎"
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
        (
            f"{TAKEN_UP}\n{STORY} Half a sum mary.⏎\nMore? .⏎\n{LOOK} ⏎\n"
            "C1 was changed: the story was reworded."
        ),
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
        (
            f"{TAKEN_UP}\nYour note: Half a sum mary.⏎\nMore? .⏎\n{LOOK} ⏎\n"
            "N1 was changed: the text was reworded."
        ),
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
    offered = f"There is a draft for larch, {about}. Carry on with it? ⏎\n"
    record(command, f"{'' if TAKEN_UP in rest else offered}{rest}")
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
        It is now:
        heading: boundaries
        What you typed is still there; please check it.
        You left this:
        Enter goes on, a number changes it, delete deletes the draft: ⏎
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


# What is begun, what is typed before it is broken off, what its draft is called, how it goes on.
FACTS = {
    "group edit G1": (
        "Anything different? monthly⏎\nlarch: monthly, 90 minutes\nAnything different? 75 min^C",
        "larch, a change to the group",
        "larch: monthly, 90 minutes\nAnything different? 75 min utes⏎\nAnything different? ⏎",
        "monthly, 75 minutes",
    ),
    "member edit heron": (
        "What do they do? nurse⏎\nTheir first day? ^C",
        "larch, a change to a member (heron)",
        "Their first day? 2026-01-12⏎",
        "nurse 2026-01-12",
    ),
    "training add": (
        "What was it? weekend⏎\nOn which day? ^C",
        "new training",
        "On which day? 2026-03-02⏎",
        "weekend 2026-03-02 90",
    ),
    "training edit T1": (
        "What was it? weekend⏎\nOn which day? 2026-03-02⏎\nHow many minutes in all? ^C",
        "a change to training T1",
        "How many minutes in all? 75⏎",
        "weekend 2026-03-02 75",
    ),
}


@pytest.fixture
def facts(cli: CommandLine) -> CommandLine:
    """A logbook with a record of training, if that is what is edited."""
    assert cli("training add --kind supervision --on 2026-03-01 --minutes 60").code == 0
    return cli


def saved_facts(cli: CommandLine) -> str:
    group = cli("group show G1 --json").json
    training = cli("training list --json").json["trainings"]
    lines = [f"{group['cadence']}, {group['usual_minutes']} minutes"]
    lines += [f"{who['profession']} {who['joined_on']}" for who in group["members"]]
    lines += [f"{held['kind']} {held['from_on']} {held['minutes']}" for held in training]
    return "\n".join(lines)


@pytest.mark.parametrize("command", FACTS)
def test_short_answers_are_there_when_the_command_is_begun_again(
    facts: CommandLine, command: str
) -> None:
    typed, about, rest, saved = FACTS[command]
    before = saved_facts(facts)
    shown = " ".join(facts.at_terminal(command, typed, code=130).split())
    assert f"saved as a draft; balintlog {command} carries on from there." in shown
    (draft,) = facts("status --json").json["drafts"]
    assert (draft["command"], draft["about"]) == (f"balintlog {command}", about)
    assert saved_facts(facts) == before
    facts.at_terminal(command, f"There is a draft for {about}. Carry on with it? ⏎\n{rest}")
    assert saved in saved_facts(facts)
    assert facts("status --json").json["drafts"] == []


@pytest.mark.slow
def test_a_draft_of_facts_goes_with_what_it_edits(facts: CommandLine) -> None:
    for command, delete in (("training edit T1", "training delete T1"),):
        facts.at_terminal(command, FACTS[command][0], code=130)
        assert facts(f"--yes {delete}").code == 0
    assert facts("status --json").json["drafts"] == []


@pytest.mark.slow
def test_a_draft_of_a_member_stands_in_the_way_of_another_alias(facts: CommandLine) -> None:
    facts.at_terminal("member edit heron", FACTS["member edit heron"][0], code=130)
    refused = facts("member edit heron --alias wren")
    assert refused.code == 2
    assert "a draft of alder names this member" in refused.err


@pytest.mark.slow
def test_a_draft_of_facts_lies_over_what_was_changed_since(facts: CommandLine) -> None:
    facts.at_terminal("group edit G1", FACTS["group edit G1"][0], code=130)
    assert facts("group edit G1 --mode online").code == 0
    facts.at_terminal(
        "group edit G1",
        """
        Carry on with it? ⏎
        It is now:
        mode: online
        larch: monthly, 90 minutes, online
        Anything different? ⏎
        larch: monthly, 75 minutes, online
        Anything different? ⏎
        """,
    )


@pytest.mark.slow
def test_without_a_group_nothing_holds_a_draft_and_what_was_typed_is_shown(
    run: CommandLine,
) -> None:
    assert run("init --leader alder").code == 0
    shown = run.at_terminal("training add", FACTS["training add"][0], code=130)
    assert "Not saved. What you typed:" in shown
    assert "kind: weekend" in shown
