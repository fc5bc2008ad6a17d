"""The word lists: read once, when first needed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Container
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from balintlog.privacy.tokens import parts

if TYPE_CHECKING:
    from collections.abc import Mapping

# The lists, each with the letter that stands for it beside a word (see .lexicon/build.py).
LETTERS = {
    "words": "w",
    "given": "g",
    "surnames": "s",
    "towns": "t",
    "capitals": "c",
    "common": "o",
}
_REMEMBERED = 4096  # words
WITHOUT_NAMES = ("thinkers", "culture", "eponyms", "letters", "medicines", "more")  # of safe.txt


class Entries:
    """Words in order, each with the letters of the lists that it stands in.

    They stay one text, in which a word is looked for by halving: to make sets of them
    would take longer than all else that is done with a short text.
    """

    def __init__(self, lines: bytes) -> None:
        """``lines``: each a word, a tab and its letters; sorted, and ended by a line feed."""
        self._lines = lines
        self.letters_of = lru_cache(_REMEMBERED)(self._letters_of)

    def _letters_of(self, word: str) -> str:
        """Return the letters of a word, or "" if it stands in no list."""
        wanted = word.encode()
        low, high = 0, len(self._lines)
        while low < high:
            start = self._lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._lines.index(b"\t", start)
            entry = self._lines[start:end]
            if entry < wanted:
                low = self._lines.index(b"\n", end) + 1
            elif entry > wanted:
                high = start
            else:
                return self._lines[end + 1 : self._lines.index(b"\n", end)].decode()
        return ""


class Listed(Container[str]):
    """The words of one list."""

    def __init__(self, entries: Entries, letter: str) -> None:
        self._entries, self._letter = entries, letter

    def __contains__(self, word: object) -> bool:
        """Tell whether a word, in lower case, is in the list."""
        return isinstance(word, str) and self._letter in self._entries.letters_of(word)


class Lexicon(NamedTuple):
    """Words in lower case, by what they are.

    ``words`` of English prose; ``given`` and ``surnames``; ``towns`` of 15,000 people and
    more; ``towns_of_several`` words, and ``lands``, of one word or several; ``capitals``
    and ``always``, what may stand with a capital, and ``unless_named``, what may where it
    is nobody's name; ``common``, given names that are words which everybody uses;
    ``frames``, what stands around names, by kind (see frames.txt); ``kinds``, the words of
    safe.txt by kind, also those that are names as well; and ``known``, what everybody
    knows by several words, by the first of them.
    """

    words: Container[str]
    given: Container[str]
    surnames: Container[str]
    towns: Container[str]
    capitals: Container[str]
    common: Container[str]
    towns_of_several: frozenset[str]
    lands: frozenset[str]
    always: frozenset[str]
    unless_named: frozenset[str]
    frames: Mapping[str, frozenset[str]]
    kinds: Mapping[str, frozenset[str]]
    known: Mapping[str, tuple[tuple[str, ...], ...]]

    def is_prose(self, word: str) -> bool:
        """Tell whether a word, in any form, is a common one that names nobody by itself."""
        return any(form in self.words or self._is_safe(form) for form in forms(word))

    def is_safe(self, word: str) -> bool:
        """Tell whether a word may stand with a capital inside a sentence."""
        return any(self._is_safe(form) for form in forms(word))

    def _is_safe(self, form: str) -> bool:
        if form in self.always or form in self.capitals:
            return True
        return form in self.unless_named and not self.is_listed(form)

    def is_of(self, kind: str, word: str) -> bool:
        """Tell whether a word is of a kind of safe.txt, be it somebody's name as well or not."""
        return any(form in self.kinds[kind] for form in forms(word))

    def is_given(self, word: str) -> bool:
        """Tell whether a word is somebody's first name."""
        return any(form in self.given for form in forms(word))

    def is_common(self, word: str) -> bool:
        """Tell whether a word that is somebody's first name is more often that word."""
        return any(form in self.common for form in forms(word))

    def is_surname(self, word: str) -> bool:
        """Tell whether a word is somebody's surname."""
        return any(form in self.surnames for form in forms(word))

    def is_town(self, word: str) -> bool:
        """Tell whether a word is the name of a town."""
        return any(form in self.towns for form in forms(word))

    def is_listed(self, word: str) -> bool:
        """Tell whether a word is in any list of names."""
        return self.is_given(word) or self.is_surname(word) or self.is_town(word)


@cache
def lexicon() -> Lexicon:
    """Return the word lists."""
    folder = files("balintlog.privacy").joinpath("words")
    packed = folder.joinpath("words.txt.gz").read_bytes()
    lines, several, lands = gzip.decompress(packed).split(b"\n\n")
    entries = Entries(lines + b"\n")
    listed = {name: Listed(entries, letter) for name, letter in LETTERS.items()}
    kinds, always, unless_named = _own(folder.joinpath("safe.txt").read_text("utf-8"))
    return Lexicon(
        **listed,
        towns_of_several=frozenset(several.decode().split("\n")),
        lands=frozenset(lands.decode().split("\n")),
        always=always,
        unless_named=unless_named,
        frames=_frames(folder.joinpath("frames.txt").read_text("utf-8")),
        kinds=kinds,
        known=_known(folder.joinpath("known.txt").read_text("utf-8")),
    )


def forms(word: str) -> tuple[str, ...]:
    """Return a word as it may stand in a list: as it is, and without its ending."""
    plain = word.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if plain.endswith("'s"):
        return plain, plain[:-2]
    if plain.endswith(("'", "'d", "'ll")):
        return plain, plain.split("'", 1)[0]
    return (plain,)


def _own(text: str) -> tuple[dict[str, frozenset[str]], frozenset[str], frozenset[str]]:
    """Return the words of the list of our own: by kind, and two of those with a capital.

    Those that may always stand with one, and those that may where they are nobody's name.
    """
    kinds: dict[str, frozenset[str]] = {}
    always: set[str] = set()
    unless_named: set[str] = set()
    for paragraph in text.split("\n\n")[1:]:
        heading, *lines = paragraph.splitlines()
        kind = re.findall(r"\w+", heading)[0]
        words = " ".join(lines).split()
        kinds[kind] = frozenset(word.removeprefix("=") for word in words)
        marked = {word[1:] for word in words if word.startswith("=")}
        always |= marked if kind in WITHOUT_NAMES else kinds[kind]
        unless_named |= kinds[kind] - marked if kind in WITHOUT_NAMES else set()
    return kinds, frozenset(always), frozenset(unless_named)


def _known(text: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    lines = [line or "," for line in text.splitlines() if not line.startswith("#")]
    for phrase in " ".join(lines).split(","):
        words = tuple(parts(phrase))
        if words:
            found[words[0]] = (*found.get(words[0], ()), words)
    return found


def _frames(text: str) -> dict[str, frozenset[str]]:
    found = {}
    for paragraph in text.split("\n\n"):
        lines = [line for line in paragraph.splitlines() if not line.startswith("#")]
        if lines:
            found[lines[0].rstrip(":")] = frozenset(" ".join(lines[1:]).split())
    return found
