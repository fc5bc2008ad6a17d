"""The vault on the command line: what two leaders type, and what they are told."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import apsw
import independent_reader
import pytest
from conftest import CHEAP, PASSPHRASE, CommandLine, MadeOnce, session_document
from terminal import Terminal

from balintlog import disk
from balintlog.errors import CouldNotError
from balintlog.logbook.keys import open_logbook
from balintlog.logbook.keys.paths import keys_path
from balintlog.vault import recovery_sheet
from balintlog.vault.keyring import DataKey

BALINTLOG = str(Path(sys.executable).parent / "balintlog")
OWN, NEW = "BALINTLOG_PASSPHRASE_COMMAND", "BALINTLOG_NEW_PASSPHRASE_COMMAND"
OTHER = "a quiet waiting room"
ANOTHER = "nobody was in a hurry"


def said(phrase: str) -> str:
    """Return a command that says a passphrase."""
    return f"echo '{phrase}'"


def answered(cli: CommandLine, command: str, stdin: object = b"") -> dict[str, Any]:
    answer = cli(f"{command} --json", stdin)
    assert answer.code == 0, answer.err
    content: dict[str, Any] = answer.json
    return content


def refused(cli: CommandLine, command: str, code: int, *words: str) -> None:
    answer = cli(command)
    assert (answer.code, answer.out) == (code, ""), answer
    assert answer.err.startswith("balintlog: ")
    for word in words:
        assert word in answer.err, answer.err


def as_leader(cli: CommandLine, leader: str, phrase: str) -> CommandLine:
    """Return the command line of another leader of the same logbook, on the same computer."""
    environ = {**cli.environ, "BALINTLOG_LEADER": leader, OWN: said(phrase)}
    return CommandLine(cli.path, cli.today, environ)


@pytest.fixture
def alder(cli: CommandLine, made_once: MadeOnce) -> CommandLine:
    """Alder's command line in a logbook that is shared with sedge, with one session."""
    cli.environ["BALINTLOG_LEADER"] = "alder"

    def make() -> None:
        cli.environ[NEW] = said(OTHER)
        assert cli("--yes vault leader add sedge").code == 0
        del cli.environ[NEW]
        case = {"label": "the letters", "presenter": "heron", "summary": "Nobody opens them."}
        assert cli("log --from -", session_document("2026-03-02", cases=[case])).code == 0

    made_once.lay("larch of alder and sedge", cli.path, make)
    return cli


@pytest.fixture
def sedge(alder: CommandLine) -> CommandLine:
    return as_leader(alder, "sedge", OTHER)


# Who can open it


@pytest.mark.slow
def test_two_leaders_open_one_logbook(alder: CommandLine, sedge: CommandLine) -> None:
    for cli in (alder, sedge):
        assert answered(cli, "vault leader list")["leaders"] == [
            {"leader": "alder", "code_until": None},
            {"leader": "sedge", "code_until": None},
        ]


@pytest.mark.slow
def test_adding_says_first_what_will_lie_open(alder: CommandLine) -> None:
    alder.environ[NEW] = said(ANOTHER)
    refused(
        alder, "vault leader add birch", 2, "birch will be able to read", "larch", "1 case", "--yes"
    )
    assert len(answered(alder, "vault leader list")["leaders"]) == 2


