"""The house can be lived in: names say what is inside, and no street is too long."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import balintlog

PACKAGE = Path(balintlog.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.stem != "__init__")
MOST_IN_A_FOLDER = 20
EVERYWHERE = {"", "and", "are", "by", "in", "of", "or", "that", "the", "to"}  # tell nothing
# The same thing for two layers, which both docstrings say: a module of one name in each.
TWINS: set[str] = set()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def first_sentence(path: Path) -> str:
    """Return the first sentence of a module's docstring, in small letters."""
    docstring = ast.get_docstring(parsed(path)) or ""
    paragraph = " ".join(docstring.split("\n\n")[0].split())
    return re.split(r"(?<=[.!?])\s", paragraph)[0].casefold()


def stem(word: str) -> str:
    """Return a word without the endings that English gives to it."""
    for ending in ("ies", "ied", "ing", "es", "ed", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word[: -len(ending)]
    return word


def shares_a_word(name: str, sentence: str) -> bool:
    """Tell whether a word of a module's name occurs in a sentence, in any of its forms."""
    words = re.findall(r"[a-z]+", f"{sentence} {sentence.replace('-', '')}")  # check-in
    in_sentence = {stem(word) for word in words}
    return any(stem(word) in in_sentence for word in set(name.split("_")) - EVERYWHERE)


def test_a_name_that_tells_nothing_is_noticed() -> None:
    assert shares_a_word("case_labels", "which labels a case has had.")
    assert shares_a_word("histories", "a case's history across sessions.")
    assert not shares_a_word("edit_and_change", "letters and cards.")
    assert not shares_a_word("gathering", "groups, their members and leaders.")


def test_every_module_is_what_it_is_called() -> None:
    """The first sentence of a module's docstring holds a word of its name."""
    untold = {
        str(path.relative_to(PACKAGE)): first_sentence(path)
        for path in MODULES
        if not shares_a_word(path.stem, first_sentence(path))
    }
    assert not untold


def test_no_name_is_given_twice() -> None:
    """Whoever looks for a module by its name finds one, or two that speak of each other."""
    names = Counter(path.stem for path in MODULES)
    assert {name for name, number in names.items() if number > 1} == TWINS


def test_no_class_has_the_name_of_another() -> None:
    """Two things that are different are called differently, so that a search finds the one."""
    classes = Counter(
        node.name
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, number in classes.items() if number > 1] == []


def test_no_folder_is_a_corridor() -> None:
    rooms = Counter(path.parent.relative_to(PACKAGE).as_posix() for path in MODULES)
    assert {folder: number for folder, number in rooms.items() if number > MOST_IN_A_FOLDER} == {}
