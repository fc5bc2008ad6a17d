"""The one gate through which every free text goes before it is kept.

A text is read for identifiers with the words and the language of its group.
What is found is kept only where the leader said so, place by place; a word
that must never pass is not kept at all. Nothing of this ever repeats a word
of a text.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balintlog.domain.text import places_in
from balintlog.errors import PrivacyError, Problem
from balintlog.logbook.document.fields import below
from balintlog.privacy.screen.finding import DENIED, HARD, KINDS
from balintlog.privacy.screen.languages import ENGLISH
from balintlog.storage.tables import kept_on_purpose as purposes
from balintlog.storage.tables import people, screen_words
from balintlog.storage.tables.kept_on_purpose import Purpose

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from balintlog.logbook.book import Logbook
    from balintlog.logbook.document.entries import CaseEntry
    from balintlog.logbook.document.reading_context import FreeText, Reading
    from balintlog.privacy.screen.finding import Finding

HINT = (
    'Reword it, or keep it on purpose, place by place, with "keep" in the document'
    " (see: balintlog log --schema)."
)
FOREIGN = "If this is written in another language, tell the group: balintlog group edit --language."
_FOREIGN_WORDS = 3  # that English prose does not know, in one text
_WARMING_UP = threading.Lock()


@dataclass(frozen=True)
class Guard:
    """What the texts of one group are held against."""

    allow: Collection[str]
    deny: Collection[str]
    language: str
    asks_recognisable: bool

    def read(self, text: str, *, about_group: bool = False) -> list[Finding]:
        """Return what the screen finds in a text; ``about_group``: in a process note."""
        from balintlog.privacy.screen.screen import screen

        with _WARMING_UP:  # or the lists would be read twice
            return screen(
                text,
                allow=self.allow,
                deny=self.deny,
                language=self.language,
                about_group=about_group,
            )


def seems_foreign(found: Iterable[Finding], language: str) -> bool:
    """Tell whether so many words of a text are unknown that it is hardly English."""
    unknown = sum(one.rule.startswith("unknown-word") for one in found)
    return language == ENGLISH and unknown >= _FOREIGN_WORDS


@dataclass(frozen=True)
class Passed:
    """What came of texts that may be kept.

    ``pointed_out``: soft findings, by the pointer of their text. ``on_purpose``: what is
    kept although it was found, by the pointer of its text.
    """

    pointed_out: tuple[Problem, ...]
    on_purpose: Mapping[str, list[Finding]]


def warm_up() -> None:
    """Begin to read the word lists, while the passphrase is stretched without the interpreter.

    Whoever needs them sooner waits until they are there.
    """
    threading.Thread(target=_read_something, name="word lists", daemon=True).start()


def _read_something() -> None:
    from balintlog.privacy.screen.screen import screen

    with _WARMING_UP:
        screen("Somebody was there.")


def guard_of(book: Logbook, group_id: int) -> Guard:
    """Return what the texts of a group are held against; its aliases are fine of themselves."""
    group = people.group(book.store, group_id)
    assert group is not None  # noqa: S101 - it was found before
    aliases = [member.alias for member in people.members(book.store, group_id)]
    allowed = screen_words.words(book.store, group_id, screen_words.ALLOW)
    return Guard(
        allow=[*aliases, *people.leaders(book.store), *allowed],
        deny=screen_words.words(book.store, group_id, screen_words.DENY),
        language=group.language,
        asks_recognisable=group.asks_recognisable,
    )


def in_label(label: str, language: str) -> Finding | None:
    """Return what a group's label, or an alias that was chosen, seems to name, if it does."""
    from balintlog.domain.aliases import natural_words

    guard = Guard(natural_words(), (), language, asks_recognisable=False)
    return next(iter(guard.read(label.replace("-", " "))), None)


