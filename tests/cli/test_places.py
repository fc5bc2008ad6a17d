"""Places for files: links of others, folders that are copied, disks without modes, no home."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import PASSPHRASE, session_document

from balintlog import disk, disk_abilities
from balintlog.cli.report.destination import write
from balintlog.errors import FileProblemError
from balintlog.logbook.foreign_links import refuse_foreign_links
from balintlog.logbook.synchronised_folders import synchronised_folder

if TYPE_CHECKING:
    from conftest import CommandLine

OTHER = 1001  # another account
REPORT = "report activity --group larch --period 2025"
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root makes links for others")


@pytest.fixture
def held(cli: CommandLine) -> CommandLine:
    """A logbook with a session of which there can be a report."""
    assert cli("log --from -", session_document("2025-11-03")).code == 0
    return cli


def made_at(place: Path, kind: str) -> None:
    """Make something that is no ordinary file."""
    if kind == "a pipe":
        os.mkfifo(place)
    elif kind == "a socket":
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(place))
    else:
        os.mknod(place, stat.S_IFCHR | 0o666, os.makedev(1, 7))  # as /dev/full


KINDS = ("a pipe", "a socket", pytest.param("a device", marks=as_root))


@pytest.mark.parametrize("kind", KINDS)
def test_a_pipe_or_a_device_is_not_replaced(
    held: CommandLine, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    place = Path("strange")
    made_at(place, kind)
    before = place.lstat()
    Path("link").symlink_to(place)
    for named in ("strange", "link"):
        answer = held(f"--yes {REPORT} --output {named}")
        assert (answer.code, answer.out) == (6, "")
        assert f"is {kind}, not a file" in answer.err
        for command in (f"vault backup {named}", f"vault recovery --sheet {named}"):
            assert held(f"--yes {command}").code in (2, 4, 6), command
    # Should it come only after the place was looked at:
    with pytest.raises(FileProblemError, match=f"is {kind}, not a file"):
        write(None, "A report.", place)  # type: ignore[arg-type]
    now = place.lstat()
    assert (now.st_mode, now.st_ino) == (before.st_mode, before.st_ino)
    assert [left.name for left in tmp_path.iterdir() if left.name.endswith(".new")] == []


def link_of_another(place: Path, target: Path) -> Path:
    place.symlink_to(target)
    os.lchown(place, OTHER, OTHER)
    return place


@pytest.mark.slow
@as_root
def test_nothing_that_leaves_goes_through_a_link_of_another_account(
    held: CommandLine, tmp_path: Path
) -> None:
    precious, elsewhere = tmp_path / "precious", tmp_path / "elsewhere"
    precious.write_text("as it was")
    elsewhere.mkdir()
    to_file = link_of_another(tmp_path / "report.html", precious)
    to_folder = link_of_another(tmp_path / "stick", elsewhere)
    own = tmp_path / "own"
    own.symlink_to(to_folder)  # a link of one's own that leads to one of somebody else
    commands = [
        *(f"--yes {REPORT} --output {place}" for place in (to_file, to_folder, own / "r.html")),
        *(f"vault backup {place}" for place in (to_folder, to_folder / "b", own, to_file)),
        *(f"--yes vault recovery --sheet {place}" for place in (to_folder / "s", own / "s")),
        f"--yes vault rotate --sheet {to_folder / 's'}",
    ]
    for command in commands:
        told = held(command)
        assert told.code == 6, command
        assert "is a link that another account has made; nothing was written" in told.err
    assert precious.read_text() == "as it was"
    assert list(elsewhere.iterdir()) == []


@pytest.mark.slow
@as_root
def test_a_link_that_comes_while_a_report_is_made_is_not_followed(
    held: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    precious, place = tmp_path / "precious", tmp_path / "r.html"
    precious.write_text("as it was")
    write = disk.replace

    def too_late(path: Path, data: bytes, **how: bool) -> None:
        if path == place:
            link_of_another(place, precious)
        write(path, data, **how)

    monkeypatch.setattr(disk, "replace", too_late)
    assert held(f"--yes {REPORT} --output {place}").code == 0
    assert precious.read_text() == "as it was"
    assert not place.is_symlink()


def test_links_of_ones_own_and_those_that_lead_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "relative").symlink_to("there")
    (tmp_path / "absolute").symlink_to(tmp_path / "relative")
    (tmp_path / "round").symlink_to("round")
    for name in ("relative/../absolute/file", "absolute", "round/x", "missing/x/y"):
        refuse_foreign_links(tmp_path / name)


@pytest.mark.slow
@as_root
def test_a_hard_link_of_another_account_is_replaced_and_not_written_into(
    held: CommandLine, tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.write_text("as it was")
    (tmp_path / "r.html").hardlink_to(precious)
    os.lchown(precious, OTHER, OTHER)
    assert held(f"--yes {REPORT} --output {tmp_path / 'r.html'}").code == 0
    assert precious.read_text() == "as it was"


@as_root
def test_a_link_deep_in_a_path_is_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "there" / "below").mkdir(parents=True)
    link_of_another(tmp_path / "a", tmp_path / "there")
    (tmp_path / "b").symlink_to("a/below")
    with pytest.raises(FileProblemError, match="another account"):
        refuse_foreign_links(tmp_path / "b" / "new")


@pytest.mark.parametrize(
    "name",
    [
        *("Dropbox", "Dropbox (private)", "OneDrive - Praxis", "Nextcloud2", "iCloud Drive"),
        *("Google Drive", "My Drive", "pCloudDrive", "SynologyDrive", "Tresorit", "Sync"),
        *("Creative Cloud Files", "Meine Ablage", "Mon Drive"),
    ],
)
def test_a_folder_that_is_copied_elsewhere_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name / "Balint"
    folder.mkdir(parents=True)
    assert synchronised_folder(folder / "x") == tmp_path / name
    (tmp_path / "link").symlink_to(folder)
    assert synchronised_folder(tmp_path / "link" / "x") == tmp_path / name


@pytest.mark.parametrize("name", ["Boxes", "Syncope", "Megan", "Documents", "dropboxes"])
def test_other_folders_are_no_such_folders(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert synchronised_folder(tmp_path / name / "x") is None


@pytest.mark.parametrize("mark", [".stfolder", ".dropbox.cache", ".owncloudsync.log"])
def test_a_folder_that_is_copied_elsewhere_is_known_by_its_marks(tmp_path: Path, mark: str) -> None:
    (tmp_path / "Work" / "Balint").mkdir(parents=True)
    (tmp_path / "Work" / mark).mkdir()
    assert synchronised_folder(tmp_path / "Work" / "Balint" / "x") == tmp_path / "Work"


@pytest.mark.slow
def test_the_sheet_and_reports_ask_before_such_a_folder_and_the_vault_names_it(
    held: CommandLine, run: CommandLine, tmp_path: Path
) -> None:
    folder = tmp_path / "Nextcloud"
    folder.mkdir()
    question = f"{folder} looks like a folder that is copied elsewhere"
    for command in (
        f"vault recovery --sheet {folder / 'sheet'}",
        f"{REPORT} --output {folder / 'r.md'}",
    ):
        asked = held(command)
        assert (asked.code, list(folder.iterdir())) == (2, []), command
        assert question in asked.err
        assert held(f"--yes {command}").code == 0
        for file in folder.iterdir():
            file.unlink()
    assert question not in "".join(held(f"vault {noun}").err for noun in ("info", "check"))
    for file in (held.path, Path(f"{held.path}.keys")):
        shutil.move(file, folder / file.name)
    held.environ["BALINTLOG_FILE"] = str(folder / held.path.name)
    assert question in held("vault info").err
    assert question in held("vault check").out
    made = held(f"-f {folder / 'new.balint'} init --leader alder")
    assert made.code == 0
    assert question in " ".join(made.err.split())
    assert "put backups here instead" in " ".join(made.err.split())


# --- modes --------------------------------------------------------------------------------


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A disk that keeps no modes: everything there is open to everybody, and stays so."""
    folder = tmp_path / "stick"
    folder.mkdir()
    make, opened, chmod = os.fchmod, os.open, Path.chmod

    def is_there(file: object) -> bool:
        return str(file).startswith(str(folder))

    def no_fchmod(descriptor: int, mode: int) -> None:
        if is_there(Path(f"/proc/self/fd/{descriptor}").readlink()):
            raise PermissionError(1, "Operation not permitted")
        make(descriptor, mode)

    def open_to_all(path: Path, flags: int, *rest: int) -> int:
        descriptor = opened(path, flags, *rest)
        if flags & os.O_CREAT and is_there(path):
            make(descriptor, 0o777)
        return int(descriptor)

    def no_chmod(path: Path, mode: int) -> None:
        if is_there(path):
            raise PermissionError(1, "Operation not permitted")
        chmod(path, mode)

    monkeypatch.setattr(os, "fchmod", no_fchmod)
    monkeypatch.setattr(os, "open", open_to_all)
    monkeypatch.setattr(Path, "chmod", no_chmod)
    monkeypatch.setattr(Path, "is_mount", lambda path: path in (folder, Path("/")))
    return folder


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="names files by their descriptors")
def test_a_disk_without_modes_is_used_all_the_same_and_told_of_once(
    run: CommandLine, stick: Path, tmp_path: Path
) -> None:
    meaning = "keeps no permissions"
    assert disk_abilities.keeps_modes(stick / "x") is False
    assert disk_abilities.keeps_modes(tmp_path / "x") is True
    assert disk_abilities.keeps_modes(tmp_path / "missing" / "x") is None
    run.environ["BALINTLOG_FILE"] = str(stick / "l.balint")
    made = run("init --leader alder")
    assert made.code == 0
    assert " ".join(made.err.split()).count(meaning) == 1
    assert stat.S_IMODE((stick / "l.balint").stat().st_mode) == 0o777
    run.environ["BALINTLOG_NEW_PASSPHRASE_COMMAND"] = f"echo 'another {PASSPHRASE}'"
    for command in ("group list", f"vault backup {stick / 'b'}", "vault rotate --yes"):
        told = run(command)
        assert told.code == 0, told.err
        assert "chmod" not in told.err
        assert meaning not in told.err
    sheet = run(f"vault recovery --sheet {tmp_path / 'sheet'}")
    assert meaning not in sheet.err
    sheet = run(f"vault recovery --sheet {stick / 'deeper' / 'sheet'}")
    assert sheet.code == 2
    (stick / "deeper").mkdir()
    sheet = run(f"vault recovery --sheet {stick / 'deeper' / 'sheet'}")
    assert "anybody who uses it on this computer can read the file" in sheet.err
    assert run("vault passphrase").code == 0
    memory = Path(os.environ["XDG_STATE_HOME"]) / "balintlog" / "disks-without-modes.json"
    for damaged in (b"", b"[]", b'{"disks": 3}', b"{" * 9999, b"\xff"):
        memory.write_bytes(damaged)
        run.environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo 'another {PASSPHRASE}'"
        assert meaning in run("group list").err
        assert meaning not in run("group list").err


