"""A date that is possible but unlikely is asked about, and needs a yes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from conftest import CHEAP, session_document
from transcript import Evenings

if TYPE_CHECKING:
    from conftest import Answer, CommandLine, MadeOnce


@pytest.fixture
def met(cli: CommandLine, made_once: MadeOnce) -> CommandLine:
    """Larch, whose members agreed on 12 January 2026, and who met on 2, 9 and 16 March."""

    def make() -> None:
        assert cli("group edit larch --agreed 2026-01-12").code == 0
        for day in ("2026-03-02", "2026-03-09", "2026-03-16"):
            assert cli("log --from -", session_document(day)).code == 0

    made_once.lay("three Mondays in March", cli.path, make)
    return cli


def everything(cli: CommandLine) -> list[object]:
    lists = ("session list", "member list", "group list")
    return [cli(f"{command} --json").json for command in lists]


def is_refused_without_a_yes(cli: CommandLine, command: str, stdin: object = b"") -> Answer:
    """Return what is said without a yes, by which nothing changes; with one it is done."""
    before = everything(cli)
    refused = cli(command, stdin)
    assert (refused.code, everything(cli)) == (2, before)
    assert "repeat the command with --yes" in refused.err
    done = cli(f"--yes {command}", stdin)
    assert done.code == 0, done.err
    assert everything(cli) != before
    return refused


# Sessions


@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-03-16", "perhaps you mean 2026-03-16"),
        ("2025-03-19", "perhaps you mean 2026-03-19"),
        ("2024-02-29", "more than a year from every other date of larch"),
        ("2016-03-16", "the nearest is 2026-01-12"),
        ("1996-03-16", "the nearest is 2026-01-12"),
    ],
)
@pytest.mark.parametrize("door", ["log", "session add", "session edit"])
def test_a_session_of_an_unlikely_day_is_asked_about(
    met: CommandLine, day: str, words: str, door: str
) -> None:
    if door == "log":
        refused = is_refused_without_a_yes(met, "log --from -", session_document(day))
        assert "/held_on" in refused.err
    elif door == "session add":
        refused = is_refused_without_a_yes(met, f"session add --group larch --on {day}")
    else:
        refused = is_refused_without_a_yes(met, f"session edit S2 --on {day}")
    assert words in refused.err


@pytest.mark.parametrize(
    "day", ["2026-03-20", "2026-03-03", "2026-02-23", "2026-01-12", "2025-12-15"]
)
def test_a_likely_day_is_not_asked_about(met: CommandLine, day: str) -> None:
    assert met("log --from -", session_document(day)).code == 0


@pytest.mark.slow
def test_years_are_entered_in_order_without_a_question(cli: CommandLine) -> None:
    """A log that was kept on paper; only its first day, years ago, is asked about."""
    days = [f"{year}-{month:02}-05" for year in range(2020, 2026) for month in range(1, 13)]
    first, *rest = days
    is_refused_without_a_yes(cli, "log --from -", session_document(first))
    for day in rest:
        assert cli("log --from -", session_document(day)).code == 0, day


@pytest.mark.slow
@pytest.mark.parametrize("day", ["2020-01-02", "2027-06-01", "2062-03-31"])
def test_a_clock_far_from_every_other_date_is_asked_about_once(met: CommandLine, day: str) -> None:
    """It is wrong, or the group meets again after a long time."""
    met.today = date.fromisoformat(day)
    refused = is_refused_without_a_yes(met, "session add --group larch --on today")
    assert f"{day} is more than a year from every other date of larch" in refused.err
    if day == "2027-06-01":
        met.today = date(2027, 6, 15)
        assert met("session add --group larch --on today").code == 0


@pytest.mark.slow
def test_the_year_before_is_noticed_in_a_group_of_many_years(met: CommandLine) -> None:
    """In January the old year is typed from habit, also where sessions stand around that day."""
    for day in ("2025-12-29", "2026-01-05"):
        assert met("log --from -", session_document(day)).code == 0
    met.today = date(2027, 1, 6)
    assert met("session add --group larch --on 2027-01-04").code == 0
    assert "mean 2027-01-05" in met("session add --group larch --on 2026-01-05").err


def test_an_edit_that_leaves_the_day_asks_nothing(met: CommandLine) -> None:
    assert met("--yes session edit S1 --on 2016-03-02").code == 0
    assert met("session edit S1 --minutes 75").code == 0


def test_an_unlikely_second_session_needs_one_yes_for_both(met: CommandLine) -> None:
    document = session_document("2016-03-16")
    assert met("--yes log --from -", document).code == 0
    assert met("log --from -", document).code == 2
    assert met("--yes log --from -", document).code == 0


# Members and groups


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        "member add larch --alias wren --joined 2016-01-05",
        "member edit heron --joined 2016-01-05",
        "group edit larch --agreed 2016-01-12",
        "group add tern --agreed 2016-01-12",
        "member add larch --alias wren --guest 2016-03-02",
    ],
)
def test_other_dates_of_a_group_are_asked_about(met: CommandLine, command: str) -> None:
    assert is_refused_without_a_yes(met, command)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("joined", "missing"),
    [
        ("2026-03-01", "3 recorded sessions and be missing in the attendance: S1, S2, S3"),
        ("2026-03-09", "2 recorded sessions and be missing in the attendance: S2, S3"),
        ("2026-03-16", "1 recorded session and be missing in the attendance: S3"),
    ],
)
@pytest.mark.parametrize("command", ["add", "edit", "return"])
def test_a_member_from_before_recorded_sessions_is_asked_about(
    met: CommandLine, joined: str, missing: str, command: str
) -> None:
    if command == "add":
        run = f"member add larch --alias wren --joined {joined}"
    elif command == "edit":
        assert met("member add larch --alias wren --joined 2026-03-17").code == 0
        run = f"member edit wren --joined {joined}"
    else:
        assert met("--yes member add larch --alias wren --joined 2026-02-02").code == 0
        assert met("member leave wren --on 2026-02-20").code == 0
        run = f"member return wren --on {joined}"
    assert missing in is_refused_without_a_yes(met, run).err


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        "member add larch",
        "member add larch --joined 2026-03-17",
        "member add larch --joined unknown",
        "member add larch --guest 2026-03-09",
        "member edit heron --joined 2026-01-12",
        "member leave heron --on 2026-03-17",
        "group add tern --agreed 2026-01-12 --started 2019-09-01",
    ],
)
def test_likely_dates_of_members_and_groups_are_not_asked_about(
    met: CommandLine, command: str
) -> None:
    assert met(command).code == 0


def test_who_is_missing_already_is_not_asked_about_again(met: CommandLine) -> None:
    assert met("--yes member add larch --alias wren --joined 2026-03-09").code == 0
    assert met("member edit wren --joined 2026-03-05").code == 0
    assert "1 recorded session and" in met("member edit wren --joined 2026-03-01").err


def test_a_cancelled_session_misses_nobody(met: CommandLine) -> None:
    document = session_document("2026-03-18", cancelled=True)
    assert met("log --from -", {**document, "attendance": {}}).code == 0
    assert met("member add larch --joined 2026-03-17").code == 0


def test_another_group_s_sessions_miss_nobody(met: CommandLine) -> None:
    assert met("group add tern").code == 0
    assert met("member add tern --joined 2026-03-01").code == 0


# On a terminal


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1)])
def test_on_a_terminal_an_unlikely_date_is_a_question(
    met: CommandLine, answer: str, code: int
) -> None:
    evenings = Evenings(met.environ, {"now": met.now, "stretching": CHEAP})
    asked = f"Is it right as it is? [y/N] {answer}⏎"
    evenings("session add --group larch --on 2016-03-16", asked, code=code)
    assert len(met("session list --json").json["sessions"]) == 4 - code


@pytest.mark.slow
def test_the_guided_record_asks_at_once_and_for_another_date(met: CommandLine) -> None:
    evenings = Evenings(met.environ, {"now": met.now, "stretching": CHEAP})
    evenings(
        "log",
        """
        Anything different? 17.3.2025⏎
        Anything else? ⏎
        Is it right as it is? [y/N] ⏎
        Anything different? 17.3.2026⏎
        Anything else? ⏎
        Its label: ..⏎
        Enter saves, a number changes it, q keeps a draft: ⏎
        Saved as S4
        """,
    )
