"""The rules of a summary: what it may say of a small group without giving anybody away. Pure.

Rules R1 to R12 of this program; what each is taken from:

R1   only a period that is over; periods never overlap (``overlap``); its caller freezes it
R2   frame only for fewer than 6 people, 10 sessions or 20 cases
R3   one-way tables from a fixed list: themes or families, encounters; no cross-tables
R4   a count is shown from 5 cases on, of 3 presenters, none with more than half of them,
     rounded to 5 (ONS and NHS practice for small counts; dominance: the p-per-cent and
     (n, k) rules of Hundepool et al., Statistical Disclosure Control, 2012); cases whose
     presenter's code was dropped may be those of any one, so they are no third presenter's
     and are counted to the greatest
R5   coarsen before withholding; a table of fewer than 2 rows is left out
R6   no total but that of the cases, rounded to 5; never how many rows are withheld
R7   no percentages; follow-up as one of three bands, from 20 cases on, 5 on either side
R8   feelings as "often" or "sometimes", no counts
R9   attendance as one figure, in whole persons, from 10 sessions and 5 persons on
R10  professions are not in it at all
R11  nothing that names anybody, and no day, can get into what is returned here
R12  the attack (``table_attack``) is tried before anything is returned
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balintlog.domain.theme_families import FAMILIES, FAMILY_OF
from balintlog.domain.vocabulary import ENCOUNTERS, FEELINGS, MODES, THEMES
from balintlog.privacy.disclosure.table_attack import BASE, SMALLEST, Known, is_safe, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date

FEWEST_SESSIONS, FEWEST_CASES, FEWEST_PEOPLE = 10, 20, 6
FEWEST_PRESENTERS = 3
FEWEST_ROWS = 2
OFTEN = 10  # cases
LOW, HIGH = 1 / 3, 2 / 3
WITHHELD_NOTE = (
    "Counts of cases are rounded to 5. A theme, an encounter or a feeling is left out where it did"
    " not occur, where it occurred in few cases, or where few people brought them; sometimes all"
    " figures are left out. The report does not say how many rows are missing."
)


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One session as it was: minutes, mode, and how many sat in."""

    minutes: int
    mode: str
    sat_in: int


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case of the period, counted once; ``presenter`` None: the code was dropped.

    Who presented together, at any time in the period, counts as one ``presenter``.
    ``followed_up``: whether it was asked about again; None where nobody wanted that.
    """

    presenter: str | None
    themes: frozenset[str]
    encounter: str | None
    feelings: frozenset[str]
    followed_up: bool | None


@dataclass(frozen=True, slots=True)
class Facts:
    """The true figures of a group's period; ``people`` attended or presented in it.

    ``purged`` presentations belonged to cases that are past their time and gone.
    """

    sessions: tuple[SessionFacts, ...]
    cancelled: int
    cases: tuple[CaseFacts, ...]
    people: int
    purged: int = 0


@dataclass(frozen=True, slots=True)
class CalendarFrame:
    """What is exact: facts of the calendar. ``modes`` are sessions by mode."""

    sessions: int
    cancelled: int
    minutes: int
    modes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class CaseTable:
    """Counts of cases, rounded, in the fixed order of a vocabulary; ``of`` says of what."""

    of: str
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Disclosed:
    """All that may leave. Without ``cases`` it holds the frame only, and ``reason`` says why."""

    frame: CalendarFrame
    reason: str | None = None
    present: int | None = None
    cases: int | None = None
    tables: tuple[CaseTable, ...] = ()
    feelings: tuple[tuple[str, str], ...] = ()
    follow_up: str | None = None


def overlap(first: tuple[date, date], second: tuple[date, date]) -> bool:
    """Return True if two periods, first and last days included, have a day in common (R1)."""
    return first[0] <= second[1] and second[0] <= first[1]


def disclose(facts: Facts) -> Disclosed:
    """Return what may be said of a period."""
    frame = _frame(facts)
    if reason := _frame_only(facts):
        return Disclosed(frame, reason)
    tables = [table for table in (_work(facts.cases), _encounters(facts.cases)) if table]
    return Disclosed(
        frame,
        present=_present(facts.sessions),
        cases=rounded(len(facts.cases)),
        tables=tuple(tables),
        feelings=_feelings(facts.cases),
        follow_up=_follow_up(facts.cases),
    )


def _frame(facts: Facts) -> CalendarFrame:
    held = Counter(session.mode for session in facts.sessions)
    return CalendarFrame(
        sessions=len(facts.sessions),
        cancelled=facts.cancelled,
        minutes=sum(session.minutes for session in facts.sessions),
        modes=tuple((mode, held[mode]) for mode in MODES if held[mode]),
    )


def _frame_only(facts: Facts) -> str | None:
    """Say why only the frame may be shown (R2, or cases that nobody can count), or None."""
    if facts.purged:
        return "cases of this period were past their time and have been deleted"
    if len(facts.sessions) < FEWEST_SESSIONS:
        return f"figures about cases need {FEWEST_SESSIONS} sessions"
    if len(facts.cases) < FEWEST_CASES:
        return f"figures about cases need {FEWEST_CASES} cases"
    if facts.people < FEWEST_PEOPLE:
        return f"figures about cases need {FEWEST_PEOPLE} people"
    return None


def _present(sessions: Sequence[SessionFacts]) -> int | None:
    """Return the mean number present in whole persons (R9)."""
    mean = sum(session.sat_in for session in sessions) / len(sessions)
    return int(mean + 0.5) if mean >= SMALLEST else None


def may_be_shown(cases: Collection[CaseFacts]) -> bool:
    """Return True if the count of these cases may be shown (R4)."""
    if len(cases) < SMALLEST:
        return False
    known = _known(cases)
    if len(known.presented) < FEWEST_PRESENTERS:
        return False
    return 2 * (max(known.presented) + known.dropped) <= len(cases)


def _known(cases: Collection[CaseFacts]) -> Known:
    """Count cases by presenter, without saying who is who."""
    presented = Counter(case.presenter for case in cases)
    dropped = presented.pop(None, 0)
    return Known(tuple(presented.values()), dropped)


def _work(cases: Sequence[CaseFacts]) -> CaseTable | None:
    """Return cases by theme, or else by family, or nothing (R5, R12)."""
    by_theme = _table("themes", THEMES, cases, lambda case: case.themes)
    if by_theme is not None:
        return by_theme
    return _table(
        "theme families",
        tuple(FAMILIES),
        cases,
        lambda case: {FAMILY_OF[theme] for theme in case.themes},
    )


def _encounters(cases: Sequence[CaseFacts]) -> CaseTable | None:
    return _table("kinds of encounter", ENCOUNTERS, cases, lambda case: {case.encounter} - {None})


def _table(
    of: str,
    vocabulary: Sequence[str],
    cases: Sequence[CaseFacts],
    words_of: Callable[[CaseFacts], Collection[str | None]],
) -> CaseTable | None:
    """Return the rows that may be shown, in the order of the vocabulary.

    None if they are too few (R5), or if the attack succeeds (R12).
    """
    rows = []
    for word in vocabulary:
        row = [case for case in cases if word in words_of(case)]
        if may_be_shown(row):
            rows.append((word, rounded(len(row))))
    counts = [count for _, count in rows]
    withheld = len(vocabulary) - len(rows)
    if len(rows) < FEWEST_ROWS or not is_safe(_known(cases), counts, withheld):
        return None
    return CaseTable(of, tuple(rows))


def _feelings(cases: Sequence[CaseFacts]) -> tuple[tuple[str, str], ...]:
    """Return bands of the presenters' feelings (R8)."""
    bands = []
    for word in FEELINGS:
        felt = [case for case in cases if word in case.feelings]
        if may_be_shown(felt):
            bands.append((word, "often" if len(felt) >= OFTEN else "sometimes"))
    return tuple(bands)


def _follow_up(cases: Sequence[CaseFacts]) -> str | None:
    """Return the band of the cases that were asked about again (R7)."""
    wanted = [case for case in cases if case.followed_up is not None]
    followed = [case for case in wanted if case.followed_up]
    left = len(wanted) - len(followed)
    if len(wanted) < FEWEST_CASES or min(len(followed), left) < BASE:
        return None
    share = len(followed) / len(wanted)
    if share < LOW:
        return "under a third"
    return "over two thirds" if share > HIGH else "a third to two thirds"
