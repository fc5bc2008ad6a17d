"""The line at "More?": words of the vocabulary, each of which finds its own field.

What is understood is taken and shown back by field. A word that fits two fields is asked about; a
word that is not known stays in the line.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from balintlog.domain.document import MAX_MINUTES
from balintlog.domain.text import whole_number
from balintlog.domain.typed.field_texts import (
    CASE,
    ENDS,
    FOR_THE_EYE,
    phase,
    text_ends,
    token_of,
    way_of_return,
)
from balintlog.domain.typed.field_words import (
    CASE_FIELDS,
    NOTE_FIELDS,
    TEXTS_OF_CASE,
    TEXTS_OF_NOTE,
    FieldValues,
    FieldWords,
    Meaning,
    meanings,
    not_known,
)
from balintlog.domain.typed.follow_up_wish import read_wish
from balintlog.domain.typed.unclear import Unclear, which_of

_TOKEN = re.compile(r"[;,:]|[^\s;,:]+")
_LINKS = {"continues": "continues", "related": "related_to"}  # as typed, and in the document
_BETWEEN_CASES = frozenset({",", ":", "to", "and"})


class MoreReading(NamedTuple):
    """What a line adds: ``values`` by field, what is to be asked for, and what stays in the line.

    ``values``: a word or a tuple of words as the document has them; ``wanted`` and ``supervision``
    text; ``imagined`` texts; ``on_return`` a word; ``said_on_return`` text; ``phase_minutes``;
    ``ask`` as ``read_wish`` gives it; ``continues``, ``related_to`` ids of cases; ``taken`` a day
    as it was typed. Those that were there before are among them.
    """

    values: FieldValues
    ask_for: tuple[str, ...]
    unclear: tuple[Unclear, ...]


def read_more_of_case(typed: str, before: FieldValues | None = None) -> MoreReading:
    """Read a line about a case. ``before``: what was there. Never raises for what is typed."""
    return _MoreLine(typed, CASE_FIELDS, TEXTS_OF_CASE, before or {}).read()


def read_more_of_note(typed: str, before: FieldValues | None = None) -> MoreReading:
    """Read a line about a process note, likewise."""
    return _MoreLine(typed, NOTE_FIELDS, TEXTS_OF_NOTE, before or {}).read()


class _MoreLine:
    """One reading. ``scope``: the field that was named last, to which the next words belong."""

    def __init__(
        self,
        typed: str,
        fields: tuple[FieldWords, ...],
        texts: tuple[str, ...],
        before: FieldValues,
    ) -> None:
        self.typed = typed
        self.places = list(_TOKEN.finditer(typed))
        self.tokens = [token_of(place[0]) for place in self.places]
        self.fields, self.texts = fields, texts
        self.values = dict(before)
        self.ask_for: list[str] = []
        self.unclear: list[Unclear] = []
        self.at = 0
        self.scope: FieldWords | None = None
        self.is_taken_back = False

    def read(self) -> MoreReading:
        while self.at < len(self.tokens):
            word = self.tokens[self.at]
            self.at += 1
            if word == ";":
                self._end()
            elif word == "not":
                self.is_taken_back = True
            elif word not in FOR_THE_EYE:
                self._take(word)
        self._end()
        return MoreReading(self.values, tuple(self.ask_for), tuple(self.unclear))

    def _end(self) -> None:
        """End what belongs together: nothing is left to be taken back."""
        self.scope = None
        if self.is_taken_back:
            self.is_taken_back = False
            self.unclear.append(Unclear("not", "not what?"))

    def _take(self, word: str) -> None:
        is_of_case = self.fields == CASE_FIELDS
        named = [field for field in self.fields if word in field.typed]
        if named and self.scope and word in self.scope.words and not self._leads_to(named[0]):
            named = []  # an observation that is called interventions
        is_other = word in self.texts or (is_of_case and word in (*_LINKS, "minutes", "ask"))
        if named:
            self._name(named[0])
        elif self.is_taken_back and is_other:
            self._refuse_not(word)
        elif word in self.texts:
            self._text(word)
        elif word == "minutes" and is_of_case:
            self._minutes()
        elif word == "ask" and is_of_case:
            self._ask()
        elif word in _LINKS and is_of_case:
            self._link(word)
        else:
            self._word(word)

    def _refuse_not(self, word: str) -> None:
        """Leave in the line what cannot be taken back by a word, up to the next comma."""
        self.is_taken_back = False
        begins = self.at - 1
        while self.at < len(self.tokens) and self.tokens[self.at] not in ENDS:
            self.at += 1
        text = self.typed[self.places[begins].start() : self.places[self.at - 1].end()]
        says = f"not {text}: type {word} alone, and empty it there."
        self.unclear.append(Unclear(f"not {text}", says))

    def _name(self, field: FieldWords) -> None:
        """Begin a field; named alone, it is to be asked for."""
        self.scope = field if self._leads_to(field) else None
        if self.scope is None:
            self._ask_later(field.typed[0])

    def _leads_to(self, field: FieldWords) -> bool:
        """Return True if the next word is one of a field."""
        ahead = (token for token in self.tokens[self.at :] if token not in FOR_THE_EYE)
        following = next(ahead, ";")
        if following in (*self.texts, "minutes", "ask"):
            return False
        return following == "not" or bool(meanings(following, (field,)))

    def _ask_later(self, name: str) -> None:
        if name not in self.ask_for:
            self.ask_for.append(name)

    def _word(self, token: str) -> None:
        is_taken_back, self.is_taken_back = self.is_taken_back, False
        meant = meanings(token, (self.scope,)) if self.scope else []
        if not meant:
            self.scope = None
            meant = self._everywhere(token)
        if is_taken_back and meant:  # of what it could mean, that which is there
            meant = [meaning for meaning in meant if self._is_there(meaning)]
            if not meant:
                self.unclear.append(Unclear(f"not {token}", f"not {token}: that was not said."))
                return
        if len(meant) == 1:
            self._put(meant[0], is_taken_back=is_taken_back)
        elif meant:
            self.unclear.append(_which(token, meant))
        else:
            self.unclear.append(not_known(token, self.fields))

    def _is_there(self, meaning: Meaning) -> bool:
        now = self.values.get(meaning.field.name, ())
        return meaning.word == now if isinstance(now, str) else meaning.word in now

    def _everywhere(self, token: str) -> list[Meaning]:
        meant = meanings(token, self.fields)
        if any(meaning.word == token for meaning in meant):
            return meant
        begun = [field for field in self.fields if any(w.startswith(token) for w in field.typed)]
        return meant + [Meaning(field, "") for field in begun if len(token) > 1]

    def _put(self, meaning: Meaning, *, is_taken_back: bool) -> None:
        field, word = meaning
        if not word:
            self._name(field)
            return
        now = self.values.get(field.name)
        words = [other for other in now or () if other != word and not field.holds_one]
        words += [] if is_taken_back else [word]
        self.values.pop(field.name, None)
        if words:
            self.values[field.name] = words[0] if field.holds_one else tuple(words)

    def _text(self, name: str) -> None:
        """Take the text behind a name; a name alone is to be asked for."""
        self.scope = None
        if name == "return" and self._way_of_return():
            return
        ends = text_ends(self.tokens, self.at, self.fields, self.texts)
        begins = self.at + (self.tokens[self.at : self.at + 1] == [":"])
        last = self.places[ends].start() if ends < len(self.places) else len(self.typed)
        text = self.typed[self.places[begins].start() : last].strip() if begins < ends else ""
        self.at = ends
        if not text.strip(",; "):
            self._ask_later(name)
        elif name == "imagined":
            self.values[name] = (*self.values.get(name, ()), text.rstrip(",; "))
        else:
            self.values["said_on_return" if name == "return" else name] = text.rstrip(",; ")

    def _way_of_return(self) -> bool:
        """Take how the presenter came back; True if no text follows: return spoke.

        "return spoke of home" is all text.
        """
        at = self.at + (self.tokens[self.at : self.at + 1] == [":"])
        way = way_of_return(self.tokens[at]) if at < len(self.tokens) else None
        behind = self.tokens[at + 1] if at + 1 < len(self.tokens) else ";"
        if way is None or not (behind in (":", *ENDS) or self._is_known(behind)):
            return False
        self.at = at + 1
        self.values["on_return"] = way
        return behind != ":"

    def _is_known(self, token: str) -> bool:
        """Return True for a word that could stand behind another without a comma."""
        names = (*self.texts, *_LINKS, "minutes", "ask", "not")
        return token in names or bool(self._everywhere(token))

    def _minutes(self) -> None:
        """Take the minutes of phases: present 5, presenter-out 30."""
        self.scope = None
        minutes = dict(self.values.get("phase_minutes", {}))
        taken = 0
        while True:
            ahead = range(self.at, len(self.tokens))
            pair = [at for at in ahead if self.tokens[at] not in (",", ":")][:2]
            meant = phase(self.tokens[pair[0]]) if pair else None
            number = whole_number(self.tokens[pair[1]]) if len(pair) > 1 else None
            if meant is None or number is None or number > MAX_MINUTES:
                break
            minutes[meant] = number
            taken += 1
            self.at = pair[1] + 1
        if taken:
            self.values["phase_minutes"] = minutes
        else:
            self._ask_later("minutes")

    def _link(self, word: str) -> None:
        """Take the cases with which a new case goes: continues C6, related C4 C9."""
        self.scope = None
        cases = []
        for token in self.tokens[self.at :]:
            if not CASE.fullmatch(token) and token not in _BETWEEN_CASES:
                break
            cases += [token.upper()] if CASE.fullmatch(token) else []
            self.at += 1
        name = _LINKS[word]
        if not cases:
            says = f"{word}: type the id of a case after it, such as C6."
            self.unclear.append(Unclear(word, says))
        elif name == "continues" and len(cases) > 1:
            choices = {case.lower(): f"{word} {case}" for case in cases}
            text = f"{word} {' '.join(cases)}"
            self.unclear.append(Unclear(text, f"{word}: {' or '.join(cases)}?", choices))
        elif name == "continues":
            self.values[name] = cases[-1]
        else:
            self.values[name] = tuple(dict.fromkeys((*self.values.get(name, ()), *cases)))

    def _ask(self) -> None:
        wish = read_wish(self.tokens[self.at :])
        if wish is None:
            self._ask_later("ask")
            return
        self.at += wish[0]
        self.values["ask"] = wish[1]


def _which(token: str, meant: list[Meaning]) -> Unclear:
    """Ask which field, or which word, a word means."""
    fields = list(dict.fromkeys(meaning.field for meaning in meant))
    if len(fields) == len(meant) and len({meaning.word for meaning in meant}) == 1:
        asks = ", or ".join(field.asks for field in fields)
        choices = {field.typed[-1]: f"{field.typed[0]} {meant[0].word}" for field in fields}
        return Unclear(token, f"{token}: is that {asks}? ({' '.join(choices)})", choices)
    names = [meaning.word or meaning.field.typed[0] for meaning in meant]
    if len(set(names)) < len(names):  # a word of one field that is the name of another
        names = [meaning.field.typed[0] for meaning in meant]
    typed = [f"{meaning.field.typed[0]} {meaning.word}".strip() for meaning in meant]
    return Unclear(token, which_of(token, names), dict(zip(names, typed, strict=True)))
