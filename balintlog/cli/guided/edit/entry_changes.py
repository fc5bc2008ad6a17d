"""Changes of an entry in words: which fields of a case, its news or a note are others now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TEXTS = {
    "label": "the label",
    "summary": "the story",
    "text": "the text",
    "wanted": "what the presenter wanted",
    "imagined": "what the group imagined",
    "said_on_return": "what the presenter said at the end",
    "for_supervision": "the question for supervision",
    "next_time": "what you want to do next time",
}
_SAID = {
    "encounter": "kind",
    "presenter": "brought by",
    "feelings": "the presenter felt",
    "patient_feelings": "the patient felt",
    "on_return": "back in the group",
    "phase_minutes": "minutes",
    "follow_up": "ask again",
    "again": "ask again",
    "after_sessions": "sessions until then",
    "feelings_before": "before",
    "feelings_after": "after",
    "outcome": "how things are",
    "told_by": "told by",
    "came_of_it": "what came of it",
    "related_to": "related to",
    "case": "about",
}
_KEYS = ("line", "now")  # of what came of an imagined line
_NONE = {"told_by": "the presenter"}
_UNSAID = ("keep", "recognisable")  # they follow from the look


def changes_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is other in an entry now, field by field, without any text of a case.

    ``before`` and ``after``: the entry as an object of the document.
    """
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old == new or name in _UNSAID:
            continue
        if name in _TEXTS:
            how = "was deleted" if new is None else "is new" if old is None else "was reworded"
            yield f"{_TEXTS[name]} {how}"
        else:
            said = _SAID.get(name, name.replace("_", " "))
            none = _NONE.get(name, "nothing")
            yield f"{said}: {_in_words(new, none)} (it was {_in_words(old, none)})"


def changed_sentence(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return what to say of an entry after an edit, by the ``name`` of it: an id, say."""
    changes = "; ".join(changes_of(before, after))
    return f"{name} was changed: {changes}." if changes else f"{name} stays as it was."


def _in_words(value: Any, none: str = "") -> str:
    if value is None:
        return none
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):  # minutes by phase, or what came of one imagined line
        return " ".join(str(part) for pair in value.items() for part in pair if part not in _KEYS)
    if isinstance(value, list):
        return ", ".join(_in_words(entry) for entry in value)
    return str(value)
