"""The choices of cases: what a leader may type to mean a case of a group."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.folded_words import begins_alike, is_alike
from balintlog.domain.folding import folded
from balintlog.domain.ids import number_of, shown
from balintlog.domain.moment import Within
from balintlog.domain.typed.word_matches import MATCHES
from balintlog.errors import NotFoundError
from balintlog.logbook.book import find_case
from balintlog.logbook.view import coded_words, lists
from balintlog.logbook.view.case_history import HeardEntry, ToldEntry, history_of
from balintlog.logbook.view.choices.session_choices import moment_of_next
from balintlog.storage.queries import followup_facts
from balintlog.storage.tables import merged_cases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.view.lists import CaseLine


class CaseChoice(NamedTuple):
    """A case, and all by which it may be meant."""

    case: str
    label: str
    presenters: tuple[str, ...]
    presented_on: date
    is_open: bool
    words: tuple[str, ...] = ()  # themes, feelings and the other words of vocabularies
    merged: tuple[str, ...] = ()  # the ids of cases that were merged into it


class LastHeard(NamedTuple):
    """What was said last of a case: the outcome of news, or None if it was only told."""

    outcome: str | None
    held_on: date
    words: str | None


def case_choices(book: Logbook, group: Group | None, day: date | None = None) -> list[CaseChoice]:
    """Return the cases of a group, the latest first; ``group`` None: those of all groups.

    With a ``day`` they are those of which a session of that day can speak that is recorded next,
    as they were told until then: at an earlier session on the same day, too.
    """
    lines = lists.case_lines(book, group, "all")
    if day is not None:
        lines = list(_as_told_until(book, day, lines))
    words = coded_words.by_case(book, group)
    merged = merged_cases.merged(book.store)
    choices = [
        CaseChoice(
            line.case,
            line.label,
            line.presenters,
            line.presented_on,
            line.state == "open",
            words[line.case],
            tuple(shown("C", old) for old in merged if shown("C", merged[old]) == line.case),
        )
        for line in lines
    ]
    latest = sorted(choices, key=lambda choice: number_of("C", choice.case), reverse=True)
    return sorted(latest, key=lambda choice: choice.presented_on, reverse=True)


def cases_meant(typed: str, choices: Sequence[CaseChoice]) -> list[CaseChoice]:
    """Return the cases that somebody may mean by an id, a label, an alias or a beginning of one.

    What is written whole wins over a beginning, and a label over an alias; a theme or another
    word of a vocabulary comes last.
    """
    said = folded(typed.strip())
    if not said:
        return []
    for is_meant in (_by_id, _by_label, _by_presenter, _by_beginning, _by_inner_word, _by_word):
        if meant := [choice for choice in choices if is_meant(said, choice)]:
            return meant
    return []


def by_id(choices: Iterable[CaseChoice]) -> dict[str, CaseChoice]:
    """Return the cases by their ids, and by those of the cases that were merged into them."""
    return {case: choice for choice in choices for case in (choice.case, *choice.merged)}


def is_gone(book: Logbook, case: str) -> bool:
    """Return whether no case has an id any more, such as one that was just deleted."""
    try:
        find_case(book, case)
    except NotFoundError:
        return True
    return False


def last_heard(book: Logbook, case: str, day: date) -> LastHeard:
    """Return what was said last of a case until a day, by its id."""
    last = _told_and_heard(book, case, day)[-1]
    if isinstance(last, HeardEntry):
        return LastHeard(last.content.outcome, last.held_on, last.content.text)
    return LastHeard(None, last.held_on, last.content.summary)


def imagined_of(book: Logbook, case: str, day: date) -> tuple[str, ...]:
    """Return what the group imagined when a case was told last until a day, by its id."""
    told = [entry for entry in _told_and_heard(book, case, day) if isinstance(entry, ToldEntry)]
    lines = [entry.content.imagined for entry in told if entry.content.imagined]
    return lines[-1] if lines else ()


def _told_and_heard(book: Logbook, case: str, day: date) -> list[ToldEntry | HeardEntry]:
    history = history_of(book, find_case(book, case), with_notes=False)
    return [
        entry
        for entry in history
        if isinstance(entry, ToldEntry | HeardEntry) and entry.held_on <= day
    ]


def _as_told_until(book: Logbook, day: date, lines: Iterable[CaseLine]) -> Iterator[CaseLine]:
    """Yield the cases that were known on a day, with who had told them last, and when."""
    at = moment_of_next(book, day, Within.CHECK_IN)
    logs = followup_facts.every_case_log(book.store)
    for line in lines:
        log = logs[number_of("C", line.case)]
        if log.first_at < at:
            told = log.before(at).latest
            yield line._replace(presenters=told.presenters, presented_on=told.at.held_on)


def _by_id(said: str, choice: CaseChoice) -> bool:
    return any(folded(name) == said for name in (choice.case, *choice.merged))


def _by_label(said: str, choice: CaseChoice) -> bool:
    return is_alike(said, choice.label)


def _by_presenter(said: str, choice: CaseChoice) -> bool:
    return said in choice.presenters


def _by_beginning(said: str, choice: CaseChoice) -> bool:
    return any(begins_alike(said, name) for name in (choice.label, *choice.presenters))


def _by_inner_word(said: str, choice: CaseChoice) -> bool:
    label = folded(choice.label)
    return any(begins_alike(said, label[place.end() :]) for place in re.finditer(" ", label))


def _by_word(said: str, choice: CaseChoice) -> bool:
    return any(matches(said, word) for word in choice.words for matches in MATCHES)
