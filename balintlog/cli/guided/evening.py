"""The evening in three pages and a look: the frame, news and cases, notes, then all of it."""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING

from balintlog.cli.guided.case_questions import EveningCases
from balintlog.cli.guided.draft_offer import saved_as_draft
from balintlog.cli.guided.evening_document import has_content
from balintlog.cli.guided.evening_facts import EveningSoFar, evening_around
from balintlog.cli.guided.evening_news import EveningNews
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.frame_question import ask_frame
from balintlog.cli.guided.look import evening_draft, look_lines, plans_done
from balintlog.cli.guided.look.look_before_saving import DRAFT, LeftAsDraftError, Points, look
from balintlog.cli.guided.note_questions import ask_note, next_time
from balintlog.cli.guided.screen_remarks import guarded
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.typed_signs import GoBack, SkipTheRest, ToTheLook
from balintlog.domain.draft import Begun
from balintlog.logbook.view.choices import case_choices

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers
    from balintlog.cli.guided.look.look_lines import LookLine
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

NOTE = "A note of your own?"


def begin(desk: Desk, book: Logbook, group: Group) -> EveningSoFar:
    """Return an evening to be filled in: the one in the draft, or a fresh one."""
    book.store.require_writable()
    form = Form(guard=guarded(desk, book, group.id), has_look=True)
    saved_as_draft(book, Begun(group.id, "log"), form)
    fresh = EveningSoFar(desk, book, group, form, evening_around(desk, book))
    if left := evening_draft.taken_up(fresh, _points):
        return left
    remark(desk, "? explains, < goes back, . next part, .. to the end")
    plans_done.tell_plans(fresh)
    return fresh


def fill_in(evening: EveningSoFar) -> None:
    """Ask for all that the form does not hold yet, then show it until the leader saves it.

    Raises LeftAsDraftError.
    """
    if evening.was_looked_at:
        evening.was_looked_at = False  # should it be refused, it is shown again
        evening.form.answered.append("to the look")
        return
    form = evening.form
    was_said = "frame said" in form.answered
    form.aside("frame said", lambda _: _frame(evening))
    if evening.frame.facts.cancelled:
        if not was_said and not has_content(form):
            return  # the question about the frame was the look
    else:
        _page(evening, "news", lambda: EveningNews(evening).ask_all())
        _page(evening, "cases", lambda: EveningCases(evening).ask_all())
        _page(evening, "notes", lambda: _ask_note(evening))
        EveningCases(evening).ask_who_brought()
    remark(evening.desk, "This will be saved:")
    if look(evening, _points(evening)) == DRAFT:
        raise LeftAsDraftError


def _frame(evening: EveningSoFar) -> bool:
    ask_frame(evening)
    return True


def _page(evening: EveningSoFar, name: str, ask: Callable[[], None]) -> None:
    """Ask for one part, unless the leader wanted to go on to the next, or to the end."""
    form = evening.form
    if f"{name} ended" in form.answered or "to the look" in form.answered:
        return
    try:
        ask()
    except ToTheLook:
        form.answered.append("to the look")
        form.save_draft()
    except SkipTheRest:
        form.answered.append(f"{name} ended")
        form.save_draft()


def _notes(evening: EveningSoFar) -> list[Answers]:
    notes: list[Answers] = evening.form.answers.setdefault("notes", [])
    return notes


def _note(evening: EveningSoFar) -> Answers:
    notes = _notes(evening)
    if not notes:
        notes.append({})
    return notes[0]


def _ask_note(evening: EveningSoFar) -> None:
    ask_note(evening.part("note", _note(evening)), _discussed(evening), NOTE)


def _discussed(evening: EveningSoFar) -> dict[str, str]:
    """Return the cases that a note may be about, with their labels."""
    told = evening.form.asides.get("cases", [])
    news = evening.form.answers.get("checkins", [])
    earlier = [entry["case"] for entry in [*news, *told] if "case" in entry]
    new = [case["label"] for case in told if "label" in case]
    known = case_choices.by_id(case_choices.case_choices(evening.book, evening.group))
    labels = {case: known[case].label for case in earlier if case in known}
    return {**labels, **{f"/cases/{place}": label for place, label in enumerate(new)}}


def _points(evening: EveningSoFar) -> Points:
    """Return the points of the look, and what asks for each again."""
    add = {
        look_lines.NEWS: lambda: _add_news(evening),
        look_lines.CASE: lambda: _add_case(evening),
        look_lines.NOTE: lambda: _again(evening, "note/", partial(_ask_note, evening)),
        look_lines.NEXT: lambda: _ask_next_time(evening),
    }
    if plans_done.open_plans(evening):
        add[plans_done.DONE] = lambda: plans_done.ask_done(evening)
    lines = partial(look_lines.look_lines, evening)
    return Points(lines, partial(_change, evening), add, lambda: _after_frame(evening))


def _after_frame(evening: EveningSoFar) -> None:
    """Ask at once about what another frame leaves without an answer."""
    if not evening.frame.facts.cancelled:  # then nobody was there
        EveningCases(evening).ask_who_brought(only_named=True)


def _change(evening: EveningSoFar, line: LookLine) -> None:
    ask = {
        look_lines.NEWS: lambda: EveningNews(evening).ask_again(line.at),
        look_lines.CASE: lambda: EveningCases(evening).ask_again(line.at),
        look_lines.NOTE: lambda: _ask_note(evening),
    }
    if line.kind == look_lines.NEXT:
        _ask_next_time(evening)
        return
    if line.kind == plans_done.DONE:
        plans_done.not_done(evening, line.at)
        return
    prefix = "note/" if line.kind == look_lines.NOTE else f"{line.kind} {line.at}/"
    _again(evening, prefix, ask[line.kind])


def _again(evening: EveningSoFar, prefix: str, ask: Callable[[], None]) -> None:
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
    _again(evening, f"news {at}/", lambda: news.ask_again(at))


def _add_case(evening: EveningSoFar) -> None:
    """Ask for one more case."""
    cases = EveningCases(evening)
    at = sum(bool(entry.keys() & {"case", "label"}) for entry in cases.cases)
    _again(evening, f"case {at}/", lambda: cases.ask_again(at))


def _ask_next_time(evening: EveningSoFar) -> None:
    """Ask for what is to be done next time."""
    name = "note/next_time"
    was_asked = name in evening.form.answered

    def ask() -> None:
        part = evening.part("note", _note(evening))
        part.ask("next_time", lambda now: next_time(part, now))

    _again(evening, name, ask)
    if not was_asked:  # in a draft, the questions about the note may come yet
        evening.form.ask_once_more(name)
