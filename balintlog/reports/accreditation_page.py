"""The page of a leader's portfolio, for accreditation by a society.

It holds no case and no member.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.society_units import MINUTES, NAMES, UNITS, converted, said
from balintlog.domain.text import so_many
from balintlog.reports.page import ACTIVITY_ONLY, Page, Section, Table
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
ASK = "Check with your society: rules change, and only the society decides."


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
    verdicts = [(rule, verdict(rule, rows, trainings, today, until)) for rule in rules.rules]
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
        Table("Rules", RULE_COLUMNS, tuple((rule.label, *judged) for rule, judged in verdicts)),
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
        notice=ACTIVITY_ONLY,
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
            "rules": [{"rule": rule.label, **judged._asdict()} for rule, judged in verdicts],
            "sessions": [row._asdict() for row in rows],
            "training": [_fields(record) for record in trainings],
            "training_not_counted": [_fields(record) for record in across],
        },
        to_fill=("Name", "Place, date", "Signature"),
    )


def _left_out(across: Sequence[Training]) -> tuple[str, ...]:
    return tuple(
        f"Not counted, because only part of it falls in this period: {record.kind},"
        f" {record.from_on} to {record.until_on}."
        for record in across
    )


def _counted(rows: Sequence[Row]) -> str:
    return f"{said(len(rows), 'session')}, {so_many(sum(row.minutes for row in rows), 'minute')}."


def _session_tables(rows: Sequence[Row]) -> tuple[Table, ...]:
    cells = tuple(tuple(_cell(value) for value in row) for row in rows)
    return (Table("Sessions", SESSION_COLUMNS, cells),) if rows else ()


def _cell(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _totals(rows: Sequence[Row], trainings: Sequence[Training]) -> Table:
    """Count everything in every unit, and say how each was derived from minutes."""
    minutes = sum(row.minutes for row in rows) + sum(record.minutes for record in trainings)
    cells = []
    for unit in UNITS:
        counted = tally(unit, rows, trainings)
        here, elsewhere = (f"{number:.2f}".rstrip("0").rstrip(".") for number in counted)
        derived = converted(minutes, unit) if unit in MINUTES else "-"
        cells.append((NAMES[unit][1], here, elsewhere, derived))
    columns = ("Unit", "Here", "Elsewhere", "Derived")
    return Table("Totals of all roles and kinds", columns, tuple(cells))


def _rows(trainings: Sequence[Training]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(value) for value in record[2:-1]) for record in trainings)


def _fields(record: Training) -> dict[str, object]:
    fields = record._asdict()
    return {key: fields[key] for key in fields if key not in {"id", "leader", "row_version"}}
