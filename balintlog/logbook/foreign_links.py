"""Foreign links: those that another account made, through which nothing is written.

In a folder to which everybody may write, such as /tmp, anybody can put a link in the place of
a file that is to come: what is written there would land where that link leads.
"""

from __future__ import annotations

import os
from pathlib import Path

from balintlog.errors import FileProblemError

_MOST_LINKS = 40  # as many as Linux follows


def refuse_foreign_links(path: Path) -> None:
    """Raise FileProblemError if a link in ``path`` is neither one's own nor the system's.

    Links that lead to links are followed. Windows lets ordinary accounts make none.
    """
    if os.name == "nt":  # pragma: no cover
        return
    todo = list(path.absolute().parts[1:])
    place, links = Path(path.absolute().anchor), 0
    while todo and links <= _MOST_LINKS:
        step = todo.pop(0)
        if step == "..":
            place = place.parent
            continue
        try:
            status = os.lstat(place / step)
            target = (place / step).readlink()
        except OSError:  # no link, or nothing is there yet
            place /= step
            continue
        if status.st_uid not in (0, os.geteuid()):
            raise FileProblemError(
                f"{place / step} is a link that another account has made; nothing was written"
                " through it",
                "Name a place in a folder of your own.",
            )
        links += 1
        steps = list(target.parts)
        if target.is_absolute():
            place = Path(steps.pop(0))
        todo = [*steps, *todo]
