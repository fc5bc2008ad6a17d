"""What a text must be before it is saved, and how any text is made safe to show."""

import codecs
import unicodedata
from itertools import pairwise

MAX_BYTES = 100 * 1024
MAX_LABEL_CHARACTERS = 80
NOT_UNICODE = "is not valid Unicode"
_MOST_DIGITS = 9

# Embeddings, overrides and isolates turn the direction of what follows: a text
# could show other words than it holds.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_BREAKS = frozenset("\n\u2028\u2029")


def tidy(text: str) -> str:
    """Return ``text`` in NFC with plain line ends and without blank edges."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def places_in(sent: str) -> list[int]:
    """Return for every character of ``tidy(sent)``, and for its end, where it stood in ``sent``."""
    starts = [
        at for at, character in enumerate(sent) if not (at and _is_joined(sent[at - 1], character))
    ]
    places: list[int] = []
    whole = ""
    for start, end in pairwise([*starts, len(sent)]):
        kept = unicodedata.normalize("NFC", sent[start:end].replace("\r\n", "\n"))
        places += [start] * len(kept)
        whole += kept
    first = len(whole) - len(whole.lstrip())
    return [*places, len(sent)][first : first + len(whole.strip()) + 1]


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
    if any(is_control(character) for character in text if character not in "\n\t"):
        return "holds a control character or a terminal escape sequence"
    if one_line and any(character in _LINE_BREAKS for character in text):
        return "must fit on one line"
    if max_characters is not None and len(text) > max_characters:
        return f"is {len(text)} characters long; at most {max_characters} are allowed"
    return None


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
    if text.isprintable():  # the usual case, told quickly
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
