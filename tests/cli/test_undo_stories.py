"""Stories of undo: an evening in the wrong group, drafts, two leaders, reports and bytes."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import independent_reader
import pytest
from conftest import PASSPHRASE, TODAY, session_document
from recorder import Recorder

from balintlog.logbook.keys import open_logbook

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

LETTERS = {"label": "the unopened letters", "presenter": "heron", "summary": "Nobody reads them."}
SAVED = "Enter saves, a number changes it, q keeps a draft: ⏎"


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    """Play evenings on the logbook of larch, and of willow (G2), in which wren sits."""
    for command in ("group add willow --coleader sedge", "member add G2 --alias wren"):
        assert cli(command).code == 0
    return Recorder(cli, tmp_path)


def log(cli: CommandLine, day: str, **fields: Any) -> None:
    recorded = cli("--as alder log --from -", session_document(day, **fields))
    assert recorded.code == 0, recorded.err


def plain(cli: CommandLine, data: bytes | None = None) -> bytes:
    """Return every page of the logbook, or of a copy, decrypted without the help of SQLCipher."""
    book = open_logbook.approach(cli.path, "alder").open(PASSPHRASE, TODAY)
    book.store.close()
    return independent_reader.decrypted(
        cli.path.read_bytes() if data is None else data, book.key.key
    )


def test_a_session_in_the_wrong_group_is_put_right(record: Recorder) -> None:
    record(
        "log --group larch",
        f"""
        larch, Friday 20 March, 90 minutes, in person, alder with sedge, all 3 there.
        Anything different? ⏎
        Did anyone bring a case? Its label: the empty chair⏎
        Who brought it? heron⏎
        The story, in your own words: A patient never sits down.⏎
        More? ..⏎
        {SAVED}
        Saved as S1.
        """,
    )
    record(
        "session edit S1",
        """
        What was different? (or a number) willow⏎
        S1 stays with larch. To move it: leave with Ctrl-C, balintlog undo, then
        balintlog log --group larch, and 1 willow there.
        What was different? willow ^C
        """,
        code=130,
    )
    record(
        "undo",
        """
        Your last change, today at 21:00: S1 (larch, 20 March) was recorded with C1.
        Take that back? [y/N] y⏎
        Taken back: S1 (larch, 20 March) was recorded with C1.
        What you typed is a draft again: balintlog log --group larch
        """,
    )
    record(
        "log --group larch",
        """
        You left this today:
        1  larch, Friday 20 March
        2  New case: the empty chair, brought by heron. "A patient never sits down."
        Enter saves, a number changes it, q keeps the draft, new begins another session: 1 willow⏎
        willow, Friday 20 March, 90 minutes, in person, alder with sedge, all 1 there.
        the empty chair: heron is not in willow.
        Who brought it? wren⏎
        Enter saves, a number changes it, q keeps the draft, new begins another session: ⏎
        Saved as S2.
        """,
    )
    assert record.document("S2")["group"] == "G2"
    assert record.cli("session show S1").code == 3
    assert record.cli("case show C1").code == 3
    assert record.cli("case show C2").code == 0
    assert record.draft() is None


@pytest.mark.slow
def test_an_edit_that_is_taken_back_is_a_draft_again(record: Recorder) -> None:
    record.records(session_document("2026-03-09", notes=[{"text": "Quiet at the end."}]))
    record(
        "note edit N1",
        "Your note: ^ULoud at the end.⏎\nMore? ..⏎\nEnter saves, a number changes it: ⏎",
    )
    assert "N1 was changed (text)" in record.cli("undo").err
    done = record.cli("--yes undo")
    assert done.out.splitlines()[-1] == "What you typed is a draft again: balintlog note edit N1"
    assert "Quiet at the end." in record.cli("note show N1").out


@pytest.mark.slow
def test_a_draft_that_needs_what_would_go_stands_in_the_way(record: Recorder) -> None:
    record.records(session_document("2026-03-09", notes=[{"text": "Quiet at the end."}]))
    record("note edit N1", "Your note: ^ULoud^C", code=130)
    refused = record.cli("--yes undo")
    assert refused.code == 1
    assert "a draft of alder needs N1: larch, a change to a note (N1)" in refused.err
    assert "balintlog note edit N1" in refused.err
    assert record.cli("note show N1").code == 0


@pytest.mark.slow
def test_each_leader_takes_back_the_own_change_alone(cli: CommandLine) -> None:
    cli.environ["BALINTLOG_NEW_PASSPHRASE_COMMAND"] = f"echo '{PASSPHRASE}'"
    assert cli("--yes vault leader add sedge").code == 0
    log(cli, "2026-03-09", cases=[LETTERS])
    assert cli("--as sedge --yes undo").code == 1, "she has changed nothing"
    assert cli("--as sedge session edit S1 --minutes 75").code == 0
    refused = cli("--as alder --yes undo")
    assert (refused.code, "sedge has changed S1 since at" in refused.err) == (1, True)
    assert "Once sedge takes that back (balintlog undo), you can." in " ".join(refused.err.split())
    assert cli("--as sedge --yes undo").code == 0
    assert cli("--as alder --yes undo").code == 0, "nobody builds on it any more"
    assert cli("--as alder session show S1").code == 3


@pytest.mark.slow
@pytest.mark.parametrize("added", ["case check-in C1 --session S2", "case present C1 --session S2"])
def test_a_draft_that_changes_an_entry_needs_it(record: Recorder, added: str) -> None:
    """The wrong code that this catches: a draft of news that is not there any more."""
    record.records(session_document("2026-03-09", cases=[LETTERS]))
    record.records(session_document("2026-03-16"))
    is_news = "check-in" in added
    fields = {"outcome": "easier", "text": "They are read."} if is_news else {"presenter": "heron"}
    assert record.cli(f"{added} --from -", fields).code == 0
    edit = f"case edit C1 --session S2{' --check-in' if is_news else ''}"
    record(edit, f"{'What was said?' if is_news else 'The story'} And^C", code=130)
    refused = record.cli("--yes undo")
    assert refused.code == 1
    assert "a draft of alder needs" in refused.err
    assert edit in refused.err


@pytest.mark.slow
def test_it_is_taken_back_once_and_the_number_is_not_given_again(cli: CommandLine) -> None:
    log(cli, "2026-03-09", cases=[LETTERS])
    assert cli("--yes undo").code == 0
    assert cli("session show S1").code == 3
    twice = cli("--yes undo")
    assert (twice.code, "nothing of today to take back" in twice.err) == (1, True)
    log(cli, "2026-03-09", cases=[LETTERS])
    assert cli("session show S2").code == 0
    assert cli("case show C2").code == 0


SECRET = "umbrella"


@pytest.mark.slow
def test_no_copy_and_nothing_after_its_time_holds_a_byte_of_it(
    cli: CommandLine, tmp_path: Path
) -> None:
    """The wrong code that this catches: copied tables, or a deletion that leaves its bytes."""
    marked = {**LETTERS, "summary": f"Nobody takes the {SECRET}."}
    log(cli, "2026-03-09", cases=[marked])
    assert cli("case edit C1 --from -", {"summary": "Nobody reads them."}).code == 0
    assert f'"summary":"Nobody takes the {SECRET}.'.encode() in plain(cli), "it can be taken back"
    assert SECRET.encode() not in cli.path.read_bytes()
    backup = tmp_path / "a.backup"
    assert cli(f"vault backup {backup}").code == 0
    with zipfile.ZipFile(backup) as packed:
        copied = plain(cli, packed.read("logbook.balint"))
    assert b"Nobody reads them." in copied
    assert SECRET.encode() not in copied
    assert cli("--yes vault rotate").code == 0
    assert b"Nobody reads them." in plain(cli)
    assert SECRET.encode() not in plain(cli)


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["note add --session S1 --from -", "vault backup", "undo"])
def test_the_next_writing_command_after_its_day_deletes_it(
    cli: CommandLine, tmp_path: Path, ending: str
) -> None:
    cli.environ["BALINTLOG_NEW_PASSPHRASE_COMMAND"] = f"echo '{PASSPHRASE}'"
    assert cli("--yes vault leader add sedge").code == 0
    marked = {**LETTERS, "summary": f"Nobody takes the {SECRET}."}
    log(cli, "2026-03-09", cases=[marked])
    assert cli("--as alder case edit C1 --from -", {"summary": "Nobody reads them."}).code == 0
    cli.today = TODAY.replace(day=TODAY.day + 1)
    if ending == "undo":  # her own change is of that day, and what he changed is not
        assert cli("--as sedge status").code == 0
        assert SECRET.encode() in plain(cli), "what reads deletes nothing"
        assert cli("--as sedge note add --session S1 --from -", {"text": "Quiet."}).code == 0
        assert cli("--as sedge --yes undo").code == 0
    elif ending == "vault backup":
        assert cli(f"--as alder vault backup {tmp_path / 'a.backup'}").code == 0
    else:
        assert cli(f"--as alder {ending}", {"text": "Quiet."}).code == 0
    assert SECRET.encode() not in plain(cli)
