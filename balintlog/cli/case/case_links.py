"""``balintlog case link|unlink|merge``: links between cases, and two cases that are one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.chosen_record import chosen_case
from balintlog.cli.options import CaseId, Json, asked_for
from balintlog.cli.terminal.output import answer
from balintlog.cli.terminal.prompts import confirm
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.ids import shown
from balintlog.logbook.book import find_case

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.logbook.record.link_cases import Linked
    from balintlog.logbook.view.followup_changes import FollowUpChange

OtherCase = Annotated[str | None, asked_for("CASE", "The other case: C7, or a word.", "C")]


def link(
    ctx: typer.Context,
    case: CaseId = None,
    other: OtherCase = None,
    continues: Annotated[
        bool, typer.Option("--continues", help="The first case continues the other one.")
    ] = False,
    json: Json = False,
) -> None:
    """Link two cases: the first is related to the other.

    With --continues it continues the other.
    Nobody is asked any more about a case that another one continues.

    \b
    Examples:
      balintlog case link C9 C7
      balintlog case link C9 C7 --continues
    """
    from balintlog.logbook.record import link_cases
    from balintlog.logbook.view import followup_changes

    desk: Desk = ctx.obj
    relation = link_cases.CONTINUES if continues else link_cases.RELATED
    with opened(desk) as book:
        first = chosen_case(desk, book, case)
        asks = "Continues which case?" if continues else "Related to which case?"
        second = chosen_case(desk, book, other, asks=asks)
        before = followup_changes.listed_now(book, first.group_id)
        linked = link_cases.link_cases(book, first, second, relation)
        changes = followup_changes.changes_since(book, first.group_id, before)
    said = "now continues" if continues else "is now related to"
    _tell(desk, linked, f"{linked.later} {said} {linked.earlier}.", changes, json=json)


def unlink(
    ctx: typer.Context, case: CaseId = None, other: OtherCase = None, json: Json = False
) -> None:
    """Delete the link between two cases.

    \b
    Examples:
      balintlog case unlink C9 C7
    """
    from balintlog.logbook.record import link_cases
    from balintlog.logbook.view import case_history, followup_changes

    desk: Desk = ctx.obj
    with opened(desk) as book:
        first = chosen_case(desk, book, case)
        linked_to = [linked.case for linked in case_history.case_now(book, first).links]
        asks = "No longer linked to which case?"
        second = chosen_case(desk, book, other, asks=asks, among=linked_to)
        before = followup_changes.listed_now(book, first.group_id)
        linked = link_cases.unlink_cases(book, first, second)
        changes = followup_changes.changes_since(book, first.group_id, before)
    said = "no longer continues" if linked.relation == "continues" else "is no longer related to"
    _tell(desk, linked, f"{linked.later} {said} {linked.earlier}.", changes, json=json)


def merge(
    ctx: typer.Context, case: CaseId = None, other: OtherCase = None, json: Json = False
) -> None:
    """Merge a case into another that is about the same patient.

    Its presentations, news and notes move to the other case, which keeps its
    label. Both ids lead there.

    \b
    Examples:
      balintlog case merge C9 C7
    """
    from balintlog.logbook.record import merge_cases
    from balintlog.logbook.view import case_history, followup_changes

    desk: Desk = ctx.obj
    with opened(desk) as book:
        gone = chosen_case(desk, book, case)
        stays = chosen_case(desk, book, other, asks="Into which case?")
        merge_cases.check_merge(book, gone, stays)
        history = case_history.history_of(book, gone, with_notes=True, all_authors=True)
        name, into = shown("C", gone.id), shown("C", stays.id)
        confirm(
            desk,
            f"Merge {name} {gone.label} ({case_history.counted(history)}) into {into}"
            f" {stays.label}, and keep that label?",
        )
        merge_cases.merge_cases(book, gone, stays)
        now = find_case(book, into)
        change = followup_changes.change_of(book, now)
    content = {"case": into, "merged": name, "follow_ups": [change]}
    answer(desk, content, f"{name} was merged into {into}.", change.line, json=json)


def _tell(
    desk: Desk, linked: Linked, done: str, changes: tuple[FollowUpChange, ...], *, json: bool
) -> None:
    content = {
        "case": linked.later,
        "other": linked.earlier,
        "relation": linked.relation,
        "follow_ups": changes,
    }
    answer(desk, content, done, *(change.line for change in changes), json=json)
