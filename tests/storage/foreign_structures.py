"""Foreign structures: what somebody with a key can make of a logbook's schema.

Each is the SQL that makes it, and how the parts that balintlog did not make are named.
"""

from __future__ import annotations

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
_BROKEN_SQL = "UPDATE sqlite_schema SET sql = 'CREATE VIEW nonsense AS ('"
STRUCTURES: dict[str, tuple[tuple[str, ...], str]] = {
    "a trigger that drops notes": (
        (
            (
                "CREATE TRIGGER forgetful AFTER INSERT ON process_note"
                " BEGIN DELETE FROM process_note WHERE id = new.id; END"
            ),
        ),
        "trigger forgetful",
    ),
    "a hidden table filled by a trigger": (
        (
            "CREATE TABLE hidden (text TEXT)",
            (
                "CREATE TRIGGER spy AFTER DELETE ON process_note"
                " BEGIN INSERT INTO hidden VALUES (old.text); END"
            ),
            "INSERT INTO hidden VALUES ('what was deleted')",
        ),
        "table hidden, trigger spy",
    ),
    "a view": (("CREATE VIEW seen AS SELECT text FROM process_note",), "view seen"),
    "a view without end": ((f"CREATE VIEW seen AS {ENDLESS}",), "view seen"),
    "an index": (("CREATE INDEX extra ON process_note (text)",), "index extra"),
    "a column more": (("ALTER TABLE process_note ADD COLUMN secret TEXT",), "table process_note"),
    "a trigger less": (("DROP TRIGGER note_deleted",), "no trigger note_deleted"),
    "an index less": (("DROP INDEX process_note_case",), "no index process_note_case"),
    "another trigger of the same name": (
        (
            "DROP TRIGGER note_deleted",
            "CREATE TRIGGER note_deleted AFTER DELETE ON process_note BEGIN SELECT 1; END",
        ),
        "trigger note_deleted",
    ),
    "a strange name": (('CREATE TABLE "a""b\x1b[2J" (x)',), 'table a"b\N{REPLACEMENT CHARACTER}'),
    "a search table without its texts": (
        ("CREATE VIRTUAL TABLE ghost USING fts5 (x, content = 'nowhere')",),
        "table ghost",
    ),
    "no search index": (("DROP TABLE passage",), "no table passage"),
    "a trigger without end": (
        (f"CREATE TRIGGER slow BEFORE UPDATE ON keyring_copy BEGIN {ENDLESS}; END",),
        "trigger slow",
    ),
    "statistics of another program": (("ANALYZE",), "table sqlite_stat1"),
    "a table that grows its own sequence": (
        ("CREATE TABLE more (id INTEGER PRIMARY KEY AUTOINCREMENT)", "INSERT INTO more VALUES (7)"),
        "table more",
    ),
    "a part that SQLite cannot read": (
        (
            "CREATE VIEW nonsense AS SELECT 1",
            "PRAGMA writable_schema = ON",
            f"{_BROKEN_SQL} WHERE name = 'nonsense'",
        ),
        "view nonsense",
    ),
}
