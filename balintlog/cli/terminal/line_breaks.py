"""Line breaks: a text in lines that fit into so many columns of a terminal.

Between words; and between the letters of Chinese and Japanese, which stand without blanks.
Never inside a command that is to be copied: what a terminal breaks by itself is copied whole.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from balintlog.domain.cells import cells, is_wide

if TYPE_CHECKING:
    from collections.abc import Iterator

# Unicode categories: what closes, ends or lengthens begins no line, what opens ends none.
_BEGINS_NO_LINE = frozenset({"Pe", "Pf", "Po", "Lm", "Mn", "Mc", "Me", "Cf"})
_ENDS_NO_LINE = frozenset({"Ps", "Pi"})
_HANGUL = ("\uac00", "\ud7a3")  # Korean has blanks between its words
COMMANDS = (
    "demo|init|log|followups|status|search|undo|shell|group|member|leader|session|case|note"
    "|training|report|privacy|vault|help"
)
# A command to be copied, and the bracket and full stop around it. It ends where the line or the
# sentence does. No other sentence goes on with the name of a command after "balintlog".
_COMMAND = re.compile(
    rf"""(?<!["\w/])\(?((?:balintlog (?=-|(?:{COMMANDS})\b)|chmod )"""
    r"""(?:'[^']*'|"[^"]*"|[^'"])*?)(?:[.;,)]+(?=\s|$)|(?=\s*$))"""
)
_BLANKS_AND_WORDS = re.compile(r"\s+|\S+")


def lines_that_fit(text: str, columns: int) -> list[str]:
    """Break a text of one paragraph; a word that is too long is broken itself.

    Blanks at its beginning stay; those where a line ends are left out.
    """
    text = text.expandtabs().rstrip()
    if cells(text) <= columns:  # the usual case, answered quickly
        return [text] if text else []
    lines: list[str] = []
    line = gap = ""
    for piece in _pieces(text):
        if piece.isspace():
            gap = piece
            continue
        if line and cells(line + gap + piece) > columns:
            lines.append(line)
            line = gap = ""
        *whole, line = _in_columns(line + gap + piece, columns)
        lines += whole
        gap = ""
    return [*lines, line] if line else lines


def command_at_end(line: str) -> tuple[str, str]:
    """Return a line in two: what is said, and the command behind its last colon, or ""."""
    for command in _COMMAND.finditer(line):
        said = line[: command.start(1)]
        if command.end() == len(line.rstrip()) and said.endswith(": "):
            return said, command[1]
    return line, ""


def _pieces(text: str) -> Iterator[str]:
    """Yield blanks, words, commands to be copied, and letters of scripts without blanks."""
    end = 0
    for command in _COMMAND.finditer(text):
        yield from _words(text[end : command.start()])
        yield command[0]
        end = command.end()
    yield from _words(text[end:])


def _words(text: str) -> Iterator[str]:
    """Yield blanks, words, and letters of scripts without blanks with the marks beside them."""
    for word in _BLANKS_AND_WORDS.findall(text):
        if word.isascii() or word.isspace():  # no letter of it stands alone
            yield word
        else:
            yield from _parted(word)


def _parted(word: str) -> Iterator[str]:
    piece = ""
    for character in word:
        if piece and _may_part(piece[-1], character):
            yield piece
            piece = ""
        piece += character
    yield piece


def _may_part(before: str, character: str) -> bool:
    """Return True if a line may end between two characters of a word."""
    if not (_stands_alone(before) or _stands_alone(character)):
        return False
    return (
        unicodedata.category(character) not in _BEGINS_NO_LINE
        and unicodedata.category(before) not in _ENDS_NO_LINE
    )


def _stands_alone(character: str) -> bool:
    return is_wide(character) and not _HANGUL[0] <= character <= _HANGUL[1]


def _in_columns(word: str, columns: int) -> list[str]:
    """Break a word where it is wider than a line; an accent stays with its letter."""
    if cells(word) <= columns or _COMMAND.fullmatch(word.lstrip()):
        return [word]
    lines = [""]
    for character in word:
        if lines[-1] and cells(lines[-1] + character) > columns:
            lines.append("")
        lines[-1] += character
    return lines
