"""The questions about a case, news of it, and a process note.

The guided record of a session and the single commands put the same ones. Each
function fills in an object as the document has it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from balintlog.cli.guided.screen_dialogue import settled
from balintlog.cli.terminal.choices import ask_number, ask_word, ask_words
from balintlog.cli.terminal.free_text import ask_free_text
from balintlog.cli.terminal.prompts import SkipTheRest, ask_text, ask_yes_no
from balintlog.domain import vocabulary as words
from balintlog.domain.document import MAX_AFTER_SESSIONS
from balintlog.domain.text import MAX_LABEL_CHARACTERS, text_fault

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Form

OUTCOME_HELP = {
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
    "Could somebody in the town, the practice or the family recognise this from work, event,"
    " family shape, illness or place? (y: reword it)"
)


def ask_checkin(desk: Desk, form: Form, name: str, into: dict[str, Any], usual: str = "") -> None:
    """Ask what was heard of a case: outcome, one line, feelings before and after, again.

    ``usual`` is the outcome that Enter means.
    """
    outcome = form.step(
        f"{name}/outcome",
        into,
        "outcome",
        lambda now: ask_word(
            desk,
            "What news?",
            tuple(OUTCOME_HELP),
            now or usual,
            required=True,
            hints=OUTCOME_HELP,
        ),
    )
    if outcome in {"not-asked", "declined"}:  # nothing was told
        return
    _text(desk, form, name, into, "text", "In one line:")
    _words(desk, form, name, into, "feelings_before", "Feelings before:", words.FEELINGS)
    _words(desk, form, name, into, "feelings_after", "Feelings now:", words.FEELINGS)
    if outcome in words.CLOSING_OUTCOMES:
        return
    form.step(f"{name}/again", into, "again", lambda now: _ask_again(desk, now))
    if into.get("again") is not False:
        form.step(f"{name}/after", into, "after_sessions", lambda now: _ask_after(desk, now or 1))


def _ask_again(desk: Desk, now: bool | None) -> bool | None:
    return (
        None if ask_yes_no(desk, "Ask again?", default=now is not False, may_skip=True) else False
    )


def _ask_after(desk: Desk, now: int) -> int | None:
    question = "Ask when? (1: at their next session, 2: at the one after)"
    number = ask_number(desk, question, 1, MAX_AFTER_SESSIONS, now)
    return None if number == 1 else number


def ask_label(desk: Desk, form: Form, name: str, into: dict[str, Any]) -> None:
    """Ask for a case's label."""
    form.step(f"{name}/label", into, "label", lambda now: _label(desk, form, into, now))


def _label(desk: Desk, form: Form, into: dict[str, Any], now: str | None) -> str | None:
    def fault(typed: str) -> str | None:
        found = text_fault(typed, one_line=True, max_characters=MAX_LABEL_CHARACTERS)
        return f"The label {found}." if found else None

    def ask(stands: str) -> str:
        question = "Label (two to four neutral words):"
        return ask_text(desk, question, stands, fault=fault, own_words=True)

    return settled(desk, form, into, "label", ask, now)


def ask_telling_and_close(
    desk: Desk, form: Form, name: str, into: dict[str, Any], visitors: Collection[str]
) -> None:
    """Ask what was told of a new case, and close it; also where the rest was skipped."""
    try:
        ask_telling(desk, form, name, into, visitors)
    except SkipTheRest:
        _ask_if_recognisable(desk, form, name, into)
        raise
    _ask_if_recognisable(desk, form, name, into)


def _ask_if_recognisable(desk: Desk, form: Form, name: str, into: dict[str, Any]) -> None:
    """Ask the question of the motivated intruder, unless the group goes without.

    A lone full stop leaves it unanswered. Source: the motivated intruder test of the UK's
    ICO (anonymisation guidance, 2025).
    """
    if form.guard is not None and form.guard.asks_recognisable:
        form.step(
            f"{name}/recognisable",
            into,
            "recognisable",
            lambda _: _ask_recognisable(desk, form, into),
        )


def _ask_recognisable(desk: Desk, form: Form, into: dict[str, Any]) -> bool:
    """Ask until nobody could recognise the case; return what was answered last, which is no."""
    while ask_yes_no(desk, RECOGNISABLE, default=None, may_skip=True):
        for key, ask in (("label", _label), ("summary", _summary)):
            into[key] = ask(desk, form, into, into.get(key))
            if into[key] is None:
                del into[key]
            form.lay_down()
    return False


def ask_presenter(
    desk: Desk, there: Sequence[str], now: str | None, away: Sequence[str] = ()
) -> str | None:
    """Ask who presented, among those who were there."""
    refused = {alias: f"{alias} was not there." for alias in away}
    question = "Who presented?"
    return ask_word(desk, question, there, now or "", required=True, refused=refused)


