"""The words of the fields that are asked for at "More?" and "How are things?".

A word of a vocabulary finds its own field, whole, by its beginning, or by an inner word:
``manipulated`` is controlled-or-manipulated. ``domain.document`` declares the fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog.domain.document import News, Note, Telling
from balintlog.domain.document_field import field_of
from balintlog.domain.typed.follow_up_wish import wish_in_words
from balintlog.domain.typed.unclear import Unclear
from balintlog.domain.typed.word_matches import MATCHES
from balintlog.domain.vocabulary import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# What a line says, by the name of the field: JSON as ``MoreReading`` describes it, unchecked.
FieldValues = dict[str, Any]


class FieldWords(NamedTuple):
    """A field and how one speaks of it.

    ``name``: in the document. ``typed``: what one types to say which field is meant, the first of
    them as it is shown in the question. ``said``: what stands before its words when they are shown
    back. ``asks``: how it is called where a word fits two fields. ``words``: its vocabulary.
    ``holds_one``: the last word holds.
    """

    name: str
    typed: tuple[str, ...]
    said: str
    asks: str = ""
    words: tuple[str, ...] = ()
    holds_one: bool = False


class Meaning(NamedTuple):
    """A field, and a word of its vocabulary that a typed word can mean."""

    field: FieldWords
    word: str


def _of(record: type, name: str, typed: str, said: str, asks: str = "") -> FieldWords:
    """Return the words of a field of the document."""
    field = field_of(record, name)
    return FieldWords(name, tuple(typed.split()), said, asks, field.words, field.kind == "word")


CASE_FIELDS = (
    _of(Telling, "encounter", "kind", "kind", "what kind it was"),
    _of(Telling, "themes", "themes theme", "theme", "a theme"),
    _of(Telling, "feelings", "feelings felt", "the presenter felt", "how the presenter felt"),
    _of(Telling, "patient_feelings", "patient", "the patient", "how the patient felt"),
    _of(Telling, "why", "why", "why", "why it was brought"),
)
NOTE_FIELDS = (
    _of(Note, "interventions", "interventions", "interventions", "an intervention"),
    _of(Note, "observations", "observations", "observations", "an observation"),
    _of(Note, "heading", "heading", "heading", "the heading"),
)
OUTCOME = FieldWords(
    "outcome",
    (),
    "",
    "how things are",
    ("easier", "unchanged", "harder", "different", "no-news", "contact-ended", "rather-not"),
    holds_one=True,
)
NEWS_FIELDS = (
    OUTCOME,
    _of(News, "feelings_before", "before", "before"),
    _of(News, "feelings_after", "after", "after"),
)
STORED_AS = {"rather-not": "declined"}  # an outcome as it is shown, and as the file has it

# Typed alone they mean: ask me. What stands behind the first of them is text.
TEXTS_OF_CASE = ("wanted", "imagined", "return")
TEXTS_OF_NOTE = ("supervision", "taken", "case")
SHORTEST = 2  # letters that stand for a word of a vocabulary; one letter is a person
_SHORTEST_ALIKE = 3  # letters that a word must share at its beginning to be the nearest


def meanings(typed: str, fields: tuple[FieldWords, ...]) -> list[Meaning]:
    """Return what a word can mean: written whole, else beginnings, else inner words.

    A feeling is the presenter's; ``patient`` before it says otherwise.
    """
    every = [Meaning(field, word) for field in fields for word in field.words]
    if any(field.name == "feelings" for field in fields):
        every = [meaning for meaning in every if meaning.field.name != "patient_feelings"]
    for matches in MATCHES if len(typed) >= SHORTEST else MATCHES[:1]:
        if meant := [meaning for meaning in every if matches(typed, meaning.word)]:
            return meant
    return []


def not_known(typed: str, fields: tuple[FieldWords, ...]) -> Unclear:
    """Say that a word is not known, and which is near; only a slip is put right by Enter.

    A slip of the keyboard is where hardly anything else could be meant; else a word is near that
    has the same beginning, of at least three letters, if it alone has it.
    """
    says = f"{typed}: not a word here."
    every = list(dict.fromkeys(word for field in fields for word in field.words))
    if slip := nearest(typed, every):
        return Unclear(typed, f"{says} Near it: {slip}", {"yes": slip})
    for letters in range(len(typed), _SHORTEST_ALIKE - 1, -1):
        if alike := [word for word in every if word.startswith(typed[:letters])]:
            near = f" Near it: {alike[0]}" if len(alike) == 1 else ""
            return Unclear(typed, f"{says}{near}")
    return Unclear(typed, says)


# How the fields are said that hold no words of a vocabulary, and no text.
_SAID: Mapping[str, Callable[[Any], str]] = {
    "phase_minutes": lambda minutes: (
        f"minutes: {', '.join(f'{p} {n}' for p, n in minutes.items())}"
    ),
    "on_return": "return: {}".format,
    "continues": "continues {}".format,
    "related_to": lambda cases: f"related {', '.join(cases)}",
    "ask": wish_in_words,
    "case": lambda case: f"case {case_name(case)}",
    "taken": "taken {}".format,
}


def more_sentence(values: FieldValues) -> str:
    """Return what was understood, by field; without texts it can itself be typed."""
    parts = []
    for field in (*CASE_FIELDS, *NOTE_FIELDS):
        if value := values.get(field.name):
            words = value if isinstance(value, str) else ", ".join(value)
            parts.append(f"{field.said}: {words}")
    parts += [say(values[name]) for name, say in _SAID.items() if values.get(name)]
    for name in ("wanted", "imagined", "said_on_return", "supervision"):
        if value := values.get(name):
            texts = [value] if isinstance(value, str) else value
            parts.append(f"{name.replace('_', ' ')}: " + ", ".join(f'"{text}"' for text in texts))
    return "; ".join(parts)


def case_name(case: str) -> str:
    """Return what a case is called in a question: its id, or new-1 where it is /cases/0 so far."""
    return f"new-{int(case.rsplit('/', 1)[1]) + 1}" if case.startswith("/") else case
