"""The group's line: how it meets, and what is different about that."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from balintlog.cli.group_options import in_words
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import ask_text
from balintlog.domain.typed.group_line import read_group_line
from balintlog.errors import InvalidInputError

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers, Form
    from balintlog.domain.records import Group

WAYS = (
    "How often, how long and how you meet, such as: monthly, 75 minutes, online.",
    "Press Enter if that is right.",
)
_FIELDS = ("format", "usual_minutes", "cadence", "mode", "openness")


def ask_what_differs(desk: Desk, group: Group, form: Form) -> None:
    """Show how a group meets, and put into the form what the leader says that is different.

    Enter at a line that was refused leaves out the words that are not clear.
    """
    refused = ""

    def fault(typed: str) -> str | None:
        nonlocal refused
        if not typed or typed == refused:
            return None
        try:
            read_group_line(typed)
        except InvalidInputError as error:
            refused = typed
            return f"{error.message}. Enter leaves it out"
        return None

    def ask(half: str | None) -> str:
        question = "Anything different?"
        return ask_text(
            desk, question, half or "", fault=fault, own_words=True, may_skip=False, explained=WAYS
        )

    while True:
        remark(desk, f"  {in_words(dataclasses.replace(group, **form.answers))}")
        typed = form.aside("line", ask)
        refused = ""
        if not typed:
            return
        form.answers.update(read_group_line(typed, leaves_out=True))
        form.asides.pop("line")
        form.ask_once_more("line")
        form.save_draft()


def line_of(group: Group) -> Answers:
    """Return the fields of a group that can be said in one line."""
    return {name: getattr(group, name) for name in _FIELDS}
