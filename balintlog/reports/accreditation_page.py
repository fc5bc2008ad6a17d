"""A leader's own portfolio for a society. It holds no case and no member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.text import so_many
from balintlog.domain.units import MINUTES, NAMES, UNITS, converted, said
from balintlog.reports.page import Page, Section, Table
from balintlog.reports.portfolio_verdicts import Row, tally, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from balintlog.domain.records import Training
    from balintlog.reports.society_presets import Preset

SESSION_COLUMNS = (
    "Date",
    "Minutes",
    "Mode",
    "Event",
    "Role",
    "Co-leader accredited",
    "Cases",
    "Supervised",
    "Recorded",
)
TRAINING_COLUMNS = ("Kind", "From", "To", "Sessions", "Minutes", "Role", "Mode", "Source")
RULE_COLUMNS = ("Rule", "Status", "Have", "Needed", "How")
ASK = "Check with your society: rules change, and only they decide."


def page(
    leader: str,
    rules: Preset,
    rows: Sequence[Row],
    trainings: Sequence[Training],
    across: Sequence[Training],
    since: date | None,
    until: date | None,
    today: date,
) -> Page:
    """Return the portfolio; the period runs from ``since`` (None: ever) to ``until``.

    ``across`` is training of which only a part lies in it: it is named, and not counted.
    """
    verdicts = [(one, verdict(one, rows, trainings, today, until)) for one in rules.rules]
    about = [
        f"Leader: {leader} (alias in the logbook)",
        f"Rules: {rules.name}",
        f"Source: {rules.source}, read {rules.read}",
        f"Period: {since or 'from the beginning'} to {until or today}",
        ASK,
    ]
    if rules.note:
        about.insert(3, f"Note: {rules.note}")
    rules_and_totals = (
        Table("Rules", RULE_COLUMNS, tuple((one.label, *found) for one, found in verdicts)),
        _totals(rows, trainings),
    )
    sections = [Section("What the society asks for", tables=rules_and_totals)]
    sections.append(Section("Sessions", (_counted(rows),), _session_tables(rows)))
    if trainings or across:
        table = Table("Elsewhere, as noted by the leader", TRAINING_COLUMNS, _rows(trainings))
        held = (table,) if trainings else ()
        sections.append(Section("Training elsewhere", _left_out(across), held))
    return Page(
        title="Portfolio of a Balint group leader",
        record_class="A",
        about=tuple(about),
        sections=tuple(sections),
        fields={
            "report": "accreditation",
            "leader": leader,
            "society": rules.name,
            "source": rules.source,
            "read": rules.read,
            "since": since,
            "until": until or today,
            "rules": [{"rule": one.label, **found._asdict()} for one, found in verdicts],
            "sessions": [one._asdict() for one in rows],
            "training": [_fields(one) for one in trainings],
            "training_not_counted": [_fields(one) for one in across],
        },
        to_fill=("Name", "Place, date", "Signature"),
    )


def _left_out(across: Sequence[Training]) -> tuple[str, ...]:
    return tuple(
        f"Not counted, as only a part of it lies in this period: {one.kind},"
        f" {one.from_on} to {one.until_on}."
        for one in across
    )


def _counted(rows: Sequence[Row]) -> str:
    return f"{said(len(rows), 'session')}, {so_many(sum(one.minutes for one in rows), 'minute')}."


def _session_tables(rows: Sequence[Row]) -> tuple[Table, ...]:
    cells = tuple(tuple(_cell(value) for value in one) for one in rows)
    return (Table("Sessions", SESSION_COLUMNS, cells),) if rows else ()


def _cell(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _totals(rows: Sequence[Row], trainings: Sequence[Training]) -> Table:
    """Count everything in every unit, and say how each was derived from minutes."""
    minutes = sum(one.minutes for one in rows) + sum(one.minutes for one in trainings)
    cells = []
    for unit in UNITS:
        found = tally(unit, rows, trainings)
        here, elsewhere = (f"{one:.2f}".rstrip("0").rstrip(".") for one in found)
        derived = converted(minutes, unit) if unit in MINUTES else "-"
        cells.append((NAMES[unit][1], here, elsewhere, derived))
    columns = ("Unit", "Here", "Elsewhere", "Derived")
    return Table("Totals of all roles and kinds", columns, tuple(cells))


def _rows(trainings: Sequence[Training]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(value) for value in one[2:-1]) for one in trainings)


def _fields(one: Training) -> dict[str, object]:
    fields = one._asdict()
    return {key: fields[key] for key in fields if key not in {"id", "leader", "row_version"}}
