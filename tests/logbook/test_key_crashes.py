"""``kill -9`` in the middle of whatever is done to keys and backups: nobody is locked out.

The environment variable KILLS sets how often for each operation (10 unless told). The
moments are drawn at random (and the same at every run), spread over the time that the
operation takes here. Only processes that the test itself has started are ended, each by
its own number.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import another_leader
import key_operations
import pytest
import real_files
from key_operations import ALDER, NAME, SEDGE, SEDGE_NOW, opens
from working_leaders import Leaders, at_work

from balintlog.storage.file import file_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("KILLS", "10"))
BEYOND = {"record": 8}  # operations that a kill may wait for; 1.15 unless told

AIMS = {
    "record": "recording",
    "passphrase": "passphrase",
    "add": "adding_and_removing",
    "remove": "adding_and_removing",
    "rotate": "rotating",
    "backup": "backup",
    "restore": "restore",
}


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the logbook of alder and sedge will be made, and two backups."""
    return tmp_path_factory.mktemp("ready")


@pytest.fixture(scope="module")
def leaders(ready: Path) -> Iterator[Leaders]:
    with at_work(ready) as leaders:
        yield leaders


class Watch:
    """What must be true of a logbook, after all that was said of it."""

    def __init__(self, folder: Path, aim: str) -> None:
        self.folder, self.path, self.aim = folder, folder / NAME, aim
        self.words: list[set[str]] = [set()]  # one of these was acknowledged, all of it
        self.secrets: dict[str, list[str | None]] = {"alder": [ALDER], "sedge": [SEDGE_NOW]}
        self.gone: tuple[str, str] | None = None  # a leader, and what opens no more
        self.backups: dict[str, bool] = {}  # those that were begun; whether they must be there
        self.under_way = ""
        self.seconds = 0.0
        self.acknowledged = self.left = 0

    def note(self, line: str) -> None:
        """Take in what was said."""
        verb, what, *rest = line.split(" ")
        if verb == "kept":
            self.words = [words | {what} for words in self.words]
            self.acknowledged += 1
        elif verb == "begin":
            self.under_way = what
            self._begin(what, rest[0])
        else:
            assert verb == "done"
            self.under_way = ""
            if what == self.aim:
                self.seconds = float(rest[0])
            self._done(what)

    def _begin(self, what: str, new: str) -> None:
        if what == "passphrase":
            self.secrets["alder"].append(new)
        elif what == "rotate":
            self.secrets["sedge"].append(new)
        elif what == "add":
            self.secrets[new] = [None, f"passphrase-of-{new}"]
        elif what == "remove":
            for leader in new.split(","):
                self.secrets[leader].append(None)
            self.secrets["sedge"].append(SEDGE)
        elif what == "backup":
            self.backups[new] = False
        elif what == "restore":
            self.gone = None  # a backup may bring it back
            self.words.append(set())
            self.secrets["sedge"].append(another_leader.BACKUPS[new])

    def _done(self, what: str) -> None:
        for leader, (old, *new) in self.secrets.items():
            if new and old and old not in new:
                self.gone = (leader, old)
            self.secrets[leader] = new[-1:] or [old]
        for name in self.backups:
            self.backups[name] = True
        if what == "restore":
            self.words = self.words[-1:]

    def check(self) -> None:
        """Check all of it, and know from then on which of two ways it went."""
        self._check_names()
        for leader, candidates in self.secrets.items():
            holds = [
                typed for typed in dict.fromkeys(candidates) if opens(self.path, leader, typed)
            ]
            assert len(holds) == 1 or (None in candidates and not holds), (leader, candidates)
            self.secrets[leader] = [*holds] or [None]
        if self.gone:
            assert not opens(self.path, *self.gone), self.gone
        self.secrets = {name: typed for name, typed in self.secrets.items() if typed != [None]}
        self._check_content()
        assert key_operations.call(self.path, "vault check", self.own) == 0
        left = key_operations.unfinished_in(self.folder)
        if self.aim in ("remove", "rotate"):  # the opening has taken the copy under a new key away
            assert all(name.startswith(f"{NAME}.keys.") for name in left)
        for name in left:
            (self.folder / name).unlink()

    def _check_names(self) -> None:
        """Check that nothing lies about but what must, and what a kill may leave unfinished."""
        unfinished = key_operations.unfinished_in(self.folder)
        known = {
            NAME,
            f"{NAME}.keys",
            f"{NAME}-journal",
            "sheet.txt",
            "home",
            *another_leader.BACKUPS,
        }
        assert set(real_files.names(self.folder)) <= known | {*self.backups} | {*unfinished}
        self.left += len(unfinished)

    def _check_content(self) -> None:
        with key_operations.opened(self.path, "alder", self.own).store as store:
            key_operations.check_settled(self.path, store)
            labels = {label for (label,) in store.rows("SELECT label FROM balint_case")}
            noted = {Path(backup.path).name for backup in file_facts.backups(store)}
        found = {label.split()[1] for label in labels}
        found = {word for word in found if word.split("-")[0] in another_leader.PLAIN}
        # Beside what was acknowledged at most the one that was killed before it could be said.
        fitting = [words for words in self.words if words <= found and len(found - words) <= 1]
        assert fitting, (self.words, found)
        self.words = [found]
        for name, must in self.backups.items():
            whole = (self.folder / name).exists()
            assert whole or not must
            assert name in noted or not must
            if whole:
                key_operations.content_of_backup(self.folder / name)
                (self.folder / name).unlink()
        self.backups = {}

    @property
    def own(self) -> str:
        (typed,) = self.secrets["alder"]
        assert typed
        return typed


@pytest.mark.parametrize("aim", AIMS)
def test_nobody_is_locked_out_and_nothing_lost_by_a_kill(
    aim: str,
    ready: Path,
    leaders: Leaders,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    folder = tmp_path / "book"
    shutil.copytree(ready, folder)
    watch = Watch(folder, aim)
    draw = random.Random(aim)
    beyond = BEYOND.get(aim, 1.15)
    moments = [(number + draw.random()) / KILLS * beyond for number in range(KILLS)]
    draw.shuffle(moments)
    inside = 0
    for number, moment in enumerate([0.0, *moments]):  # the first one shows how long it takes
        leaders.set_to_work(AIMS[aim], folder, watch.own, number * 1000)
        lines = leaders.hear_until(f"begin {aim} ")
        if number:
            time.sleep(moment * watch.seconds)
        else:
            lines += leaders.hear_until(f"done {aim} ")
        for line in lines + leaders.kill():
            watch.note(line)
        inside += watch.under_way == aim and number > 0
        watch.check()
        watch.under_way = ""
    record_property(
        "figures",
        f"{KILLS} kills, {inside} of them inside an operation of {watch.seconds * 1000:.0f} ms;"
        f" {watch.acknowledged} acknowledged sessions, 0 lost; nobody locked out; every check"
        f" clean; {watch.left} unfinished files left beside",
    )
    assert inside >= KILLS // 3  # else the kills have shown nothing