def test_what_a_kill_leaves_of_a_trial_is_named_by_the_check(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(Path, "unlink", lambda *_, **__: None)
        assert disk_abilities.keeps_modes(cli.path) is True
    [left] = cli.path.parent.glob("*.new")
    assert f"{left} was left by an interrupted command" in cli("vault check").out
    long = cli.path.with_name("a" * 250)
    assert disk_abilities.keeps_modes(long) is True


def test_modes_that_can_be_mended_are_told_with_the_command_that_mends_them(
    cli: CommandLine,
) -> None:
    cli.path.chmod(0o644)
    for _ in range(2):
        assert f"chmod 600 {cli.path.name}" in cli("group list").err


@pytest.mark.slow
@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("mount.exfat-fuse"), reason="mounts an exFAT disk"
)
def test_a_second_leader_comes_in_on_a_real_exfat_stick_of_another_account(
    run: CommandLine, tmp_path: Path
) -> None:
    image, folder = tmp_path / "image", tmp_path / "stick"
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(40_000_000)
    subprocess.run(["mkfs.exfat", str(image)], check=True, stdout=subprocess.DEVNULL)
    loop = subprocess.run(
        ["losetup", "-f", "--show", str(image)], check=False, capture_output=True, text=True
    ).stdout.strip()
    if not loop:
        pytest.skip("no loop device is to be had")
    mount = ["mount.exfat-fuse", "-o", f"uid={OTHER},gid={OTHER},umask=000,allow_other"]
    try:
        if subprocess.run([*mount, loop, str(folder)], check=False).returncode:
            pytest.skip("exFAT cannot be mounted here")
        try:
            assert disk_abilities.keeps_modes(folder / "x") is False
            run.environ["BALINTLOG_FILE"] = str(folder / "l.balint")
            for command in ("init --leader alder", "leader add sedge"):
                assert run(command).code == 0
            code = run("--yes vault leader add sedge --code --json").json["code"]
            run.environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo {code}"
            run.environ["BALINTLOG_NEW_PASSPHRASE_COMMAND"] = f"echo 'another {PASSPHRASE}'"
            told = run("--as sedge group list")
            assert told.code == 0, told.err
            assert "chmod" not in told.err
            run.environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo 'another {PASSPHRASE}'"
            for command in (f"vault backup {folder / 'b'}", "vault rotate --yes", "vault check"):
                told = run(f"--as sedge {command}")
                assert told.code == 0, told.err
            for name in ("a:b?", "who*", "x<y>"):
                told = run(f"--as sedge vault backup '{folder / name}'")
                assert told.code == 1
                assert "the disk does not take this name" in told.err, told.err
        finally:
            subprocess.run(["umount", str(folder)], check=False)
    finally:
        subprocess.run(["losetup", "-d", loop], check=False)


