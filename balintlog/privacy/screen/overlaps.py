"""Overlaps of findings: of two that cover the same letters one stands, or what is left of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import BLOCKED, HARD
from balintlog.privacy.screen.lexicon import lexicon

if TYPE_CHECKING:
    from balintlog.privacy.screen.finding import Finding

_WORDS = re.compile(r"[^\W_]+")
_GAPS = re.compile(rb"\0{2,}")  # letters that nothing covers yet


def apart(findings: list[Finding], text: str) -> list[Finding]:
    """Return findings of which no two overlap: blocked words first, and long before short.

    The soft ones come last. Of two of the same length the first in the list stands. Of a
    hard one that others cover in part the rest is kept, so that nothing of it is lost.
    """
    covered = bytearray(len(text))
    kept: list[Finding] = []
    for finding in sorted(findings, key=_rank):
        for start, end in _free_pieces(finding, covered, text):
            if start < end:
                kept.append(finding._replace(start=start, end=end))
                covered[start:end] = b"\1" * (end - start)
    return sorted(kept)


def _rank(finding: Finding) -> tuple[bool, bool, int]:
    return finding.tier != HARD, finding.kind != BLOCKED, finding.start - finding.end


def _free_pieces(finding: Finding, covered: bytearray, text: str) -> list[tuple[int, int]]:
    """Return what of a finding is not covered yet; of a soft one all, or nothing."""
    if covered.find(1, finding.start, finding.end) < 0:
        return [(finding.start, finding.end)]
    if finding.tier != HARD:
        return []
    gaps = _GAPS.finditer(covered[finding.start : finding.end])
    spans = [(finding.start + gap.start(), finding.start + gap.end()) for gap in gaps]
    pieces = [_stripped(text, *span) for span in spans]
    return [piece for piece in pieces if not _says_nothing(text, *piece)]


def _says_nothing(text: str, start: int, end: int) -> bool:
    """Return True for a rest of small words only: the, of "the 9th of May"."""
    small = lexicon().frames["small-words"]
    return all(word.casefold() in small for word in _WORDS.findall(text, start, end))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a place without blanks and marks at its edges."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end
