"""Blocked words: found in any case, with endings, with and without accents, and in two parts."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from balintlog.domain.folding import as_typed
from balintlog.privacy.screen.blocked_letters import places_in_letters
from balintlog.privacy.screen.finding import BLOCKED, Finding, finding_at
from balintlog.privacy.screen.lexicon import lexicon
from balintlog.privacy.screen.visible_text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WORDS = re.compile(r"[^\W_]+")
_WITH_DIGITS = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?=[\d_])|(?<=[\d_])[^\W\d_]++")
_JOINED = re.compile(r"(?<![^\W_])[^\W_]++(?:['\u2019\u2010\u2011-][^\W_]++)+")
_ENDINGS = frozenset(
    ("", "r", "rs", "s", "es", "n", "en", "er", "ers", "ish", "isch", "ian", "ians", "e")
)
# Of people and things from a place, where its name loses its last letters: Lecce, leccese.
_OF_PLACES = {
    "fr": frozenset(
        ("ais", "aise", "aises", "ois", "oise", "oises", "ien", "ienne", "ain", "aine")
    ),
    "it": frozenset(("ese", "esi", "ano", "ana", "ani", "ane", "ino", "ina", "ini", "ine")),
    "es": frozenset(("ense", "enses", "ano", "ana", "anos", "anas", "eno", "ena", "es", "esa")),
}
_LAST_LETTERS = re.compile(r"(?<=\w{3})[aeio]?s?$")
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe"}
_TWO_LETTERS = re.compile("[aou]e")  # may stand for an umlaut
# Letters of a name that is found without those of its umlaut; from so many on also where that
# is a rare word, as muller is.
_SHORTEST, _LONG = 4, 6
_COMPOUND = 5  # letters: a word of so many may begin a German one: Uniklinik, Uniklinikum


def blocked_places(text: str, phrases: Iterable[str], language: str) -> Iterator[Finding]:
    """Yield every place of a text where a blocked word or phrase stands.

    A place is that of whole words, with what a hyphen or an apostrophe joins to them.
    ``language`` says which endings are tried.
    """
    wanted = {form for phrase in phrases for form in _forms(phrase)}
    if not wanted:
        return
    simple = text if text.isascii() else [normalize("NFKC", letter) for letter in text]
    places = [at for at, letters in enumerate(simple) for _ in letters]
    found = _places("".join(simple), wanted, language)
    for start, end in dict.fromkeys((places[start], places[end - 1] + 1) for start, end in found):
        yield finding_at(start, end, BLOCKED, "blocked-word")


def _places(text: str, wanted: set[tuple[str, ...]], language: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of what is blocked; ligatures and letters in circles are plain here."""
    stems = {(*most, _LAST_LETTERS.sub("", last)) for *most, last in wanted}
    longest = max(len(last) for *_, last in wanted)
    lists = _Lists(wanted, stems if language in _OF_PLACES else set(), language, longest)
    pieces = [(as_typed(match[0]), *match.span()) for match in _WORDS.finditer(text)]
    spelled = [(as_typed(_spelled(match[0])), *match.span()) for match in _WORDS.finditer(text)]
    places = [
        (start, end)
        for word, start, end in spelled
        if lists.hold([word])  # Löw, of Loew
    ]
    for size in {len(form) for form in wanted}:
        for at in range(len(pieces) - size + 1):
            part = pieces[at : at + size]
            if lists.hold([word for word, _, _ in part]):
                places.append((part[0][1], part[-1][2]))
    places += places_in_letters(
        text, {word for word, *more in wanted if not more}, language, as_typed
    )
    places += [
        match.span()
        for match in _WITH_DIGITS.finditer(text)
        if lists.hold([as_typed(match[0])])  # Elmside2, elmside_again
    ]
    hit = bytearray(len(text))
    for first, end in places:
        hit[first:end] = b"\1" * (end - first)
    joined = [whole.span() for whole in _JOINED.finditer(text)]
    places = [(first, _end_with(joined, end)) for first, end in places]
    for whole in _JOINED.finditer(text):
        start, end = whole.span()
        if 1 in hit[start:end] or lists.hold([as_typed("".join(_WORDS.findall(whole[0])))]):
            places.append((start, end))
    yield from places


def _end_with(joined: list[tuple[int, int]], end: int) -> int:
    """Return the end of what is joined to a place: of the "s" too, in St. Mary's."""
    # Only the last one that begins before this end can go on across it.
    before = bisect_left(joined, end, key=lambda span: span[0]) - 1
    return max(end, joined[before][1]) if before >= 0 else end


class _Lists(NamedTuple):
    """Blocked words, and what is left of them before some endings."""

    wanted: set[tuple[str, ...]]
    stems: set[tuple[str, ...]]
    language: str
    longest: int  # letters of the last words of these

    def hold(self, words: list[str]) -> bool:
        """Return True for words of the lists, the last of them with an ending or without."""
        *most, last = words
        return any(
            ((*most, last[:cut]) in self.wanted and self._is_ending(last[cut:], cut))
            or ((*most, last[:cut]) in self.stems and last[cut:] in _OF_PLACES[self.language])
            for cut in range(min(len(last), self.longest), 0, -1)
        )

    def _is_ending(self, rest: str, size: int) -> bool:
        """Return True if a word of ``size`` letters may end so; in German almost in any way."""
        if size < _SHORTEST:
            return rest in ("", "s")  # Jo, and not joe
        return rest in _ENDINGS or (self.language == "de" and size >= _COMPOUND)


def _forms(phrase: str) -> set[tuple[str, ...]]:
    """Return how a phrase may be written: in its words or in one, and with ae for ä."""
    words = _WORDS.findall(plain(phrase).casefold())
    spelled = [_spelled(word) for word in words]
    short = [_with_umlauts_unmarked(word) for word in words]
    forms = {tuple(as_typed(word) for word in some) for some in (words, spelled, short)}
    owners = [form for form in forms if len(form) > 1 and form[-1] == "s"]  # St. Mary's, st marys
    forms |= {(*form[:-2], f"{form[-2]}s") for form in owners}
    plurals = [
        form for form in forms if len(form) > 1 and len(form[-1]) > 1 and form[-1][-1] == "s"
    ]
    forms |= {(*form[:-1], form[-1][:-1], "s") for form in plurals}  # st marys, St. Mary's
    return {form for form in (*forms, *(("".join(form),) for form in forms)) if any(form)}


def _spelled(word: str) -> str:
    """Return a word as it is typed where there are no umlauts: Loew, of Löw."""
    return "".join(_UMLAUTS.get(letter, letter) for letter in word.casefold())


def _with_umlauts_unmarked(word: str) -> str:
    """Return Mueller as muller; a short word, or one that would be prose, as it is: Doe, do."""
    short = _TWO_LETTERS.sub(lambda match: match[0][0], word)
    is_prose = len(short) < _SHORTEST or (len(short) < _LONG and short in lexicon().words)
    return word if is_prose else short
