"""Two leaders' notes on the command line: one's own are shown, the others are counted."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import CommandLine, session_document

BALINTLOG = str(Path(sys.executable).parent / "balintlog")
SECRET = "hush"  # stands in sedge's notes only
LEFT_OUT = "Left out: {} by other leaders (--all-authors shows them).\n"


@pytest.fixture
def shared(cli: CommandLine) -> CommandLine:
    """Alder's keyboard: of S1, C1 has N1 of alder's and N2 of sedge's; N3 is sedge's, too."""
    case = {"label": "the letters", "presenter": "heron", "summary": "Nobody reads them."}
    notes = [
        {"case": "/cases/0", "text": "We were in a hurry.", "heading": "boundaries"},
        {"case": "/cases/0", "author": "sedge", "text": f"{SECRET}: in a hurry."},
        {"author": "sedge", "text": f"{SECRET} again."},
    ]
    logged = cli("log --from -", session_document("2026-03-02", cases=[case], notes=notes))
    assert logged.code == 0, logged.err
    return cli


def shown(cli: CommandLine, command: str, left_out: str | None, stdin: object = b"") -> str:
    """Return the answer of a command, which says exactly this of what it leaves out."""
    answer = cli(command, stdin)
    assert answer.code == 0, answer.err
    assert answer.err == ("" if left_out is None else LEFT_OUT.format(left_out))
    return answer.out


def shown_json(
    cli: CommandLine, command: str, left_out: str | None, stdin: object = b""
) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(shown(cli, f"{command} --json", left_out, stdin))
    return content


# Looking back


@pytest.mark.slow
def test_a_list_shows_one_s_own_notes_and_counts_the_others(shared: CommandLine) -> None:
    page = shown(shared, "note list", "2 notes")
    assert ("N1\t" in page, "N2" in page, "sedge" in page) == (True, False, False)
    notes = shown_json(shared, "note list --group larch", "2 notes")["notes"]
    assert [note["note"] for note in notes] == ["N1"]
    notes = shown_json(shared, "note list --all-authors", None)["notes"]
    assert [(note["note"], note["author"]) for note in notes] == [
        ("N1", "alder"),
        ("N2", "sedge"),
        ("N3", "sedge"),
    ]
    assert "N3\tS1\t2026-03-02\t-\tsedge" in shown(shared, "note list --all-authors", None)


def test_the_notes_of_another_group_are_not_counted(shared: CommandLine) -> None:
    assert shared("group add tern").code == 0
    assert shown_json(shared, "note list --group tern", None)["notes"] == []


def test_a_case_is_shown_with_one_s_own_notes(shared: CommandLine) -> None:
    page = shown(shared, "case show C1 --notes", "1 note")
    assert "note N1, boundaries\n" in page
    assert SECRET not in page
    history = shown_json(shared, "case show C1 --notes", "1 note")["history"]
    assert [(entry["id"], entry["author"]) for entry in history if entry["kind"] == "note"] == [
        ("N1", "alder")
    ]


@pytest.mark.slow
def test_in_a_case_the_author_is_named_where_it_is_somebody_else(shared: CommandLine) -> None:
    page = shown(shared, "case show C1 --notes --all-authors", None)
    assert "note N1, boundaries\n" in page
    assert "note N2 by sedge\n" in page
    assert f"{SECRET}: in a hurry." in page
    history = shown_json(shared, "case show C1 --notes --all-authors", None)["history"]
    notes = [(entry["id"], entry["author"]) for entry in history if entry["kind"] == "note"]
    assert notes == [("N1", "alder"), ("N2", "sedge")]


def test_a_case_without_notes_leaves_none_out(shared: CommandLine) -> None:
    assert SECRET not in shown(shared, "case show C1", None)
    refused = shared("case show C1 --all-authors")
    assert (refused.code, refused.out) == (2, "")
    assert "--notes" in refused.err


@pytest.mark.slow
def test_search_finds_one_s_own_notes_and_all_else(shared: CommandLine) -> None:
    hits = shown_json(shared, "search", "1 note", "hurry")["hits"]
    assert [hit["note"] for hit in hits] == ["N1"]
    assert shown(shared, "search", "2 notes", SECRET) == "Nothing was found.\n"
    assert shown_json(shared, "search", "2 notes", SECRET)["hits"] == []
    assert len(shown_json(shared, "search", None, "letters")["hits"]) == 1
    assert len(shown_json(shared, "search", None, "nobody reads")["hits"]) == 1
    hits = shown_json(shared, "search --all-authors", None, SECRET)["hits"]
    assert sorted(hit["note"] for hit in hits) == ["N2", "N3"]
    assert f"[{SECRET}] again." in shown(shared, "search --all-authors", None, SECRET)


def test_a_note_asked_for_by_name_is_shown_with_its_author(shared: CommandLine) -> None:
    page = shown(shared, "note show N2", None)
    assert "by sedge" in page
    assert SECRET in page
    assert shown_json(shared, "note show N2", None)["author"] == "sedge"
    assert shown_json(shared, "session show S1", None)["notes"] == ["N1", "N2", "N3"]


# Sessions in and out


def test_an_export_holds_one_s_own_notes_and_counts_the_others(shared: CommandLine) -> None:
    document = json.loads(shown(shared, "session export S1", "2 notes"))
    assert [note["author"] for note in document["notes"]] == ["alder"]
    whole = shown(shared, "session export S1 --all-authors", None)
    assert [note["author"] for note in json.loads(whole)["notes"]] == ["alder", "sedge", "sedge"]


@pytest.mark.slow
def test_a_session_is_deleted_and_read_back_with_its_authors(shared: CommandLine) -> None:
    whole = shown(shared, "session export S1 --all-authors", None)
    assert shared("session delete S1 --yes").code == 0
    assert shared("log --from -", whole).code == 0
    notes = shown_json(shared, "note list --all-authors", None)["notes"]
    assert [note["author"] for note in notes] == ["alder", "sedge", "sedge"]


@pytest.mark.slow
def test_an_unknown_author_is_refused_by_its_pointer(shared: CommandLine) -> None:
    document = session_document("2026-03-09", notes=[{"text": "x", "author": "sedg"}])
    for command, stdin, pointer in (
        ("log --from -", document, "/notes/0/author"),
        ("note add --from -", {"text": "x", "author": "sedg"}, "/author"),
    ):
        refused = shared(command, stdin)
        assert (refused.code, refused.out) == (2, "")
        assert refused.err == (
            f"balintlog: {pointer}: there is no leader called sedg; did you mean sedge?\n"
        )


def test_a_note_is_added_in_the_name_of_the_other_leader(shared: CommandLine) -> None:
    assert shared("note add --from -", {"text": "x", "author": "sedge"}).code == 0
    assert shown_json(shared, "note show N4", None)["author"] == "sedge"


# Editing and deleting


@pytest.mark.parametrize("command", ["note edit N2 --from -", "note delete N2"])
def test_another_leader_s_note_needs_a_yes(shared: CommandLine, command: str) -> None:
    before = shared.path.read_bytes()
    refused = shared(command, {"text": "Changed."})
    assert (refused.code, refused.out) == (2, "")
    assert "by sedge" in refused.err
    assert SECRET not in refused.err
    assert "hint: Repeat it with --yes." in refused.err
    assert shared.path.read_bytes() == before
    assert shared(f"{command} --yes", {"text": "Changed."}).code == 0


@pytest.mark.slow
def test_an_edited_note_stays_with_its_author(shared: CommandLine) -> None:
    assert shared("note edit N2 --from - --yes", {"text": "Changed."}).code == 0
    note = shown_json(shared, "note show N2", None)
    assert (note["author"], note["text"]) == ("sedge", "Changed.")


@pytest.mark.slow
def test_one_s_own_note_is_changed_without_a_question(shared: CommandLine) -> None:
    assert shared("note edit N1 --from -", {"text": "Changed."}).code == 0
    refused = shared("note delete N1")
    assert "note by" not in refused.err, "but deleting asks"
    assert refused.code == 2


@pytest.mark.slow
def test_before_another_leader_s_note_is_opened_for_editing_there_is_a_question(
    shared: CommandLine,
) -> None:
    shared.environ["BALINTLOG_LEADER"] = "alder"
    question = "N2 is a note by sedge. Change it? [y/N]"
    shown = shared.at_terminal("note edit N2", f"{question} n⏎\nnothing was changed", code=1)
    assert SECRET not in shown
    transcript = f"""
        {question} y⏎
        Your note: ␣Once more.⏎
        More? .⏎
        Enter saves ⏎
        N2 was changed
    """
    shared.at_terminal("note edit N2", transcript)
    note = shown_json(shared, "note show N2", None)
    assert (note["author"], note["text"]) == ("sedge", f"{SECRET}: in a hurry. Once more.")


def test_with_a_case_the_notes_of_both_leaders_are_said_to_go(shared: CommandLine) -> None:
    assert "1 presentation, 2 notes" in shared("case delete C1").err


@pytest.mark.slow
def test_the_demo_shows_the_notes_of_its_leader(run: CommandLine) -> None:
    page = shown(run, "demo", None)
    assert ": note N" in page or "  note N" in page
    assert "note N" in page
    assert " by " not in "".join(line for line in page.splitlines() if "note N" in line)
