"""People: members and leaders, their groups, and every alias that was ever given."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from balintlog.domain.membership import Member, Period
from balintlog.domain.records import Group, Leader
from balintlog.storage.tables.columns import day_in, day_out
from balintlog.storage.tables.stored_words import known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from balintlog.storage.store import Store


def given_aliases(store: Store) -> set[str]:
    """Return every alias ever given, also those of people deleted since."""
    return {alias for (alias,) in store.rows("SELECT alias FROM given_alias")}


# Leaders


def add_leader(store: Store, alias: str, accredited: str) -> int:
    """Add a leader; the alias must not have been given before."""
    store.insert("given_alias", {"alias": alias})
    return store.insert("leader", {"alias": alias, "accredited": accredited})


def leaders(store: Store) -> dict[str, Leader]:
    """Return all leaders by alias."""
    rows = store.rows("SELECT id, alias, accredited, row_version FROM leader ORDER BY alias")
    return {row["alias"]: Leader(*known("leader", row)) for row in rows}


def change_leader(store: Store, leader: Leader, accredited: str) -> bool:
    """Change a leader that is still as it was read; return whether it was."""
    row = {"accredited": accredited}
    return store.change_as_read("leader", row, leader.id, leader.row_version)


# Groups

_ROLE_SELECT = "SELECT group_id, alias, role FROM group_leader JOIN leader ON leader.id = leader_id"


def add_group(store: Store, group: Group) -> int:
    """Add a group with its usual leaders, and return its id; that in ``group`` is ignored."""
    group_id = store.insert("balint_group", _group_row(group))
    _set_leaders(store, group_id, group.leaders)
    return group_id


def change_group(store: Store, group: Group) -> bool:
    """Change a group whose row version is still that of ``group``; return whether it was."""
    row = _group_row(group)
    changed = store.change_as_read("balint_group", row, group.id, group.row_version)
    if changed:
        store.change("DELETE FROM group_leader WHERE group_id = ?", (group.id,))
        _set_leaders(store, group.id, group.leaders)
    return changed


def delete_group(store: Store, group_id: int) -> None:
    """Delete a group and everything that depends on it."""
    store.change("DELETE FROM balint_group WHERE id = ?", (group_id,))


def groups(store: Store, *, archived: bool = True) -> list[Group]:
    """Return all groups, or those that still meet, in the order of their ids."""
    return _groups(store, "WHERE archived_on IS NULL OR ?", archived)


def group(store: Store, group_id: int) -> Group | None:
    """Return one group by its number."""
    return next(iter(_groups(store, "WHERE id = ?", group_id)), None)


def group_labelled(store: Store, label: str) -> Group | None:
    """Return the group with this label, in any case."""
    return next(iter(_groups(store, "WHERE label = ?", label)), None)


def _set_leaders(store: Store, group_id: int, roles: Mapping[str, str]) -> None:
    for alias, role in roles.items():
        store.add(
            "INSERT INTO group_leader (group_id, leader_id, role)"
            " VALUES (?, (SELECT id FROM leader WHERE alias = ?), ?)",
            (group_id, alias, role),
        )


def _group_row(group: Group) -> dict[str, object]:
    return {
        "label": group.label,
        "format": group.format,
        "usual_minutes": group.usual_minutes,
        "cadence": group.cadence,
        "mode": group.mode,
        "openness": group.openness,
        "language": group.language,
        "asks_recognisable": group.asks_recognisable,
        "started_on": day_in(group.started_on),
        "agreed_on": day_in(group.agreed_on),
        "archived_on": day_in(group.archived_on),
    }


def _groups(store: Store, which: str, parameter: object) -> list[Group]:
    """Return the groups for which ``which`` holds, read in two queries however many."""
    chosen = f"(SELECT id FROM balint_group {which})"
    roles: dict[int, dict[str, str]] = defaultdict(dict)
    for group_id, alias, role in store.rows(
        f"{_ROLE_SELECT} WHERE group_id IN {chosen} ORDER BY role = 'leader' DESC, alias",
        (parameter,),
    ):
        roles[group_id][alias] = known("group_leader", {"role": role})["role"]
    return [
        Group(
            id=row["id"],
            label=row["label"],
            format=row["format"],
            usual_minutes=row["usual_minutes"],
            cadence=row["cadence"],
            mode=row["mode"],
            openness=row["openness"],
            language=row["language"],
            asks_recognisable=bool(row["asks_recognisable"]),
            started_on=day_out(row["started_on"]),
            agreed_on=day_out(row["agreed_on"]),
            archived_on=day_out(row["archived_on"]),
            leaders=roles[row["id"]],
            row_version=row["row_version"],
        )
        for row in store.rows(f"SELECT * FROM balint_group {which} ORDER BY id", (parameter,))
        if known("balint_group", row)
    ]


# Members

_MEMBER_SELECT = (
    "SELECT member.id, group_id, alias, profession, row_version, standing, joined_on, left_on"
    " FROM member JOIN membership ON member_id = member.id"
)


def add_member(
    store: Store, group_id: int, alias: str, profession: str | None, period: Period
) -> int:
    """Add a member; the alias must not have been given before."""
    store.insert("given_alias", {"alias": alias})
    row = {"group_id": group_id, "alias": alias, "profession": profession}
    member_id = store.insert("member", row)
    _add_period(store, member_id, period)
    return member_id


def change_member(
    store: Store, member: Member, profession: str | None, periods: Sequence[Period]
) -> bool:
    """Change a member that is still as it was read; return whether it was."""
    row = {"profession": profession}
    changed = store.change_as_read("member", row, member.id, member.row_version)
    if changed:
        store.change("DELETE FROM membership WHERE member_id = ?", (member.id,))
        for period in periods:
            _add_period(store, member.id, period)
    return changed


def rename_member(store: Store, member: Member, alias: str, *, forget: bool) -> bool:
    """Give a member that is still as it was read another alias; return whether it was.

    ``forget``: nothing of the old one stays, so that it could be given again.
    """
    store.insert("given_alias", {"alias": alias})
    changed = store.change_as_read("member", {"alias": alias}, member.id, member.row_version)
    if changed and forget:
        store.change("DELETE FROM given_alias WHERE alias = ?", (member.alias,))
    return changed


def delete_member(store: Store, member: Member, *, forget: bool) -> bool:
    """Delete a member that is still as it was read; return whether it was.

    ``forget``: nothing of the alias stays, so that it could be given again.
    """
    deleted = store.change(
        "DELETE FROM member WHERE id = ? AND row_version = ?", (member.id, member.row_version)
    )
    if deleted and forget:
        store.change("DELETE FROM given_alias WHERE alias = ?", (member.alias,))
    return bool(deleted)


def members(store: Store, group_id: int) -> list[Member]:
    """Return everybody who ever belonged to a group, in the order of joining the logbook."""
    return _members(
        store.rows(
            f"{_MEMBER_SELECT} WHERE group_id = ? ORDER BY member.id, membership.id", (group_id,)
        )
    )


def member(store: Store, alias: str) -> Member | None:
    """Return one member by alias."""
    known = _members(
        store.rows(f"{_MEMBER_SELECT} WHERE alias = ? ORDER BY membership.id", (alias,))
    )
    return known[0] if known else None


def attended_dates(store: Store, group_id: int, after: date) -> dict[str, list[date]]:
    """Return by alias the dates later than ``after`` on which members sat in the group.

    A row for each member, not for each date: a group of twenty years has many.
    """
    return {
        alias: [date.fromisoformat(day) for day in days.split(",")]
        for alias, days in store.rows(
            "SELECT alias, days FROM member JOIN ("
            " SELECT member_id, group_concat(held_on) AS days FROM session"
            " JOIN attendance ON session_id = session.id"
            " WHERE session.group_id = ? AND held_on > ?"
            " AND status IN ('present', 'late', 'left-early') GROUP BY member_id"
            ") ON member_id = member.id",
            (group_id, after.isoformat()),
        )
    }


def attended_dates_of(store: Store, group_id: int, alias: str, after: date) -> list[date]:
    """Return the dates later than ``after`` on which one member sat in the group."""
    rows = store.rows(
        "SELECT held_on FROM session JOIN attendance ON session_id = session.id"
        " WHERE session.group_id = ? AND held_on > ?"
        " AND member_id = (SELECT id FROM member WHERE alias = ?)"
        " AND status IN ('present', 'late', 'left-early')",
        (group_id, after.isoformat(), alias),
    )
    return [date.fromisoformat(held_on) for (held_on,) in rows]


def _add_period(store: Store, member_id: int, period: Period) -> None:
    store.add(
        "INSERT INTO membership (member_id, standing, joined_on, left_on) VALUES (?, ?, ?, ?)",
        (member_id, period.standing, day_in(period.joined_on), day_in(period.left_on)),
    )


def _members(rows: Iterable[Any]) -> list[Member]:
    """Read members from rows of which each holds one period."""
    result = []
    for _, grouped in groupby(rows, key=lambda row: row["id"]):
        of_member = [known("member", known("membership", row)) for row in grouped]
        periods = tuple(
            Period(row["standing"], day_out(row["joined_on"]), day_out(row["left_on"]))
            for row in of_member
        )
        first = of_member[0]
        result.append(
            Member(
                id=first["id"],
                group_id=first["group_id"],
                alias=first["alias"],
                profession=first["profession"],
                periods=periods,
                row_version=first["row_version"],
            )
        )
    return result
