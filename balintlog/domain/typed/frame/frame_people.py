"""What is said of people in the frame of an evening: who led, who came, who was away or late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.typed.frame.evening_frame import (
    Around,
    EveningFrame,
    Mark,
    may_be_named,
    members_of,
    sat_in,
)
from balintlog.domain.typed.frame.frame_leaders import (
    AWAY,
    OF_LEADERS,
    away_or_absent,
    led,
    said_of_leaders,
)
from balintlog.domain.typed.frame.frame_tokens import Piece, number_of
from balintlog.domain.typed.frame.frame_words import TYPED_AS, VISITS
from balintlog.domain.typed.frame.new_alias import read_new_alias
from balintlog.domain.typed.unclear import Unclear, which_of
from balintlog.domain.typed.word_matches import is_one_slip
from balintlog.domain.vocabulary import SAT_IN
from balintlog.errors import InvalidInputError

if TYPE_CHECKING:
    from balintlog.domain.typed.frame.frame_clauses import Clause


class PeopleSaid:
    """What is said of people, taken clause by clause."""

    def __init__(self, frame: EveningFrame, around: Around) -> None:
        self.frame, self.around = frame, around
        self.members = members_of(frame, around)
        self.named = [*self.members, *may_be_named(frame, around)]
        self.before = [person.alias for person in around.circle(frame.group).people]

    def take(self, clause: Clause) -> list[Unclear]:
        """Change the frame as a clause says; return what is unclear."""
        if not clause.people:  # everybody
            self.frame = self.frame._replace(marks={})
            return []
        unclear: list[Unclear] = []
        if question := _person_or_word(clause):
            return [question]
        leading, clause = self._those_who_led(clause)
        if leading:
            self.frame = led(self.frame, leading)
        leaders = [piece for piece in clause.named if self._is_leader(piece)]
        if leaders:
            unclear += self._of_leaders(clause, leaders)
        for piece in clause.named:
            if piece not in leaders:
                unclear += self._of_somebody(clause, piece)
        return unclear

    # Leaders

    def _is_leader(self, piece: Piece) -> bool:
        known = (*self.around.leaders, *self.frame.leaders, *self.frame.leaders_away)
        return piece.kind == "person" and not piece.is_slip and piece.value in known

    def _those_who_led(self, clause: Clause) -> tuple[list[str], Clause]:
        """Return the leaders of whom nothing is said, and the clause without them.

        Between commas, leaders without a word of their own led, if the word behind them fits no
        leader, or would leave nobody who led.
        """
        alone = [part for part in clause.people if all(map(self._is_leader, part))]
        others = tuple(part for part in clause.people if part not in alone)
        if not alone or (clause.word is not None and not others):
            return [], clause
        word = clause.word.value if clause.word else ""
        left = {*self.frame.leaders} - {piece.value for piece in clause.named}
        if word in OF_LEADERS and (word not in AWAY or left):
            return [], clause
        return [piece.value for part in alone for piece in part], clause._replace(people=others)

    def _of_leaders(self, clause: Clause, leaders: list[Piece]) -> list[Unclear]:
        """Take what is said of leaders; return what makes no sense of them."""
        if clause.word is None:
            text = " ".join(piece.text for piece in leaders)
            return [Unclear(text, f"{text}: led, or what?")]
        usual = self.around.circle(self.frame.group).leaders
        named = list(dict.fromkeys(piece.value for piece in leaders))
        said = said_of_leaders(self.frame, clause, named, usual)
        if isinstance(said, Unclear):
            return [said]
        self.frame = said
        return []

    # Members and guests

    def _of_somebody(self, clause: Clause, piece: Piece) -> list[Unclear]:
        """Take what is said of somebody who does not lead; return what is unclear."""
        if piece.text in self.frame.guests:
            piece = Piece("person", piece.text, piece.text)
        alias, word = piece.value, clause.word
        if piece.kind == "unknown" or piece.is_slip or piece.choices:
            return self._unknown(clause, piece)
        if word is None:
            return [_no_word(alias)]
        if word.kind == "minutes?":
            return [_late_or_left(alias, word.text)]
        if word.kind == "either":
            return [_either(alias, word.choices)]
        if word.value in VISITS:
            return self._visit(clause, alias, word.value)
        if alias not in self.named and alias not in self.frame.guests:
            return [self._stranger(clause, alias)]
        if word.value == "offered":
            return self._offers(clause, alias)
        if word.kind == "status":
            return self._status(clause, alias)
        text = clause.said_of(alias)
        return [Unclear(text, f"{text}: that is said of leaders, and {alias} does not lead.")]

    def _status(self, clause: Clause, alias: str) -> list[Unclear]:
        status = clause.word.value if clause.word else ""
        if clause.is_taken_back and status == "present":
            return [away_or_absent(clause.said_of(alias), alias)]
        if clause.is_taken_back:
            return self._mark(alias, Mark("present"))
        if clause.number is None:
            return self._mark(alias, Mark(status))
        minutes, lasted = number_of(clause.number), self.frame.minutes
        if not 1 <= minutes <= lasted or (minutes == lasted and status != "present"):
            text = clause.said_of(alias)
            return [Unclear(text, f"{text}: the session had {lasted} minutes.")]
        if status == "present":
            return self._mark(alias, Mark(status, None if minutes == lasted else minutes))
        if not clause.is_sure and 2 * minutes > lasted:
            return [_late_or_there(clause, alias, minutes)]
        return self._mark(alias, Mark(status, minutes))

    def _mark(self, alias: str, mark: Mark) -> list[Unclear]:
        marks = {**self.frame.marks, alias: mark}
        if mark == Mark("present") and (alias in self.members or alias in self.frame.guests):
            del marks[alias]
        offered = self.frame.offered
        if mark.status not in SAT_IN:
            offered = tuple(who for who in offered if who != alias)
        self.frame = self.frame._replace(marks=marks, offered=offered)
        return []

    def _offers(self, clause: Clause, alias: str) -> list[Unclear]:
        others = tuple(who for who in self.frame.offered if who != alias)
        if clause.is_taken_back:
            self.frame = self.frame._replace(offered=others)
            return []
        if not sat_in(self.frame, alias):
            return [Unclear(clause.said_of(alias), f"{alias} was not there.")]
        offered = {*others, alias}
        in_order = dict.fromkeys([*self.named, *self.frame.guests])
        self.frame = self.frame._replace(offered=tuple(who for who in in_order if who in offered))
        return []

    def _visit(self, clause: Clause, alias: str, standing: str) -> list[Unclear]:
        """Take a guest, known or new, or take one back."""
        text = clause.said_of(alias)
        guests = dict(self.frame.guests)
        if alias in self.named:
            return [Unclear(text, f"{alias} belongs to {self.frame.group}.")]
        if clause.is_taken_back:
            guests.pop(alias, None)
            marks = {who: mark for who, mark in self.frame.marks.items() if who != alias}
            offered = tuple(who for who in self.frame.offered if who != alias)
            self.frame = self.frame._replace(guests=guests, marks=marks, offered=offered)
            return []
        if alias not in self.before and alias not in guests:
            try:
                read_new_alias(alias)
            except InvalidInputError as error:
                return [Unclear(text, f"{text}: {error.message}.")]
            if slip := next((who for who in self.named if is_one_slip(alias, who)), None):
                return [_did_you_mean(clause, alias, slip)]
        guests[alias] = standing
        self.frame = self.frame._replace(guests=guests)
        return []

    # Who is not understood

    def _unknown(self, clause: Clause, piece: Piece) -> list[Unclear]:
        """Take a new guest, or ask who is meant."""
        text = clause.said_of(piece.text)
        if clause.word is not None and clause.word.value in VISITS and not piece.choices:
            return self._visit(clause, piece.text, clause.word.value)
        if clause.word is not None and clause.word.kind in ("either", "minutes?"):
            text = " ".join(part for part in (piece.text, clause.word.text) if part)
        if piece.choices:
            choices = {choice: text.replace(piece.text, choice, 1) for choice in piece.choices}
            return [Unclear(text, which_of(piece.text, piece.choices), choices)]
        if piece.is_slip:
            return [_did_you_mean(clause, piece.text, piece.value)]
        return [self._stranger(clause, piece.text)]

    def _stranger(self, clause: Clause, alias: str) -> Unclear:
        """Return the question whether somebody who does not belong is a guest."""
        text = clause.said_of(alias)
        try:
            read_new_alias(alias)
        except InvalidInputError:
            return Unclear(text, f"{text}: that is not a word here.")
        as_guest = f"{alias} guest"
        word = clause.word.value if clause.word else ""
        if word not in AWAY:
            as_guest += clause.said_of("{}").removeprefix("{}")
        return Unclear(
            text, f"{alias} is nobody in {self.frame.group}. A guest?", {"yes": as_guest}
        )


def _person_or_word(clause: Clause) -> Unclear | None:
    """Return the question about "moth la", where that is lapwing or late; None if it is no such.

    What could be said of those before it takes nothing from what follows.
    """
    last = clause.named[-1]
    if clause.word or last.kind != "unknown" or not last.choices or len(clause.named) == 1:
        return None
    typed = clause.names()
    before = typed.removesuffix(last.text)
    choices = {choice: f"{before}{choice}" for choice in last.choices}
    return Unclear(typed, which_of(last.text, last.choices), choices)


def _no_word(alias: str) -> Unclear:
    choices = {word: f"{alias} {word}" for word in TYPED_AS.values()}
    return Unclear(alias, f"{alias}: away, late or what?", choices)


def _late_or_left(alias: str, minutes: str) -> Unclear:
    choices = {word: f"{alias} {word} {minutes}" for word in ("late", "left")}
    return Unclear(f"{alias} {minutes}", f"{alias}, {minutes} minutes: late or left?", choices)


def _either(alias: str, ways: tuple[str, ...]) -> Unclear:
    """Ask which of two words belongs to somebody who stands between them."""
    said = [way.removeprefix("{} ") for way in ways]
    choices = {way.split()[0]: f"{alias} {way}" for way in said}
    return Unclear(alias, f"{alias}: {' or '.join(said)}?", choices)


def _late_or_there(clause: Clause, alias: str, minutes: int) -> Unclear:
    word = TYPED_AS[clause.word.value] if clause.word else ""
    long = f"{minutes} minutes late" if word == "late" else f"left {minutes} minutes early"
    choices = {word: f"{alias} {minutes} min {word}", "there": f"{alias} there {minutes}"}
    return Unclear(clause.said_of(alias), f"{long}, or there for {minutes}?", choices)


def _did_you_mean(clause: Clause, typed: str, near: str) -> Unclear:
    says = f"{typed}: did you mean {near}?"
    text, instead = clause.said_of(typed), clause.said_of(near)
    return Unclear(text, says, {"yes": instead})
