"""``balintlog privacy retention`` and ``purge``: how long records stay, and deleting old ones."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from balintlog.cli.options import Json, day_option, require_changes
from balintlog.cli.terminal.choices import ask_number
from balintlog.cli.terminal.output import answer_json, progress, remark, say, table
from balintlog.cli.terminal.prompts import ask_line, ask_yes_no, confirm
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.retention_terms import MAX_MONTHS, MIN_MONTHS, TERMS
from balintlog.domain.text import so_many, so_much_news
from balintlog.domain.typed.typed_dates import read_day
from balintlog.errors import InvalidInputError
from balintlog.logbook.record import purge_records
from balintlog.logbook.reports import activity_report
from balintlog.logbook.view import draft_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.cli.desk import Desk
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.record.purge_records import BackupWithRecords, Past
    from balintlog.logbook.reports.period_facts import ReportPeriod

YEAR = 12  # months

app = typer.Typer(name="retention", help="Show or change how long records stay.")


@app.callback()
def retention() -> None:
    """Show or change how long records stay."""


def _months(name: str, what: str) -> Any:
    return typer.Option(name, min=MIN_MONTHS, max=MAX_MONTHS, metavar="MONTHS", help=what)


@app.command("show")
def show(ctx: typer.Context, json: Json = False) -> None:
    """Show how long each kind of record stays.

    \b
    Examples:
      balintlog privacy retention show
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        _tell(desk, purge_records.terms(book), json=json)


@app.command("set")
def set_(
    ctx: typer.Context,
    activity: Annotated[int | None, _months("--activity", "Sessions and attendance.")] = None,
    cases: Annotated[
        int | None, _months("--cases", "Cases, after closing or the last entry.")
    ] = None,
    notes: Annotated[int | None, _months("--notes", "Process notes, after the session.")] = None,
    taken_notes: Annotated[
        int | None, _months("--taken-notes", "Notes whose question went to supervision.")
    ] = None,
    json: Json = False,
) -> None:
    """Change how long each kind of record stays.

    Nothing is deleted by itself: status says what is past its time, and privacy
    purge deletes it.

    \b
    Examples:
      balintlog privacy retention set --cases 6
      balintlog privacy retention set --activity 120 --notes 3
    """
    desk: Desk = ctx.obj
    given = {
        "activity": activity,
        "cases": cases,
        "notes": notes,
        "taken-notes": taken_notes,
    }
    months = {term: number for term, number in given.items() if number is not None}
    if not desk.can_ask:
        require_changes(months, "privacy retention set")
    with opened(desk) as book:
        months = months or _asked_months(desk, purge_records.terms(book))
        purge_records.set_terms(book, months)
        _tell(desk, purge_records.terms(book), json=json)


def _asked_months(desk: Desk, terms: Mapping[str, int]) -> dict[str, int]:
    """Ask how many months each kind of record stays."""
    return {
        term: ask_number(
            desk, f"{term.capitalize()}, {after}: how many months?", MIN_MONTHS, MAX_MONTHS, stays
        )
        for term, after in TERMS.items()
        for stays in (terms[term],)
    }


def _tell(desk: Desk, terms: dict[str, int], *, json: bool) -> None:
    if json:
        answer_json(desk, {"months": terms})
        return
    rows = [(term, _in_words(terms[term]), after) for term, after in TERMS.items()]
    table(desk, ("records", "stay", "counted from"), rows)


def _in_words(months: int) -> str:
    years, rest = divmod(months, YEAR)
    return so_many(months, "month") if rest else so_many(years, "year")


