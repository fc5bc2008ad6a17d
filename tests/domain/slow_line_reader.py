"""A second, slow reading of lines such as "moth aw, w la 20": what each word could mean.

It knows nothing of the program, only the words of the rules, and reads lines of one kind: people,
a word, perhaps minutes, a comma. A clause ends at its comma; what could be a word of its own ends
it, too, and a clause whose word is a slip says nothing of anybody.
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


def slips(word: str) -> list[str]:
    """Return a word with a letter missing, doubled or wrong, or with two that are swapped."""
    mistyped: list[str] = []
    for at in range(len(word)):
        before, letter, behind = word[:at], word[at], word[at + 1 :]
        mistyped += [before + behind, before + 2 * letter + behind]
        mistyped += [before + other + behind for other in "aqz"]
        mistyped += [before + behind[0] + letter + behind[1:]] if behind else []
    return sorted({typed for typed in mistyped if typed != word})


def could_be(typed: str, name: str) -> bool:
    """Return whether both are the same once a letter of each is left out: no slip tells them."""
    shorter = [
        {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))} for word in (typed, name)
    ]
    return not shorter[0].isdisjoint(shorter[1])


def marks(
    clauses: list[tuple[list[str], str, int | None]], people: list[str], labels: list[str]
) -> tuple[dict[str, tuple[str, int | None]], list[str]]:
    """Return who is marked how by clauses of known people, and with what begins what stays.

    A name that is not clear marks nobody. Between two people it could be what is said of those
    before it, who then are not marked either; a word that is a slip marks nobody.
    """
    marked: dict[str, tuple[str, int | None]] = {}
    left: list[str] = []
    for typed, word, number in clauses:
        if not meanings(word, people, labels):
            left.append(typed[0])
            continue
        (status,) = meanings(word, people, labels)

        def _is_person(name: tuple[str, list[str]]) -> bool:
            return all(meant in people for meant in name[1])

        names = [(name, meanings(name, people, labels)) for name in typed]
        start = 0
        for at in range(1, len(names) - 1):
            is_person, may_be_word = _is_person(names[at + 1]), not _is_person(names[at])
            if may_be_word and is_person and any(map(_is_person, names[start:at])):
                left.append(names[start][0])
                start = at + 1
        for name, could in names[start:]:
            if len(could) == 1:
                marked[could[0]] = (STATUS[status], number)
            else:
                left.append(name)
    return {who: how for who, how in marked.items() if how != ("present", None)}, left
