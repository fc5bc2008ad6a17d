"""The gate that every free text goes through before it is saved: the screen reads it there.

It reads a text for identifiers, with the words and the language of its group. An
identifier is kept only where the leader said so, place by place; a blocked word is never
kept. No message repeats a word of a text.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balintlog.domain.document import News, Note, Telling
from balintlog.domain.document_field import free_texts, text_at
from balintlog.domain.text import places_in
from balintlog.errors import PrivacyError, Problem
from balintlog.logbook.book import forget_changes
from balintlog.logbook.document.json_pointer import below
from balintlog.privacy.screen.finding import BLOCKED, ENGLISH, HARD, KINDS
from balintlog.storage.tables import kept_findings, people, screen_words
from balintlog.storage.tables.kept_findings import Purpose

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from balintlog.domain.document import CaseEntry
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.document.reading_context import FreeText, Reading
    from balintlog.privacy.screen.finding import Finding

REWORD = "Reword it; it cannot be kept as it is."
REWORD_OR_KEEP = (
    'Reword it, or keep it, place by place, with "keep" in the document'
    " (see: balintlog log --schema)."
)
FOREIGN = (
    "If the group writes in another language, say which: balintlog group edit --language LANGUAGE."
)
# Wherever a leader's own words stand in a record that can be edited.
_PLACES = tuple(
    dict.fromkeys(
        ["label", *free_texts(Telling), *free_texts(News), *free_texts(Note)],
    )
)
_FOREIGN_WORDS = 3  # that English prose does not know, in one text


@dataclass(frozen=True)
class Guard:
    """What the gate reads the texts of one group with: its words, language and questions."""

    allowed: Collection[str]
    blocked: Collection[str]
    language: str
    asks_recognisable: bool

    def read(self, text: str, *, about_group: bool = False) -> list[Finding]:
        """Return the findings in a text; ``about_group``: it is a process note."""
        from balintlog.privacy.screen.screen import screen

        return screen(
            text,
            allowed=self.allowed,
            blocked=self.blocked,
            language=self.language,
            about_group=about_group,
        )


def seems_foreign(findings: Iterable[Finding], language: str) -> bool:
    """Return True if a text that should be English holds three unknown words or more."""
    unknown = sum(finding.rule.startswith("unknown-word") for finding in findings)
    return language == ENGLISH and unknown >= _FOREIGN_WORDS


@dataclass(frozen=True)
class Passed:
    """The findings in texts that may be kept.

    ``pointed_out``: the soft ones, each with the pointer of its text. ``on_purpose``: the
    hard ones that the leader chose to keep, by the pointer of their text.
    """

    pointed_out: tuple[Problem, ...]
    on_purpose: Mapping[str, list[Finding]]


def warm_up() -> None:
    """Read the word lists and patterns, which the first text would wait for otherwise."""
    from balintlog.privacy.screen.screen import screen

    screen("Somebody was there.")


def guard_of(book: Logbook, group_id: int) -> Guard:
    """Return the guard of a group's texts; its aliases are always allowed."""
    group = people.group(book.store, group_id)
    assert group is not None  # noqa: S101 - its caller has looked it up
    aliases = [member.alias for member in people.members(book.store, group_id)]
    allowed = screen_words.words(book.store, group_id, "allowed")
    return Guard(
        allowed=[*aliases, *people.leaders(book.store), *allowed],
        blocked=screen_words.words(book.store, group_id, "blocked"),
        language=group.language,
        asks_recognisable=group.asks_recognisable,
    )


