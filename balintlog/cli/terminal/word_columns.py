"""Word columns: all words of a list in as many columns as fit, read downwards, and Tab for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.domain.cells import cells
from balintlog.domain.typed.word_matches import words_meant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from prompt_toolkit.completion import Completer
    from prompt_toolkit.document import Document

GAP = 2  # blanks between two columns


def in_columns(words: Sequence[str], width: int) -> list[str]:
    """Return lines of at most ``width`` columns, in which the words go down and then across."""
    if not words:
        return []
    wide = max(map(cells, words)) + GAP
    across = max(1, (width + GAP) // wide)
    high = -(-len(words) // across)
    return [
        "".join(word + " " * (wide - cells(word)) for word in words[row::high]).rstrip()
        for row in range(high)
    ]


def completer_of(words: Sequence[str], hints: Mapping[str, str]) -> Completer:
    """Return what Tab offers: all words at a blank, else those that the begun word can mean."""
    from prompt_toolkit.completion import Completer, Completion

    class Words(Completer):
        """Completes the word at the cursor, or the whole answer where words hold blanks."""

        def get_completions(self, document: Document, complete_event: Any) -> Iterator[Completion]:  # noqa: ARG002
            before = document.text_before_cursor
            holds_blanks = any(" " in word for word in words)
            begun = before if holds_blanks else before.replace(",", " ").split(" ")[-1]
            for word in words_meant(begun, words) if begun else words:
                yield Completion(word, -len(begun), display_meta=hints.get(word, ""))

    return Words()
