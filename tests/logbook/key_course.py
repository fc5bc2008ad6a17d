"""One operation on the keys: what must hold before it, after it, and if it was cut short."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import key_operations
from key_operations import NAME, Operation, opens

from balintlog.logbook.keys.paths import keys_path
from balintlog.storage.file import file_facts

if TYPE_CHECKING:
    from pathlib import Path

    Words = dict[str, list[tuple[Any, ...]]]


class Course:
    """One operation: how its folder looks before it, and what is there before and after."""

    def __init__(self, name: str, operation: Operation, ready: Path, folder: Path) -> None:
        self.name, self.operation, self.folder = name, operation, folder
        self.path = folder / "now" / ("deeper" if name == "create" else "") / NAME
        self.template = folder / "template"
        shutil.copytree(ready, self.template)
        operation.prepare(self.template)
        self.again()
        self.files = {file.name: file.read_bytes() for file in self.now.iterdir() if file.is_file()}
        self.before = self.words(0) if operation.opens_before else None
        self.again()  # to open it may have changed it
        self.after: Words = {}

    @property
    def now(self) -> Path:
        return self.folder / "now"

    def again(self) -> None:
        """Lay everything out as it is before the operation."""
        shutil.rmtree(self.now, ignore_errors=True)
        shutil.copytree(self.template, self.now, dirs_exist_ok=True)

    def words(self, when: int) -> Words:
        """Return what leaders wrote, as a leader sees it before (0) or after (1)."""
        typed = self.operation.secrets["alder"][when]
        assert typed
        with key_operations.opened(self.path, "alder", typed).store as store:
            key_operations.check_settled(self.path, store)
            return key_operations.content(store)

    def is_untouched(self, name: str) -> bool:
        file = self.now / name
        return file.exists() and file.read_bytes() == self.files[name]

    def check(self, *, tidy: bool, done: bool) -> bool:
        """Check that all is as before, or as after; return whether it is as after."""
        if tidy:
            assert set(self.unfinished()) <= set(self.files)
        if not done and self.before is None and not self.is_as_after():
            self.check_nothing_lost(tidy=tidy)
            return False
        came_in = {}
        for leader, (before, after) in self.operation.secrets.items():
            old, new = opens(self.path, leader, before), opens(self.path, leader, after)
            came_in[leader] = new or (after is None and not old)
            if done:
                assert came_in[leader], leader
                assert before == after or not old, f"{leader} can still open it"
            else:
                assert old or new or None in (before, after), f"{leader} is locked out"
        found = self.words(int(came_in["alder"]))
        assert found in ([self.after] if done else [self.before, self.after])
        if self.name in ("rotate", "leader remove"):
            assert all(".keys." in name for name in self.unfinished())
        is_backed_up = self.check_backups(noted=done) or self.name != "backup"
        assert is_backed_up or not done
        return is_backed_up and all(came_in.values()) and found == self.after

    def check_backups(self, *, noted: bool) -> bool:
        """Check that every backup that was made is whole, and return whether there is one."""
        made = [one for one in self.now.glob("*.backup") if one.name not in self.files]
        for one in made:
            typed = self.operation.secrets["alder"][0] or ""
            assert key_operations.content_of_backup(one, typed) == self.before
            if noted and self.name == "backup":
                with key_operations.opened(self.path, "alder", typed).store as store:
                    assert file_facts.backups(store)[-1].path == str(one)
        return bool(made)

    def unfinished(self) -> list[str]:
        return [
            *key_operations.unfinished_in(self.now),
            *(key_operations.unfinished_in(self.path.parent) if self.path.parent.exists() else []),
        ]

    def can_be_repeated(self) -> bool:
        """Tell whether nothing is in the way: the keys file of a logbook that was not made is."""
        return self.name != "create" or not keys_path(self.path).exists()

    def is_as_after(self) -> bool:
        typed = self.operation.secrets["alder"][1]
        try:
            return opens(self.path, "alder", typed)
        except Exception:  # noqa: BLE001 - it is looked at in check_nothing_lost
            return False

    def check_nothing_lost(self, *, tidy: bool) -> None:
        """Check what cannot be opened: what stood there still does, under its name or aside."""
        if self.name == "create":
            assert not self.path.exists()
            assert not tidy or not keys_path(self.path).exists()
            return
        assert not self.path.exists() or self.is_untouched(NAME)
        for name in (NAME, f"{NAME}.keys"):
            if name in self.files and not self.is_untouched(name):
                kept = self.now / name.replace(NAME, f"{NAME}.damaged")
                assert kept.read_bytes() == self.files[name]
