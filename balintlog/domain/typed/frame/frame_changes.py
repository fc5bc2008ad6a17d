"""Changes between two frames of the same session, in words: moth is away; was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.document import Frame
from balintlog.domain.text import listed, so_many
from balintlog.domain.typed.frame.evening_frame import attendance_of
from balintlog.domain.typed.frame.frame_sentence import led_by
from balintlog.domain.typed.frame.frame_words import FACTS
from balintlog.domain.typed.typed_dates import said_weekday

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.domain.document import Attended
    from balintlog.domain.typed.frame.evening_frame import Around, EveningFrame


def changes_in_words(before: EveningFrame, after: EveningFrame, around: Around) -> str:
    """Return what has changed, in sentences; "" if nothing has."""
    sentences = [*_of_session(before, after, around), *_of_people(before, after, around)]
    return " ".join(f"{sentence}." for sentence in sentences)


def _of_session(before: EveningFrame, after: EveningFrame, around: Around) -> Iterator[str]:
    pairs = (
        ("It was on", said_weekday(before.held_on), said_weekday(after.held_on)),
        ("It lasted", so_many(before.minutes, "minute"), so_many(after.minutes, "minute")),
        ("It was", before.mode.replace("-", " "), after.mode.replace("-", " ")),
    )
    for begins, was, now in pairs:
        if was != now:
            yield f"{begins} {now}, not {was}"
    if before.leaders != after.leaders:
        yield _who_led(before, after, around)
    for name in Frame._fields:
        was, now = getattr(before.facts, name), getattr(after.facts, name)
        if name != "offered" and was != now:
            yield from (f"No longer: {word}" for word in _words_of(name, was))
            yield from (f"Now: {word}" for word in _words_of(name, now))
    if before.offered != after.offered:
        yield f"{listed(after.offered) or 'Nobody'} offered a case"


def _who_led(before: EveningFrame, after: EveningFrame, around: Around) -> str:
    """Say who led; that two have changed places is said as one would say it."""
    now = {role: alias for alias, role in after.leaders.items()}
    was = {role: alias for alias, role in before.leaders.items()}
    two = ("leader", "co-leader")
    pairs = [tuple(who.get(role) for role in two) for who in (now, was)]
    if len(now) == len(was) == len(two) and None not in pairs[0] and pairs[0] == pairs[1][::-1]:
        return f"{now[two[0]]} leads, {now[two[1]]} co-leads; was the other way round"
    return f"It was led by {led_by(after, around)}, not {led_by(before, around)}"


def _words_of(name: str, value: object) -> list[str]:
    """Return the word that is typed for a value of a field; none for how it usually is."""
    return [word for word, fact in FACTS.items() if fact == (name, value)]


def _of_people(before: EveningFrame, after: EveningFrame, around: Around) -> Iterator[str]:
    """Yield a sentence for all who changed in the same way."""
    then, now = attendance_of(before, around), attendance_of(after, around)
    if before.facts.cancelled or after.facts.cancelled:
        return
    together: dict[tuple[str, str], list[str]] = {}
    for alias in dict.fromkeys([*then, *now]):
        was = _how(then.get(alias), before.minutes)
        became = _how(now.get(alias), after.minutes)
        if was != became:
            together.setdefault((was, became), []).append(alias)
    for (was, became), people in together.items():
        verbs = ("was", "is") if len(people) == 1 else ("were", "are")
        yield f"{listed(people)} {verbs[1]} {became}; {verbs[0]} {was}"


def _how(attended: Attended | None, lasted: int) -> str:
    """Return how somebody was there; ``lasted``: the minutes of the session."""
    if attended is None:
        return "not named"
    status, there = attended
    if status == "apologies":
        return "away"
    if status == "absent":
        return "away without a word"
    if status == "present":
        return "there" if there is None else f"there for {so_many(there, 'minute')}"
    missed = "" if there is None else f"{so_many(lasted - there, 'minute')} "
    if status == "late":
        return f"{missed}late"
    return f"there until {missed or 'shortly '}before the end"
