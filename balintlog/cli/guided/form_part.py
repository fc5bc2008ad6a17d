"""A part of a form: one object of the document that is filled in, such as a case or a note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers, Form


@dataclass(frozen=True)
class FormPart:
    """What a group of questions needs: who is asked, the form, and the object to fill in.

    ``name`` tells the questions of this part from those of others ("case 0", "checkins/C1").
    Names are kept in drafts, so that no question is asked again once it was answered.
    """

    desk: Desk
    form: Form
    into: Answers
    name: str = ""

    def ask(self, key: str, ask: Callable[[Any], Any], name: str = "") -> Any:
        """Ask for one field unless it was answered; its ``name`` is that of the field.

        ``ask`` is given what is there now, and returns what is to be there, or None.
        """
        return self.form.step(f"{self.name}/{name or key}", self.into, key, ask)

    def ask_within(self, key: str, ask: Callable[[Any], Any]) -> None:
        """Ask for a field within another question, as often as it is named; half of it is kept.

        It is no question to which < goes back: that is the one around it.
        """
        before = [*self.form.answered]
        self.form.ask_once_more(f"{self.name}/{key}")
        try:
            self.ask(key, ask)
        finally:
            self.form.answered = before


def whole_form(desk: Desk, form: Form) -> FormPart:
    """Return the part that is all of a form, as when a single case is recorded."""
    return FormPart(desk, form, form.answers)
