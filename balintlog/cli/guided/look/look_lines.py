"""The lines of the look before saving: what will be saved of an evening, point by point."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

from balintlog.cli.guided.evening_document import is_of_a_note
from balintlog.cli.guided.look.plans_done import DONE, done_tonight, words_of
from balintlog.cli.guided.note_questions import NEXT_TIME
from balintlog.domain.text import listed, so_many
from balintlog.logbook.view.choices import case_choices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.cli.guided.evening_facts import EveningSoFar
    from balintlog.cli.guided.form import Answers
    from balintlog.logbook.record.edit_whole_session import Place
    from balintlog.logbook.view.choices.case_choices import CaseChoice

NOT_FINISHED = " (not finished)"
QUOTED = 30  # characters of a text
NEWS, CASE, NOTE, NEXT = "news", "case", "note", "next"


class LookLine(NamedTuple):
    """A point of the look after the frame: what kind it is, and its place among those.

    ``is_done``: all questions about it were answered, or left out on purpose. ``recorded``: the
    place of an entry that was saved before, and ``is_reworded`` whether a text of it is new.
    """

    kind: str
    at: int
    text: str
    is_done: bool = True
    recorded: Place | None = None
    is_reworded: bool = False

    @property
    def tells_of_case(self) -> bool:
        """Whether a patient could be recognised in it."""
        return self.kind in (NEWS, CASE) and (self.recorded is None or self.is_reworded)


def look_lines(evening: EveningSoFar) -> list[LookLine]:
    """Return the lines of the look as they are now, in the order in which they were asked."""
    news = evening.form.answers.get("checkins", [])
    cases = evening.form.asides.get("cases", [])
    known = _known_cases(evening) if any("case" in entry for entry in [*news, *cases]) else {}
    lines = [
        LookLine(NEWS, at, _of_news(evening, entry, at, known), _is_done(evening, NEWS, at, "how"))
        for at, entry in enumerate(news)
        if "case" in entry
    ]
    lines += [
        LookLine(CASE, at, _of_case(evening, entry, at, known), _is_done(evening, CASE, at, "more"))
        for at, entry in enumerate(cases)
        if entry.keys() & {"case", "label"}
    ]
    for note in evening.form.answers.get("notes", []):
        is_done = notes_are_done(evening)
        if is_of_a_note(note):
            lines.append(LookLine(NOTE, 0, _of_note(evening, note), is_done))
        if "next_time" in note:
            text = f"{NEXT_TIME} {note['next_time'].rstrip('.')}."
            lines.append(LookLine(NEXT, 0, text, is_done))
    done = enumerate(done_tonight(evening))
    return [*lines, *(LookLine(DONE, at, f"Done: {words_of(plan)}.") for at, plan in done)]


def notes_are_done(evening: EveningSoFar) -> bool:
    """Return True once the last question before the look was answered, or left out."""
    answered = evening.form.answered
    if {"to the look", "notes ended"} & {*answered} or "note/next_time" in answered:
        return True
    notes = evening.form.answers.get("notes", [])
    return "note/text" in answered and not any("text" in note for note in notes)


def _is_done(evening: EveningSoFar, kind: str, at: int, last: str) -> bool:
    page = "cases" if kind == CASE else kind
    return bool({"to the look", f"{page} ended", f"{kind} {at}/{last}"} & {*evening.form.answered})


def _known_cases(evening: EveningSoFar) -> Mapping[str, CaseChoice]:
    """Return the cases of the group by id, whenever they were told: a date may be changed."""
    return case_choices.by_id(case_choices.case_choices(evening.book, evening.group))


def _of_gone_case(entry: Answers, text: str | None) -> str:
    """Say that a case was deleted meanwhile: what was typed of it is still there."""
    return f"{entry['case']} is no longer there; a number leaves it out.{quoted(text)}"


def quoted(text: str | None) -> str:
    """Return the beginning of a text and how long it is: "A patient never …" (33 words)."""
    if not text:
        return ""
    words = so_many(len(text.split()), "word")
    return f' "{textwrap.shorten(text, QUOTED, placeholder=" …")}" ({words})'


def _quoted_so_far(evening: EveningSoFar, text: str | None, question: str) -> str:
    """Quote a text, and say that it is not finished where its question was not answered."""
    is_answered = not text or question in evening.form.answered
    return quoted(text) + ("" if is_answered else NOT_FINISHED)


def _of_news(evening: EveningSoFar, news: Answers, at: int, known: Mapping[str, CaseChoice]) -> str:
    choice = known.get(news["case"])
    if choice is None:
        return _of_gone_case(news, news.get("text"))
    teller = news.get("told_by")
    came = [alias for alias in choice.presenters if alias in evening.there]
    told = f"from {teller or listed(came[:1] or choice.presenters)}"
    if teller and teller not in choice.presenters:
        told += f", not {listed(choice.presenters)}"
    elif teller in evening.away or not (teller or came):
        told += ", who was away"
    how = news.get("outcome", "how things are is not said yet")
    said = _quoted_so_far(evening, news.get("text"), f"news {at}/text")
    return f"News of {choice.case} {choice.label} {told}: {how}.{said}"


def _of_case(evening: EveningSoFar, case: Answers, at: int, known: Mapping[str, CaseChoice]) -> str:
    by = case.get("presenter", "nobody yet")
    brought = by if isinstance(by, str) else listed(by)
    story = _quoted_so_far(evening, case.get("summary"), f"case {at}/summary")
    if "case" not in case:
        return f"New case: {case['label']}, brought by {brought}.{story}"
    choice = known.get(case["case"])
    if choice is None:
        return _of_gone_case(case, case.get("summary"))
    before = listed(choice.presenters)
    other = f" (before: {before})" if before != brought else ""
    return f"{choice.case} {choice.label} again, this time brought by {brought}{other}.{story}"


def _of_note(evening: EveningSoFar, note: Answers) -> str:
    why = ", for supervision" if "for_supervision" in note else ""
    text = _quoted_so_far(evening, note.get("text"), "note/text")
    return f"Your note{why}:{text or quoted(note.get('for_supervision'))}"
