"""A leader's training elsewhere: adding, changing and deleting what counts for a portfolio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.ids import shown
from balintlog.domain.moment import day_fault
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import changed_meanwhile
from balintlog.logbook.record import command_draft
from balintlog.storage.tables import trainings

if TYPE_CHECKING:
    from balintlog.domain.records import Training
    from balintlog.logbook.book import Logbook

MAX_SESSIONS, MAX_MINUTES = 5_000, 600_000


def of_leader(book: Logbook, leader: str | None) -> list[Training]:
    """Return the records of one leader or of all, in the order of their days."""
    return trainings.trainings(book.store, leader)


def add(book: Logbook, training: Training) -> str:
    """Add a record and return its id."""
    _check(book, training)
    return shown("T", trainings.add_training(book.store, training))


def change(book: Logbook, training: Training) -> None:
    """Change a record; ``training`` holds the new values and the row version that was read."""
    _check(book, training)
    if not trainings.change_training(book.store, training):
        raise changed_meanwhile(shown("T", training.id))


def delete(book: Logbook, training: Training) -> None:
    """Delete a record as it was read."""
    number = shown("T", training.id)
    with book.store.writing():
        if not trainings.delete_training(book.store, training):
            raise changed_meanwhile(number)
        command_draft.drop_edits_of(book, "training edit", number)


def _check(book: Logbook, training: Training) -> None:
    for day in (training.from_on, training.until_on):
        if fault := day_fault(day, book.today):
            raise InvalidInputError(fault)
    if training.until_on < training.from_on:
        raise InvalidInputError(f"{training.until_on} is before {training.from_on}")
