"""The presentations of an evening: new cases, and known ones that were brought again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.guided import questions
from balintlog.cli.terminal.choices import ask_word
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import SkipTheRest
from balintlog.domain.ids import number_of
from balintlog.domain.moment import Within
from balintlog.logbook.view import followup_list

if TYPE_CHECKING:
    from balintlog.cli.guided.evening_facts import EveningSoFar
    from balintlog.cli.guided.form import Answers
    from balintlog.cli.guided.form_part import FormPart

_NEXT = {
    "none": "no case, go on",
    "new": "a new case",
    "again": "a known case presented again",
    "continues": "a new case that continues an earlier one",
}


class CasePresentations:
    """Asks for the cases in turn; each turn is kept with its kind, and what was answered.

    So the kind of a case can be changed, and nothing that was told of it is lost.
    """

    def __init__(self, evening: EveningSoFar) -> None:
        self.evening, self.form = evening, evening.form

    def ask_all(self) -> None:
        """Ask for one case after another, until there is none; for none if nobody was there."""
        turns = self.form.asides.setdefault("turns", [])
        if not self.evening.there:
            for turn in turns:
                self._say_left_out(turn["answers"], "nobody was there")
            turns.clear()
            return
        index = 0
        while self._ask_case(turns, index):
            index += 1

    def _say_left_out(self, told: Answers, why: str) -> None:
        """Leave nothing out in silence: show what was typed once more."""
        if name := told.get("label") or told.get("case"):
            said = f" Its summary was: {told['summary']}" if "summary" in told else ""
            remark(self.evening.desk, f"  {name} is left out: {why}.{said}")

    def _ask_case(self, turns: list[Answers], index: int) -> bool:
        """Ask for one case; return whether there was one."""
        name = f"case {index}"
        if index == len(turns):
            turns.append({"kind": "none", "answers": {}})
        turn: Answers = turns[index]
        self.form.announce = [] if index else ["", *(f"  {kind}: {_NEXT[kind]}" for kind in _NEXT)]
        kind = self.form.step(
            f"{name}/kind",
            turn,
            "kind",
            lambda now: ask_word(
                self.evening.desk,
                "Another case?" if index else "A case?",
                tuple(_NEXT),
                now,
                required=True,
                hints=_NEXT,
            ),
        )
        if kind == "none":
            del turns[index:]
            return False
        told = turn["answers"].get("label") or turn["answers"].get("case")
        self.form.announce = [f"  {told}"] if told else []
        try:
            self._ask_about(kind, self.evening.part(name, turn["answers"]))
        except SkipTheRest:
            if not self._has_presenter(kind, turn["answers"]):
                self._drop_begun(turns, index)
            raise
        self.form.announce = []
        return True

    def _has_presenter(self, kind: str, told: Answers) -> bool:
        """Whether somebody brought a case: the form says who, or the usual presenter is there."""
        if kind == "again" and "case" in told and "presenter" not in told:
            return self._usual_presenter(told["case"]) is not None
        return "presenter" in told

    def _usual_presenter(self, case: str) -> str | None:
        """Return the first of the last presenters who is there."""
        at = self.evening.moment(Within.PRESENTATION)
        last = followup_list.presenters_then(self.evening.book, number_of("C", case), at)
        return next((alias for alias in last if alias in self.evening.there), None)

    def _drop_begun(self, turns: list[Answers], index: int) -> None:
        """Drop a case that was skipped before its presenter was named: nobody brought it."""
        self._say_left_out(turns[index]["answers"], "it has no presenter")
        self.form.answered = [
            name for name in self.form.answered if not name.startswith(f"case {index}/")
        ]
        del turns[index:]
        self.form.save_draft()

    def _ask_about(self, kind: str, part: FormPart) -> None:
        if kind == "again":
            self._ask_again(part)
        else:
            self._ask_new(part, continues=kind == "continues")

    def _ask_again(self, part: FormPart) -> None:
        if self._ask_which(part, "case", "Which case?"):
            self._ask_presenter(part, self._usual_presenter(part.into["case"]))
            questions.ask_telling(part, self.evening.visitors)

    def _ask_new(self, part: FormPart, *, continues: bool) -> None:
        if continues:
            self._ask_which(part, "continues", "Which case does it continue?")
        questions.ask_label(part)
        self._ask_presenter(part)
        questions.ask_telling_and_close(part, self.evening.visitors)

    def _ask_which(self, part: FormPart, key: str, question: str) -> bool:
        """Ask for one of the cases that were open then; return whether there was one."""
        at = self.evening.moment(Within.PRESENTATION)
        known = followup_list.open_cases(self.evening.book, self.evening.group, at)
        if not known:
            remark(self.evening.desk, "This group had no open case then.")
            return False
        part.ask(
            key,
            lambda now: questions.ask_which(self.evening.desk, question, known, now, required=True),
        )
        return True

    def _ask_presenter(self, part: FormPart, usual: str | None = None) -> None:
        there, away = self.evening.there, self.evening.away
        part.ask(
            "presenter",
            lambda now: questions.ask_presenter(self.evening.desk, there, now or usual, away),
        )