def check_texts(
    book: Logbook,
    group_id: int,
    reading: Reading,
    *,
    cases: Iterable[CaseEntry] = (),
    stood: Mapping[str, object] | None = None,
) -> Passed:
    """Hold the texts of a document against a group's guard, and return what may be kept.

    ``stood`` are the fields of an edited record: what stands there already is not read
    again, but for words that were denied since; they are pointed out. ``cases`` are the
    entries for which a leader may have answered that somebody could recognise them.
    PrivacyError lists what cannot be kept.
    """
    guard = guard_of(book, group_id)
    problems: list[Problem] = []
    pointed_out: list[Problem] = []
    on_purpose: dict[str, list[Finding]] = {}
    foreign = False
    fresh, old = _fresh_and_old(reading, stood or {})
    for one in old if guard.deny else ():
        pointed_out += _denied_since(guard, one)
    for one in fresh:
        meant = {(it.start, it.end) for it in reading.on_purpose if it.field == one.pointer}
        found = guard.read(one.text, about_group=one.about_group)
        foreign = foreign or seems_foreign(found, guard.language)
        places = places_in(one.sent) if found else []
        for finding in found:
            start, end = places[finding.start], places[finding.end]
            told = said(finding, start, end)
            if finding.tier != HARD:
                pointed_out.append(Problem(f"only pointed out: {told}", one.pointer))
            elif finding.kind == DENIED or (start, end) not in meant:
                problems.append(Problem(told, one.pointer))
            else:
                on_purpose.setdefault(one.pointer, []).append(finding)
    problems += [
        Problem("then reword the case first", below(case.pointer, "recognisable"))
        for case in cases
        if case.recognisable
    ]
    if problems:
        raise PrivacyError(*problems, hint=f"{HINT} {FOREIGN}" if foreign else HINT)
    return Passed(tuple(pointed_out), on_purpose)


def note_purposes(
    book: Logbook, text: int, pointer: str, fields: Iterable[str], passed: Passed
) -> None:
    """Note what is kept on purpose in some fields of a new or changed text.

    ``pointer`` is that of the object in which the fields stood.
    """
    found = [
        Purpose(field, one.kind, one.rule)
        for field in fields
        for one in passed.on_purpose.get(below(pointer, field), [])
    ]
    purposes.replace(book.store, text, fields, found, book.leader_id, book.today)


def kept_on_purpose(
    found: Iterable[Finding], field: str, noted: Iterable[Purpose]
) -> list[Finding]:
    """Return what of the findings in a field was kept on purpose.

    Kind and rule are noted, and no place: where more is found of them than was kept,
    nobody knows which, and none counts as kept.
    """
    hard = [one for one in found if one.tier == HARD and one.kind != DENIED]
    known = Counter(noted)
    there = Counter(Purpose(field, one.kind, one.rule) for one in hard)
    sure = {it for it, number in there.items() if number <= known[it]}
    return [one for one in hard if Purpose(field, one.kind, one.rule) in sure]


def _fresh_and_old(
    reading: Reading, stood: Mapping[str, object]
) -> tuple[list[FreeText], list[FreeText]]:
    """Return the texts that are not what stood there, and those that are."""
    before = {below("", key): value for key, value in stood.items()}
    fresh = [one for one in reading.texts if before.get(one.pointer) != one.text]
    return fresh, [one for one in reading.texts if before.get(one.pointer) == one.text]


def _denied_since(guard: Guard, one: FreeText) -> list[Problem]:
    """Say which words of a text that stands were denied after it was kept.

    They do not stand in the way of an edit of something else: whoever mends one field
    need not mend all; and the audit finds them as well.
    """
    return [
        Problem(f"stands there already: {said(finding, finding.start, finding.end)}", one.pointer)
        for finding in guard.read(one.text)
        if finding.kind == DENIED
    ]


def said(finding: Finding, start: int, end: int) -> str:
    """Say what was found by kind and place, and never the words."""
    return (
        f"{KINDS[finding.kind]}, start {start}, end {end} ({finding.rule});"
        f" perhaps: {finding.suggestion}"
    )
