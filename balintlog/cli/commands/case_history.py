"""A case's history as lines to read."""

from __future__ import annotations

from typing import Any

from balintlog.cli.terminal.output import wrapped

_PREFIXES = {"new_perspective": "On return: ", "for_supervision": "For supervision: "}
_WORDS = {
    "encounter": "encounter",
    "themes": "themes",
    "why": "why this case",
    "feelings": "feelings",
    "patient_feelings": "imagined in the patient",
    "interventions": "interventions",
    "observations": "observations",
    "taken_on": "taken to supervision",
}


def history_lines(
    view: dict[str, Any],
    history: list[dict[str, Any]],
    asking: str,
    *,
    width: int,
    reader: str,
) -> list[str]:
    """Return a case's history as lines to read, at most ``width`` columns wide.

    ``asking`` says whether somebody is asked about an open case. The author of a note
    is named where it is not ``reader``.
    """
    facts = [view["state"]]
    if view["presenter"]:
        facts.append(f"presented by {view['presenter']}")
    if view["state"] == "open":
        facts.append(asking)
    lines = [f"{view['id']}  {view['label']}", f"    {'; '.join(facts)}"]
    for item in history:
        place = f"{item['session']}  " if item["session"] else ""
        lines += ["", f"{item['held_on']}  {place}{_headline(item, reader)}"]
        for key in ("summary", "text", "new_perspective", "for_supervision"):
            if item.get(key):
                lines += wrapped(_PREFIXES.get(key, "") + item[key], "    ", width)
        for key, name in _WORDS.items():
            if value := item.get(key):
                words = ", ".join(value) if isinstance(value, tuple | list) else value
                lines += wrapped(f"{name}: {words}", "    ", width)
        if phases := item.get("phase_minutes"):
            minutes = ", ".join(f"{phase} {minutes}" for phase, minutes in phases.items())
            lines += wrapped(f"minutes: {minutes}", "    ", width)
        if item["kind"] == "check-in" and (item["feelings_before"] or item["feelings_after"]):
            before = ", ".join(item["feelings_before"]) or "-"
            after = ", ".join(item["feelings_after"]) or "-"
            lines += wrapped(f"feelings: {before} -> {after}", "    ", width)
    return lines


def _headline(item: dict[str, Any], reader: str) -> str:
    """Say in a few words what happened."""
    kind = item["kind"]
    if kind == "presentation":
        return f"presented by {item['presenter'] or '-'}"
    if kind == "check-in":
        return f"check-in: {item['outcome']}"
    if kind == "note":
        heading = f", {item['heading']}" if item["heading"] else ""
        author = "" if item["author"] == reader else f" by {item['author']}"
        return f"note {item['id']}{author}{heading}"
    if kind == "linked":
        relation = {"continues": "continues", "continued-by": "continued by"}
        return f"{relation.get(item['relation'], 'related to')} {item['case']}"
    return str(kind)
