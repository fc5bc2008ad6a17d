"""The questions about a case, news of it, and a process note.

The guided record of a session and the single commands ask the same ones. Each
function fills in a part of a form as the document has it, and takes vocabulary and
limits from the table of the document's fields.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from balintlog.cli.guided.screen_dialogue import settled
from balintlog.cli.terminal.choices import ask_number, ask_word, ask_words
from balintlog.cli.terminal.free_text import HOW_TO_WRITE, HOW_TO_WRITE_PLAINLY, ask_free_text
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import SkipTheRest, ask_text, ask_yes_no
from balintlog.domain.document import CaseEntry, News, Note, Telling
from balintlog.domain.document_field import Field, field_of, fields_of
from balintlog.domain.text import text_fault
from balintlog.domain.vocabulary import CLOSING_OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form_part import FormPart

OUTCOME_HELP = {  # where the presenter is away, nothing is asked
    "no-news": "not seen since",
    "easier": "it has become easier",
    "unchanged": "as it was",
    "harder": "it has become harder",
    "different": "seen differently now",
    "contact-ended": "no contact any more",
    "declined": "would rather not say",
    "not-asked": "there was no time",
}
SUMMARY_CHARACTERS = 600
RECOGNISABLE = (
    "Could somebody in the town, the practice or the family recognise this from the work,"
    " the event, the family, the illness or the place? (y: reword it)"
)


def ask_checkin(part: FormPart, usual: str = "") -> None:
    """Ask what was heard of a case: outcome, one line, feelings before and after, again.

    ``usual`` is the outcome that Enter means.
    """
    outcomes = [word for word in field_of(News, "outcome").words if word in OUTCOME_HELP]
    outcome = part.ask(
        "outcome",
        lambda now: ask_word(
            part.desk, "What news?", outcomes, now or usual, required=True, hints=OUTCOME_HELP
        ),
    )
    if outcome in {"not-asked", "declined"}:  # nothing was told
        return
    _ask_by_the_table(part, News)
    if outcome in CLOSING_OUTCOMES:
        return
    part.ask("again", lambda now: _ask_again(part.desk, now))
    if part.into.get("again") is not False:
        _ask_after(part, News)


def _ask_again(desk: Desk, now: bool | None) -> bool | None:
    again = ask_yes_no(desk, "Ask again?", default=now is not False, may_skip=True)
    return None if again else False


def _ask_after(part: FormPart, record: Any) -> None:
    """Ask at which of their next sessions; the next one is the default, and not written down."""
    field = field_of(record, "after_sessions")
    question = "Ask when? (1: at their next session, 2: at the one after)"

    def ask(now: int | None) -> int | None:
        number = ask_number(part.desk, question, field.low, field.high, now or 1)
        return None if number == 1 else number

    part.ask(field.name, ask, "after")


def ask_label(part: FormPart) -> None:
    """Ask for a case's label."""
    part.ask("label", lambda now: _label(part, now))


def _label(part: FormPart, now: str | None) -> str | None:
    most = field_of(CaseEntry, "label").high

    def fault(typed: str) -> str | None:
        wrong = text_fault(typed, one_line=True, max_characters=most)
        return f"The label {wrong}." if wrong else None

    def ask(stands: str, cursor: int | None) -> str:
        question = "Label (two to four neutral words):"
        return ask_text(part.desk, question, stands, fault=fault, own_words=True, cursor=cursor)

    return settled(part, "label", ask, now)


def ask_telling_and_close(part: FormPart, visitors: Collection[str]) -> None:
    """Ask what was told of a new case, and close it, even if the rest was skipped."""
    try:
        ask_telling(part, visitors)
    except SkipTheRest:
        _ask_if_recognisable(part)
        raise
    _ask_if_recognisable(part)


def _ask_if_recognisable(part: FormPart) -> None:
    """Ask the question of the motivated intruder, unless the group goes without.

    A lone full stop leaves it unanswered. Source: the motivated intruder test of the UK's
    ICO (anonymisation guidance, 2025).
    """
    guard = part.form.guard
    if guard is not None and guard.asks_recognisable:
        part.ask("recognisable", lambda _: _ask_recognisable(part))


def _ask_recognisable(part: FormPart) -> bool:
    """Ask until nobody could recognise the case; return the last answer, which is no."""
    while ask_yes_no(part.desk, RECOGNISABLE, default=None, may_skip=True):
        for key, ask in (("label", _label), ("summary", _summary)):
            part.into[key] = ask(part, part.into.get(key))
            if part.into[key] is None:
                del part.into[key]
            part.form.save_draft()
    return False


