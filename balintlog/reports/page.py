"""A page is a report without its looks: a title, lines about it, and sections of text and tables.

Every renderer shows the same page. ``fields`` is what JSON shows instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a reader must know: what is in the report, and for whom it is.
ACTIVITY_ONLY = "Activity only, with no case and no process note."
FOR_THE_SUPERVISOR = "A leader's own process notes, for the supervisor only."
MOST_COLUMNS = 3  # that a phone shows side by side
LINE = "." * 32  # to write on


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all of them text, under named columns.

    ``bars`` are the numbers of the rows where a chart may show them.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[int, ...] = ()

    @property
    def is_wide(self) -> bool:
        """Whether a phone shows its rows one below the other."""
        return len(self.columns) > MOST_COLUMNS

    @property
    def spoken(self) -> str:
        """The chart in words, for those who hear the page."""
        said = "; ".join(
            f"{row[0]} {number}" for row, number in zip(self.rows, self.bars, strict=True)
        )
        return f"Bar chart. {self.caption}: {said}. The same numbers are in the table below."


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs and tables below."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report; ``notice`` is one of the above, ``about`` says what it is of, line by line.

    ``to_fill`` names the lines that are filled in by hand, where there is paper for it.
    """

    title: str
    notice: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
    fields: Mapping[str, object] = field(default_factory=dict)
    to_fill: tuple[str, ...] = ()

    @property
    def lines_to_fill(self) -> list[str]:
        """A line to write on for each."""
        return [f"{what}: {LINE}" for what in self.to_fill]
