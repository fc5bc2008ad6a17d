"""The tokens of a frame line, and what each means: people, words, numbers, dates and groups.

A piece is one or more tokens that mean something together ("2 March"), or a token with no meaning.

What is written whole wins. A shortened word has one meaning, or is left to be asked about.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.aliases import natural_words
from balintlog.domain.folding import folded
from balintlog.domain.moment import day_fault
from balintlog.domain.text import whole_number
from balintlog.domain.typed.calendar_words import (
    MONTHS,
    NAMES_OF_DAYS,
    WEEKDAY_OF,
    WEEKDAYS,
)
from balintlog.domain.typed.frame.evening_frame import Around, EveningFrame, may_be_named
from balintlog.domain.typed.frame.frame_phrases import in_frame_words
from balintlog.domain.typed.frame.frame_words import (
    FILLERS,
    TYPED_AS,
    VERBS,
    WORDS,
    words_beginning,
)
from balintlog.domain.typed.typed_dates import NoDateError, read_day
from balintlog.domain.typed.word_matches import is_one_slip
from balintlog.domain.vocabulary import nearest
from balintlog.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TOKEN = re.compile(r"[,;:]|[^\s,;:]+")
_COUNT = re.compile(r"([0-9]{1,4})/([0-9]{1,4})/there")
_NUMBER = re.compile(r"([0-9]+)(min|mins|minutes|minute)?")
_ORDINAL = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)")
_DAY_AND_MONTH = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}")  # people leave out the last full stop
_DAYS_AGO = re.compile(r"([0-9]{1,5}) days? ago")
_LONGEST_DATE = 5  # words: last monday, 30. 11. 2026
_SHORTEST = 3  # letters to which groups, days and months are shortened
_MONTHS_BACK = 3  # in which there is every day of a month


class Piece(NamedTuple):
    """A piece of a line: what it is, as it was typed, and what it means.

    ``value`` by kind: an alias; a word of FRAME_WORDS; a number as text; a group's label; the date
    in ISO form, or as a word if that is a slip. ``choices``: what a word could mean, as it is typed
    whole. ``fault`` says why a date cannot be. ``is_slip``: the value is only likely to be meant.
    Of kinds, ``person`` is somebody for certain; ``unknown`` may also be a word.
    """

    kind: str
    text: str
    value: str = ""
    choices: tuple[str, ...] = ()
    fault: str = ""
    is_slip: bool = False

    @property
    def meant(self) -> str:
        """Return what was meant, as it is typed: away for apologies."""
        return TYPED_AS.get(self.value, self.value)


COMMA, STOP = Piece("comma", ","), Piece("stop", ".")


def read_pieces(typed: str, frame: EveningFrame, around: Around) -> list[Piece]:
    """Return the pieces of a line in order, without what is only for the eye."""
    text = in_frame_words(typed)
    return _months_with_their_days(list(_LineNames(frame, around).pieces(_tokens(text))))


def _months_with_their_days(pieces: list[Piece]) -> list[Piece]:
    """Return a slip of a month and the number beside it as one piece: "27 novmb"."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else STOP
        day, other = (before, piece) if before.kind == "number" else (piece, before)
        month = _likely_month(other) if day.kind == "number" else None
        if month:
            day_and_month = f"{day.value} {month}"
            text = f"{before.text} {piece.text}"
            joined[-1] = Piece("date", text, day_and_month, is_slip=True)
        else:
            joined.append(piece)
    return joined


def _likely_month(piece: Piece) -> str | None:
    """Return the month that a piece is likely to mean, whole or shortened, if it means nothing."""
    if piece.kind == "date" and piece.is_slip and piece.value in MONTHS:
        return piece.value
    if piece.kind != "unknown" or piece.choices or len(piece.text) <= _SHORTEST:
        return None
    near = [month for month in MONTHS if is_one_slip(piece.text, month[: len(piece.text) + 1])]
    return near[0] if len(near) == 1 else None


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for token in _TOKEN.findall(text):
        word = token.rstrip(".!")
        if token == word or not word or word[-1].isdigit():
            tokens.append(token if word else ";")
        else:
            tokens += [word, ";"]
    return tokens


