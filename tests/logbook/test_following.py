"""Who is owed a follow-up, through a real encrypted logbook."""

from __future__ import annotations

import dataclasses
import string
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from conftest import examples, session_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_histories import (
    MEMBERS,
    Correction,
    corrections,
    possible_only,
    worlds,
)
from rule_oracle import (
    Asked,
    Closed,
    Session,
    Told,
    Verdict,
    Walk,
    World,
    cases_of,
    lists_of,
    verdict,
)

from balintlog.domain.membership import Period
from balintlog.domain.moment import Moment, Within
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import (
    Logbook,
    find_case,
    find_group,
    find_member,
    find_session,
)
from balintlog.logbook.record import (
    edit_cases,
    edit_groups,
    edit_members,
    edit_sessions_and_notes,
    record_session,
)
from balintlog.logbook.view import followup_list
from balintlog.storage.queries import followup_facts

if TYPE_CHECKING:
    from balintlog.domain.records import Group
    from balintlog.logbook.view.followup_list import FollowUpLine, GroupFollowUps

LISTS = ("owed", "coming", "open_door")
numbers = count()


# A history, entered into the logbook


@dataclass
class Entered:
    """A group of the logbook in which a history was entered, and what is called how there."""

    book: Logbook
    world: World
    group: str
    aliases: dict[str, str]
    sessions: list[tuple[Session, str]] = field(default_factory=list)
    cases: dict[str, str] = field(default_factory=dict)

    def expected(self) -> dict[str, list[dict[str, Any]]]:
        return {
            name: [self.fields(found) for found in entries]
            for name, entries in lists_of(self.world).items()
        }

    def fields(self, found: Verdict) -> dict[str, Any]:
        fields = dataclasses.asdict(found)
        del fields["list_name"]
        return {
            **fields,
            "case": self.cases[found.case],
            "label": f"label of {found.case}",
            "presenters": tuple(self.aliases[name] for name in found.presenters),
        }


def alias_like(name: str) -> str:
    """An alias that was not given yet; there is no end to them, however long the search."""
    number, letters = next(numbers), ""
    for _ in range(5):
        number, letter = divmod(number, 26)
        letters += string.ascii_lowercase[letter]
    return f"{name}-{letters}"


def enter(book: Logbook, larch: Group, world: World) -> Entered:
    label = f"grove-{next(numbers)}"
    edit_groups.add_group(book, replace(larch, id=0, label=label))
    aliases = {name: alias_like(name) for name in MEMBERS}
    entered = Entered(book, world, label, aliases)
    for name in MEMBERS:
        enter_stays(entered, name)
    for event in world.events:
        if isinstance(event, Session):
            enter_session(entered, event)
        else:
            kind = "closed" if isinstance(event, Closed) else "reopened"
            edit_cases.turn_case(book, find_case(book, entered.cases[event.case]), kind, event.on)
    if world.archived:
        group = find_group(book, label)
        edit_groups.change_group(book, replace(group, archived_on=book.today))
    return entered


def enter_stays(entered: Entered, name: str) -> None:
    book, alias = entered.book, entered.aliases[name]
    first, *later = [stay for stay in entered.world.stays if stay.member == name]
    period = Period("member", first.joined, None)
    edit_members.add_member(book, find_group(book, entered.group), alias, None, period)
    if first.left is not None:
        edit_members.leave(book, find_member(book, alias), first.left)
    for stay in later:
        assert stay.joined is not None
        edit_members.come_back(book, find_member(book, alias), stay.joined)
        if stay.left is not None:
            edit_members.leave(book, find_member(book, alias), stay.left)


