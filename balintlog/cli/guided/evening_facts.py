"""Facts that follow from an evening's first answers: its day, and who was there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from balintlog.cli.guided.attendance import who_sat_in
from balintlog.cli.guided.form_part import FormPart
from balintlog.logbook.view import followup_list, session_choices

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers, Form
    from balintlog.domain.moment import Moment, Within
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


@dataclass(frozen=True)
class EveningSoFar:
    """The form of a group's session, and what follows from its first answers."""

    desk: Desk
    book: Logbook
    group: Group
    form: Form

    @property
    def answers(self) -> Answers:
        """The session's document so far."""
        return self.form.answers

    @property
    def day(self) -> date:
        """The date of the session, which is the first answer."""
        return date.fromisoformat(self.answers["held_on"])

    @property
    def there(self) -> tuple[str, ...]:
        """The aliases of those who sat in."""
        return who_sat_in(self.answers["attendance"])

    @property
    def away(self) -> tuple[str, ...]:
        """The aliases of those who did not."""
        there = self.there
        return tuple(alias for alias in self.answers["attendance"] if alias not in there)

    @property
    def visitors(self) -> frozenset[str]:
        """Those whom nobody asks later: guests, observers, members on their last evening."""
        return followup_list.visitors(self.book, self.group.id, self.day)

    def moment(self, within: Within) -> Moment:
        """Return when an entry of this session happened, in the order of what is recorded."""
        return session_choices.moment_of_next(self.book, self.day, within)

    def part(self, name: str, into: Answers) -> FormPart:
        """Return a part of the form, such as one case."""
        return FormPart(self.desk, self.form, into, name)
