"""The line that says what differs in the frame of an evening, in any order, as one would say it.

What is understood is taken, and what is said last holds. What is not understood, or could mean
two things, stays in the line with the words that belong to it; nothing is guessed.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from balintlog.domain.document import MAX_MINUTES
from balintlog.domain.text import so_many
from balintlog.domain.typed.calendar_words import WEEKDAYS
from balintlog.domain.typed.frame.evening_frame import (
    Around,
    EveningFrame,
    may_be_named,
    members_of,
    sat_in,
    usual_frame,
)
from balintlog.domain.typed.frame.frame_clauses import Clause, read_clauses
from balintlog.domain.typed.frame.frame_people import PeopleSaid
from balintlog.domain.typed.frame.frame_tokens import Piece, number_of, read_pieces
from balintlog.domain.typed.frame.frame_words import FACTS
from balintlog.domain.typed.unclear import Unclear, UnclearError
from balintlog.domain.vocabulary import MODES

DAYS_IN_A_MONTH = 31
_EVERYBODY = frozenset({"all there", "count"})


class FrameReading(NamedTuple):
    """The frame as a line changes it, and what stays in the line, in the order of typing."""

    frame: EveningFrame
    unclear: tuple[Unclear, ...]


def read_frame_line(typed: str, frame: EveningFrame, around: Around) -> FrameReading:
    """Return a frame as a typed line changes it. Never raises for anything that is typed."""
    pieces = read_pieces(typed, frame, around)
    moved = _in_its_group(pieces, frame, around)
    pieces = read_pieces(typed, moved, around)
    moved = _on_its_day(pieces, moved, around)
    clauses = read_clauses(read_pieces(typed, moved, around))
    reading = _as_said(clauses, moved, around)
    counts = [clause for clause in clauses if _kind(clause) == "count"]
    wrong = [fault for clause in counts if (fault := _miscounted(clause, reading.frame, around))]
    if wrong and not reading.frame.facts.cancelled:
        without = [clause for clause in clauses if clause not in counts]
        frame, unclear = _as_said(without, moved, around)
        return FrameReading(frame, (*unclear, *wrong))
    return reading


def _as_said(clauses: list[Clause], moved: EveningFrame, around: Around) -> FrameReading:
    """Return a frame with all clauses taken: first those of the session, then those of people."""
    of_people = [bool(clause.people) or _kind(clause) in _EVERYBODY for clause in clauses]
    session = _SessionSaid(moved, around)
    unclear = [
        _slipped(clause) if clause.slips else [] if is_of_people else session.take(clause)
        for clause, is_of_people in zip(clauses, of_people, strict=True)
    ]
    people = PeopleSaid(session.frame, around)
    for at, clause in enumerate(clauses):
        if clause.slips:
            continue
        if session.frame.facts.cancelled:
            if of_people[at] or _is_of_a_meeting(clause):
                unclear[at] = [_refused(clause)]
        elif of_people[at]:
            unclear[at] = people.take(clause)
    frame = people.frame
    if session.frame.facts.cancelled:
        frame = _nobody_met(session.frame, around)
    return FrameReading(frame, tuple(fault for faults in unclear for fault in faults))


def _kind(clause: Clause) -> str:
    return clause.word.kind if clause.word else ""


def _in_its_group(pieces: list[Piece], frame: EveningFrame, around: Around) -> EveningFrame:
    """Return the frame of the group that is named last; another group brings its own people."""
    labels = [piece.value for piece in pieces if piece.kind == "label"]
    if not labels or labels[-1] == frame.group:
        return frame
    usual = usual_frame(around.circle(labels[-1]), frame.held_on)
    return usual._replace(facts=frame.facts)


def _on_its_day(pieces: list[Piece], frame: EveningFrame, around: Around) -> EveningFrame:
    """Return the frame on the day that is named last, without the marks of who did not belong."""
    days = [clause.word for clause in read_clauses(pieces) if clause.word and not clause.people]
    days = [piece for piece in days if piece.kind == "date" and not piece.is_slip]
    good = [piece.value for piece in days if not piece.fault]
    if good:
        frame = frame._replace(held_on=date.fromisoformat(good[-1]))
    named = {*may_be_named(frame, around), *members_of(frame, around), *frame.guests}
    return frame._replace(
        marks={alias: mark for alias, mark in frame.marks.items() if alias in named},
        offered=tuple(alias for alias in frame.offered if alias in named),
    )


class _SessionSaid:
    """What is said of the session itself, taken clause by clause."""

    def __init__(self, frame: EveningFrame, around: Around) -> None:
        self.frame, self.around = frame, around

    def take(self, clause: Clause) -> list[Unclear]:
        """Change the frame as a clause says; return what is unclear."""
        try:
            self.frame = self._changed(clause)
        except UnclearError as error:
            return [error.unclear]
        return []

    def _changed(self, clause: Clause) -> EveningFrame:
        word = clause.word or Piece("", "")
        if clause.is_taken_back and word.kind not in ("mode", "fact"):
            raise UnclearError(Unclear(f"not {word.text}".rstrip(), "not what?"))
        if word.kind == "label":
            return self.frame
        return {
            "date": self._day,
            "minutes": self._minutes,
            "number": self._number,
            "mode": self._mode,
            "fact": self._fact,
            "odd date": self._odd_date,
        }.get(word.kind, self._not_understood)(clause, word)

    def _day(self, _: Clause, word: Piece) -> EveningFrame:
        if word.fault:
            begins = "" if word.text in word.fault else f"{word.text}: "
            raise UnclearError(Unclear(word.text, f"{begins}{word.fault.rstrip('.')}."))
        return self.frame

    def _odd_date(self, _: Clause, word: Piece) -> EveningFrame:
        weekday = WEEKDAYS[date.fromisoformat(word.value).weekday()]
        meant = word.value if word.text[-1].isdigit() else weekday
        says = f"{word.text}: {meant.capitalize()}?"
        raise UnclearError(Unclear(word.text, says, {"yes": meant}))

    def _minutes(self, _: Clause, word: Piece) -> EveningFrame:
        minutes = number_of(word)
        missed = [mark.minutes or 0 for mark in self.frame.marks.values()]
        if not 1 <= minutes <= MAX_MINUTES or minutes <= max(missed, default=0):
            says = f"{word.text} minutes: how long was it?"
            raise UnclearError(Unclear(f"{word.text} min", says))
        return self.frame._replace(minutes=minutes)

    def _number(self, clause: Clause, word: Piece) -> EveningFrame:
        number = number_of(word)
        if not 1 <= number <= DAYS_IN_A_MONTH:
            return self._minutes(clause, word)
        day, minutes = f"{number}{_ending(number)}", so_many(number, "minute")
        choices = {"day": day, "minutes": f"{number} min"}
        raise UnclearError(Unclear(word.text, f"{number}: the {day}, or {minutes}?", choices))

    def _mode(self, clause: Clause, word: Piece) -> EveningFrame:
        usual = self.around.circle(self.frame.group).mode
        if not clause.is_taken_back:
            return self.frame._replace(mode=word.value)
        if word.value != self.frame.mode:
            return self.frame
        if word.value != usual:
            return self.frame._replace(mode=usual)
        others = {mode: mode for mode in MODES if mode != usual}
        says = f"not {word.value.replace('-', ' ')}: {' or '.join(others)}?"
        raise UnclearError(Unclear(f"not {word.text}", says, others))

    def _fact(self, clause: Clause, word: Piece) -> EveningFrame:
        field, value = FACTS[word.value]
        if clause.is_taken_back:
            value = type(self.frame.facts)._field_defaults[field]
        return self.frame._replace(facts=self.frame.facts._replace(**{field: value}))

    def _not_understood(self, clause: Clause, word: Piece) -> EveningFrame:
        text = clause.said_of("")
        raise UnclearError(Unclear(text or word.text, f"{text or word.text}: who?"))


def _slipped(clause: Clause) -> list[Unclear]:
    """Ask whether a clause means what it likely does; nothing of it is taken before."""
    typed = " ".join(slip.text for slip in clause.slips)
    meant = " ".join(slip.meant for slip in clause.slips)
    names = clause.names()
    says, instead = f"{typed}: did you mean {meant}?", clause.said_of(names)
    return [Unclear(clause.typed_of(names), says, {"yes": instead})]


def _ending(number: int) -> str:
    """Return the ending of an ordinal: 1st, 22nd, 13th."""
    if number in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _nobody_met(frame: EveningFrame, around: Around) -> EveningFrame:
    """Return the frame of a cancelled session: group and day, and that it was cancelled."""
    usual = usual_frame(around.circle(frame.group), frame.held_on)
    return usual._replace(facts=usual.facts._replace(cancelled=True))


def _is_of_a_meeting(clause: Clause) -> bool:
    """Return True for what can only be said of a session that took place, and was understood."""
    word = clause.word or Piece("", "")
    return word.kind in ("mode", "minutes") or (word.kind == "fact" and word.value != "cancelled")


def _refused(clause: Clause) -> Unclear:
    named = " ".join(piece.text for piece in clause.named)
    text = clause.said_of(named or (clause.word.text if clause.word else ""))
    if not named and clause.word:
        text = f"{clause.word.text}{' min' if clause.word.kind == 'minutes' else ''}"
    return Unclear(text, f"{text}: nobody met, as it was cancelled.")


def _miscounted(clause: Clause, frame: EveningFrame, around: Around) -> Unclear | None:
    """Return what is wrong with "7 of 8 there", if so many were not there."""
    members = members_of(frame, around)
    there = [alias for alias in members if sat_in(frame, alias)]
    text = clause.word.text if clause.word else ""
    if text == f"{len(there)} of {len(members)} there":
        return None
    return Unclear(text, f"{text}: who was away?")
