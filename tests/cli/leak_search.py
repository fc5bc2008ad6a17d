"""Looking for words that must stand nowhere but inside the encrypted file.

Every text that a leader can write has a sentinel of its own, a word that no
language has. The data key and the passphrases are looked for in the same way.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BALINTLOG = str(Path(sys.executable).parent / "balintlog")
CHEAPLY = (sys.executable, str(Path(__file__).parents[1] / "cheaply.py"))
PLACES = (Path("/dev/shm"), Path("/var/tmp"))  # beside HOME, TMPDIR and the logbook's folder

OWN = "qvxalderpassphrase and more"
OTHER = "qvxsedgepassphrase and more"
CHANGED = "qvxchangedpassphrase and more"
GROUP, OTHER_GROUP = "qvxgroup", "qvxgrouptwo"
MEMBER, OTHER_MEMBER = "qvxmember", "qvxmembertwo"
LABEL, SUMMARY, RETURN = "qvxlabel letters", "Qvxsummary, und Grüße.", "Qvxreturn."
HEARD, NOTE, QUESTION = "Qvxheard.", "Qvxnote.", "Qvxquestion?"
SOUGHT, DRAFT = "qvxsummary", "qvxdraft label"

NAMES = (GROUP, OTHER_GROUP, MEMBER, OTHER_MEMBER, LABEL)  # what lists may show
# Long enough never to stand in random bytes by chance (three letters did, once in 20 MB).
WORDS = "alder sedge changed group member label summary return heard note question"
WORDS += " draft half inside left name"
# What the screen would take for names: made fine, so that it can be recorded at all.
FINE = ",".join(["und", "Grüße", *(f"qvx{word}" for word in WORDS.split())]).encode()
BLOCKED = b"qvxblocked"
SENTINEL = re.compile(  # in UTF-8 and in UTF-16, in any case
    "|".join("\0?".join(f"qvx{word}") for word in [*WORDS.split(), "blocked"]).encode(),
    re.IGNORECASE,
)


def hits(data: bytes, keys: Sequence[bytes] = ()) -> list[str]:
    """Return the sentinels in some bytes, and how a data key stands there, if it does."""
    found = [
        data[one.start() : one.start() + 24].decode("latin-1") for one in SENTINEL.finditer(data)
    ]
    for key in keys:
        for spelled, name in (
            (key, "raw"),
            (key.hex().encode(), "hex"),
            (key.hex().upper().encode(), "hex"),
        ):
            if spelled in data:
                found.append(f"the data key, {name}")
    return found


@dataclass
class Search:
    """What was searched so far, and where something was found."""

    keys: tuple[bytes, ...] = ()
    files: int = 0
    searched: int = 0
    found: list[str] = field(default_factory=list)

    def data(self, name: str, data: bytes) -> None:
        """Search some bytes."""
        self.searched += len(data)
        self.found += [f"{name}: {hit}" for hit in hits(data, self.keys)]

    def folders(self, when: str, folders: Iterable[Path], but: Sequence[Path] = ()) -> None:
        """Search every file in some folders, and its name; other tests' folders are theirs."""
        for folder in folders:
            for path in _inside(folder):
                self.data(f"{when}: name of {path}", path.name.encode())
                if path.is_file() and path not in but:
                    self.files += 1
                    try:
                        data = path.read_bytes()
                    except OSError:  # gone meanwhile, or of somebody else
                        continue
                    self.data(f"{when}: {path}", data)

    def text(self) -> str:
        """Return the figures."""
        return (
            f"{self.files} files and {self.searched / 1e6:.1f} MB searched, {len(self.found)} hits"
        )


def _inside(folder: Path) -> Iterator[Path]:
    """Give all files and folders in a folder, some of which may go meanwhile."""
    for place, names, files in os.walk(folder):
        names[:] = [name for name in names if not name.startswith("pytest-of-")]
        yield from (Path(place, name) for name in (*names, *files))


@dataclass(frozen=True)
class House:
    """A home of its own, in which the real program is run."""

    home: Path
    path: Path

    def environ(self, **more: str) -> dict[str, str]:
        """Return the environment of every command."""
        # Coverage would write the arguments of every command into a file of its own.
        foreign = ("BALINTLOG", "COVERAGE", "COV_")
        plain = {key: text for key, text in os.environ.items() if not key.startswith(foreign)}
        home = str(self.home)
        xdg = dict.fromkeys(
            ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), home
        )
        return (
            plain
            | xdg
            | {
                "HOME": home,
                "TMPDIR": home,
                "BALINTLOG_FILE": str(self.path),
                "BALINTLOG_LEADER": "alder",
                **more,
            }
        )

    def start(
        self,
        command: Sequence[str],
        typed: bytes = b"",
        new: str = CHANGED,
        own: str = OWN,
        before: Sequence[str] = (),
    ) -> subprocess.Popen[bytes]:
        """Start the program; what it reads lies in pipes already."""
        passphrases = []
        for phrase in (own, new):
            reading, writing = os.pipe()
            os.write(writing, phrase.encode())
            os.close(writing)
            passphrases.append(reading)
        stdin, writing = os.pipe()
        os.write(writing, typed)
        os.close(writing)
        try:
            return subprocess.Popen(
                [*before, *CHEAPLY, *command],
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self.environ(
                    BALINTLOG_PASSPHRASE_FD=str(passphrases[0]),
                    BALINTLOG_NEW_PASSPHRASE_FD=str(passphrases[1]),
                ),
                pass_fds=passphrases,
                start_new_session=True,
            )
        finally:
            for descriptor in (*passphrases, stdin):
                os.close(descriptor)

    def kill_while_writing(self, command: Sequence[str], typed: bytes, own: str = OWN) -> bool:
        """Kill a command once it has begun to write; return whether that was in time."""
        with self.start(command, typed, own=own) as process:
            end = time.monotonic() + 20
            before = set(self.path.parent.iterdir())
            while process.poll() is None and time.monotonic() < end:
                if set(self.path.parent.iterdir()) - before:  # a journal, or a file not finished
                    process.kill()
                    return True
        return False


WRITE = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?p?writev?(?:64)?\((\d+), (.*)$")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def written_under(trace: Path) -> tuple[bytes, bytes]:
    """Return from a trace of strace all bytes written to files, and all names and arguments."""
    to_files, named = bytearray(), bytearray()
    for line in trace.read_text("ascii").splitlines():
        strings = b"\0".join(bytes.fromhex(one.replace("\\x", "")) for one in STRING.findall(line))
        write = WRITE.match(line)
        if write is None:
            named += strings + b"\0"
        elif int(write[1]) != 1:  # standard output is what was asked for
            to_files += strings + b"\0"
    return bytes(to_files), bytes(named)
