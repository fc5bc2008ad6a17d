"""The word lists: read once, when first needed (about 0.1 s)."""

from __future__ import annotations

import gzip
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from balintlog.privacy.tokens import parts

if TYPE_CHECKING:
    from collections.abc import Mapping

SECTIONS = ("words", "given", "surnames", "places", "capitals", "lands", "common")
WITHOUT_NAMES = ("thinkers", "culture", "eponyms", "letters", "medicines", "more")  # of safe.txt


class Lexicon(NamedTuple):
    """Words in lower case.

    ``words`` of English prose; ``given`` and ``surnames``; ``places``, towns of 15,000
    people and more, and ``lands``, both also of several words; ``safe``, what may stand
    with a capital; ``common``, given names that are words which everybody uses;
    ``frames``, what stands around names, by kind (see frames.txt); ``kinds``, the words of
    safe.txt by kind, also those that are names as well; and ``known``, what everybody
    knows by several words, by the first of them.
    """

    words: frozenset[str]
    given: frozenset[str]
    surnames: frozenset[str]
    places: frozenset[str]
    lands: frozenset[str]
    safe: frozenset[str]
    common: frozenset[str]
    frames: Mapping[str, frozenset[str]]
    kinds: Mapping[str, frozenset[str]]
    known: Mapping[str, tuple[tuple[str, ...], ...]]

    def is_prose(self, word: str) -> bool:
        """Tell whether a word, in any form, is a common one that names nobody by itself."""
        return any(form in self.words or form in self.safe for form in forms(word))

    def is_safe(self, word: str) -> bool:
        """Tell whether a word may stand with a capital inside a sentence."""
        return any(form in self.safe for form in forms(word))

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
        return any(form in self.places for form in forms(word))

    def is_listed(self, word: str) -> bool:
        """Tell whether a word is in any list of names."""
        return self.is_given(word) or self.is_surname(word) or self.is_town(word)


@cache
def lexicon() -> Lexicon:
    """Return the word lists."""
    folder = files("balintlog.privacy").joinpath("words")
    text = gzip.decompress(folder.joinpath("words.txt.gz").read_bytes()).decode()
    of = {
        name: frozenset(section.split("\n"))
        for name, section in zip(SECTIONS, text.split("\n\n"), strict=True)
    }
    kinds, own = _own(
        folder.joinpath("safe.txt").read_text("utf-8"),
        (of["given"], of["surnames"], of["places"]),
    )
    return Lexicon(
        words=of["words"],
        given=of["given"],
        surnames=of["surnames"],
        places=of["places"],
        lands=of["lands"],
        safe=own | of["capitals"],
        common=of["common"],
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


def _own(
    text: str, names: tuple[frozenset[str], ...]
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Return the words of the list of our own by kind, and those that name nobody.

    ``names`` are the lists of those that do.
    """
    kinds, safe = {}, set()
    for paragraph in text.split("\n\n")[1:]:
        heading, *lines = paragraph.splitlines()
        kind = re.findall(r"\w+", heading)[0]
        words = " ".join(lines).split()
        kinds[kind] = frozenset(word.removeprefix("=") for word in words)
        names_count = kind not in WITHOUT_NAMES
        for word in words:
            plain = word.removesuffix("'s")
            if names_count or word.startswith("=") or not any(plain in one for one in names):
                safe.add(word.removeprefix("="))
    return kinds, frozenset(safe)


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
