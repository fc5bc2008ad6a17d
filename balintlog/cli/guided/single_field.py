"""A single field of a case or a note: put in as it was typed behind "More?", or asked for alone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from balintlog.cli.guided.line_dialogue import ask_in_words
from balintlog.cli.guided.written_text import ask_one_line, ask_paragraphs, read_typed_line
from balintlog.cli.terminal.choices import ask_word
from balintlog.cli.terminal.evening_date import DATES
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import ask_text
from balintlog.cli.terminal.typed_signs import GoBack, SkipTheRest
from balintlog.domain.document import MAX_IMAGINED
from balintlog.domain.followup import ENDED_BY
from balintlog.domain.typed.field_words import more_sentence
from balintlog.domain.typed.follow_up_wish import read_wish, wish_in_words, wish_that_stands
from balintlog.domain.typed.more_line import read_more_of_case
from balintlog.domain.typed.typed_dates import read_day, with_weekday
from balintlog.domain.vocabulary import PHASES, RETURNS
from balintlog.errors import InterruptedByLeaderError, InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from balintlog.cli.guided.form import Answers
    from balintlog.cli.guided.form_part import FormPart
    from balintlog.domain.typed.follow_up_wish import Wish
    from balintlog.domain.typed.unclear import Unclear


def put_field(part: FormPart, name: str, value: Any) -> None:
    """Put one value into the part as the document has it; a text is read for identifiers."""
    into = part.into
    if name == "ask":
        put_wish(part, value)
    elif name in ("wanted", "said_on_return"):
        _read_line(part, name, value)
    elif name == "imagined":
        for line in value:
            _add_imagined(part, line)
    elif name == "supervision":
        _read_line(part, "for_supervision", value, about_group=True)
    elif name == "taken":
        _put_taken(part, value)
    elif name in ("continues", "related_to") and "label" not in into:
        remark(part.desk, "  Only a new case continues another, or is related to one.")
    else:
        set_or_clear(into, name, list(value) if isinstance(value, tuple) else value)


def _read_line(part: FormPart, name: str, typed: str, *, about_group: bool = False) -> None:
    """Read a text that was typed behind its field, and put it there."""

    def read(_: Any) -> str | None:
        return read_typed_line(part, name, _QUESTIONS[name], typed, about_group=about_group)

    part.ask_within(name, read)


def _put_taken(part: FormPart, typed: str) -> None:
    """Put the day on which a note's question went to supervision."""
    if "for_supervision" not in part.into:
        remark(part.desk, "  There is no question for supervision that could be taken there.")
        return
    try:
        day = read_day(typed, part.desk.today)
    except InvalidInputError as error:
        remark(part.desk, f"  {error.message}")
        return
    remark(part.desk, f"  taken to supervision on {with_weekday(day)}")
    part.into["taken_on"] = day.isoformat()


def set_or_clear(into: Answers, name: str, value: Any) -> None:
    """Set a field of the document, or leave it out where there is nothing to say."""
    if value:
        into[name] = value
    else:
        into.pop(name, None)


def put_wish(part: FormPart, wish: Wish, *, of_news: bool = False) -> None:
    """Put the wish for a follow-up into a telling, or into news; what is said last holds.

    It is shown back, and with it the other wish that it takes the place of.
    """
    if month := wish.get("not_before"):
        remark(part.desk, f"  {month}: say after how many sessions, such as: ask after 3")
        return
    into = part.into
    before = wish_that_stands(into)
    set_or_clear(into, "follow_up", "no" if wish.get("again") is False and not of_news else None)
    set_or_clear(into, "after_sessions", wish.get("after_sessions"))
    into.pop("again", None)
    if of_news and wish.get("again") is False:
        into["again"] = False
    if wish.get("again") and into.get("outcome") in ENDED_BY:
        into["after_sessions"] = 1  # which alone says that they are asked all the same
    instead = f" (it was: {wish_in_words(before)})" if before and before != wish else ""
    remark(part.desk, f"  {wish_in_words(wish)}{instead}")


_QUESTIONS = {
    "wanted": "What did the presenter want of the group?",
    "said_on_return": "What did the presenter say at the end?",
    "imagined": "What did the group imagine? (one line; Enter: no more)",
    "for_supervision": "Question for supervision:",
}


def ask_wanted(part: FormPart) -> None:
    """Ask what the presenter wanted of the group, on one line."""
    _ask_line(part, "wanted")


def _ask_line(part: FormPart, name: str) -> None:
    part.ask_within(name, lambda now: ask_one_line(part, name, _QUESTIONS[name], now))


def ask_imagined(part: FormPart) -> None:
    """Ask for the lines that the group imagined, one after the other.

    The line behind one that was emptied takes its place, and is asked for next.
    """
    number = 0
    while number < MAX_IMAGINED and part.form.sign is None:
        lines = part.into.get("imagined", [])
        now = lines[number] if number < len(lines) else None
        text = _imagined(part, number, partial(ask_one_line, now=now))
        _set_imagined(part, number, text)
        if text:
            number += 1
        elif number >= len(part.into.get("imagined", [])):
            return


