"""Stored words that no vocabulary holds, written by somebody with a key: damage, told where."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import PASSPHRASE, session_document
from sqlcipher3 import dbapi2

from balintlog.domain.retention_terms import TERMS
from balintlog.logbook.keys import open_logbook
from balintlog.storage.file import shipped_schema
from balintlog.storage.tables.stored_words import vocabularies

if TYPE_CHECKING:
    from conftest import CommandLine, MadeOnce

    from balintlog.logbook.book import Logbook

FOREIGN = "zzyzx"
# Texts, aliases, days, and what is decided elsewhere; every other column has its vocabulary.
NO_WORDS = {
    *("label", "alias", "summary", "said_on_return", "wanted", "imagined", "text", "next_time"),
    *("for_supervision", "word", "document", "before", "disclosed", "file_id", "path", "field"),
    *("facts_digest", "digest", "row_key", "made_at", "since", "until"),
    *("row_table", "object"),  # see last_changes, and the list of drafts
    *("rule", "what", "format of frozen_text", "format of report_log", "kind of kept_on_purpose"),
}
READS = (
    *("group list", "group show G1", "member list", "member show heron", "leader list"),
    *("session list", "session show S1", "session export S1", "session show S2"),
    *("session export S2", "case list", "case show C1", "case show C2", "note list"),
    *("note show N1", "training list", "followups", "status"),
    *("privacy block list", "privacy retention show", "privacy audit"),
    "report accreditation --society abs",
)


@pytest.fixture
def told(cli: CommandLine, made_once: MadeOnce) -> CommandLine:
    """A logbook that has a row in every table with a vocabulary."""

    def make() -> None:
        first = {"label": "the letters", "presenter": "heron", "summary": "Nobody opens them."}
        second = {**first, "label": "the gift", "related_to": "C1", "imagined": ["She is tired."]}
        note = {"text": "We were slow.", "heading": "confidentiality"}
        news = {"case": "C1", "outcome": "easier", "told_by": "outside"}
        came = [{"line": 1, "now": "held"}]
        for sent in (
            session_document("2026-03-02", cases=[first], notes=[note]),
            session_document("2026-03-09", cases=[second], checkins=[news]),
            session_document(
                "2026-03-16", checkins=[{"case": "C2", "outcome": "easier", "came_of_it": came}]
            ),
        ):
            answer = cli("log --from -", sent)
            assert answer.code == 0, answer
        for command in (
            "case close C1 --on 2026-03-17",
            "training add --kind supervision --on 2026-03-02 --minutes 90",
            "privacy retention set --cases 10",
        ):
            answer = cli(command)
            assert answer.code == 0, (command, answer)
        assert cli("privacy block add", "marigold").code == 0
        cli.at_terminal("note add --session S3", "Your note: We were sl^C", code=130)

    made_once.lay("words of every vocabulary", cli.path, make)
    return cli


def write(cli: CommandLine, table: str, column: str, value: str) -> int:
    """Write a value as somebody with a key can; return in how many rows."""
    key = open_logbook.approach(cli.path, "alder").unlock(PASSPHRASE, cli.today)
    connection = dbapi2.connect(str(cli.path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.raw()}'\"")
    rows = connection.execute(f"UPDATE {table} SET {column} = ?", (value,)).rowcount
    connection.close()
    shutil.rmtree(Path(os.environ["XDG_STATE_HOME"]) / "balintlog")  # as on another computer
    return int(rows)


def test_every_column_of_words_has_its_vocabulary(book: Logbook) -> None:
    """A new column is a text, or it is compared with its vocabulary."""
    without = {
        f"{column} of {table}"
        for table in shipped_schema.tables(book.store)
        for _, column, kind, *_ in book.store.rows(f"PRAGMA table_info({table})")
        if kind == "TEXT" and not column.endswith("_on") and (table, column) not in vocabularies()
    }
    assert {name for name in without if not {name, name.split()[0]} & NO_WORDS} == set()


def test_the_words_of_the_program_are_known(told: CommandLine) -> None:
    assert "damaged" not in told("vault check").err
    assert set(TERMS) == vocabularies()["retention", "term"].words


@pytest.mark.slow
@pytest.mark.parametrize(("table", "column"), vocabularies(), ids=map(".".join, vocabularies()))
def test_an_unknown_word_is_damage_and_told_where(
    told: CommandLine, table: str, column: str
) -> None:
    kind = vocabularies()[table, column].kind
    value = {"words": f'["{FOREIGN}"]', "phases": f'{{"{FOREIGN}": 5}}'}.get(kind, FOREIGN)
    assert write(told, table, column, value) > 0
    check = told("vault check")
    assert check.code == 6
    assert (
        f"a word that balintlog does not know stands in {column} of {table}"
        in check.out + check.err
    )
    damaged = 0
    for command in READS:
        answer = told(command)
        assert "inside balintlog" not in answer.err, (command, answer)
        assert FOREIGN not in answer.out + answer.err, (command, answer)
        assert answer.code in (0, 6), (command, answer)
        if answer.code == 6:
            damaged += 1
            assert f"{column} of {table}" in answer.err, (command, answer)
    assert damaged > 0, "somebody reads it"
    assert told("--yes vault rotate").code == 0, "no word keeps a leader from giving a new key"
