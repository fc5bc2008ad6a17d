"""The guided record of one session, in the order in which it happened."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from balintlog.cli import questions
from balintlog.cli.asking import (
    SkipTheRest,
    ask_number,
    ask_text,
    ask_ticks,
    ask_word,
    ask_yes_no,
)
from balintlog.cli.days import read_day, with_weekday
from balintlog.cli.form import Form
from balintlog.cli.output import remark
from balintlog.domain import vocabulary as words
from balintlog.domain.followup import MAX_ASKS
from balintlog.domain.ids import number_of, shown
from balintlog.errors import DeclinedError, InvalidInputError
from balintlog.logbook import drafting, following
from balintlog.logbook.checking import day_fault
from balintlog.logbook.entries import MAX_MINUTES, SCHEMA
from balintlog.storage import cases, people

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from balintlog.cli.desk import Desk
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

_NEXT = {
    "none": "go on",
    "new": "a new case",
    "again": "a known case presented again",
    "continues": "a new case that continues an earlier one",
}


def begin(desk: Desk, book: Logbook, group: Group) -> Form:
    """Return the form for a session, taken up from a draft if there is one."""
    form = _taken_up(desk, book, group)
    form.keep = lambda: drafting.keep(
        book,
        group,
        {"answers": form.answers, "asides": form.asides, "answered": form.answered},
    )
    remark(desk, "A lone full stop skips the rest and saves. Ctrl-C stops; the draft is kept.")
    return form


def fill_in(desk: Desk, book: Logbook, group: Group, form: Form) -> None:
    """Ask for everything about a session that the form does not hold yet."""
    with suppress(SkipTheRest):
        _Record(desk, book, group, form).ask_all()


def _taken_up(desk: Desk, book: Logbook, group: Group) -> Form:
    draft = drafting.find(book, group)
    if draft is not None:
        held_on = draft.form["answers"].get("held_on", "a day not yet said")
        question = f"There is an unfinished record of {group.label}, {held_on}. Go on with it?"
        if ask_yes_no(desk, question, default=True):
            return Form(**draft.form)
        if not ask_yes_no(desk, "Throw that record away?", default=False):
            raise DeclinedError("the unfinished record was kept; nothing was begun")
        drafting.drop(book, group)
    return Form({"schema": SCHEMA, "group": shown("G", group.id)})


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
        index = 0
        while self._ask_case(index):
            index += 1
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
                return error.message

        while True:
            try:
                typed = ask_text(self.desk, f"Date [{usual}]:", fault=fault)
            except SkipTheRest:
                remark(self.desk, "The date is needed.")
                continue
            day = read_day(typed or usual, self.book.today)
            remark(self.desk, f"  {with_weekday(day)}")
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

        typed = ask_text(
            self.desk,
            f"Who led? (the leader first, then co-leaders) [{' '.join(usual)}]",
            fault=lambda text: _unknown_among(text, known),
            suggestions=known,
        )
        named = list(dict.fromkeys(typed.casefold().split()))
        if not named:
            return dict(self.group.leaders)
        return {alias: "co-leader" if place else "leader" for place, alias in enumerate(named)}

    # Attendance

    def _ask_attendance(self, *, enough: bool) -> None:
        """Ask who was there; it is needed even where the rest is skipped."""
        members = [
            member.alias
            for member in people.members(self.book.store, self.group.id)
            if member.may_attend_on(read_day(self.answers["held_on"], self.book.today))
        ]
        try:
            there = self._ask_there(members)
            if enough or self.form.asides.get("enough"):
                raise SkipTheRest
            self._ask_missing([alias for alias in members if alias not in there])
            self._ask_late(there)
        finally:
            if "there" in self.form.answered:
                self.answers["attendance"] = _attendance(members, self.form.asides)
                self.form.keep()

    def _ask_there(self, members: list[str]) -> list[str]:
        if not members:
            remark(self.desk, "Nobody belongs to the group on that date; see: balintlog member add")

        def ask(now: list[str] | None) -> list[str]:
            if not members:
                return []
            there, enough = ask_ticks(
                self.desk, "Who was there?", members, members if now is None else now
            )
            self.form.asides["enough"] = enough
            return there

        return self.form.aside("there", ask) or []

    def _ask_missing(self, missing: Sequence[str]) -> None:
        if missing:
            self.form.aside(
                "absent",
                lambda now: ask_text(
                    self.desk,
                    f"Who sent no apologies? ({' '.join(missing)}; empty: all did)",
                    now or "",
                    fault=lambda typed: _unknown_among(typed, missing),
                    suggestions=missing,
                ),
            )

    def _ask_late(self, there: Sequence[str]) -> None:
        most = self.answers.get("minutes", self.group.usual_minutes)
        if there:
            self.form.aside(
                "late",
                lambda now: ask_text(
                    self.desk,
                    "Late, or left early? (such as: moth late 60, heron left 45; empty: nobody)",
                    now or "",
                    fault=lambda text: _late_fault(text, there, most),
                    suggestions=there,
                ),
            )

    # Check-ins, cases, notes

    def _ask_checkins(self) -> None:
        owed = following.owed_of(self.book, self.group, frozenset(self._there()))
        self._drop_what_is_not_owed({line.case for line in owed})
        if owed:
            remark(self.desk, "", "News of earlier cases")
        for index, line in enumerate(owed):
            name = f"checkins/{line.case}"
            into = self.form.part("checkins", index)
            if f"{name}/outcome" not in self.form.answered:
                asked = f", asked {line.asked} of {MAX_ASKS}" if line.asked else ""
                remark(self.desk, f"  {line.case} {line.label} ({line.presenter}{asked})")
            into["case"] = line.case
            try:
                questions.ask_checkin(self.desk, self.form, name, into)
            finally:
                if "outcome" not in into:
                    into.clear()

    def _drop_what_is_not_owed(self, owed: set[str]) -> None:
        """Leave out, aloud, the news of cases that were asked or closed in the meantime."""
        kept = []
        for one in self.answers.get("checkins", []):
            if one.get("case") in owed:
                kept.append(one)
            elif one:
                remark(
                    self.desk, f"{one['case']} is no longer owed; left out: {one.get('text', '')}"
                )
        if "checkins" in self.answers:
            self.answers["checkins"] = kept

    def _ask_case(self, index: int) -> bool:
        """Ask for one case; return whether there was one."""
        name = f"case {index}"
        kind = self.form.aside(
            f"{name}/kind",
            lambda now: ask_word(
                self.desk,
                "Another case?" if index else "A case?",
                tuple(_NEXT),
                now or "none",
                required=True,
                hints=_NEXT,
            ),
        )
        if kind == "again":
            self._ask_again(name)
        elif kind != "none":
            self._ask_new(name, continues=kind == "continues")
        return bool(kind != "none")

    def _ask_again(self, name: str) -> None:
        case = self._ask_which(name, "Which case?")
        if case is None:
            return
        into = self._place(name, "presentations")
        into["case"] = case
        self._ask_presenter(name, into)
        questions.ask_telling(self.desk, self.form, name, into)

    def _ask_new(self, name: str, *, continues: bool) -> None:
        earlier = self._ask_which(name, "Which case does it continue?") if continues else None
        label = self.form.aside(f"{name}/label", lambda now: questions.ask_label(self.desk, now))
        into = self._place(name, "cases")
        into["label"] = label
        if earlier is not None:
            into["continues"] = earlier
        self._ask_presenter(name, into)
        questions.ask_telling(self.desk, self.form, name, into)

    def _ask_which(self, name: str, question: str) -> str | None:
        """Ask for one of the group's open cases, or None where there is none."""
        known = {
            shown("C", case.id): case.label
            for case in cases.cases(self.book.store, self.group.id, open_only=True)
        }
        if not known:
            remark(self.desk, "This group has no open case.")
            return None
        found = self.form.aside(
            f"{name}/which",
            lambda now: ask_word(
                self.desk, question, tuple(known), now or "", required=True, hints=known
            ),
        )
        return None if found is None else str(found)

    def _ask_presenter(self, name: str, into: dict[str, Any]) -> None:
        self.form.step(
            f"{name}/presenter",
            into,
            "presenter",
            lambda now: questions.ask_presenter(self.desk, self._there(), now),
        )

    def _place(self, name: str, kind: str) -> dict[str, Any]:
        """Return the object of this case in the list ``kind``, the same one every time."""
        place = self.form.asides.setdefault(f"{name}/place", len(self.answers.get(kind, [])))
        return self.form.part(kind, place)

    def _ask_notes(self) -> None:
        discussed = self._discussed()
        remark(self.desk, "", "Process notes, your own")
        index, more = 0, True
        while more:
            into = self.form.part("notes", index)
            questions.ask_note(self.desk, self.form, f"notes/{index}", into, discussed)
            more = self.form.aside(
                f"notes/{index}/more",
                lambda now: ask_yes_no(
                    self.desk, "Another note?", default=bool(now), may_skip=True
                ),
            )
            index += 1

    def _discussed(self) -> dict[str, str]:
        """Return the cases on which a note may hang, with their labels."""
        earlier = [
            one["case"]
            for kind in ("checkins", "presentations")
            for one in self.answers.get(kind, [])
            if one
        ]
        new = enumerate(self.answers.get("cases", []))
        return {
            **{case: cases.label(self.book.store, number_of("C", case)) for case in earlier},
            **{f"/cases/{place}": one["label"] for place, one in new},
        }

    def _there(self) -> tuple[str, ...]:
        statuses = {
            alias: one if isinstance(one, str) else one["status"]
            for alias, one in self.answers["attendance"].items()
        }
        return tuple(alias for alias, status in statuses.items() if status in words.SAT_IN)


