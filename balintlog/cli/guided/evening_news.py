"""The news of an evening: tonight's list, and of which case there is news, as often as there is."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from balintlog.cli.guided.news_questions import ask_news_of
from balintlog.cli.guided.set_aside import change_case
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import ask_text
from balintlog.cli.terminal.typed_signs import GoBack, SkipTheRest
from balintlog.domain.folding import folded
from balintlog.domain.text import listed, printable, whole_number
from balintlog.domain.typed.field_words import STORED_AS
from balintlog.domain.typed.typed_dates import said_day
from balintlog.domain.vocabulary import OUTSIDE
from balintlog.logbook.view import followup_list
from balintlog.logbook.view.choices import case_choices
from balintlog.logbook.view.session_and_note import heard_at

if TYPE_CHECKING:
    from balintlog.cli.guided.evening_facts import EveningSoFar
    from balintlog.cli.guided.form import Answers
    from balintlog.cli.guided.form_part import FormPart
    from balintlog.logbook.view.choices.case_choices import CaseChoice

WHICH_EXPLAINED = (
    "A number of the list, a label, C11, or an alias; any case of the group, also a closed one.",
    "You can add who told it: 2 moth. Enter: no news, and nothing is stored.",
)
MOST_REPEATED = 40  # characters of what is no case
MOST_WORDS = 56  # characters of what was said last


class EveningNews:
    """The news of an evening, asked one after the other until there is no more."""

    def __init__(self, evening: EveningSoFar) -> None:
        self.evening, self.desk, self.form = evening, evening.desk, evening.form
        self.told = case_choices.case_choices(evening.book, evening.group, evening.frame.held_on)
        self.listed = followup_list.asked_tonight(
            evening.book, evening.group, frozenset(evening.there), evening.frame.held_on
        )
        heard = [] if evening.session is None else heard_at(evening.book, evening.session)
        self.heard_before = [case for case in heard if case not in evening.to_be_deleted]
        self.news: list[Answers] = self.form.answers.setdefault("checkins", [])

    def ask_all(self) -> None:
        """Ask for news until Enter alone."""
        if not self.told:
            return
        index = 0
        while True:
            if self._ask_news(index):
                index += 1
            elif index + 1 < len(self.news):
                self.leave_out(index)
            else:
                break
        del self.news[index:]

    def ask_again(self, at: int) -> None:
        """Ask for one piece of news again; without a case it is left out."""
        if not self._ask_news(at):
            self.leave_out(at)

    def leave_out(self, at: int) -> None:
        """Leave out one piece of news; what comes behind it stays."""
        del self.news[at]
        self.form.part_is_gone("news", at)

    def _tonights_list(self) -> list[str]:
        if not self.listed:
            return []
        lines = ["On tonight's list:"]
        for number, case in enumerate(self.listed, 1):
            if case_choices.is_gone(self.evening.book, case):
                continue  # the others keep their numbers
            told = self._choice(case)
            last = case_choices.last_heard(self.evening.book, case, self.evening.day)
            when = f"{_shown(last.outcome) or 'new'} on {said_day(last.held_on, self.desk.today)}"
            lines.append(f"  {number}  {case} {told.label} ({listed(told.presenters)}), {when}")
            if last.words:
                words = textwrap.shorten(last.words, MOST_WORDS, placeholder=" …")
                lines.append(f'     "{words}"')
        return lines

    def _ask_news(self, index: int) -> bool:
        """Ask for one piece of news; return whether there was any."""
        is_new = index == len(self.news)
        if is_new:  # in the draft from its first letter
            self.news.append({})
        part = self.evening.part(f"news {index}", self.news[index])
        if part.into.get("case") not in {None, *case_choices.by_id(self.told)}:
            self.form.ask_once_more(f"{part.name}/case")  # it came after this day, or was deleted
        question = "Any more news?" if index else "Any news? (number, label or alias)"
        try:
            case = part.ask("case", lambda now: self._ask_until_there(part, question, now, index))
        except (GoBack, SkipTheRest):
            if is_new:
                del self.news[index]
            raise
        if case is None:
            return False
        imagined = case_choices.imagined_of(self.evening.book, case, self.evening.day)
        told, evening = self._choice(case), self.evening
        of = f"{case} {told.label}"
        ask_news_of(part, of, told.presenters, imagined, evening.there, evening.leaders)
        return True

    def _ask_until_there(
        self, part: FormPart, question: str, now: str | None, index: int
    ) -> str | None:
        """Ask of which case there is news, until it is none that was deleted meanwhile."""
        while case := self._ask_which(part, question, now, index):
            if not self._is_gone(case):
                return case
        return None

    def _is_gone(self, case: str) -> bool:
        """Return whether a case was deleted in another window, after saying so."""
        is_gone = case_choices.is_gone(self.evening.book, case)
        if is_gone:
            remark(self.desk, f"  {case} is no longer there.")
            self.told = [choice for choice in self.told if choice.case != case]
        return is_gone

    def _ask_which(self, part: FormPart, question: str, now: str | None, index: int) -> str | None:
        """Ask of which case there is news, and let it be said who told it; None: no news."""
        tonight = self._tonights_list()
        if not self.evening.list_was_read:  # once; at a question mark it is shown again
            self.evening.list_was_read = True
            remark(self.desk, *tonight)
        has_news = [*self.heard_before, *(entry["case"] for entry in self.news[:index])]

        def fault(typed: str) -> str | None:
            if not typed:
                return None
            meant, teller = self._case_and_teller(typed)
            if not meant:
                return f"No case here is {_repeated(typed)}. Enter: no news."
            if meant[0].case in has_news:
                return f"{meant[0].case} {meant[0].label} has its news already."
            if teller in self.evening.away:
                return f"{teller} was not there."
            return None

        is_there = now and not self._is_gone(now)
        stands = " ".join(filter(None, (now, part.into.get("told_by")))) if is_there else ""
        typed = ask_text(
            self.desk,
            question,
            stands,
            fault=fault,
            suggestions=self._words(),
            explained=(*tonight, *WHICH_EXPLAINED),
        )
        if not typed:
            return None
        meant, teller = self._case_and_teller(typed)
        first, *others = [choice for choice in meant if choice.case not in has_news]
        change_case(part, "news", now, first.case)
        # Of several presenters it is said who told it; one who is alone goes without saying.
        self._put_teller(part, None if first.presenters == (teller,) else teller)
        state = "" if first.is_open else ", closed"
        also = f" ({listed([other.case for other in others])} would fit, too.)" if others else ""
        by = f", told by {part.into['told_by']}" if "told_by" in part.into else ""
        of = f"{first.case} {first.label} ({listed(first.presenters)}{state})"
        remark(self.desk, f"  {of}{by}{also}")
        return first.case

    def _put_teller(self, part: FormPart, teller: str | None) -> None:
        """Put who told it into the part; then nobody is asked who it was."""
        asked = f"{part.name}/told_by"
        part.form.ask_once_more(asked)
        part.into.pop("told_by", None)
        if teller:
            part.into["told_by"] = teller
            part.form.answered.append(asked)

    def _case_and_teller(self, typed: str) -> tuple[list[CaseChoice], str | None]:
        """Return the cases that may be meant, and who told it if that was said behind them."""
        meant = self._meant(typed)
        case, _, last = typed.rpartition(" ")
        teller = folded(last)
        tellers = (*self.evening.there, *self.evening.away, *self.evening.leaders, OUTSIDE)
        if meant or teller not in tellers:
            return meant, None
        return self._meant(case.strip().removesuffix(" from")), teller

    def _meant(self, typed: str) -> list[CaseChoice]:
        number = whole_number(typed)
        if number is not None and 1 <= number <= len(self.listed):
            choice = case_choices.by_id(self.told).get(self.listed[number - 1])
            return [choice] if choice else []
        return case_choices.cases_meant(typed, self.told)

    def _choice(self, case: str) -> CaseChoice:
        return case_choices.by_id(self.told)[case]

    def _words(self) -> list[str]:
        return [name for choice in self.told for name in (choice.case, choice.label)]


def _repeated(typed: str) -> str:
    return printable(textwrap.shorten(typed, MOST_REPEATED, placeholder=" …"))


def _shown(outcome: str | None) -> str | None:
    shown_as = {stored: shown for shown, stored in STORED_AS.items()}
    return shown_as.get(outcome or "", outcome)
