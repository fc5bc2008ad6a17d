"""Every record comes back from the file as it was written, and no number is given twice."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import real_files
import sqlcipher3
from conftest import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from real_files import KEY, a_session

from balintlog.domain import vocabulary
from balintlog.domain.document import Frame, ImaginedLine, News, Note, Telling
from balintlog.domain.draft import Begun, Draft
from balintlog.domain.followup import Asked, CaseLog, Presented
from balintlog.domain.membership import Period
from balintlog.domain.moment import Moment, Within
from balintlog.domain.records import (
    Attendance,
    Case,
    CaseEvent,
    CaseLink,
    CheckIn,
    Leader,
    Presentation,
    ProcessNote,
)
from balintlog.errors import CouldNotError
from balintlog.storage.file import connection, file_facts, schema
from balintlog.storage.queries import followup_facts
from balintlog.storage.store import Store
from balintlog.storage.tables import cases, checkins, drafts, notes, people, presentations, sessions

if TYPE_CHECKING:
    from collections.abc import Callable

MARCH = date(2026, 3, 2)
APRIL = date(2026, 4, 6)
TEXTS = {
    "umlauts": "Über die Brücke, größer – naïve élan",
    "emoji": "\N{FACE WITH TEARS OF JOY}\N{FAMILY}\N{ZERO WIDTH JOINER}\N{HEAVY BLACK HEART}️",
    "right to left": "שלום, خبر جديد (3) הרופא",
    "not normalised": "u\N{COMBINING DIAERESIS} and ü",
    "signs of SQL and JSON": "'; DROP TABLE member; -- \"\\ %s ? :a {}[]",
    "line ends": "one\n\ntwo\r\n\tthree\u2028four",
    "beyond the first plane": "\U0001f9d1\u200d\u2695\ufe0f \U00020bb7 \U0010fffd",
    "100 KB": "Zwölf Ärzte " * 7877,
    "nothing": "",
}


def reopened(store: Store) -> Store:
    """Close the file and open it again, so that what is read was on the disk."""
    store.close()
    return connection.open_file(store.path, KEY)


def a_case(store: Store, session: int, label: str = "the gift", **telling: Any) -> int:
    number = cases.add_case(store, 1, label)
    presentations.add(store, number, session, Telling(("heron",), **telling))
    return number


# Texts


@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_comes_back_as_it_was_in_every_place(path: Path, kind: str) -> None:
    text = TEXTS[kind]
    with real_files.with_group(path) as made, made.writing():
        session = sessions.add_session(made, a_session())
        case = a_case(made, session, text, summary=text, said_on_return=text)
        checkins.add(made, case, session, News("easier", text=text))
        note = notes.add_note(made, session, case, 1, Note(text=text, for_supervision=text))
        drafts.add_draft(made, 1, Begun(1, "log"), text, MARCH)
    with connection.open_file(path, KEY) as store:
        assert cases.label(store, case) == text
        telling = presentations.of_case(store, case)[0].telling
        assert (telling.summary, telling.said_on_return) == (text, text)
        assert checkins.of_case(store, case)[0].news.text == text
        kept = notes.note(store, note)
        assert kept is not None
        assert (kept.note.text, kept.note.for_supervision) == (text, text)
        assert [(kept.document, kept.updated_on) for kept in drafts.drafts(store)] == [
            (text, MARCH)
        ]


_SETTINGS = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
_texts = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
_lines = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1)


def _word(known: tuple[str, ...]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(known)


def _words(known: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(known)).map(tuple)


@pytest.fixture
def evening(path: Path) -> tuple[Store, int, int]:
    """An open logbook with a session and a case whose presentation and check-in are rewritten."""
    store = real_files.with_group(path, hasty=True)
    session = sessions.add_session(store, a_session())
    case = a_case(store, session)
    checkins.add(store, case, session, News("easier"))
    return store, session, case


@pytest.mark.slow
@_SETTINGS
@given(
    st.builds(
        Telling,
        presenters=st.sampled_from([(), ("heron",), ("plover",), ("plover", "heron")]),
        wanted=_texts,
        imagined=st.lists(_lines, max_size=3).map(tuple),
        on_return=_word(vocabulary.RETURNS),
        summary=_texts,
        encounter=_word(vocabulary.ENCOUNTERS),
        themes=_words(vocabulary.THEMES),
        feelings=_words(vocabulary.FEELINGS),
        patient_feelings=_words(vocabulary.FEELINGS),
        why=_word(vocabulary.REASONS),
        said_on_return=_texts,
        phase_minutes=st.dictionaries(st.sampled_from(vocabulary.PHASES), st.integers(0, 1440)),
        follow_up=st.sampled_from(["yes", "no", "presenter-decides"]),
        after_sessions=st.integers(1, 50),
    )
)
def test_any_telling_comes_back_as_it_was(
    evening: tuple[Store, int, int], telling: Telling
) -> None:
    store, session, case = evening
    presentations.change(store, case, session, telling)
    at = Moment(MARCH, 1, Within.PRESENTATION)
    assert presentations.in_session(store, session) == [Presentation(case, session, at, telling)]


@_SETTINGS
@given(
    st.builds(
        News,
        outcome=st.sampled_from(["easier", "not-asked"]),
        told_by=st.sampled_from([None, "plover", "alder", "outside", "another-member"]),
        came_of_it=st.sampled_from([(), (ImaginedLine("", 1, "held", 1),)]),
        text=_texts,
        feelings_before=_words(vocabulary.FEELINGS),
        feelings_after=_words(vocabulary.FEELINGS),
        after_sessions=st.none() | st.integers(1, 50),
        again=st.booleans(),
    )
)
def test_any_news_comes_back_as_it_was(evening: tuple[Store, int, int], news: News) -> None:
    store, session, case = evening
    checkins.change(store, case, session, news)
    at = Moment(MARCH, 1, Within.CHECK_IN)
    assert checkins.in_session(store, session) == [CheckIn(case, session, at, news)]


@pytest.mark.slow
@_SETTINGS
@given(
    st.builds(
        Note,
        text=_texts,
        interventions=_words(vocabulary.INTERVENTIONS),
        observations=_words(vocabulary.OBSERVATIONS),
        heading=_word(vocabulary.HEADINGS),
        for_supervision=_texts,
        next_time=_texts,
        done_on=st.none() | st.dates(),
    ),
    st.booleans(),
)
def test_any_note_comes_back_as_it_was(
    evening: tuple[Store, int, int], note: Note, on_case: bool
) -> None:
    store, session, case = evening
    where = case if on_case else None
    number = notes.add_note(store, session, where, 1, note)
    at = Moment(MARCH, 1, Within.NOTE)
    kept = ProcessNote(number, session, where, at, "alder", note, 1)
    assert notes.note(store, number) == kept
    assert kept in notes.notes_in(store, session)
    assert (kept in notes.notes_on_case(store, case)) == on_case


# People


def test_a_leader_comes_back_and_a_change_needs_the_version_that_was_read(path: Path) -> None:
    with real_files.founded(path) as store:
        number = people.add_leader(store, "sedge", "yes")
        sedge = Leader(number, "sedge", "yes", 1)
        assert people.leaders(store) == {"alder": Leader(1, "alder", "unknown", 1), "sedge": sedge}
        assert people.change_leader(store, sedge, "no")
        assert not people.change_leader(store, sedge, "unknown")
        assert people.leaders(store)["sedge"] == Leader(number, "sedge", "no", 2)


def test_a_group_comes_back_and_a_change_needs_the_version_that_was_read(path: Path) -> None:
    with real_files.founded(path) as made:
        people.add_leader(made, "sedge", "yes")
        roles = {"alder": "leader", "sedge": "co-leader"}
        larch = replace(real_files.LARCH, label="Lärch", agreed_on=MARCH, leaders=roles)
        number = people.add_group(made, larch)
        made.rows("PRAGMA user_version")
        larch = replace(larch, id=number)
    with connection.open_file(path, KEY) as store:
        assert people.group(store, number) == larch == people.groups(store)[0]
        assert people.group_labelled(store, "Lärch") == larch
        changed = replace(
            larch,
            label="tern",
            format="other",
            usual_minutes=75,
            cadence="monthly",
            mode="online",
            openness="slow-open",
            started_on=None,
            agreed_on=None,
            archived_on=APRIL,
            leaders={"sedge": "leader"},
        )
        assert people.change_group(store, changed)
        assert not people.change_group(store, replace(changed, label="lost", leaders={}))
        assert people.group(store, number) == replace(changed, row_version=2)
        assert people.groups(store, archived=False) == []
        assert people.group(store, 99) is None
        assert people.group_labelled(store, "larch") is None


def test_a_group_s_label_is_the_same_in_any_case(path: Path) -> None:
    with real_files.with_group(path) as store:
        assert people.group_labelled(store, "LARCH") == people.group(store, 1)
        with pytest.raises(CouldNotError):
            people.add_group(store, replace(real_files.LARCH, label="Larch"))


def test_a_member_comes_back_with_every_period(path: Path) -> None:
    periods = (Period("member", MARCH, APRIL), Period("guest", APRIL, None))
    with real_files.with_group(path) as store:
        heron = people.member(store, "heron")
        assert heron is not None
        assert (heron.group_id, heron.profession) == (1, "doctor")
        assert heron.periods == (Period("member", None, None),)
        assert people.change_member(store, heron, None, periods)
        assert not people.change_member(store, heron, "nurse", periods[:1])
        again = people.member(store, "heron")
        assert again == heron._replace(profession=None, periods=periods, row_version=2)
        assert [one.alias for one in people.members(store, 1)] == ["heron", "plover"]
        assert people.members(store, 1)[0] == again
        assert people.member(store, "moth") is None


def test_a_period_cannot_end_before_it_begins(path: Path) -> None:
    with real_files.with_group(path) as store, pytest.raises(CouldNotError):
        people.add_member(store, 1, "moth", None, Period("member", APRIL, MARCH))


# Sessions


def test_a_session_comes_back_and_a_change_needs_the_version_that_was_read(path: Path) -> None:
    with real_files.with_group(path) as store:
        people.add_leader(store, "sedge", "yes")
        late = Attendance("heron", "late", 60)
        session = a_session(
            minutes=75,
            mode="online",
            frame=Frame("weekend", True, "audio", "supervision", True),
            leaders={"alder": "leader", "sedge": "co-leader"},
            attendance=(late, Attendance("plover", "apologies")),
        )
        number = sessions.add_session(store, session)
        session = session._replace(id=number)
        assert sessions.session(store, number) == session
        changed = a_session(APRIL, id=number, leaders={}, attendance=(late,))
        assert sessions.change_session(store, changed)
        assert not sessions.change_session(store, session._replace(attendance=()))
        assert sessions.session(store, number) == changed._replace(row_version=2)
        assert sessions.session(store, 99) is None


def test_what_is_hung_on_a_session_raises_its_version(path: Path) -> None:
    with real_files.with_group(path) as store:
        one, other = (sessions.add_session(store, a_session()) for _ in range(2))
        sessions.touch_session(store, one)
        assert sessions.session(store, one) == a_session(id=one, row_version=2)
        assert sessions.session(store, other) == a_session(id=other)


def test_sessions_are_listed_in_the_order_in_which_they_were_held(path: Path) -> None:
    with real_files.with_group(path) as store:
        assert sessions.first_held(store, 1) is None
        assert sessions.latest_recorded(store) == 0
        later = sessions.add_session(store, a_session(APRIL))
        first, second, third = (sessions.add_session(store, a_session(MARCH)) for _ in range(3))
        people.add_group(store, replace(real_files.LARCH, label="tern"))
        elsewhere = sessions.add_session(store, a_session(group_id=2, attendance=()))
        assert sessions.sessions_on(store, 1, MARCH) == [first, second, third]
        latest = sessions.latest_sessions(store, 1, 3)
        assert [session.id for session in latest] == [later, third, second]
        assert sessions.first_held(store, 1) == MARCH
        assert [number for number, *_ in sessions.session_lines(store, 1)] == [
            first,
            second,
            third,
            later,
        ]
        assert elsewhere in [number for number, *_ in sessions.session_lines(store, None)]
        assert sessions.latest_recorded(store) == sessions.recorded_no(store, elsewhere) == 5


def test_a_line_of_a_session_counts_what_was_there(path: Path) -> None:
    attendance = (Attendance("heron", "left-early", 30), Attendance("plover", "absent"))
    with real_files.with_group(path) as store:
        number = sessions.add_session(store, a_session(attendance=attendance))
        case = a_case(store, number)
        a_case(store, number)
        checkins.add(store, case, number, News("easier"))
        counted = sessions.CountedSession(MARCH, 90, "in-person", False, 1, 2, 0, 2, 1)
        assert sessions.session_lines(store, 1) == [(number, 1, counted)]


def test_who_sat_in_is_who_was_there_at_least_for_a_while(path: Path) -> None:
    with real_files.with_group(path) as store:
        found = {}
        for status in ("present", "late", "left-early", "apologies", "absent"):
            there = (Attendance("heron", status), Attendance("plover", "absent"))
            number = sessions.add_session(store, a_session(attendance=there))
            found[status] = sessions.who_sat_in(store, number)
    here = {"heron"}
    assert list(found.values()) == [here, here, here, set(), set()]


def test_attendance_is_counted_by_dates_on_which_a_member_sat_in(path: Path) -> None:
    days = [MARCH, MARCH, MARCH + timedelta(14), APRIL]
    statuses = ["present", "late", "apologies", "left-early"]
    with real_files.with_group(path) as store:
        for day, status in zip(days, statuses, strict=True):
            there = (Attendance("heron", status),)
            sessions.add_session(store, a_session(day, attendance=there))
        before = MARCH - timedelta(1)
        assert people.attended_dates(store, 1, before) == {"heron": [MARCH, MARCH, APRIL]}
        assert people.attended_dates(store, 1, APRIL) == {}
        assert sessions.attendance_of(store, 1) == [
            (number, day, Attendance("heron", status))
            for number, day, status in zip(range(1, 5), days, statuses, strict=True)
        ]


# Cases


def test_a_case_comes_back_and_every_change_raises_its_version(path: Path) -> None:
    with real_files.with_group(path) as store:
        number = cases.add_case(store, 1, "the gift")
        gift = Case(number, 1, "the gift", None, 1)
        other = cases.add_case(store, 1, "another one")
        assert cases.case(store, number) == gift
        cases.change_case(store, gift, "the present")
        assert cases.case(store, number) == Case(number, 1, "the present", None, 2)
        cases.touch_case(store, number)
        assert cases.case(store, number) == Case(number, 1, "the present", None, 3)
        assert cases.case(store, other) == Case(other, 1, "another one", None, 1)
        assert cases.case(store, 99) is None


def test_a_closed_case_is_not_among_the_open_ones_until_it_is_reopened(path: Path) -> None:
    with real_files.with_group(path) as store:
        people.add_group(store, replace(real_files.LARCH, label="tern"))
        one, other = (cases.add_case(store, 1, label) for label in ("one", "other"))
        third = cases.add_case(store, 2, "elsewhere")
        cases.turn_case(store, one, "closed", MARCH)
        assert cases.case(store, one) == Case(one, 1, "one", MARCH, 2)
        assert list(cases.open_labels(store, 1)) == [other]
        assert [case.id for case in cases.cases(store, 1)] == [one, other]
        assert [case.id for case in cases.cases(store, None)] == [one, other, third]
        cases.turn_case(store, one, "reopened", APRIL)
        assert list(cases.open_labels(store, 1)) == [one, other]
        assert cases.events(store, one) == [
            CaseEvent("closed", Moment(MARCH, 1, Within.EVENT)),
            CaseEvent("reopened", Moment(APRIL, 2, Within.EVENT)),
        ]


def test_a_link_is_seen_from_both_cases_and_dated_by_the_later_one(path: Path) -> None:
    with real_files.with_group(path) as store:
        march, april = (sessions.add_session(store, a_session(day)) for day in (MARCH, APRIL))
        early, near = a_case(store, march), a_case(store, march)
        late = a_case(store, april)
        cases.link(store, late, early, "related")
        cases.link(store, late, near, "related")
        cases.link(store, late, early, "continues")  # in place of the weaker tie
        at = Moment(APRIL, 2, Within.LINK)
        assert cases.links(store, early) == [CaseLink(late, "continued-by", at)]
        assert cases.links(store, near) == [CaseLink(late, "related", at)]
        both = [CaseLink(early, "continues", at), CaseLink(near, "related", at)]
        assert cases.links(store, late) == both
        assert cases.earlier_cases(store, late) == {early, near}
        assert cases.earlier_cases(store, early) == set()
        cases.unlink(store, late)
        assert cases.links(store, late) == cases.links(store, early) == []
        with pytest.raises(CouldNotError):
            cases.link(store, late, late, "related")


def test_presentations_are_found_by_case_session_and_presenter(path: Path) -> None:
    with real_files.with_group(path) as store:
        march, april = (sessions.add_session(store, a_session(day)) for day in (MARCH, APRIL))
        gift, letters = a_case(store, march), a_case(store, march, "letters")
        presentations.add(store, gift, april, Telling(("plover",), summary="again"))
        presentations.add(store, letters, april, Telling())
        again = Presentation(
            gift,
            april,
            Moment(APRIL, 2, Within.PRESENTATION),
            Telling(("plover",), summary="again"),
        )
        assert presentations.of_case(store, gift)[1] == again
        assert [told.case_id for told in presentations.in_session(store, april)] == [
            gift,
            letters,
        ]
        assert presentations.by_member(store, 2) == [again]
        latest = {gift: (("plover",), APRIL), letters: ((), APRIL)}
        assert presentations.latest_of_cases(store, 1) == latest
        presentations.delete(store, gift, april)
        assert len(presentations.of_case(store, gift)) == 1
        with pytest.raises(CouldNotError):
            presentations.add(store, gift, march, Telling(("heron",)))


def test_a_case_s_log_holds_all_that_the_check_in_rule_needs(path: Path) -> None:
    with real_files.with_group(path) as store:
        march, april = (sessions.add_session(store, a_session(day)) for day in (MARCH, APRIL))
        gift = a_case(store, march, after_sessions=3)
        checkins.add(store, gift, april, News("unchanged", after_sessions=2, again=False))
        cases.turn_case(store, gift, "closed", APRIL)
        cases.turn_case(store, gift, "reopened", APRIL)
        quiet = a_case(store, april, follow_up="presenter-decides")
        cases.link(store, quiet, gift, "continues")
        log = CaseLog(
            presented=(Presented(Moment(MARCH, 1, Within.PRESENTATION), ("heron",), "yes", 3),),
            asked=(Asked(Moment(APRIL, 2, Within.CHECK_IN), "unchanged", False, 2),),
            closed=(Moment(APRIL, 3, Within.EVENT),),
            reopened=(Moment(APRIL, 4, Within.EVENT),),
            is_continued=True,
        )
        at = Moment(APRIL, 2, Within.PRESENTATION)
        later = (Presented(at, ("heron",), "presenter-decides", 1),)
        assert followup_facts.case_log(store, gift) == log
        assert followup_facts.open_case_logs(store, 1) == {
            gift: log,
            quiet: CaseLog(presented=later),
        }
        assert followup_facts.case_logs_in(store, march) == {gift: log}
        assert set(followup_facts.case_logs_in(store, april)) == {gift, quiet}
        cases.turn_case(store, gift, "closed", APRIL)
        assert set(followup_facts.open_case_logs(store, 1)) == {quiet}


def test_notes_are_listed_by_group_session_and_case(path: Path) -> None:
    with real_files.with_group(path) as store:
        people.add_group(store, replace(real_files.LARCH, label="tern"))
        april = sessions.add_session(store, a_session(APRIL))
        march = sessions.add_session(store, a_session(MARCH))
        tern = sessions.add_session(store, a_session(group_id=2, attendance=()))
        gift = a_case(store, march)
        late = notes.add_note(store, april, gift, 1, Note(text="late"))
        early = notes.add_note(store, march, None, 1, Note(text="early"))
        other = notes.add_note(store, tern, None, 1, Note(text="other"))
        assert [note.id for note in notes.notes(store, 1)] == [early, late]
        assert [note.id for note in notes.notes(store, None)] == [early, other, late]
        assert [note.id for note in notes.notes_on_case(store, gift)] == [late]
        found = notes.note(store, late)
        assert found is not None
        assert notes.change_note(store, found, None, Note(text="moved"))
        assert not notes.change_note(store, found, gift, Note(text="lost"))
        moved = found._replace(case_id=None, note=Note(text="moved"), row_version=2)
        assert notes.notes_in(store, april) == [moved]
        notes.delete_note(store, late)
        assert notes.note(store, late) is None


def test_notes_are_listed_and_counted_by_author_in_every_place(path: Path) -> None:
    with real_files.with_group(path) as store:
        sedge = people.add_leader(store, "sedge", "yes")
        people.add_group(store, replace(real_files.LARCH, label="tern"))
        march, april = (sessions.add_session(store, a_session(day)) for day in (MARCH, APRIL))
        tern = sessions.add_session(store, a_session(group_id=2, attendance=()))
        gift = a_case(store, march)
        where = [(march, gift, 1), (march, gift, sedge), (march, None, sedge)]
        where += [(april, None, sedge), (april, None, 1), (tern, None, sedge)]
        for place in where:
            notes.add_note(store, *place, Note(text="x"))

        def ids(found: list[ProcessNote]) -> list[int]:
            return sorted(note.id for note in found)

        assert ids(notes.notes(store, None, 1)) == [1, 5]
        assert ids(notes.notes(store, None, sedge)) == [2, 3, 4, 6]
        assert ids(notes.notes(store, 1, sedge)) == [2, 3, 4]
        assert ids(notes.notes_in(store, march, sedge)) == [2, 3]
        assert ids(notes.notes_in(store, march)) == [1, 2, 3]
        assert ids(notes.notes_on_case(store, gift, sedge)) == [2]
        assert ids(notes.notes_on_case(store, gift)) == [1, 2]
        assert notes.count_by_others(store, 1) == 4
        assert notes.count_by_others(store, sedge) == 2
        assert notes.count_by_others(store, 1, group_id=1) == 3
        assert notes.count_by_others(store, 1, session_id=march) == 2
        assert notes.count_by_others(store, 1, case_id=gift) == 1
        assert notes.count_by_others(store, 1, session_id=april, case_id=gift) == 0


def test_a_changed_note_stays_with_its_author_unless_another_is_named(path: Path) -> None:
    with real_files.with_group(path) as store:
        sedge = people.add_leader(store, "sedge", "yes")
        session = sessions.add_session(store, a_session())
        number = notes.add_note(store, session, None, sedge, Note(text="x"))
        for author_id, author in ((None, "sedge"), (1, "alder"), (None, "alder")):
            found = notes.note(store, number)
            assert found is not None
            assert notes.change_note(store, found, None, Note(text="y"), author_id)
            changed = notes.note(store, number)
            assert changed is not None
            assert changed.author == author


def test_a_note_is_unhung_from_a_case_that_is_no_longer_discussed_at_its_session(
    path: Path,
) -> None:
    with real_files.with_group(path) as store:
        march, april = (sessions.add_session(store, a_session(day)) for day in (MARCH, APRIL))
        gift, letters = a_case(store, march), a_case(store, march, "letters")
        checkins.add(store, gift, april, News("easier"))
        where = [(april, gift), (april, letters), (april, None), (march, letters)]
        numbers = [notes.add_note(store, *place, 1, Note(text="x")) for place in where]
        notes.unhang_undiscussed(store, april)
        kept = [notes.note(store, number) for number in numbers]
        versions = [(one.case_id, one.row_version) for one in kept if one is not None]
        assert versions == [(gift, 1), (None, 2), (None, 1), (letters, 1)]


def test_a_case_s_notes_are_unhung_from_it_but_for_those_of_one_session(path: Path) -> None:
    with real_files.with_group(path) as store:
        march, april = (sessions.add_session(store, a_session(day)) for day in (MARCH, APRIL))
        gift, letters = a_case(store, march), a_case(store, march, "letters")
        where = [(march, gift), (april, gift), (april, letters)]
        numbers = [notes.add_note(store, *place, 1, Note(text="x")) for place in where]
        notes.unhang_from_case(store, gift, march)
        kept = [notes.note(store, number) for number in numbers]
        found = [(one.case_id, one.row_version) for one in kept if one is not None]
        assert found == [(gift, 1), (None, 2), (letters, 1)]


# Drafts


def test_drafts_stand_beside_each_other_and_no_number_is_given_again(path: Path) -> None:
    log, edit = Begun(1, "log"), Begun(1, "note edit", "N2")
    with real_files.with_group(path) as store:
        people.add_leader(store, "sedge", "yes")
        first = drafts.add_draft(store, 1, log, "first", MARCH)
        second = drafts.add_draft(store, 1, log, "second", MARCH)
        third = drafts.add_draft(store, 2, edit, "of sedge", MARCH)
        assert drafts.change_draft(store, second, "changed", APRIL)
        drafts.drop_draft(store, first)
        drafts.drop_draft(store, third)
        assert not drafts.change_draft(store, third, "it is gone", APRIL)
        assert drafts.add_draft(store, 1, edit, "fourth", MARCH) > third
        assert [
            (kept.begun, kept.document, kept.updated_on, kept.leader, kept.label)
            for kept in drafts.drafts(store)
        ] == [(log, "changed", APRIL, "alder", "larch"), (edit, "fourth", MARCH, "alder", "larch")]


def test_a_draft_of_an_earlier_schema_is_one_of_log(path: Path) -> None:
    """Before schema 5 only the guided record had drafts: one for each leader and group."""
    with Store(sqlcipher3.connect(str(path), isolation_level=None), path) as store:
        schema.migrate(store, 4)
        people.add_leader(store, "alder", "yes")
        people.add_group(store, real_files.LARCH)
        store.rows("INSERT INTO draft VALUES (1, 1, 'half a text', '2026-03-20')")
        before = drafts.drafts(store)
        assert before == [
            Draft(0, Begun(1, "log"), "half a text", date(2026, 3, 20), "alder", "larch")
        ]
        schema.migrate(store)
        assert drafts.drafts(store) == [before[0]._replace(id=1)]


# What a new file is given


def test_a_file_has_one_name_and_one_copy_of_its_keys(path: Path) -> None:
    with connection.create(path, KEY) as store:
        file_facts.initialise(store, "ab" * 16, b"\x00keys\xff")
        assert file_facts.file_id(store) == "ab" * 16
        assert store.value("SELECT document FROM keyring_copy") == b"\x00keys\xff"
        with pytest.raises(CouldNotError):
            file_facts.initialise(store, "cd" * 16, b"")


# Numbers and aliases are never given again


def test_a_number_that_people_have_seen_is_never_given_again(path: Path) -> None:
    store = real_files.with_group(path)
    seen: dict[str, list[int]] = {"G": [1], "S": [], "C": [], "N": []}
    for number in range(4):
        group = people.add_group(store, replace(real_files.LARCH, label=f"tern{number}"))
        seen["G"].append(group)
        people.delete_group(store, group)
        session, case, note = real_files.keep_evening(store, "gone")
        for letter, new in (("S", session), ("C", case), ("N", note)):
            assert new not in seen[letter]
            seen[letter].append(new)
        if number % 2:
            notes.delete_note(store, note)
            cases.delete_case(store, case)
        sessions.delete_session(store, session)
        store.change("DELETE FROM balint_case")
        store = reopened(store)  # and not because this window remembers
    store.close()
    for numbers in seen.values():
        assert len(set(numbers)) == len(numbers)
        assert numbers == sorted(numbers)


def test_the_order_of_recording_never_goes_back(path: Path) -> None:
    with real_files.with_group(path) as store:
        one = sessions.add_session(store, a_session())
        assert sessions.recorded_no(store, one) == 1
        sessions.delete_session(store, one)
        other = sessions.add_session(store, a_session())
        assert sessions.recorded_no(store, other) == 2


def test_an_alias_is_never_given_again(path: Path) -> None:
    with real_files.with_group(path) as store:
        people.delete_group(store, 1)
        assert people.member(store, "heron") is None
        assert people.given_aliases(store) == {"alder", "heron", "plover"}
        people.add_group(store, replace(real_files.LARCH, label="tern"))
        for alias in ("heron", "alder"):
            with pytest.raises(CouldNotError):
                people.add_member(store, 2, alias, None, Period("member", None, None))
            with pytest.raises(CouldNotError):
                people.add_leader(store, alias, "unknown")


# What goes with what


def counts(store: Store) -> dict[str, int]:
    tables = (
        "balint_group",
        "group_leader",
        "member",
        "membership",
        "session",
        "session_leader",
        "attendance",
        "balint_case",
        "case_event",
        "case_link",
        "presentation",
        "checkin",
        "process_note",
        "draft",
        "leader",
        "passage",
    )
    return {table: store.value(f"SELECT count(*) FROM {table}") for table in tables}


@pytest.fixture
def two_groups(path: Path) -> Store:
    """Larch with two sessions and two linked cases; tern, which must not lose anything."""
    store = real_files.with_group(path)
    with store.writing():
        people.add_group(store, replace(real_files.LARCH, label="tern"))
        people.add_member(store, 2, "moth", None, Period("member", None, None))
        elsewhere = (Attendance("moth", "present"),)
        tern = sessions.add_session(store, a_session(group_id=2, attendance=elsewhere))
        far = cases.add_case(store, 2, "far")
        presentations.add(store, far, tern, Telling(("moth",)))
        march, april = (sessions.add_session(store, a_session(day)) for day in (MARCH, APRIL))
        gift, letters = a_case(store, march), a_case(store, april, "letters")
        cases.link(store, letters, gift, "continues")
        checkins.add(store, gift, april, News("easier"))
        cases.turn_case(store, gift, "closed", APRIL)
        notes.add_note(store, march, None, 1, Note(text="on the session"))
        notes.add_note(store, april, gift, 1, Note(text="on the case"))
        drafts.add_draft(store, 1, Begun(1, "log"), "{}", MARCH)
        drafts.add_draft(store, 1, Begun(2, "log"), "{}", MARCH)
    return store


def lost(store: Store, before: dict[str, int]) -> dict[str, int]:
    assert real_files.faults(store) == []
    return {
        table: n - counts(store)[table] for table, n in before.items() if n != counts(store)[table]
    }


def test_a_deleted_case_takes_all_that_hangs_on_it(two_groups: Store) -> None:
    before = counts(two_groups)
    cases.delete_case(two_groups, 2)
    assert lost(two_groups, before) == {
        "balint_case": 1,
        "case_event": 1,
        "case_link": 1,
        "presentation": 1,
        "checkin": 1,
        "process_note": 1,
        "passage": 4,
    }
    two_groups.close()


def test_a_deleted_session_takes_all_that_was_recorded_in_it(two_groups: Store) -> None:
    before = counts(two_groups)
    sessions.delete_session(two_groups, 3)
    assert lost(two_groups, before) == {
        "session": 1,
        "session_leader": 1,
        "attendance": 2,
        "presentation": 1,
        "checkin": 1,
        "process_note": 1,
        "passage": 3,
    }
    two_groups.close()


def test_a_deleted_group_takes_everything_of_its_own_and_nothing_else(two_groups: Store) -> None:
    people.delete_group(two_groups, 1)
    assert real_files.faults(two_groups) == []
    assert counts(two_groups) == {
        "balint_group": 1,
        "group_leader": 1,
        "member": 1,
        "membership": 1,
        "session": 1,
        "session_leader": 1,
        "attendance": 1,
        "balint_case": 1,
        "case_event": 0,
        "case_link": 0,
        "presentation": 1,
        "checkin": 0,
        "process_note": 0,
        "draft": 1,
        "leader": 1,
        "passage": 2,
    }
    two_groups.close()


def test_nothing_can_hang_on_what_is_not_there(path: Path) -> None:
    with real_files.with_group(path) as store:
        session = sessions.add_session(store, a_session())
        wrongs: tuple[Callable[[], object], ...] = (
            lambda: cases.add_case(store, 99, "x"),
            lambda: presentations.add(store, 99, session, Telling(("heron",))),
            lambda: checkins.add(store, 99, session, News("easier")),
            lambda: notes.add_note(store, 99, None, 1, Note(text="x")),
            lambda: sessions.add_session(store, a_session(group_id=99)),
            lambda: sessions.add_session(
                store, a_session(attendance=(Attendance("nobody", "present"),))
            ),
        )
        for wrong in wrongs:
            before = real_files.everything(store)
            with pytest.raises(CouldNotError), store.writing():
                wrong()
            assert real_files.everything(store) == before
