"""Broken structures, further than ``foreign_structures``: some leave nothing that could be copied.

Each is the SQL by which somebody with a key makes it in a logbook.
"""

from __future__ import annotations

from foreign_structures import ENDLESS

_OPEN = "PRAGMA writable_schema = ON"
_IN_SCHEMA = "UPDATE sqlite_schema SET"

STRUCTURES: dict[str, tuple[str, ...]] = {
    "a trigger that refuses sessions": (
        "CREATE TRIGGER no BEFORE INSERT ON session BEGIN SELECT RAISE(ABORT, 'no'); END",
    ),
    "a trigger that rolls back": (
        "CREATE TRIGGER no AFTER UPDATE ON keyring_copy BEGIN SELECT RAISE(ROLLBACK, 'no'); END",
    ),
    "a trigger that fails": (
        "CREATE TRIGGER no AFTER INSERT ON commit_mark BEGIN SELECT RAISE(FAIL, 'no'); END",
    ),
    "a trigger that ignores": (
        "CREATE TRIGGER no BEFORE DELETE ON process_note BEGIN SELECT RAISE(IGNORE); END",
    ),
    "a trigger into a table that is gone": (
        "CREATE TABLE gone (x)",
        "CREATE TRIGGER no AFTER INSERT ON session BEGIN INSERT INTO gone VALUES (1); END",
        "DROP TABLE gone",
    ),
    "a trigger that calls what does not exist": (
        "CREATE TRIGGER no AFTER INSERT ON session BEGIN SELECT nonsense(new.id); END",
    ),
    "a trigger that calls itself": (
        "PRAGMA recursive_triggers = ON",
        (
            "CREATE TRIGGER no AFTER UPDATE ON logbook"
            " BEGIN UPDATE logbook SET recorded = recorded + 1; END"
        ),
    ),
    "a unique index": ("CREATE UNIQUE INDEX only_one ON session (group_id)",),
    "an index on an expression": ("CREATE INDEX odd ON session (abs(minutes))",),
    "a partial index": ("CREATE INDEX part ON session (minutes) WHERE minutes > 5",),
    "a strict table": ("CREATE TABLE strict_one (x INT) STRICT",),
    "a table without row numbers": ("CREATE TABLE plain (x PRIMARY KEY) WITHOUT ROWID",),
    "a generated column": ("CREATE TABLE made (x, y AS (x * 2))",),
    "a table with a very long name": (f"CREATE TABLE {'x' * 5000} (x)",),
    "two thousand tables": tuple(f"CREATE TABLE t{number} (x)" for number in range(2000)),
    "a search table without content": ("CREATE VIRTUAL TABLE less USING fts5 (x, content = '')",),
    "an older search table": ("CREATE VIRTUAL TABLE four USING fts4 (x)",),
    "a table in space": ("CREATE VIRTUAL TABLE space USING rtree (id, a, b)",),
    "a column of another name": ("ALTER TABLE session RENAME COLUMN minutes TO seconds",),
    "a column less": ("ALTER TABLE process_note DROP COLUMN heading",),
    "a table of another name": ("ALTER TABLE session RENAME TO sessions",),
    "no table of marks": ("DROP TABLE commit_mark",),
    "no copy of the keys": ("DROP TABLE keyring_copy",),
    "no key of memories": ("DROP TABLE memory_key",),
    "no name of the file": ("DELETE FROM logbook",),
    "a memory key that is none": ("UPDATE memory_key SET key = 7, state = 'x'",),
    "keys that are none": ("UPDATE keyring_copy SET document = 7",),
    "marks that are none": ("UPDATE commit_mark SET mark = 7",),
    "numbers given that are none": ("UPDATE sqlite_sequence SET seq = 'x'",),
    "a label that is none": ("UPDATE balint_case SET label = x'ff00'",),
    "a day that no calendar has": ("UPDATE session SET held_on = '2026-02-30'",),
    "a day of a group that is none": ("UPDATE balint_group SET agreed_on = 'soon'",),
    "words that are no list": ("UPDATE presentation SET themes = 'loss'",),
    "minutes that are no list": ("UPDATE presentation SET phase_minutes = '{'",),
    "a view in place of a table": (
        "DROP TABLE screen_word",
        f"CREATE VIEW screen_word AS {ENDLESS}",
    ),
    "a view of itself": (
        "CREATE VIEW a AS SELECT 1",
        "CREATE VIEW b AS SELECT * FROM a",
        "DROP VIEW a",
        "CREATE VIEW a AS SELECT * FROM b",
    ),
    "a part without SQL": (_OPEN, f"{_IN_SCHEMA} sql = NULL WHERE name = 'draft'"),
    "a part without a name": (_OPEN, f"{_IN_SCHEMA} name = NULL WHERE name = 'draft'"),
    "a part whose name is no text": (_OPEN, f"{_IN_SCHEMA} name = x'ff' WHERE name = 'draft'"),
    "a part of an unknown kind": (_OPEN, f"{_IN_SCHEMA} type = 'thing' WHERE name = 'draft'"),
    "a part twice": (
        _OPEN,
        "INSERT INTO sqlite_schema SELECT * FROM sqlite_schema WHERE name = 'draft'",
    ),
    "a table on the pages of another": (_OPEN, f"{_IN_SCHEMA} rootpage = 3 WHERE name = 'session'"),
    "a table beyond the end": (_OPEN, f"{_IN_SCHEMA} rootpage = 99999 WHERE name = 'session'"),
    "a table on no page": (_OPEN, f"{_IN_SCHEMA} rootpage = -1 WHERE name = 'session'"),
    "a module that nobody has": (
        _OPEN,
        (
            "INSERT INTO sqlite_schema"
            " VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING no')"
        ),
    ),
    "no structure at all": (_OPEN, "DELETE FROM sqlite_schema"),
    "an older number": ("PRAGMA user_version = 3",),
    "no number": ("PRAGMA user_version = 0",),
    "a number below all": ("PRAGMA user_version = -5",),
    "a newer number": ("PRAGMA user_version = 99",),
    "another kind of file": ("PRAGMA application_id = 7",),
}
