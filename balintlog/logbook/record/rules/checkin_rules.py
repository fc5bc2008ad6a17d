"""The rules of a check-in: of which case there can be news, who can have told it, and of what.

Like all rules of a session's entries they add what is wrong to ``problems`` and go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.followup import entry_fault, presenters_at
from balintlog.domain.ids import shown
from balintlog.domain.moment import Within
from balintlog.domain.text import listed
from balintlog.domain.vocabulary import TELLERS
from balintlog.errors import Problem
from balintlog.logbook.document.json_pointer import below
from balintlog.storage.tables import presentations, sessions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balintlog.domain.document import CheckInEntry, ImaginedLine, News
    from balintlog.domain.records import CheckIn, Presentation
    from balintlog.logbook.record.rules.session_frame import Sitting
    from balintlog.storage.store import Store

_NOTHING_TOLD = ("not-asked", "presenter-absent")


def check_checkin(sitting: Sitting, entry: CheckInEntry, problems: list[Problem]) -> None:
    """Check news of an earlier case, which may be closed."""
    pointer = below(entry.pointer, "case")
    log = sitting.log_of(entry.case)
    if log is None:
        return
    at = sitting.moment(Within.CHECK_IN)
    name = shown("C", entry.case)
    if entry.case in sitting.checked_in:
        problems.append(Problem(f"{name} already has news in this session", pointer))
    elif fault := entry_fault(log, at):
        problems.append(Problem(f"{name} {fault}", pointer))
    else:
        if entry.news.told_by is None:
            _check_asked(sitting, entry, presenters_at(log, at), problems)
        else:
            _check_teller(sitting, entry, entry.news.told_by, problems)
        _check_lines(sitting, entry, problems)
    sitting.checked_in.add(entry.case)


def _check_asked(
    sitting: Sitting, entry: CheckInEntry, presenters: Sequence[str], problems: list[Problem]
) -> None:
    """Hold what was heard against the attendance of the presenters: one of them is enough.

    Who presented a case is not known any more once it was dropped with what is past its time.
    """
    if not presenters:
        return
    there = [alias for alias in presenters if alias in sitting.sat_in]
    pointer = below(entry.pointer, "outcome")
    if entry.news.outcome == "presenter-absent":
        if there:
            problems.append(Problem(f"{there[0]} was there, according to the attendance", pointer))
    elif entry.news.outcome != "not-asked" and not there:
        who = f"the presenter ({presenters[0]}) was"
        if len(presenters) > 1:
            who = f"the presenters ({listed(presenters)}) were"
        problems.append(
            Problem(
                f"{who} not there, so could not be asked; if somebody else told it, say who:"
                " told_by",
                pointer,
            )
        )


def _check_teller(
    sitting: Sitting, entry: CheckInEntry, told_by: str, problems: list[Problem]
) -> None:
    """Check that the person who told it was there, unless it came from outside."""
    pointer = below(entry.pointer, "told_by")
    if entry.news.outcome in _NOTHING_TOLD:
        problems.append(Problem(f"with {entry.news.outcome} nobody told anything", pointer))
    elif sitting.cancelled:
        problems.append(Problem("nobody met, so nothing was told there", pointer))
    elif any(problem.pointer == pointer for problem in problems):
        pass  # there is nobody of that name
    elif told_by not in (*TELLERS, *sitting.sat_in, *sitting.leaders):
        problems.append(Problem(f"{told_by} was not there on {sitting.held_on}", pointer))


def asked_fault(store: Store, checkin: CheckIn, presenters: Sequence[str]) -> str | None:
    """Say that what was heard of a case does not fit who was there, or None."""
    news = checkin.news
    there = sessions.who_sat_in(store, checkin.session_id)
    where = f"{shown('C', checkin.case_id)} at {shown('S', checkin.session_id)}"
    if news.told_by is not None:
        known = (*TELLERS, *there, *sessions.who_led(store, checkin.session_id))
        if news.told_by in known:
            return None
        return f"then {news.told_by} would have told news of {where}, but was not there"
    if not presenters or news.outcome == "not-asked":
        return None
    came = [alias for alias in presenters if alias in there]
    if came and news.outcome == "presenter-absent":
        return f"then {came[0]} would be noted as absent for {where}, but was there"
    if not came and news.outcome != "presenter-absent":
        was = "was" if len(presenters) == 1 else "were"
        return f"then {listed(presenters)} would have been asked about {where}, but {was} not there"
    return None


# Imagined lines


def _check_lines(sitting: Sitting, entry: CheckInEntry, problems: list[Problem]) -> None:
    """Check that what is looked at again was imagined, and is looked at once."""
    earlier = _presented_before(sitting, entry.case)
    seen: set[tuple[int | None, int]] = set()
    for imagined in entry.news.came_of_it:
        place = _place(earlier, imagined)
        told = earlier[place - 1].telling if place and place <= len(earlier) else None
        pointer = below(imagined.pointer, "line")
        if told is None or imagined.line > len(told.imagined):
            name = shown("C", entry.case)
            problems.append(Problem(f"nothing was imagined there about {name}", pointer))
        elif (place, imagined.line) in seen:
            problems.append(Problem("is given twice", pointer))
        seen.add((place, imagined.line))


def placed(sitting: Sitting, entry: CheckInEntry) -> News:
    """Return checked news in which every imagined line says of which presentation it is."""
    earlier = _presented_before(sitting, entry.case)
    lines = [
        imagined._replace(presentation=_place(earlier, imagined))
        for imagined in entry.news.came_of_it
    ]
    return entry.news._replace(came_of_it=tuple(lines))


def _presented_before(sitting: Sitting, case_id: int) -> list[Presentation]:
    at = sitting.moment(Within.CHECK_IN)
    return [told for told in presentations.of_case(sitting.store, case_id) if told.at < at]


def _place(earlier: Sequence[Presentation], imagined: ImaginedLine) -> int | None:
    """Return of which presentation a line is: the one named, else the latest that has lines."""
    if imagined.presentation is not None:
        return imagined.presentation
    with_lines = [place for place, told in enumerate(earlier, 1) if told.telling.imagined]
    return with_lines[-1] if with_lines else None
