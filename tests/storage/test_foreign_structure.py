"""A structure that balintlog did not make: named, never written to, and left behind by a copy."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import real_files
from conftest import unmeasured
from foreign_structures import ENDLESS, STRUCTURES
from real_files import KEY, OTHER_KEY

from balintlog.errors import FileProblemError
from balintlog.storage.file import connection, copies, schema, shipped_schema
from balintlog.storage.tables import search_index

if TYPE_CHECKING:
    from balintlog.storage.store import Store


@pytest.fixture(params=STRUCTURES)
def changed(request: pytest.FixtureRequest, path: Path) -> tuple[Path, str, dict[str, Any]]:
    """A logbook whose structure somebody with a key has changed, what is named, and its rows."""
    statements, named = STRUCTURES[request.param]
    with real_files.with_group(path, hasty=True) as store:
        for word in ("early", "late", "gone"):
            real_files.keep_evening(store, word)
        store.change("DELETE FROM session WHERE id = 3")
        rows = rows_of(store)
        for statement in statements:
            store._connection.execute(statement)
    return path, named, rows


def rows_of(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return what leaders and balintlog wrote."""
    return {
        name: sorted(map(tuple, store.rows(f"SELECT * FROM {name}")), key=repr)
        for name in shipped_schema.tables(store)
    }


def test_it_is_named_read_and_not_written_to(changed: tuple[Path, str, Any]) -> None:
    path, named, _ = changed
    before = path.read_bytes()
    with connection.open_file(path, KEY) as store:
        assert store.value("SELECT text FROM process_note WHERE id = 1") == "We were early."
        assert store.foreign_structure is not None
        assert named in store.foreign_structure.message
        assert store.foreign_structure.message.isprintable()
        with pytest.raises(FileProblemError, match="other than balintlog"):
            real_files.keep_evening(store, "refused")
    assert path.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize("key", [KEY, OTHER_KEY])
def test_a_copy_leaves_it_behind(changed: tuple[Path, str, Any], key: Any) -> None:
    path, _, rows = changed
    target = path.with_name("copy")
    with connection.open_unchanged(path, KEY) as store:
        copies.copy_to(store, target, key)
        copies.opened_copy(target, key, store).close()
    with connection.open_file(target, key) as copy:
        assert copy.foreign_structure is None
        assert rows_of(copy) == rows
        assert real_files.faults(copy) == []
        assert {hit.note_id for hit in search_index.search(copy, ["early"], 9)} == {None, 1}
        session, _, note = real_files.keep_evening(copy, "later")
        assert (session, note) == (4, 4)  # no number is given again
        copy.change("DELETE FROM process_note WHERE id = ?", (note,))


@pytest.mark.parametrize("sql", ["SELECT * FROM process_note", "SELECT mark FROM commit_mark"])
def test_what_is_missing_is_damage_and_no_defect(path: Path, sql: str) -> None:
    with real_files.with_group(path, hasty=True) as store:
        store.rows(f"DROP TABLE {sql.rsplit(maxsplit=1)[-1]}")
    with connection.open_unchanged(path, KEY) as store:
        with pytest.raises(FileProblemError, match="damaged"):
            store.rows(sql)
        with pytest.raises(FileProblemError, match="damaged"):
            copies.copy_to(store, path.with_name("copy"), OTHER_KEY)


def test_a_table_in_disguise_is_not_copied(path: Path) -> None:
    with real_files.with_group(path, hasty=True) as store:
        store.rows("DROP TABLE screen_word")
        store.rows(f"CREATE VIEW screen_word AS {ENDLESS}")
    with (
        connection.open_unchanged(path, KEY) as store,
        pytest.raises(FileProblemError, match="damaged"),
    ):
        copies.copy_to(store, path.with_name("copy"), OTHER_KEY)


def test_a_text_that_is_none_is_damage_and_no_defect(path: Path) -> None:
    with real_files.with_group(path, hasty=True) as store:
        store.rows("UPDATE balint_group SET label = CAST(x'ff' AS TEXT)")
        with pytest.raises(FileProblemError, match="damaged"):
            store.rows("SELECT label FROM balint_group")


def test_an_older_logbook_of_foreign_structure_is_not_brought_up_to_date(path: Path) -> None:
    with connection.create(path, KEY, schema.newest() - 1) as store:
        store.rows("CREATE VIEW seen AS SELECT 1")
    before = path.read_bytes()
    with pytest.raises(FileProblemError, match="other than balintlog: view seen"):
        connection.open_file(path, KEY)
    assert path.read_bytes() == before


ENDLESS_SQL = """
import signal
import sys
from pathlib import Path
import real_files
from foreign_structures import ENDLESS
signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever the tests were started by
from balintlog.storage.file import connection
with connection.open_file(Path(sys.argv[1]), real_files.KEY) as store:
    print("begun", flush=True)
    try:
        store.rows(ENDLESS)
    except KeyboardInterrupt:
        print("ended", store.value("SELECT label FROM balint_group"))
"""


@pytest.mark.slow
def test_ctrl_c_ends_what_would_never_end(path: Path) -> None:
    """In a process of its own, which is killed if it does not end: nothing here could."""
    real_files.with_group(path, hasty=True).close()
    environ = {**unmeasured(), "PYTHONPATH": str(Path(real_files.__file__).parent)}
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS_SQL, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        try:
            said, _ = process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            pytest.fail("Ctrl-C does not end SQL")
    assert said == "ended larch\n"


def test_every_connection_distrusts_the_structure(path: Path) -> None:
    with real_files.with_group(path, hasty=True) as store:
        assert store.value("PRAGMA trusted_schema") == 0
        assert store.value("PRAGMA cell_size_check") == 1
    with connection.open_unchanged(path, KEY) as store:
        assert store.value("PRAGMA trusted_schema") == 0
        assert store.value("PRAGMA cell_size_check") == 1


@pytest.mark.slow
def test_the_digest_of_every_step_is_that_of_what_it_makes(path: Path) -> None:
    """A new step of the schema needs its digest; without it every opening computes it anew."""
    made = {
        number: shipped_schema.digest(list(shipped_schema._shipped(number)))
        for number, _ in schema.steps()
    }
    assert made == shipped_schema.DIGESTS
    with connection.create(path, KEY) as store:
        assert shipped_schema.digest(shipped_schema.parts(store)) == made[schema.newest()]
        store.compact()
        assert shipped_schema.digest(shipped_schema.parts(store)) == made[schema.newest()]
