"""The clauses of a line: who is said to be what, for how many minutes; and what is left over.

A word belongs to everybody named just before it; if nobody was, to those named next. A slip of a
word is read as the word, so that what follows does not fall on those whom it was said of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.typed.frame.frame_tokens import COMMA, STOP, Piece
from balintlog.domain.typed.frame.frame_words import VISITS, WITH_MINUTES

if TYPE_CHECKING:
    from collections.abc import Mapping

PEOPLE = ("person", "unknown")


class Clause(NamedTuple):
    """People and what is said of them, or what is said of the session (no ``people``).

    ``people``: segments between commas. ``word`` is None where nothing is said. ``number``:
    minutes beside the word; ``is_sure``: it can be read in one way only ("20 minutes late").
    ``slips``: what was likely meant as the clause has it; until that is known it says nothing.
    """

    people: tuple[tuple[Piece, ...], ...] = ()
    word: Piece | None = None
    number: Piece | None = None
    is_sure: bool = False
    is_taken_back: bool = False
    slips: tuple[Piece, ...] = ()

    @property
    def named(self) -> tuple[Piece, ...]:
        """Return everybody who is named, whatever commas there are."""
        return tuple(piece for segment in self.people for piece in segment)

    def said_of(self, whom: str) -> str:
        """Return the clause as it is typed of one person: "moth late 20"."""
        return self._said(whom, self.word.meant if self.word else "", {})

    def typed_of(self, whom: str) -> str:
        """Return the clause likewise with its slips: "moth lte 20"."""
        slips = {piece.kind: piece.text for piece in self.slips}
        return self._said(whom, self.word.text if self.word else "", slips)

    def _said(self, whom: str, word: str, slips: Mapping[str, str]) -> str:
        parts = [whom, slips.get("not", "not") if self.is_taken_back else ""]
        number, unit = self.number.value if self.number else "", slips.get("min", "min")
        if self.is_sure:
            parts += [number, unit, word]
        else:
            has_unit = any(piece.kind == "min" for piece in self.slips)
            parts += [word, number, unit if has_unit else ""]
        return " ".join(part for part in parts if part)

    def names(self) -> str:
        """Return who is named, as it was typed."""
        return ", ".join(" ".join(piece.text for piece in segment) for segment in self.people)


def read_clauses(pieces: list[Piece]) -> list[Clause]:
    """Return the clauses of a line in order."""
    return _Clauses(pieces).read()


class _Clauses:
    """One reading: ``run`` are those named just before, ``ahead`` a word for those named next."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces, self.at = pieces, 0
        self.clauses: list[Clause] = []
        self.run: list[list[Piece]] = []
        self.has_word = False  # the run has one already
        self.ahead: Clause | None = None
        self.is_taken_back = False
        self.slips: list[Piece] = []

    def read(self) -> list[Clause]:
        while self.at < len(self.pieces):
            piece = self._next()
            if piece.kind in PEOPLE:
                self._name(piece)
            elif piece == COMMA:
                self._comma()
            elif piece.kind == "not":
                self.is_taken_back = True
            elif piece.kind in ("number", "minutes"):
                self._number(piece)
            elif piece.kind in ("status", "part") and not self._is_name(piece):
                self._word(piece)
            elif piece.kind in ("status", "part"):
                self.slips.remove(piece)
                self._name(Piece("unknown", piece.text))
            elif piece == STOP:
                self._end()
            else:
                self._end()
                self._say(self._with_there(piece))
        self._end()
        if self.is_taken_back:
            self._say(Piece("dangling", ""))
        return self.clauses

    def _is_name(self, word: Piece) -> bool:
        """Return True for a slip that is a new guest: "lathe guest"."""
        following = self._peek()
        is_visit = following is not None and following.value in VISITS
        return word.is_slip and not any(self.run) and is_visit

    def _name(self, piece: Piece) -> None:
        is_next_clause = piece.kind == "person" and self._ends_unknown()
        if is_next_clause or (self.has_word and self.ahead is None):
            self._end()
        if not self.run:
            self.run.append([])
        self.run[-1].append(piece)

    def _comma(self) -> None:
        is_asked = self.is_taken_back and any(self.run) and not self.has_word  # "not moth, …"
        if is_asked or self._ends_unknown() or self._has_both():
            self._end()
        else:
            self.run.append([])

    def _has_both(self) -> bool:
        """Return True for "ill heron": the unknown may be what is said of the person."""
        segment = self.run[-1] if self.run and not self.has_word and self.ahead is None else []
        return {piece.kind for piece in segment} == set(PEOPLE)

    def _ends_unknown(self) -> bool:
        """Return True for "heron ill" and "late twenty": the unknown may belong to what it ends."""
        segment = self.run[-1] if self.run and not self.has_word and self.ahead is None else []
        if not segment or segment[-1].kind != "unknown":
            return False
        begins = self.at - 1 - len(segment)
        is_behind = begins > 0 and self.pieces[begins - 1] not in (COMMA, STOP)
        return is_behind or self._has_both()

    def _number(self, piece: Piece) -> None:
        has_unit = piece.kind == "minutes" or self._next_kind() == "min"
        if piece.kind == "number" and has_unit:
            self._next()
        following = self._peek()
        if following is not None and following.value in WITH_MINUTES and following.kind == "status":
            self._word(self._next(), piece)
        elif self.run and self.run[-1] and not self.has_word and self.ahead is None:
            self._close(Piece("minutes?", piece.text), piece)
        else:
            self._end()
            self._say(piece._replace(kind="minutes" if has_unit else "number"))

    def _word(self, word: Piece, before: Piece | None = None) -> None:
        number = before
        if number is None and word.value in WITH_MINUTES:
            number = self._number_behind()
        says = Clause((), word, number, before is not None, self.is_taken_back, self._slips())
        self.is_taken_back = False
        if self.ahead is not None and self._end_or_ask(self.ahead, says):
            return
        is_closed = self.has_word and bool(self.run) and not self.run[-1]  # a comma behind its word
        names_next = self._next_kind() in PEOPLE
        if any(self.run) and not (is_closed and names_next):
            self.clauses.append(says._replace(people=self._segments()))
            self.has_word = True
            return
        self._end()
        if names_next:
            self.ahead = says
        else:
            self.clauses.append(says)

    def _number_behind(self) -> Piece | None:
        if self._next_kind() not in ("number", "minutes"):
            return None
        number = self._next()
        if number.kind == "number" and self._next_kind() == "min":
            self._next()
        return number

    def _close(self, word: Piece, number: Piece) -> None:
        """Say something of the last segment of the run alone."""
        *before, last = self._segments()
        if before:
            self.clauses.append(Clause(tuple(before)))
        self.clauses.append(Clause((last,), word, number, slips=self._slips()))
        self.run, self.has_word = [], False

    def _end(self) -> None:
        """End what is said of those named: nothing more belongs to them."""
        people = self._segments()
        if self.ahead is not None:
            self.clauses.append(self.ahead._replace(people=people))
        elif people and not self.has_word:
            self.clauses.append(Clause(people))
            self.is_taken_back = False  # "not moth" asks what was with moth
        self.run, self.has_word, self.ahead = [], False, None

    def _end_or_ask(self, ahead: Clause, says: Clause) -> bool:
        """End a word ahead, or ask: those named last could belong to the word that follows."""
        *before, last = self._segments()  # somebody was named, or there would be no word ahead
        if self._next_kind() in PEOPLE:
            self._end()
            return False
        if before:
            self.clauses.append(ahead._replace(people=tuple(before)))
        both = Piece("either", "", choices=(ahead.said_of("{}"), says.said_of("{}")))
        self.clauses.append(Clause((last,), both))
        self.run, self.has_word, self.ahead = [], False, None
        return True

    def _say(self, piece: Piece) -> None:
        is_taken_back, self.is_taken_back = self.is_taken_back, False
        self.clauses.append(Clause(word=piece, is_taken_back=is_taken_back, slips=self._slips()))

    def _with_there(self, piece: Piece) -> Piece:
        """Return "all there" as what it says of everybody."""
        following = self._peek()
        if piece.kind != "all" or following is None or following.value != "present":
            return piece
        return Piece("all there", f"{piece.text} {self._next().text}", "all there")

    def _segments(self) -> tuple[tuple[Piece, ...], ...]:
        return tuple(tuple(segment) for segment in self.run if segment)

    def _slips(self) -> tuple[Piece, ...]:
        """Return the slips among the words since the last clause."""
        slips, self.slips = tuple(self.slips), []
        return slips

    def _next(self) -> Piece:
        piece = self.pieces[self.at]
        self.at += 1
        if piece.is_slip and piece.kind not in PEOPLE:
            self.slips.append(piece)
        return piece

    def _peek(self) -> Piece | None:
        return self.pieces[self.at] if self.at < len(self.pieces) else None

    def _next_kind(self) -> str:
        piece = self._peek()
        return "" if piece is None else piece.kind