class _LineNames:
    """Who and what may be named while a frame is typed."""

    def __init__(self, frame: EveningFrame, around: Around) -> None:
        circle = around.circle(frame.group)
        self.around = around
        self.people = _unique([*circle.leaders, *frame.leaders, *may_be_named(frame, around)])
        self.people = _unique([*self.people, *frame.guests, *frame.leaders_away])
        self.leaders = (*around.leaders, *frame.leaders)
        self.others = _unique([*around.leaders, *(person.alias for person in circle.people)])
        self.labels = {folded(circle.label): circle.label for circle in around.circles}

    def pieces(self, tokens: list[str]) -> Iterator[Piece]:
        at, before = 0, STOP
        while at < len(tokens):
            taken, piece = self._piece(tokens, at)
            at += taken
            if piece is not None:
                before = piece = self._doubted(piece, before)
                yield piece
                if piece.kind in ("number", "minutes") and tokens[at - 1].endswith("."):
                    yield STOP

    def _doubted(self, piece: Piece, before: Piece) -> Piece:
        """Return a piece, and instead of a date right behind a person a question: "moth sat"."""
        is_day = piece.kind == "date" and not piece.fault and not piece.is_slip
        is_odd = is_day and before.kind in ("person", "unknown")
        if not is_odd or (before.value in self.leaders and piece.text in NAMES_OF_DAYS):
            return piece
        return Piece("odd date", piece.text, piece.value)

    def _piece(self, tokens: list[str], at: int) -> tuple[int, Piece | None]:
        """Return how many tokens the next piece has, and the piece: None if for the eye only."""
        first = tokens[at]
        if first in ",;:":
            return 1, {",": COMMA, ";": STOP, ":": None}[first]
        if count := _COUNT.fullmatch(first):
            return 1, Piece("count", f"{count[1]} of {count[2]} there", first)
        if first in self.people or first in self.others:
            return 1, Piece("person", first, first)
        if (whole := self._date(tokens[at : at + _LONGEST_DATE])) and not self._is_doubted(whole):
            return whole
        if first == "on" and self._date(tokens[at + 1 : at + 1 + _LONGEST_DATE]):
            return 1, None
        if first in FILLERS or (first in VERBS and not self._may_be_somebody(first)):
            return 1, None
        return 1, self._word(first)

    def _may_be_somebody(self, token: str) -> bool:
        return any(alias.startswith(token) for alias in self.people)

    def _is_doubted(self, dated: tuple[int, Piece]) -> bool:
        """Return True for a shortened weekday with which somebody's alias begins, too."""
        length, piece = dated
        is_short = length == 1 and piece.text.isalpha() and piece.text not in NAMES_OF_DAYS
        return is_short and any(alias.startswith(piece.text) for alias in self.people)

    def _word(self, token: str) -> Piece:
        if number := _NUMBER.fullmatch(token.rstrip(".")):
            return Piece("minutes" if number[2] else "number", token.rstrip("."), number[1])
        if token in WORDS:
            return _frame_word(token, token)
        if token in self.labels:
            return Piece("label", token, self.labels[token])
        return self._shortened(token)

    def _shortened(self, token: str) -> Piece:
        people = [alias for alias in self.people if alias.startswith(token)]
        meant = [Piece("person", token, alias) for alias in people]
        meant += [_frame_word(token, word) for word in words_beginning(token)]
        if len(token) >= _SHORTEST:
            labels = [label for label in self.labels if label.startswith(token)]
            meant += [Piece("label", token, self.labels[label]) for label in labels]
        if meant and (short := _to_three_letters(token)) in WEEKDAY_OF:
            meant.append(Piece("date", token, WEEKDAYS[WEEKDAY_OF[short]]))
        others = [alias for alias in self.others if alias.startswith(token)]
        meant = meant or [Piece("person", token, alias) for alias in others] or self._slips(token)
        if len(meant) == 1:
            return meant[0]
        are_people = bool(meant) and all(piece.kind == "person" for piece in meant)
        kind = "person" if are_people else "unknown"
        return Piece(kind, token, choices=tuple(piece.meant for piece in meant))

    def _slips(self, token: str) -> list[Piece]:
        """Return what was likely meant by a word that means nothing, near people before words."""
        words = {} if token in natural_words() else _words_near(token)
        if token in words:  # a month without its day
            return []
        meant = [
            *(Piece("person", token, alias) for alias in self.people if is_one_slip(token, alias)),
            *dict.fromkeys(piece for word, piece in words.items() if is_one_slip(token, word)),
        ]
        if not meant and (alias := nearest(token, self.people, names=True)):
            meant = [Piece("unknown", token, alias)]
        if not meant and (word := nearest(token, words)):
            meant = [words[word]]
        return [piece._replace(is_slip=True) for piece in meant]

    def _date(self, tokens: list[str]) -> tuple[int, Piece] | None:
        """Return the longest date with which some tokens begin, and its length in tokens."""
        for length in range(len(tokens), 0, -1):
            typed = " ".join(tokens[:length])
            try:
                day = self._day(" ".join(map(_to_three_letters, tokens[:length])))
            except NoDateError:
                continue
            except InvalidInputError as error:
                return length, Piece("date", typed, fault=error.message)
            fault = day_fault(day, self.around.today) or ""
            return length, Piece("date", typed, day.isoformat(), fault=fault)
        return None

    def _day(self, text: str) -> date:
        """Return the day that a text means, as ``read_day`` does, and a few more."""
        if ago := _DAYS_AGO.fullmatch(text):
            return self.around.today - timedelta(days=int(ago[1]))
        ordinal = _ORDINAL.fullmatch(text)
        if ordinal and (day := _latest(int(ordinal[1]), self.around.today)):
            return day
        text += "." if _DAY_AND_MONTH.fullmatch(text) else ""
        return read_day(_ORDINAL.sub(r"\1", text), self.around.today, self.around.evening)


