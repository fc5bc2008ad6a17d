"""Measure what commands cost on logbooks of any size: ``python tests/benchmarks/run.py``.

Every figure is the median of whole processes, from the start of Python to its
end, with the shipped key stretching; the files are in the computer's memory
already. The processes of all commands and sizes take turns, so that what else
the computer does falls on all alike; the quartiles show how much that was.

Most of what a command costs is wanted: the key is stretched slowly. So each is
set against the floor (see ``floor.py``). Nothing is asserted here.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import build

from balintlog.logbook.book import find_group
from balintlog.logbook.keys import open_logbook
from balintlog.logbook.keys.paths import keys_path
from balintlog.logbook.view import followup_list

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (200, 2_000, 20_000)
LARGE = 200_000
GROUP = "hazel"
ALLOWED = 1.15  # times the floor
FLOOR, FOLLOWUPS, ALONE = "floor", "followups --group", "the same, group alone"
ACTIVITY, ACTIVITY_ALONE = "report activity", "the same, group alone "
UNLIMITED = (  # rare, or of the whole file
    *(FLOOR, "vault backup", "vault check", "vault rotate"),
    *(ACTIVITY, ACTIVITY_ALONE, "report accreditation", "report certificate"),
    "report supervision",
)
LAST_YEAR = build.LAST_DAY.year - 1
_BLOCK = 1 << 20
_BALINTLOG = Path(sys.executable).with_name("balintlog")


@dataclass(frozen=True)
class Run:
    """One command on one logbook; what it writes is taken back from ``original``.

    ``written`` is a file that it makes anew each time.
    """

    size: int
    name: str
    path: Path
    command: tuple[str | Path, ...]
    stdin: bytes = b""
    original: Path | None = None
    written: Path | None = None

    def seconds(self) -> float:
        """Run the command in a process of its own and return what it took."""
        if self.original is not None:
            restore(self.original, self.path)
            restore(keys_path(self.original), keys_path(self.path))
        if self.written is not None:
            self.written.unlink(missing_ok=True)
        state = self.path.with_name("state")
        shutil.rmtree(state, ignore_errors=True)  # or what was taken back would be missed
        readable, writable = os.pipe()
        os.write(writable, build.PASSPHRASE.encode() + b"\n")
        os.close(writable)
        around = {name: text for name, text in os.environ.items() if "BALINTLOG" not in name}
        around.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once
        around |= {"BALINTLOG_FILE": str(self.path), "BALINTLOG_PASSPHRASE_FD": str(readable)}
        around["XDG_STATE_HOME"] = str(state)
        try:
            began = time.perf_counter()
            done = subprocess.run(
                self.command,
                input=self.stdin,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=around,
                pass_fds=[readable],
                check=False,
            )
            took = time.perf_counter() - began
        finally:
            os.close(readable)
        if done.returncode:
            raise SystemExit(f"{self.name} failed: {done.stderr.decode()}")
        return took


def restore(original: Path, copy: Path) -> None:
    """Make a copy as it was, writing only what differs, and bring it to the disk.

    So that the next command does not pay for what this one has written.
    """
    if not copy.exists():
        shutil.copyfile(original, copy)
        copy.chmod(0o600)
    with original.open("rb") as source, copy.open("r+b") as target:
        while block := source.read(_BLOCK):
            at = target.tell()
            if target.read(len(block)) != block:
                target.seek(at)
                target.write(block)
        target.truncate()
        target.flush()
        os.fsync(target.fileno())


def in_folder(path: Path, name: str) -> Path:
    """Return a place for a copy in a folder of its own, as two of one logbook are remarked upon."""
    folder = path.with_name(name)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / path.name


def runs_of(folder: Path, size: int) -> list[Run]:
    """Build the logbooks of one size, and return what is to be measured on them."""
    path = build.logbook(folder, size)
    alone = build.logbook(folder, size, only=GROUP)
    written_to, rotated, backup = (
        in_folder(path, name) for name in ("written-to", "rotated", "backups")
    )
    case, document = _next_session(path)
    session = folder / f"{size}-session.json"
    session.write_text(json.dumps(document), "utf-8")

    def run(name: str, *arguments: str | Path, **more: Any) -> Run:
        return Run(size, name, **{"path": path, "command": (_BALINTLOG, *arguments), **more})

    floor = (sys.executable, Path(__file__).with_name("floor.py"), path)
    return [
        Run(size, FLOOR, path, floor),
        run("--help", "--help"),
        run(FOLLOWUPS, "followups", "--group", GROUP),
        run(ALONE, "followups", "--group", GROUP, path=alone),
        run("followups", "followups"),
        run("status", "status"),
        run("case show", "case", "show", case),
        run("search", "search", stdin=build.RARE_WORD.encode()),
        run("log --from", "log", "--from", session, path=written_to, original=path),
        run(
            "vault backup",
            *("vault", "backup", backup),
            path=written_to,
            original=path,
            written=backup,
        ),
        run("vault check", "vault", "check"),
        run("vault rotate", "--yes", "vault", "rotate", path=rotated, original=path),
        *_reports(run, path, alone, written_to),
    ]


def _reports(run: Callable[..., Run], path: Path, alone: Path, written_to: Path) -> list[Run]:
    """Return the reports; that on activity is written for the first time, and freezes."""
    year = ("--yes", "report", "activity", "--group", GROUP, "--period", str(LAST_YEAR))
    member = build.aliases_of(GROUP)[0]
    names = json.dumps(dict.fromkeys((member, *build.LEADERS), "A Name")).encode()
    return [
        run(ACTIVITY, *year, path=written_to, original=path),
        run(ACTIVITY_ALONE, *year, path=in_folder(alone, "written-to"), original=alone),
        run("report accreditation", "report", "accreditation", "--society", "bsanz"),
        run(
            "report certificate",
            *("report", "certificate", "--group", GROUP, "--member", member, "--names", "-"),
            stdin=names,
        ),
        run(
            "report supervision",
            *("--yes", "report", "supervision", "--since", f"{LAST_YEAR}-09-01"),
        ),
    ]


def _next_session(path: Path) -> tuple[str, dict[str, Any]]:
    """Return a case that is owed, and the document of a session at which it is asked about."""
    book = open_logbook.approach(path, None).open(build.PASSPHRASE, build.LAST_DAY)
    with book.store:
        owed = followup_list.followups(book, find_group(book, GROUP)).owed
    members = build.aliases_of(GROUP)
    summary = "Invented for measuring, and about as long as they are. " * 7
    return owed[0].case, {
        "schema": 1,
        "group": GROUP,
        "held_on": (build.LAST_DAY + timedelta(days=1)).isoformat(),
        "leaders": build.LEADERS,
        "attendance": dict.fromkeys(members, "present"),
        "checkins": [
            {"case": line.case, "outcome": "easier", "text": summary[:100]} for line in owed[:2]
        ],
        "cases": [
            {"label": "the second letter", "presenter": alias, "summary": summary}
            for alias in members[: build.CASES_IN_SESSION]
        ],
        "notes": [{"text": summary, "case": "/cases/0"}],
    }


def measure(runs: list[Run], rounds: int) -> dict[Run, list[float]]:
    """Run everything by turns; what the first round takes is not counted."""
    took: dict[Run, list[float]] = defaultdict(list)
    for number in range(rounds + 1):
        if sys.stderr.isatty():
            sys.stderr.write(f"\rround {number} of {rounds} ")
        for run in runs:
            seconds = run.seconds()
            if number:
                took[run].append(seconds)
    return took


def table(took: dict[Run, list[float]], size: int) -> list[str]:
    """Return the lines about the logbook of one size."""
    of_size = {run.name: (run, seconds) for run, seconds in took.items() if run.size == size}
    median = {name: statistics.median(seconds) for name, (_, seconds) in of_size.items()}
    paths = [of_size[name][0].path for name in (FLOOR, ALONE)]
    bytes_of, alone = (f"{path.stat().st_size / 1e6:.1f} MB" for path in paths)
    lines = [
        "",
        f"{size:,} cases, {bytes_of} (one group alone: {alone})",
        f"  {'':24}{'median':>9}{'quartiles':>16}{'x floor':>10}   at most {ALLOWED} x",
    ]
    for name, (_, seconds) in of_size.items():
        low, _, high = (round(1000 * seconds) for seconds in statistics.quantiles(seconds, n=4))
        ratio = median[name] / median[FLOOR]
        verdict = "" if name in UNLIMITED else "yes" if ratio <= ALLOWED else "NO"
        quartiles = f"{low} to {high}"
        lines.append(
            f"  {name:24}{1000 * median[name]:>6.0f} ms{quartiles:>16}{ratio:>10.2f}   {verdict}"
        )
    for name, small in ((FOLLOWUPS, ALONE), (ACTIVITY, ACTIVITY_ALONE)):
        dearer = median[name] / median[small]
        lines.append(f"  {name}: {dearer:.2f} times what it costs in the small logbook")
    return lines


def main() -> None:
    """Build what is missing, measure and print."""
    parser = argparse.ArgumentParser(description="Measure commands on logbooks of any size.")
    parser.add_argument("--rounds", type=int, default=30, help="processes per figure (30)")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of cases")
    parser.add_argument("--large", action="store_true", help=f"also {LARGE:,} cases")
    default = Path(tempfile.gettempdir(), "balintlog-benchmarks")
    parser.add_argument(
        "--folder", type=Path, default=default, help=f"where logbooks are kept ({default})"
    )
    chosen = parser.parse_args()
    if chosen.rounds < 2:
        parser.error("--rounds must be 2 at least: there are quartiles to be shown")
    folder = chosen.folder.absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sizes = [*chosen.sizes, *([LARGE] if chosen.large else [])]
    took = measure([run for size in sizes for run in runs_of(folder, size)], chosen.rounds)
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    lines = [f"Medians of {chosen.rounds} processes; load of {os.cpu_count()} cores: {load}"]
    for size in sizes:
        lines += table(took, size)
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
