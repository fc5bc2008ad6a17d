"""``balintlog followups``: the follow-ups that are owed at the next session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from balintlog.cli.command_to_type import command_to_type
from balintlog.cli.options import InGroup, Json
from balintlog.cli.terminal.output import answer_json, as_json, say, width_of, wrapped
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.text import listed, so_many
from balintlog.domain.typed.typed_dates import said_day, said_weekday
from balintlog.logbook.book import find_group, groups_meant
from balintlog.logbook.view import draft_list, followup_list, next_evening, plans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from balintlog.cli.desk import Desk
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.view.draft_list import DraftLine
    from balintlog.logbook.view.followup_list import FollowUpLine, GroupFollowUps
    from balintlog.logbook.view.next_evening import NextEvening

NARROW = 60  # columns: the window that a leader keeps beside the video call
LISTS = ("owed", "coming", "open_door")
_HEADINGS = {
    "owed": "Owed at the next session",
    "coming": "Coming later",
    "open_door": "May bring news, but nobody is asked by name",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("followups", help=list_followups.__doc__)(list_followups)


def list_followups(
    ctx: typer.Context,
    group: InGroup = None,
    summary: Annotated[bool, typer.Option("--summary", help="Show the summaries, too.")] = False,
    json: Json = False,
) -> None:
    """List the cases to ask about at the next session.

    \b
    Examples:
      balintlog followups
      balintlog followups --group larch --summary
    """
    desk: Desk = ctx.obj
    with opened(desk) as book, book.store.reading():
        meant = groups_meant(book, group)
        groups = [followup_list.followups(book, one) for one in meant]
        evenings = next_evening.next_evenings(book, meant)
        summaries = _summaries(book, groups) if summary else None
        wanted = [_wanted(book, one, summary=summary) for one in meant]
        drafts = draft_list.draft_lines(book, None if group is None else find_group(book, group))
        leader = book.leader
    if json:
        answered = [
            {**as_json(_with_summaries(followups, summaries)), **as_json(evening)}
            for followups, evening in zip(groups, evenings, strict=True)
        ]
        answer_json(desk, {"groups": answered, "drafts": drafts})
        return
    if not groups:
        say(desk, "No group meets at present. Add one with: balintlog group add LABEL")
    width = narrow(desk)
    for place, followups in enumerate(groups):
        say(desk, *([""] if place else []), *group_lines(followups, summaries, width))
        lines = [*lines_about_evening(evenings[place], desk.today), *wanted[place]]
        say(desk, *(part for line in lines for part in wrapped(line, "  ", width)))
    say(desk, *lines_about_drafts(desk, drafts, leader))


def lines_about_evening(evening: NextEvening, today: date) -> Iterator[str]:
    """Yield what else to know before an evening, as far as there is something to know."""
    if evening.offered:
        offered = [f"{who.member}, {said_day(who.on, today)}" for who in evening.offered]
        yield f"Offered a case, no time for it: {'; '.join(offered)}"
    if evening.no_case_for_long:
        yield f"No case for six months: {', '.join(evening.no_case_for_long)}"
    if evening.away_last_time:
        yield f"Away last time: {', '.join(evening.away_last_time)}"
    if evening.next_on is not None:
        yield f"You meet again on {said_weekday(evening.next_on)}."


def _wanted(book: Logbook, group: Group, *, summary: bool) -> list[str]:
    """Return what the leader wanted to do in a group next time: how many things, or which."""
    wanted = plans.open_plans(book, group)
    if not wanted:
        return []
    said = "; ".join(plan.next_time.rstrip(".") for plan in wanted)
    return [f"Next time you wanted to: {said if summary else so_many(len(wanted), 'thing')}"]


def narrow(desk: Desk) -> int:
    """Return the columns in which follow-ups are shown: few, and no more than there are."""
    return min(NARROW, width_of(desk))


def lines_about_drafts(desk: Desk, drafts: list[DraftLine], leader: str) -> list[str]:
    """Return lines about drafts, which stay until somebody ends them; ``leader`` reads them."""
    lines = [""] if drafts else []
    for draft in drafts:
        whose = "You have" if draft.leader == leader else f"{draft.leader} has"
        lines += wrapped(f"{whose} a draft: {draft_list.in_words(draft)}.", "", narrow(desk))
        if draft.leader == leader:
            lines += [f"  Carry on with it: {command_to_type(desk, desk.path, draft.command)}"]
    return lines


def group_lines(
    group: GroupFollowUps, summaries: dict[str, str | None] | None = None, width: int = NARROW
) -> list[str]:
    """Return the follow-ups of one group as lines to read; ``summaries`` are by case."""
    lines = [f"{group.group} {group.label}"]
    for name in LISTS:
        entries: tuple[FollowUpLine, ...] = getattr(group, name)
        if entries:
            lines.append(f"  {_HEADINGS[name]}")
        for entry in entries:
            lines += _entry_lines(entry, width)
            if summaries and (text := summaries[entry.case]):
                lines += wrapped(text, "        ", width)
    return lines if len(lines) > 1 else [*lines, "  Nobody is owed a follow-up."]


def _entry_lines(entry: FollowUpLine, width: int) -> list[str]:
    """Return one entry: label, presenter, and what led to it."""
    facts = [f"presented {entry.presented_on}"]
    if entry.asked:
        facts.append(f"asked {so_many(entry.asked, 'time')}; last answer: {entry.last_outcome}")
    if entry.due_in:
        facts.append(f"due in {so_many(entry.due_in, 'session')}")
    if entry.overdue:
        facts.append("overdue")
    return [
        *_hanging(f"{entry.case}  {entry.label} ({listed(entry.presenters)})", width),
        *wrapped("; ".join(facts), "        ", width),
    ]


def _hanging(text: str, width: int) -> list[str]:
    """Break a line that is too long for a narrow window under its beginning."""
    first, *rest = wrapped(text, "    ", width - 4)
    return [first, *(f"    {line}" for line in rest)]


def _summaries(book: Logbook, groups: list[GroupFollowUps]) -> dict[str, str | None]:
    """Return the latest summary of every case that is listed."""
    from balintlog.logbook.view.case_history import latest_summary

    cases = [entry.case for group in groups for name in LISTS for entry in getattr(group, name)]
    return {case: latest_summary(book, case) for case in cases}


class _WithSummary(NamedTuple):
    """A follow-up with the latest summary of its case."""

    content: FollowUpLine
    summary: str | None


def _with_summaries(group: GroupFollowUps, summaries: dict[str, str | None] | None) -> object:
    """Return the follow-ups of one group, each with the summary of its case if wanted."""
    if summaries is None:
        return group
    lists: dict[str, Iterable[FollowUpLine]] = {name: getattr(group, name) for name in LISTS}
    with_them = {
        name: [_WithSummary(entry, summaries[entry.case]) for entry in entries]
        for name, entries in lists.items()
    }
    return {**group._asdict(), **with_them}
