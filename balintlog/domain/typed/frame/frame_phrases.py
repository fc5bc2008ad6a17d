"""Phrases of the frame line, each put into the words that the frame knows.

"everyone but moth" is "all there; not moth", "couldn't make it" is "away". To add a phrase: put it
into the table, with what a leader could type in its place.
"""

from __future__ import annotations

import re

from balintlog.domain.folding import folded

_SAID_OTHERWISE = (
    (re.compile(r"\([^()]*\)"), " "),  # what stands in brackets is for the eye
    (re.compile(r"\bno hours, no news\b"), " "),
    (re.compile(r"\bthe (?=[0-9])"), ""),
    (re.compile(r"\b([0-9]{1,2}(?:st|nd|rd|th)?) of (?=[a-z])"), r"\1 "),  # 27th of November
    (re.compile(r"\boffered a case\b"), "offered"),
    (re.compile(r"\bno word from\b"), "absent:"),
    (re.compile(r"\bin person\b"), "in-person"),
    (re.compile(r"\b(?:is|are|was|were)n['\u2019]?t\b"), "not"),
    (
        re.compile(r"\b(?:could not|couldn['\u2019]?t|can['\u2019]?t|cannot) (?:make it|come)\b"),
        "away",
    ),
    (re.compile(r"\bsent (?:word|(?:(?:her|his|their) )?apologies)\b"), "away"),
    (re.compile(r"\b(?:everybody|everyone)\b"), "all"),
    (re.compile(r"\b(?:nobody|no one)(?: (?:was|is))? (?:away|absent|missing)\b"), "all there"),
    (re.compile(r"\ball (?:(?:was|were) )?(?:here|came|present)\b"), "all there"),
    (
        re.compile(r"\ball (?:(?:was |were )?there )?(?:but|except|apart from)(?: for)?\b"),
        "all there; not",
    ),
    (re.compile(r"\b(?:ill|sick|excused|missing)\b"), "away"),
    (re.compile(r"\b(?:without|apologies from)\b"), "away:"),
    (re.compile(r"\bno (?=[a-z])"), "not "),
    (re.compile(r"\ball ([0-9]{1,4}) there\b"), r"\1/\1/there"),
    (re.compile(r"\b([0-9]{1,4}) of ([0-9]{1,4}) there\b"), r"\1/\2/there"),
    (re.compile(r"\bleft ([0-9]{1,4}) min(?:ute)?s? before the end\b"), r"\1 min left"),
)


def in_frame_words(typed: str) -> str:
    """Return a line, folded, with its phrases in the words of the frame."""
    text = folded(typed)
    for pattern, instead in _SAID_OTHERWISE:
        text = pattern.sub(instead, text)
    return text
