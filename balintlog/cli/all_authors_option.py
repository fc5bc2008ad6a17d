"""The option ``--all-authors``: whose process notes a command shows, and the remark on the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.terminal.output import remark
from balintlog.domain.text import so_many

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk

AllAuthors = Annotated[
    bool, typer.Option("--all-authors", help="Show other leaders' process notes, too.")
]


def tell_left_out(desk: Desk, number: int) -> None:
    """Say beside the answer how many notes of other leaders it leaves out, if any."""
    if number:
        remark(
            desk,
            f"Left out: {so_many(number, 'note')} by other leaders (--all-authors shows them).",
        )