def enter_session(entered: Entered, session: Session) -> None:
    new = [telling for telling in session.told if telling.case not in entered.cases]
    document = {
        "schema": 1,
        "group": entered.group,
        "held_on": session.on.isoformat(),
        "attendance": {entered.aliases[name]: was for name, was in session.attendance.items()},
        "checkins": [heard(entered, entry) for entry in session.asked],
        "cases": [
            {"label": f"label of {one.case}", **ties(entered, one), **told(entered, one)}
            for one in new
        ],
        "presentations": [
            {"case": entered.cases[telling.case], **told(entered, telling)}
            for telling in session.told
            if telling.case in entered.cases
        ],
    }
    kept = record_session.record_session(entered.book, document, second_on_date=True)
    entered.sessions.append((session, kept.session))
    entered.cases |= dict(zip([telling.case for telling in new], kept.cases, strict=True))


def heard(entered: Entered, entry: Asked) -> dict[str, Any]:
    case = entered.cases[entry.case]
    news = {"case": case, "outcome": entry.outcome, "again": entry.again}
    if entry.after_sessions is not None:
        news["after_sessions"] = entry.after_sessions
    if entry.told_by is not None:
        news["told_by"] = entered.aliases.get(entry.told_by, entry.told_by)
    return news


def told(entered: Entered, telling: Told) -> dict[str, Any]:
    return {
        "presenter": [entered.aliases[name] for name in telling.presenters],
        "follow_up": telling.wish,
        "after_sessions": telling.after_sessions,
    }


def ties(entered: Entered, telling: Told) -> dict[str, str]:
    for earlier, later in entered.world.continued:
        if later == telling.case:
            return {"continues": entered.cases[earlier]}
    return {}


# Something put right afterwards


def correct(entered: Entered, one: Correction) -> None:
    """Put something right in the logbook and in the history."""
    if one.kind == "wish" and entered.cases:
        change_wish(entered, one)
    elif one.kind == "forget":
        forget(entered, one)
    elif one.kind == "move":
        move(entered, one)


def change_wish(entered: Entered, one: Correction) -> None:
    case = list(entered.cases)[one.number % len(entered.cases)]
    changes = {"follow_up": one.wish, "after_sessions": one.after_sessions}
    edit_cases.edit_case(entered.book, find_case(entered.book, entered.cases[case]), changes)
    latest = Walk(case).through(entered.world.events).told
    assert latest is not None
    latest.wish, latest.after_sessions = one.wish, one.after_sessions


def forget(entered: Entered, one: Correction) -> None:
    heard = [(x, name, entry) for x, name in entered.sessions for entry in x.asked]
    if not heard:
        return
    session, name, entry = heard[one.number % len(heard)]
    case = find_case(entered.book, entered.cases[entry.case])
    edit_cases.delete_entry(entered.book, case, find_session(entered.book, name), checkin=True)
    session.asked.remove(entry)


def move(entered: Entered, one: Correction) -> None:
    """Move a session to another day, or see it refused, which must leave all as it was."""
    session, name = entered.sessions[one.number % len(entered.sessions)]
    kept = find_session(entered.book, name)
    try:
        edit_sessions_and_notes.edit_session(entered.book, kept, {"held_on": one.on.isoformat()})
    except InvalidInputError:
        assert find_session(entered.book, name) == kept
    else:
        session.on = one.on


# The comparison


def found_in(book: Logbook, label: str) -> dict[str, list[dict[str, Any]]]:
    found = followup_list.followups(book, find_group(book, label))
    return {name: [line._asdict() for line in getattr(found, name)] for name in LISTS}


def compare(entered: Entered) -> None:
    book = entered.book._replace(today=entered.world.today)
    assert found_in(book, entered.group) == entered.expected()
    for case in cases_of(entered.world):
        expected = verdict(entered.world, case)
        assert expected is not None
        kept = find_case(book, entered.cases[case])
        stands = followup_list.standing(book, kept, followup_facts.case_log(book.store, kept.id))
        if expected.list_name == "nowhere":
            assert stands is None
            continue
        assert stands is not None
        fields = stands._asdict()
        assert fields.pop("kind") == expected.list_name
        assert fields.items() <= entered.fields(expected).items()


