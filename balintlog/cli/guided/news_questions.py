"""News of one case, asked: who told it, what was said, how things are, and what came of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from balintlog.cli.guided.line_dialogue import ask_in_words
from balintlog.cli.guided.single_field import put_wish
from balintlog.cli.guided.written_text import ask_paragraphs
from balintlog.cli.terminal.choices import ask_word
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import ask_text
from balintlog.domain.text import listed, whole_number
from balintlog.domain.typed.field_words import OUTCOME
from balintlog.domain.typed.follow_up_wish import wish_that_stands
from balintlog.domain.typed.news_line import news_sentence, read_news_line
from balintlog.domain.vocabulary import FEELINGS, IMAGINED_NOW, OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from balintlog.cli.guided.form_part import FormPart
    from balintlog.domain.typed.unclear import Unclear

HOW = f"How are things? ({' '.join(OUTCOME.words)})"
EXPLAINED = (
    "A word for how things are; its first letter will do. Feelings may follow it:",
    "d annoyed > relief means different, annoyed before, relief after.",
)
_LINE_AND_WORD = re.compile(r"([0-9]+|(?=[^\s,;0-9]))([^,;0-9]*)")  # of "1 held 2 other, 3 open"
CAME_EXPLAINED = (
    "The number of a line, and what has become of it: held (it was so), other, or open.",
    "balintlog makes no score of it. Enter: not said.",
)


def ask_news_of(
    part: FormPart,
    of: str,
    presenters: Sequence[str],
    imagined: Sequence[str],
    there: Sequence[str],
    leaders: Sequence[str],
) -> None:
    """Ask who told the news of a case, what was said, how things are, and what came of it.

    ``of``: the case, by id and label, which plain lines name: a question is heard without a list.
    ``imagined``: what the group had imagined. ``there``: who sat in. ``leaders``: who led.
    """
    ahead = f"{of}. " if part.desk.is_plain else ""
    teller = _ask_teller(part, ahead, presenters, there, leaders)
    what = f"What did {teller} say?" if teller else "What was said?"
    ask_heard(part, f"{ahead}{what}")
    ask_how(part, f"{of}, told by {teller}. " if ahead and teller else ahead)
    if imagined:
        ask_what_came(part, imagined)


def ask_heard(part: FormPart, question: str) -> None:
    """Ask for what was said."""
    part.ask("text", lambda now: ask_paragraphs(part, "text", question, now))


def ask_how(part: FormPart, ahead: str = "") -> None:
    """Ask how things are, and for the feelings before and after; ``ahead``: what of."""
    part.form.aside(f"{part.name}/how", lambda _: _ask_how(part, ahead))


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
    part: FormPart,
    ahead: str,
    presenters: Sequence[str],
    there: Sequence[str],
    leaders: Sequence[str],
) -> str | None:
    """Return who told it, if not somebody outside.

    That is who was named with the case, or a presenter who was there, or the answer to a question.
    """
    came = [alias for alias in presenters if alias in there]
    named = part.into.get("told_by")
    if came and not named and len(presenters) > 1:
        named = part.into["told_by"] = came[0]  # and stays so, whoever else turns out to be there
    if came:
        return None if named == OUTSIDE else named or came[0]
    question = f"{ahead}{listed(presenters) or 'The presenter'} was not there. Who told it?"
    teller = ask_told_by(part, question, there, leaders)
    return None if teller == OUTSIDE else teller


def _ask_how(part: FormPart, ahead: str) -> bool:
    """Ask how things are until there is an outcome; Enter keeps the one that there is."""
    if now := news_sentence(_all_said(part.into)):
        remark(part.desk, f"  {now}")
    anew = "outcome" in part.into  # the first line may say all of it again, later ones add to it

    def take(typed: str) -> Sequence[Unclear]:
        nonlocal anew
        before = _all_said(part.into)
        if anew:
            said = read_news_line(typed).values
            before = {} if "outcome" in said else {n: v for n, v in before.items() if n not in said}
        anew = False
        return _take_how(part, typed, before)

    while True:
        ask_in_words(
            part.desk,
            f"{ahead}{HOW}",
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
        came = _came(typed, len(imagined))
        return came if isinstance(came, str) else None

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
    came = _came(typed, len(imagined))
    part.into.pop("came_of_it", None)
    if came and not isinstance(came, str):
        part.into["came_of_it"] = came
    return True


def _came(typed: str, many: int) -> list[dict[str, Any]] | str:
    """Return what came of which line, or a sentence about what was not understood."""
    came: dict[int, str] = {}
    for number, said in _LINE_AND_WORD.findall(typed.casefold()):
        line, word = whole_number(number), said.strip(" :=.").removesuffix(" and")
        meant = [known for known in IMAGINED_NOW if word and known.startswith(word)]
        if line is None or not 1 <= line <= many:
            return f"{number or word}: not one of these lines. Write it like this: 1 held, 2 open"
        if len(meant) != 1:
            return f"{number} {word or '…'}: {', '.join(IMAGINED_NOW[:-1])} or {IMAGINED_NOW[-1]}?"
        came[line] = meant[0]
    return [{"line": line, "now": word} for line, word in sorted(came.items())]
