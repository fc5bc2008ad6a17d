"""The choices of cases: what a leader may type to mean a case of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.folding import folded
from balintlog.domain.ids import number_of, shown
from balintlog.domain.typed.word_matches import MATCHES
from balintlog.logbook.book import find_case
from balintlog.logbook.view import coded_words, lists
from balintlog.logbook.view.case_history import HeardEntry, ToldEntry, history_of
from balintlog.storage.tables import merged_cases

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


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


def case_choices(book: Logbook, group: Group | None, before: date) -> list[CaseChoice]:
    """Return the cases of a group that were presented before a day, the latest first.

    ``group`` None: those of all groups.
    """
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
        for line in lists.case_lines(book, group, "all")
        if line.presented_on < before
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


def last_heard(book: Logbook, case: str) -> LastHeard:
    """Return what was said last of a case, by its id."""
    last = _told_and_heard(book, case)[-1]
    if isinstance(last, HeardEntry):
        return LastHeard(last.content.outcome, last.held_on, last.content.text)
    return LastHeard(None, last.held_on, last.content.summary)


def imagined_of(book: Logbook, case: str) -> tuple[str, ...]:
    """Return the lines that the group imagined when the case was told last, by its id."""
    told = [entry for entry in _told_and_heard(book, case) if isinstance(entry, ToldEntry)]
    lines = [entry.content.imagined for entry in told if entry.content.imagined]
    return lines[-1] if lines else ()


def _told_and_heard(book: Logbook, case: str) -> list[ToldEntry | HeardEntry]:
    history = history_of(book, find_case(book, case), with_notes=False)
    return [entry for entry in history if isinstance(entry, ToldEntry | HeardEntry)]


def _by_id(said: str, choice: CaseChoice) -> bool:
    return any(folded(name) == said for name in (choice.case, *choice.merged))


def _by_label(said: str, choice: CaseChoice) -> bool:
    return folded(choice.label) == said


def _by_presenter(said: str, choice: CaseChoice) -> bool:
    return said in choice.presenters


def _by_beginning(said: str, choice: CaseChoice) -> bool:
    return any(name.startswith(said) for name in (folded(choice.label), *choice.presenters))


def _by_inner_word(said: str, choice: CaseChoice) -> bool:
    return f" {said}" in f" {folded(choice.label)}"


def _by_word(said: str, choice: CaseChoice) -> bool:
    return any(matches(said, word) for word in choice.words for matches in MATCHES)
