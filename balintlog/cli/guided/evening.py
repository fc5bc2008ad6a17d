"""The evening in three pages and a look: the frame, news and cases, notes, then all of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from balintlog.cli.guided.case_questions import EveningCases
from balintlog.cli.guided.draft_offer import form_of, move_draft
from balintlog.cli.guided.evening_document import has_content
from balintlog.cli.guided.evening_facts import (
    EveningSoFar,
    evening_around,
    take_up_first_edition,
)
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.frame_question import ask_frame
from balintlog.cli.guided.look_before_saving import (
    LookLine,
    case_line,
    look,
    news_line,
    note_line,
    show_lines,
)
from balintlog.cli.guided.news_questions import EveningNews
from balintlog.cli.guided.note_questions import NEXT_TIME, ask_note, next_time
from balintlog.cli.guided.screen_remarks import guarded
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import GoBack, SkipTheRest, ToTheLook
from balintlog.domain.draft import Begun
from balintlog.logbook.book import find_group
from balintlog.logbook.view.choices import session_choices

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

NOTE = "A note of your own?"


def begin(desk: Desk, book: Logbook, group: Group) -> EveningSoFar:
    """Return an evening to be filled in: the one in the draft, or a fresh one."""
    fresh = Form(guard=guarded(desk, book, group.id), has_look=True)
    around = evening_around(desk, book)

    def show(form: Form) -> None:
        left = EveningSoFar(desk, book, group, form, around)
        take_up_first_edition(left)
        show_lines(left, _lines(left))

    form = form_of(desk, book, Begun(group.id, "log"), fresh, show)
    form.has_look = True
    evening = EveningSoFar(desk, book, group, form, around)
    take_up_first_edition(evening)
    remark(desk, "? explains, < goes back, . next part, .. to the end")
    return evening


def fill_in(evening: EveningSoFar) -> None:
    """Ask for all that the form does not hold yet, then show it until the leader saves it."""
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
    look(evening, partial(_lines, evening), partial(_add, evening))


def _frame(evening: EveningSoFar) -> bool:
    ask_frame(evening)
    if evening.frame.group != evening.group.label:
        _move_to(evening, evening.frame.group)
    return True


def _move_to(evening: EveningSoFar, label: str) -> None:
    """Go on with another group: its words are blocked, and the draft is one of its own."""
    evening.group = find_group(evening.book, label)
    move_draft(evening.book, evening.form, Begun(evening.group.id, "log"))
    evening.form.guard = guarded(evening.desk, evening.book, evening.group.id)


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
    labels = session_choices.labels_of(evening.book, earlier)
    return {**labels, **{f"/cases/{place}": label for place, label in enumerate(new)}}


def _lines(evening: EveningSoFar) -> list[LookLine]:
    """Return the lines of the look as they are now, in the order in which they were asked."""
    lines = []
    for at, news in enumerate(evening.form.answers.get("checkins", [])):
        if "case" not in news:
            continue
        change = partial(_again, evening, f"news {at}/", partial(_news_again, evening, at))
        lines.append(LookLine(news_line(evening, news), change, tells_of_case=True))
    for at, case in enumerate(evening.form.asides.get("cases", [])):
        if not case.keys() & {"case", "label"}:
            continue
        change = partial(_again, evening, f"case {at}/", partial(_case_again, evening, at))
        lines.append(LookLine(case_line(evening, case, at), change, tells_of_case=True))
    for note in _notes(evening):
        change = partial(_again, evening, "note/", partial(_ask_note, evening))
        if set(note) - {"case", "next_time", "keep"}:
            lines.append(LookLine(note_line(note), change))
        if "next_time" in note:
            text = f"{NEXT_TIME} {note['next_time'].rstrip('.')}."
            lines.append(LookLine(text, partial(_add, evening, "next")))
    return lines


def _news_again(evening: EveningSoFar, at: int) -> None:
    EveningNews(evening).ask_again(at)


def _case_again(evening: EveningSoFar, at: int) -> None:
    EveningCases(evening).ask_again(at)


def _again(evening: EveningSoFar, prefix: str, ask: Callable[[], None]) -> None:
    """Ask for one news, case or note again, each question with its answer in place."""
    evening.form.ask_part_again(prefix)
    while True:
        try:
            ask()
        except GoBack:
            evening.form.go_back()
        except SkipTheRest:
            return
        else:
            return


def _add(evening: EveningSoFar, what: str) -> None:
    """Ask for a note, or for what is to be done next time."""
    part = evening.part("note", _note(evening))
    if what == "note":
        _again(evening, "note/", partial(_ask_note, evening))
        return
    text = next_time(part, part.into.get("next_time"))
    part.into.pop("next_time", None)
    if text:
        part.into["next_time"] = text
    evening.form.save_draft()