def _attendance(members: Sequence[str], asides: dict[str, Any]) -> dict[str, Any]:
    """Put the attendance together from the ticks and the two questions after them."""
    there = asides.get("there", [])
    found: dict[str, Any] = {
        alias: "present" if alias in there else "apologies" for alias in members
    }
    for alias in asides.get("absent", "").casefold().split():
        found[alias] = "absent"
    for alias, status, minutes in _late_entries(asides.get("late", "")):
        found[alias] = {"status": status, "minutes": int(minutes)} if minutes else status
    return {alias: one for alias, one in found.items() if alias in members}


def _unknown_among(typed: str, known: Sequence[str]) -> str | None:
    unknown = [alias for alias in typed.casefold().split() if alias not in known]
    return f"One or more of: {', '.join(known)}." if unknown else None


def _late_entries(typed: str) -> list[tuple[str, str, str]]:
    """Split "moth late 60, heron left 45" into alias, status and minutes ("" if not said)."""
    entries = []
    for part in typed.casefold().replace(";", ",").split(","):
        if pieces := part.split():
            alias, status, minutes, *_ = [*pieces, "", ""]
            entries.append((alias, {"left": "left-early"}.get(status, status), minutes))
    return entries


def _late_fault(typed: str, there: Sequence[str], most: int) -> str | None:
    for alias, status, minutes in _late_entries(typed):
        if alias not in there:
            return f"One of: {', '.join(there)}."
        if status not in {"late", "left-early"}:
            return "After the alias: late or left, then the minutes there, such as: moth late 60"
        if minutes and not (minutes.isdecimal() and int(minutes) <= most):
            return f"Minutes there: a whole number up to {most}."
    return None
