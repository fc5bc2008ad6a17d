"""The lexicon: lists of words of prose and of names, read once, when first needed."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Container
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.folding import without_accents
from balintlog.privacy.screen.tokens import parts

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
_BEGINNINGS = 256  # of words, two letters each
_GZIP = 31  # how zlib is told that what it reads is of that format
WITHOUT_NAMES = ("thinkers", "culture", "eponyms", "letters", "medicines", "more")  # of safe.txt


class Entries:
    """Words in order, each with the letters of the lists that it stands in.

    They stay packed, piece by piece: unpacking all of them would take longer than everything else
    that is done with a short text, whose words are in few of the pieces.
    """

    def __init__(self, firsts: list[str], pieces: list[bytes]) -> None:
        """``firsts``: the first word of each piece, in order.

        A piece holds lines, each of them a word, a tab and its letters.
        """
        self._firsts, self._pieces = firsts, pieces
        self._lines_of = cache(self._unpacked)
        self.letters_of = lru_cache(_REMEMBERED)(self._letters_of)
        self.beginning = lru_cache(_BEGINNINGS)(self._beginning)

    def _unpacked(self, piece: int) -> str:
        return f"\n{unpacked(self._pieces[piece])}"

    def _letters_of(self, word: str) -> str:
        """Return the letters of a word, or "" if it stands in no list."""
        piece = bisect_right(self._firsts, word) - 1
        if piece < 0:
            return ""
        _, _, rest = self._lines_of(piece).partition(f"\n{word}\t")
        return rest.partition("\n")[0]

    def _beginning(self, start: str, letter: str) -> frozenset[str]:
        """Return the words of one list that begin with some letters."""
        first = max(bisect_right(self._firsts, start) - 1, 0)
        last = bisect_right(self._firsts, f"{start}\uffff")
        lines = "".join(self._lines_of(piece) for piece in range(first, last)).split("\n")
        pairs = (line.split("\t") for line in lines if line.startswith(start))
        return frozenset(word for word, letters in pairs if letter in letters)


class Several(Container[str]):
    """Names of several words; unpacked when first looked for."""

    def __init__(self, piece: bytes) -> None:
        self._piece = piece

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(unpacked(self._piece).splitlines())

    def __contains__(self, name: object) -> bool:
        """Return True for one of the names, in lower case."""
        return name in self._names


class Listed(Container[str]):
    """The words of one list."""

    def __init__(self, entries: Entries, letter: str) -> None:
        self._entries, self._letter = entries, letter

    def __contains__(self, word: object) -> bool:
        """Return True for a word of the list, in lower case."""
        return isinstance(word, str) and self._letter in self._entries.letters_of(word)

    def beginning(self, start: str) -> frozenset[str]:
        """Return the words of the list that begin with some letters, in lower case."""
        return self._entries.beginning(start, self._letter)


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

    words: Listed
    given: Container[str]
    surnames: Container[str]
    towns: Listed
    capitals: Container[str]
    common: Container[str]
    towns_of_several: Container[str]
    lands: Container[str]
    always: frozenset[str]
    unless_named: frozenset[str]
    frames: Mapping[str, frozenset[str]]
    kinds: Mapping[str, frozenset[str]]
    known: Mapping[str, tuple[tuple[str, ...], ...]]

    def is_prose(self, word: str) -> bool:
        """Return True for a word, in any form, that names nobody by itself."""
        return any(form in self.words or self._is_safe(form) for form in forms(word))

    def is_safe(self, word: str) -> bool:
        """Return True for a word that may have a capital inside a sentence and name nobody."""
        return any(self._is_safe(form) for form in forms(word))

    def _is_safe(self, form: str) -> bool:
        if form in self.always or form in self.capitals:
            return True
        return form in self.unless_named and not self.is_listed(form)

    def is_of(self, kind: str, word: str) -> bool:
        """Return True for a word of one kind of safe.txt, be it somebody's name as well or not."""
        return any(form in self.kinds[kind] for form in forms(word))

    def is_given(self, word: str) -> bool:
        """Return True for a first name, with an owner's ending or without, like all that follow."""
        return any(form in self.given for form in forms(word))

    def is_common(self, word: str) -> bool:
        """Return True for a first name that is more often a word: Will, Grace."""
        return any(form in self.common for form in forms(word))

    def is_surname(self, word: str) -> bool:
        """Return True for a surname that is no first name too."""
        return any(form in self.surnames for form in forms(word))

    def is_town(self, word: str) -> bool:
        """Return True for a town of 15,000 people or more, by a name of one word."""
        return any(form in self.towns for form in forms(word))

    def is_listed(self, word: str) -> bool:
        """Return True for a first name, a surname or a town."""
        return self.is_given(word) or self.is_surname(word) or self.is_town(word)


