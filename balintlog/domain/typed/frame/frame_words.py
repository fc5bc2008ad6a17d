"""The words by which a leader says what differs in the frame of an evening."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from balintlog.domain.typed.calendar_words import LAST, MONTH_OF, TODAY, WEEKDAY_OF, YESTERDAY


class FrameWord(NamedTuple):
    """What a word does (``kind``) and the word of the vocabulary that it stands for."""

    kind: str
    value: str


_STATUS = {
    "away": "apologies",
    "absent": "absent",
    "late": "late",
    "left": "left-early",
    "there": "present",
}
_PART = ("offered", "guest", "observer", "supervisor", "leads", "alone")
_MODES = ("online", "hybrid", "in-person")
FACTS: Mapping[str, tuple[str, Any]] = {
    "cancelled": ("cancelled", True),
    "debriefed": ("debriefed", "yes"),
    "recorded": ("recorded", "yes"),
    "weekend": ("event", "weekend"),
    "safety": ("safety_concern", True),
    "supervision": ("debriefed", "supervision"),
    "co-leader-debrief": ("debriefed", "co-leader-debrief"),
    "audio": ("recorded", "audio"),
    "video": ("recorded", "video"),
    "intensive": ("event", "intensive"),
    "large-group": ("event", "large-group"),
    "one-off": ("event", "one-off"),
}
WORDS = {
    **{word: FrameWord("status", value) for word, value in _STATUS.items()},
    **{word: FrameWord("part", word) for word in _PART},
    "guests": FrameWord("part", "guest"),
    "observers": FrameWord("part", "observer"),
    **{word: FrameWord("mode", word) for word in _MODES},
    **{word: FrameWord("fact", word) for word in FACTS},
    **{word: FrameWord("min", "min") for word in ("minutes", "minute", "min", "mins")},
    "not": FrameWord("not", "not"),
    "all": FrameWord("all", "all"),
}
# They are rare, and would make the beginnings of frequent words mean two things.
WHOLE_ONLY = frozenset(
    {
        "no",
        "leads",
        "guests",
        "observers",
        "minute",
        "mins",
        "minutes",
        "audio",
        "video",
        "intensive",
    }
    | {"supervision", "co-leader-debrief", "large-group", "one-off"}
)
# For the eye: what people write between the words, and what the sentence shown back holds besides.
FILLERS = frozenset({"and", "was", "were", "early", "by", "with", "for"})
# What makes a sentence of it. They say nothing, unless somebody's alias begins so.
VERBS = frozenset({"is", "are", "came", "been", "we", "it", "met"})
VISITS = frozenset({"guest", "observer"})
WITH_MINUTES = frozenset({"late", "left-early", "present"})
TYPED_AS = {value: word for word, value in _STATUS.items()}  # apologies: away

RESERVED = (
    frozenset(WORDS) | FILLERS | frozenset(WEEKDAY_OF) | frozenset(MONTH_OF)
    | TODAY | YESTERDAY | LAST
)  # fmt: skip


def words_beginning(with_letters: str) -> list[str]:
    """Return the words that may be shortened to these letters: two at least."""
    if len(with_letters) <= 1:
        return []
    return [word for word in WORDS if word.startswith(with_letters) and word not in WHOLE_ONLY]
