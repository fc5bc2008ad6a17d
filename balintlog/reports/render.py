"""Render a page as Markdown, HTML, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING

from balintlog.domain.cells import cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from balintlog.reports.page import Page, Table

SCHEMA = 1
FORMATS = {"markdown": "md", "html": "html", "csv": "csv", "json": "json"}

# Stands for a title that is put in later; no text that is kept can hold it.
TITLE = "\x02"

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#])")
_ADDRESS = re.compile(r"(https?://[^\s<>,]+)")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(page: Page, look: str) -> str:
    """Return a page in one of FORMATS, ending with a line end."""
    looks: dict[str, Callable[[Page], str]] = {
        "markdown": markdown,
        "html": html,
        "csv": csv_text,
        "json": json_text,
    }
    return looks[look](page)


def titled(text: str, look: str, title: str) -> str:
    """Return a rendered text with its title in the place of TITLE."""
    if look == "html":
        from markupsafe import escape

        return text.replace(TITLE, str(escape(title)))
    if look == "csv":
        quoted = _harmless(title).replace('"', '""')
        return text.replace(TITLE, f'"{quoted}"')
    if look == "json":
        return text.replace(json.dumps(TITLE), json.dumps(title, ensure_ascii=False))
    return text.replace(TITLE, _plain(title))


def markdown(page: Page) -> str:
    """Return Markdown that also reads well as it is."""
    lines = [f"# {_plain(page.title)}", "", page.notice]
    lines += ["", *(f"- {_plain(line)}" for line in page.about)]
    for section in page.sections:
        lines += ["", f"## {_plain(section.heading)}"]
        for paragraph in section.paragraphs:
            lines += ["", *(_plain(line) for line in paragraph.split("\n"))]
        for table in section.tables:
            if table.caption != section.heading:
                lines += ["", f"**{_plain(table.caption)}**"]
            lines += ["", *_rows(table)]
    for line in page.lines_to_fill:
        lines += ["", line]
    return "\n".join(lines) + "\n"


def _rows(table: Table) -> Iterable[str]:
    """Yield the rows of a table, its columns aligned."""
    texts = [[_plain(cell) for cell in row] for row in (table.columns, *table.rows)]
    widths = [max(map(cells, column)) for column in zip(*texts, strict=True)]
    for place, row in enumerate(texts):
        padded = (
            cell + " " * (width - cells(cell)) for cell, width in zip(row, widths, strict=True)
        )
        yield f"| {' | '.join(padded)} |"
        if place == 0:
            yield f"| {' | '.join('-' * width for width in widths)} |"


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is, on one line; an address stays as it is."""
    pieces = _ADDRESS.split(" ".join(text.split("\n")))
    return "".join(
        f"<{piece}>" if place % 2 else _MARKDOWN.sub(r"\\\1", piece)
        for place, piece in enumerate(pieces)
    )


def html(page: Page) -> str:
    """Return one page for a browser and for paper: no script, nothing from elsewhere."""
    from jinja2 import Environment, StrictUndefined

    source = files("balintlog.reports").joinpath("templates", "page.html").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string(source).render(page=page).rstrip("\n") + "\n"


def csv_text(page: Page) -> str:
    """Return comma separated values, a block for each table, for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_harmless(page.title)])
    for line in (page.notice, *page.about):
        writer.writerow([_harmless(line)])
    for section in page.sections:
        for paragraph in section.paragraphs:
            writer.writerow([])
            writer.writerow([_harmless(section.heading), _harmless(paragraph)])
        for table in section.tables:
            writer.writerow([])
            writer.writerow([_harmless(table.caption)])
            for row in (table.columns, *table.rows):
                writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA) and cell != "-" else cell


def json_text(page: Page) -> str:
    """Return the fields of a page as JSON."""
    content = {"schema": SCHEMA, **page.fields}
    return json.dumps(content, ensure_ascii=False, indent=1, default=_day) + "\n"


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