@pytest.mark.slow
def test_what_is_one_is_not_told_as_many(alder: CommandLine) -> None:
    refused(alder, "vault leader add birch", 2, "larch; 1 case, 0 process notes, yours included")
    evening = {
        "minutes": 1,
        "attendance": {
            **dict.fromkeys(("heron", "plover"), "present"),
            "moth": {"status": "late", "minutes": 1},
        },
        "notes": [{"text": "Nobody spoke."}],
    }
    assert alder("log --from -", session_document("2026-03-09") | evening).code == 0
    refused(alder, "vault leader add birch", 2, "larch; 1 case, 1 process note, yours included")
    assert "\n  1 minute, in-person" in alder("session show S2").out
    assert "  moth: late, 1 minute\n" in alder("session show S2").out
    assert "late, 1 minute\n" in alder("member show moth").out
    led = alder("--yes report supervision --since 2026-03-09")
    assert led.code == 0, led.err
    assert "1 session led, 1 minute in all." in led.out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("vault leader add sedge --code", 2, "already has a key"),
        ("vault leader add heron --code", 2, "no alias is used twice"),
        ("vault leader add birch", 2, "--code"),
        ("vault leader add birch --code --until 2026-03-19", 2, "from today"),
        ("vault leader add birch --code --until 2027-03-19", 2, "90 days"),
        ("vault leader reset alder", 2, "vault passphrase"),
        ("vault leader reset birch", 3, "Leaders who have one: alder, sedge"),
        ("vault leader remove alder", 2, "your own key"),
        ("vault leader remove birch", 3, "Leaders who have one: alder, sedge"),
        ("vault leader remove sedge", 2, "--yes"),
        ("vault leader reset sedge", 2, "--yes"),
        ("vault rotate", 2, "--yes"),
        ("vault passphrase", 4, NEW),
        ("vault recovery", 2, "--sheet FILE"),
        ("vault recovery --restore", 2, "--sheet FILE"),
        ("vault recovery --restore --sheet nowhere", 2, "cannot be read"),
        ("vault restore nowhere", 6, "no backup at"),
        ("vault check nowhere", 6, "no backup at"),
        ("shell", 2, "terminal"),
    ],
)
def test_what_cannot_be_is_said_with_its_code(
    alder: CommandLine, command: str, code: int, words: str
) -> None:
    before = (alder.path.read_bytes(), keys_path(alder.path).read_bytes())
    yes = "" if words == "--yes" else "--yes "
    refused(alder, yes + command, code, words)
    assert (alder.path.read_bytes(), keys_path(alder.path).read_bytes()) == before


@pytest.mark.slow
def test_eight_leaders_have_keys_and_no_more(alder: CommandLine) -> None:
    for alias in ("birch", "elm", "fir", "hazel", "oak", "pine"):
        answered(alder, f"--yes vault leader add {alias} --code")
    refused(alder, "--yes vault leader add yew --code", 2, "8 leaders at most")
    assert len(answered(alder, "vault leader list")["leaders"]) == 8


def test_without_terminal_it_must_be_said_who_is_here(alder: CommandLine) -> None:
    del alder.environ["BALINTLOG_LEADER"]
    refused(alder, "status", 2, "--as: alder or sedge")
    assert alder("status --as Alder").code == 0
    refused(alder, "status --as birch", 3, "Leaders who have one: alder, sedge")


@pytest.mark.slow
def test_a_code_lets_in_once_and_asks_for_a_passphrase(alder: CommandLine) -> None:
    given = answered(alder, "--yes vault leader add birch --code --until 2026-03-22")
    assert given["until"] == "2026-03-22"
    birch = as_leader(alder, "birch", given["code"])
    refused(birch, "status", 4, "choose a passphrase in place")
    birch.environ[NEW] = said("too short")
    refused(birch, "status", 2, "12 characters")
    birch.environ[NEW] = said(ANOTHER)
    assert birch("status").code == 0
    refused(birch, "status", 4, "does not open")
    assert as_leader(alder, "birch", ANOTHER)("status").code == 0


@pytest.mark.slow
def test_the_passphrase_chosen_for_a_code_is_the_new_one(alder: CommandLine) -> None:
    code = answered(alder, "--yes vault leader reset sedge")["code"]
    sedge = as_leader(alder, "sedge", code)
    reading, writing = os.pipe()
    os.write(writing, f"{ANOTHER}\n".encode())
    os.close(writing)
    sedge.environ["BALINTLOG_NEW_PASSPHRASE_FD"] = str(reading)  # gives one, and no more
    assert sedge("vault passphrase").code == 0
    assert as_leader(alder, "sedge", ANOTHER)("status").code == 0


@pytest.mark.slow
def test_one_new_passphrase_is_not_given_to_two_leaders(alder: CommandLine) -> None:
    code = answered(alder, "--yes vault leader reset sedge")["code"]
    sedge = as_leader(alder, "sedge", code)
    sedge.environ[NEW] = said(ANOTHER)
    refused(sedge, "--yes vault leader add bulrush", 2, "in place of your code")
    sedge = as_leader(alder, "sedge", ANOTHER)
    sedge.environ[NEW] = said("meant for bulrush alone")
    assert sedge("--yes vault leader add bulrush").code == 0
    assert as_leader(alder, "bulrush", "meant for bulrush alone")("status").code == 0


