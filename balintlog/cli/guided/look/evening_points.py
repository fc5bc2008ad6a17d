"""The points of an evening: news, cases and the note, each asked again or added at the look."""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING

from balintlog.cli.guided.case_questions import EveningCases
from balintlog.cli.guided.evening_news import EveningNews
from balintlog.cli.guided.look import look_lines, plans_done
from balintlog.cli.guided.look.look_before_saving import Points
from balintlog.cli.guided.note_questions import ask_note, next_time
from balintlog.cli.terminal.typed_signs import GoBack, SkipTheRest
from balintlog.logbook.view.choices import case_choices
from balintlog.logbook.view.session_and_note import discussed_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.guided.evening_facts import EveningSoFar
    from balintlog.cli.guided.form import Answers
    from balintlog.cli.guided.look.look_lines import LookLine

NOTE = "A note of your own?"


def _notes(evening: EveningSoFar) -> list[Answers]:
    notes: list[Answers] = evening.form.answers.setdefault("notes", [])
    return notes


def _note(evening: EveningSoFar) -> Answers:
    notes = _notes(evening)
    if not notes:
        notes.append({})
    return notes[0]


def ask_note_of(evening: EveningSoFar) -> None:
    """Ask for the leader's note, and what belongs to it."""
    ask_note(evening.part("note", _note(evening)), discussed(evening), NOTE)


def discussed(evening: EveningSoFar) -> dict[str, str]:
    """Return the cases that a note may be about, with their labels."""
    told = evening.form.asides.get("cases", [])
    news = evening.form.answers.get("checkins", [])
    earlier = [entry["case"] for entry in [*news, *told] if "case" in entry]
    new = [case["label"] for case in told if "label" in case]
    known = case_choices.by_id(case_choices.case_choices(evening.book, evening.group))
    labels = {case: known[case].label for case in earlier if case in known}
    recorded = {} if evening.session is None else discussed_at(evening.book, evening.session)
    return {**recorded, **labels, **{f"/cases/{place}": label for place, label in enumerate(new)}}


def points(evening: EveningSoFar) -> Points:
    """Return the points of the look, and what asks for each again."""
    add = {
        look_lines.NEWS: lambda: _add_news(evening),
        look_lines.CASE: lambda: _add_case(evening),
        look_lines.NOTE: lambda: ask_again(evening, "note/", partial(ask_note_of, evening)),
        look_lines.NEXT: lambda: _ask_next_time(evening),
    }
    if plans_done.open_plans(evening):
        add[plans_done.DONE] = lambda: plans_done.ask_done(evening)
    lines = partial(look_lines.look_lines, evening)
    change, leave_out = partial(_change, evening), partial(_leave_out, evening)
    return Points(lines, change, leave_out, add, lambda: _after_frame(evening))


def _after_frame(evening: EveningSoFar) -> None:
    """Ask at once about what another frame leaves without an answer."""
    if not evening.frame.facts.cancelled:  # then nobody was there
        EveningCases(evening).ask_who_brought(only_named=True)


def _change(evening: EveningSoFar, line: LookLine) -> None:
    ask = {
        look_lines.NEWS: lambda: EveningNews(evening).ask_again(line.at),
        look_lines.CASE: lambda: EveningCases(evening).ask_again(line.at),
        look_lines.NOTE: lambda: ask_note_of(evening),
    }
    if line.kind == look_lines.NEXT:
        _ask_next_time(evening)
        return
    if line.kind == plans_done.DONE:
        plans_done.not_done(evening, line.at)
        return
    prefix = "note/" if line.kind == look_lines.NOTE else f"{line.kind} {line.at}/"
    ask_again(evening, prefix, ask[line.kind])


def _leave_out(evening: EveningSoFar, line: LookLine) -> None:
    """Leave out what was typed of one point."""
    note = _note(evening) if line.kind in (look_lines.NOTE, look_lines.NEXT) else {}
    if line.kind == look_lines.NEWS:
        EveningNews(evening).leave_out(line.at)
    elif line.kind == look_lines.CASE:
        EveningCases(evening).leave_out(line.at)
    elif line.kind == plans_done.DONE:
        plans_done.not_done(evening, line.at)
    elif line.kind == look_lines.NEXT:
        del note["next_time"]
    else:
        for name in note.keys() - {"next_time"}:
            del note[name]
    evening.form.save_draft()


def ask_again(evening: EveningSoFar, prefix: str, ask: Callable[[], None]) -> None:
    """Ask for one news, case or note again, each question with its answer in place.

    Going back over its first question leaves it as it was, but for a text before that sign.
    """
    form = evening.form
    before = [*form.answered]
    answers, asides = deepcopy(form.answers), deepcopy(form.asides)
    form.ask_part_again(prefix)
    while True:
        try:
            ask()
        except GoBack as back:
            if not form.answered or not form.answered[-1].startswith(prefix):
                form.answered = before
                if not back.text:
                    form.answers, form.asides = answers, asides
                form.save_draft()
                return
            form.go_back()
        except SkipTheRest:
            form.answered += [name for name in before if name not in form.answered]
            return
        else:
            return


def _add_news(evening: EveningSoFar) -> None:
    """Ask for one more piece of news."""
    news = EveningNews(evening)
    at = sum("case" in entry for entry in news.news)
    ask_again(evening, f"news {at}/", lambda: news.ask_again(at))


def _add_case(evening: EveningSoFar) -> None:
    """Ask for one more case."""
    cases = EveningCases(evening)
    at = sum(bool(entry.keys() & {"case", "label"}) for entry in cases.cases)
    ask_again(evening, f"case {at}/", lambda: cases.ask_again(at))


def _ask_next_time(evening: EveningSoFar) -> None:
    """Ask for what is to be done next time."""
    name = "note/next_time"
    was_asked = name in evening.form.answered

    def ask() -> None:
        part = evening.part("note", _note(evening))
        part.ask("next_time", lambda now: next_time(part, now))

    ask_again(evening, name, ask)
    if not was_asked:  # in a draft, the questions about the note may come yet
        evening.form.ask_once_more(name)
