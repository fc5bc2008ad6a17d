"""The group of the examples: larch, with eight members and two leaders, on a Monday evening."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from balintlog.domain.membership import Member, Period
from balintlog.domain.typed.frame.evening_frame import Around, Circle, usual_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

MONDAY = date(2026, 11, 30)
MEMBERS = "heron plover moth kestrel birch teasel dunlin wigeon"
ALWAYS = (Period("member", None, None),)


def circle(
    label: str, members: Sequence[str], leaders: Sequence[str], guests: Sequence[str] = ()
) -> Circle:
    """Return a group of 90 minutes in person; its guests came once, in the spring."""
    once = (Period("guest", date(2026, 3, 2), date(2026, 3, 2)),)
    people = [Member(n, 1, alias, None, ALWAYS, 1) for n, alias in enumerate(members)]
    people += [Member(n, 1, alias, None, once, 1) for n, alias in enumerate(guests, 100)]
    roles = {alias: "co-leader" if at else "leader" for at, alias in enumerate(leaders)}
    return Circle(label, 90, "in-person", roles, tuple(people))


LARCH = circle("larch", MEMBERS.split(), ("alder", "sedge"), ("osprey",))
PINE = circle("pine", ["gorse", "moth"], ("alder",))._replace(minutes=60, mode="online")
AROUND = Around(MONDAY, MONDAY, (LARCH, PINE), ("alder", "sedge", "tern"))
USUAL = usual_frame(LARCH, MONDAY)
