"""The lines of a process note, as its author reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.terminal.output import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.logbook.view.session_and_note import NoteView


def note_lines(view: NoteView, width: int) -> Iterator[str]:
    """Yield a note as lines to read, at most ``width`` columns wide."""
    content = view.content
    on_case = f", on {view.case}" if view.case else ""
    yield f"{view.note}  {view.session} on {view.held_on}{on_case}"
    yield f"    by {view.author}"
    if content.heading:
        yield from wrapped(f"heading: {content.heading}", "    ", width)
    for key, chosen in (
        ("interventions", content.interventions),
        ("observations", content.observations),
    ):
        if chosen:
            yield from wrapped(f"{key}: {', '.join(chosen)}", "    ", width)
    for prefix, text in (
        ("", content.text),
        ("For supervision: ", content.for_supervision),
        ("Next time we want to: ", content.next_time),
    ):
        if text:
            yield ""
            yield from wrapped(prefix + text, "    ", width)
    if content.taken_on:
        yield f"    Taken to supervision on {content.taken_on}."
    if content.done_on:
        yield f"    Done on {content.done_on}."
