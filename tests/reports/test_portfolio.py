"""A leader's portfolio: counted as a society counts, and honest about what the log cannot see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import golden
import pytest
from conftest import session_document

from balintlog.domain import society_units
from balintlog.domain.records import Training
from balintlog.domain.vocabulary import LEADER_ROLES, MODES
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import find_training
from balintlog.logbook.record import edit_leaders, record_session, training_hours
from balintlog.logbook.reports import accreditation_report, society_rules
from balintlog.reports.portfolio_verdicts import MET, NOT_YET, UNKNOWN, Row, events, tally, verdict
from balintlog.reports.render import FORMATS, render
from balintlog.reports.society_presets import SocietyRule, shipped

if TYPE_CHECKING:
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

TODAY = date(2026, 3, 20)


def row(day: str, **fields: Any) -> Row:
    usual: dict[str, Any] = {
        "minutes": 90,
        "mode": "in-person",
        "event": "ongoing-group",
        "role": "leader",
        "coleader": "-",
        "cases": 1,
        "supervised": "none",
        "recorded": False,
    }
    return Row(date.fromisoformat(day), **{**usual, **fields})


def elsewhere(kind: str, day: str = "2026-03-01", **fields: Any) -> Training:
    usual: dict[str, Any] = {
        "until_on": date.fromisoformat(day),
        "sessions": 1,
        "minutes": 90,
        "role": "member",
        "mode": "in-person",
        "source": "own-record",
    }
    return Training(1, "alder", kind, date.fromisoformat(day), **{**usual, **fields})


def status(rule: SocietyRule, *rows: Row, trainings: tuple[Training, ...] = (), **more: Any) -> str:
    return verdict(rule, rows, trainings, TODAY, more.get("until")).status


# Units


@pytest.mark.parametrize(
    ("unit", "number"),
    [
        ("session", 2),
        ("case-discussion", 5),
        ("clock-hour", 2.75),
        ("teaching-hour", 3.67),
        ("double-hour", 1.83),
        ("event", 0),
    ],
)
def test_the_same_evenings_in_six_units(unit: str, number: float) -> None:
    rows = [row("2026-03-02", cases=2), row("2026-03-09", minutes=75, cases=3)]
    assert tally(unit, rows, []).total == number


def test_thirty_teaching_hours_are_fifteen_double_hours() -> None:
    minutes = 15 * 90
    assert society_units.hours(minutes, "teaching-hour") == 30
    assert society_units.hours(minutes, "double-hour") == 15
    assert society_units.converted(minutes, "teaching-hour") == (
        "30 teaching hours (45 minutes) = 1350 minutes / 45"
    )


def test_the_sessions_of_one_weekend_are_one_event() -> None:
    days = ("2026-01-10", "2026-01-11", "2026-02-14", "2026-02-20")
    assert events([row(day, event="weekend") for day in days]) == 3
    assert events([row("2026-01-10", event="weekend"), row("2026-01-10", event="intensive")]) == 2
    assert events([row(days[0]), row(days[1])]) == 0


@pytest.mark.parametrize(("second", "number"), [("2026-01-13", 1), ("2026-01-14", 2)])
def test_sessions_up_to_three_days_apart_are_one_event(second: str, number: int) -> None:
    rows = [row(second, event="intensive"), row("2026-01-10", event="intensive")]
    assert events(rows) == number, "in whatever order they come"


def test_events_and_what_was_held_elsewhere_are_counted_side_by_side() -> None:
    rows = [row("2026-01-10", event="weekend", cases=3)]
    more = [elsewhere(kind, sessions=4, minutes=360) for kind in ("weekend", "supervision")]
    assert tally("event", rows, more) == (1, 1)
    assert tally("session", rows, more) == (1, 8)
    assert tally("case-discussion", rows, more) == (3, 0)
    assert tally("double-hour", rows, more) == (1, 8)


# Verdicts


def test_a_count_is_met_with_what_was_held_elsewhere_and_says_so() -> None:
    rule = SocietyRule("x", "count", "session", 3, training=("opening-balance",))
    led = elsewhere("opening-balance", sessions=2, role="co-leader")
    rows = (row("2026-03-02"), row("2026-03-09", role="member"))
    more = (led, elsewhere("supervision", sessions=9), elsewhere("opening-balance", sessions=7))
    judged = verdict(rule, rows, more, TODAY, None)
    assert (judged.status, judged.have, judged.how) == (MET, "3 sessions", "1 here, 2 elsewhere")
    assert status(rule, *rows) == NOT_YET


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (SocietyRule("x", "count", modes=("online",)), False),
        (SocietyRule("x", "count", roles=("member",)), False),
        (SocietyRule("x", "count", events=("weekend",)), False),
        (SocietyRule("x", "count", recorded=True), False),
        (SocietyRule("x", "count", recorded=False), True),
        (SocietyRule("x", "count", sessions=False), False),
    ],
)
def test_only_what_fits_is_counted(rule: SocietyRule, fits: bool) -> None:
    assert (status(rule, row("2026-03-02")) == MET) is fits


def test_training_counts_in_its_role_but_supervision_in_any() -> None:
    as_member = SocietyRule("x", "count", roles=("member",), sessions=False, training=("weekend",))
    assert status(as_member, trainings=(elsewhere("weekend"),)) == MET
    assert status(as_member, trainings=(elsewhere("weekend", role="leader"),)) == NOT_YET
    supervised = SocietyRule("x", "count", sessions=False, training=("supervision", "debrief"))
    assert status(supervised, trainings=(elsewhere("debrief"),)) == MET
    assert status(supervised, trainings=(elsewhere("supervision", mode="online"),)) == MET
    in_person = SocietyRule("x", "count", training=("supervision",), modes=("in-person",))
    assert status(in_person, trainings=(elsewhere("supervision", mode="online"),)) == NOT_YET


@pytest.mark.parametrize("name", ["uk-pre2023", "bsanz"])
def test_an_earlier_record_counts_as_led_where_it_was_led(name: str) -> None:
    (rule,) = (
        asked
        for asked in society_rules.named(name).rules
        if asked.unit == "session" and "led or co-led" in asked.label
    )
    record = elsewhere("opening-balance", sessions=rule.at_least)
    assert status(rule, trainings=(record._replace(role="leader"),)) == MET
    assert status(rule, trainings=(record,)) == NOT_YET


def test_leader_seminars_count_in_any_role() -> None:
    for rule in society_rules.named("dbg-leader").rules[1:]:
        seminars = tuple(elsewhere("weekend", minutes=540, role=role) for role in LEADER_ROLES * 2)
        assert status(rule, trainings=seminars) == MET


def test_what_is_to_go_is_said_and_whether_there_is_time() -> None:
    rule = SocietyRule("x", "count", "session", 5)
    soon = TODAY + timedelta(weeks=8)
    assert verdict(rule, [row("2026-03-02")], [], TODAY, soon).how.endswith(
        "4 to go; can still be met by 2026-05-15: one in 2.0 weeks"
    )
    over = verdict(rule, [row("2026-03-02")], [], TODAY, TODAY - timedelta(days=1))
    assert over.how.endswith("4 to go; the period is over")
    last = verdict(rule, [row("2026-03-02")], [], TODAY, TODAY)
    assert last.how.endswith("4 to go; the period ends today")


def test_a_share_is_of_all_sessions_in_these_roles() -> None:
    rule = SocietyRule("x", "share", at_least=50, modes=("in-person",))
    rows = [row("2026-03-02"), row("2026-03-09", mode="online")]
    assert status(rule, *rows) == MET
    assert status(rule, *rows, row("2026-03-16", mode="online")) == NOT_YET
    assert status(rule, row("2026-03-02", role="member")) == NOT_YET


def test_how_many_sessions_a_share_lacks_is_said_and_whether_they_can_come() -> None:
    online = [row(f"2026-03-{day:02}", mode="online") for day in range(1, 5)]
    rule = SocietyRule("x", "share", at_least=75, modes=("in-person",))
    judged = verdict(rule, [*online, row("2026-03-09")], [], TODAY, TODAY + timedelta(weeks=22))
    assert judged.have == "20 %"
    assert judged.how == (
        "1 of 5 sessions; 11 more like these to go; can still be met by 2026-08-21:"
        " one in 2.0 weeks"
    )
    more = [row("2026-03-10")] * 11
    assert status(rule, *online, row("2026-03-09"), *more) == MET
    assert status(rule, *online, row("2026-03-09"), *more[1:]) == NOT_YET
    whole = verdict(
        SocietyRule("x", "share", at_least=100, modes=("in-person",)), online, [], TODAY, None
    )
    assert whole.how == "0 of 4 sessions; can no longer be met in this period"
    assert verdict(rule, [], [], TODAY, None).how == "no session yet; can still be met"


def test_a_month_without_a_session_breaks_the_run() -> None:
    rule = SocietyRule("x", "every-month", at_least=3)
    assert status(rule, row("2025-12-31"), row("2026-01-01"), row("2026-02-28")) == MET
    gap = verdict(rule, [row("2025-12-01"), row("2026-02-02"), row("2026-03-02")], [], TODAY, None)
    assert (gap.status, gap.have) == (NOT_YET, "2 months")
    assert gap.how == "2 up to now without a gap, 2 at most; can still be met"
    late = verdict(rule, [row("2025-12-01")], [], TODAY, date(2026, 4, 30))
    assert late.how.endswith("can no longer be met in this period")
    in_time = verdict(rule, [row("2026-02-01")], [], TODAY, date(2026, 4, 30))
    assert in_time.how.endswith("; can still be met")


def test_a_span_is_counted_in_whole_months() -> None:
    rule = SocietyRule("x", "span", at_least=6)
    assert status(rule, row("2025-09-10"), row("2026-03-09")) == NOT_YET
    assert status(rule, row("2025-09-10"), row("2026-03-10")) == MET
    assert status(rule) == NOT_YET


@pytest.mark.parametrize(
    ("days", "until", "have", "can"),
    [
        (("2026-01-05", "2026-02-05"), (2026, 4, 30), "2 months", True),  # March and April
        (("2026-01-05", "2026-02-05"), (2026, 3, 31), "2 months", False),
        (("2026-02-05", "2026-03-05"), (2026, 5, 31), "2 months", True),
        (("2026-02-05", "2026-03-05"), (2026, 4, 30), "2 months", False),
        (("2025-12-05", "2026-01-05"), (2026, 6, 30), "0 months", True),  # all anew
        (("2025-12-05", "2026-01-05"), (2026, 5, 31), "0 months", False),
        ((), (2026, 6, 30), "0 months", True),
        ((), (2026, 5, 31), "0 months", False),
    ],
)
def test_a_run_of_months_can_still_be_met_if_enough_of_them_are_left(
    days: tuple[str, ...], until: tuple[int, int, int], have: str, can: bool
) -> None:
    rule = SocietyRule("x", "every-month", at_least=4)
    judged = verdict(rule, [row(day) for day in days], [], TODAY, date(*until))
    assert (judged.status, judged.have) == (NOT_YET, have)
    assert judged.how.endswith("can still be met" if can else "can no longer be met in this period")


def test_from_when_on_a_span_is_long_enough_is_said_and_whether_that_is_in_time() -> None:
    rule = SocietyRule("x", "span", at_least=6)

    def how(day: str | None, until: date | None) -> str:
        rows = [] if day is None else [row(day)]
        return verdict(rule, rows, [], TODAY, until).how.rpartition("; ")[2]

    assert how("2026-01-10", None) == "can be met from 2026-07-10 on"
    assert how("2026-01-10", date(2026, 7, 10)) == "can be met from 2026-07-10 on"
    assert how("2026-01-10", date(2026, 7, 9)) == "can no longer be met in this period"
    assert how("2025-12-31", None) == "can be met from 2026-07-01 on", "there is no 31 June"
    assert how("2025-12-30", None) == "can be met from 2026-06-30 on"
    assert how("2025-08-30", None) == "can be met from 2026-03-20 on", "today"
    assert how("2025-08-30", date(2026, 3, 19)) == "can no longer be met in this period"
    assert how(None, date(2026, 9, 19)) == "can no longer be met in this period"
    assert how(None, date(2026, 9, 20)) == "can be met from 2026-09-20 on"
    assert status(rule, row("2025-08-31"), row("2026-02-28")) == NOT_YET
    assert status(rule, row("2025-08-31"), row("2026-03-01")) == MET


def test_what_the_log_cannot_see_is_never_called_met() -> None:
    assert status(SocietyRule("x", "not-checkable"), row("2026-03-02")) == UNKNOWN


# Rules as data


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_preset_says_where_it_comes_from(name: str) -> None:
    preset = society_rules.named(name.upper())
    assert preset.source.startswith("http")
    assert preset.read >= "2026"
    assert preset.rules


def test_the_presets_of_the_field_are_there() -> None:
    wanted = {"uk-pre2023", "abs", "bsanz", "dbg-leader", "de-participant-30h", "london-core-psych"}
    assert wanted <= set(shipped())


def test_an_unknown_society_is_answered_with_the_nearest() -> None:
    with pytest.raises(InvalidInputError) as caught:
        society_rules.named("BSNZ")
    assert caught.value.hint == "Did you mean bsanz?"


HEAD = 'name = "x"\nsource = "y"\nread = "z"\n'
RULE = '[[rule]]\nlabel = "a"\ntest = "count"\nat_least = 1\n'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        ("= broken", [None]),
        ("", ["/name", "/source", "/read", "/rule"]),
        (HEAD, ["/rule"]),
        (HEAD + RULE.replace("count", "cuont"), ["/rule/0/test"]),
        (HEAD + RULE.replace("at_least = 1\n", ""), ["/rule/0/at_least"]),
        (
            HEAD + RULE + 'roles = ["chief"]\nunits = "session"\n',
            ["/rule/0/roles/0", "/rule/0/units"],
        ),
        (
            HEAD + RULE + 'unit = "hour"\nrecorded = "perhaps"\n',
            ["/rule/0/unit", "/rule/0/recorded"],
        ),
    ],
)
def test_everything_wrong_in_a_file_of_rules_is_named(
    text: str, pointers: list[str | None]
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        society_rules.read(text)
    assert [problem.pointer for problem in caught.value.problems] == pointers


def test_a_file_of_rules_without_a_fault_is_read() -> None:
    (rule,) = society_rules.read(HEAD + RULE).rules
    assert rule == SocietyRule("a", "count")
    assert rule.modes == MODES


# From the logbook


@pytest.fixture
def told(book: Logbook, larch: Group) -> Logbook:
    """Four evenings, three of them led by alder, and training elsewhere."""
    edit_leaders.add_leader(book, "sedge", "yes")
    both = {"alder": "co-leader", "sedge": "leader"}
    cases = [{"label": label, "presenter": "heron"} for label in ("a door", "a window")]
    for document in (
        session_document("2026-02-02", cases=cases, debriefed="supervision", recorded="audio"),
        session_document("2026-02-16", leaders=both, mode="online", minutes=75),
        session_document("2026-03-02", leaders={"sedge": "leader"}),
        session_document("2026-03-16", cancelled=True, attendance={}),
    ):
        record_session.record_session(book, document)
    training_hours.add(
        book, elsewhere("supervision", "2026-02-20", minutes=60, source="supervisor")
    )
    training_hours.add(book, elsewhere("opening-balance", "2025-01-01", sessions=8, minutes=720))
    return book


@pytest.mark.parametrize("look", FORMATS)
def test_a_portfolio_looks_as_it_was_found_good(told: Logbook, look: str) -> None:
    rules = society_rules.named("bsanz")
    page = accreditation_report.page(told, "alder", rules, None, date(2026, 12, 31))
    golden.check(f"accreditation.{FORMATS[look]}", render(page, look))


def test_a_portfolio_holds_no_case_and_no_member(told: Logbook) -> None:
    rules = society_rules.named("abs")
    page = accreditation_report.page(told, "alder", rules, None, None)
    for look in FORMATS:
        text = render(page, look)
        for word in ("door", "window", "heron", "plover"):
            assert word not in text


def test_only_the_period_counts(told: Logbook) -> None:
    rules = society_rules.named("bsanz")
    page = accreditation_report.page(told, "alder", rules, date(2026, 2, 10), date(2026, 2, 28))
    fields: dict[str, Any] = dict(page.fields)
    assert [str(entry["held_on"]) for entry in fields["sessions"]] == ["2026-02-16"]
    assert [entry["kind"] for entry in fields["training"]] == ["supervision"]
    assert fields["sessions"][0]["coleader"] == "yes"


def test_training_over_the_border_of_a_period_is_named_and_not_counted(told: Logbook) -> None:
    training_hours.add(told, elsewhere("intensive", "2026-02-09", until_on=date(2026, 2, 12)))
    rules = society_rules.named("bsanz")
    for since, until in (("2026-02-10", "2026-03-01"), ("2026-01-01", "2026-02-11")):
        days = date.fromisoformat(since), date.fromisoformat(until)
        page = accreditation_report.page(told, "alder", rules, *days)
        said = "only part of it falls in this period: intensive, 2026-02-09 to 2026-02-12."
        assert said in render(page, "csv")
        fields: dict[str, Any] = dict(page.fields)
        assert [entry["kind"] for entry in fields["training_not_counted"]] == ["intensive"]
    page = accreditation_report.page(told, "alder", rules, date(2026, 2, 13), None)
    assert "only a part" not in render(page, "csv")


def test_training_is_changed_only_as_it_was_read(told: Logbook) -> None:
    record = find_training(told, "T1")
    training_hours.change(told, record._replace(minutes=45))
    with pytest.raises(Exception, match="changed in another window"):
        training_hours.change(told, record._replace(minutes=50))
    with pytest.raises(Exception, match="changed in another window"):
        training_hours.delete(told, record)
    training_hours.delete(told, find_training(told, "T1"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("days", "fault"),
    [
        ((date(2026, 3, 21), date(2026, 3, 21)), "future"),
        ((date(2026, 3, 2), date(2026, 3, 1)), "is before"),
    ],
)
def test_training_lies_in_the_past_and_ends_after_it_began(
    told: Logbook, days: tuple[date, date], fault: str
) -> None:
    wrong = elsewhere("weekend")._replace(from_on=days[0], until_on=days[1])
    with pytest.raises(InvalidInputError, match=fault):
        training_hours.add(told, wrong)
