"""A form that is filled in question by question, and can be left at any of them.

The answers are a document of the same shape as a session that is sent as JSON. After
every answer the form is saved as a draft, so that nothing typed is lost; when the
leader goes on later, no question comes twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from balintlog.cli.terminal.typed_signs import GoBack
from balintlog.errors import BalintlogError, InterruptedByLeaderError

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.terminal.typed_signs import SkipTheRest
    from balintlog.logbook.screening.screen_gate import Guard

# An object of the document as far as it is answered, in the form in which the draft keeps it: JSON
# that nobody has checked. The reader does that when it is recorded.
Answers = dict[str, Any]


@dataclass
class Form:
    """The document so far, and the questions that were answered.

    ``asides`` are answers that lead through the form but do not go into the
    document, such as whether there is another case. ``keep`` saves the form as a draft, in
    place of the one with a number, and returns its number: ``draft``. ``stood`` is what an
    edited record held when it was read. ``guard`` reads the texts for identifiers.
    """

    answers: Answers = field(default_factory=dict)
    asides: Answers = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    keep: Callable[[Answers, int | None], int] | None = None
    draft: int | None = None
    carries_on: str = ""  # the command that takes up the draft
    stood: Answers = field(default_factory=dict)
    guard: Guard | None = None
    has_look: bool = False  # a look before saving, where each answer can be changed
    has_asked_for_text: bool = False  # how a text is written is said once
    pointed_out: set[tuple[str, str, str]] = field(default_factory=set)  # part, field and text
    is_taken_up: bool = False  # from a draft that has not been looked at yet
    delete_draft: Callable[[], bool] | None = None  # after a yes, at the look that it begins with
    sign: SkipTheRest | GoBack | None = None  # typed behind a text: obeyed once that is kept

    @property
    def has_draft(self) -> bool:
        """Whether there is a draft of what was typed."""
        return self.draft is not None

    @property
    def draft_is_kept(self) -> str:
        """The hint for a leader whose question was broken off."""
        return f"What you typed is saved as a draft; {self.carries_on} carries on from there."

    @property
    def as_draft(self) -> Answers:
        """What a draft holds of the form, as JSON has it."""
        return {
            "answers": self.answers,
            "asides": self.asides,
            "answered": self.answered,
            "stood": self.stood,
        }

    @property
    def typed(self) -> Answers:
        """The answers that are new, without the places that were kept in them."""
        return {
            key: answer
            for key, answer in self.answers.items()
            if answer != self.stood.get(key) and key != "keep"
        }

    def step(self, name: str, into: Answers, key: str, ask: Callable[[Any], Any]) -> Any:
        """Ask one question unless it was answered, and return the answer.

        ``ask`` is given what is there now; if it returns nothing, the field is
        deleted. ``name`` tells the question apart in the whole form.
        """
        if name not in self.answered:
            self.sign = None
            answer = self._answer(into, key, ask)
            if answer is None or answer == []:
                into.pop(key, None)
            else:
                into[key] = answer
            if not isinstance(self.sign, GoBack):  # else it is asked again, on the way forward
                self.answered.append(name)
            self.save_draft()
            self.obey_sign()
        return into.get(key)

    def obey_sign(self) -> None:
        """Raise the sign that was typed behind the last text, if any was."""
        sign, self.sign = self.sign, None
        if sign is not None:
            raise sign

    def _answer(self, into: Answers, key: str, ask: Callable[[Any], Any]) -> Any:
        """Ask; half a text goes into the draft, so that the leader can finish it later."""
        try:
            return ask(into.get(key))
        except InterruptedByLeaderError as error:
            half, error.half = error.half, ""  # a question around this has no more to save
            if half and half != into.get(key):  # else nobody has typed anything
                into[key] = half
                self._forget_kept(into, key)
                self.save_half()
            raise

    def _kept_over(self, now: Answers) -> list[Any]:
        """Return which places are kept in what was typed, and in the rest of the record now."""
        typed = {f"/{key}" for key in self.typed}

        def of_typed(place: Any) -> bool:
            field = place["field"]
            return any(field == key or field.startswith(f"{key}/") for key in typed)

        kept = [place for place in now.get("keep", []) if not of_typed(place)]
        return kept + [place for place in self.answers.get("keep", []) if of_typed(place)]

    def _forget_kept(self, into: Answers, key: str) -> None:
        """Forget which places of a field are kept: they were those of another text."""
        if kept := [place for place in into.pop("keep", []) if place["field"] != f"/{key}"]:
            into["keep"] = kept

    def save_draft(self) -> None:
        """Save the form as it is now, if it has a draft."""
        if self.keep is not None:
            self.draft = self.keep(self.as_draft, self.draft)

    def save_half(self) -> None:
        """Save half a text; if that fails, the question ends all the same, without a draft."""
        try:
            self.save_draft()
        except BalintlogError:
            self.draft = None

    def aside(self, name: str, ask: Callable[[Any], Any]) -> Any:
        """Ask one question whose answer does not go into the document."""
        return self.step(name, self.asides, name, ask)

    def ask_once_more(self, *names: str) -> None:
        """Ask single questions again, each with its answer in place."""
        self.answered = [name for name in self.answered if name not in names]

    def go_back(self) -> bool:
        """Ask the question before again; return whether there was a question before."""
        if not self.answered:
            return False
        self.answered.pop()
        self.save_draft()
        return True

    def ask_part_again(self, prefix: str) -> None:
        """Ask the questions of one part again, each with its answer in place."""
        self.answered = [name for name in self.answered if not name.startswith(prefix)]

    def part_is_gone(self, kind: str, at: int) -> None:
        """Forget what was answered of a part, such as case 0; those behind it move up."""
        moved = []
        for name in self.answered:
            part, _, question = name.partition("/")
            of, _, place = part.partition(" ")
            if of != kind or not place.isdecimal() or int(place) < at:
                moved.append(name)
            elif int(place) > at:
                moved.append(f"{kind} {int(place) - 1}/{question}")
        self.answered = moved

    def ask_all_again(self) -> None:
        """Ask every question again, unless a look at them comes: there each can be changed."""
        if not self.has_look:
            self.answered.clear()

    def lay_over(self, now: Answers) -> Answers:
        """Lay what was typed over the record as it is now; return what has changed in it.

        A changed field is given as it is there now, or as None. Every question is asked again.
        """
        gone = set(self.stood) - set(self.answers)
        both = {**now, **self.typed, "keep": self._kept_over(now)}
        if not both["keep"]:
            del both["keep"]
        fresh = {key: answer for key, answer in both.items() if key not in gone}
        keys = {**self.stood, **now}
        changed = {key: now.get(key) for key in keys if now.get(key) != self.stood.get(key)}
        self.answers.clear()
        self.answers.update(fresh)
        self.stood = now
        self.ask_all_again()
        return changed
