"""Drafts stay until somebody ends them, and every command that reads speaks of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import drafts_of_log
import pytest
from conftest import PASSPHRASE, TODAY, session_document

from balintlog.logbook.book import find_group
from balintlog.logbook.keys import open_logbook

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

FORM = {
    "answers": {"held_on": "2026-03-16", "attendance": {"heron": "present"}},
    "asides": {"turns": [{"kind": "new", "answers": {"label": "kingfisher", "summary": "Blue."}}]},
    "answered": [],
}


@pytest.fixture
def drafted(cli: CommandLine) -> CommandLine:
    """The command line with a draft of alder's for larch, begun on 20 March 2026."""
    draft_of("alder", cli)
    return cli


def draft_of(leader: str, cli: CommandLine, group: str = "larch") -> None:
    book = open_logbook.approach(cli.path, None).open(PASSPHRASE, cli.today)
    with book.store:
        drafts_of_log.keep(book._replace(leader=leader), find_group(book, group), FORM)


def forms(cli: CommandLine) -> list[dict[str, Any]]:
    """Return alder's drafts of all groups, without the command line."""
    book = open_logbook.approach(cli.path, None).open(PASSPHRASE, cli.today)
    with book.store:
        groups = [find_group(book, "larch")]
        return [draft for group in groups if (draft := drafts_of_log.find(book, group))]


@pytest.mark.parametrize("days", [-3, 0, 7, 14, 90, 1000])
@pytest.mark.parametrize(
    "command",
    [
        *("status", "followups", "followups --summary", "session list", "case list"),
        *("member show heron", "note list", "vault check", "vault info", "group show larch"),
        *("privacy purge --dry-run", "privacy retention show"),
    ],
)
def test_no_reading_command_ends_a_draft(drafted: CommandLine, command: str, days: int) -> None:
    drafted.today = TODAY + timedelta(days)
    assert drafted(command).code == 0
    assert forms(drafted) == [FORM]


@pytest.mark.parametrize(
    ("days", "age"),
    [(0, "today"), (1, "yesterday"), (7, "7 days ago"), (400, "400 days ago"), (-1, "on 2026-03")],
)
@pytest.mark.parametrize("command", ["status", "followups", "status --group larch"])
def test_the_age_of_a_draft_is_told(
    drafted: CommandLine, command: str, days: int, age: str
) -> None:
    drafted.today = TODAY + timedelta(days)
    told = " ".join(drafted(command).out.split())
    assert f"You have a draft: larch, 2026-03-16, last changed {age}" in told
    assert "balintlog log --group larch" in told
    assert "kingfisher" not in told


@pytest.mark.parametrize("command", ["status", "followups"])
def test_drafts_stand_in_json_without_their_words(drafted: CommandLine, command: str) -> None:
    draft_of("sedge", drafted)
    drafted.today = date(2026, 4, 3)
    answer = drafted(f"{command} --json")
    about = {"group": "G1", "label": "larch", "held_on": "2026-03-16"}
    about |= {"command": "balintlog log --group larch", "about": "larch, 2026-03-16"}
    about |= {"updated_on": "2026-03-20", "days": 14}  # type: ignore[dict-item]
    assert answer.json["drafts"] == [{**about, "leader": leader} for leader in ("alder", "sedge")]
    assert "kingfisher" not in answer.out


def test_a_draft_of_another_leader_is_told_without_a_way_to_go_on(cli: CommandLine) -> None:
    draft_of("sedge", cli)
    told = cli("status").out
    assert "sedge has a draft: larch, 2026-03-16" in told
    assert "Carry on with it" not in told


def test_the_way_to_a_draft_names_a_logbook_that_is_not_the_usual_one(
    drafted: CommandLine, tmp_path: Path
) -> None:
    assert "  Carry on with it: balintlog log --group larch\n" in drafted("status").out
    path = drafted.path
    drafted.environ["BALINTLOG_FILE"] = str(tmp_path / "another.balint")
    told = drafted(f"-f {path} followups").out
    assert f"  Carry on with it: balintlog -f {path} log --group larch\n" in told


def test_the_draft_of_a_group_in_the_archive_is_not_forgotten(drafted: CommandLine) -> None:
    assert drafted("group archive larch").code == 0
    for command in ("status", "followups"):
        assert "You have a draft: larch" in drafted(command).out


def test_a_draft_of_another_group_is_not_told_where_one_is_named(drafted: CommandLine) -> None:
    assert drafted("group add tern").code == 0
    assert "draft" not in drafted("status --group tern").out
    assert "You have a draft: larch" in drafted("status").out


def test_another_session_leaves_the_draft_and_speaks_of_it(drafted: CommandLine) -> None:
    answer = drafted("log --from -", session_document("2026-03-02"))
    assert "There is still a draft: larch, 2026-03-16, last changed today." in answer.err
    assert forms(drafted)


def test_a_member_who_asks_is_told_of_the_drafts_that_name_them(drafted: CommandLine) -> None:
    assert "of alder: larch, 2026-03-16" in drafted("member show heron").out
    assert len(drafted("member show heron --json").json["drafts"]) == 1
    assert "raft" not in drafted("member show plover").out
    answer = drafted("member edit heron --alias wren")
    assert answer.code == 2
    assert "a draft of alder names this member" in answer.err


@pytest.mark.slow
def test_a_deleted_group_takes_its_drafts_and_says_so(drafted: CommandLine) -> None:
    draft_of("sedge", drafted)
    answer = drafted("group delete larch")
    assert answer.code == 2
    assert "2 drafts" in answer.err
    assert drafted("--yes group delete larch").code == 0
    assert drafted("status --json").json["drafts"] == []


@pytest.mark.slow
@pytest.mark.parametrize(("day", "is_past"), [("2027-03-19", False), ("2027-03-20", True)])
def test_an_old_draft_is_purged_after_asking(
    drafted: CommandLine, day: str, *, is_past: bool
) -> None:
    drafted.today = date.fromisoformat(day)
    assert ("Past their time: 1 draft." in drafted("status").out) == is_past
    named = "1 draft of alder: larch, 2026-03-16, last changed 365 days ago"
    assert (named in drafted("privacy purge --dry-run").out) == is_past
    assert drafted("privacy purge").code == (2 if is_past else 0)
    assert forms(drafted)
    assert drafted("--yes privacy purge").code == 0
    assert bool(forms(drafted)) != is_past


def test_the_term_of_cases_is_the_term_of_drafts(drafted: CommandLine) -> None:
    assert drafted("privacy retention set --cases 1").code == 0
    drafted.today = date(2026, 4, 20)
    assert drafted("privacy purge --dry-run --json").json["drafts"] == 1


@pytest.mark.slow
def test_a_backup_leaves_drafts_out_and_a_restore_names_them(
    drafted: CommandLine, tmp_path: Path
) -> None:
    backup = tmp_path / "larch.backup"
    made = drafted(f"vault backup {backup}")
    assert "A draft is not in it: larch, 2026-03-16, last changed today." in made.err
    asked = drafted(f"vault restore {backup}")
    assert asked.code == 2
    for told in (asked.err, drafted(f"--yes vault restore {backup}").err):
        assert "These drafts would be lost: larch, 2026-03-16, of alder" in told
    assert forms(drafted) == []
