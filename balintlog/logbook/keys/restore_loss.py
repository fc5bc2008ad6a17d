"""The loss that a restore would bring: what a logbook holds and a backup of it lacks, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.logbook.view import draft_list
from balintlog.storage.file import commit_marks, differences
from balintlog.storage.file.differences import KINDS
from balintlog.storage.tables import drafts

if TYPE_CHECKING:
    from balintlog.storage.file.commit_marks import Commit
    from balintlog.storage.file.differences import Difference
    from balintlog.storage.store import Store


def loss_of_words(store: Store, fresh: Store, last: Commit | None) -> str | None:
    """Say what would be lost of leaders' words if a backup took a logbook's place, or None.

    ``last`` is the logbook's last commit of content. A backup that holds that commit still
    lacks the drafts.
    """
    told = [] if _holds(fresh, last) else _differences_told(store, fresh)
    if lost := _drafts_only_in(store, fresh):
        told.append(f"These drafts would be lost: {'; '.join(lost)}.")
    return " ".join(told) or None


def _holds(fresh: Store, last: Commit | None) -> bool:
    if last is None:
        return False
    # The first mark is made when the structure that has marks is: no word changed by that.
    return commit_marks.holds(fresh, last) if commit_marks.has_marks(fresh) else last.number == 1


def _differences_told(store: Store, fresh: Store) -> list[str]:
    """Return sentences about what is in one of the two only, kind by kind."""
    first = (
        "The logbook there has changed since the backup, or has diverged from it. It holds"
        f" {_counts(store)}; the backup holds {_counts(fresh)}. The difference would be lost."
    )
    told = [first]
    differing = differences.differences(store, fresh)
    if here := kinds_told(differing, "here"):
        told.append(f"Only the logbook holds {here}.")
    if changed := kinds_told(differing, "changed"):
        told.append(f"The backup has an older or other version of {changed}.")
    if agreements := differences.agreements_only_in(store, fresh):
        days = "; ".join(f"{group.label}, {group.agreed_on}" for group in agreements)
        told.append(f"The backup does not know that the members agreed to the log: {days}.")
    if there := kinds_told(differing, "there"):
        told.append(f"What has been deleted since would come back: {there}.")
    return told


def kinds_told(differing: list[Difference], where: str) -> str:
    """Say how much of each kind differs in one way."""
    numbers = {difference.table: getattr(difference, where) for difference in differing}
    return ", ".join(
        f"{number} {KINDS[table][number != 1]}" for table, number in numbers.items() if number
    )


def _drafts_only_in(store: Store, fresh: Store) -> list[str]:
    """Name the drafts that a backup lacks, or has as they were before."""
    known = {draft._replace(id=0) for draft in drafts.drafts(fresh)}
    return [
        f"{draft_list.said_of(draft)}, of {draft.leader}, last changed on {draft.updated_on}"
        for draft in drafts.drafts(store)
        if draft._replace(id=0) not in known
    ]


def _counts(store: Store) -> str:
    """Say how much a logbook holds."""
    return ", ".join(
        f"{number} {name if number != 1 else name[:-1]}"
        for name, number in commit_marks.counts(store).items()
    )