def _set_imagined(part: FormPart, number: int, text: str | None) -> None:
    """Put one line in its place; if it was emptied, those behind it move up with what is kept."""
    lines = [*part.into.get("imagined", [])]
    if text is None and number < len(lines):
        for place in part.into.get("keep", []):
            name, _, line = place["field"].rpartition("/")
            if name == "/imagined" and int(line) > number:
                place["field"] = f"{name}/{int(line) - 1}"
    lines[number : number + 1] = [text] if text else []
    set_or_clear(part.into, "imagined", lines)
    part.form.save_draft()


def _add_imagined(part: FormPart, typed: str) -> None:
    lines = part.into.get("imagined", [])
    if len(lines) == MAX_IMAGINED:
        remark(part.desk, f"  There are {MAX_IMAGINED} lines already; to change them: imagined")
        return
    text = _imagined(part, len(lines), partial(read_typed_line, text=typed))
    _set_imagined(part, len(lines), text)


def _imagined(part: FormPart, number: int, ask: Callable[..., str | None]) -> str | None:
    """Ask for one imagined line under its own key, by which its findings are kept.

    Half a line goes into its place among the others, so that it is in the draft.
    """
    key, into = f"imagined/{number}", part.into
    kept = [*into.get("keep", [])]
    try:
        text = ask(part, key, _QUESTIONS["imagined"])
    except InterruptedByLeaderError as error:
        half, error.half = error.half or into.pop(key, ""), ""
        if half:
            _take_half(part, number, half)
            into.pop(key, None)
            part.form.save_half()
        raise
    except (GoBack, SkipTheRest):  # nothing was decided about the line: it stays as it was
        set_or_clear(into, "keep", kept)
        raise
    finally:
        into.pop(key, None)
    return text


def _take_half(part: FormPart, number: int, half: str) -> None:
    """Put half a line in its place; what was kept in it belonged to another text."""
    lines = [*part.into.get("imagined", [])]
    if lines[number : number + 1] != [half]:
        of_line = f"/imagined/{number}"
        kept = [place for place in part.into.get("keep", []) if place["field"] != of_line]
        set_or_clear(part.into, "keep", kept)
    lines[number : number + 1] = [half]
    set_or_clear(part.into, "imagined", lines)


def ask_return(part: FormPart) -> None:
    """Ask how the presenter came back, and what they said."""
    question = "How did the presenter come back to the group?"
    now = part.into.get("on_return", "")
    set_or_clear(part.into, "on_return", ask_word(part.desk, question, RETURNS, now))
    if part.into.get("on_return") == "spoke":
        _ask_line(part, "said_on_return")


MINUTES = (
    "A phase and its minutes, such as: present 5, presenter-out 40.",
    "Enter: not said; nothing depends on it.",
)


def ask_minutes(part: FormPart) -> None:
    """Ask for the minutes of the phases: present 5, presenter-out 30."""
    remark(part.desk, f"  Such as: present 5, questions 5, presenter-out 40 ({' '.join(PHASES)})")

    minutes: dict[str, int] = {}

    def take(typed: str) -> Sequence[Unclear]:
        reading = read_more_of_case(f"minutes {typed}", {})
        minutes.update(reading.values.get("phase_minutes", {}))  # a later line adds to it
        set_or_clear(part.into, "phase_minutes", dict(minutes))
        if said := more_sentence(reading.values):
            remark(part.desk, f"  {said}")
        return reading.unclear

    ask_in_words(part.desk, "Minutes of each phase:", take, words=PHASES, explained=MINUTES)


def ask_wish(part: FormPart) -> None:
    """Ask when the presenter wants to be asked again."""

    def fault(typed: str) -> str | None:
        wish = _wish(typed) or {}
        fits = not typed or (wish and "not_before" not in wish)
        return None if fits else "Say no, yes, or after 2 (sessions)."

    typed = ask_text(
        part.desk,
        "Ask the presenter again? (no, yes, after 2)",
        fault=fault,
        explained=(
            "no: nobody asks. after 2: after two more sessions that they come to.",
            "Enter leaves it as it is: they are asked next time.",
        ),
    )
    if typed and (wish := _wish(typed)):
        put_wish(part, wish)


def _wish(typed: str) -> Wish | None:
    read = read_wish(typed.casefold().split())
    return None if read is None else read[1]


def ask_taken(part: FormPart) -> None:
    """Ask on which day the note's question went to supervision."""
    if typed := ask_text(part.desk, "When did it go to supervision? (a date)", explained=DATES):
        _put_taken(part, typed)


def ask_supervision(part: FormPart) -> None:
    """Ask for the question that is to go to supervision."""
    key, question = "for_supervision", _QUESTIONS["for_supervision"]
    part.ask_within(key, lambda now: ask_paragraphs(part, key, question, now, about_group=True))
