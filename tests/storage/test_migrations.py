"""The schema's steps: each is taken whole or not at all, once, whoever opens the file."""

import select
from importlib import resources
from pathlib import Path
from typing import Any

import another_window
import pytest
import real_files
import sqlcipher3
from real_files import KEY

from balintlog.errors import CouldNotError, FileProblemError
from balintlog.storage.file import connection, schema
from balintlog.storage.store import Store

NOW = schema.newest()
NEXT = (NOW + 1, another_window.NEXT_STEP)
BROKEN = """
CREATE TABLE room (id INTEGER PRIMARY KEY);
UPDATE balint_group SET label = 'changed';
DROP TABLE draft;
CREATE TABLE balint_case (id INTEGER); -- it is there already
"""


def also(monkeypatch: pytest.MonkeyPatch, *later: tuple[int, str]) -> None:
    """Let the program know further steps."""
    steps = (*schema.steps(), *later)
    monkeypatch.setattr(schema, "steps", lambda: steps)


def test_the_steps_are_numbered_from_one_without_a_gap() -> None:
    assert [number for number, _ in schema.steps()] == list(range(1, schema.newest() + 1))
    folder = resources.files("balintlog.storage") / "migrations"
    assert len([entry for entry in folder.iterdir() if entry.name.endswith(".sql")]) == (
        schema.newest()
    )


def test_a_step_that_fails_in_the_middle_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with real_files.with_group(path) as store:
        before = real_files.everything(store)
    as_it_was = path.read_bytes()
    with monkeypatch.context() as patch:
        also(patch, (NOW + 1, BROKEN))
        with pytest.raises(sqlcipher3.dbapi2.OperationalError):
            connection.open_file(path, KEY)
    assert path.read_bytes() == as_it_was
    with connection.open_file(path, KEY) as store:
        assert real_files.everything(store) == before
        assert store.value("PRAGMA user_version") == NOW