def ask_presenter_of(
    desk: Desk,
    form: Form,
    there: Sequence[str],
    away: Sequence[str],
    usual: str | None = None,
) -> None:
    """Ask who presented a case that is recorded by itself: it cannot do without."""
    from balintlog.cli.terminal.output import remark

    def ask(now: str | None) -> str | None:
        while True:
            try:
                return ask_presenter(desk, there, now or usual, away)
            except SkipTheRest:
                remark(desk, "A case needs its presenter before the rest can be skipped.")

    form.step("presenter", form.answers, "presenter", ask)


def ask_which(
    desk: Desk, question: str, cases: Mapping[str, str], now: str | None, *, required: bool = False
) -> str | None:
    """Ask for one of some cases, which are shown with their labels; those may be typed, too.

    ``cases`` are labels by id, or by the pointer of a case that is only now recorded.
    """
    from balintlog.cli.terminal.output import remark

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


def ask_telling(
    desk: Desk,
    form: Form,
    name: str,
    into: dict[str, Any],
    visitors: Collection[str] = (),
) -> None:
    """Ask for what is recorded of one bringing of a case, but for label and presenter.

    Whether to ask again is no question where one of the ``visitors`` presented: they
    are owed nothing.
    """
    form.step(f"{name}/summary", into, "summary", lambda now: _summary(desk, form, into, now))
    _word(desk, form, name, into, "encounter", "Kind of encounter:", words.ENCOUNTERS)
    _words(desk, form, name, into, "themes", "Themes (one to three are enough):", words.THEMES)
    _words(desk, form, name, into, "feelings", "The presenter's feelings:", words.FEELINGS)
    _words(
        desk,
        form,
        name,
        into,
        "patient_feelings",
        "Feelings imagined in the patient:",
        words.PATIENT_FEELINGS,
    )
    _word(desk, form, name, into, "why", "Why this case?", words.REASONS)
    if into.get("presenter") in visitors:
        return
    wish = form.step(
        f"{name}/follow_up",
        into,
        "follow_up",
        lambda now: ask_word(desk, "Follow-up wanted?", words.WISHES, now or "yes", required=True),
    )
    if wish == "yes":
        form.step(f"{name}/after", into, "after_sessions", lambda now: _ask_after(desk, now or 1))


def _summary(desk: Desk, form: Form, into: dict[str, Any], now: str | None) -> str | None:
    from balintlog.cli.terminal.output import remark

    ask = partial(ask_free_text, desk, "Summary:")
    summary = settled(desk, form, into, "summary", ask, now)
    if summary and len(summary) > SUMMARY_CHARACTERS:
        remark(desk, f"({len(summary)} characters; about {SUMMARY_CHARACTERS} are usually enough)")
    return summary


def ask_note(
    desk: Desk, form: Form, name: str, into: dict[str, Any], cases: Mapping[str, str]
) -> None:
    """Ask for a process note; ``cases`` are those it may hang on, with their labels."""
    ask_note_text(desk, form, name, into)
    ask_about_note(desk, form, name, into, cases)


def ask_note_text(desk: Desk, form: Form, name: str, into: dict[str, Any]) -> None:
    """Ask for the text of a process note."""
    _text(desk, form, name, into, "text", "Process note:", about_group=True)


def ask_about_note(
    desk: Desk, form: Form, name: str, into: dict[str, Any], cases: Mapping[str, str]
) -> None:
    """Ask for what is noted beside the text of a process note."""
    if cases:
        question = "On which case, if on one?"
        form.step(f"{name}/case", into, "case", lambda now: ask_which(desk, question, cases, now))
    _words(desk, form, name, into, "interventions", "Interventions:", words.INTERVENTIONS)
    _words(desk, form, name, into, "observations", "Observations:", words.OBSERVATIONS)
    _word(desk, form, name, into, "heading", "Competence heading:", words.HEADINGS)
    question = "Question for supervision:"
    _text(desk, form, name, into, "for_supervision", question, about_group=True)


def _text(
    desk: Desk,
    form: Form,
    name: str,
    into: dict[str, Any],
    key: str,
    question: str,
    *,
    about_group: bool = False,
) -> None:
    ask = partial(ask_free_text, desk, question)
    form.step(
        f"{name}/{key}",
        into,
        key,
        lambda now: settled(desk, form, into, key, ask, now, about_group=about_group),
    )


def _word(
    desk: Desk,
    form: Form,
    name: str,
    into: dict[str, Any],
    key: str,
    question: str,
    vocabulary: Sequence[str],
) -> None:
    form.step(
        f"{name}/{key}",
        into,
        key,
        lambda now: ask_word(desk, question, vocabulary, now or ""),
    )


def _words(
    desk: Desk,
    form: Form,
    name: str,
    into: dict[str, Any],
    key: str,
    question: str,
    vocabulary: Sequence[str],
) -> None:
    form.step(
        f"{name}/{key}",
        into,
        key,
        lambda now: ask_words(desk, question, vocabulary, now or ()),
    )
