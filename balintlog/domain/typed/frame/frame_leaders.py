"""What is said of leaders in the frame of an evening: who led, in which order, who was away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.typed.unclear import Unclear

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from balintlog.domain.typed.frame.evening_frame import EveningFrame
    from balintlog.domain.typed.frame.frame_clauses import Clause

OF_LEADERS = frozenset(
    {"apologies", "absent", "present", "leads", "alone", "supervisor", "observer"}
)
AWAY = frozenset({"apologies", "absent"})


def led(frame: EveningFrame, aliases: Iterable[str]) -> EveningFrame:
    """Return a frame with these leaders, the first of them in the lead."""
    return _with_leaders(frame, _roles(aliases))


def said_of_leaders(
    frame: EveningFrame, clause: Clause, named: list[str], usual: Iterable[str]
) -> EveningFrame | Unclear:
    """Return a frame as a clause about leaders changes it, or what makes no sense of them.

    ``usual`` are those who usually lead the group, in their order.
    """
    word, text = clause.word.value if clause.word else "", clause.said_of(" ".join(named))
    if clause.number is not None or word not in OF_LEADERS:
        return Unclear(text, f"{text}: that can be said of members only.")
    if word == "present" and clause.is_taken_back:
        return away_or_absent(text, " ".join(named))
    if word in AWAY and not clause.is_taken_back:
        return _without(frame, text, named)
    if word in AWAY or word == "present":
        return _with_back(frame, named, usual)
    if word in ("observer", "supervisor"):
        role = "co-leader" if clause.is_taken_back else word
        return _with_role(frame, text, role, named)
    if clause.is_taken_back or (word == "alone" and len(named) > 1):
        return Unclear(text, f"{text}: who led?")
    return led(frame, named if word == "alone" else [*named, *frame.leaders])


def _roles(aliases: Iterable[str]) -> dict[str, str]:
    """Return the roles of leaders in order: the first leads."""
    named = dict.fromkeys(aliases)
    return {alias: "co-leader" if place else "leader" for place, alias in enumerate(named)}


def _with_leaders(
    frame: EveningFrame, roles: Mapping[str, str], away: Iterable[str] = ()
) -> EveningFrame:
    gone = [alias for alias in (*frame.leaders_away, *away) if alias not in roles]
    return frame._replace(leaders=roles, leaders_away=tuple(dict.fromkeys(gone)))


def _without(frame: EveningFrame, text: str, named: list[str]) -> EveningFrame | Unclear:
    left = {alias: role for alias, role in frame.leaders.items() if alias not in named}
    if not left:
        return Unclear(text, f"{text}: then nobody led. Who did, or was it cancelled?")
    return _with_leaders(frame, left if "leader" in left.values() else _roles(left), named)


def _with_back(frame: EveningFrame, named: list[str], usual: Iterable[str]) -> EveningFrame:
    """Return a frame with leaders who were there after all, in the usual order."""
    if all(alias in frame.leaders for alias in named):
        return frame
    there = {*named, *frame.leaders}
    order = [alias for alias in usual if alias in there]
    return led(frame, [*order, *frame.leaders, *named])


def _with_role(
    frame: EveningFrame, text: str, role: str, named: list[str]
) -> EveningFrame | Unclear:
    roles = {**frame.leaders, **dict.fromkeys(named, role)}
    others = [alias for alias in roles if alias not in named]
    if "leader" not in roles.values():
        if not others:
            return Unclear(text, f"{text}: then nobody led. Who did?")
        roles[others[0]] = "leader"
    return _with_leaders(frame, roles)


def away_or_absent(text: str, whom: str) -> Unclear:
    """Ask whether somebody who was not there had sent word."""
    choices = {word: f"{whom} {word}" for word in ("away", "absent")}
    return Unclear(text, f"{text}: away, or absent without a word?", choices)
