"""Questions about news: of which case, who told it, what was said, and how things are."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from balintlog.cli.guided.line_dialogue import ask_in_words
from balintlog.cli.guided.single_field import put_wish
from balintlog.cli.guided.written_text import ask_paragraphs
from balintlog.cli.terminal.choices import ask_word
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import GoBack, SkipTheRest, ask_text
from balintlog.domain.folding import folded
from balintlog.domain.text import listed, printable, whole_number
from balintlog.domain.typed.field_words import OUTCOME, STORED_AS
from balintlog.domain.typed.follow_up_wish import wish_that_stands
from balintlog.domain.typed.news_line import news_sentence, read_news_line
from balintlog.domain.typed.typed_dates import said_day
from balintlog.domain.vocabulary import FEELINGS, IMAGINED_NOW, OUTSIDE
from balintlog.logbook.view import followup_list
from balintlog.logbook.view.choices import case_choices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from balintlog.cli.guided.evening_facts import EveningSoFar
    from balintlog.cli.guided.form import Answers
    from balintlog.cli.guided.form_part import FormPart
    from balintlog.domain.typed.unclear import Unclear
    from balintlog.logbook.view.choices.case_choices import CaseChoice

HOW = f"How are things? ({' '.join(OUTCOME.words)})"
EXPLAINED = (
    "A word for how things are; its first letter will do. Feelings may follow it:",
    "d annoyed > relief means different, annoyed before, relief after.",
)
WHICH_EXPLAINED = (
    "A number of the list, a label, C11, or an alias; any case of the group, also a closed one.",
    "You can add who told it: 2 moth. Enter: no news, and nothing is stored.",
)
CAME_EXPLAINED = (
    "The number of a line, and what has become of it: held (it was so), other, or open.",
    "balintlog makes no score of it. Enter: not said.",
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
        self.news: list[Answers] = self.form.answers.setdefault("checkins", [])

    def ask_all(self) -> None:
        """Show tonight's list once, then ask for news until Enter alone."""
        if not self.told:
            return
        self.form.announce = self._tonights_list()
        index = 0
        while self._ask_news(index):
            index += 1
        del self.news[index:]
        self.form.announce = []

    def ask_again(self, at: int) -> None:
        """Ask for one piece of news again; without a case it is left out."""
        if not self._ask_news(at):
            del self.news[at]
            self.form.part_is_gone("news", at)

    def _tonights_list(self) -> list[str]:
        if not self.listed:
            return []
        lines = ["On tonight's list:"]
        for number, case in enumerate(self.listed, 1):
            told = self._choice(case)
            last = case_choices.last_heard(self.evening.book, case)
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
        question = "Any more news?" if index else "Any news? (number, label or alias)"
        try:
            case = part.ask("case", lambda now: self._ask_which(part, question, now, index))
        except (GoBack, SkipTheRest):
            if is_new:
                del self.news[index]
            raise
        if case is None:
            return False
        imagined = case_choices.imagined_of(self.evening.book, case)
        presenters = self._choice(case).presenters
        ask_news_of(part, presenters, imagined, self.evening.there, self.evening.leaders)
        return True

    def _ask_which(self, part: FormPart, question: str, now: str | None, index: int) -> str | None:
        """Ask of which case there is news, and let it be said who told it; None: no news."""
        has_news = [entry["case"] for entry in self.news[:index]]

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

        stands = " ".join(filter(None, (now, part.into.get("told_by"))))
        typed = ask_text(
            self.desk,
            question,
            stands,
            fault=fault,
            suggestions=self._words(),
            explained=WHICH_EXPLAINED,
        )
        if not typed:
            return None
        meant, teller = self._case_and_teller(typed)
        first, *others = [choice for choice in meant if choice.case not in has_news]
        self._put_teller(part, teller if teller not in first.presenters else None)
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
        return self._meant(case.strip()), teller

    def _meant(self, typed: str) -> list[CaseChoice]:
        number = whole_number(typed)
        if number is not None and 1 <= number <= len(self.listed):
            return [self._choice(self.listed[number - 1])]
        return case_choices.cases_meant(typed, self.told)

    def _choice(self, case: str) -> CaseChoice:
        return next(choice for choice in self.told if choice.case == case)

    def _words(self) -> list[str]:
        return [name for choice in self.told for name in (choice.case, choice.label)]


def ask_news_of(
    part: FormPart,
    presenters: Sequence[str],
    imagined: Sequence[str],
    there: Sequence[str],
    leaders: Sequence[str],
) -> None:
    """Ask who told the news of a case, what was said, how things are, and what came of it.

    ``imagined``: what the group had imagined. ``there``: who sat in. ``leaders``: who led.
    """
    teller = _ask_teller(part, presenters, there, leaders)
    what = f"What did {teller} say?" if teller else "What was said?"
    ask_heard(part, what)
    ask_how(part)
    if imagined:
        ask_what_came(part, imagined)


def ask_heard(part: FormPart, question: str) -> None:
    """Ask for what was said."""
    part.ask("text", lambda now: ask_paragraphs(part, "text", question, now))


def ask_how(part: FormPart) -> None:
    """Ask how things are, and for the feelings before and after."""
    part.form.aside(f"{part.name}/how", lambda _: _ask_how(part))


