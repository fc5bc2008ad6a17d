"""Recorded entries of a session at the look: each shown, asked again, or to be deleted."""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING, Any

from balintlog.cli.guided.ask_until_saved import tell_changed, tell_typed
from balintlog.cli.guided.case_questions import ask_label, ask_presenters, ask_telling
from balintlog.cli.guided.edit.entry_changes import changed_sentence
from balintlog.cli.guided.evening_facts import ENTRIES, GOES
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.look.evening_points import ask_again, discussed
from balintlog.cli.guided.look.look_lines import CASE, NEWS, NOTE, LookLine, quoted
from balintlog.cli.guided.news_questions import ask_news_of, ask_told_by
from balintlog.cli.guided.note_questions import NEXT_TIME, ask_note, next_time
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import ask_yes_no
from balintlog.domain.text import listed
from balintlog.errors import BalintlogError
from balintlog.logbook.book import find_case
from balintlog.logbook.record.edit_whole_session import (
    TEXTS,
    EntryEdit,
    Place,
    entry_at,
    entry_now,
    is_only_telling,
    places_in,
)
from balintlog.logbook.view import case_history, draft_list
from balintlog.logbook.view.choices import case_choices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from balintlog.cli.guided.evening_facts import EveningSoFar
    from balintlog.cli.guided.form import Answers
    from balintlog.cli.guided.form_part import FormPart
    from balintlog.domain.records import Session


