"""The guided record of one session, in the order in which it happened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from balintlog.cli.guided import questions
from balintlog.cli.guided.attendance import ask_attendance, who_sat_in
from balintlog.cli.guided.document_of import document_of
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.form_guard import guarded
from balintlog.cli.terminal.choices import ask_number, ask_word, ask_words
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import SkipTheRest, ask_text, ask_yes_no
from balintlog.cli.terminal.typed_dates import read_day, with_weekday
from balintlog.domain import vocabulary as words
from balintlog.domain.document import MAX_MINUTES, SCHEMA
from balintlog.domain.followup import MAX_ASKS
from balintlog.domain.ids import number_of, shown
from balintlog.domain.moment import Moment, Within
from balintlog.errors import DeclinedError, InvalidInputError
from balintlog.logbook.record import session_draft
from balintlog.logbook.record.session_frame import day_fault
from balintlog.logbook.view import followup_list
from balintlog.storage.tables import cases, people, sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

GOES_ON = "What you typed is kept as a draft; balintlog log goes on with it."
_NEXT = {
    "none": "no case, go on",
    "new": "a new case",
    "again": "a known case presented again",
    "continues": "a new case that continues an earlier one",
}


def begin(desk: Desk, book: Logbook, group: Group) -> Form:
    """Return the form for a session, taken up from a draft if there is one."""
    form = _taken_up(desk, book, group)

    def keep() -> None:
        laid_down = {"answers": form.answers, "asides": form.asides, "answered": form.answered}
        session_draft.keep(book, group, laid_down)
        if desk.surroundings.kept is not None:
            desk.surroundings.kept.lock_if_idle(GOES_ON)

    form.keep = keep
    form.say = partial(remark, desk)
    remark(
        desk,
        "Tab shows the words. A lone < goes back, a lone full stop skips the rest and saves."
        " Ctrl-C stops.",
    )
    return form


def fill_in(desk: Desk, book: Logbook, group: Group, form: Form) -> None:
    """Ask for everything about a session that the form does not hold yet.

    Raises SkipTheRest where the leader wants no more questions.
    """
    _Record(desk, book, group, form).ask_all()


def _taken_up(desk: Desk, book: Logbook, group: Group) -> Form:
    guard = guarded(desk, book, group.id)
    draft = session_draft.find(book, group)
    if draft is not None:
        held_on = draft.form["answers"].get("held_on", "a day not yet said")
        question = f"There is an unfinished record of {group.label}, {held_on}. Go on with it?"
        if ask_yes_no(desk, question, default=True):
            return Form(**draft.form, guard=guard)
        if not ask_yes_no(desk, "Throw that record away?", default=False):
            raise DeclinedError("the unfinished record was kept; nothing was begun")
        session_draft.drop(book, group)
    return Form({"schema": SCHEMA, "group": shown("G", group.id)}, guard=guard)


class _Record:
    """One guided record: what is asked next depends on what was answered before."""

    def __init__(self, desk: Desk, book: Logbook, group: Group, form: Form) -> None:
        self.desk, self.book, self.group, self.form = desk, book, group, form
        self.answers = form.answers

    def ask_all(self) -> None:
        """Put the questions in the order in which a session goes."""
        self._step("held_on", self._ask_day)
        enough = self._ask_frame()
        self._ask_attendance(enough=enough)
        self._ask_checkins()
        self._ask_cases()
        self._ask_notes()

    def _step(self, key: str, ask: Callable[[Any], Any]) -> Any:
        return self.form.step(key, self.answers, key, ask)

    # The frame

    def _ask_day(self, now: str | None) -> str:
        usual = now or "today"

        def fault(typed: str) -> str | None:
            try:
                return day_fault(self.book, self.group, read_day(typed or usual, self.book.today))
            except InvalidInputError as error:
                return f"{error.message}. {error.hint or ''}".rstrip()

        while True:
            try:
                typed = ask_text(self.desk, f"Date [{usual}]:", fault=fault)
            except SkipTheRest:
                remark(self.desk, "The date is needed.")
                continue
            day = read_day(typed or usual, self.book.today)
            held = sessions.sessions_on(self.book.store, self.group.id, day)
            also = f"; {shown('S', held[-1])} was held on that date already" if held else ""
            remark(self.desk, f"  {with_weekday(day)}{also}")
            return day.isoformat()

    def _ask_frame(self) -> bool:
        """Ask for minutes, mode and leaders; return whether the leader wants no more."""
        group = self.group
        try:
            self._step(
                "minutes",
                lambda now: ask_number(
                    self.desk, "Minutes:", 1, MAX_MINUTES, now or group.usual_minutes
                ),
            )
            self._step(
                "mode",
                lambda now: ask_word(
                    self.desk, "Mode:", words.MODES, now or group.mode, required=True
                ),
            )
            self._step("leaders", self._ask_leaders)
        except SkipTheRest:
            return True
        return False

    def _ask_leaders(self, _: Any) -> dict[str, str] | None:
        known = tuple(people.leaders(self.book.store))
        usual = [alias for alias in self.group.leaders if alias in known]

        question = f"Who led? (the leader first, then co-leaders) [{' '.join(usual)}]"
        named = ask_words(self.desk, question, known)
        if not named:
            return dict(self.group.leaders)
        return {alias: "co-leader" if place else "leader" for place, alias in enumerate(named)}

    # Attendance

    def _ask_attendance(self, *, enough: bool) -> None:
        members = [
            member.alias
            for member in people.members(self.book.store, self.group.id)
            if member.may_attend_on(read_day(self.answers["held_on"], self.book.today))
        ]
        minutes = self.answers.get("minutes", self.group.usual_minutes)
        ask_attendance(self.desk, self.form, members, minutes, enough=enough)

    # Check-ins, cases, notes

    def _ask_checkins(self) -> None:
        there = frozenset(self._there())
        owed = followup_list.owed_of(self.book, self.group, there, self._moment(Within.CHECK_IN))
        self._drop_what_is_not_owed({line.case for line in owed})
        heading = ["", "News of earlier cases"]
        for line in owed:
            name = f"checkins/{line.case}"
            into = self._news_of(line.case)
            asked = f", asked {line.asked} of {MAX_ASKS}" if line.asked else ""
            self.form.announce = [*heading, f"  {line.case} {line.label} ({line.presenter}{asked})"]
            try:
                questions.ask_checkin(self.desk, self.form, name, into, usual="not-asked")
            except SkipTheRest:
                if f"{name}/outcome" not in self.form.answered:
                    into.pop("outcome", None)  # of an earlier pass: it is not wanted now
                raise
            heading = heading if self.form.announce else []
        self.form.announce = []

    def _news_of(self, case: str) -> dict[str, Any]:
        """Return the object of a case's check-in, made when first needed."""
        news = self.answers.setdefault("checkins", [])
        found = next((one for one in news if one["case"] == case), None)
        if found is None:
            news.append(found := {"case": case})
        return found

    def _drop_what_is_not_owed(self, owed: set[str]) -> None:
        """Leave out, aloud, the news of cases that were asked or closed in the meantime."""
        news = self.answers.get("checkins", [])
        for one in news:
            if one["case"] not in owed and "outcome" in one:
                said = f" Its text was: {one['text']}" if "text" in one else ""
                remark(self.desk, f"{one['case']} is no longer owed and is left out.{said}")
        self.answers["checkins"] = [one for one in news if one["case"] in owed]

    def _ask_cases(self) -> None:
        turns = self.form.asides.setdefault("turns", [])
        if not self._there():
            for turn in turns:
                self._say_left_out(turn["answers"], "nobody was there")
            turns.clear()
            return
        index = 0
        while self._ask_case(turns, index):
            index += 1

    def _say_left_out(self, told: dict[str, Any], why: str) -> None:
        """Leave nothing out in silence: what was typed can be read once more."""
        if name := told.get("label") or told.get("case"):
            said = f" Its summary was: {told['summary']}" if "summary" in told else ""
            remark(self.desk, f"  {name} is left out: {why}.{said}")

    def _ask_case(self, turns: list[dict[str, Any]], index: int) -> bool:
        """Ask for one case; return whether there was one."""
        name = f"case {index}"
        if index == len(turns):
            turns.append({"kind": "none", "answers": {}})
        turn: dict[str, Any] = turns[index]
        self.form.announce = [] if index else ["", *(f"  {one}: {_NEXT[one]}" for one in _NEXT)]
        kind = self.form.step(
            f"{name}/kind",
            turn,
            "kind",
            lambda now: ask_word(
                self.desk,
                "Another case?" if index else "A case?",
                tuple(_NEXT),
                now,
                required=True,
                hints=_NEXT,
            ),
        )
        if kind == "none":
            del turns[index:]
            return False
        told = turn["answers"].get("label") or turn["answers"].get("case")
        self.form.announce = [f"  {told}"] if told else []
        try:
            self._ask_about(kind, name, turn["answers"])
        except SkipTheRest:
            if not self._has_presenter(kind, turn["answers"]):
                self._drop_begun(turns, index)
            raise
        self.form.announce = []
        return True

    def _has_presenter(self, kind: str, told: dict[str, Any]) -> bool:
        """Tell whether somebody brought a case: told, or the usual one of a known case."""
        if kind == "again" and "case" in told and "presenter" not in told:
            return self._usual_presenter(told["case"]) in self._there()
        return "presenter" in told

    def _usual_presenter(self, case: str) -> str | None:
        at = self._moment(Within.PRESENTATION)
        return followup_list.presenter_then(self.book, number_of("C", case), at)

    def _drop_begun(self, turns: list[dict[str, Any]], index: int) -> None:
        """Drop a case that was skipped before its presenter was told: nobody brought it."""
        self._say_left_out(turns[index]["answers"], "it has no presenter")
        self.form.answered = [
            one for one in self.form.answered if not one.startswith(f"case {index}/")
        ]
        del turns[index:]
        self.form.lay_down()

    def _ask_about(self, kind: str, name: str, into: dict[str, Any]) -> None:
        if kind == "again":
            self._ask_again(name, into)
        else:
            self._ask_new(name, into, continues=kind == "continues")

    def _ask_again(self, name: str, into: dict[str, Any]) -> None:
        if self._ask_which(name, into, "case", "Which case?"):
            self._ask_presenter(name, into, self._usual_presenter(into["case"]))
            questions.ask_telling(self.desk, self.form, name, into, self._visitors())

    def _ask_new(self, name: str, into: dict[str, Any], *, continues: bool) -> None:
        if continues:
            self._ask_which(name, into, "continues", "Which case does it continue?")
        questions.ask_label(self.desk, self.form, name, into)
        self._ask_presenter(name, into)
        visitors = self._visitors()
        questions.ask_telling_and_close(self.desk, self.form, name, into, visitors)

    def _ask_which(self, name: str, into: dict[str, Any], key: str, question: str) -> bool:
        """Ask for one of the cases that were open then; return whether there was one."""
        at = self._moment(Within.PRESENTATION)
        known = followup_list.open_cases(self.book, self.group, at)
        if not known:
            remark(self.desk, "This group had no open case then.")
            return False
        self.form.step(
            f"{name}/{key}",
            into,
            key,
            lambda now: questions.ask_which(self.desk, question, known, now, required=True),
        )
        return True

    def _ask_presenter(self, name: str, into: dict[str, Any], usual: str | None = None) -> None:
        self.form.step(
            f"{name}/presenter",
            into,
            "presenter",
            lambda now: questions.ask_presenter(
                self.desk, self._there(), now or usual, self._away()
            ),
        )

    def _ask_notes(self) -> None:
        discussed = self._discussed()
        remark(self.desk, "", "Process notes, your own (empty: none)")
        index, more = 0, True
        while more:
            notes = self.answers.setdefault("notes", [])
            if index == len(notes):
                notes.append({})
            into = notes[index]
            name = f"notes/{index}"
            questions.ask_note_text(self.desk, self.form, name, into)
            if not into:
                return
            questions.ask_about_note(self.desk, self.form, name, into, discussed)
            more = self.form.aside(
                f"notes/{index}/more",
                lambda now: ask_yes_no(
                    self.desk, "Another note?", default=bool(now), may_skip=True
                ),
            )
            index += 1

    def _discussed(self) -> dict[str, str]:
        """Return the cases on which a note may hang, with their labels."""
        document = document_of(self.form)
        earlier = [
            one["case"]
            for kind in ("checkins", "presentations")
            for one in document.get(kind, [])
            if "case" in one  # else it will be refused
        ]
        new = enumerate(document.get("cases", []))
        return {
            **{case: cases.label(self.book.store, number_of("C", case)) for case in earlier},
            **{f"/cases/{place}": one["label"] for place, one in new if "label" in one},
        }

    def _moment(self, within: Within) -> Moment:
        """Return when an entry of this session happened, in the order of what is recorded."""
        day = read_day(self.answers["held_on"], self.book.today)
        return Moment(day, sessions.latest_recorded(self.book.store) + 1, within)

    def _there(self) -> tuple[str, ...]:
        return who_sat_in(self.answers["attendance"])

    def _visitors(self) -> frozenset[str]:
        day = read_day(self.answers["held_on"], self.book.today)
        return followup_list.visitors(self.book, self.group.id, day)

    def _away(self) -> tuple[str, ...]:
        there = self._there()
        return tuple(alias for alias in self.answers["attendance"] if alias not in there)
