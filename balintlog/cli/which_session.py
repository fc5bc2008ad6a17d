"""Which session a command means that does not name one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.errors import InvalidInputError
from balintlog.logbook.book import find_session
from balintlog.storage import people, sessions

if TYPE_CHECKING:
    from balintlog.domain.records import Session
    from balintlog.logbook.book import Logbook


def session_meant(book: Logbook, named: str | None, group_id: int | None = None) -> Session:
    """Return the session that is named, or the latest one of the group.

    ``group_id`` None is the only group that still meets.
    """
    if named is not None:
        return find_session(book, named)
    if group_id is None:
        groups = people.groups(book.store, archived=False)
        if len(groups) != 1:
            raise InvalidInputError(
                "--session is missing: there is not exactly one group",
                hint="See what there is with: balintlog session list",
            )
        group_id = groups[0].id
    latest = sessions.latest_sessions(book.store, group_id, 1)
    if not latest:
        raise InvalidInputError(
            "no session was recorded yet", hint="Record one with: balintlog log"
        )
    return latest[0]
