"""The reader of a JSON object: takes out its fields one by one and lists all that is wrong.

A reader never stops at the first fault: it notes a Problem with the JSON pointer of the
place, returns None and goes on, so that a leader sees all of it at once. Which
fields there are is declared in ``domain.document``.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from balintlog.domain import ids
from balintlog.domain.text import printable, text_fault, tidy
from balintlog.domain.vocabulary import nearest
from balintlog.errors import InvalidInputError, Problem
from balintlog.logbook.document.decoded_json import twice_in
from balintlog.logbook.document.json_pointer import below
from balintlog.logbook.document.reading_context import FreeText, Mention

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from balintlog.logbook.document.reading_context import Reading

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MISSING = object()


class Fields:
    """The fields of one object at ``pointer``; what is wrong, or free text, goes to ``reading``."""

    def __init__(self, value: Any, pointer: str, reading: Reading) -> None:
        self.pointer = pointer
        self.reading = reading
        if isinstance(value, dict):
            self._left = dict(value)
            for key in twice_in(value):
                self.fault(key, "is given twice")
        else:
            self._left = {}
            self.fault(None, "must be an object in braces { }")
        self._known: list[str] = []

    def fault(self, key: str | int | None, message: str) -> None:
        """Note what is wrong with a field, or with the object itself."""
        pointer = self.pointer if key is None else self._at(key)
        self.reading.problems.append(Problem(message, pointer))

    def take(self, key: str, *, required: bool = False) -> Any:
        """Return the raw value of a field, or the mark for a missing one."""
        self._known.append(key)
        value = self._left.pop(key, _MISSING)
        if value is _MISSING and required:
            self.fault(key, "is missing")
        return value

    def constant(self, key: str, wanted: int) -> int:
        """Require a field that has one value only, and return that."""
        value = self.take(key, required=True)
        if value is not _MISSING and (isinstance(value, bool) or value != wanted):
            self.fault(key, f"must be {wanted}")
        return wanted

    def text(
        self, key: str, *, required: bool = False, one_line: bool = False, most: int | None = None
    ) -> str | None:
        """Return a text that may be kept."""
        value = self.take(key, required=required)
        return None if value is _MISSING else self._text(self._at(key), value, one_line, most)

    def free_text(
        self,
        key: str,
        *,
        required: bool = False,
        one_line: bool = False,
        most: int | None = None,
        about_group: bool = False,
    ) -> str | None:
        """Return a text in the leader's own words, which is read for identifiers before it is kept.

        ``about_group``: it stands in a process note.
        """
        sent: Any = self._left.get(key)
        text = self.text(key, required=required, one_line=one_line, most=most)
        if text is not None:
            self.reading.texts.append(FreeText(self._at(key), sent, text, about_group))
        return text

    def free_lines(self, key: str, most: int) -> tuple[str, ...]:
        """Return a list of at most so many texts in the leader's own words, each on one line."""
        lines = []
        sent = list(self._items(key))
        if len(sent) > most:
            self.fault(key, f"holds {len(sent)} lines; at most {most} are allowed")
        for pointer, value in sent:
            line = self._text(pointer, value, one_line=True)
            if line is not None:
                self.reading.texts.append(FreeText(pointer, value, line, False))
                lines.append(line)
        return tuple(lines)

    def word(self, key: str, vocabulary: Collection[str], *, required: bool = False) -> str | None:
        """Return one word of a vocabulary."""
        value = self.take(key, required=required)
        return None if value is _MISSING else self._word(self._at(key), value, vocabulary)

    def word_or_yes_no(
        self, key: str, vocabulary: Collection[str], *, required: bool = False
    ) -> str | None:
        """Return one word of a vocabulary that holds "none" and "yes", or what yes or no mean."""
        yes_no = {True: "yes", False: "none", "no": "none"}
        value = self._left.get(key)
        if isinstance(value, bool | str) and value in yes_no:
            self._left[key] = yes_no[value]
        return self.word(key, vocabulary, required=required)

    def words(self, key: str, vocabulary: Collection[str]) -> tuple[str, ...]:
        """Return a list of different words of a vocabulary, in the order given."""
        chosen = [self._word(pointer, value, vocabulary) for pointer, value in self._items(key)]
        return tuple(dict.fromkeys(word for word in chosen if word is not None))

    def whole(self, key: str, low: int, high: int, *, required: bool = False) -> int | None:
        """Return a whole number from ``low`` to ``high``; 90.0 is one, as JSON has it."""
        value = self.take(key, required=required)
        if value is _MISSING:
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.fault(key, f"must be a whole number from {low} to {high}")
            return None
        return value

    def yes_no(self, key: str, *, required: bool = False) -> bool | None:
        """Return a yes or no: true, false, "yes" or "no"."""
        value = self.take(key, required=required)
        if value is _MISSING or isinstance(value, bool):
            return None if value is _MISSING else bool(value)
        if value in ("yes", "no"):
            return bool(value == "yes")
        self.fault(key, "must be true or false")
        return None

    def day(self, key: str, *, required: bool = False) -> date | None:
        """Return a date written as 2026-03-02."""
        value = self.take(key, required=required)
        if value is _MISSING:
            return None
        try:
            if isinstance(value, str) and _ISO_DATE.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass  # the thirtieth of February
        self.fault(key, "must be a date that exists, such as 2026-03-02")
        return None

    def case_id(self, key: str, *, required: bool = False) -> int | None:
        """Return the number of a case id such as C7."""
        value = self.take(key, required=required)
        return None if value is _MISSING else self._case_id(self._at(key), value)

    def case_ids(self, key: str) -> tuple[int, ...]:
        """Return the numbers of one case id or of a list of them."""
        if isinstance(self._left.get(key), str):
            number = self.case_id(key)
            return () if number is None else (number,)
        numbers = [self._case_id(pointer, value) for pointer, value in self._items(key)]
        return tuple(dict.fromkeys(number for number in numbers if number is not None))

    def objects(self, key: str) -> Iterator[Fields]:
        """Yield the fields of each object in a list."""
        for pointer, value in self._items(key):
            yield Fields(value, pointer, self.reading)

    def inside(self, key: str, *, required: bool = False) -> Fields | None:
        """Return the fields of an object that stands in a field."""
        value = self.take(key, required=required)
        return None if value is _MISSING else Fields(value, self._at(key), self.reading)

    def within(self, key: str) -> Fields:
        """Return the fields of an object that is there."""
        return Fields(self.take(key), self._at(key), self.reading)

    def alias(
        self, key: str, kind: Literal["group", "leader"], *, required: bool = False
    ) -> str | None:
        """Return what somebody or a group is called by; whether they exist is seen later."""
        name = self.text(key, required=required, one_line=True)
        if name is not None:
            self.reading.mentions.append(Mention(kind, name, self._at(key)))
        return name

    def aliases(self, key: str, kind: Literal["presenter", "member"]) -> tuple[str, ...]:
        """Return a list of aliases; whether they exist is seen later."""
        named = []
        for pointer, value in self._items(key):
            alias = self._text(pointer, value, one_line=True)
            if alias is not None:
                self.reading.mentions.append(Mention(kind, alias, pointer))
                named.append(alias)
        return tuple(dict.fromkeys(named))

    def presenters(self, key: str, *, required: bool = False) -> tuple[str, ...] | None:
        """Return one alias, or those of a list that holds some."""
        value = self._left.get(key, _MISSING)
        if isinstance(value, list):
            if not value:
                self.fault(key, "names nobody")
            return self.aliases(key, "presenter")
        alias = self.text(key, required=required, one_line=True)
        if alias is None:
            return None
        self.reading.mentions.append(Mention("presenter", alias, self._at(key)))
        return (alias,)

    def teller(self, key: str, others: Collection[str]) -> str | None:
        """Return the alias of somebody who told something, or one of the words for others."""
        name = self.text(key, one_line=True)
        if name is not None and name not in others:
            self.reading.mentions.append(Mention("teller", name, self._at(key)))
        return name

    def mention(self, kind: Literal["member", "leader"], alias: str) -> None:
        """Note a key that is an alias, so that it is seen later whether there is one."""
        self.reading.mentions.append(Mention(kind, alias, self._at(alias)))

    def names(self) -> list[str]:
        """Return the keys that were not taken yet, where keys are names and not fields."""
        return list(self._left)

    def holds_object(self, key: str) -> bool:
        """True if a field that was not taken yet holds an object."""
        return isinstance(self._left.get(key), dict)

    def end(self) -> None:
        """Name every field that nobody knows."""
        for key in self._left:
            meant = nearest(key, self._known)
            question = f"; did you mean {meant}?" if meant else ""
            self.fault(key, f"is not a known field{question}")

    def _at(self, key: str | int) -> str:
        return below(self.pointer, key)

    def _items(self, key: str) -> Iterable[tuple[str, Any]]:
        """Return the pointer and the raw value of everything in a list."""
        value = self.take(key)
        if value is _MISSING:
            return []
        if not isinstance(value, list):
            self.fault(key, "must be a list in brackets [ ]")
            return []
        return [(below(self._at(key), index), item) for index, item in enumerate(value)]

    def _text(
        self, pointer: str, value: Any, one_line: bool = False, most: int | None = None
    ) -> str | None:
        fault: str | None = "must be a text in quotation marks"
        text = ""
        if isinstance(value, str):
            text = tidy(value)
            fault = text_fault(text, one_line=one_line, max_characters=most)
        if fault:
            self.reading.problems.append(Problem(fault, pointer))
            return None
        return text

    def _word(self, pointer: str, value: Any, vocabulary: Collection[str]) -> str | None:
        if isinstance(value, str) and value in vocabulary:
            return value
        self.reading.problems.append(Problem(unknown_word(value, vocabulary), pointer))
        return None

    def _case_id(self, pointer: str, value: Any) -> int | None:
        try:
            number = ids.number_of("C", value if isinstance(value, str) else "")
        except InvalidInputError:
            self.reading.problems.append(Problem("must be the id of a case, such as C7", pointer))
            return None
        number = self.reading.merged.get(number, number)
        self.reading.mentions.append(Mention("case", ids.shown("C", number), pointer))
        return number


def unknown_word(value: Any, vocabulary: Collection[str]) -> str:
    """Say that a word is not in a vocabulary, and which one was probably meant."""
    if isinstance(value, str) and (meant := nearest(value, vocabulary)):
        return f"{printable(value[:40])!r} is not a known word; did you mean {meant}?"
    return f"must be one of: {', '.join(vocabulary)}"


def raise_if_any(problems: list[Problem]) -> None:
    """Raise InvalidInputError with all problems, in the order in which they were found."""
    if problems:
        raise InvalidInputError(*problems)