@given(worlds().map(possible_only))
@settings(
    deadline=None,
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_the_logbook_and_the_slow_reading_agree(book: Logbook, larch: Group, world: World) -> None:
    compare(enter(book, larch, world))


@given(worlds().map(possible_only), st.lists(corrections, min_size=1, max_size=4))
@settings(
    deadline=None,
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_they_still_agree_when_something_was_put_right(
    book: Logbook, larch: Group, world: World, changes: list[Correction]
) -> None:
    entered = enter(book, larch, world)
    for one in changes:
        correct(entered, one)
        compare(entered)


# By hand


def tell(book: Logbook, held_on: str, *wanted: dict[str, Any], **fields: Any) -> tuple[str, ...]:
    """Record a session with new cases; only what is said differs from the usual."""
    cases = [{"label": "a case", "presenter": "heron", **case} for case in wanted]
    document = session_document(held_on, cases=cases, **fields)
    return record_session.record_session(book, document, second_on_date=True).cases


def owed(book: Logbook) -> list[str]:
    return [line.case for line in in_larch(book).owed]


def in_larch(book: Logbook) -> GroupFollowUps:
    return followup_list.followups(book, find_group(book, "larch"))


def test_the_fields_are_those_that_other_programs_read() -> None:
    assert list(followup_list.GroupFollowUps._fields) == [
        *("group", "label", "owed", "coming", "open_door")
    ]
    assert list(followup_list.FollowUpLine._fields) == [
        *("case", "label", "presenters", "presented_on", "asked"),
        *("last_outcome", "attended_since", "due_in", "overdue"),
    ]


@pytest.mark.usefixtures("larch")
def test_a_group_without_cases_owes_nothing(book: Logbook) -> None:
    assert in_larch(book) == followup_list.GroupFollowUps("G1", "larch", (), (), ())


@pytest.mark.usefixtures("larch")
def test_each_case_stands_in_its_list_with_all_its_figures(book: Logbook) -> None:
    tell(
        book,
        "2026-03-02",
        {"label": "the unopened letters"},
        {"label": "the empty chair", "presenter": "plover", "after_sessions": 3},
        {"label": "the key", "presenter": "moth", "follow_up": "presenter-decides"},
        {"label": "the stairs", "follow_up": "no"},
    )
    attendance = {"heron": "late", "plover": "left-early", "moth": "apologies"}
    asked = [{"case": "C1", "outcome": "easier"}]
    tell(book, "2026-03-09", attendance=attendance, checkins=asked)
    tell(book, "2026-03-16")
    Line = followup_list.FollowUpLine  # noqa: N806 - a class
    on = date(2026, 3, 2)
    letters = Line("C1", "the unopened letters", ("heron",), on, 1, "easier", 1, 0, overdue=True)
    chair = Line("C2", "the empty chair", ("plover",), on, 0, None, 2, 0, overdue=False)
    key = Line("C3", "the key", ("moth",), on, 0, None, 1, None, overdue=False)
    assert in_larch(book) == followup_list.GroupFollowUps(
        "G1", "larch", owed=(letters, chair), coming=(), open_door=(key,)
    )


@pytest.mark.usefixtures("larch")
def test_lists_run_from_the_oldest_presentation_and_then_by_number(book: Logbook) -> None:
    for held_on, cases in (("2026-03-09", 2), ("2026-03-02", 9), ("2026-03-16", 1)):
        tell(book, held_on, *[{}] * cases)
    oldest = [f"C{number}" for number in range(3, 12)]
    assert owed(book) == [*oldest, "C1", "C2", "C12"]  # C10 after C9, not after C1
    again = [{"case": "C3"}]
    record_session.record_session(book, session_document("2026-03-18", presentations=again))
    assert owed(book) == [*oldest[1:], "C1", "C2", "C12", "C3"]


@pytest.mark.usefixtures("larch")
def test_of_presentations_on_one_date_the_lower_number_comes_first(book: Logbook) -> None:
    tell(book, "2026-03-02", {})
    tell(book, "2026-03-09", {})
    again = session_document("2026-03-09", presentations=[{"case": "C1"}])
    record_session.record_session(book, again, second_on_date=True)
    assert owed(book) == ["C1", "C2"]


@pytest.mark.usefixtures("larch")
def test_coming_and_open_door_run_in_the_same_order(book: Logbook) -> None:
    later, door = {"after_sessions": 9}, {"follow_up": "presenter-decides"}
    tell(book, "2026-03-09", later, door)
    tell(book, "2026-03-02", door, later, later)
    found = in_larch(book)
    assert [line.case for line in found.coming] == ["C4", "C5", "C1"]
    assert [line.case for line in found.open_door] == ["C3", "C2"]


@pytest.mark.usefixtures("larch")
def test_owed_to_those_who_are_there(book: Logbook) -> None:
    tell(book, "2026-03-02", {}, {"presenter": "plover"}, {"presenter": "moth"})
    group = find_group(book, "larch")

    def those(*aliases: str) -> list[FollowUpLine]:
        tonight = Moment(book.today, 99, Within.CHECK_IN)
        return followup_list.owed_of(book, group, frozenset(aliases), tonight)

    assert [line.case for line in those("heron", "moth", "nobody")] == ["C1", "C3"]
    assert those() == []
    before = Moment(date(2026, 3, 1), 99, Within.CHECK_IN)
    everybody = frozenset({"heron", "plover", "moth"})
    assert followup_list.owed_of(book, group, everybody, before) == [], "a session recorded late"


@pytest.mark.usefixtures("larch")
def test_of_a_continued_chain_the_last_case_is_owed(book: Logbook) -> None:
    tell(book, "2026-03-02", {})
    tell(book, "2026-03-09", {"continues": "C1"})
    tell(book, "2026-03-16", {"continues": "C2"})
    assert owed(book) == ["C3"]
    edit_cases.delete_case(book, find_case(book, "C3"))
    assert owed(book) == ["C2"]
    edit_cases.edit_case(book, find_case(book, "C2"), {"continues": None})
    assert owed(book) == ["C1", "C2"]


@pytest.mark.usefixtures("larch")
def test_a_continued_case_is_not_owed_even_if_the_later_one_is_closed(book: Logbook) -> None:
    tell(book, "2026-03-02", {})
    tell(book, "2026-03-09", {"continues": "C1"})
    edit_cases.turn_case(book, find_case(book, "C2"), "closed", date(2026, 3, 10))
    assert owed(book) == []
    kept = find_case(book, "C1")
    assert followup_list.standing(book, kept, followup_facts.case_log(book.store, kept.id)) is None


@pytest.mark.usefixtures("larch")
def test_a_check_in_puts_the_case_off(book: Logbook) -> None:
    tell(book, "2026-03-02", {})
    tell(book, "2026-03-09", checkins=[{"case": "C1", "outcome": "easier", "after_sessions": 3}])
    (line,) = in_larch(book).coming
    assert (line.asked, line.attended_since, line.due_in) == (1, 0, 2)


@pytest.mark.usefixtures("larch")
def test_a_case_that_is_not_to_be_asked_about_again_is_not_owed(book: Logbook) -> None:
    tell(book, "2026-03-02", {})
    tell(book, "2026-03-09", checkins=[{"case": "C1", "outcome": "easier", "again": False}])
    assert owed(book) == []


@pytest.mark.usefixtures("larch")
def test_what_was_asked_when_the_session_began_is_before_what_was_presented_then(
    book: Logbook,
) -> None:
    tell(book, "2026-03-02", {})
    asked = [{"case": "C1", "outcome": "declined"}]
    tell(book, "2026-03-09", checkins=asked, presentations=[{"case": "C1"}])
    (line,) = in_larch(book).owed
    assert (line.asked, line.last_outcome, line.attended_since) == (0, None, 0)


@pytest.mark.usefixtures("larch")
def test_a_related_case_is_owed_as_well(book: Logbook) -> None:
    tell(book, "2026-03-02", {})
    tell(book, "2026-03-09", {"related_to": ["C1"]})
    assert owed(book) == ["C1", "C2"]


@pytest.mark.usefixtures("larch")
def test_a_case_reopened_on_the_date_of_its_check_in_begins_anew(book: Logbook) -> None:
    tell(book, "2026-03-02", {})
    tell(book, "2026-03-09", checkins=[{"case": "C1", "outcome": "declined"}])
    for kind in ("closed", "reopened"):
        edit_cases.turn_case(book, find_case(book, "C1"), kind, date(2026, 3, 9))
    (line,) = in_larch(book).owed
    assert (line.asked, line.last_outcome, line.attended_since) == (0, None, 0)


@pytest.mark.usefixtures("larch")
def test_a_member_who_returns_brings_the_cases_back(book: Logbook) -> None:
    tell(book, "2026-03-02", {}, {"presenter": "plover"})
    edit_members.leave(book, find_member(book, "heron"), date(2026, 3, 10))
    assert owed(book) == ["C2"]
    assert owed(book._replace(today=date(2026, 3, 9))) == ["C1", "C2"]
    assert owed(book._replace(today=date(2026, 3, 10))) == ["C2"]
    edit_members.come_back(book, find_member(book, "heron"), date(2026, 3, 20))
    assert owed(book) == ["C1", "C2"]
    assert owed(book._replace(today=date(2026, 3, 19))) == ["C2"]


@pytest.mark.usefixtures("larch")
def test_the_guest_of_one_evening_is_owed_nothing(book: Logbook) -> None:
    evening = date(2026, 3, 2)
    period = Period("guest", evening, evening)
    edit_members.add_member(book, find_group(book, "larch"), "tern", None, period)
    attendance = {"heron": "present", "plover": "present", "moth": "present", "tern": "present"}
    tell(book, "2026-03-02", {"presenter": "tern"}, attendance=attendance)
    assert owed(book) == []
    assert owed(book._replace(today=evening)) == []


@pytest.mark.usefixtures("larch")
def test_an_archived_group_owes_nothing_until_it_is_taken_back(book: Logbook) -> None:
    tell(book, "2026-03-02", {})
    group = find_group(book, "larch")
    edit_groups.change_group(book, replace(group, archived_on=book.today))
    assert owed(book) == []
    edit_groups.change_group(book, replace(find_group(book, "larch"), archived_on=None))
    assert owed(book) == ["C1"]


@pytest.mark.usefixtures("larch")
def test_another_group_changes_nothing(book: Logbook, larch: Group) -> None:
    tell(book, "2026-03-02", {})
    before = in_larch(book)
    edit_groups.add_group(book, replace(larch, id=0, label="elm"))
    other = find_group(book, "elm")
    edit_members.add_member(book, other, "tern", None, Period("member", None, None))
    document = session_document("2026-03-09", group="elm", attendance={"tern": "present"})
    document["cases"] = [{"label": "theirs", "presenter": "tern"}]
    record_session.record_session(book, document)
    assert in_larch(book) == before
    assert [line.case for line in followup_list.followups(book, other).owed] == ["C2"]


@pytest.mark.usefixtures("larch")
def test_deleting_the_session_of_the_re_presentation_brings_the_old_stretch_back(
    book: Logbook,
) -> None:
    tell(book, "2026-03-02", {"after_sessions": 5})
    tell(book, "2026-03-09", checkins=[{"case": "C1", "outcome": "harder"}])
    again = session_document("2026-03-16", presentations=[{"case": "C1"}])
    name = record_session.record_session(book, again).session
    assert in_larch(book).owed[0].last_outcome is None
    edit_sessions_and_notes.delete_session(book, find_session(book, name))
    (line,) = in_larch(book).owed
    assert (line.asked, line.last_outcome, line.presented_on) == (1, "harder", date(2026, 3, 2))
