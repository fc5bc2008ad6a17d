"""What is done to a damaged logbook: it is never made worse, and there is always a way back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import damaged_house
import pytest
from conftest import PASSPHRASE, CommandLine, Figures, session_document
from damaged_house import (
    CHECK,
    NEW,
    READS,
    asked,
    check_a_sentence,
    flipped,
    page_of_each_region,
    put,
    right,
)

from balintlog.logbook.keys.paths import keys_path
from balintlog.storage.file.connection import PAGE_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WHERE = 500  # in a page
BETWEEN = "nobody was in a hurry"

pytestmark = pytest.mark.slow


@pytest.fixture
def house(run: CommandLine, tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """The command line on a copy of that logbook, with the backup and a sheet beside it."""
    house = damaged_house.move_in(damaged_house.built(tmp_path_factory), run)
    stick = house.path.parent / "stick"
    stick.mkdir()
    assert house(f"vault recovery --sheet {stick / 'sheet.txt'}").code == 0
    house.environ[NEW] = f"echo '{BETWEEN}'"
    return house


def damaged_pages(cli: CommandLine) -> Iterator[dict[Path, bytes]]:
    """Damage a page of each region in turn; yield what the files were, with the damage."""
    folder = cli.path.parent
    files = {file: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    stick = {file: file.read_bytes() for file in (folder / "stick").iterdir()}
    whole = files[cli.path]
    for page in page_of_each_region(cli.path):
        for place in (folder, folder / "stick"):
            for file in place.iterdir():
                if file.is_file():
                    file.unlink()
        files[cli.path] = flipped(whole, page * PAGE_SIZE + WHERE, 3)
        for file, data in (files | stick).items():
            put(file, data)
        yield dict(files)


OPERATIONS = (
    "log --from -",
    "vault backup {stick}/second.backup",
    "vault passphrase",
    "vault leader add linnet",
    "vault leader reset sedge",
    "vault leader remove sedge --sheet {stick}/second.txt",
    "vault rotate --sheet {stick}/second.txt",
    "vault recovery --restore --sheet {stick}/sheet.txt",
)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda line: " ".join(line.split()[:3]))
def test_what_is_done_to_a_damaged_logbook_is_whole_or_refused_in_words(
    house: CommandLine, operation: str, record_property: Figures
) -> None:
    """A page that is not needed may be damaged: then everything is as on a whole logbook."""
    reads = {command: right(house, command) for command in READS}
    stick = house.path.parent / "stick"
    command = f"--accept-older --yes {operation.format(stick=stick)}"
    document = session_document("2026-03-09", notes=[{"text": "Nobody spoke. " * 200}])
    ended: Counter[int] = Counter()
    gone = 0
    for before in damaged_pages(house):
        could_read = {read for read in READS if asked(house, f"--accept-older {read}").code == 0}
        answer = house(command, document if "log" in operation else b"")
        ended[answer.code] += 1
        typed = PASSPHRASE
        if answer.code:
            check_a_sentence(answer, 6, *((4,) if "--restore" in operation else ()))
            assert keys_path(house.path).read_bytes() == before[keys_path(house.path)]
            if operation.startswith(("vault rotate", "vault leader remove")):
                assert house.path.read_bytes() == before[house.path]
            made = stick / "second.backup"  # what was only not noted inside is whole
            assert not made.exists() or house(f"vault check {made}").code == 0
            left = {file for file in house.path.parent.iterdir() if file.is_file()} - before.keys()
            assert left == set()
        elif operation.startswith(("vault passphrase", "vault recovery")):
            typed = BETWEEN
        look = CommandLine(house.path, environ={**house.environ})
        look.environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo '{typed}'"
        for read in READS:
            again = asked(look, f"--accept-older {read}")
            if again.code == 0 and not (answer.code == 0 and operation.startswith("log")):
                assert again.out == reads[read], "wrong data"
            elif again.code:
                check_a_sentence(again, 6)
                assert read not in could_read, "what could be read before can be read after"
        if answer.code == 0 and operation.startswith("vault backup"):
            assert house(f"vault check {stick}/second.backup").code == 0
        if answer.code == 0 and operation.startswith(("vault rotate", "vault leader remove")):
            assert look("vault check").code == 0, "all of it was copied, and the damage was not"
        else:
            gone += look("vault check").code == 0
    assert gone <= 2, "only in a page that holds nothing"
    assert ended[6] > 0
    record_property("figures", f"on one damaged page each: {dict(sorted(ended.items()))}")


def test_a_backup_takes_the_place_of_a_logbook_that_is_damaged_anywhere(
    house: CommandLine, record_property: Figures
) -> None:
    reads = {command: right(house, command) for command in READS}
    restored = kept = 0
    for before in damaged_pages(house):
        answer = house(f"--yes vault restore {house.path.with_name('made.backup')}")
        assert answer.code == 0, answer
        assert house(CHECK).code == 0
        assert {command: right(house, command) for command in READS} == reads
        restored += 1
        aside = house.path.with_name(f"{house.path.name}.damaged")
        if not aside.exists():
            assert answer.err == ""
        else:
            assert "nobody can tell whether the backup holds all of it" in answer.err
            assert answer.err.endswith(f"The file that was there before is now {aside}.\n")
            assert aside.read_bytes() == before[house.path]
            kept += 1
    assert 0 < kept < restored, "where it could be compared, it lost nothing"
    record_property("figures", f"restored over {restored} damaged logbooks, {kept} kept aside")


def test_what_a_damaged_logbook_lacks_in_a_backup_is_given_up_only_with_a_yes(
    house: CommandLine,
) -> None:
    """The damage is where nobody can tell how old the logbook is."""
    assert house("log --from -", session_document("2026-03-09")).code == 0
    untold = 0
    for before in damaged_pages(house):
        answer = house(f"vault restore {house.path.with_name('made.backup')}")
        check_a_sentence(answer, 2)
        assert "would be lost" in answer.err or "nobody can tell" in answer.err
        untold += "nobody can tell" in answer.err
        for file, data in before.items():
            assert file.read_bytes() == data
        left = {file for file in house.path.parent.iterdir() if file.is_file()}
        assert left == before.keys()
    assert untold > 2
