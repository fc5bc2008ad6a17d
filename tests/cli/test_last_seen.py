"""What was last seen of a logbook: the seals of its pages, and a memory that nobody can forge."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import real_files
from conftest import CommandLine, copy_logbook, session_document

from balintlog.errors import CouldNotError
from balintlog.logbook.keys import copy_refusal, last_seen, open_logbook
from balintlog.logbook.keys.paths import journal_path, keys_path
from balintlog.storage import page_seals
from balintlog.storage.file import commit_marks, connection, file_facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.storage.store import Store

TRIES = int(os.environ.get("OLD_PAGES", "40"))  # how often pages of an older state are put back
PAGE = connection.PAGE_SIZE
CHANGED = "something other than balintlog has changed this logbook since it was last used"
FORGED = "what this computer remembers of the logbook does not come from this copy"
FIXTURES = Path(__file__).parents[1] / "fixtures"
IDENTIFIER = "the sister of the baker"


def memory_file() -> Path:
    (file,) = Path(os.environ["XDG_STATE_HOME"]).rglob("*.json")
    return file


def on_another_computer(monkeypatch: pytest.MonkeyPatch, cli: CommandLine, name: str) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(cli.path.parent / name))


def pages_of(data: bytes) -> list[bytes]:
    return [data[at : at + PAGE] for at in range(0, len(data), PAGE)]


def silent(cli: CommandLine, command: str = "case list") -> None:
    """Do something of which nothing is told."""
    answer = cli(command)
    assert (answer.code, answer.err) == (0, ""), answer


@pytest.fixture
def states(cli: CommandLine) -> tuple[list[bytes], list[bytes]]:
    """The pages of a logbook before and after an identifier was edited out of a case."""
    case = {"label": "the letters", "presenter": "heron", "summary": f"{IDENTIFIER}. " * 200}
    assert cli("log --from -", session_document("2026-03-02", cases=[case])).code == 0
    before = pages_of(cli.path.read_bytes())
    edited = {"summary": "Nobody opens them. " * 300}
    assert cli("case edit C1 --from -", edited).code == 0
    return before, pages_of(cli.path.read_bytes())


def pages_of_table(cli: CommandLine, name: str) -> set[int]:
    """Return the indices of the pages of a small table."""
    with opened(cli) as store:
        root = store.value("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,))
    return {int(root) - 1}


def opened(cli: CommandLine) -> Store:
    door = open_logbook.approach(cli.path, "alder")
    return door.open(cli.environ["BALINTLOG_PASSPHRASE_COMMAND"][6:-1], cli.today).store


def put_back(cli: CommandLine, before: list[bytes], after: list[bytes], pages: set[int]) -> None:
    cli.path.write_bytes(
        b"".join(before[n] if n in pages else page for n, page in enumerate(after))
    )


@pytest.mark.slow
def test_an_edit_that_old_pages_would_undo_is_told(
    cli: CommandLine, states: tuple[list[bytes], list[bytes]]
) -> None:
    """The attack: no key, an older copy, the page of the commit marks left as it is."""
    before, after = states
    pages = {n for n, page in enumerate(before) if page != after[n]}
    pages -= pages_of_table(cli, "commit_mark")
    put_back(cli, before, after, pages)
    attacked = cli.path.read_bytes()
    shown = cli("case show C1")
    assert CHANGED in shown.err, shown
    written = cli("session add --group larch --on 2026-03-16")
    assert written.code == 6
    assert CHANGED in written.err
    check = cli("vault check")
    assert check.code == 6
    assert CHANGED in check.out
    assert cli("vault check --json").json["whole"] is False
    assert cli.path.read_bytes() == attacked
    silent(cli, "--accept-older case list")
    silent(cli)
    assert cli("vault check").code == 0


@pytest.mark.slow
def test_a_journal_beside_a_logbook_in_which_nothing_was_written_since_is_not_used(
    cli: CommandLine, states: tuple[list[bytes], list[bytes]]
) -> None:
    """The same attack by a journal: SQLite itself would put the old pages back."""
    before, after = states
    pages = {n for n, page in enumerate(before) if page != after[n]}
    pages -= pages_of_table(cli, "commit_mark")
    silent(cli)
    newest = cli.path.read_bytes()
    planted = real_files.journal_between(b"".join(before), newest, pages=sorted(pages))
    journal_path(cli.path).write_bytes(planted)
    shown = cli("case show C1")
    assert "it was not used" in shown.err
    assert IDENTIFIER not in shown.out
    assert cli.path.read_bytes() == newest
    silent(cli)


@pytest.mark.slow
@pytest.mark.parametrize("written", [0, 1, 3, None], ids=["none", "1 page", "3 pages", "most"])
def test_a_save_that_was_killed_is_told_as_that_and_not_as_changed(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, written: int | None
) -> None:
    """SQLCipher encrypts pages anew for a journal; played back, they have other seals."""
    silent(cli)
    with monkeypatch.context() as other:
        on_another_computer(other, cli, "other")
        silent(cli)
    before = pages_of(cli.path.read_bytes())
    with opened(cli) as store:
        add = partial(real_files.keep_evening, store, "late", cli.today)
        journal = real_files.journal_of_commit(store, add)
    after = pages_of(cli.path.read_bytes())
    changed = [n for n, page in enumerate(before) if page != after[n]]
    there = set(changed[: len(changed) - 1 if written is None else written])
    put_back(cli, after, before, there)
    journal_path(cli.path).write_bytes(journal)
    told = cli("case list")
    assert told.code == 0
    assert CHANGED not in told.err
    assert ("was undone" if written != 0 else "it was not used") in told.err
    for kept in cli.path.parent.glob("*.before-recovery*"):
        kept.unlink()
    silent(cli)
    with monkeypatch.context() as other:
        on_another_computer(other, cli, "other")
        silent(cli)
        silent(cli, "group edit larch --minutes 80")


def test_a_save_that_failed_and_was_undone_is_not_told_as_changed(cli: CommandLine) -> None:
    silent(cli)
    before = cli.path.read_bytes()
    with opened(cli) as store:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before), hard))  # no file may grow
        try:
            with pytest.raises(CouldNotError, match="the disk failed"):
                real_files.keep_evening(store, "refused " * 3000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert cli.path.read_bytes() != before  # SQLite had begun to write
    silent(cli)


@pytest.mark.slow
def test_any_old_pages_that_are_put_back_are_told(
    cli: CommandLine,
    states: tuple[list[bytes], list[bytes]],
    record_property: Callable[[str, object], None],
) -> None:
    """Told as changed, as an older copy, or as damaged: never taken for the newest state."""
    before, after = states
    differing = [n for n, page in enumerate(before) if page != after[n]]
    draw, counted = random.Random(14), {"changed": 0, "older": 0, "damaged": 0}
    alone = [{n} for n in differing]
    while len(alone) < TRIES:
        alone.append(set(draw.sample(differing, draw.randrange(1, len(differing) + 1))))
    for pages in alone[:TRIES]:
        put_back(cli, before, after, pages)
        check = cli("vault check")
        if CHANGED in check.out:
            kind = "changed"
        else:
            kind = "older" if "is older than the one" in check.out else "damaged"
            assert kind == "older" or check.code == 6, (pages, check)
        counted[kind] += 1
        answer = cli("session add --group larch --on 2026-03-16")
        assert answer.code == 6, (pages, answer)
        assert "inside balintlog" not in answer.err
    cli.path.write_bytes(b"".join(after))
    silent(cli)
    figures = ", ".join(f"{number} {kind}" for kind, number in counted.items())
    record_property("figures", f"old pages put back {TRIES} times: told {figures}; none believed")


@pytest.mark.slow
def test_what_balintlog_does_is_never_told_as_changed(cli: CommandLine) -> None:
    backup, copy = cli.path.with_name("a.backup"), cli.path.with_name("copy.balint")
    for command in (
        "session add --group larch --on 2026-03-16",
        f"vault backup {backup}",
        "session delete S1 --yes",
        "--yes privacy purge",
        f"--yes vault restore {backup}",
        "--yes vault rotate",
        "member add G1 --alias wren",
    ):
        assert (answer := cli(command)).code == 0, (command, answer)
        silent(cli)
        copy_logbook(cli.path, copy)
        silent(cli, f"-f {copy} case list")
        check = cli("vault check")
        assert (check.code, CHANGED in check.out) == (0, False)


@pytest.mark.slow
def test_a_copy_with_the_same_last_commit_is_not_taken_for_a_changed_one(
    cli: CommandLine,
) -> None:
    """A compact copy, or one that was written anew, has the mark and other seals."""
    silent(cli)
    with opened(cli) as store:
        store.compact()
    silent(cli)
    backup = cli.path.with_name("a.backup")
    with opened(cli) as store:
        number = commit_marks.newest(store).number
        key, state = file_facts.memory_key(store), file_facts.state(store)
    assert cli(f"vault backup {backup}").code == 0
    assert cli(f"--yes vault restore {backup}").code == 0
    with opened(cli) as store:
        assert commit_marks.newest(store).number == number
        assert file_facts.memory_key(store) == key
        assert file_facts.state(store) != state


@pytest.mark.slow
def test_two_computers_that_bring_one_logbook_up_to_date_agree(
    run: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each writes other pages then, and either may get the copy of the other."""
    run.environ["BALINTLOG_PASSPHRASE_COMMAND"] = "echo 'everything in here is invented'"
    there = replace(run, path=run.path.with_name("there.balint"), environ=dict(run.environ))
    there.environ["BALINTLOG_FILE"] = str(there.path)
    copy_logbook(FIXTURES / "schema-4.balint", run.path)
    copy_logbook(FIXTURES / "schema-4.balint", there.path)
    assert run("case list").code == 0
    with monkeypatch.context() as other:
        on_another_computer(other, run, "other")
        assert there("case list").code == 0
    assert pages_of(run.path.read_bytes()) != pages_of(there.path.read_bytes())
    copy_logbook(there.path, run.path)
    for file in (run.path, keys_path(run.path)):
        file.chmod(0o600)
    silent(run)
    silent(run, "group edit larch --minutes 80")


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param({"number": 1}, marks=pytest.mark.slow),
        pytest.param({"mark": "00" * 16}, marks=pytest.mark.slow),
        pytest.param({"leader": "sedge"}, marks=pytest.mark.slow),
        pytest.param({"path": "/elsewhere.balint"}, marks=pytest.mark.slow),
        {"seals": "00" * 32},
        pytest.param({"state": "00" * 16}, marks=pytest.mark.slow),
        {"keys": {"salt": "00" * 16, "sequence": 1, "digest": "00" * 32}},
        {"mac": "00" * 32},
        pytest.param({"mac": "none"}, marks=pytest.mark.slow),
        {"mac": 7},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_a_forged_memory_is_told_and_not_believed(cli: CommandLine, forged: dict[str, Any]) -> None:
    silent(cli, "group edit larch --minutes 80")
    content = json.loads(memory_file().read_bytes())
    memory_file().write_text(json.dumps({**content, **forged}))
    read = cli("case list")
    assert read.code == 0
    assert FORGED in read.err
    refused = cli("session add --group larch --on 2026-03-16")
    assert refused.code == 6
    assert "--accept-older" in refused.err
    check = cli("vault check")
    assert check.code == 0
    assert FORGED[1:] in check.out
    silent(cli, "--accept-older case list")
    silent(cli)
    assert json.loads(memory_file().read_bytes()) == content


