"""``report activity``: what leaves, what is frozen, and what never changes again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import filled
import golden
import pytest
from conftest import PASSPHRASE, CommandLine, MadeOnce, session_document
from jsonschema import Draft202012Validator

from balintlog.errors import CouldNotError, DeclinedError
from balintlog.logbook.book import find_group
from balintlog.logbook.keys.paths import keys_path
from balintlog.reports.render import FORMATS

if TYPE_CHECKING:
    from typing import Any

BALINTLOG = str(Path(sys.executable).parent / "balintlog")
YEAR = "--group larch --period 2025"


@pytest.fixture
def told(cli: CommandLine, made_once: MadeOnce) -> CommandLine:
    made_once.lay("a year", cli.path, lambda: filled.fill(cli))
    return cli


def report(told: CommandLine, options: str = YEAR) -> str:
    answer = told(f"--yes report activity {options}")
    assert answer.code == 0, answer.err
    return answer.out


# What it holds


@pytest.mark.slow
@pytest.mark.parametrize("look", FORMATS)
def test_a_report_looks_as_it_was_found_good(told: CommandLine, look: str) -> None:
    text = report(told, f"{YEAR} --format {look}")
    golden.check(f"activity.{FORMATS[look]}", text)
    for word in (*filled.PEOPLE, "velvet", "alder", "2025-03", "C1", "S1", "balintlog"):
        assert word not in text, word


@pytest.mark.slow
def test_the_json_is_what_its_schema_says(told: CommandLine) -> None:
    file = resources.files("balintlog.reports") / "activity.schema.json"
    judge = Draft202012Validator(json.loads(file.read_text("utf-8")))
    for options in (YEAR, "--group larch --since 2024-01-01 --until 2024-12-31"):
        if "2024" in options:
            told("--yes session add --group larch --on 2024-03-02")
        document = json.loads(report(told, f"{options} --format json"))
        assert [fault.message for fault in judge.iter_errors(document)] == []
    assert list(judge.iter_errors({**document, "members": 7})) != []


@pytest.mark.slow
def test_few_sessions_show_the_frame_and_freeze_nothing(cli: CommandLine) -> None:
    assert cli("log --from -", session_document("2025-03-02")).code == 0
    answer = cli(f"report activity {YEAR}")
    assert answer.code == 0, "there is nothing to say yes to"
    assert "the frame of the work only: figures about cases need 10 sessions" in answer.out
    assert cli("--yes report activity --group larch --discard 2025").code == 2


@pytest.mark.parametrize(
    ("options", "code", "fault"),
    [
        ("--group larch --period 2026", 5, "not over"),
        ("--group larch --since 2025-06-01 --until 2026-03-20", 5, "not over"),
        ("--group larch --period 2024", 2, "no session in that period"),
        ("--group larch", 2, "the period is missing"),
        ("--group larch --period 25", 2, "a period is a year"),
        ("--group larch --period 2025 --since 2025-01-01", 2, "not both"),
        ("--group larch --since 2025-06-01 --until 2025-01-01", 2, "is empty"),
        ("--group tern --period 2025", 3, "no group"),
        (f"{YEAR} --title 'The group of Dr Okonkwo'", 5, "--title: a name"),
        (f"{YEAR} --title 'Balint group of Heron'", 5, "--title: a blocked word"),
        (f"{YEAR} --title 'led by alder'", 5, "--title: a blocked word"),
        (f"{YEAR} --title ''", 2, "--title takes"),
        (f"{YEAR} --format pdf", 2, "--format"),
    ],
)
def test_what_cannot_be_reported_is_said(
    told: CommandLine, options: str, code: int, fault: str
) -> None:
    answer = told(f"--yes report activity {options}")
    assert (answer.code, answer.out) == (code, "")
    assert fault in answer.err
    assert "Okonkwo" not in answer.err


# Freezing


def test_the_first_report_asks_as_it_freezes(told: CommandLine) -> None:
    answer = told(f"report activity {YEAR}")
    assert (answer.code, answer.out) == (2, "")
    assert "This freezes 2025: later corrections will not appear." in answer.err
    assert told("--yes report activity --group larch --discard 2025").code == 2, "nothing is"


@pytest.mark.slow
def test_a_frozen_report_is_given_again_byte_for_byte(told: CommandLine) -> None:
    first = {look: report(told, f"{YEAR} --format {look}") for look in FORMATS}
    document = filled.evening(5, held_on="2025-06-24")
    assert told("log --from -", document).code == 0
    assert told("--yes case delete C3").code == 0
    for look, text in first.items():
        answer = told(f"report activity {YEAR} --format {look}")
        assert (answer.code, answer.out) == (0, text), "without a question"
        assert "have changed since it was frozen; its figures stay" in answer.err


@pytest.mark.slow
def test_an_evening_that_is_taken_back_leaves_a_frozen_report_as_it_is(told: CommandLine) -> None:
    first = report(told)
    assert told("log --from -", filled.evening(5, held_on="2025-06-24")).code == 0
    assert "have changed since it was frozen" in told(f"report activity {YEAR}").err
    assert told("--yes undo").code == 0
    answer = told(f"report activity {YEAR}")
    assert (answer.code, answer.out) == (0, first)
    assert "have changed since" not in answer.err


@pytest.mark.slow
def test_a_format_that_is_asked_for_later_has_the_frozen_figures(told: CommandLine) -> None:
    report(told)
    for number in range(1, 13):
        told(f"--yes case delete C{number}")
    document = json.loads(report(told, f"{YEAR} --format json"))
    assert document["cases"] == 25


def test_no_report_takes_the_place_of_a_file_of_the_logbook(told: CommandLine) -> None:
    """The yes to overwriting would cost every leader the key."""
    before = keys_path(told.path).read_bytes()
    for name in (told.path, keys_path(told.path), f"{told.path}-journal"):
        answer = told(f"--yes report activity {YEAR} --output {name}")
        assert (answer.code, answer.out) == (6, "")
        assert "belongs to the logbook" in answer.err
    assert keys_path(told.path).read_bytes() == before


@pytest.mark.slow
def test_a_title_is_shown_and_not_kept(told: CommandLine) -> None:
    plain = report(told, f"{YEAR} --format html")
    titled = report(told, f"{YEAR} --format html --title 'Work & <rest>'")
    assert "<h1>Work &amp; &lt;rest&gt;</h1>" in titled
    assert titled.replace("Work &amp; &lt;rest&gt;", "Balint group") == plain
    for look, shown in (
        ("csv", '"\'=1,""x"""'),
        ("json", '"title": "=1,\\"x\\""'),
        ("markdown", '# =1,"x"'),
    ):
        assert shown in report(told, f"{YEAR} --format {look} --title '=1,\"x\"'")