class RecordedEntries:
    """The entries of a session as they are recorded, with what was said of them since."""

    def __init__(self, evening: EveningSoFar, session: Session) -> None:
        self.evening, self.desk, self.book = evening, evening.desk, evening.book
        self.session = session
        self.places = places_in(evening.book, session)

    @property
    def _said(self) -> dict[str, Answers]:
        said: dict[str, Answers] = self.evening.form.asides.setdefault(ENTRIES, {})
        return said

    def _entry(self, place: Place) -> Answers:
        """Return what stood of an entry, and what it is to be."""
        if said := self._said.get(place.name):
            return said
        stood = entry_at(self.book, self.session, place)
        return {"entry": place.entry, "stood": stood, "now": deepcopy(stood)}

    def edits(self) -> list[EntryEdit]:
        """Return what is to become of the entries that are not as they stood."""
        said = [(place, self._entry(place)) for place in self.places]
        return [
            EntryEdit(place, entry["stood"], None if GOES in entry else entry["now"])
            for place, entry in said
            if GOES in entry or entry["now"] != entry["stood"]
        ]

    def lines(self) -> list[LookLine]:
        """Return a line for each entry as it is to be."""
        lines = []
        for at, place in enumerate(self.places):
            entry = self._entry(place)
            text = self._line(place, entry["now"])
            kind = NOTE if place.is_note else NEWS if place.is_checkin else CASE
            texts = ("text",) if place.is_checkin else TEXTS
            is_new = any(entry["now"].get(key) != entry["stood"].get(key) for key in texts)
            if GOES in entry:
                text, is_new = f"To be deleted: {text}", False
            lines.append(LookLine(kind, at, text, recorded=place, is_reworded=is_new))
        return lines

    def _line(self, place: Place, now: Mapping[str, Any]) -> str:
        if place.is_note:
            text = now.get("text") or now.get("for_supervision")
            why = "" if now.get("text") or not text else ", for supervision"
            plan = f" {NEXT_TIME} {now['next_time'].rstrip('.')}." if "next_time" in now else ""
            return f"Your note {place.entry}{why}:{quoted(text)}{plan}"
        label = now.get("label") or find_case(self.book, place.entry).label
        if place.is_checkin:
            by = f", told by {now['told_by']}" if "told_by" in now else ""
            return f"{place.name} {label}{by}: {now['outcome']}.{quoted(now.get('text'))}"
        by = listed(_presenters(now)) or "nobody named"
        return f"{place.entry} {label}, brought by {by}.{quoted(now.get('summary'))}"

    def change(self, place: Place) -> None:
        """Ask for an entry again, each question with its answer in place."""
        entry = self._said.setdefault(place.name, self._entry(place))
        entry.pop(GOES, None)
        prefix = f"{place.name}/"
        ask_again(self.evening, prefix, lambda: self._ask(place))
        stood, now = (self._said[place.name][key] for key in ("stood", "now"))
        if "label" in stood:  # a case is left out by a word of its own
            now.setdefault("label", stood["label"])

    def ask_plan(self, place: Place) -> None:
        """Ask what is wanted next time, for a note that is there."""
        self._said.setdefault(place.name, self._entry(place))
        ask = partial(self._ask_plan, place)
        ask_again(self.evening, f"{place.name}/next_time", ask)

    def _ask_plan(self, place: Place) -> None:
        part = self._part(place)
        part.ask("next_time", lambda now: next_time(part, now))

    def _part(self, place: Place) -> FormPart:
        return self.evening.part(place.name, self._said[place.name]["now"])

    def _ask(self, place: Place) -> None:
        part, evening = self._part(place), self.evening
        if place.is_note:
            if "text" in part.into or "next_time" not in part.into:
                ask_note(part, discussed(evening))
            else:
                self._ask_plan(place)
            return
        if place.is_checkin:
            self._ask_news(part, place)
            return
        if "label" in part.form.asides[ENTRIES][place.name]["stood"]:
            ask_label(part)
        ask_presenters(part, evening.there, evening.away)
        ask_telling(part)

    def _ask_news(self, part: FormPart, place: Place) -> None:
        """Ask who told it, too: in an evening that is said together with the case."""
        evening, case = self.evening, find_case(self.book, place.entry)
        choices = case_choices.by_id(case_choices.case_choices(self.book, evening.group))
        imagined = case_choices.imagined_of(self.book, place.entry, evening.day)
        presenters = choices[place.entry].presenters
        came = [alias for alias in presenters if alias in evening.there]
        if came:
            part.into.setdefault("told_by", came[0])
        told = ask_told_by(part, "Who told it?", evening.there, evening.leaders)
        if presenters == (told,):  # of one who is alone it goes without saying
            part.into.pop("told_by", None)
        of = f"{place.entry} {case.label}"
        ask_news_of(part, of, presenters, imagined, evening.there, evening.leaders)

    def leave_out(self, place: Place) -> None:
        """Let an entry be deleted, after a yes, which names what ends with it."""
        what = self._line(place, self._entry(place)["stood"])
        ends = ""
        if is_only_telling(self.book, place):
            case = find_case(self.book, place.entry)
            history = case_history.history_of(self.book, case, with_notes=False)
            drafts = draft_list.going_with(self.book, place.entry, but=self.evening.form.draft)
            ends = (
                f" {place.entry} was brought nowhere else, so all of it goes:"
                f" {case_history.counted(history)}, and nobody is asked about it any more.{drafts}"
            )
        remark(self.desk, f"  {what}")
        question = f"Delete it when you save?{ends} That cannot be undone."
        if not ask_yes_no(self.desk, question, default=False):
            remark(self.desk, "  It stays.")
        else:
            entry = self._said.setdefault(place.name, self._entry(place))
            entry[GOES] = True
            self.evening.form.save_draft()

    def read_again(self) -> None:
        """Lay what was said over the entries as they are now; say what another window changed."""
        self.places = places_in(self.book, self.session)
        for place in [*self._places_said()]:
            said = self._said[place.name]
            try:
                now = entry_now(self.book, self.session, place, said["stood"])
            except BalintlogError:
                remark(self.desk, f"{place.name} is no longer there.")
                tell_typed(self.desk, _typed(said))
                del self._said[place.name]
                continue
            if now != said["stood"]:
                form = Form(answers=said["now"], stood=said["stood"])
                remark(self.desk, f"{place.name} was changed in another window.")
                tell_changed(self.desk, form.lay_over(now))
                self._said[place.name] = {"entry": place.entry, "stood": now, "now": form.answers}

    def _places_said(self) -> list[Place]:
        return [Place(said["entry"], name != said["entry"]) for name, said in self._said.items()]

    def typed(self) -> Answers:
        """Return what was typed of each entry."""
        return {name: [typed] for name, said in self._said.items() if (typed := _typed(said))}

    def sentences(self, edits: Sequence[EntryEdit]) -> list[str]:
        """Return what has changed of each entry, now that it is saved."""
        lines = []
        for edit in edits:
            if edit.now is None:
                lines.append(f"{edit.place.name} was deleted.")
            elif edit.place in self.places:
                now = entry_now(self.book, self.session, edit.place, edit.stood)
                lines.append(changed_sentence(edit.place.name, edit.stood, now))
        return lines


def _typed(said: Answers) -> Answers:
    """Return the fields of an entry that are not as they stood."""
    return {key: value for key, value in said["now"].items() if said["stood"].get(key) != value}


def _presenters(now: Mapping[str, Any]) -> Sequence[str]:
    by = now.get("presenter") or []
    return [by] if isinstance(by, str) else by