def _to_three_letters(word: str) -> str:
    """Return a shortened weekday or month as dates are read: mond as mon, novem as nov."""
    if len(word) > _SHORTEST and any(name.startswith(word) for name in (*WEEKDAYS, *MONTHS)):
        return word if word in NAMES_OF_DAYS else word[:_SHORTEST]
    return word


def _frame_word(token: str, word: str) -> Piece:
    kind, value = WORDS[word]
    return Piece(kind, token, value)


def _latest(day: int, today: date) -> date | None:
    """Return the latest such day of a month that is not in the future, or None."""
    first = today.replace(day=1)
    for _ in range(_MONTHS_BACK):
        try:
            if (meant := first.replace(day=day)) <= today:
                return meant
        except ValueError:  # 31 November
            pass
        first = (first - timedelta(days=1)).replace(day=1)
    return None


def _words_near(token: str) -> dict[str, Piece]:
    """Return the words for which a token may be a slip, and what each would mean."""
    words = {word: _frame_word(token, word) for word in WORDS}
    words |= {name: Piece("date", token, name) for name in (*WEEKDAY_OF, *MONTHS)}
    return {word: piece for word, piece in words.items() if _can_slip(word)}


def _can_slip(word: str) -> bool:
    """Return True for a word that is long enough; a slip of "not" would say the opposite."""
    return len(word) > _SHORTEST or word == "not"


def number_of(piece: Piece) -> int:
    """Return the number of a piece, and -1 if it is too long for one."""
    number = whole_number(piece.value)
    return -1 if number is None else number


def _unique(aliases: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(aliases))
