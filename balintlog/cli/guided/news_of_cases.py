"""News of cases that were presented before, asked at the beginning of an evening."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.guided import questions
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import SkipTheRest
from balintlog.domain.followup import MAX_ASKS
from balintlog.domain.moment import Within
from balintlog.domain.text import listed
from balintlog.logbook.view import followup_list

if TYPE_CHECKING:
    from balintlog.cli.guided.evening_facts import EveningSoFar
    from balintlog.cli.guided.form import Answers


def ask_news(evening: EveningSoFar) -> None:
    """Ask for news of each case that is owed a follow-up, and whose presenter was there."""
    form = evening.form
    there = frozenset(evening.there)
    owed = followup_list.owed_of(
        evening.book, evening.group, there, evening.moment(Within.CHECK_IN)
    )
    _drop_what_is_not_owed(evening, {line.case for line in owed})
    heading = ["", "News of earlier cases"]
    for line in owed:
        part = evening.part(f"checkins/{line.case}", _news_of(evening, line.case))
        asked = f", asked {line.asked} of {MAX_ASKS}" if line.asked else ""
        form.announce = [*heading, f"  {line.case} {line.label} ({listed(line.presenters)}{asked})"]
        try:
            questions.ask_checkin(part, usual="not-asked")
        except SkipTheRest:
            if f"{part.name}/outcome" not in form.answered:
                part.into.pop("outcome", None)  # from an earlier pass: it is not wanted now
            raise
        heading = heading if form.announce else []
    form.announce = []


def _news_of(evening: EveningSoFar, case: str) -> Answers:
    """Return the object of a case's check-in, made when first needed."""
    checkins: list[Answers] = evening.answers.setdefault("checkins", [])
    for news in checkins:
        if news["case"] == case:
            return news
    checkins.append({"case": case})
    return checkins[-1]


def _drop_what_is_not_owed(evening: EveningSoFar, owed: set[str]) -> None:
    """Leave out, aloud, the news of cases that were asked about or closed in the meantime."""
    checkins = evening.answers.get("checkins", [])
    for news in checkins:
        if news["case"] not in owed and "outcome" in news:
            said = f" Its text was: {news['text']}" if "text" in news else ""
            remark(
                evening.desk,
                f"{news['case']} is no longer owed a follow-up, and is left out.{said}",
            )
    evening.answers["checkins"] = [news for news in checkins if news["case"] in owed]
