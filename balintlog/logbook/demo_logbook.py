"""The invented logbook of ``balintlog demo``, recorded by the program's own code.

Groups, members, cases and notes are invented; none was adapted from a real one.
"""

from __future__ import annotations

import json
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog.domain.membership import Period
from balintlog.domain.records import Group
from balintlog.logbook.book import find_group
from balintlog.logbook.record import edit_groups, edit_leaders, edit_members, record_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.logbook.book import Logbook

TELLING_CASE = "C3"  # the one whose history shows most


class Invented(NamedTuple):
    """The invented logbook: aliases, fields of groups with their members, documents of sessions."""

    leaders: list[str]
    groups: list[Mapping[str, Any]]
    sessions: list[object]


def invented() -> Invented:
    """Return what the invented logbook holds."""
    text = (resources.files("balintlog.logbook") / "demo.json").read_text("utf-8")
    return Invented(**json.loads(text))


def record_all(book: Logbook) -> None:
    """Record the invented logbook into an empty one."""
    content = invented()
    with book.store.writing():
        for alias in content.leaders:
            if alias != book.leader:
                edit_leaders.add_leader(book, alias, "unknown")
        for group in content.groups:
            _add_group(book, group)
        for session in content.sessions:
            record_session.record_session(book, session)


def _add_group(book: Logbook, fields: Mapping[str, Any]) -> None:
    days = {key: _day(fields.get(key)) for key in ("started_on", "agreed_on")}
    known = {key: value for key, value in fields.items() if key != "members"}
    edit_groups.add_group(book, Group(**{**known, **days}))
    group = find_group(book, fields["label"])
    for member in fields["members"]:
        period = Period("member", _day(member.get("joined_on")), None)
        edit_members.add_member(book, group, member["alias"], member["profession"], period)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
