"""A trial restore to another path leaves what this computer remembers of the logbook alone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import copy_logbook, session_document

from balintlog.logbook.keys.paths import keys_path

if TYPE_CHECKING:
    from conftest import CommandLine


def remembered() -> bytes:
    (file,) = (Path(os.environ["XDG_STATE_HOME"]) / "balintlog").glob("*.json")
    return file.read_bytes()


def records(cli: CommandLine, day: str, option: str = "") -> int:
    return cli(f"{option} log --from -", session_document(day)).code


@pytest.fixture
def backup(cli: CommandLine, tmp_path: Path) -> Path:
    """A backup of the evening of 2 March, in a logbook that was last used here."""
    target = tmp_path / "larch.backup"
    assert records(cli, "2026-03-02") == 0
    assert cli(f"vault backup {target}").code == 0
    return target


@pytest.mark.slow
@pytest.mark.parametrize("is_older", [True, False])
@pytest.mark.parametrize("command", ["status", "session list", "vault check"])
def test_the_true_logbook_stays_the_one_that_was_last_used(
    cli: CommandLine, backup: Path, tmp_path: Path, command: str, *, is_older: bool
) -> None:
    if is_older:
        assert records(cli, "2026-03-09") == 0
    assert cli("status").code == 0
    trial, before = tmp_path / "trial.balint", remembered()
    done = cli(f"-f {trial} vault restore {backup}")
    assert done.code == 0
    assert f"still {cli.path}" in done.err
    assert remembered() == before
    assert cli(f"-f {trial} {command}").code == 0
    assert remembered() == before
    if is_older:
        assert "older than the one last used" in cli(f"-f {trial} status").err
        assert records(cli, "2026-03-16", f"-f {trial}") == 6
        assert remembered() == before
    assert records(cli, "2026-03-16") == 0
    assert cli("status").err == ""


@pytest.mark.slow
def test_an_older_copy_is_noticed_after_a_trial_as_before(
    cli: CommandLine, backup: Path, tmp_path: Path
) -> None:
    older = tmp_path / "older.balint"
    copy_logbook(cli.path, older)
    assert records(cli, "2026-03-09") == 0
    assert cli(f"-f {tmp_path / 'trial.balint'} vault restore {backup}").code == 0
    shutil.copy(older, cli.path)
    shutil.copy(keys_path(older), keys_path(cli.path))
    assert "older than the one last used" in cli("status").err


@pytest.mark.slow
@pytest.mark.parametrize("name", ["test.balint", "again.balint", "elsewhere/again.balint"])
def test_where_the_logbook_is_lost_the_restored_one_takes_its_part(
    cli: CommandLine, backup: Path, tmp_path: Path, name: str
) -> None:
    assert records(cli, "2026-03-09") == 0
    cli.path.unlink()
    keys_path(cli.path).unlink()
    assert cli(f"-f {tmp_path / name} vault restore {backup}").code == 0
    assert records(cli, "2026-03-16", f"-f {tmp_path / name}") == 0


@pytest.mark.slow
def test_a_backup_in_the_place_of_the_logbook_is_the_one_in_use(
    cli: CommandLine, backup: Path
) -> None:
    assert records(cli, "2026-03-09") == 0
    done = cli(f"--yes vault restore {backup}")
    assert "on trial" not in done.err
    assert records(cli, "2026-03-16") == 0


@pytest.mark.slow
def test_a_trial_that_is_used_on_purpose_becomes_the_one_in_use(
    cli: CommandLine, backup: Path, tmp_path: Path
) -> None:
    trial = tmp_path / "trial.balint"
    assert records(cli, "2026-03-09") == 0
    assert cli(f"-f {trial} vault restore {backup}").code == 0
    assert records(cli, "2026-03-16", f"-f {trial} --accept-older") == 0
    assert records(cli, "2026-03-17", f"-f {trial}") == 0
    assert "diverged" in cli("status").err


@pytest.mark.slow
@pytest.mark.parametrize("command", ["status", "session list"])
def test_a_copy_that_is_only_looked_at_is_not_the_one_in_use(
    cli: CommandLine, tmp_path: Path, command: str
) -> None:
    assert records(cli, "2026-03-02") == 0
    before, copy = remembered(), tmp_path / "copy.balint"
    copy_logbook(cli.path, copy)
    assert cli(f"-f {copy} {command}").code == 0
    assert remembered() == before
    assert records(cli, "2026-03-09", f"-f {copy}") == 0  # from here on it is the newer one
    assert str(copy) in remembered().decode()