def test_periods_never_overlap(told: CommandLine) -> None:
    report(told)
    answer = told("--yes report activity --group larch --since 2025-06-01 --until 2025-12-30")
    assert (answer.code, answer.out) == (5, "")
    assert "overlaps 2025, which has already been reported" in answer.err


@pytest.mark.slow
def test_a_freeze_can_be_undone_after_a_declaration_and_that_is_noted(told: CommandLine) -> None:
    first = report(told)
    command = "report activity --group larch --discard 2025"
    assert told(command).code == 2
    assert told(f"--yes {command} --period 2025").code == 2, "two periods"
    assert "and the logbook has noted that." in told(f"--yes {command}").out
    for number in range(1, 13):
        told(f"--yes case delete C{number}")
    assert report(told) != first


def noted(told: CommandLine) -> list[tuple[object, ...]]:
    """Return the log of reports."""
    from balintlog.logbook.keys import open_logbook

    book = open_logbook.approach(told.path, None).open(PASSPHRASE, told.today)
    with book.store:
        rows = book.store.rows("SELECT what, since, until, format, length(digest) FROM report_log")
    return [tuple(row) for row in rows]


@pytest.mark.slow
def test_what_left_is_in_the_log_of_the_encrypted_file(told: CommandLine) -> None:
    report(told)
    told("--yes report activity --group larch --discard 2025")
    days = ("2025-01-01", "2025-12-31")
    assert noted(told) == [
        ("frozen", *days, None, None),
        ("exported", *days, "markdown", 64),
        ("discarded", *days, None, None),
    ]


@pytest.mark.slow
def test_exact_figures_and_previews_are_for_a_terminal_only(
    told: CommandLine, tmp_path: Path
) -> None:
    for option in ("--own", "--preview"):
        answer = told(f"report activity {YEAR} {option}")
        assert (answer.code, answer.out) == (5, "")
        assert told(f"report activity {YEAR} {option} --output {tmp_path / 'x'}").code == 2

    def shown(option: str, words: str) -> str:
        return told.at_terminal(f"report activity {YEAR} {option}", words, columns=80)

    assert "bad-news" in shown("--own", "exact figures, for your own eyes only")
    shown("--preview", "About 25 cases were discussed.")
    assert told("--yes report activity --group larch --discard 2025").code == 2, "not frozen"
    report(told)
    shown("--preview", "About 25 cases were discussed.")
    assert [row[0] for row in noted(told)] == ["frozen", "exported"], "nothing left but the report"


