"""The refusal of a copy: why nothing may be written to it before a leader has chosen one.

What this computer remembers of a logbook (see ``last_seen``) tells of a copy that is older
than the one last used here, that has diverged from it, or that has pages of another state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.errors import FileProblemError
from balintlog.logbook.keys import last_seen
from balintlog.storage import page_seals
from balintlog.storage.file import commit_marks, file_facts

if TYPE_CHECKING:
    from balintlog.logbook.keys.last_seen import Memory
    from balintlog.storage.store import Store

_USE_IT = "To use this copy from now on, say so once: --accept-older"
_WHICH_ONE = (
    f"Nothing is written to it. {_USE_IT}. "
    "Otherwise open the other copy, or restore a backup: balintlog vault restore BACKUP"
)
_WHO = "Ask who may have changed it."


def refusal(store: Store, memory: Memory | None) -> FileProblemError | None:
    """Return why nothing may be written to a copy, or None."""
    if memory is None:
        return None
    if not commit_marks.has_marks(store):
        return FileProblemError(
            "this copy of the logbook is older than the one last used on this computer:"
            " it still has the structure of an earlier version of balintlog",
            _WHICH_ONE,
        )
    if not last_seen.is_own(store, memory):
        return FileProblemError(
            "what this computer remembers of the logbook does not come from this copy:"
            " something other than balintlog has changed it, or it is of another copy",
            f"So nobody can tell whether this copy is the newest. {_WHICH_ONE}",
        )
    if commit_marks.holds(store, memory.commit):
        return changed_pages(store, memory)
    missing = memory.commit.number - commit_marks.newest(store).number
    if missing > 0:
        return FileProblemError(
            "this copy of the logbook is older than the one last used on this computer:"
            f" {missing} {'changes made since are' if missing > 1 else 'change made since is'}"
            " not in it",
            _WHICH_ONE,
        )
    return FileProblemError(
        "this copy of the logbook has diverged from the one last used on this computer:"
        " each holds something that the other lacks",
        _WHICH_ONE + ". To carry a session over from this one:"
        " balintlog -f THIS session export S9 | balintlog -f OTHER log --from -",
    )


def changed_pages(store: Store, memory: Memory | None) -> FileProblemError | None:
    """Return an error if pages are not what they were after the same last change, or None.

    Every change makes another commit mark or another state. So where both are the same, and
    the seals of the pages are not, it was not balintlog that wrote them: somebody has put
    pages of an older state back, which needs no key, or has used another program.
    """
    if memory is None or memory.seals is None or not last_seen.is_own(store, memory):
        return None
    if memory.commit != commit_marks.newest(store) or memory.seals.state != file_facts.state(store):
        return None
    if store.seals is None or memory.seals.digest == store.seals.digest:
        return None
    if store.foreign_structure is not None:  # told already; a new key must remain possible
        return None
    if page_seals.stamp(store.path) != store.seals.stamp:  # another window has written since
        return None
    return FileProblemError(
        "something other than balintlog has changed this logbook since it was last used on this"
        " computer; pages of an older state may have been put back",
        f"Nothing is written to it. {_WHO} Restore a backup: balintlog vault restore BACKUP. Or,"
        " to go on with the logbook as it is, say so once: --accept-older",
    )
