"""``balintlog report``: what leaves the logbook, each for its own recipient."""

from __future__ import annotations

import typer

from balintlog.cli.report.accreditation import accreditation
from balintlog.cli.report.activity import activity
from balintlog.cli.report.certificate import certificate
from balintlog.cli.report.supervision import supervision

app = typer.Typer(name="report", help="Write reports for others, or for yourself.")
for name, command in (
    ("activity", activity),
    ("supervision", supervision),
    ("accreditation", accreditation),
    ("certificate", certificate),
):
    app.command(name)(command)


@app.callback()
def report() -> None:
    """Write reports for others, or for yourself."""
