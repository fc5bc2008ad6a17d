"""The lines of a case's history, as a leader reads them."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from balintlog.cli.terminal.output import wrapped
from balintlog.domain.text import listed
from balintlog.logbook.view import case_history
from balintlog.logbook.view.case_story import feelings_over_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from balintlog.domain.document import News, Note, Telling
    from balintlog.logbook.view.case_history import CaseNow, HistoryEntry
    from balintlog.logbook.view.case_story import StoryEntry

_TEXTS = {
    "summary": "",
    "wanted": "Wanted: ",
    "text": "",
    "for_supervision": "For supervision: ",
    "next_time": "Next time we want to: ",
}
_RETURNED = {
    "spoke": "At the end the presenter spoke",
    "silent": "At the end the presenter was silent",
    "joined": "At the end the presenter joined in",
    None: "At the end",
}
_NOW = {"held": "(It held.)", "other": "(It was otherwise.)", "open": "(Still open.)"}
_FIELDS = {
    "encounter": "encounter",
    "themes": "themes",
    "why": "why this case",
    "feelings": "feelings",
    "patient_feelings": "feelings imagined in the patient",
    "interventions": "interventions",
    "observations": "observations",
    "taken_on": "taken to supervision",
    "done_on": "done",
    "phase_minutes": "minutes",
}
# These are in the headline, are told together, or say what follows for the case as it is now.
_NOT_A_LINE = {"presenters", "outcome", "told_by", "heading", "feelings_before", "feelings_after"}
_NOT_A_LINE |= {"follow_up", "after_sessions", "again"}
_NOT_A_LINE |= {"imagined", "on_return", "said_on_return", "came_of_it"}
_RELATIONS = {
    "continues": "continues",
    "continued-by": "continued by",
    "related": "related to",
}


def history_lines(
    case: CaseNow,
    story: Sequence[StoryEntry],
    asking: str,
    *,
    width: int,
    reader: str,
    is_short: bool = False,
    last_first: bool = False,
) -> list[str]:
    """Return a case's story as lines to read, at most ``width`` columns wide.

    ``asking`` says where the case stands. The author of a note is named unless it is ``reader``.
    ``is_short``: of each entry what happened, and one line of its words; ``last_first``: in the
    other order than the ``story``, which is that of time.
    """
    by = [f"presented by {listed(case.presenters)}"] if case.presenters else []
    links = [f"{_RELATIONS[link.relation]} {link.case}" for link in case.links]
    facts = [*by, asking, *(link for link in links if not link.startswith("related"))]
    lines = [f"{case.id}  {case.label}", *wrapped("; ".join(facts), "    ", width)]
    if steps := feelings_over_time(story):
        felt = " -> ".join(", ".join(step) for step in steps)
        lines += wrapped(f"Feelings: {felt}", "    ", width)
    imagined: dict[str, list[tuple[str, ...]]] = {}
    for entry in story:
        if isinstance(entry.content, case_history.ToldEntry):
            imagined.setdefault(entry.of, []).append(entry.content.content.imagined)
    for entry in story[::-1] if last_first else story:
        what, of = entry.content, f" ({entry.of})" if entry.of != case.id else ""
        place = f"{what.session}  " if what.session else ""
        headline = f"{what.held_on}  {place}{_headline(what, reader)}{of}"
        lines += [headline] if is_short else ["", headline]
        if isinstance(what, case_history.LinkEntry | case_history.TurnEntry):
            continue
        came = _came_of_it(what.content, imagined.get(entry.of, ()))
        texts = [*_content(what.content), *came]
        if is_short:
            lines += [f"    {shorten(text, width - 4, placeholder=' …')}" for text in texts[:1]]
            continue
        for text in texts:
            lines += wrapped(text, "    ", width)
    return lines


def _content(content: Telling | News | Note) -> Iterator[str]:
    """Yield what was recorded: the texts first, then a line for each other field that is filled.

    A field without a name in ``_FIELDS`` is shown under its own.
    """
    filled = {
        name: value
        for name, value in content._asdict().items()
        if value and name not in _NOT_A_LINE
    }
    for key, prefix in _TEXTS.items():
        if text := filled.pop(key, None):
            yield prefix + text
    named = {key: name for key, name in _FIELDS.items() if key in filled}
    for key in named | filled:
        yield f"{named.get(key) or key.replace('_', ' ')}: {in_words(filled[key])}"
    yield from _lines_in_words(content)
    before, after = (getattr(content, f"feelings_{when}", ()) for when in ("before", "after"))
    if before or after:
        yield f"feelings: {', '.join(before) or '-'} -> {', '.join(after) or '-'}"


def _lines_in_words(content: Telling | News | Note) -> Iterator[str]:
    """Yield what was imagined, and how the presenter came back at the end."""
    for number, line in enumerate(getattr(content, "imagined", ()), 1):
        yield f"Imagined: {number} {line}"
    on_return = getattr(content, "on_return", None)
    said = getattr(content, "said_on_return", None)
    if on_return or said:
        yield f"{_RETURNED[on_return]}{f': {said}' if said else '.'}"


def _came_of_it(
    content: Telling | News | Note, imagined: Sequence[tuple[str, ...]]
) -> Iterator[str]:
    """Yield what came of each line that the group had imagined, by presentation."""
    for came in getattr(content, "came_of_it", ()):
        lines = dict(enumerate(imagined, 1)).get(came.presentation, ())
        said = dict(enumerate(lines, 1)).get(came.line, f"line {came.line}")
        yield f"The group had imagined: {said} {_NOW[came.now]}"


def in_words(value: object) -> str:
    """Return the value of a field as it is read: several words with commas between them."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {number}" for name, number in value.items())
    return ", ".join(value) if isinstance(value, tuple | list) else str(value)


def _headline(entry: HistoryEntry, reader: str) -> str:
    """Say in a few words what happened."""
    if isinstance(entry, case_history.ToldEntry):
        return f"presented by {listed(entry.content.presenters) or '-'}"
    if isinstance(entry, case_history.HeardEntry):
        told_by = entry.content.told_by
        from_whom = f" (from {told_by.replace('-', ' ')})" if told_by else ""
        return f"news: {entry.content.outcome}{from_whom}"
    if isinstance(entry, case_history.NotedEntry):
        heading = f", {entry.content.heading}" if entry.content.heading else ""
        author = "" if entry.author == reader else f" by {entry.author}"
        return f"note {entry.id}{author}{heading}"
    if isinstance(entry, case_history.LinkEntry):
        return f"{_RELATIONS[entry.relation]} {entry.case}"
    return entry.kind
