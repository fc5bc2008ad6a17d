"""Typed signs: what ends a part, or goes back, and where such a sign stands in what was typed.

Alone in the line, or typed into an answer that stood there, a sign leaves that answer as it is.
At the end of what was typed of a text it counts, too: < and two full stops at once, one full stop
after a blank. The text before it is kept.
"""

from __future__ import annotations

import re
from itertools import takewhile

from balintlog.domain.text import tidy

ENOUGH = "."
BACK = "<"
EXPLAIN = "?"
TO_THE_END = ENOUGH * 2
_BEHIND_A_TEXT = re.compile(r"(?s)(?P<text>.+?)(?P<sign><+|(?<!\.)\.\.|(?<=\s)\.)\Z")
_DOTS = re.compile(r"\.{3,}\Z")


class SkipTheRest(Exception):  # noqa: N818 - not an error: an answer
    """The leader typed a lone full stop; ``text`` stood before it, if any did."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.text = text


class ToTheLook(SkipTheRest):
    """The leader typed two full stops: no more questions at all."""


class GoBack(Exception):  # noqa: N818 - not an error: an answer
    """The leader wants to go back to the question before; ``text`` stood before the sign."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.text = text


def end_if_meant(typed: str, text: str = "") -> None:
    """Raise what a lone full stop or < means, with the text before it; pass any other answer."""
    meant = {TO_THE_END: ToTheLook, ENOUGH: SkipTheRest, BACK: GoBack}
    if typed in meant:
        raise meant[typed](text)


def lone_sign(stood: str, place: tuple[int, int] | None, text: str, *, own_words: bool) -> str:
    """Return the sign that was typed into an answer that stands there, or else the whole text.

    ``place``: the words in it whose place a sign takes, from start to end; None at its end.
    A question mark may be the end of a text.
    """
    start, end = place or (0, 0)
    for sign in (TO_THE_END, ENOUGH, BACK, EXPLAIN):
        at_end = text.endswith(sign) and text.removesuffix(sign).rstrip() == tidy(stood)
        inside = place is not None and text == tidy(f"{stood[:start]}{sign}{stood[end:]}")
        is_letter = sign == EXPLAIN and own_words and start == end
        if (at_end or inside) and not is_letter:
            return sign
    return text


def text_and_sign(stood: str, text: str) -> tuple[str, str]:
    """Return a text without the sign at the end of what was typed of it, and that sign, or "".

    ``stood``: what was in the line at first. A sign inside it ends what was typed there.
    """
    stood = tidy(stood)
    if text == stood:
        return text, ""
    before = _in_common(stood, text)
    rest = min(len(stood), len(text)) - before
    end = len(text) - min(rest, _in_common(stood[::-1], text[::-1]))
    at_end, inside = _BEHIND_A_TEXT.match(text), _BEHIND_A_TEXT.match(text[:end])
    if at_end and not _BEHIND_A_TEXT.match(stood):
        return tidy(at_end["text"]), _sign_in(at_end)
    if inside and BACK in inside["sign"] and before < end < len(text):
        return tidy(inside["text"] + text[end:]), _sign_in(inside)
    return text, ""


def may_hide_a_sign(stood: str, text: str) -> bool:
    """Return whether two of the full stops at the end may be a sign: a sentence had ended."""
    if not stood or text == tidy(stood) or _DOTS.search(tidy(stood)):
        return False
    return _DOTS.search(text) is not None


def _in_common(text: str, other: str) -> int:
    """Return how many characters are the same at the beginning of two texts."""
    both = zip(text, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))


def _sign_in(behind: re.Match[str]) -> str:
    """Return the sign behind a text; several < are one."""
    return BACK if BACK in behind["sign"] else behind["sign"]
