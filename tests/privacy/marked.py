"""Sentences with their identifiers marked, and how a screen does on them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from balintlog.privacy.screen.finding import Finding

SENTENCES = Path(__file__).with_name("sentences.txt")
_MARKED = re.compile(r"(\[\[.*?\]\])")


class Marked(NamedTuple):
    """A text, and where its identifiers are."""

    text: str
    spans: tuple[tuple[int, int], ...]


class Score(NamedTuple):
    """How many identifiers and clean texts there are, and which were missed or flagged."""

    identifiers: int
    missed: list[str]
    clean: int
    flagged: list[str]

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / self.identifiers

    @property
    def false_alarms(self) -> float:
        return len(self.flagged) / self.clean


def read(line: str) -> Marked:
    text, spans = "", []
    for part in _MARKED.split(line):
        plain = part[2:-2] if part.startswith("[[") else part
        if part.startswith("[["):
            spans.append((len(text), len(text) + len(plain)))
        text += plain
    return Marked(text, tuple(spans))


def sentences() -> list[Marked]:
    lines = SENTENCES.read_text("utf-8").splitlines()
    return [read(line) for line in lines if line and not line.startswith("#")]


def score(texts: Iterable[Marked], screen: Callable[[str], list[Finding]]) -> Score:
    missed, flagged, identifiers, clean = [], [], 0, 0
    for sentence in texts:
        findings = screen(sentence.text)
        identifiers += len(sentence.spans)
        clean += not sentence.spans
        for start, end in sentence.spans:
            if not any(finding.start < end and start < finding.end for finding in findings):
                missed.append(sentence.text)
        if findings and not sentence.spans:
            flagged.append(sentence.text)
    return Score(identifiers, missed, clean, flagged)