@pytest.mark.slow
def test_a_memory_of_another_logbook_is_none_of_this(cli: CommandLine) -> None:
    silent(cli)
    other = replace(cli, path=cli.path.with_name("b.balint"), environ=dict(cli.environ))
    other.environ["BALINTLOG_FILE"] = str(other.path)
    own = memory_file()
    assert other("init --leader alder").code == 0
    silent(other)
    (foreign,) = set(own.parent.iterdir()) - {own}
    shutil.copy(foreign, own)
    assert FORGED in cli("case list").err


def test_a_memory_of_the_first_version_counts_and_is_sealed_at_once(cli: CommandLine) -> None:
    silent(cli)
    sealed = memory_file().read_bytes()
    older = cli.path.read_bytes()
    assert cli("session add --group larch --on 2026-03-16").code == 0
    content = json.loads(memory_file().read_bytes())
    for name in ("mac", "state", "seals"):
        del content[name]
    newer = cli.path.read_bytes()
    cli.path.write_bytes(older)
    memory_file().write_text(json.dumps(content))
    assert "is older than the one last used" in cli("case list").err
    cli.path.write_bytes(newer)
    silent(cli)
    assert json.loads(memory_file().read_bytes()).keys() == json.loads(sealed).keys()


def test_where_nothing_can_be_written_there_is_no_key_and_no_mac(path: Path) -> None:
    with real_files.with_group(path, hasty=True) as store:
        assert file_facts.memory_key(store) is None
        last_seen.remember_newest(path.parent, "00" * 16, store, "alder")
    memory = last_seen.recall(path.parent, "00" * 16)
    assert memory is not None
    assert (memory.mac, memory.seals) == (None, None)


@pytest.mark.slow
def test_seals_are_not_read_while_another_window_writes(path: Path) -> None:
    real_files.with_group(path).close()
    assert page_seals.read(path, PAGE) is not None
    with real_files.another_window("write_and_hold", path) as window:
        assert real_files.said(window) == "held"
        assert page_seals.read(path, PAGE) is None
        real_files.finished(window, "let go\n")
    assert page_seals.read(path, PAGE) is not None


def test_another_window_that_writes_meanwhile_is_not_told_as_a_change(cli: CommandLine) -> None:
    """What is remembered then is of a later moment than the seals that were read."""
    with opened(cli) as store:
        seals = store.seals
    assert seals is not None
    assert cli("session add --group larch --on 2026-03-16").code == 0
    memory = last_seen.recall(memory_file().parent, memory_file().stem)
    assert memory is not None
    with opened(cli) as store:
        store.seals = seals  # as if that window had written just after they were read
        assert copy_refusal.changed_pages(store, memory) is None
        store.seals = seals._replace(stamp=page_seals.stamp(cli.path) or seals.stamp)
        assert copy_refusal.changed_pages(store, memory) is not None
