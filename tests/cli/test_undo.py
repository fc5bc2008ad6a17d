"""``balintlog undo``: what a leader changed last is as it was, or it is said why it is not."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

import pytest
from conftest import PASSPHRASE, TODAY, session_document

from balintlog.errors import CouldNotError
from balintlog.logbook.keys import open_logbook
from balintlog.logbook.record import undo_change
from balintlog.storage.change_recorder import KEYS, columns
from balintlog.storage.store import Store

if TYPE_CHECKING:
    from conftest import CommandLine

    from balintlog.logbook.book import Logbook

LETTERS = {"label": "the unopened letters", "presenter": "heron", "summary": "Nobody reads them."}
COAT = {"label": "the red coat", "presenter": "plover", "summary": "Somebody wears a coat."}
NEWS = {"case": "C1", "outcome": "easier", "text": "The letters are read."}
NOTE = {"text": "Quiet at the end.", "case": "C1"}
AS_SEDGE = "--as sedge"


@pytest.fixture
def told(cli: CommandLine) -> CommandLine:
    """C1 of heron (S1), then C2 of plover, news of C1 and N1 on it (S2)."""
    log(cli, "2026-03-02", cases=[LETTERS])
    log(cli, "2026-03-09", cases=[COAT], checkins=[NEWS], notes=[NOTE])
    return cli


def log(cli: CommandLine, day: str, **fields: Any) -> None:
    recorded = cli("log --from -", session_document(day, **fields))
    assert recorded.code == 0, recorded.err


def opened(cli: CommandLine) -> Logbook:
    return open_logbook.approach(cli.path, "alder").open(PASSPHRASE, TODAY)


def content(cli: CommandLine) -> dict[str, list[tuple[Any, ...]]]:
    """Return every watched row and the search index, row versions aside."""
    kept = {}
    with opened(cli).store as store:
        for table in KEYS:
            names = [name for name in columns(store, table) if name != "row_version"]
            rows = store.rows(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1")
            kept[table] = [tuple(row) for row in rows]
        kept["passage"] = [tuple(row) for row in store.rows("SELECT rowid, text FROM passage")]
    return kept


def versions(cli: CommandLine) -> list[tuple[int, ...]]:
    with opened(cli).store as store:
        return [
            tuple(row)
            for table in ("session", "balint_case", "process_note")
            for row in store.rows(f"SELECT id, row_version FROM {table} ORDER BY id")
        ]


def remembered(cli: CommandLine) -> int:
    with opened(cli).store as store:
        return int(store.value("SELECT count(*) FROM changed_row"))


EVENING = session_document(
    "2026-03-16", cases=[COAT], checkins=[NEWS], presentations=[{"case": "C2"}], notes=[NOTE]
)
CHANGES: list[tuple[str, Any, str]] = [
    ("log --from -", EVENING, "S3 (larch, 16 March) was recorded with C3, C2 again, news of C1"),
    ("session add --on 2026-03-16", b"", "S3 (larch, 16 March) was recorded"),
    (
        "session edit S2 --attendance moth=apologies",
        b"",
        "in S2 moth was changed from there to away",
    ),
    (
        "session edit S2 --minutes 75 --attendance moth=apologies",
        b"",
        "in S2 moth was changed from there to away; S2 was changed (minutes)",
    ),
    ("session edit S2 --leader sedge", b"", "S2 was changed (who led)"),
    ("session edit S2 --minutes 75", b"", "S2 was changed (minutes)"),
    ("case add --session S1 --from -", COAT, "C3 the red coat was added to S1"),
    (
        "case present C1 --session S2 --presenter heron",
        b"",
        "C1 the unopened letters was presented again at S2",
    ),
    ("case check-in C1 --session S3 --outcome harder", b"", "news of C1 the unopened letters was"),
    (
        "case edit C1 --from -",
        {"label": "the closed letters"},
        "C1 the closed letters was changed (label)",
    ),
    (
        "case edit C1 --presenter plover --presenter moth",
        b"",
        "C1 the unopened letters was changed (who brought it)",
    ),
    (
        "case edit C1 --session S2 --check-in --from -",
        {"text": "All of them."},
        "the news of C1 the unopened letters was changed (text)",
    ),
    ("case close C1", b"", "C1 the unopened letters was closed"),
    ("case link C2 C1 --continues", b"", "C2 was linked to C1, which it continues"),
    ("case unlink C2 C1", b"", "C2 and C1 were unlinked"),
    ("--yes case merge C2 C1", b"", "C2 was merged into C1 the unopened letters"),
    ("note add --session S2 --from -", {"text": "Later, a laugh."}, "N2 was added to S2"),
    ("note edit N1 --from -", {"text": "Quiet."}, "N1 was changed (text)"),
    ("training add --kind debrief --on today", b"", "T1 was added"),
    ("group add willow --coleader sedge", b"", "the group willow was added"),
    ("group edit larch --minutes 75", b"", "larch was changed (how long it usually lasts)"),
    ("group edit larch --coleader alder", b"", "larch was changed (who leads)"),
    ("member add larch --alias finch", b"", "finch was added to larch"),
    ("member edit moth --profession nurse", b"", "moth was changed (profession)"),
    ("member edit moth --joined 2026-01-05", b"", "moth was changed (from when to when)"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("command", "sent", "said"), CHANGES, ids=[row[0] for row in CHANGES])
def test_every_change_is_taken_back_whole(
    told: CommandLine, command: str, sent: Any, said: str
) -> None:
    if "S3" in command:
        assert told("session add --on 2026-03-16").code == 0
    if "unlink" in command:
        assert told("case link C2 C1").code == 0
    before, seen = content(told), versions(told)
    done = told(command, sent)
    assert done.code == 0, done.err
    changed = content(told)
    assert changed != before
    asked = told("undo")
    assert asked.code == 2
    assert f"Your last change, today at 21:00: {said}" in asked.err
    assert content(told) == changed
    back = told("--yes undo")
    assert back.code == 0, back.err
    assert back.out.startswith(f"Taken back: {said}")
    assert content(told) == before
    assert all(now >= old for old, now in zip(seen, versions(told), strict=True))
    assert remembered(told) == 0
    assert told("--yes undo").code == 1, "once only"


@pytest.mark.slow
def test_a_number_is_not_given_again_and_a_row_version_goes_on(told: CommandLine) -> None:
    log(told, "2026-03-16", cases=[COAT])
    assert told("--yes undo").code == 0
    log(told, "2026-03-16", cases=[COAT])
    assert told("case show C4").code == 0
    assert told("session show S4").code == 0
    version = told("case show C1 --json").json["case"]["row_version"]
    assert told("case close C1").code == 0
    assert told("--yes undo").code == 0
    assert told("case show C1 --json").json["case"]["row_version"] > version + 1


def test_the_asking_that_begins_or_ends_is_named(told: CommandLine) -> None:
    assert told("case close C1").code == 0
    answered = told("--yes undo --json").json
    assert answered["taken_back"] == "C1 the unopened letters was closed"
    assert [change["case"] for change in answered["follow_ups"]] == ["C1"]
    assert told("case link C2 C1 --continues").code == 0
    assert told("--yes undo").out.splitlines()[1].startswith("C1 the unopened letters: ")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("later", "sent", "code"),
    [
        ("note add --session S1 --from -", {"text": "Hers.", "case": "C1"}, 0),
        ("note add --session S2 --from -", {"text": "Hers.", "case": "C1"}, 0),
        ("note add --session S3 --from -", {"text": "Hers.", "case": "C1"}, 1),
        ("case check-in C1 --session S4 --from -", {"outcome": "harder"}, 1),
        ("case present C2 --session S4 --from -", {"presenter": "plover"}, 1),
        ("case edit C1 --from -", {"label": "the letters"}, 1),
        ("case close C1", b"", 1),
    ],
)
def test_a_merge_that_was_built_on_is_taken_back_whole_or_not_at_all(
    told: CommandLine, later: str, sent: Any, code: int
) -> None:
    """The wrong code that this catches: a note that is left about a case not talked about there."""
    add_sedge(told)
    again = {"presentations": [{"case": "C2"}]}
    for day, fields in (("2026-03-16", again), ("2026-03-18", {})):
        assert told("--as alder log --from -", session_document(day, **fields)).code == 0
    unmerged = content(told)
    assert told("--as alder --yes case merge C2 C1").code == 0
    assert told(f"{AS_SEDGE} {later}", sent).code == 0
    before = content(told)
    assert told("--as alder --yes undo").code == code
    now = content(told)
    if code:
        assert now == before
        return
    assert now["balint_case"] == unmerged["balint_case"]
    assert now["presentation"] == unmerged["presentation"]
    assert now["process_note"] == before["process_note"]
    assert told("--as alder vault check").code == 0


def test_what_was_built_on_is_not_taken_back(told: CommandLine) -> None:
    add_sedge(told)
    third = session_document("2026-03-16", cases=[COAT])
    assert told("--as alder log --from -", third).code == 0
    assert told(f"{AS_SEDGE} note add --session S3 --from -", {"text": "Hers."}).code == 0
    before = content(told)
    refused = told("--as alder --yes undo")
    assert refused.code == 1
    assert "sedge has changed S3 since" in refused.err
    assert content(told) == before
    assert told(f"{AS_SEDGE} --yes undo").code == 0, "her own change"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "change", "why"),
    [
        (
            "member edit moth --joined 2026-03-10",
            "member edit moth --joined 2026-03-01",
            "moth did",
        ),
        ("group edit larch --started 2026-03-05", "group edit larch --started 2026-03-01", "began"),
    ],
)
def test_nothing_is_taken_back_that_would_leave_what_cannot_be_recorded(
    cli: CommandLine, before: str, change: str, why: str
) -> None:
    """What was recorded since touched none of these rows, and yet needs them as they are."""
    add_sedge(cli)
    assert cli(f"--as alder {before}").code == 0
    assert cli(f"--as alder {change}").code == 0
    recorded = cli(f"{AS_SEDGE} log --from -", session_document("2026-03-02", cases=[LETTERS]))
    assert recorded.code == 0, recorded.err
    stood = content(cli)
    refused = cli("--as alder --yes undo")
    assert (refused.code, why in refused.err) == (1, True), refused.err
    assert content(cli) == stood


@pytest.mark.slow
def test_what_nobody_touched_but_would_go_with_it_stands_in_the_way(told: CommandLine) -> None:
    assert told("case add --session S1 --from -", COAT).code == 0
    with opened(told).store as store:
        store.recorder = None
        store.change("UPDATE process_note SET case_id = 3 WHERE id = 1")
    before = content(told)
    refused = told("--yes undo")
    assert (refused.code, "something else depends on it" in refused.err) == (1, True)
    assert content(told) == before


@pytest.mark.slow
def test_a_member_or_a_group_that_somebody_uses_stays(told: CommandLine) -> None:
    add_sedge(told)
    assert told("--as alder member add larch --alias finch").code == 0
    there = {**session_document("2026-03-16")["attendance"], "finch": "present"}
    held = session_document("2026-03-16", attendance=there, cases=[{**COAT, "presenter": "finch"}])
    assert told(f"{AS_SEDGE} log --from -", held).code == 0
    refused = told("--as alder --yes undo")
    assert (refused.code, "something else depends on it" in refused.err) == (1, True)
    assert told("--as alder group add willow").code == 0
    assert told(f"{AS_SEDGE} privacy block add --group willow", b"coat").code == 0
    refused = told("--as alder --yes undo")
    assert (refused.code, "something else depends on it" in refused.err) == (1, True)
    assert told("--as alder group show willow").code == 0


@pytest.mark.slow
def test_a_label_that_comes_back_may_not_be_blocked(told: CommandLine) -> None:
    add_sedge(told)
    assert told("--as alder privacy block add --group G1", b"kestrel").code == 0
    with opened(told).store as store:  # from before the word was blocked
        store.recorder = None
        store.change("UPDATE balint_group SET label = 'kestrel'")
    assert told("--as alder group edit kestrel --label willow").code == 0
    refused = told("--as alder --yes undo")
    assert (refused.code, "kestrel" in refused.err) == (5, False)


@pytest.mark.slow
def test_a_leader_who_was_added_is_no_change_that_can_be_taken_back(told: CommandLine) -> None:
    assert told("leader add birch").code == 0
    assert "S2 (larch, 9 March) was recorded" in told("undo").err


def add_sedge(cli: CommandLine) -> None:
    cli.environ["BALINTLOG_NEW_PASSPHRASE_COMMAND"] = f"echo '{PASSPHRASE}'"
    assert cli("--yes vault leader add sedge").code == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "sent"),
    [
        ("--yes case delete C2", b""),
        ("--yes note delete N1", b""),
        ("--yes case delete C1 --session S2 --check-in", b""),
        ("member edit moth --alias dunlin", b""),
        ("--yes privacy purge", b""),
        ("privacy purge", b"nothing is past its time"),
    ],
)
def test_a_deletion_empties_it(told: CommandLine, command: str, sent: Any) -> None:
    if "purge" in command and not sent:
        assert told("privacy retention set --notes 1").code == 0
        told.today = TODAY.replace(month=5)
        log(told, "2026-05-18")
    assert told("case close C1").code == 0
    assert remembered(told) > 0
    done = told(command, sent)
    assert done.code == 0, done.err
    assert remembered(told) == 0
    assert told("--yes undo").code == 1


@pytest.mark.slow
def test_ctrl_c_while_it_gets_ready_harms_no_later_change(
    told: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Store.script

    def broken_off(store: Store, sql: str) -> None:
        script(store, ";CREATE".join(sql.split(";CREATE")[:9]))
        raise KeyboardInterrupt

    with opened(told).store as store:
        with monkeypatch.context() as patch:
            patch.setattr(Store, "script", broken_off)
            with pytest.raises(KeyboardInterrupt):
                store.writing().__enter__()
        with store.writing():
            store.change("UPDATE balint_case SET recognisable = 1 WHERE id = 1")
    assert remembered(told) > 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edit", "field"),
    [
        ("case edit C2 --from -", "summary"),
        ("case edit C2 --from -", "wanted"),
        ("case edit C2 --session S2 --from -", "said_on_return"),
        ("case edit C1 --session S2 --check-in --from -", "text"),
        ("note edit N1 --from -", "for_supervision"),
    ],
)
@pytest.mark.parametrize("other", [None, "Somebody met a friend."])
def test_an_edit_that_takes_out_a_finding_empties_it(
    told: CommandLine, edit: str, field: str, other: str | None
) -> None:
    name = "Somebody met Katarzyna."
    kept = {field: name, "keep": [{"field": f"/{field}", "start": 13, "end": 22}]}
    assert told(edit, kept).code == 0
    assert told("session edit S1 --minutes 75").code == 0
    assert remembered(told) > 0
    assert told(edit, {field: other}).code == 0
    assert remembered(told) == 0
    refused = told("--yes undo")
    assert (refused.code, "nothing of today" in refused.err) == (1, True)


@pytest.mark.slow
def test_what_comes_back_passes_the_gate(told: CommandLine) -> None:
    assert told("privacy allow add --group G1", b"Katarzyna").code == 0
    named = {"summary": "Somebody met Katarzyna in a coat."}
    assert told("case edit C2 --from -", named).code == 0
    assert told("case edit C2 --from -", {"summary": "Somebody wears it."}).code == 0
    assert told("privacy allow remove --group G1", b"Katarzyna").code == 0
    before = content(told)
    refused = told("--yes undo")
    assert (refused.code, "Katarzyna" in refused.err) == (5, False), refused.err
    assert content(told) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edit", "sent", "blocked"),
    [
        ("case edit C2 --from -", {"summary": "Somebody wears it."}, b"coat"),
        ("group edit larch --label willow", b"", b"larch"),
        ("case close C1", b"", b"coat"),
    ],
)
def test_a_word_that_is_blocked_is_not_kept_to_come_back(
    told: CommandLine, edit: str, sent: Any, blocked: bytes
) -> None:
    assert told(edit, sent).code == 0
    assert told("privacy block add --group G1", blocked).code == 0
    assert (remembered(told) == 0) == ("close" not in edit)


@pytest.mark.slow
def test_a_kept_finding_comes_back_with_its_text(told: CommandLine) -> None:
    name = {"summary": "Somebody met Katarzyna.", "label": "the blue coat", "presenter": "moth"}
    keep = {**name, "keep": [{"field": "/summary", "start": 13, "end": 22}]}
    assert told("case add --session S2 --from -", keep).code == 0
    before = content(told)
    assert before["kept_on_purpose"]
    assert told("--yes case merge C3 C1").code == 0
    assert content(told) != before
    assert told("--yes undo").code == 0
    assert content(told) == before


@pytest.mark.slow
def test_it_is_of_the_evening_and_its_day_only(told: CommandLine) -> None:
    assert told("case close C1").code == 0
    told.today, told.time_of_day = TODAY.replace(day=TODAY.day + 1), time(3)
    assert "C1 the unopened letters was closed" in told("undo").err, "still the same evening"
    told.time_of_day = time(9)
    assert told("undo").code == 1
    assert remembered(told) > 0, "what reads deletes nothing"
    assert told("privacy retention set --notes 100").code == 0
    assert remembered(told) == 0


@pytest.mark.slow
def test_no_backup_and_no_new_key_has_it(told: CommandLine, tmp_path: Any) -> None:
    assert told("case close C1").code == 0
    backup = tmp_path / "a.backup"
    assert told(f"vault backup {backup}").code == 0
    assert remembered(told) > 0
    assert told("--yes vault rotate").code == 0
    assert remembered(told) == 0
    assert told("case reopen C1").code == 0
    assert told(f"--yes vault restore {backup}").code == 0
    assert remembered(told) == 0


@pytest.mark.slow
def test_what_reads_sets_no_trigger(told: CommandLine) -> None:
    with opened(told).store as store:
        wanted = "SELECT count(*) FROM temp.sqlite_schema"
        assert store.value(wanted) == 0
        with store.writing(content=False):
            pass
        assert store.value(wanted) == 0
        with store.writing():
            pass
        assert store.value(wanted) > len(KEYS)


@pytest.mark.slow
def test_each_case_of_a_log_that_is_taken_back_is_named(told: CommandLine) -> None:
    pen = {"label": "the blue pen", "presenter": "moth", "summary": "A pen is lost."}
    news = [{"case": case, "outcome": "easier"} for case in ("C1", "C2")]
    log(told, "2026-03-16", cases=[pen], checkins=news)
    assert told("--yes undo").out.splitlines()[1:] == [
        "C1 the unopened letters: ask heron next time.",
        "C2 the red coat: ask plover next time.",
        "C3 the blue pen is gone, so nobody is asked about it.",
    ]


@pytest.mark.slow
def test_only_the_last_change_can_be_taken_back(told: CommandLine) -> None:
    assert told("case close C1").code == 0
    assert told("--yes undo").code == 0
    refused = told("--yes undo")
    assert refused.code == 1
    assert "Only your last change can be taken back" in refused.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        ("--as sedge session edit S2 --minutes 80", "sedge has changed S2 since"),
        ("--as alder session edit S2 --minutes 80", "no longer the one that you were shown"),
        ("--as alder case close C1", "no longer the one that you were shown"),
        ("--as alder --yes undo", "no longer the one that you were shown"),
    ],
)
def test_what_changes_between_question_and_answer_is_not_taken_back(
    told: CommandLine, meanwhile: str, said: str
) -> None:
    add_sedge(told)
    assert told("--as alder session edit S2 --minutes 75").code == 0
    book = opened(told)
    with book.store:
        shown = undo_change.undoable(book, TODAY)
        assert told(meanwhile).code == 0
        stood = content(told)
        with pytest.raises(CouldNotError, match=said):
            undo_change.undo(book, shown)
    assert content(told) == stood