@pytest.mark.slow
def test_a_file_in_a_folder_is_named_by_group_period_and_class(
    told: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    report(told, f"{YEAR} --format html --output {tmp_path / 'out'}")
    (written,) = (tmp_path / "out").iterdir()
    assert written.name == "balintlog-activity-G1-2025.html"


def test_a_refused_place_freezes_nothing(told: CommandLine, tmp_path: Path) -> None:
    answer = told(f"--yes report activity {YEAR} --output {tmp_path / 'no' / 'x.md'}")
    assert answer.code == 6
    assert told("--yes report activity --group larch --discard 2025").code == 2


@pytest.mark.slow
def test_a_report_that_cannot_be_written_is_not_frozen(
    told: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from balintlog import disk

    def full(*_: object) -> None:
        raise CouldNotError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(disk, "replace", full)
        answer = told(f"--yes report activity {YEAR} --output {tmp_path / 'x.md'}")
    assert (answer.code, answer.out) == (1, "")
    assert [row[0] for row in noted(told)] == ["frozen", "exported", "not delivered"]
    assert told("--yes report activity --group larch --discard 2025").code == 2, "not frozen"


@pytest.mark.slow
def test_a_report_that_has_its_name_stays_frozen_whatever_fails_then(
    told: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """From the difference to a report of other figures single cases could be read."""
    from balintlog import disk

    sync_folder, place = disk.sync_folder, tmp_path / "x.md"

    def synchronised(folder: Path) -> None:
        sync_folder(folder)
        if place.exists():
            raise CouldNotError("the disk failed to read or write")

    with monkeypatch.context() as failing:
        failing.setattr(disk, "sync_folder", synchronised)
        answer = told(f"--yes report activity {YEAR} --output {place}")
    assert (answer.code, answer.out) == (1, "")
    assert [row[0] for row in noted(told)] == ["frozen", "exported"]
    for number in range(1, 13):
        told(f"--yes case delete C{number}")
    assert report(told) == place.read_text()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_report_stays_frozen_where_nobody_could_be_told_that_it_is_written(
    told: CommandLine, tmp_path: Path
) -> None:
    place = tmp_path / "x.md"
    around = {**os.environ, **told.environ, "PYTHONUNBUFFERED": "1"}
    command = [BALINTLOG, "--yes", "report", "activity", *YEAR.split(), "--output", str(place)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, env=around, stdout=full, stderr=full, check=False)
    assert done.returncode != 0
    assert place.exists()
    assert [row[0] for row in noted(told)] == ["frozen", "exported"]


def test_a_report_of_which_part_may_be_out_stays_frozen(
    told: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was being shown, or piped somewhere."""
    from balintlog.cli.report import activity

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopping:
        stopping.setattr(activity, "write", interrupted)
        assert told(f"--yes report activity {YEAR}").code == 130
    assert [row[0] for row in noted(told)] == ["frozen", "exported"]


def test_a_report_stays_frozen_where_nobody_can_tell_whether_it_is_out(tmp_path: Path) -> None:
    from balintlog.cli.report.destination import is_out

    place = tmp_path / "x.md"
    assert not is_out("words", place)
    place.write_text("an older report")
    assert not is_out("words", place)
    place.with_name("x.md.0badcafe.new").write_text("words")  # and could not be taken away
    assert is_out("words", place)
    place.with_name("x.md.0badcafe.new").unlink()
    place.write_text("words")
    assert is_out("words", place)
    place.unlink()
    place.mkdir()  # stands for whatever cannot be read
    assert is_out("words", place)


@pytest.mark.slow
def test_a_report_that_cannot_be_written_again_leaves_what_was_frozen_before(
    told: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from balintlog import disk

    first = report(told)

    def full(*_: object) -> None:
        raise CouldNotError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(disk, "replace", full)
        assert told(f"report activity {YEAR} --output {tmp_path / 'x.md'}").code == 1
    for number in range(1, 13):
        told(f"--yes case delete C{number}")
    assert report(told) == first


@pytest.mark.parametrize("other", ["reports it, too", "freezes it anew"])
def test_a_report_that_cannot_be_written_takes_back_no_freeze_of_another_window(
    told: CommandLine, other: str
) -> None:
    """The copy that left there would be forgotten."""
    from balintlog.logbook.keys import open_logbook
    from balintlog.logbook.reports import activity_report
    from balintlog.logbook.reports.period_facts import ReportPeriod

    period = ReportPeriod(date(2025, 1, 1), date(2025, 12, 31))
    first = open_logbook.approach(told.path, None).open(PASSPHRASE, told.today)
    second = open_logbook.approach(told.path, None).open(PASSPHRASE, told.today)
    group = find_group(first, "larch")

    def meanwhile() -> None:
        if other == "freezes it anew":
            activity_report.discard(second, group, period)
            with second.store.writing():
                activity_report.freeze(second, group, period)
        else:
            activity_report.release(second, group, period, "csv", "x")

    with first.store, second.store:
        released = activity_report.release(first, group, period, "csv", "x")
        meanwhile()
        activity_report.take_back(first, released)
        assert activity_report.frozen_as(first, group, period) is not None


def test_a_report_of_the_frame_that_cannot_be_written_takes_back_no_freeze(
    told: CommandLine,
) -> None:
    """It was frozen by another window, when there were sessions enough; let the log be lost."""
    from balintlog.logbook.keys import open_logbook
    from balintlog.logbook.reports import activity_report
    from balintlog.logbook.reports.period_facts import ReportPeriod

    period = ReportPeriod(date(2025, 1, 1), date(2025, 3, 31))
    first = open_logbook.approach(told.path, None).open(PASSPHRASE, told.today)
    group = find_group(first, "larch")

    with first.store:
        released = activity_report.release(first, group, period, "csv", "x")
        with first.store.writing():
            activity_report.freeze(first, group, period)
            first.store.change("DELETE FROM report_log WHERE what = 'frozen'")
        activity_report.take_back(first, released)
        assert activity_report.frozen_as(first, group, period) is not None


def test_a_report_of_the_frame_is_noted_too(cli: CommandLine) -> None:
    assert cli("log --from -", session_document("2025-03-02")).code == 0
    report(cli)
    assert [row[0] for row in noted(cli)] == ["exported"]


# Before a purge


@pytest.mark.slow
def test_a_purge_keeps_the_figures_of_a_year_that_was_not_reported(told: CommandLine) -> None:
    told.today = told.today.replace(year=2027)
    answer = told("--yes privacy purge --today 2027-03-20")
    assert answer.code == 0
    assert "Saved the figures of larch for 2025, for a report" in answer.err
    assert told("case list --state all --json").json["cases"] == []
    document: dict[str, Any] = json.loads(report(told, f"{YEAR} --format json"))
    assert (document["cases"], document["frame"]["sessions"]) == (25, 12)


def test_a_purge_that_was_declined_has_frozen_nothing(
    told: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Later corrections would not appear, and nobody was told."""
    from balintlog.cli.privacy import retention

    def declined(*_: object) -> None:
        raise DeclinedError("nothing was taken away")

    told.today = told.today.replace(year=2027)
    with monkeypatch.context() as no:
        no.setattr(retention, "confirm", declined)
        answer = told("--yes privacy purge --today 2027-03-20")
    assert (answer.code, "Saved the figures" in answer.err) == (1, False)
    assert noted(told) == []
    assert len(told("case list --state all --json").json["cases"]) == 24


def purge(told: CommandLine) -> str:
    """Take the cases of 2025 away without keeping figures of it before; return what was said."""
    from balintlog.logbook.keys import open_logbook
    from balintlog.logbook.record import purge_records

    told.today = told.today.replace(year=2027)
    book = open_logbook.approach(told.path, None).open(PASSPHRASE, told.today)
    with book.store:
        purge_records.purge(book, purge_records.past(book))
    return report(told)


@pytest.mark.slow
def test_a_report_says_that_cases_are_gone_where_nobody_kept_their_figures(
    told: CommandLine,
) -> None:
    assert "frame of the work only: cases of this period were past their time" in purge(told)
    assert told("--yes report activity --group larch --discard 2025").code == 2, "nothing is frozen"


@pytest.mark.slow
def test_to_discard_figures_that_nobody_can_count_again_is_warned_of(told: CommandLine) -> None:
    first = report(told)
    assert purge(told) == first, "frozen figures stay"
    answer = told("--yes report activity --group larch --discard 2025")
    assert "After this nobody can count them" in answer.err
    assert "of the work only" in report(told)


@pytest.mark.slow
def test_a_purge_does_not_call_a_frozen_period_changed(told: CommandLine) -> None:
    report(told)
    purge(told)
    assert "have changed since" not in told(f"--yes report activity {YEAR}").err


def test_a_purge_keeps_what_of_a_year_was_not_reported(told: CommandLine) -> None:
    told.today = told.today.replace(year=2027)
    from balintlog.logbook.keys import open_logbook
    from balintlog.logbook.record import purge_records
    from balintlog.logbook.reports import activity_report
    from balintlog.logbook.reports.period_facts import ReportPeriod

    book = open_logbook.approach(told.path, None).open(PASSPHRASE, told.today)
    with book.store:
        with book.store.writing():
            group = find_group(book, "larch")
            activity_report.freeze(book, group, ReportPeriod(date(2024, 7, 1), date(2025, 1, 31)))
            activity_report.freeze(book, group, ReportPeriod(date(2025, 12, 1), date(2025, 12, 31)))
        periods = activity_report.not_frozen(book, purge_records.past(book).cases, [])
    assert [period.name for _, period in periods] == ["2025-02-01..2025-11-30"]


@pytest.mark.slow
def test_before_presenters_are_dropped_figures_are_kept_too(told: CommandLine) -> None:
    for number in range(1, 25):
        assert told(f"case close C{number} --on 2026-01-05").code == 0
    for alias in filled.PEOPLE[:2]:
        assert told(f"member leave {alias} --on 2026-02-01").code == 0
    answer = told("--yes privacy purge")
    assert "Saved the figures of larch for 2025, for a report" in answer.err


@pytest.fixture
def unpresented(told: CommandLine, made_once: MadeOnce) -> CommandLine:
    """A year that was frozen before the codes of some presenters were dropped."""

    def make() -> None:
        report(told)
        for number in range(1, 25):
            assert told(f"case close C{number} --on 2026-01-05").code == 0
        for alias in filled.PEOPLE[:2]:
            assert told(f"member leave {alias} --on 2026-02-01").code == 0
        assert told("--yes privacy purge").code == 0

    made_once.lay("a year without some presenters", told.path, make)
    return told


@pytest.mark.slow
def test_to_discard_figures_whose_presenters_are_gone_is_warned_of(
    unpresented: CommandLine,
) -> None:
    answer = unpresented("--yes report activity --group larch --discard 2025")
    assert answer.code == 0
    assert "Cases of 2025, or their presenters, have been deleted since" in answer.err


def test_to_discard_figures_of_which_nothing_is_gone_needs_no_warning(told: CommandLine) -> None:
    report(told)
    answer = told("--yes report activity --group larch --discard 2025")
    assert "taken away" not in answer.err


@pytest.mark.slow
def test_presenters_that_are_gone_do_not_call_a_frozen_period_changed(
    unpresented: CommandLine,
) -> None:
    assert "have changed since" not in unpresented(f"--yes report activity {YEAR}").err


@pytest.mark.slow
def test_an_export_of_a_session_says_whose_presenter_was_dropped(told: CommandLine) -> None:
    assert told("session export S1").err == ""
    assert told("case close C1 --on 2026-01-05").code == 0
    assert told("member leave heron --on 2026-02-01").code == 0
    assert told("--yes privacy purge").code == 0
    answer = told("session export S1")
    assert "The presenter of /cases/0 has left" in answer.err


@pytest.mark.slow
def test_of_a_year_that_is_not_over_nothing_can_be_kept(told: CommandLine) -> None:
    told.today = date(2025, 12, 31)
    told("privacy retention set --cases 1")
    assert "2025 is not over, so the figures" in told("--yes privacy purge").err


def test_two_windows_freeze_a_period_once(told: CommandLine) -> None:
    """The wrong code that this catches: to look before the file is held, and freeze after."""
    from balintlog.logbook.keys import open_logbook
    from balintlog.logbook.reports import activity_report
    from balintlog.logbook.reports.period_facts import ReportPeriod

    period = ReportPeriod(date(2025, 1, 1), date(2025, 12, 31))
    first = open_logbook.approach(told.path, None).open(PASSPHRASE, told.today)
    second = open_logbook.approach(told.path, None).open(PASSPHRASE, told.today)
    with first.store, second.store:
        group = find_group(first, "larch")
        assert activity_report.frozen_as(first, group, period) is None
        assert activity_report.frozen_as(second, group, period) is None
        released = [
            activity_report.release(book, group, period, "csv", "x") for book in (first, second)
        ]
        assert released[0].text == released[1].text
        assert first.store.value("SELECT count(*) FROM frozen_period") == 1
