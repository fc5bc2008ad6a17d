"""The page of an activity report: a group's work, anonymised, for a funder or an institution.

It shows what ``privacy.disclosure`` lets out, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain import society_units
from balintlog.privacy.disclosure.summary_rules import WITHHELD_NOTE
from balintlog.reports.page import ACTIVITY_ONLY, Page, Section, Table

if TYPE_CHECKING:
    from datetime import date

    from balintlog.privacy.disclosure.summary_rules import Disclosed

TIMES = ("clock-hour", "double-hour")
FRAME_ONLY = "This report holds the frame of the work only: {}."


def page(title: str, since: date, until: date, told: Disclosed) -> Page:
    """Return the report of a period, both days included."""
    sections = [_frame(told)]
    if told.reason is not None:
        sections.append(Section("Work", (FRAME_ONLY.format(told.reason),)))
    else:
        sections += [_work(told), _follow_up(told)]
        sections.append(Section("How to read it", (WITHHELD_NOTE,)))
    return Page(
        title=title,
        notice=ACTIVITY_ONLY,
        about=(f"Period: {since} to {until}",),
        sections=tuple(sections),
        fields={
            "report": "activity",
            "title": title,
            "since": since,
            "until": until,
            **as_fields(told),
        },
    )


def as_fields(told: Disclosed) -> dict[str, object]:
    """Return the disclosed figures as plain values, under the names of the JSON report."""
    return {
        "frame": {
            "sessions": told.frame.sessions,
            "cancelled": told.frame.cancelled,
            "minutes": told.frame.minutes,
            "modes": dict(told.frame.modes),
        },
        "frame_only_because": told.reason,
        "present": told.present,
        "cases": told.cases,
        "tables": [{"of": table.of, "rows": dict(table.rows)} for table in told.tables],
        "feelings": dict(told.feelings),
        "follow_up": told.follow_up,
    }


def _frame(told: Disclosed) -> Section:
    frame = told.frame
    rows = [
        ("Sessions held", str(frame.sessions)),
        ("Sessions cancelled", str(frame.cancelled)),
        *((f"Sessions {mode}", str(number)) for mode, number in frame.modes),
        *(
            (society_units.named(unit), society_units.converted(frame.minutes, unit))
            for unit in TIMES
        ),
    ]
    if told.present is not None:
        rows.append(("Present, on average", f"{told.present} people"))
    return Section("Frame", tables=(Table("Sessions", ("What", "How much"), tuple(rows)),))


def _work(told: Disclosed) -> Section:
    tables = [
        Table(
            f"Cases by {_kind(table.of)}",
            (_kind(table.of).capitalize(), "Cases, to the nearest 5"),
            tuple((_plain(word), str(count)) for word, count in table.rows),
            bars=tuple(count for _, count in table.rows),
        )
        for table in told.tables
    ]
    if told.feelings:
        rows = tuple((_plain(word), band) for word, band in told.feelings)
        tables.append(Table("Feelings of those who presented", ("Feeling", "How often"), rows))
    total = f"About {told.cases} cases were discussed."
    return Section("Work", (total,), tuple(tables))


def _follow_up(told: Disclosed) -> Section:
    band = told.follow_up
    said = (
        "For this period the report does not say how many cases there was news of."
        if band is None
        else f"In this period there was news of {band} of the cases for which it was wanted."
    )
    return Section("Follow-up", (said,))


def _kind(of: str) -> str:
    return {
        "themes": "theme",
        "theme families": "theme family",
        "kinds of encounter": "kind of encounter",
    }[of]


def _plain(word: str) -> str:
    return word.replace("-", " ")
