"""The coded words of cases, news and notes: kinds, themes, feelings, chosen from lists."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.ids import shown
from balintlog.domain.typed.word_matches import words_meant
from balintlog.domain.vocabulary import (
    ENCOUNTERS,
    FEELINGS,
    HEADINGS,
    INTERVENTIONS,
    OBSERVATIONS,
    REASONS,
    THEMES,
)
from balintlog.storage.tables import checkins, notes, people, presentations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from balintlog.domain.document import News, Telling
    from balintlog.domain.records import Group, Presentation
    from balintlog.logbook.book import Logbook


class CodedFilter(NamedTuple):
    """What a case must have had at one of its presentations; None: anything.

    A feeling, and the year with it, may also be that of news.
    """

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


def feelings_of(news: News) -> tuple[str, ...]:
    """Return the feelings before and after that came with news, each once."""
    return tuple(dict.fromkeys((*news.feelings_before, *news.feelings_after)))


def by_case(book: Logbook, group: Group | None) -> Mapping[str, tuple[str, ...]]:
    """Return by the id of a case what was chosen whenever it was presented or news came."""
    words: dict[str, tuple[str, ...]] = defaultdict(tuple)
    number = None if group is None else group.id
    for told in presentations.of_group(book.store, number):
        words[shown("C", told.case_id)] += words_of(told.telling)
    for heard in checkins.of_group(book.store, number):
        words[shown("C", heard.case_id)] += feelings_of(heard.news)
    return words


def cases_with(book: Logbook, group: Group | None, wanted: CodedFilter) -> set[str]:
    """Return the ids of the cases of which one presentation has all that is wanted."""
    number = None if group is None else group.id
    told = presentations.of_group(book.store, number)
    felt = {
        heard.case_id
        for heard in (checkins.of_group(book.store, number) if wanted.feeling else ())
        if wanted.feeling in feelings_of(heard.news)
        and wanted.year in (None, heard.at.held_on.year)
    }
    rest = wanted._replace(feeling=None, year=None)
    return {
        shown("C", each.case_id)
        for each in told
        if wanted.fits(each) or (each.case_id in felt and rest.fits(each))
    }


def searchable_words(book: Logbook) -> list[str]:
    """Return the words of vocabularies and the aliases that a search can find, each once."""
    groups = people.groups(book.store)
    members = (member for group in groups for member in people.members(book.store, group.id))
    aliases = sorted(member.alias for member in members)
    of_notes = (*INTERVENTIONS, *OBSERVATIONS, *HEADINGS)
    return list(dict.fromkeys([*ENCOUNTERS, *THEMES, *FEELINGS, *REASONS, *of_notes, *aliases]))


class CodedPlace(NamedTuple):
    """A presentation, news or note, and which of its words were meant."""

    case_id: int | None
    session_id: int
    held_on: date
    note_id: int | None
    words: tuple[str, ...]


def places_with(book: Logbook, typed: list[str], author_id: int | None) -> Iterator[CodedPlace]:
    """Yield each place whose words or people all that is typed can mean, and which these are.

    A word counts whole, by its beginning or by an inner word. ``author_id``: whose notes.
    """
    every = searchable_words(book)
    if not all(words_meant(word, every) for word in typed):
        return  # so that a search for other words does not read every case
    for place in _places(book, author_id):
        meant = [words_meant(word, place.words) for word in typed]
        if all(meant):
            names = dict.fromkeys(name for names in meant for name in names)
            yield place._replace(words=tuple(names))


def _places(book: Logbook, author_id: int | None) -> Iterator[CodedPlace]:
    for told in presentations.of_group(book.store, None):
        names = (*words_of(told.telling), *told.telling.presenters)
        yield CodedPlace(told.case_id, told.session_id, told.at.held_on, None, names)
    for heard in checkins.of_group(book.store, None):
        teller = (heard.news.told_by,) if heard.news.told_by else ()
        names = (*feelings_of(heard.news), *teller)
        yield CodedPlace(heard.case_id, heard.session_id, heard.at.held_on, None, names)
    for written in notes.notes(book.store, None, author_id):
        note = written.note
        heading = (note.heading,) if note.heading else ()
        names = (*note.interventions, *note.observations, *heading)
        at = written.at.held_on
        yield CodedPlace(written.case_id, written.session_id, at, written.id, names)
