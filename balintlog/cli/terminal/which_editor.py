"""Which editor a leader writes in, and what keeps it from leaving copies of the text.

vim, nvim and nano are told to write no swap, undo, backup and history files, in
a way that the leader's own settings cannot take back. Of other editors nothing
is known.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.text import printable
from balintlog.errors import CouldNotError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PATIENCE = 2.0  # seconds for a program to say what it is

# Given with -c they come after the leader's own settings; from there on no event
# wakes an autocommand that would set them back or write a copy of its own.
_NO_FILES = "set nobackup nowritebackup noundofile noswapfile"
_NO_EVENTS = "nomodeline noshelltemp verbosefile= eventignore=all"
_FLAGS = {
    "vim": ("-n", "-i", "NONE", "-c", f"{_NO_FILES} viminfo= {_NO_EVENTS} secure"),
    "nvim": ("-n", "-i", "NONE", "-c", f"{_NO_FILES} shada= shadafile=NONE {_NO_EVENTS}"),
    "nano": ("-R",),
}


class Editor(NamedTuple):
    """A program with its arguments, and whether it can be kept from leaving copies."""

    command: tuple[str, ...]
    leaves_nothing: bool


def choose(environ: Mapping[str, str]) -> Editor:
    """Return the editor of $VISUAL or $EDITOR, else the first that is there.

    Raises CouldNotError where there is none.
    """
    for name in ("VISUAL", "EDITOR"):
        if environ.get(name, "").strip():
            return _named(name, environ)
    usual = ("notepad",) if os.name == "nt" else ("nano", "vim", "vi")
    for program in usual:
        if found := _found(program, environ):
            return _with_flags(found, ())
    raise CouldNotError("no editor was found", hint="Name one in EDITOR.")


def _named(name: str, environ: Mapping[str, str]) -> Editor:
    """Return the editor that the environment names, split as a shell would."""
    import shlex

    try:
        if os.name == "nt":  # pragma: no cover - Windows, where \ is no escape
            program, *own = (part.strip('"') for part in shlex.split(environ[name], posix=False))
        else:
            program, *own = shlex.split(environ[name])
    except ValueError:
        raise CouldNotError(f"what {name} holds cannot be read as a command") from None
    found = _found(program, environ)
    if found is None:
        raise CouldNotError(f"the editor {printable(program)} named in {name} was not found")
    return _with_flags(found, own)


def _found(program: str, environ: Mapping[str, str]) -> str | None:
    import shutil

    return shutil.which(program, path=environ.get("PATH"))


def _with_flags(program: str, own: Sequence[str]) -> Editor:
    """Add what keeps a known editor from leaving copies, after the leader's own arguments."""
    kind = _kind(program)
    end = own.index("--") if "--" in own else len(own)
    waits = ("-f",) if Path(program).name.startswith("gvim") else ()
    flags = (*waits, *_FLAGS.get(kind, ()))
    return Editor((program, *own[:end], *flags, *own[end:]), kind in _FLAGS)


def _kind(program: str) -> str:
    """Return which editor a program is, whatever the link is called; "" if not known."""
    name = Path(program).resolve().name.casefold().removesuffix(".exe")
    if name in {"vi", "view"}:
        return "vim" if _says_it_is_vim(program) else ""
    stem = name.split(".")[0].split("-")[0]  # vim.basic, nvim-linux64.appimage, nano-tiny
    return {"gvim": "vim", "rnano": "nano"}.get(stem, stem)


def _says_it_is_vim(program: str) -> bool:
    """Ask a program that is really called vi: on some systems it is a small vim."""
    import subprocess

    try:
        said = subprocess.run(
            [program, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"Vi IMproved" in said.stdout
