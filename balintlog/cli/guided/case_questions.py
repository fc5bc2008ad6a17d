"""Questions about a case that was brought: its label, who brought it, the story, and more."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from balintlog.cli.guided.more_question import MORE_OF_CASE, ask_more
from balintlog.cli.guided.set_aside import change_case
from balintlog.cli.guided.written_text import ask_one_line, ask_paragraphs
from balintlog.cli.terminal.choices import ask_words, meant, word_fault
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import ask_text
from balintlog.cli.terminal.typed_signs import GoBack, SkipTheRest
from balintlog.domain.document import CaseEntry
from balintlog.domain.document_field import field_of
from balintlog.domain.folding import folded
from balintlog.domain.text import listed
from balintlog.logbook.view.choices import case_choices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.evening_facts import EveningSoFar
    from balintlog.cli.guided.form import Answers
    from balintlog.cli.guided.form_part import FormPart

STORY = "The story, in your own words:"
LONG_STORY = 600  # characters
AGAIN, NEW = "again", "new"


class EveningCases:
    """The cases of an evening, asked one after the other until there is no more."""

    def __init__(self, evening: EveningSoFar) -> None:
        self.evening, self.desk, self.form = evening, evening.desk, evening.form
        self.told = case_choices.case_choices(evening.book, evening.group, evening.frame.held_on)
        self.cases: list[Answers] = self.form.asides.setdefault("cases", [])

    def ask_all(self) -> None:
        """Ask for one case after another until Enter alone."""
        index = 0
        while index <= len(self.cases):
            before = self._new_cases()
            try:
                if self._ask_case(index):
                    index += 1
                    continue
                is_last = index + 1 == len(self.cases)
                del self.cases[index]
                if is_last:
                    break
                self.form.part_is_gone("case", index)  # what comes behind it stays
            finally:
                self._point_notes_to_their_cases(before)

    def ask_again(self, at: int) -> None:
        """Ask for one case again; without a label it is left out."""
        before = self._new_cases()
        try:
            if not self._ask_case(at):
                del self.cases[at]
                self.form.part_is_gone("case", at)
        finally:
            self._point_notes_to_their_cases(before)

    def leave_out(self, at: int) -> None:
        """Leave out one case; what comes behind it stays, and notes are about no case of it."""
        before = self._new_cases()
        del self.cases[at]
        self.form.part_is_gone("case", at)
        self._point_notes_to_their_cases(before)

    def ask_who_brought(self, *, only_named: bool = False) -> None:
        """Ask who brought each case whose presenter was not there, and nothing else of it.

        ``only_named``: not of those of which nobody was named yet.
        """
        there = self.evening.there
        for index, entry in enumerate(self.cases):
            by = entry.get("presenter") or []
            named = [by] if isinstance(by, str) else by
            away = [alias for alias in named if alias not in there]
            is_case = bool(entry.keys() & {"case", "label"})
            if away or (is_case and not named and not only_named):
                remark(self.desk, *self._who_was_not_there(entry, away))
                part = self.evening.part(f"case {index}", entry)
                self.form.ask_once_more(f"case {index}/presenter")
                with suppress(GoBack, SkipTheRest):
                    ask_presenters(part, there, self.evening.away)

    def _who_was_not_there(self, entry: Answers, away: Sequence[str]) -> list[str]:
        """Say for each alias that it is not of the group, or was away; else name the case."""
        label = entry.get("label") or entry["case"]
        if not away:
            return [f"{label}:"]
        in_group = self.evening.away
        here = self.evening.group.label
        return [
            f"{label}: {alias} {'was not there' if alias in in_group else f'is not in {here}'}."
            for alias in away
        ]

    def _new_cases(self) -> list[Answers]:
        return [case for case in self.cases if "label" in case]

    def _point_notes_to_their_cases(self, before: Sequence[Answers]) -> None:
        """Let a note about a new case, which has no id yet, follow it to its new place."""
        places = {id(case): f"/cases/{place}" for place, case in enumerate(self._new_cases())}
        now = [places.get(id(case)) or case.get("case") for case in before]
        pointers = {f"/cases/{place}": pointer for place, pointer in enumerate(now)}
        for note in self.form.answers.get("notes", []):
            if note.get("case") in pointers:
                pointer = pointers[note.pop("case")]
                note.update({"case": pointer} if pointer else {})

    def _ask_case(self, index: int) -> bool:
        """Ask for one case; return whether there was one."""
        is_new = index == len(self.cases)
        if is_new:  # in the draft from its first letter
            self.cases.append({})
        entry = self.cases[index]
        part = self.evening.part(f"case {index}", entry)
        if "case" in entry and case_choices.is_gone(self.evening.book, entry["case"]):
            self.form.ask_once_more(f"{part.name}/label")
        try:
            label = part.ask("label", lambda now: self._ask_label(part, now, index))
        except (GoBack, SkipTheRest):
            if is_new and not entry:
                del self.cases[index]
            raise
        if label is None and "case" not in entry:
            return False
        known = entry.get("case")
        usual = next((told.presenters for told in self.told if told.case == known), ())
        ask_presenters(part, self.evening.there, self.evening.away, usual)
        ask_telling(part)
        return True

    def _ask_label(self, part: FormPart, now: str | None, index: int) -> str | None:
        """Ask for the label of a new case, or for one that is known; None if there is none.

        A known case is put into the part by its id, and has no label of its own.
        """
        question = "Another case?" if index else "Did anyone bring a case? Its label:"
        was = part.into.get("case")
        stands = now or was or ""
        if was and case_choices.is_gone(self.evening.book, was):
            remark(self.desk, f"  {was} is no longer there.")
            stands = ""
        while True:
            typed = label_typed(part, question, stands)
            if typed is None:
                part.into.pop("case", None)
                return None
            known = self._known(typed)
            if known is None:
                change_case(part, "story", was, typed if was else "")
                part.into.pop("case", None)
                return typed
            if known.is_open:
                change_case(part, "story", was, known.case)
                part.into["case"] = known.case
                remark(self.desk, f"  {known.case} {known.label}, brought again")
                part.into.pop("keep", None)
                return None
            remark(
                self.desk,
                f"  {known.case} {known.label} is closed. If it is open again:"
                f" balintlog case reopen {known.case}. Otherwise give the new case another label.",
            )
            stands = typed

    def _known(self, typed: str) -> case_choices.CaseChoice | None:
        """Return the case that is meant: by its id, its label, or a beginning if that is meant."""
        said = folded(typed)
        for choice in self.told:
            if said in (folded(choice.case), folded(choice.label)):
                return choice
        begun = [choice for choice in self.told if folded(choice.label).startswith(said)]
        if len(begun) != 1:
            return None
        question = f"  {begun[0].case} {begun[0].label} again, or a new case? ({AGAIN} {NEW})"
        answer = ask_text(
            self.desk,
            question,
            fault=lambda text: word_fault(text, (AGAIN, NEW)) if text else None,
            explained=(
                "again: the same patient as before; both have the same number. Enter means this.",
                "new: a case of its own, with the label that you typed.",
            ),
        )
        return begun[0] if meant(answer or AGAIN, (AGAIN, NEW)) == AGAIN else None


def ask_label(part: FormPart) -> None:
    """Ask for the label of a case."""
    part.ask("label", lambda now: label_typed(part, "Its label, two to four neutral words:", now))


def label_typed(part: FormPart, question: str, now: str | None) -> str | None:
    """Ask for a label once, and return it, or None."""
    return ask_one_line(part, "label", question, now, most=field_of(CaseEntry, "label").high)


def ask_presenters(
    part: FormPart, there: Sequence[str], away: Sequence[str], usual: Sequence[str] = ()
) -> None:
    """Ask who brought a case, among those who were there; several may have."""
    refused = {alias: f"{alias} was not there." for alias in away}

    def ask(now: str | list[str] | None) -> str | list[str]:
        named = [now] if isinstance(now, str) else now or ()
        known = [alias for alias in named if alias in there]
        stands = known or [alias for alias in usual if alias in there]
        while True:
            try:
                named = ask_words(part.desk, "Who brought it?", there, stands, refused=refused)
            except SkipTheRest as sign:  # those who stand there brought it
                named = stands
                part.form.sign = sign if named else None
            if named:
                remark(part.desk, f"  {listed(named)}")
                return named[0] if len(named) == 1 else named
            remark(
                part.desk,
                "  Please say who brought it; after that a full stop goes on to the next part.",
            )

    part.ask("presenter", ask)


def ask_telling(part: FormPart) -> None:
    """Ask for the story, and what belongs to it."""
    ask_story(part)
    more_of_case(part)


def ask_story(part: FormPart) -> None:
    """Ask for the story."""
    part.ask("summary", lambda now: _story(part, now))


def more_of_case(part: FormPart) -> None:
    """Ask for what belongs to the story."""
    part.form.aside(f"{part.name}/more", lambda _: _more(part))


def ask_look(part: FormPart) -> None:
    """Point out once more who could recognise a new case, unless the group goes without.

    Source: the motivated intruder test of the UK's ICO (anonymisation guidance, 2025).
    """
    guard = part.form.guard
    if guard is not None and guard.asks_recognisable:
        part.ask("recognisable", lambda _: _looked_at(part.desk))


LOOKED_AT = (
    "Enter saves the case as you typed it, and says that nobody could tell who it is about.",
    "< goes back, question by question, to change something.",
)


def _refused(typed: str) -> str | None:
    return "Enter, or <." if typed else None


def _looked_at(desk: Desk) -> bool:
    """Wait for Enter; nobody could recognise it then."""
    remark(desk, "If anyone round here could tell who this is about, go back with < and change it.")
    ask_text(desk, "Enter saves:", fault=_refused, explained=LOOKED_AT)
    return False


def _more(part: FormPart) -> bool:
    ask_more(part, MORE_OF_CASE)
    return True


def _story(part: FormPart, now: str | None) -> str | None:
    story = ask_paragraphs(part, "summary", STORY, now)
    if story and len(story) > LONG_STORY:
        remark(part.desk, f"({len(story)} characters; about {LONG_STORY} are usually enough)")
    return story
