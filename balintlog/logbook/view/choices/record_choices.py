"""The choices of records but cases: what a leader may type to mean a session or a note."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.folded_words import begins_alike
from balintlog.domain.folding import folded
from balintlog.domain.typed.typed_dates import read_day
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import all_groups
from balintlog.logbook.view import lists
from balintlog.storage.tables import cases

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from balintlog.logbook.book import Logbook


class RecordChoice(NamedTuple):
    """A session or a note, the day that it belongs to, and the words by which it may be meant."""

    name: str
    held_on: date
    words: tuple[str, ...]


def session_choices(book: Logbook) -> list[RecordChoice]:
    """Return the sessions of all groups, the latest first; each may be meant by its group."""
    labels = {f"G{group.id}": group.label for group in all_groups(book)}
    lines = lists.session_lines(book, None)
    choices = [
        RecordChoice(name, counted.held_on, (labels[in_group],))
        for name, in_group, counted in lines
    ]
    return _latest_first(choices)


def note_choices(book: Logbook) -> list[RecordChoice]:
    """Return the leader's own notes, the latest first; each may be meant by case or heading."""
    labels = {f"C{case.id}": case.label for case in cases.cases(book.store, None)}
    choices = []
    for line in lists.note_lines(book, None):
        about = () if line.case is None else (line.case, labels[line.case])
        heading = () if line.heading is None else (line.heading,)
        choices.append(RecordChoice(line.note, line.held_on, (line.session, *about, *heading)))
    return _latest_first(choices)


def records_meant(
    typed: str, choices: Sequence[RecordChoice], today: date, evening: date
) -> list[RecordChoice]:
    """Return what somebody may mean by an id, a date, or the beginning of a word of it."""
    said = folded(typed.strip())
    if not said:
        return []
    if whole := [choice for choice in choices if folded(choice.name) == said]:
        return whole
    with suppress(InvalidInputError):
        day = read_day(typed, today, evening)
        return [choice for choice in choices if choice.held_on == day]
    return [choice for choice in choices if any(_is_meant(said, word) for word in choice.words)]


def _is_meant(said: str, word: str) -> bool:
    parts = folded(word).replace("-", " ").split()
    return begins_alike(said, word) or any(begins_alike(said, part) for part in parts)


def _latest_first(choices: list[RecordChoice]) -> list[RecordChoice]:
    choices = sorted(choices, key=lambda choice: choice.held_on)  # one day: as it was recorded
    return choices[::-1]
