"""The clauses of a line: who is said to be what, for how many minutes; and what is left over.

A word belongs to everybody named just before it; if nobody was, to those named next.
"""

from __future__ import annotations

from typing import NamedTuple

from balintlog.domain.typed.frame_line_tokens import COMMA, STOP, Piece
from balintlog.domain.typed.frame_words import TYPED_AS, WITH_MINUTES

PEOPLE = ("person", "unknown")


class Clause(NamedTuple):
    """People and what is said of them, or what is said of the session (no ``people``).

    ``people``: segments between commas. ``word`` is None where nothing is said. ``number``:
    minutes beside the word; ``is_sure``: it can be read in one way only ("20 minutes late").
    """

    people: tuple[tuple[Piece, ...], ...] = ()
    word: Piece | None = None
    number: Piece | None = None
    is_sure: bool = False
    is_taken_back: bool = False

    @property
    def named(self) -> tuple[Piece, ...]:
        """Return everybody who is named, whatever commas there are."""
        return tuple(piece for segment in self.people for piece in segment)

    def said_of(self, whom: str) -> str:
        """Return the clause as it is typed of one person: "moth late 20"."""
        parts = [whom, "not" if self.is_taken_back else ""]
        word = TYPED_AS.get(self.word.value, self.word.value) if self.word else ""
        number = self.number.value if self.number else ""
        parts += [number, "min", word] if self.is_sure else [word, number]
        return " ".join(part for part in parts if part)


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

    def read(self) -> list[Clause]:
        while self.at < len(self.pieces):
            piece = self.pieces[self.at]
            self.at += 1
            if piece.kind in PEOPLE:
                self._name(piece)
            elif piece == COMMA:
                self.run.append([])
            elif piece.kind == "not":
                self.is_taken_back = True
            elif piece.kind in ("number", "minutes"):
                self._number(piece)
            elif piece.kind in ("status", "part"):
                self._word(piece)
            elif piece == STOP:
                self._end()
            else:
                self._end()
                self._say(self._with_there(piece))
        self._end()
        if self.is_taken_back:
            self._say(Piece("dangling", ""))
        return self.clauses

    def _name(self, piece: Piece) -> None:
        if self.has_word and self.ahead is None:
            self._end()
        if not self.run:
            self.run.append([])
        self.run[-1].append(piece)

    def _number(self, piece: Piece) -> None:
        has_unit = piece.kind == "minutes" or self._next_kind() == "min"
        if piece.kind == "number" and has_unit:
            self.at += 1
        following = self._peek()
        if following is not None and following.value in WITH_MINUTES and following.kind == "status":
            self.at += 1
            self._word(following, piece)
        elif self.run and self.run[-1] and not self.has_word and self.ahead is None:
            self._close(Piece("minutes?", piece.text), piece)
        else:
            self._end()
            self._say(piece._replace(kind="minutes" if has_unit else "number"))

    def _word(self, word: Piece, before: Piece | None = None) -> None:
        number = before
        if number is None and word.value in WITH_MINUTES:
            number = self._number_behind()
        says = Clause((), word, number, before is not None, self.is_taken_back)
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
        number = self.pieces[self.at]
        self.at += 1
        if number.kind == "number" and self._next_kind() == "min":
            self.at += 1
        return number

    def _close(self, word: Piece, number: Piece) -> None:
        """Say something of the last segment of the run alone."""
        *before, last = self._segments()
        if before:
            self.clauses.append(Clause(tuple(before)))
        self.clauses.append(Clause((last,), word, number))
        self.run, self.has_word = [], False

    def _end(self) -> None:
        """End what is said of those named: nothing more belongs to them."""
        people = self._segments()
        if self.ahead is not None:
            self.clauses.append(self.ahead._replace(people=people))
        elif people and not self.has_word:
            self.clauses.append(Clause(people))
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
        self.clauses.append(Clause(word=piece, is_taken_back=self.is_taken_back))
        self.is_taken_back = False

    def _with_there(self, piece: Piece) -> Piece:
        """Return "all there" as what it says of everybody."""
        following = self._peek()
        if piece.kind != "all" or following is None or following.value != "present":
            return piece
        self.at += 1
        return Piece("all there", "all there")

    def _segments(self) -> tuple[tuple[Piece, ...], ...]:
        return tuple(tuple(segment) for segment in self.run if segment)

    def _peek(self) -> Piece | None:
        return self.pieces[self.at] if self.at < len(self.pieces) else None

    def _next_kind(self) -> str:
        piece = self._peek()
        return "" if piece is None else piece.kind