@cache
def lexicon() -> Lexicon:
    """Return the word lists."""
    # Not by importlib.resources, which imports half the standard library for every text.
    folder = Path(__file__).parents[1] / "words"
    firsts, pieces = _pieces((folder / "words.txt.gz").read_bytes())
    *of_words, several, lands = pieces
    entries = Entries(firsts, of_words)
    listed = {name: Listed(entries, letter) for name, letter in LETTERS.items()}
    kinds, always, unless_named = _own((folder / "safe.txt").read_text("utf-8"))
    return Lexicon(
        **listed,
        towns_of_several=Several(several),
        lands=Several(lands),
        always=always,
        unless_named=unless_named,
        frames=_frames((folder / "frames.txt").read_text("utf-8")),
        kinds=kinds,
        known=_known((folder / "known.txt").read_text("utf-8")),
    )


def unpacked(piece: bytes) -> str:
    """Return the text of one piece of the file of words."""
    return zlib.decompress(piece, _GZIP).decode()


def _pieces(packed: bytes) -> tuple[list[str], list[bytes]]:
    """Return the first words of the pieces that hold words, and all pieces.

    The first piece of the file tells of the others: a line each, with the bytes that it
    takes and, where it holds words, the first of them.
    """
    contents = zlib.decompressobj(_GZIP)
    lines = contents.decompress(packed).decode().splitlines()
    end = len(packed) - len(contents.unused_data)
    firsts, pieces = [], []
    for line in lines:
        size, _, first = line.partition("\t")
        start, end = end, end + int(size)
        pieces.append(packed[start:end])
        firsts += [first] if first else []
    return firsts, pieces


def forms(word: str) -> tuple[str, ...]:
    """Return a word as it may stand in a list: as it is, without its ending or its accents."""
    if not word.isascii():
        return tuple(dict.fromkeys((*_endless(word), *_endless(without_accents(word)))))
    return _endless(word)


def _endless(word: str) -> tuple[str, ...]:
    plain = word.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if plain.endswith("'s"):
        return plain, plain[:-2]
    if plain.endswith(("'", "'d", "'ll")):
        return plain, plain.split("'", 1)[0]
    return (plain,)


def _own(text: str) -> tuple[dict[str, frozenset[str]], frozenset[str], frozenset[str]]:
    """Return the words of safe.txt by kind, and two groups of those that may have a capital.

    The first may always have one, the second where they are nobody's name.
    """
    kinds: dict[str, frozenset[str]] = {}
    always: set[str] = set()
    unless_named: set[str] = set()
    for paragraph in text.split("\n\n")[1:]:
        heading, *lines = paragraph.splitlines()
        kind = heading.removeprefix("# ").split(" ", 1)[0].rstrip(":,")
        words = " ".join(lines).split()
        kinds[kind] = frozenset(word.removeprefix("=") for word in words)
        marked = {word[1:] for word in words if word.startswith("=")}
        always |= marked if kind in WITHOUT_NAMES else kinds[kind]
        unless_named |= kinds[kind] - marked if kind in WITHOUT_NAMES else set()
    return kinds, frozenset(always), frozenset(unless_named)


def _known(text: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    known: dict[str, tuple[tuple[str, ...], ...]] = {}
    lines = [line or "," for line in text.splitlines() if not line.startswith("#")]
    for phrase in " ".join(lines).split(","):
        words = tuple(parts(phrase))
        if words:
            known[words[0]] = (*known.get(words[0], ()), words)
    return known


def _frames(text: str) -> dict[str, frozenset[str]]:
    frames = {}
    for paragraph in text.split("\n\n"):
        lines = [line for line in paragraph.splitlines() if not line.startswith("#")]
        if lines:
            frames[lines[0].rstrip(":")] = frozenset(" ".join(lines[1:]).split())
    return frames
