"""The README is true: its commands are run, and their output is compared."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from conftest import PASSPHRASE
from printed_pages import FOR_DEVELOPERS, PAGES, README, ROOT
from transcript import Evenings

UNSEEN = "••••"  # a passphrase that is typed
MOST_WORDS = 1_500  # what a newcomer reads before the first evening
BALINTLOG = str(Path(sys.executable).parent / "balintlog")


def blocks(*kinds: str) -> list[tuple[str, str]]:
    """Return kind and content of the README's code blocks, in order."""
    found = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return [(kind, text) for kind, text in found if kind in kinds]


def as_pattern(expected: str) -> str:
    """Let an ellipsis in the README stand for anything on that line."""
    return "".join(".*" if part == "…" else re.escape(part) for part in re.split("(…)", expected))


def environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PATH": f"{Path(BALINTLOG).parent}:{os.environ['PATH']}",
        "BALINTLOG_PASSPHRASE_COMMAND": f"echo '{PASSPHRASE}'",
        "HOME": str(home),
    }


def play_console(block: str, environ: dict[str, str]) -> None:
    for part in block.split("$ ")[1:]:
        command, _, expected = part.partition("\n")
        result = subprocess.run(
            command,
            shell=True,
            cwd=environ["HOME"],
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, (command, result.stderr)
        assert re.fullmatch(as_pattern(expected), result.stdout), (command, result.stdout)


def play_evening(block: str, environ: dict[str, str]) -> None:
    """Answer each question of a guided record as the README shows it; it shows every line."""
    usual_place = f"{environ['XDG_DATA_HOME']}/balintlog/"
    block = block.replace("…/", usual_place)
    command, _, transcript = block.replace(UNSEEN, PASSPHRASE).partition("\n")
    if UNSEEN in block:
        environ = {name: text for name, text in environ.items() if "PASSPHRASE" not in name}
    evening = datetime(2026, 3, 2, 21)  # noqa: DTZ001 - a leader's own time of day
    play = Evenings(environ, {"now": lambda: evening})
    shown = play(command.removeprefix("$ balintlog "), transcript)
    said = "".join(transcript.split())
    assert [line for line in shown.splitlines() if "".join(line.split()) not in said] == []


def test_the_readme_is_short() -> None:
    assert len(README.split()) <= MOST_WORDS


@pytest.mark.parametrize(
    "text", [README, *FOR_DEVELOPERS, *PAGES.values()], ids=lambda text: text[:20]
)
def test_files_that_are_named_exist(text: str) -> None:
    """Say so where a file that a page points to has moved."""
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    quoted = re.findall(r"\b((?:balintlog|tests|\.ci|\.lexicon)/[\w./-]*\w)", text)
    assert [name for name in (*linked, *quoted) if not (ROOT / name).exists()] == []


@pytest.mark.slow
def test_the_tour_shows_what_really_happens(tmp_path: Path) -> None:
    environ = environment(tmp_path)
    for kind, block in blocks("console", "evening"):
        if kind == "console":
            play_console(block, environ)
        else:
            play_evening(block, environ)


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("CI"), reason="installs from the package index; CI does it")
def test_the_first_command_installs_and_shows_the_demo(tmp_path: Path) -> None:
    (command,) = [text for _, text in blocks("sh") if "demo" in text]
    clone = tmp_path / "clone"
    shutil.copytree(ROOT, clone, ignore=shutil.ignore_patterns(".venv", ".git", "*.egg-info"))
    result = subprocess.run(
        command,
        shell=True,
        cwd=clone,
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "Owed at the next session" in result.stdout
    assert "C3  unopened letters" in result.stdout
    again_with = r"the passphrase is: (.+)\n  \S+ (-f \S+ status)$"
    reopen = re.search(again_with, result.stdout, re.MULTILINE)
    assert reopen is not None
    again = subprocess.run(
        [clone / ".venv/bin/balintlog", *reopen[2].split()],
        env={**os.environ, "BALINTLOG_PASSPHRASE_COMMAND": f"echo {reopen[1]}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Open cases" in again.stdout, again.stderr
