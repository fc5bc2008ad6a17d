"""Late imports: modules that wait until they are used, or until a passphrase is being stretched.

A command's modules take about half as long to import as its passphrase takes to
stretch, and most of them are of no use before the key is there. So the modules of the
streets below are found when they are named, and read by the standard library's
``LazyLoader``: after ``from balintlog.storage.tables import cases`` the first look into
``cases`` reads its file. ``read_while`` reads what still waits.

- A name that is imported out of a module (``from … import find_group``) needs it at once.
- What cannot be imported fails where it is used, with the same error. Importing it can be
  tried again, so that a working session goes on after Ctrl-C.
- All of it happens in the main thread: before Python 3.12 a lazy module that two threads
  look into at once is read twice.
- Only the program does this (see ``__main__``), not those who import the package.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder, SourceFileLoader
from importlib.util import LazyLoader
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec

STREETS = tuple(f"balintlog.{name}." for name in ("logbook", "storage", "privacy", "reports"))


class _LateLoader(SourceFileLoader):
    """Loads a module for ``LazyLoader``, which would leave it half read after an interruption."""

    def exec_module(self, module: ModuleType) -> None:
        """Read the module; if that ends early, let it wait again."""
        try:
            super().exec_module(module)
        except BaseException:
            module.__class__ = ModuleType
            LazyLoader(self).exec_module(module)
            raise


class LateFinder:
    """Finds the modules of the streets, and remembers those that nobody has read yet."""

    def __init__(self) -> None:
        self._waiting: list[str] = []  # in the order in which they were named

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return what loads a module late, or None for a package or a module from elsewhere."""
        if not name.startswith(STREETS):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.submodule_search_locations is not None:
            return None
        if not isinstance(spec.loader, SourceFileLoader):
            return None
        spec.loader = LazyLoader(_LateLoader(spec.loader.name, spec.loader.path))
        self._waiting.append(name)
        return spec

    def read_while(self, is_busy: Callable[[], bool]) -> None:
        """Read one waiting module after another, and those that these name, while it is busy."""
        while self._waiting and is_busy():
            module = sys.modules.get(self._waiting.pop(0))
            getattr(module, "__doc__", None)  # any look into it will do


def put_off() -> None:
    """Let the modules of the streets wait from now on."""
    sys.meta_path.insert(0, LateFinder())


def read_while(is_busy: Callable[[], bool]) -> None:
    """Read what waits while something else is busy; do nothing if nothing was put off."""
    for finder in sys.meta_path:
        if isinstance(finder, LateFinder):
            finder.read_while(is_busy)
