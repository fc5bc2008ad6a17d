"""The rule of follow-ups (check-ins): who is asked again, and when.

The field has no written protocol for it; this one is balintlog's own, told by
``balintlog help check-ins``. Everything is computed from what was recorded, at the
moment of asking.

A *stretch* begins with a case's
latest presentation, or with its reopening if that is later.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from balintlog.domain.moment import Moment, Within
from balintlog.domain.vocabulary import COUNTED_OUTCOMES

MAX_ASKS = 3
ENDED_BY = {
    "contact-ended": "the contact has ended",
    "declined": "the presenter would rather not say",
}


class Presented(NamedTuple):
    """One bringing of the case, with the wish of that time.

    ``presenters`` lacks those whose alias was dropped with what is past its time.
    """

    at: Moment
    presenters: tuple[str, ...]
    follow_up: str
    after_sessions: int


class Asked(NamedTuple):
    """What was heard at one session; ``after_sessions`` None leaves it at one.

    Where the contact has ended, or the presenter would rather not say, they are asked again only
    if it is said after how many: after a death, how they are themselves.
    """

    at: Moment
    outcome: str
    again: bool
    after_sessions: int | None

    @property
    def counts(self) -> bool:
        """True for an outcome that counts as asking, by whom it was told aside."""
        return self.outcome in COUNTED_OUTCOMES


class CaseLog(NamedTuple):
    """All that the rule needs to know of one case, in any order."""

    presented: tuple[Presented, ...]
    asked: tuple[Asked, ...] = ()
    closed: tuple[Moment, ...] = ()
    reopened: tuple[Moment, ...] = ()
    is_continued: bool = False

    @property
    def latest(self) -> Presented:
        """The latest presentation."""
        return max(self.presented, key=lambda presented: presented.at)

    def before(self, at: Moment) -> "CaseLog":
        """Return the log as it was before a moment at which the case was known already."""
        return self._replace(
            presented=tuple(told for told in self.presented if told.at < at),
            asked=tuple(asked for asked in self.asked if asked.at < at),
            closed=tuple(turned for turned in self.closed if turned < at),
            reopened=tuple(turned for turned in self.reopened if turned < at),
        )

    @property
    def first_at(self) -> Moment:
        """When the case was first presented."""
        return min(presented.at for presented in self.presented)

    @property
    def entered_at(self) -> tuple[Moment, ...]:
        """The moments of all presentations and check-ins."""
        return (*(told.at for told in self.presented), *(asked.at for asked in self.asked))

    @property
    def last_held_on(self) -> date:
        """The date of the last thing that happened."""
        return max((*self.entered_at, *self.closed, *self.reopened)).held_on

    def is_open_at(self, moment: Moment | None = None) -> bool:
        """True while the case is open: at ``moment``, or now."""
        turns = sorted(
            chain(((at, False) for at in self.closed), ((at, True) for at in self.reopened))
        )
        before = [is_open for at, is_open in turns if moment is None or at < moment]
        return before[-1] if before else True


class Stretch(NamedTuple):
    """A case's latest presentation or reopening, and what was asked since."""

    began_on: date
    presented: Presented
    counted: tuple[Asked, ...]

    @property
    def asked_again_after(self) -> int:
        """The number of attended dates after which the presenter is asked (n)."""
        if not self.counted:
            return self.presented.after_sessions
        return self.counted[-1].after_sessions or 1

    @property
    def counts_from(self) -> date:
        """The date after which the presenter's attendance counts."""
        return self.counted[-1].at.held_on if self.counted else self.began_on

    @property
    def end(self) -> str | None:
        """Why nobody is to be asked any more in this stretch, in a few words, or None."""
        if self.presented.follow_up == "no":
            return "the presenter wants none"
        for ask in self.counted:
            if ask.outcome in ENDED_BY and ask.after_sessions is None:
                return ENDED_BY[ask.outcome]
        if len(self.counted) >= MAX_ASKS:
            return f"asked {MAX_ASKS} times"
        return None if all(ask.again for ask in self.counted) else "not to be asked again"


class FollowUp(NamedTuple):
    """Where a live case stands.

    ``kind`` is ``owed``, ``coming`` or ``open_door``; ``due_in`` counts the
    sessions that the presenter still attends before they are asked (0 when
    owed, None when they are not asked by name).
    """

    kind: str
    presented_on: date
    asked: int
    last_outcome: str | None
    attended_since: int
    due_in: int | None
    overdue: bool


def stretch_of(log: CaseLog) -> Stretch:
    """Return the stretch that the case is in."""
    presented = log.latest
    began = max([presented.at, *log.reopened])
    counted = sorted(
        (ask for ask in log.asked if ask.counts and ask.at > began), key=lambda ask: ask.at
    )
    return Stretch(began.held_on, presented, tuple(counted))


def is_live(log: CaseLog, *, presenter_belongs: bool, group_archived: bool) -> bool:
    """True while somebody may still be asked about the case.

    ``presenter_belongs``: one of the latest presenters, at least, is in the group.
    """
    return (
        presenter_belongs
        and not group_archived
        and not log.is_continued
        and log.is_open_at()
        and stretch_of(log).end is None
    )


def once_each(attended_on: Iterable[date]) -> list[date]:
    """Return the dates in order; several sessions on one date count once."""
    return sorted(set(attended_on))


def follow_up(stretch: Stretch, attended_on: Sequence[date]) -> FollowUp:
    """Say where a live case stands that is in a stretch.

    ``attended_on`` holds the dates on which any of the latest presenters sat in the group,
    as ``once_each`` returns them. The date of the presentation or of the last ask
    itself never counts.
    """
    attended = len(attended_on) - bisect_right(attended_on, stretch.counts_from)
    wanted = stretch.asked_again_after
    by_name = stretch.presented.follow_up == "yes"
    due_in = max(0, wanted - 1 - attended) if by_name else None
    return FollowUp(
        kind="open_door" if due_in is None else "coming" if due_in else "owed",
        presented_on=stretch.presented.at.held_on,
        asked=len(stretch.counted),
        last_outcome=stretch.counted[-1].outcome if stretch.counted else None,
        attended_since=attended,
        due_in=due_in,
        overdue=by_name and attended >= wanted,
    )


def presenters_at(log: CaseLog, moment: Moment) -> tuple[str, ...]:
    """Return who had presented the case last before ``moment``, as far as that is known."""
    before = [presented for presented in log.presented if presented.at < moment]
    return max(before, key=lambda presented: presented.at).presenters if before else ()


def entry_fault(log: CaseLog, at: Moment) -> str | None:
    """Say why nothing can be entered on a case at a moment, or None; continues "C7 ...".

    News of a closed case is welcome.
    """
    if at < log.first_at:
        return "was not presented before that session"
    if at.within is not Within.CHECK_IN and not log.is_open_at(at):
        return "is closed"
    return None


def order_fault(log: CaseLog) -> str | None:
    """Say what is out of order in a whole log, or None; continues "C7 ..."."""
    faults = (entry_fault(log, at) for at in log.entered_at)
    return next((fault for fault in faults if fault), None)
