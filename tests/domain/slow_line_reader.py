"""A second, slow reading of lines such as "moth aw, w la 20": what each word could mean.

It knows nothing of the program, only the words of the rules, and reads lines of one kind: people,
a word, perhaps minutes, a comma.
"""

from __future__ import annotations

import calendar

STATUS = {
    "away": "apologies",
    "absent": "absent",
    "late": "late",
    "left": "left-early",
    "there": "present",
}
OTHER = [
    *("offered", "guest", "observer", "supervisor", "alone", "online", "hybrid", "in-person"),
    *("min", "cancelled", "debriefed", "recorded", "weekend", "safety", "not", "all"),
]
DAYS = [day.lower() for day in calendar.day_name]


def meanings(typed: str, people: list[str], labels: list[str]) -> list[str]:
    """Return everything that a word of a line can mean."""
    for whole in (people, [*STATUS, *OTHER], labels):
        if typed in whole:
            return [typed]
    meant = [alias for alias in people if alias.startswith(typed)]
    if len(typed) >= 2:
        meant += [word for word in [*STATUS, *OTHER] if word.startswith(typed)]
    if len(typed) >= 3:
        meant += [word for word in [*labels, *DAYS] if word.startswith(typed)]
    return meant


def marks(
    clauses: list[tuple[list[str], str, int | None]], people: list[str], labels: list[str]
) -> tuple[dict[str, tuple[str, int | None]], list[str]]:
    """Return who is marked how by clauses of known people, and the words that mean two things.

    A clause whose word is not clear marks nobody.
    """
    marked: dict[str, tuple[str, int | None]] = {}
    doubtful: list[str] = []
    for names, word, number in clauses:
        meant = [meanings(name, people, labels) for name in names]
        doubtful += [name for name, could in zip(names, meant, strict=True) if len(could) != 1]
        (status,) = meanings(word, people, labels)
        for could in meant:
            if len(could) == 1:
                marked[could[0]] = (STATUS[status], number)
    return {who: how for who, how in marked.items() if how != ("present", None)}, doubtful