def ask_what_came(part: FormPart, imagined: Sequence[str]) -> None:
    """Ask what came of what the group had imagined."""
    part.form.aside(f"{part.name}/imagined", lambda _: _ask_what_came(part, imagined))


def ask_told_by(
    part: FormPart, question: str, there: Sequence[str], leaders: Sequence[str]
) -> str | None:
    """Ask who told the news, and return the alias, or OUTSIDE."""
    words = (*there, *(alias for alias in leaders if alias not in there), OUTSIDE)
    teller: str | None = part.ask(
        "told_by", lambda now: ask_word(part.desk, question, words, now or "", required=True)
    )
    return teller


def said_of_news(into: Mapping[str, Any]) -> str:
    """Return how things are as it stands, with feelings and wish, as it can be typed."""
    return news_sentence(_all_said(into))


def _ask_teller(
    part: FormPart, presenters: Sequence[str], there: Sequence[str], leaders: Sequence[str]
) -> str | None:
    """Return who told it, if not somebody outside.

    That is who was named with the case, or a presenter who was there, or the answer to a question.
    """
    came = [alias for alias in presenters if alias in there]
    named = part.into.get("told_by")
    if came:
        return None if named == OUTSIDE else named or came[0]
    question = f"{listed(presenters) or 'The presenter'} was not there. Who told it?"
    teller = ask_told_by(part, question, there, leaders)
    return None if teller == OUTSIDE else teller


def _ask_how(part: FormPart) -> bool:
    """Ask how things are until there is an outcome; Enter keeps the one that there is."""
    if now := news_sentence(_all_said(part.into)):
        remark(part.desk, f"  {now}")
    anew = "outcome" in part.into  # the first line says all of it again, later ones add to it

    def take(typed: str) -> Sequence[Unclear]:
        nonlocal anew
        before, anew = {} if anew else _all_said(part.into), False
        return _take_how(part, typed, before)

    while True:
        ask_in_words(
            part.desk,
            HOW,
            take,
            words=(*OUTCOME.words, *FEELINGS),
            explained=EXPLAINED,
        )
        if "outcome" in part.into:
            return True
        remark(part.desk, "  One word says how things are; no-news if there was none.")


def _take_how(part: FormPart, typed: str, before: dict[str, Any]) -> Sequence[Unclear]:
    reading = read_news_line(typed, before)
    for name in ("outcome", "feelings_before", "feelings_after"):
        value = reading.values.get(name)
        part.into.pop(name, None)
        if value:
            part.into[name] = list(value) if isinstance(value, tuple) else value
    wish = reading.values.pop("ask", None)
    wish = None if wish == before.get("ask") else wish
    if said := news_sentence(reading.values):
        remark(part.desk, f"  {said}")
    if wish is not None:
        put_wish(part, wish, of_news=True)
    part.form.save_draft()
    return reading.unclear


def _all_said(into: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is there of how things are, as the line is read against it."""
    outcome = {"outcome": into["outcome"]} if "outcome" in into else {}
    wish = wish_that_stands(into)
    return {**outcome, **_said(into), **({"ask": wish} if wish else {})}


def _said(into: Mapping[str, Any]) -> dict[str, Any]:
    sides = ("feelings_before", "feelings_after")
    return {side: tuple(into[side]) for side in sides if side in into}


def _ask_what_came(part: FormPart, imagined: Sequence[str]) -> bool:
    """Show what the group had imagined, and ask what came of it; Enter: nothing to say."""
    remark(part.desk, "The group had imagined:")
    remark(part.desk, *(f"  {number} {line}" for number, line in enumerate(imagined, 1)))

    def fault(typed: str) -> str | None:
        return None if _came(typed, len(imagined)) is not None else "Write it like this: 1 held"

    question = "What came of it? (such as: 1 held, 2 other, 3 open; Enter: not said)"
    now = ", ".join(f"{came['line']} {came['now']}" for came in part.into.get("came_of_it", ()))
    typed = ask_text(
        part.desk,
        question,
        now,
        fault=fault,
        suggestions=IMAGINED_NOW,
        explained=CAME_EXPLAINED,
    )
    came = _came(typed, len(imagined)) or []
    part.into.pop("came_of_it", None)
    if came:
        part.into["came_of_it"] = came
    return True


def _came(typed: str, many: int) -> list[dict[str, Any]] | None:
    """Return what came of which line, or None if it was not understood."""
    came: dict[int, str] = {}
    for piece in typed.casefold().replace(";", ",").split(","):
        number, _, word = piece.strip().partition(" ")
        meant = [known for known in IMAGINED_NOW if word.strip() and known.startswith(word.strip())]
        line = whole_number(number)
        if not piece.strip():
            continue
        if line is None or not 1 <= line <= many or len(meant) != 1:
            return None
        came[line] = meant[0]
    return [{"line": line, "now": word} for line, word in sorted(came.items())]


def _repeated(typed: str) -> str:
    return printable(textwrap.shorten(typed, MOST_REPEATED, placeholder=" …"))


def _shown(outcome: str | None) -> str | None:
    shown_as = {stored: shown for shown, stored in STORED_AS.items()}
    return shown_as.get(outcome or "", outcome)
