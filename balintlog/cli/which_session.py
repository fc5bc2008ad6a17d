"""Which session or group is meant by a command that does not name any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.chosen_record import chosen_session
from balintlog.cli.terminal.choices import ask_word
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import find_group, groups_that_meet, latest_session

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.domain.records import Group, Session
    from balintlog.logbook.book import Logbook


def group_meant(
    desk: Desk, book: Logbook, missing: str, named: str | None = None, *, usual: str = ""
) -> Group:
    """Return the group that is named, the only one that still meets, or the one that is chosen.

    Enter alone chooses the ``usual`` one. Where nobody can choose, InvalidInputError says
    that ``missing`` is missing.
    """
    if named is not None:
        return find_group(book, named)
    groups = groups_that_meet(book)
    if not groups:
        raise InvalidInputError(
            "there is no group yet", hint="Add one with: balintlog group add LABEL"
        )
    if len(groups) == 1:
        return groups[0]
    if not desk.can_ask:
        raise InvalidInputError(
            f"{missing} is missing: there is more than one group",
            hint="To list them: balintlog group list",
        )
    labels = tuple(group.label for group in groups)
    chosen = ask_word(desk, "Which group?", labels, usual, required=True, may_skip=False)
    return find_group(book, chosen or "")


def session_meant(
    desk: Desk, book: Logbook, named: str | None, group_id: int | None = None
) -> Session:
    """Return the session that is named, or the latest one of the group.

    ``group_id`` None is the only group that still meets, or the one that is chosen.
    """
    if named is not None:
        return chosen_session(desk, book, named)
    if group_id is None:
        group_id = group_meant(desk, book, "--session").id
    latest = latest_session(book, group_id)
    if latest is None:
        raise InvalidInputError(
            "no session has been recorded yet", hint="Record one with: balintlog log"
        )
    return latest
