"""A form that is filled in question by question, and can be laid down at any answer.

The answers are a document of the same shape as one that is sent whole. After
every answer ``keep`` is told, so that nothing typed is lost; a question that
was answered is not put again when the form is taken up later.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from balintlog.errors import InterruptedByLeaderError

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.logbook.screening.gate import Guard


@dataclass
class Form:
    """The document so far, and the questions that were answered.

    ``asides`` are answers that lead through the form but do not stand in the
    document, such as whether there is another case. ``stood`` is what a record
    that is edited held when it was read. ``guard`` is what its texts are held against.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    asides: dict[str, Any] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    keep: Callable[[], None] | None = None
    say: Callable[[str], None] = lambda _: None
    announce: list[str] = field(default_factory=list)  # said before the next question that is put
    stood: dict[str, Any] = field(default_factory=dict)
    guard: Guard | None = None
    has_asked_for_text: bool = False  # how a text is written is said once

    @property
    def is_kept(self) -> bool:
        """Whether a draft holds what was typed."""
        return self.keep is not None

    @property
    def typed(self) -> dict[str, Any]:
        """The answers that are not what stood there before, nor places in them."""
        return {
            key: answer
            for key, answer in self.answers.items()
            if answer != self.stood.get(key) and key != "keep"
        }

    def step(self, name: str, into: dict[str, Any], key: str, ask: Callable[[Any], Any]) -> Any:
        """Ask one question unless it was answered, and return the answer.

        ``ask`` is given what stands there; nothing as its answer takes the
        field away. ``name`` tells the question apart in the whole form.
        """
        if name not in self.answered:
            for line in self.announce:
                self.say(line)
            self.announce = []
            answer = self._answer(into, key, ask)
            if answer is None or answer == []:
                into.pop(key, None)
            else:
                into[key] = answer
            self.answered.append(name)
            self.lay_down()
        return into.get(key)

    def _answer(self, into: dict[str, Any], key: str, ask: Callable[[Any], Any]) -> Any:
        """Ask; half a text is kept where it belongs, for when the form is taken up again."""
        try:
            return ask(into.get(key))
        except InterruptedByLeaderError as error:
            if error.half:
                into[key] = error.half
                self.lay_down()
            raise

    def lay_down(self) -> None:
        """Have the form kept as it is now, where that is wanted."""
        if self.keep is not None:
            self.keep()

    def aside(self, name: str, ask: Callable[[Any], Any]) -> Any:
        """Ask one question whose answer does not stand in the document."""
        return self.step(name, self.asides, name, ask)

    def ask_once_more(self, *names: str) -> None:
        """Put single questions once more, each with its answer in place."""
        self.answered = [name for name in self.answered if name not in names]

    def go_back(self) -> bool:
        """Put the question that was answered last once more; tell whether there was one."""
        if not self.answered:
            return False
        self.answered.pop()
        self.lay_down()
        return True

    def ask_all_again(self) -> None:
        """Put every question once more, each with its answer in place."""
        self.answered.clear()

    def lay_over(self, now: dict[str, Any]) -> dict[str, Any]:
        """Lay what was typed over the record as it is now; return what was changed in it.

        What was changed is what stands there now, or None. Every question is put once more.
        """
        gone = set(self.stood) - set(self.answers)
        both = {**now, **self.typed}
        fresh = {key: answer for key, answer in both.items() if key not in gone}
        keys = {**self.stood, **now}
        changed = {key: now.get(key) for key in keys if now.get(key) != self.stood.get(key)}
        self.answers.clear()
        self.answers.update(fresh)
        self.stood = now
        self.ask_all_again()
        return changed