def test_a_step_before_the_one_that_fails_stays_taken(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_files.with_group(path).close()
    also(monkeypatch, NEXT, (NOW + 2, BROKEN.replace("room", "chair")))
    with pytest.raises(sqlcipher3.dbapi2.OperationalError):
        connection.open_file(path, KEY)
    monkeypatch.undo()
    also(monkeypatch, NEXT)
    with connection.open_file(path, KEY) as store:
        assert store.value("PRAGMA user_version") == NOW + 1
        assert store.value("SELECT count(*) FROM room") == 1
        assert store.value("SELECT label FROM balint_group") == "larch"


def test_a_step_is_taken_and_its_number_written_together_or_neither(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connection.create(path, KEY) as store:
        before = real_files.everything(store)
    rows = Store.rows

    def stops(store: Store, sql: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        if sql == f"PRAGMA user_version = {NOW + 1}":
            raise KeyboardInterrupt
        return rows(store, sql, parameters)

    with monkeypatch.context() as patch:
        also(patch, NEXT)
        patch.setattr(Store, "rows", stops)
        with pytest.raises(KeyboardInterrupt):
            connection.open_file(path, KEY)
    with connection.open_file(path, KEY) as store:
        assert real_files.everything(store) == before
    also(monkeypatch, NEXT)
    with connection.open_file(path, KEY) as store:
        assert store.value("SELECT count(*) FROM room") == 1


@pytest.mark.parametrize("number", [1, 6, NOW])
def test_a_new_file_takes_all_steps_or_none(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    rows = Store.rows

    def stops(store: Store, sql: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        taken = rows(store, sql, parameters)
        if sql == f"PRAGMA user_version = {number}":
            raise KeyboardInterrupt
        return taken

    monkeypatch.setattr(Store, "rows", stops)
    with pytest.raises(KeyboardInterrupt):
        connection.create(path, KEY)
    assert path.read_bytes() == b""


def test_a_step_for_which_the_disk_is_full_leaves_the_file_as_it_was(path: Path) -> None:
    with connection.create(path, KEY) as store:
        before = real_files.everything(store)
        store.rows(f"PRAGMA max_page_count = {store.value('PRAGMA page_count')}")
        large = f"CREATE TABLE large (x);\nINSERT INTO large VALUES (zeroblob({10**6}));\n"
        with pytest.MonkeyPatch.context() as patch:
            also(patch, (NOW + 1, large))
            with pytest.raises(CouldNotError, match="disk is full"):
                schema.migrate(store)
        assert real_files.everything(store) == before
        assert store.value("PRAGMA user_version") == NOW


def test_an_old_file_takes_the_steps_it_lacks_and_keeps_all_it_had(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with real_files.with_group(path) as store:
        real_files.keep_evening(store, "kept")
        before = real_files.everything(store)
    third = (NOW + 2, "ALTER TABLE room ADD COLUMN light TEXT NOT NULL DEFAULT 'soft';")
    also(monkeypatch, NEXT, third)
    with connection.open_file(path, KEY) as store:
        assert store.value("PRAGMA user_version") == NOW + 2
        after = real_files.everything(store)
        assert after.pop("room") == [(1, "the blue one", "soft")]
        for table in ("sqlite_schema", "sqlite_sequence"):
            after.pop(table, None)
            before.pop(table, None)
        assert after == before
        assert real_files.faults(store) == []


def test_opening_a_file_that_is_up_to_date_writes_nothing(path: Path) -> None:
    connection.create(path, KEY).close()
    path.chmod(0o400)
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    connection.open_file(path, KEY).close()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


@pytest.mark.slow
def test_two_windows_that_open_an_old_file_at_once_take_each_step_once(path: Path) -> None:
    # Both have read the old number, and wait, before either can write the new one.
    with (
        real_files.with_group(path) as store,
        real_files.another_window("open_with_next_step", path) as one,
        real_files.another_window("open_with_next_step", path) as other,
    ):
        with store.writing():
            for window in (one, other):
                assert real_files.said(window) == "opening"
            said = [window.stdout for window in (one, other) if window.stdout is not None]
            assert select.select(said, [], [], 0.4)[0] == []
        for window in (one, other):
            assert real_files.finished(window).splitlines() == [str(NOW + 1), "['the blue one']"]


def test_a_file_from_the_future_is_never_written_to(path: Path) -> None:
    with connection.create(path, KEY) as store:
        store.rows(f"PRAGMA user_version = {schema.newest() + 1}")
        before = path.read_bytes()
        with pytest.raises(FileProblemError, match="newer") as caught:
            schema.migrate(store)
        assert caught.value.exit_code == 6
    assert path.read_bytes() == before


# A script is split into its statements


SCRIPT = """-- a comment; with a semicolon
CREATE TABLE word (
    id INTEGER PRIMARY KEY, -- another; one
    text TEXT NOT NULL DEFAULT 'a; b' /* and; one more */
);

CREATE TRIGGER word_added AFTER INSERT ON word BEGIN
    UPDATE word SET text = text || ';' WHERE id = new.id;
    UPDATE word SET text = CASE WHEN text = 'x;' THEN 'it''s; x' ELSE text END;
END;
INSERT INTO word (text) VALUES ('x');
INSERT INTO word (text) VALUES ('line one;
line two');
"""


def test_a_script_is_split_at_the_ends_of_its_statements_and_nowhere_else(path: Path) -> None:
    statements = list(schema._statements(SCRIPT))
    assert [statement.split()[0] for statement in statements[1:]] == ["CREATE", "INSERT", "INSERT"]
    assert "".join(statements) == SCRIPT
    with connection.create(path, KEY) as store:
        for statement in statements:
            store.rows(statement)
        texts = [text for (text,) in store.rows("SELECT text FROM word ORDER BY id")]
    assert texts == ["it's; x", "line one;\nline two;"]


def test_every_shipped_step_is_split_without_a_rest() -> None:
    for _, sql in schema.steps():
        assert "".join(schema._statements(sql)) == sql
        triggers = [
            statement for statement in schema._statements(sql) if "CREATE TRIGGER" in statement
        ]
        assert all(statement.rstrip().endswith("END;") for statement in triggers)
        assert len(triggers) == sql.count("CREATE TRIGGER")


def test_a_script_without_its_last_semicolon_is_refused_and_not_cut_short() -> None:
    with pytest.raises(ValueError, match="semicolon"):
        list(schema._statements("CREATE TABLE a (x);\nCREATE TABLE b (x)\n"))