def test_a_code_that_has_run_out_says_whom_to_ask(alder: CommandLine) -> None:
    given = answered(alder, "--yes vault leader reset sedge --until today")
    late = as_leader(alder, "sedge", given["code"])
    late.today += timedelta(days=1)
    refused(late, "status", 4, "was good until 2026-03-20", "vault leader reset sedge")


@pytest.mark.slow
def test_a_reset_replaces_one_way_in_and_leaves_the_key(
    alder: CommandLine, sedge: CommandLine
) -> None:
    salt = alder.path.read_bytes()[:16]
    given = answered(alder, "--yes vault leader reset SEDGE")
    refused(sedge, "status", 4, "this is not the one-time code of sedge", "16 letters and digits")
    sedge.environ |= {OWN: said(given["code"].lower()), NEW: said(ANOTHER)}
    assert sedge("status").code == 0
    assert alder.path.read_bytes()[:16] == salt


def test_a_changed_passphrase_is_the_only_one_for_that_leader(
    alder: CommandLine, sedge: CommandLine
) -> None:
    sedge.environ[NEW] = said(ANOTHER)
    assert sedge("vault passphrase").code == 0
    refused(sedge, "status", 4, "does not open")
    assert as_leader(sedge, "sedge", ANOTHER)("status").code == 0
    assert alder("status").code == 0


@pytest.mark.slow
@pytest.mark.parametrize("command", ["vault check", "vault restore"])
def test_a_backup_says_of_which_day_its_passphrases_are(
    alder: CommandLine, tmp_path: Path, command: str
) -> None:
    made_on, backup = alder.today, answered(alder, f"vault backup {tmp_path}")["file"]
    alder.today += timedelta(days=40)
    alder.environ[NEW] = said(ANOTHER)
    assert alder("vault passphrase").code == 0
    later = as_leader(alder, "alder", ANOTHER)
    refused(later, f"{command} {backup}", 4, f"by its own account {made_on}")


@pytest.mark.slow
def test_a_removed_leader_is_out_and_the_others_get_codes(
    alder: CommandLine, sedge: CommandLine
) -> None:
    alder.environ[NEW] = said(ANOTHER)
    assert alder("--yes vault leader add birch").code == 0
    salt = alder.path.read_bytes()[:16]
    told = answered(alder, "--yes vault leader remove sedge")
    assert told["removed"] == "sedge"
    assert [code["leader"] for code in told["codes"]] == ["birch"]
    assert alder.path.read_bytes()[:16] != salt
    refused(sedge, "status", 3, "Leaders who have one: alder, birch")
    birch = as_leader(alder, "birch", told["codes"][0]["code"])
    birch.environ[NEW] = said(ANOTHER)
    assert birch("case list").code == 0
    assert alder("session show S1").code == 0