def ask_presenter(
    desk: Desk, there: Sequence[str], now: str | None, away: Sequence[str] = ()
) -> str | None:
    """Ask who presented, among those who were there."""
    refused = {alias: f"{alias} was not there." for alias in away}
    question = "Who presented?"
    return ask_word(desk, question, there, now or "", required=True, refused=refused)


def ask_presenter_of(
    part: FormPart, there: Sequence[str], away: Sequence[str], usual: str | None = None
) -> None:
    """Ask who presented a case that is recorded by itself: it needs a presenter."""

    def ask(now: str | None) -> str | None:
        while True:
            try:
                return ask_presenter(part.desk, there, now or usual, away)
            except SkipTheRest:
                remark(part.desk, "Please name the presenter first; then you can skip the rest.")

    part.ask("presenter", ask)


def ask_which(
    desk: Desk, question: str, cases: Mapping[str, str], now: str | None, *, required: bool = False
) -> str | None:
    """Ask for one of several cases, shown with their labels; a label may be typed, too.

    ``cases`` are labels by id, or by the pointer of a case that is being recorded.
    """
    names = {_short_name(case): case for case in cases}
    labels = list(cases.values())
    by_label = {label: case for case, label in cases.items() if labels.count(label) == 1}
    for name, case in names.items():
        remark(desk, f"  {name}  {cases[case]}")
    proposed = next((name for name, case in names.items() if case == now), "")
    typed = ask_word(
        desk,
        question,
        tuple(names),
        proposed,
        required=required,
        hints={name: cases[case] for name, case in names.items()},
        also=tuple(by_label),
    )
    return None if typed is None else names.get(typed) or by_label[typed]


def _short_name(case: str) -> str:
    """Return what a case is called in a question: its id, or new-1 where it has none yet."""
    return f"new-{int(case.rsplit('/', 1)[1]) + 1}" if case.startswith("/") else case


def ask_telling(part: FormPart, visitors: Collection[str] = ()) -> None:
    """Ask for what is recorded of one presentation, except label and presenter.

    If one of the ``visitors`` presented, the follow-up is no question: nobody asks
    them later.
    """
    part.ask("summary", lambda now: _summary(part, now))
    _ask_by_the_table(part, Telling)
    if part.into.get("presenter") in visitors:
        return
    question, wishes = "Follow-up wanted?", field_of(Telling, "follow_up").words
    wish = part.ask(
        "follow_up",
        lambda now: ask_word(part.desk, question, wishes, now or "yes", required=True),
    )
    if wish == "yes":
        _ask_after(part, Telling)


def _summary(part: FormPart, now: str | None) -> str | None:
    summary = _written(part, "summary", "Summary:", now)
    if summary and len(summary) > SUMMARY_CHARACTERS:
        long = f"({len(summary)} characters; about {SUMMARY_CHARACTERS} are usually enough)"
        remark(part.desk, long)
    return summary


def ask_note(part: FormPart, cases: Mapping[str, str]) -> None:
    """Ask for a process note; ``cases`` are those it may be about, with their labels."""
    ask_note_text(part)
    ask_about_note(part, cases)


def ask_note_text(part: FormPart) -> None:
    """Ask for the text of a process note."""
    part.ask("text", lambda now: _written(part, "text", "Process note:", now, about_group=True))


def ask_about_note(part: FormPart, cases: Mapping[str, str]) -> None:
    """Ask for what is noted beside the text of a process note."""
    if cases:
        question = "Is it about a case? (empty: no)"
        part.ask("case", lambda now: ask_which(part.desk, question, cases, now))
    _ask_by_the_table(part, Note)


def _ask_by_the_table(part: FormPart, record: Any) -> None:
    """Ask for every field of a record that has a question, in the order of the table."""
    for field in fields_of(record):
        if field.question:
            part.ask(field.name, partial(_ask_field, part, field))


def _ask_field(part: FormPart, field: Field, now: Any) -> Any:
    """Ask for a text, a word or some words, as the field says."""
    if field.kind == "words":
        return ask_words(part.desk, field.question, field.words, now or ())
    if field.kind == "word":
        return ask_word(part.desk, field.question, field.words, now or "")
    about_group = field.kind == "note"
    return _written(part, field.name, field.question, now, about_group=about_group)


def _written(
    part: FormPart, key: str, question: str, now: str | None, *, about_group: bool = False
) -> str | None:
    """Ask for a text in the leader's own words; before the first one, say how it is written."""
    if not part.form.has_asked_for_text:
        part.form.has_asked_for_text = True
        remark(part.desk, HOW_TO_WRITE_PLAINLY if part.desk.is_plain else HOW_TO_WRITE)
    ask = partial(ask_free_text, part.desk, question)
    return settled(part, key, ask, now, about_group=about_group)