def in_label(label: str, language: str) -> Finding | None:
    """Return the first finding in a group's label, or in an alias that was chosen, or None."""
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
    """Read the texts of a document with a group's guard, and return what may be kept.

    ``stood`` are the fields of an edited record: a text that stands there already is not read
    again, except for words that were blocked since; they make a note. ``cases`` are the
    entries for which a leader may have answered that somebody could recognise them.
    PrivacyError lists what cannot be kept.
    """
    guard = guard_of(book, group_id)
    problems: list[Problem] = []
    pointed_out: list[Problem] = []
    on_purpose: dict[str, list[Finding]] = {}
    foreign = may_be_kept = False
    fresh, old = _fresh_and_old(reading, stood or {})
    if stood is not None and _takes_out(guard, reading, stood):
        forget_changes(book)  # or it would live on in what can be taken back
    for text in old if guard.blocked else ():
        pointed_out += _blocked_since(guard, text)
    for text in fresh:
        meant = {
            (kept.start, kept.end) for kept in reading.on_purpose if kept.field == text.pointer
        }
        findings = guard.read(text.text, about_group=text.about_group)
        foreign = foreign or seems_foreign(findings, guard.language)
        places = places_in(text.sent) if findings else []
        for finding in findings:
            start, end = places[finding.start], places[finding.end]
            told = said(finding, start, end)
            if finding.tier != HARD:
                pointed_out.append(Problem(f"note: {told}", text.pointer))
            elif finding.kind == BLOCKED or (start, end) not in meant:
                problems.append(Problem(told, text.pointer))
                may_be_kept = may_be_kept or finding.kind != BLOCKED
            else:
                on_purpose.setdefault(text.pointer, []).append(finding)
    problems += [
        Problem("then reword the case first", below(case.pointer, "recognisable"))
        for case in cases
        if case.recognisable
    ]
    if problems:
        hint = REWORD_OR_KEEP if may_be_kept else REWORD
        raise PrivacyError(*problems, hint=f"{hint} {FOREIGN}" if foreign else hint)
    return Passed(tuple(pointed_out), on_purpose)


def note_purposes(
    book: Logbook, text: int, pointer: str, fields: Iterable[str], passed: Passed
) -> None:
    """Note which findings the leader keeps in some fields of a new or changed text.

    ``text`` is its number in the search index, ``pointer`` that of the object in which the
    fields stood.
    """
    purposes = [
        _purpose(field, finding)
        for field in fields
        for finding in passed.on_purpose.get(f"{pointer}/{field}", [])
    ]
    kept_findings.replace(book.store, text, fields, purposes, book.leader_id, book.today)


def findings_kept(
    findings: Iterable[Finding], field: str, noted: Iterable[Purpose]
) -> list[Finding]:
    """Return which of the findings in a field the leader chose to keep, as was ``noted``.

    Kind and rule are noted, and no place: where there are more of them now than were kept,
    nobody knows which, and none counts as kept.
    """
    hard = [finding for finding in findings if finding.tier == HARD]
    known = Counter(noted)
    there = Counter(_purpose(field, finding) for finding in hard)
    sure = {purpose for purpose, number in there.items() if number <= known[purpose]}
    return [finding for finding in hard if _purpose(field, finding) in sure]


def _purpose(field: str, finding: Finding) -> Purpose:
    return Purpose(field, finding.kind, finding.rule)


def _fresh_and_old(
    reading: Reading, stood: Mapping[str, object]
) -> tuple[list[FreeText], list[FreeText]]:
    """Return the texts that are not what stood there, and those that are."""
    old = [text for text in reading.texts if text_at(stood, text.pointer.lstrip("/")) == text.text]
    return [text for text in reading.texts if text not in old], old


def _takes_out(guard: Guard, reading: Reading, stood: Mapping[str, object]) -> bool:
    """Return whether an edit takes something out of a text that the guard finds there."""
    now = {text.pointer.lstrip("/"): text.text for text in reading.texts}
    for place in _PLACES:
        before = text_at(stood, place)
        if isinstance(before, str) and before != now.get(place):
            left = Counter(_words(guard.read(now.get(place, "")), now.get(place, "")))
            if Counter(_words(guard.read(before), before)) - left:
                return True
    return False


def _words(findings: Iterable[Finding], text: str) -> list[str]:
    return [text[finding.start : finding.end] for finding in findings]


def _blocked_since(guard: Guard, text: FreeText) -> list[Problem]:
    """Say which words of a text that stands were blocked after it was saved.

    They do not stand in the way of an edit of something else: a leader who mends one field
    need not mend all; and the audit finds them as well.
    """
    return [
        Problem(
            f"note: this is already there: {said(finding, finding.start, finding.end)}",
            text.pointer,
        )
        for finding in guard.read(text.text)
        if finding.kind == BLOCKED
    ]


def said(finding: Finding, start: int, end: int) -> str:
    """Describe a finding by its kind and place, never by its words."""
    return (
        f"{KINDS[finding.kind]}, start {start}, end {end} ({finding.rule});"
        f" perhaps: {finding.suggestion}"
    )