@pytest.mark.slow
def test_rotating_without_terminal_writes_the_new_sheet_where_it_is_told(
    alder: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    place = tmp_path / "stick" / "sheet.txt"
    told = answered(alder, f"--yes vault rotate --sheet {place}")
    assert told["sheet"] == {"file": str(place), "confirmed": False}
    alder.environ |= {NEW: said(ANOTHER)}
    assert alder(f"vault recovery --restore --sheet {place}").code == 0
    alder.environ[OWN] = said(ANOTHER)
    assert alder("status").code == 0


@pytest.mark.slow
def test_a_new_key_names_the_backups_that_still_open_with_the_old_one(
    alder: CommandLine, tmp_path: Path
) -> None:
    place = tmp_path / "larch.backup"
    assert alder(f"vault backup {place}").code == 0
    answer = alder(f"--yes vault rotate --sheet {tmp_path.parent}/{tmp_path.name}.sheet")
    assert answer.code == 0
    assert str(place) in answer.err


@pytest.mark.slow
def test_codes_are_told_though_the_new_sheet_cannot_be_written(
    alder: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new key holds by then, and without their code nobody else comes in."""
    (tmp_path / "stick").mkdir()
    written = disk.write_new

    def pulled_out(place: Path, data: bytes) -> None:
        if place.name == "sheet.txt":
            raise CouldNotError("the stick was pulled out")
        written(place, data)

    monkeypatch.setattr(disk, "write_new", pulled_out)
    answer = alder(f"--yes vault rotate --sheet {tmp_path}/stick/sheet.txt --json")
    assert answer.code == 0
    assert "pulled out" in answer.err
    assert "has no recovery sheet yet" in answer.err
    assert answer.json["sheet"] == {"file": None, "confirmed": False}
    (code,) = answer.json["codes"]
    sedge = as_leader(alder, "sedge", code["code"])
    sedge.environ[NEW] = said(ANOTHER)
    assert sedge("status").code == 0


def test_a_code_is_no_way_to_look_at_the_logbook_again_and_again(alder: CommandLine) -> None:
    code = answered(alder, "--yes vault leader reset sedge")["code"]
    refused(as_leader(alder, "sedge", code), "vault check", 4, "choose a passphrase in place")


# The recovery sheet


@pytest.fixture
def printed(alder: CommandLine, tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    place = tmp_path / "stick" / "sheet.txt"
    sheet = answered(alder, f"vault recovery --sheet {place}")
    assert sheet == {"schema": 1, "file": str(place), "confirmed": False}
    return place


def test_a_sheet_is_a_private_file_and_never_beside_the_logbook(
    alder: CommandLine, printed: Path
) -> None:
    assert stat.S_IMODE(printed.stat().st_mode) == 0o600
    refused(alder, f"vault recovery --sheet {printed}", 2, "already a file")
    beside = alder.path.with_name("sheet.txt")
    refused(alder, f"vault recovery --sheet {beside}", 2, "not be kept beside")
    link = printed.parent / "link"
    link.symlink_to(alder.path.parent)
    refused(alder, f"vault recovery --sheet {link}/sheet.txt", 2, "not be kept beside")
    alder.path.rename(printed.parent / "real.balint")
    alder.path.symlink_to(printed.parent / "real.balint")
    refused(alder, f"vault recovery --sheet {printed.parent}/other.txt", 2, "not be kept beside")
    assert not beside.exists()


@pytest.mark.parametrize("command", ["vault recovery", "--yes vault rotate"])
def test_a_place_where_no_sheet_can_be_is_refused_before_anything_is_done(
    alder: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    before = keys_path(alder.path).read_bytes()
    refused(alder, f"{command} --sheet -", 2, "not written to standard output")
    refused(alder, f"{command} --sheet {tmp_path}/nowhere/sheet.txt", 2, "no folder")
    assert keys_path(alder.path).read_bytes() == before
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert alder(f"{command} --sheet ~/sheet.txt").code == 0
    assert (tmp_path / "home" / "sheet.txt").exists()


def test_the_sheet_alone_opens_the_file_in_two_other_programs(
    alder: CommandLine, printed: Path
) -> None:
    """The published format: a script of our own, and SQLite3 Multiple Ciphers."""
    digits = "".join(
        re.sub(r"^ *\d: | - ..$| ", "", line)
        for line in printed.read_text().splitlines()
        if re.match(r" *\d: ", line)
    )
    assert len(digits) == 64
    plain = independent_reader.opened(alder.path.read_bytes(), bytes.fromhex(digits))
    assert plain.execute("SELECT label FROM balint_case").fetchall() == [("the letters",)]
    plain.close()
    other = apsw.Connection(str(alder.path), flags=apsw.SQLITE_OPEN_READONLY)
    other.pragma("cipher", "sqlcipher")
    other.pragma("legacy", 4)
    other.execute(f"PRAGMA key = \"x'{digits}'\"")
    assert other.execute("SELECT label FROM balint_case").fetchall() == [("the letters",)]
    other.close()


@pytest.mark.slow
def test_the_sheet_brings_back_a_lost_keys_file_with_all_leaders(
    alder: CommandLine, sedge: CommandLine, printed: Path
) -> None:
    keys_path(alder.path).unlink()
    refused(alder, "status", 6, "vault recovery --restore")
    alder.environ[NEW] = said(ANOTHER)
    told = answered(alder, f"vault recovery --restore --sheet {printed}")
    assert told["leaders"] == ["alder", "sedge"]
    assert sedge("status").code == 0
    refused(alder, "status", 4, "does not open")
    alder.environ[OWN] = said(ANOTHER)
    assert alder("status").code == 0


def test_the_sheet_is_read_from_standard_input_too(alder: CommandLine, printed: Path) -> None:
    alder.environ[NEW] = said(ANOTHER)
    answer = alder("vault recovery --restore --sheet -", printed.read_bytes())
    assert answer.code == 0, answer.err
    assert "still work: sedge" in answer.out


def test_a_sheet_that_is_not_right_writes_nothing(alder: CommandLine, printed: Path) -> None:
    alder.environ[NEW] = said(ANOTHER)
    before = keys_path(alder.path).read_bytes()
    text = printed.read_text()
    answer = alder("vault recovery --restore --sheet -", text.replace("    2: ", "    2: 0", 1))
    assert answer.code == 2
    assert "line 2" in answer.err
    other = "\n".join(recovery_sheet.lines_of(DataKey(bytes(32), bytes(16))))
    answer = alder("vault recovery --restore --sheet -", other)
    assert answer.code == 4
    assert keys_path(alder.path).read_bytes() == before


# Backups, and whether all is whole


@pytest.fixture
def backup(alder: CommandLine, tmp_path: Path) -> Path:
    target = tmp_path / "stick.backup"
    assert answered(alder, f"vault backup {target}")["file"] == str(target)
    return target


@pytest.mark.slow
def test_a_backup_can_be_checked_and_restored_elsewhere(
    alder: CommandLine, sedge: CommandLine, backup: Path, tmp_path: Path
) -> None:
    assert answered(sedge, f"vault check {backup}")["whole"] is True
    again = tmp_path / "new" / "again.balint"
    assert sedge(f"-f {again} vault restore {backup}").code == 0
    assert alder(f"-f {again} case show C1").out == alder("case show C1").out
    assert stat.S_IMODE(again.parent.stat().st_mode) == 0o700


@pytest.mark.slow
def test_a_trial_restore_lets_the_logbook_itself_be_written_to(
    run: CommandLine, tmp_path: Path
) -> None:
    """Also of an older structure, which the trial brings up to date when it is opened."""
    released = Path(__file__).parents[1] / "fixtures" / "schema-3.balint"
    shutil.copy(released, run.path)
    shutil.copy(keys_path(released), keys_path(run.path))
    run.environ |= {OWN: said("everything in here is invented"), "BALINTLOG_LEADER": "alder"}
    assert run("status").code == 0
    (made,) = run.path.parent.glob("*.backup")
    (tmp_path / "trial").mkdir()
    trial = tmp_path / "trial" / "trial.balint"
    assert run(f"-f {trial} vault restore {made}").code == 0
    assert run(f"-f {trial} status").code == 0
    assert run("case edit C1 --from -", {"label": "the later label"}).code == 0


@pytest.mark.slow
def test_a_restored_logbook_knows_the_backup_that_it_came_from(
    alder: CommandLine, backup: Path
) -> None:
    """Or a purge and a new key would not name it among those that hold it all still."""
    assert alder(f"--yes vault restore {backup}").code == 0
    assert answered(alder, "vault info")["last_backup"]["file"] == str(backup)


@pytest.mark.slow
def test_restoring_asks_before_anything_is_lost(alder: CommandLine, backup: Path) -> None:
    assert alder(f"vault restore {backup}").code == 0  # it holds all there is
    assert alder("log --from -", session_document("2026-03-09")).code == 0
    before = alder.path.read_bytes()
    refused(alder, f"vault restore {backup}", 2, "2 sessions", "would be lost", "--yes")
    assert alder.path.read_bytes() == before
    assert alder(f"--yes vault restore {backup}").code == 0
    assert len(answered(alder, "session list")["sessions"]) == 1
    assert alder("log --from -", session_document("2026-03-09")).code == 0


@pytest.mark.slow
def test_info_tells_how_it_is_kept_and_no_secret(alder: CommandLine, backup: Path) -> None:
    info = answered(alder, "vault info")
    assert info["file"] == str(alder.path)
    assert info["key_stretching"]["memory_kib"] == CHEAP.memory_kib
    assert [holder["leader"] for holder in info["leaders"]] == ["alder", "sedge"]
    about = {"made_on": "2026-03-20", "file": str(backup), "is_current": True}
    assert info["last_backup"] == about
    text = alder("vault info").out
    assert "Argon2id" in text
    assert str(backup) in text
    with open_logbook.approach(alder.path, "alder").open(PASSPHRASE, alder.today).store:
        key = open_logbook.approach(alder.path, "alder").unlock(PASSPHRASE, alder.today).key.hex()
    assert key not in text + json.dumps(info)


@pytest.mark.slow
def test_damage_is_told_in_words_with_exit_6(alder: CommandLine, backup: Path) -> None:
    data = bytearray(alder.path.read_bytes())
    data[4096 * 8 + 100] ^= 1
    alder.path.write_bytes(data)
    answer = alder("vault check --json")
    assert answer.code == 6
    assert answer.json["whole"] is False
    assert "page 9" in answer.json["damage"][0]
    text = alder("vault check")
    assert (text.code, "vault restore BACKUP" in text.out) == (6, True)
    packed = bytearray(backup.read_bytes())
    packed[len(packed) // 2] ^= 1
    backup.write_bytes(packed)
    refused(alder, f"vault check {backup}", 6, "backup is damaged")


def test_nothing_is_changed_by_looking(alder: CommandLine) -> None:
    before = (alder.path.read_bytes(), keys_path(alder.path).read_bytes())
    for command in ("vault check", "vault info", "vault leader list"):
        assert alder(command).code == 0
    assert (alder.path.read_bytes(), keys_path(alder.path).read_bytes()) == before


# Copies


@pytest.mark.slow
def test_an_older_copy_is_named_read_and_not_written_to(alder: CommandLine) -> None:
    copy = alder.path.with_name("copy.balint")
    shutil.copy(alder.path, copy)
    shutil.copy(keys_path(alder.path), keys_path(copy))
    assert alder("log --from -", session_document("2026-03-09")).code == 0
    before = copy.read_bytes()
    reading = alder(f"-f {copy} case show C1")
    assert reading.code == 0
    assert "older than the one last used on this computer: 1 change" in reading.err
    writing = alder(f"-f {copy} log --from -", session_document("2026-03-16"))
    assert (writing.code, writing.out) == (6, "")
    assert "nothing was written to this copy" in writing.err
    assert copy.read_bytes() == before
    # The leader says once that this copy is used, and then the other has diverged.
    assert alder(f"-f {copy} log --from - --accept-older", session_document("2026-03-16")).code == 0
    assert "has diverged from the one last used" in alder("status").err
    exported = alder("session export S2").out
    assert alder(f"-f {copy} log --from -", exported).code == 0
    assert len(answered(alder, f"-f {copy} session list")["sessions"]) == 3


def test_another_computer_has_seen_nothing(
    alder: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copy = alder.path.with_name("copy.balint")
    shutil.copy(alder.path, copy)
    shutil.copy(keys_path(alder.path), keys_path(copy))
    assert alder("log --from -", session_document("2026-03-09")).code == 0
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other computer"))
    assert alder(f"-f {copy} status").err == ""


# At a terminal


@pytest.fixture
def typing(alder: CommandLine) -> CommandLine:
    """The command line of somebody who has only a keyboard, in the logbook of alder and sedge."""
    return CommandLine(alder.path, alder.today, {"BALINTLOG_FILE": str(alder.path)})


def test_a_leader_who_is_here_types_a_passphrase(typing: CommandLine) -> None:
    typing.at_terminal(
        "--as alder vault leader add birch",
        f"""
        Passphrase: {PASSPHRASE}⏎
        birch will be able to read everything in this logbook: larch; 1 case, 0 process\
            notes, yours included. Give birch a key? [y/N] y⏎
        Is birch here, to type a passphrase? [Y/n] ⏎
        Birch's passphrase {ANOTHER}⏎
        The same again: {ANOTHER}⏎
        birch can open the logbook.
        """,
    )


def test_a_wrong_code_is_not_called_a_passphrase(alder: CommandLine, typing: CommandLine) -> None:
    code = answered(alder, "--yes vault leader reset sedge")["code"]
    shown = typing.at_terminal(
        "--as sedge status",
        f"""
        One-time code of sedge: {OTHER}⏎
        balintlog: this is not the one-time code of sedge
        One-time code of sedge: {code}⏎
        Please choose a passphrase now.
        passphrase ^C
        """,
        code=130,
    )
    assert "assphrase:" not in shown.partition("Please choose")[0]


@pytest.mark.slow
def test_the_sheet_is_shown_apart_and_counts_after_a_line_was_typed_back(
    alder: CommandLine,
) -> None:
    """In a real terminal: it stood on a screen of its own, and that one is gone."""
    environ = {"BALINTLOG_FILE": str(alder.path)}
    with Terminal([BALINTLOG, "--as", "alder", "vault", "recovery"], environ) as terminal:
        terminal.answer("Passphrase:", PASSPHRASE)
        text = terminal.wait_for("of the sheet (empty: not now)")
        asked = re.search(r"Type line (\d) of", text)
        assert asked is not None
        shown = dict(re.findall(r"^ +(\d): (.*) - ..$", text, re.MULTILINE))
        checked = dict(re.findall(r"^ +(\d): (.*)$", text, re.MULTILINE))
        terminal.type("0000 0000 0000 0000 - 00")
        terminal.wait_for("is not as it was printed")
        other = "1" if asked[1] != "1" else "2"
        terminal.type(checked[other])
        terminal.answer(f"line {asked[1]} is not as it was printed", checked[asked[1]].upper())
        terminal.wait_for("is confirmed")
        assert terminal.finish() == 0
        before, apart = terminal.raw.split("\x1b[?1049h")
        apart, after = apart.split("\x1b[?1049l")
        assert all(line in apart for line in shown.values())
        assert all(line not in before + after for line in shown.values())
    assert answered(alder, "vault info")["recovery_sheet_on"] is not None


@pytest.mark.slow
def test_a_rotation_at_the_terminal_shows_codes_first_and_the_new_sheet_after(
    typing: CommandLine, alder: CommandLine
) -> None:
    shown = typing.at_terminal(
        "--as alder vault rotate",
        f"""
        Passphrase: {PASSPHRASE}⏎
        Is sedge here, to type a passphrase? [y/N] n⏎
        Encrypt the logbook with a new key? y⏎
        One-time code of sedge
        RECOVERY SHEET
        of the sheet (empty: not now) ⏎
        is not confirmed
        """,
    )
    first, _ = shown.split("RECOVERY SHEET")
    code = re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){3}", first)
    assert code is not None
    sedge = as_leader(alder, "sedge", code[0])
    sedge.environ[NEW] = said(ANOTHER)
    assert sedge("status").code == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "done"),
    [
        ("vault rotate", "The logbook has a new key."),
        ("vault leader remove sedge", "sedge can no longer open the logbook. It has a new key."),
        ("vault rotate --json", "The logbook has a new key."),
    ],
)
def test_who_breaks_off_at_the_new_sheet_is_told_what_was_done(
    typing: CommandLine, alder: CommandLine, command: str, done: str
) -> None:
    others = "Is sedge here, to type a passphrase? [y/N] n⏎" if "rotate" in command else ""
    typing.at_terminal(
        f"--yes --as alder {command}",
        f"""
        Passphrase: {PASSPHRASE}⏎
        {others}
        of the sheet (empty: not now) ^C
        sheet was confirmed. What was done: {done}
        The old sheet no longer works. Make a new one: balintlog vault recovery
        """,
        code=130,
    )
    assert answered(alder, "vault info")["recovery_sheet_on"] is None


def test_coming_back_with_the_sheet_line_by_line(
    alder: CommandLine, printed: Path, typing: CommandLine
) -> None:
    lines = re.findall(r"^ +\d: (.*)$", printed.read_text(), re.MULTILINE)
    keys_path(alder.path).unlink()
    typed = [f"{number}: {line}⏎" for number, line in enumerate(lines, 1)]
    typed.insert(1, f"2: {lines[1][:-1]}⏎\nline 2 has 16")
    typing.at_terminal(
        "vault recovery --restore",
        "\n".join(typed)
        + f"""
        Who are you? (alder sedge) alder⏎
        New passphrase {ANOTHER}⏎
        The same again: {ANOTHER}⏎
        alder can open the logbook with the new passphrase.
        """,
    )
    assert as_leader(alder, "alder", ANOTHER)("status").code == 0
