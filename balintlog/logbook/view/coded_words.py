"""The coded words of cases: kind, themes, feelings and reasons, as they were chosen from lists."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.ids import shown
from balintlog.domain.typed.word_matches import words_meant
from balintlog.domain.vocabulary import ENCOUNTERS, FEELINGS, REASONS, THEMES
from balintlog.storage.tables import people, presentations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from balintlog.domain.document import Telling
    from balintlog.domain.records import Group, Presentation
    from balintlog.logbook.book import Logbook


class CodedFilter(NamedTuple):
    """What a case must have had at one of its presentations; None: anything."""

    kind: str | None = None
    theme: str | None = None
    feeling: str | None = None
    presenter: str | None = None
    year: int | None = None

    def fits(self, told: Presentation) -> bool:
        """Return whether one presentation has all of it."""
        telling = told.telling
        return (
            self.kind in (None, telling.encounter)
            and self.theme in (None, *telling.themes)
            and self.feeling in (None, *telling.feelings, *telling.patient_feelings)
            and self.presenter in (None, *telling.presenters)
            and self.year in (None, told.at.held_on.year)
        )


def words_of(telling: Telling) -> tuple[str, ...]:
    """Return the words that were chosen for one presentation, each once."""
    kind = () if telling.encounter is None else (telling.encounter,)
    why = () if telling.why is None else (telling.why,)
    chosen = (*kind, *telling.themes, *telling.feelings, *telling.patient_feelings, *why)
    return tuple(dict.fromkeys(chosen))


def by_case(book: Logbook, group: Group | None) -> Mapping[str, tuple[str, ...]]:
    """Return by the id of a case what was chosen whenever it was presented."""
    words: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for told in presentations.of_group(book.store, None if group is None else group.id):
        words[shown("C", told.case_id)] += words_of(told.telling)
    return words


def cases_with(book: Logbook, group: Group | None, wanted: CodedFilter) -> set[str]:
    """Return the ids of the cases of which one presentation has all that is wanted."""
    told = presentations.of_group(book.store, None if group is None else group.id)
    return {shown("C", each.case_id) for each in told if wanted.fits(each)}


def searchable_words(book: Logbook) -> list[str]:
    """Return the words of vocabularies and the aliases that a search can find, each once."""
    groups = people.groups(book.store)
    members = (member for group in groups for member in people.members(book.store, group.id))
    aliases = sorted(member.alias for member in members)
    return list(dict.fromkeys([*ENCOUNTERS, *THEMES, *FEELINGS, *REASONS, *aliases]))


def presented_with(book: Logbook, typed: list[str]) -> Iterator[tuple[Presentation, list[str]]]:
    """Yield each presentation whose words or presenters all that is typed can mean, and these.

    A word counts whole, by its beginning or by an inner word.
    """
    every = searchable_words(book)
    if not all(words_meant(word, every) for word in typed):
        return  # so that a search for other words does not read every case
    for told in presentations.of_group(book.store, None):
        names = (*words_of(told.telling), *told.telling.presenters)
        meant = [words_meant(word, names) for word in typed]
        if all(meant):
            yield told, list(dict.fromkeys(name for names in meant for name in names))
