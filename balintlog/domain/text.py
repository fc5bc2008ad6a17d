"""What a text must be before it is saved, and how any text is made safe to show."""

import codecs
import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

MAX_BYTES = 100 * 1024
MAX_LABEL_CHARACTERS = 80
NOT_UNICODE = "is not valid Unicode"
_MOST_DIGITS = 9

# Embeddings, overrides and isolates turn the direction of what follows: a text
# could show other words than it holds.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Embeddings and isolates, and the override that a calculator puts before a number; not the one
# from right to left, which nobody meets by chance.
_LEFT_OUT = "\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069"
# Of a word processor: a line break in a paragraph, a page break; next line, line and paragraph
# separator of Unicode.
_LINE_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_ODD_ASCII_BREAK = re.compile("[\r\v\f]")


def tidy(text: str) -> str:
    """Return ``text`` in NFC with plain line ends and without blank edges.

    The line breaks of word processors become plain ones. What sets a piece of text apart
    from its direction, as calculators and chat programs add it, is left out.
    """
    return unicodedata.normalize("NFC", _with_plain_breaks(text)).strip()


def places_in(sent: str) -> list[int]:
    """Return for every character of ``tidy(sent)``, and for its end, where it stood in ``sent``."""
    starts, last = [], ""
    for at, character in enumerate(sent):
        is_left_out = character in _LEFT_OUT
        if not at or not (is_left_out or (last and _is_joined(last, character))):
            starts.append(at)
        last = last if is_left_out else character
    places: list[int] = []
    whole = ""
    for start, end in pairwise([*starts, len(sent)]):
        kept = unicodedata.normalize("NFC", _with_plain_breaks(sent[start:end]))
        places += [start] * len(kept)
        whole += kept
    first = len(whole) - len(whole.lstrip())
    return [*places, len(sent)][first : first + len(whole.strip()) + 1]


def _with_plain_breaks(text: str) -> str:
    if text.isascii() and not _ODD_ASCII_BREAK.search(text):  # the usual case, answered quickly
        return text
    return _LINE_BREAK.sub("\n", text.translate(dict.fromkeys(map(ord, _LEFT_OUT))))


def _is_joined(before: str, character: str) -> bool:
    """Return True if NFC may compose a character with that before it, or tidying drops either."""
    is_mark = unicodedata.category(character) in {"Mn", "Mc"}
    return is_mark or "\u1160" <= character <= "\u11ff" or before + character == "\r\n"


def text_fault(
    text: str, *, one_line: bool = False, max_characters: int | None = None
) -> str | None:
    """Say why a tidy ``text`` cannot be saved, or None.

    The sentence continues "the text ..." and never holds a word of the text.
    Control characters are refused whole, as they could steer a terminal
    (escape sequences) when the text is shown again.
    """
    if not text:
        return "is empty"
    if any(unicodedata.category(character) == "Cs" for character in text):
        return NOT_UNICODE
    if (size := len(text.encode())) > MAX_BYTES:
        return f"is {size:,} bytes long; at most {MAX_BYTES:,} are allowed"
    for at, character in enumerate(text):
        if is_control(character) and character not in "\n\t":
            where = f"U+{ord(character):04X}, {_place(text, at)}"
            return f"holds a control character or a terminal escape sequence ({where})"
    if one_line and ("\n" in text or _LINE_BREAK.search(text)):
        return "must fit on one line"
    if max_characters is not None and len(text) > max_characters:
        return f"is {len(text)} characters long; at most {max_characters} are allowed"
    return None


def _place(text: str, at: int) -> str:
    """Say where a character stands, as somebody counts who looks for it."""
    line = text.count("\n", 0, at) + 1
    character = at - text.rfind("\n", 0, at)
    return f"line {line}, character {character}" if "\n" in text else f"character {character}"


def is_plain_text(beginning: bytes) -> bool:
    """Return True for UTF-8 without control characters; an encrypted file never begins so."""
    try:
        text, _ = codecs.utf_8_decode(beginning)  # of a letter that is cut, nothing
    except UnicodeDecodeError:
        return False
    return bool(text) and not any(
        is_control(character) for character in text if character not in "\n\r\t\f"
    )


def is_control(character: str) -> bool:
    """Return True for a character that could steer a terminal: Cc, and changes of direction."""
    return unicodedata.category(character) == "Cc" or character in _BIDI_CONTROLS


def printable(text: str) -> str:
    """Return ``text`` with everything that could steer a terminal made visible.

    For what comes from outside and is repeated before it was checked: an
    argument, a path, a key of a document. Line breaks become visible too.
    """
    if text.isprintable():  # the usual case, answered quickly
        return text
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if is_control(character) or unicodedata.category(character) in {"Cs", "Zl", "Zp"}
        else character
        for character in text
    )


def whole_number(text: str) -> int | None:
    """Return the whole number that a text writes in at most 9 digits of any script, or None.

    ``int`` alone raises ValueError for more than 4,300 digits.
    """
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def so_many(number: int, thing: str) -> str:
    """Return a number of things in words: "1 note", "2 notes"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def so_much_news(number: int) -> str:
    """Return how often there was news: "1 piece of news", "2 pieces of news"."""
    return f"{so_many(number, 'piece')} of news"


def listed(words: Sequence[str]) -> str:
    """Return words as they are said: "heron", "heron and moth", "heron, moth and plover"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
