"""A member's certificate and the leader's notes for a supervisor: what they hold, and what not."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import golden
import independent_reader
import pytest
from conftest import PASSPHRASE, TODAY, CommandLine, MadeOnce, session_document

from balintlog.logbook.keys import open_logbook
from balintlog.reports.render import FORMATS

if TYPE_CHECKING:
    from typing import Any

BALINTLOG = str(Path(sys.executable).parent / "balintlog")
NAMES = {"heron": "Dr Änne Vogelweide", "alder": "Dr B. Lindgrün", "sedge": "Dr C. Maaß"}
HEAD = {"heading": "boundaries"}


@pytest.fixture
def told(cli: CommandLine, made_once: MadeOnce) -> CommandLine:
    """Larch after three evenings, with notes and questions."""
    both = {"alder": "leader", "sedge": "co-leader"}
    late = {"heron": {"status": "late", "minutes": 60}, "plover": "present", "moth": "absent"}
    case = {"label": "the tears", "presenter": "heron", "summary": "Nobody came."}
    note = {**HEAD, "text": "We hurried.", "observations": ["rivalry"], "case": "/cases/0"}

    def make() -> None:
        for document in (
            session_document("2026-02-02", notes=[{"for_supervision": "Whose silence was it?"}]),
            session_document("2026-02-16", leaders=both, attendance=late, minutes=75),
            session_document(
                "2026-03-02", mode="online", cases=[case], notes=[note, {"text": "A long pause."}]
            ),
        ):
            answer = cli("log --from -", document)
            assert answer.code == 0, answer.err

    made_once.lay("three evenings", cli.path, make)
    return cli


# Certificates


def certificate(told: CommandLine, options: str, names: object = NAMES) -> Any:
    return told(f"report certificate --group larch {options} --names -", names)


@pytest.mark.slow
@pytest.mark.parametrize("look", ["markdown", "html"])
def test_a_certificate_looks_as_it_was_found_good(told: CommandLine, look: str) -> None:
    units = "--unit double-hour --unit teaching-hour"
    answer = certificate(told, f"--member heron {units} --format {look}")
    assert (answer.code, answer.err) == (0, "")
    golden.check(f"certificate.{FORMATS[look]}", answer.out)
    for word in ("tears", "Nobody came", "plover", "hurried"):
        assert word not in answer.out


def test_the_names_are_nowhere_in_the_file(told: CommandLine, tmp_path: Path) -> None:
    """The wrong code that this catches: a draft, a log or a cache of what was typed."""
    answer = certificate(told, f"--member heron --output {tmp_path / 'it.md'}")
    assert answer.code == 0
    assert "Vogelweide" in (tmp_path / "it.md").read_text("utf-8")
    book = open_logbook.approach(told.path, None).open(PASSPHRASE, TODAY)
    key = bytes.fromhex(book.key.raw()[:64])
    book.store.close()
    pages = independent_reader.decrypted(told.path.read_bytes(), key)
    assert b"the tears" in pages, "the pages can be read"
    for name in NAMES.values():
        assert name.split()[-1].encode() not in pages
    for file in told.path.parent.rglob("*"):
        if file.is_file() and file.name != "it.md":
            assert b"Vogelweide" not in file.read_bytes(), file


@pytest.mark.slow
def test_names_are_asked_for_at_a_terminal(told: CommandLine) -> None:
    transcript = """
        Name of heron (member), as it should appear: Dr Änne Vogelweide⏎
        Name of alder (leader) Dr B. Lindgrün⏎
        Name of sedge (co-leader) Dr C. Maaß⏎
        # Certificate of attendance
        Dr Änne Vogelweide took part in 3 sessions
    """
    told.at_terminal("report certificate --group larch --member heron", transcript)


@pytest.mark.slow
def test_all_makes_one_for_each_member_who_came(told: CommandLine, tmp_path: Path) -> None:
    names = {**NAMES, "plover": "Dr D. Regen", "moth": "Dr E. Falter"}
    assert certificate(told, "--all", names).code == 2, "it needs a folder"
    answer = certificate(told, f"--all --output {tmp_path} --format html", names)
    assert answer.code == 0, answer.err
    made = sorted(file.name for file in tmp_path.glob("*.html"))
    assert made == [f"balintlog-certificate-{number}.html" for number in (1, 2, 3)], (
        "no file name says whose it is"
    )
    (tmp_path / made[1]).unlink()
    assert certificate(told, f"--member heron --output {tmp_path} --format html").code == 0
    assert (tmp_path / made[1]).exists()
    again = certificate(told, f"--all --output {tmp_path} --format html", names)
    assert len(list(tmp_path.glob("*.html"))) == 6, again.err
    assert oct((tmp_path / made[0]).stat().st_mode)[-3:] == "600"


def test_all_makes_none_where_one_name_is_missing(told: CommandLine, tmp_path: Path) -> None:
    answer = certificate(told, f"--all --output {tmp_path}", {**NAMES, "plover": "Dr D. Regen"})
    assert (answer.code, answer.out) == (2, "")
    assert "moth: is missing" in answer.err
    assert list(tmp_path.glob("balintlog-*")) == []


def test_a_certificate_does_not_show_how_the_logbook_calls_the_group(told: CommandLine) -> None:
    assert "larch" not in certificate(told, "--member heron").out


@pytest.mark.parametrize(
    ("options", "names", "code"),
    [
        ("--member heron", {"heron": "A"}, 2),
        ("--member heron", {**NAMES, "heron": ""}, 2),
        ("--member heron", {**NAMES, "heron": "x" * 121}, 2),
        ("--member heron", {**NAMES, "heron": ["A"]}, 2),
        ("--member heron", [], 2),
        ("--member hreon", NAMES, 3),
        ("", NAMES, 2),
        ("--member heron --all", NAMES, 2),
        ("--member heron --since 2026-03-10", NAMES, 2),
        ("--member heron --since 2026-03-10 --until 2026-03-01", NAMES, 2),
        ("--member heron --until 2026-04-01", NAMES, 2),
        ("--member heron --format csv", NAMES, 2),
    ],
)
def test_what_cannot_be_certified_is_refused(
    told: CommandLine, options: str, names: object, code: int
) -> None:
    answer = certificate(told, options, names)
    assert (answer.code, answer.out) == (code, "")
    assert "xxx" not in answer.err


def test_a_member_who_never_came_gets_none(told: CommandLine) -> None:
    assert told("member add G1 --alias stork --joined 2026-03-10").code == 0
    answer = certificate(told, "--member stork", {"stork": "X"})
    assert answer.code == 2
    assert "no session in that period" in answer.err


# For a supervisor


@pytest.mark.parametrize("look", FORMATS)
def test_the_notes_look_as_they_were_found_good(told: CommandLine, look: str) -> None:
    answer = told(f"--yes report supervision --since 2026-02-10 --format {look}")
    assert (answer.code, answer.err) == (0, "")
    golden.check(f"supervision.{FORMATS[look]}", answer.out)
    for word in ("tears", "heron", "Nobody came"):
        assert word not in answer.out


def test_process_notes_leave_only_after_a_yes(told: CommandLine, tmp_path: Path) -> None:
    answer = told(f"report supervision --output {tmp_path / 'it.md'}")
    assert (answer.code, answer.out) == (2, "")
    assert "needs a yes" in answer.err
    assert not (tmp_path / "it.md").exists()


@pytest.mark.slow
def test_open_questions_stay_until_they_are_taken(told: CommandLine) -> None:
    since = "--since 2026-02-10"
    assert "Whose silence was it?" in told(f"--yes report supervision {since}").out
    answer = told(f"--yes report supervision {since} --taken")
    assert "Questions marked as taken: 1." in answer.err
    assert "Whose silence" not in told(f"--yes report supervision {since}").out
    assert told("note show N1 --json").json["taken_on"] == str(TODAY)


@pytest.mark.slow
def test_what_came_after_supervision_on_the_same_day_is_in_the_next_report(
    told: CommandLine,
) -> None:
    command = "--yes report supervision"
    assert told(f"{command} --taken").code == 0
    assert told("log --from -", session_document(str(TODAY), notes=[{"text": "Later."}])).code == 0
    answer = told(command)
    assert f"Period: {TODAY} to {TODAY}" in answer.out
    assert "1 session led" in answer.out
    assert "Later." in answer.out
    assert "Period: the beginning to 2026-03-01" in told(f"{command} --until 2026-03-01").out


def test_a_name_that_was_kept_for_the_logbook_does_not_leave_it(told: CommandLine) -> None:
    note = {"text": "Mrs Okonkwo again.", "keep": [{"field": "/text", "start": 0, "end": 11}]}
    assert told("note add --from -", note).code == 0
    answer = told("--yes report supervision")
    assert (answer.code, answer.out) == (5, "")
    assert "N4, text: a name, start 0, end 11" in answer.err
    assert "Okonkwo" not in answer.err


def test_a_colleagues_notes_leave_only_if_asked_for(told: CommandLine) -> None:
    note = {"text": "A note of hers.", "author": "sedge"}
    assert told("note add --from -", note).code == 0
    answer = told("--yes report supervision")
    assert "A note of hers." not in answer.out
    assert "1" in answer.err
    assert "2026-03-02, by sedge" in told("--yes report supervision --all-authors").out


@pytest.mark.slow
def test_only_the_leaders_own_questions_are_marked_as_taken(told: CommandLine) -> None:
    note = {"for_supervision": "Was it hers?", "author": "sedge"}
    assert told("note add --from -", note).code == 0
    answer = told("--yes report supervision --all-authors --taken")
    assert "Was it hers?" in answer.out
    assert "Questions marked as taken: 1." in answer.err
    assert "Was it hers?" in told("--yes report supervision --all-authors").out


# Files


def test_a_file_is_the_leaders_alone_and_never_overwritten_unasked(
    told: CommandLine, tmp_path: Path
) -> None:
    target = tmp_path / "it.md"
    command = f"report accreditation --society abs --output {target}"
    assert told(command).out == f"The report is {target}\n"
    assert oct(target.stat().st_mode)[-3:] == "600"
    target.write_text("mine")
    answer = told(command)
    assert (answer.code, target.read_text()) == (2, "mine")
    assert told(f"--yes {command}").code == 0
    assert target.read_text() != "mine"


def test_a_folder_gets_a_name_that_states_report_and_class(
    told: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    assert told(f"report accreditation --society abs --output {tmp_path / 'out'}").code == 0
    assert [file.name for file in (tmp_path / "out").iterdir()] == [
        "balintlog-accreditation-alder-abs.md"
    ]


@pytest.mark.parametrize(
    "folder",
    [
        *("Dropbox", "OneDrive - Praxis", "Nextcloud/a", "Box", "Box Sync", "CloudStorage/x"),
        *("Sync", "Seafile", "Proton Drive", "MEGA", "iCloudDrive"),
    ],
)
def test_a_folder_that_is_copied_elsewhere_needs_a_yes(
    told: CommandLine, tmp_path: Path, folder: str
) -> None:
    (tmp_path / folder).mkdir(parents=True)
    command = f"report accreditation --society abs --output '{tmp_path / folder}'"
    answer = told(command)
    assert answer.code == 2
    assert "copied elsewhere" in answer.err
    assert told(f"--yes {command}").code == 0


@pytest.mark.parametrize("folder", ["boxes", "synopsis", "megalith", "my-dropbox-notes"])
def test_a_folder_that_is_only_called_so_does_not(
    told: CommandLine, tmp_path: Path, folder: str
) -> None:
    (tmp_path / folder).mkdir()
    command = f"report accreditation --society abs --output '{tmp_path / folder}'"
    assert told(command).code == 0


def test_a_folder_that_is_not_there_is_told(told: CommandLine, tmp_path: Path) -> None:
    answer = told(f"report accreditation --society abs --output {tmp_path / 'no' / 'it.md'}")
    assert (answer.code, answer.out) == (6, "")
    assert "there is no folder" in answer.err


OWN = 'name = "Ours"\nsource = "us"\nread = "today"\n'
LED = '[[rule]]\nlabel = "{}"\ntest = "count"\nat_least = 3\n'


def test_own_rules_that_name_somebody_need_a_yes(told: CommandLine, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    command = f"report accreditation --rules {own}"
    own.write_text(f"{OWN}{LED.format('Supervised by Mrs Okonkwo')}")
    answer = told(command)
    assert (answer.code, answer.out) == (2, "")
    assert "rule 1: a name, start 14, end 25" in answer.err
    assert "Okonkwo" not in answer.err
    assert "Mrs Okonkwo" in told(f"--yes {command}").out


@pytest.mark.slow
def test_own_rules_never_hold_a_word_that_must_not_pass(told: CommandLine, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f"{OWN.replace('Ours', 'Zebulon')}{LED.format('Led')}")
    assert told(f"report accreditation --rules {own}").code == 0
    assert told("privacy block add", "zebulon").code == 0
    answer = told(f"--yes report accreditation --rules {own}")
    assert (answer.code, answer.out) == (5, "")
    assert "ebulon" not in answer.err


def test_rules_that_are_nested_without_end_are_refused(told: CommandLine, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f"a = {'[' * 100_000}")
    answer = told(f"report accreditation --rules {own}")
    assert (answer.code, answer.out) == (2, "")


def test_rules_come_from_one_place(told: CommandLine, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'name = "Ours"\nsource = "us"\nread = "today"\n'
        '[[rule]]\nlabel = "=1+1"\ntest = "count"\nat_least = 3\n'
    )
    csv = told(f"report accreditation --rules {own} --format csv").out
    assert "'=1+1,met,3 sessions" in csv, "no formula"
    for wrong in ("", f"--society abs --rules {own}", "--rules nowhere.toml", "--society nobody"):
        assert told(f"report accreditation {wrong}").code == 2
    assert told("report accreditation --society abs --leader sdege").code == 3
    since = date(2026, 3, 1)
    assert told(f"report accreditation --rules {own} --since {since}").code == 0