# --- no home ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "home",
    [
        "not set",
        *(
            pytest.param(home, marks=pytest.mark.slow)
            for home in ("", "/dev/null/nobody", "not writable")
        ),
    ],
)
def test_without_a_home_all_works_and_says_what_is_not_remembered(
    home: str, run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pwd

    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name)
    if home == "not set":
        monkeypatch.delenv("HOME")
        monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)
    elif home == "not writable":
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        (tmp_path / "home").mkdir()
        monkeypatch.setattr(os, "access", lambda *_: False)
    else:
        monkeypatch.setenv("HOME", home)
    monkeypatch.chdir(tmp_path)
    said = "this computer remembers nothing of this logbook"
    made = run("init --leader alder")
    assert made.code == 0, made.err
    assert said in " ".join(made.err.split())
    assert said in run("vault info").err
    assert said in run("vault check").out
    assert run("group add larch").code == 0
    assert said not in run("group list").err
    assert not (tmp_path / "~").exists()
    assert run("help evening").code == 0
    assert run("demo").code == 0
    if home in ("", "not set"):
        del run.environ["BALINTLOG_FILE"]
        told = run("group list")
        assert (told.code, "Name the logbook: -f FILE" in told.err) == (2, True)
    for command in ("vault backup ~nobody-here/b", "vault recovery --sheet ~nobody-here/s"):
        assert run(f"-f {run.path} {command}").code == 2


def test_with_a_home_nothing_is_said_of_it(cli: CommandLine) -> None:
    assert "remembers nothing" not in cli("vault info").err + cli("vault check").out
