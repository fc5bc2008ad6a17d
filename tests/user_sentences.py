"""Every sentence that a leader can be shown, to be read aloud.

``python tests/user_sentences.py [FOLDER ...]`` prints them with the place where each stands:
what is in the code of these folders of the package (all, if none is named), and the help pages.
What is put together while the program runs stands with ``{}`` where something is put in.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import balintlog

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(balintlog.__file__).parent
TEXTS = (".txt", ".html", ".json")  # help pages, templates and the invented logbook
NOT_WORDS = ("words/", "presets/", "migrations/")  # lists, rules of societies, SQL
SQL = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|PRAGMA|CREATE|ATTACH|UNION|WITH|WHERE| JOIN|AND )"
)
A_SENTENCE = re.compile(r"[A-Za-zäöü{}][\w',.:;-]* +[\w{`'\"(-]")  # two words at least
NOT_SHOWN = ("compile", "finditer", "search", "match", "sub", "split", "import_module", "TypeVar")


class Sentence(NamedTuple):
    """A text that can be shown, and where it stands."""

    file: str
    line: int
    text: str


def sentences(*folders: str) -> list[Sentence]:
    """Return what can be shown from the files of these folders of the package, or from all."""
    wanted = [
        path
        for path in sorted(PACKAGE.rglob("*"))
        if not folders or path.relative_to(PACKAGE).as_posix().startswith(folders)
    ]
    return [
        sentence
        for path in wanted
        if path.suffix == ".py" or path.suffix in TEXTS
        for sentence in (_in_code(path) if path.suffix == ".py" else _in_text(path))
    ]


def _in_text(path: Path) -> Iterator[Sentence]:
    file = path.relative_to(PACKAGE).as_posix()
    if any(folder in file for folder in NOT_WORDS):
        return
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if A_SENTENCE.search(line):
            yield Sentence(file, number, line.strip())


def _in_code(path: Path) -> Iterator[Sentence]:
    """Yield the texts of a module but for docstrings that no help shows, SQL and patterns."""
    tree = ast.parse(path.read_text("utf-8"))
    hidden = _hidden(tree, is_command_line="cli" in path.parts)
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.JoinedStr):
            hidden |= {id(part) for part in ast.walk(node)}
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if A_SENTENCE.search(text) and not SQL.match(text) and not text.startswith("(?"):
            file = path.relative_to(PACKAGE).as_posix()
            yield Sentence(file, node.lineno, " ".join(text.split()))


def _is_command(function: ast.FunctionDef) -> bool:
    """Return whether a help shows the docstring: that of a command, or of a noun."""
    takes_context = any(argument.arg == "ctx" for argument in function.args.args)
    return takes_context or any(isinstance(mark, ast.Call) for mark in function.decorator_list)


def _hidden(tree: ast.Module, *, is_command_line: bool) -> set[int]:
    """Return the nodes that nobody is shown: most docstrings, patterns, types."""
    hidden: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            is_help = is_command_line and isinstance(node, ast.FunctionDef) and _is_command(node)
            if not is_help and ast.get_docstring(node) is not None:
                hidden |= {id(part) for part in ast.walk(node.body[0])}
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in NOT_SHOWN:
                hidden |= {id(part) for part in ast.walk(node)}
        elif isinstance(node, (ast.AnnAssign, ast.arg)) and isinstance(
            node.annotation, ast.Constant
        ):
            hidden.add(id(node.annotation))
    return hidden


if __name__ == "__main__":
    for sentence in sentences(*sys.argv[1:]):
        sys.stdout.write(f"{sentence.file}:{sentence.line}: {sentence.text}\n")