def purge(
    ctx: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be deleted; change nothing.")
    ] = False,
    today: Annotated[
        str | None,
        day_option("--today", "Today's date, if the clock may be wrong.", may_come=True),
    ] = None,
    json: Json = False,
) -> None:
    """Delete for good what is past its time.

    It also clears the search index, drafts and unused parts of the file. Sessions
    keep the number of their case discussions. Closed cases of members who have
    left no longer say who presented them. Backups made before still hold everything.

    \b
    Examples:
      balintlog privacy purge --dry-run
      balintlog privacy purge
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        past, doubt = purge_records.past(book), purge_records.doubt_of_clock(book)
        backups = purge_records.backups_with(book, past)
        if past.is_nothing:
            doubt = None
        if dry_run and doubt is not None:
            remark(desk, f"note: {doubt}. If the clock is wrong, nothing of this is past its time.")
        if not dry_run:
            if not json:
                say(desk, *_lines(book, past, "will be deleted"))
            if not past.is_nothing:
                _check_clock(desk, doubt, today)
                _confirm_and_freeze(desk, book, past)
            with progress(desk, "Rewriting the logbook"):
                purge_records.purge(book, past)
    if json:
        answer_json(desk, _purged(past, backups, gone=not dry_run))
        return
    if dry_run:
        say(desk, *_lines(book, past, "would be deleted"))
    elif not past.is_nothing:
        say(desk, "Done.")
    _tell_backups(desk, backups)


def _confirm_and_freeze(desk: Desk, book: Logbook, past: Past) -> None:
    """Ask before what is past its time goes, and first save the figures that are wanted."""
    first = _to_freeze(desk, book, past)
    confirm(desk, "Delete this? You cannot undo it.")
    _freeze(desk, book, first)


def _check_clock(desk: Desk, doubt: str | None, typed: str | None) -> None:
    """Go on by a clock that is in doubt only if the leader says the same date; --yes says none.

    InvalidInputError for another date, and where nobody can be asked for it.
    """
    if doubt is None and typed is None:
        return
    if typed is None:
        if not desk.can_ask:
            raise InvalidInputError(
                doubt or "",
                hint=f"If the clock is right: --yes privacy purge --today {desk.today}",
            )
        remark(desk, f"note: {doubt}.")
        typed = ask_line(desk, "What is the date today? (day, month and year) ", THE_DATE)
    # A word such as "today" would only repeat what the clock says.
    as_if = desk.today - timedelta(days=1)
    if {read_day(typed, desk.today), read_day(typed, as_if)} != {desk.today}:
        raise InvalidInputError(
            f"this computer's clock says that today is {desk.today}; nothing was deleted",
            hint="If the clock is wrong, set it right first. If not, type that date in full.",
        )


THE_DATE = (
    "Today's date in full, such as 1 December 2026, from a calendar on the wall.",
    "What a wrong clock deletes is gone for good; if the two differ, nothing is deleted.",
)


def _to_freeze(desk: Desk, book: Logbook, past: Past) -> list[tuple[Group, ReportPeriod]]:
    """Offer to freeze the figures of years from which cases or presenters will be deleted."""
    wanted = []
    for group, period in activity_report.not_frozen(book, past.cases, past.codes):
        what = f"the figures of {group.label} for {period.name}"
        if period.until >= desk.today:
            remark(desk, f"{period.name} is not over, so {what} cannot be saved first.")
        elif desk.yes or (
            desk.can_ask and ask_yes_no(desk, f"First save {what}, for a report?", default=True)
        ):
            wanted.append((group, period))
        else:
            remark(desk, f"After this nobody can work out {what}.")
    return wanted


def _freeze(desk: Desk, book: Logbook, wanted: list[tuple[Group, ReportPeriod]]) -> None:
    for group, period in wanted:
        with book.store.writing():
            activity_report.freeze(book, group, period)
        remark(
            desk,
            f"Saved the figures of {group.label} for {period.name}, for a report; later corrections"
            " will not appear.",
        )


def _lines(book: Logbook, past: Past, what: str) -> list[str]:
    """Say what is past its time, kind by kind, with ids."""
    if past.is_nothing:
        return ["Nothing is past its time."]
    lines = [f"This is past its time and {what}:"]
    for kind, ids in purge_records.as_ids(past).items():
        if ids:
            lines.append(f"  {so_many(len(ids), kind[:-1])}: {', '.join(ids)}")
    if past.codes:
        lines.append(
            "  the presenter, who has left, of"
            f" {so_many(len(past.codes), 'presentation')} of closed cases"
        )
    if past.tellers:
        lines.append(
            "  the person who told it, who has left, of"
            f" {so_much_news(len(past.tellers))} of closed cases"
        )
    for draft in past.drafts:
        line = draft_list.line_of(book, draft)
        lines.append(f"  1 draft of {line.leader}: {draft_list.in_words(line)}")
    return lines


def _tell_backups(desk: Desk, backups: list[BackupWithRecords]) -> None:
    """Say which known backups hold what is deleted: no program can reach them all."""
    if not backups:
        return
    remark(desk, "These backups hold some of it; delete them once you have a newer one:")
    for backup in backups:
        where = "" if backup.is_there else " (not there now)"
        remark(desk, f"  {backup.made_on}  {backup.file}{where}")


def _purged(past: Past, backups: list[BackupWithRecords], *, gone: bool) -> dict[str, object]:
    """Return what is past its time, as JSON has it."""
    return {
        "gone": gone,
        **purge_records.as_ids(past),
        "presenters_dropped": len(past.codes),
        "tellers_dropped": len(past.tellers),
        "drafts": len(past.drafts),
        "backups": backups,
    }
