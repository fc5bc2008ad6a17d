"""Questions about a process note: the leader's own words, and what belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.guided.more_question import MORE_OF_NOTE, ask_more
from balintlog.cli.guided.written_text import ask_one_line, ask_paragraphs
from balintlog.cli.terminal.choices import ask_word
from balintlog.cli.terminal.output import remark
from balintlog.domain.folding import folded
from balintlog.domain.typed.field_words import case_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.cli.guided.form_part import FormPart

NEXT_TIME = "Next time we want to"
NO_CASE = "No case came up in this session. Add its news or the case first; then say so here."


def ask_note(part: FormPart, cases: Mapping[str, str], question: str = "Your note:") -> None:
    """Ask for a note and what belongs to it; without a text there is no more to ask.

    ``cases``: those that it may be about, by their ids, or by the pointers of new ones.
    """
    ask_note_text(part, question)
    if "text" in part.into:
        more_of_note(part, cases)
        part.ask("next_time", lambda now: next_time(part, now))


def ask_note_text(part: FormPart, question: str) -> None:
    """Ask for the text of a note."""
    part.ask("text", lambda now: ask_paragraphs(part, "text", question, now, about_group=True))


def more_of_note(part: FormPart, cases: Mapping[str, str]) -> None:
    """Ask for what belongs to a note."""
    part.form.aside(f"{part.name}/more", lambda _: _more(part, cases))


def next_time(part: FormPart, now: str | None) -> str | None:
    """Ask what the leaders want to do next time."""
    return ask_one_line(part, "next_time", NEXT_TIME, now, about_group=True)


def _more(part: FormPart, cases: Mapping[str, str]) -> bool:
    more = MORE_OF_NOTE._replace(choose_case=lambda part, typed: _choose_case(part, cases, typed))
    if not cases:
        more = more._replace(names=[name for name in more.names if name != "case"])
    ask_more(part, more)
    return True


def _choose_case(part: FormPart, cases: Mapping[str, str], typed: str) -> None:
    """Put the case that a note is about into it: the one that was typed, or the answer."""
    if not cases:
        remark(part.desk, f"  {NO_CASE}")
        return
    names = {case_name(case): case for case in cases}
    meant = [case for name, case in names.items() if folded(typed) in _called(name, cases[case])]
    if len(meant) != 1:
        remark(part.desk, *(f"  {name}  {cases[case]}" for name, case in names.items()))
        hints = {name: cases[case] for name, case in names.items()}
        name = ask_word(part.desk, "About which case?", tuple(names), hints=hints)
        meant = [names[name]] if name else []
    part.into.pop("case", None)
    for case in meant[:1]:
        part.into["case"] = case
        remark(part.desk, f"  about {cases[case]}")


def _called(name: str, label: str) -> set[str]:
    return {folded(name), folded(label)}
