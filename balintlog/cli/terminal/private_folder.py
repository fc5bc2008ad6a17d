"""A folder of our own while one command needs it, and nothing of it afterwards.

For a text in an editor it lies on a memory file system where there is one, so that
nothing reaches the disk. Its name carries the process that made it and when that process began: so
what a killed one left behind is known as such, and what a living one is using
is left alone.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAME = "balintlog"
_IN_MEMORY = {"tmpfs", "ramfs"}
_SHARED_MEMORY = "/dev/shm"  # noqa: S108 - what is made in it is ours alone
_UNKNOWN = "0"
_PARTS = 5  # of a name: balintlog, process, its beginning, whose numbers they are, random letters


@contextmanager
def private_folder(environ: Mapping[str, str], *, in_memory: bool = True) -> Iterator[Path]:
    """Make a folder that nobody else may enter, and remove it with all that is in it.

    ``in_memory`` False is for what is encrypted, and large. OSError if it cannot be made.
    """
    import shutil
    import tempfile

    process = os.getpid()
    prefix = f"{NAME}-{process}-{_began(process)}-{_namespace()}-"
    place = _best_place(environ) if in_memory else _places(environ)[-1]
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():  # somebody still wrote while we removed
            shutil.rmtree(folder, ignore_errors=True)


def sweep(environ: Mapping[str, str]) -> int:
    """Remove the folders of our processes that are gone; return how many. Never fails."""
    return sum(_removed(left) for place in _places(environ) for left in _left_behind(place))


def is_in_memory(folder: str | Path) -> bool:
    """Tell whether a folder is known to lie on a memory file system."""
    try:
        device = Path(folder).stat().st_dev
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", errors="replace")
    except OSError:
        return False
    number = f"{os.major(device)}:{os.minor(device)}"
    for mount in mounts.splitlines():
        place, _, system = mount.partition(" - ")
        if place.split()[2] == number:
            return system.split()[0] in _IN_MEMORY
    return False


def _places(environ: Mapping[str, str]) -> list[str]:
    """Return where such folders may lie, the best place first."""
    on_disk = next((environ[name] for name in ("TMPDIR", "TEMP", "TMP") if environ.get(name)), "")
    named = [environ.get("XDG_RUNTIME_DIR", ""), _SHARED_MEMORY]
    last = on_disk or "/tmp"  # noqa: S108 - as above
    return [place for place in dict.fromkeys([*named, last]) if Path(place).is_absolute()]


def _best_place(environ: Mapping[str, str]) -> str:
    *preferred, last = _places(environ)
    for place in preferred:
        is_private = place == _SHARED_MEMORY or _is_closed(place)
        if is_private and is_in_memory(place) and os.access(place, os.W_OK | os.X_OK):
            return place
    return last


def _is_closed(folder: str) -> bool:
    """Tell whether a folder is ours, and nobody else can exchange what lies in it."""
    try:
        found = Path(folder).lstat()
    except OSError:
        return False
    return _is_ours(found) and not found.st_mode & 0o022


def _is_ours(found: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or found.st_uid == os.getuid()


def _left_behind(place: str) -> list[str]:
    """Return the folders of ours in a place whose process is gone; no link is followed."""
    found = []
    with suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if not entry.name.startswith(NAME):
                continue
            parts = entry.name.split("-")
            if (
                len(parts) == _PARTS
                and parts[1].isdecimal()
                and parts[3] == _namespace()  # in a container, numbers of processes are others
                and entry.is_dir(follow_symlinks=False)
                and _is_ours(entry.stat(follow_symlinks=False))
                and _is_gone(int(parts[1]), parts[2])
            ):
                found.append(entry.path)
    return found


def _removed(folder: str) -> bool:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
    return not Path(folder).exists()


def _is_gone(process: int, began: str) -> bool:
    """Tell whether a process has ended; its number may have gone to another one since."""
    if not _runs(process):
        return True
    now = _began(process)
    return began != now and _UNKNOWN not in {began, now}


def _namespace() -> str:
    """Return which set of process numbers is meant, on Linux; elsewhere there is one."""
    try:
        return str(Path("/proc/self/ns/pid").stat().st_ino)
    except OSError:
        return _UNKNOWN


def _runs(process: int) -> bool:
    if os.name == "nt":  # pragma: no cover - Windows
        return _runs_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _runs_on_windows(process: int) -> bool:  # pragma: no cover - Windows
    """Ask for the process itself: there, a signal 0 would reach it as Ctrl-C."""
    import ctypes

    synchronize, still_waiting = 0x00100000, 0x102
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - mypy knows it on Windows only
    handle = kernel.OpenProcess(synchronize, False, process)
    if not handle:
        return False
    waited = kernel.WaitForSingleObject(handle, 0)
    kernel.CloseHandle(handle)
    return bool(waited == still_waiting)


def _began(process: int) -> str:
    """Return when a process began, in ticks since the machine did; 0 where nothing says so."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text("utf-8", errors="replace")
    except OSError:
        return _UNKNOWN
    return stat.rpartition(")")[2].split()[19]  # the 22nd field; the second may hold anything
