"""An evening that was left: drafts, refusals, and what happens in another window meanwhile."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import drafts_of_log
import pytest
from conftest import PASSPHRASE, TODAY, session_document
from recorder import TO_CASES, Recorder

from balintlog.cli.guided.draft_offer import evenings_since
from balintlog.logbook.book import find_group
from balintlog.logbook.keys import open_logbook
from balintlog.logbook.record import edit_leaders

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

FULL_BAG = {"label": "the full bag", "presenter": "heron"}
GIFT = """
    Its label: the gift⏎
    Who brought it? moth⏎
"""
GOES_ON = "a number changes it, q keeps the draft, new begins another session:"
SAVED = "Enter saves, a number changes it, q keeps a draft: ⏎\nSaved as"


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    """Play evenings on the logbook of the group larch."""
    return Recorder(cli, tmp_path)


# Drafts


def test_half_a_text_and_a_closed_window_go_on_a_week_later(record: Recorder) -> None:
    record.records(session_document("2026-02-16", cases=[FULL_BAG]))
    record(
        "log",
        """
        Anything different? 2.3.2026, plover away⏎
        Anything else? ⏎
        Any news? 1⏎
        What did heron say? A card came.⏎
        How are things? easier⏎
        Any more news? ⏎
        Its label: the gift⏎
        Who brought it? moth⏎
        The story, in your own words: It felt too large, and⎋⏎ärgerlich^C
        balintlog: interrupted
        hint: What you typed is saved as a draft; balintlog log carries on from there.
        """,
        code=130,
    )
    assert len(record.cli("session list --json").json["sessions"]) == 1
    record(
        "log",
        f"""
        You left this today:
        1  larch, Monday 2 March, 18 days ago, 90 minutes, in person, alder with sedge, 2 of 3
        there. Away: plover.
        2  News of C1 the full bag from heron: easier. "A card came." (3 words)
        3  New case: the gift, brought by moth.
        (not finished)
        Enter goes on at 3, {GOES_ON} ⏎
        The story, in your own words: It felt too large, and ärgerlich , too⏎
        More? ..⏎
        {SAVED} S2.
        """,
    )
    (case,) = record.document("S2")["cases"]
    assert case["summary"] == "It felt too large, and\närgerlich, too"
    assert record.draft() is None


def test_q_at_the_look_keeps_a_draft_and_it_goes_on_at_the_look(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_CASES}
        {GIFT}
        The story, in your own words: ..⏎
        Enter saves, a number changes it, q keeps a draft: q⏎
        It is a draft now. To go on with it: balintlog log
        """,
    )
    record(
        "log",
        f"""
        You left this today:
        2  New case: the gift, brought by moth.
        Enter saves, {GOES_ON} ⏎
        Saved as S1.
        """,
    )


@pytest.mark.slow
def test_a_draft_is_thrown_away_only_after_a_yes(record: Recorder) -> None:
    record("log", f"{TO_CASES}\nIts label: ^C", code=130)
    record(
        "log",
        f"""
        {GOES_ON} delete⏎
        Delete that draft? [y/N] ⏎
        You left this today:
        {GOES_ON} new⏎
        Anything different? ^C
        """,
        code=130,
    )
    assert record.draft() is not None
    record("log", f"{GOES_ON} delete⏎\nDelete that draft? y⏎\nAnything different? ^C", code=130)
    assert record.draft() is None


@pytest.mark.slow
def test_an_evening_that_was_not_begun_leaves_no_draft(record: Recorder) -> None:
    assert "draft" not in record("log", "Anything different? ^C", code=130)
    assert record.draft() is None


@pytest.mark.slow
def test_a_draft_is_kept_apart_for_each_leader_and_group(book: Logbook, larch: Group) -> None:
    drafts_of_log.keep(book, larch, {"answers": {"held_on": "2026-03-02"}})
    edit_leaders.add_leader(book, "sedge", "unknown")
    other = book._replace(leader="sedge")
    assert drafts_of_log.find(other, larch) is None
    assert drafts_of_log.find(book, larch) is not None


def test_nothing_of_a_draft_is_found_or_counted(cli: CommandLine) -> None:
    book = open_logbook.approach(cli.path, None).open(PASSPHRASE, TODAY)
    with book.store:
        answers = {"held_on": "2026-03-02", "cases": [{"label": "kingfisher blue"}]}
        drafts_of_log.keep(book, find_group(book, "G1"), {"answers": answers})
    assert cli("search --json", "kingfisher").json["hits"] == []
    assert cli("status --json").json["groups"][0]["last_session"] is None


@pytest.mark.slow
def test_another_session_sent_as_a_document_leaves_the_draft_alone(record: Recorder) -> None:
    record("log", f"{TO_CASES}\nIts label: ^C", code=130)
    record.records(session_document("2026-02-16"))
    assert record.draft() is not None


@pytest.mark.slow
def test_a_draft_of_the_first_edition_goes_on_at_the_look(record: Recorder) -> None:
    told = {"label": "the gift", "presenter": "moth", "summary": "Too large."}
    answers = {
        "held_on": "2026-03-02",
        "minutes": 75,
        "mode": "online",
        "attendance": {"heron": "present", "moth": {"status": "late", "minutes": 60}},
    }
    form = {
        "answers": answers,
        "asides": {"turns": [{"kind": "new", "answers": told}]},
        "answered": ["held_on"],
    }
    book = open_logbook.approach(record.cli.path, None).open(PASSPHRASE, TODAY)
    with book.store:
        drafts_of_log.keep(book, find_group(book, "G1"), form)
    record(
        "log",
        f"""
        75 minutes, online
        moth 15 minutes late (there for 60).
        2  New case: the gift, brought by moth.
        Enter saves, {GOES_ON} ⏎
        Saved as S1.
        """,
    )
    assert record.document()["cases"][0]["summary"] == "Too large."


@pytest.mark.slow
def test_a_member_added_since_is_there_when_the_evening_goes_on(record: Recorder) -> None:
    record("log", f"{TO_CASES}\nIts label: ^C", code=130)
    record.does("member add larch --alias teasel")()
    record("log", f"{GOES_ON} ⏎\nIts label: ..⏎\nall 4 there\n{SAVED} S1.")
    assert record.document()["attendance"]["teasel"] == "present"


@pytest.mark.slow
def test_who_was_away_stays_away_when_the_evening_goes_on(record: Recorder) -> None:
    record("log", "Anything different? moth absent⏎\nAnything else? ⏎\nIts label: ^C", code=130)
    record.does("member add larch --alias teasel")()
    record(
        "log",
        f"{GOES_ON} ⏎\nIts label: ..⏎\n3 of 4 there. No word from moth.\n{SAVED} S1.",
    )


# The date


@pytest.mark.slow
def test_a_second_session_on_the_date_needs_a_yes(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    record(
        "log",
        f"""
        Anything different? 2.3.2026⏎
        Anything else? ⏎
        S1 is recorded for that date. To put it right: balintlog session edit S1
        Was there another session that day? [y/N] n⏎
        Then please correct the date, or leave with Ctrl-C.
        Anything different? 9.3.2026⏎
        Anything else? ⏎
        Its label: ..⏎
        {SAVED} S2.
        """,
    )
    record(
        "--yes log",
        f"Anything different? 2.3.2026⏎\nAnything else? ⏎\nIts label: ..⏎\n{SAVED} S3.",
    )


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["3/4/2026", "30.2.2026", "21.3.2026", "75 min 2000 min"])
def test_what_was_refused_stays_in_the_line_and_gives_way_to_the_next(
    record: Recorder, typed: str
) -> None:
    record(
        "log",
        f"""
        Anything different? {typed}⏎
        Anything else? ^U2.3.2026⏎
        2 March, 18 days ago
        Anything else? ^C
        """,
        code=130,
    )


@pytest.mark.slow
def test_what_nobody_understands_has_a_way_out_that_is_told(record: Recorder) -> None:
    record(
        "log",
        """
        Anything different? 32nd⏎
        32nd: that is not a word here.
        Anything else? ⏎
        A lone full stop leaves it out and goes on.
        Anything else? .⏎
        Its label: ^C
        """,
        code=130,
    )


@pytest.mark.slow
@pytest.mark.parametrize("digits", [10, 5000])
def test_a_number_of_any_length_is_only_too_large(record: Recorder, digits: int) -> None:
    number = "9" * digits
    record(
        "log",
        f"""
        Anything different? {number} min⏎
        Anything else? ^Uheron late {number}⏎
        Anything else? ^C
        """,
        code=130,
    )


def test_a_text_in_the_wrong_place_asks_for_five_things_at_most(record: Recorder) -> None:
    record.records(session_document("2026-02-16", cases=[FULL_BAG]))
    text = "The doctor wept and could not go on. " * 130
    record(
        "log",
        f"""
        Anything different? ⎋[200~{text}⎋[201~⏎
        more words that are not clear here.
        Anything else? ^U⏎
        Any news? ⎋[200~{text}⏎⏎{text}⎋[201~⏎
        No case here is The doctor wept
        Any news? ^U⏎
        Its label: ^C
        """,
        code=130,
    )


# What happens meanwhile in another window


@pytest.mark.slow
def test_a_busy_file_is_waited_for_and_nothing_typed_is_lost(record: Recorder) -> None:
    window = open_logbook.approach(record.cli.path, None).open(PASSPHRASE, TODAY)
    writing = window.store.writing()
    with window.store:
        record(
            "log",
            f"""
            {TO_CASES}
            (meanwhile)
            Its label: the gift⏎
            in use by another window
            (meanwhile)
            Try again? [Y/n] ⏎
            Who brought it? moth⏎
            The story, in your own words: ..⏎
            {SAVED} S1.
            """,
            meanwhile=[writing.__enter__, lambda: writing.__exit__(None, None, None)],
        )
    (case,) = record.document()["cases"]
    assert case["label"] == "the gift"


@pytest.mark.slow
def test_news_stays_with_its_case_whatever_is_on_the_list_meanwhile(record: Recorder) -> None:
    son = {"label": "the quiet son", "presenter": "plover"}
    record.records(session_document("2026-02-16", cases=[FULL_BAG, son]))
    record.does("case close C1")()
    record(
        "log",
        f"{TO_CASES}\nAny news? 1⏎\nWhat did plover say? He moved.⏎\nHow are things? ^C",
        code=130,
    )
    record.does("case reopen C1")()
    record(
        "log",
        f"""
        2  News of C2 the quiet son from plover: how things are is not said yet.
        Enter goes on at 2, {GOES_ON} ⏎
        How are things? e⏎
        1  C1 the full bag (heron)
        Any more news? ..⏎
        {SAVED} S2.
        """,
    )
    assert record.document("S2")["checkins"] == [
        {"case": "C2", "outcome": "easier", "text": "He moved."}
    ]


@pytest.mark.slow
def test_a_refused_evening_is_put_right_at_the_look(record: Recorder) -> None:
    """The case that is brought again is closed in another window while the story is typed."""
    record.records(session_document("2026-02-16", cases=[{**FULL_BAG, "follow_up": "no"}]))
    record(
        "log",
        f"""
        {TO_CASES}
        Any news? ⏎
        Its label: the full bag⏎
        C1 the full bag, brought again
        Who brought it? heron ⏎
        (meanwhile)
        The story, in your own words: Once more.⏎
        More? ..⏎
        Enter saves, a number changes it, q keeps a draft: ⏎
        C1 is closed
        Your answers are still there; please check them.
        Enter saves, a number changes it, q keeps a draft: 2⏎
        Its label: C1 ^Uthe empty bag⏎
        What you typed was about C1. Is it about the empty bag? [y/N] y⏎
        Who brought it? ⏎
        The story, in your own words: Once more. ⏎
        More? continues C1⏎
        2  New case: the empty bag, brought by heron. "Once more." (2 words)
        {SAVED} S2.
        """,
        meanwhile=[record.does("case close C1 --on 2026-02-20")],
    )
    (case,) = record.document("S2")["cases"]
    assert (case["label"], case["summary"], case["continues"]) == (
        "the empty bag",
        "Once more.",
        "C1",
    )


@pytest.mark.slow
def test_what_was_typed_for_a_logbook_that_was_replaced_can_be_read_once_more(
    record: Recorder, tmp_path: Path
) -> None:
    """A draft in a file that was replaced does not count as saved."""
    (tmp_path / "stick").mkdir()
    record.records(session_document("2026-02-16", cases=[FULL_BAG]))
    shown = record(
        "log",
        f"""
        Anything different? 2.3.2026, moth late⏎
        Anything else? ⏎
        Any news? 1⏎
        What did heron say? She laughed.⏎
        How are things? easier⏎
        Any more news? ⏎
        {GIFT}
        (meanwhile)
        The story, in your own words: Too large to take.⏎
        Not saved. What you typed:
        been replaced in another window
        """,
        code=1,
        meanwhile=[record.does(f"--yes vault rotate --sheet {tmp_path}/stick/sheet.txt")],
    )
    typed = shown.partition("What you typed:")[2].partition("balintlog:")[0]
    for line in ("held on: 2026-03-02", "text: She laughed.", "summary: Too large to take."):
        assert line in typed


def test_a_group_without_members_is_told_before_anybody_types(record: Recorder) -> None:
    record.does("group add willow")()
    record("log --group willow", "willow has no members yet\nbalintlog member add willow", code=2)


@pytest.mark.slow
def test_nothing_is_asked_where_nothing_can_be_saved(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    older = record.cli.path.read_bytes()
    record.records(session_document("2026-03-09"))
    record.cli.path.write_bytes(older)
    for command in ("log", "note add"):
        record(command, "older than the one last used", code=6)


@pytest.mark.slow
def test_q_keeps_a_draft_that_was_taken_up(record: Recorder) -> None:
    record("log", f"{TO_CASES}\nIts label: the gift^C", code=130)
    for _ in range(2):
        record(
            "log",
            f"""
            You left this today:
            {GOES_ON} ?⏎
            q leaves it a draft.
            {GOES_ON} q⏎
            It is a draft now. To go on with it: balintlog log
            """,
        )
    draft = record.draft()
    assert draft is not None


def test_an_evening_is_left_today_until_four_in_the_morning() -> None:
    def since(day: date, now: datetime) -> int:
        desk: Any = SimpleNamespace(today=now.date(), evening=(now - timedelta(hours=4)).date())
        return evenings_since(desk, day)

    night = datetime.combine(date(2026, 3, 3), time(0, 50))
    assert since(date(2026, 3, 2), night) == 0
    assert since(date(2026, 3, 3), night) == 0, "typed after midnight"
    assert since(date(2026, 3, 1), night) == 1
    assert since(date(2026, 3, 2), night.replace(hour=9)) == 1
    assert since(date(2026, 3, 4), night.replace(hour=9)) == -1, "the clock was put back"


@pytest.mark.slow
def test_log_names_the_drafts_of_all_groups_and_goes_on_with_the_newest(record: Recorder) -> None:
    record.does("group add tern --leader alder")()
    record.does("member add tern --alias finch")()
    assert "draft" not in record("log", "Which group? (larch tern) ^C", code=130)
    record("log --group tern", "Anything different? 5.3.2026⏎\nelse? ⏎\nIts label: ^C", code=130)
    record(
        "log",
        """
        There is a draft: tern, 2026-03-05, last changed today.
        Which group? (larch tern) [tern] larch⏎
        larch, Friday 20 March
        Anything different? 4.3.2026⏎
        Anything else? ^C
        """,
        code=130,
    )
    record(
        "log",
        """
        There is a draft: larch, 2026-03-04, last changed today.
        There is a draft: tern, 2026-03-05, last changed today.
        Which group? (larch tern) [larch] ⏎
        You left this today:
        1  larch, Wednesday 4 March
        Enter goes on at 1, a number changes it, q keeps the draft, new begins another session: q⏎
        """,
    )


@pytest.mark.slow
def test_another_group_asks_only_who_brought_a_case(record: Recorder) -> None:
    record.records(session_document("2026-02-16", cases=[FULL_BAG]))
    record.does("group add tern --leader alder")()
    record.does("member add tern --alias finch")()
    look = "Enter saves, a number changes it, q keeps a draft:"
    shown = record(
        "log --group tern",
        f"""
        {TO_CASES}
        Its label: the gift⏎
        Who brought it? finch⏎
        The story, in your own words: Too large.⏎
        More? ..⏎
        {look} 1 larch⏎
        the gift: finch is not in larch.
        Who brought it? moth⏎
        {look} 1 moth away⏎
        the gift: moth was not there.
        Who brought it? <⏎
        {look} 1 moth there⏎
        {look} 1 moth away⏎
        the gift: moth was not there.
        Who brought it? plover⏎
        {look} ⏎
        Saved as S2.
        """,
    )
    assert "Any news?" not in shown
    (case,) = record.document("S2")["cases"]
    assert (case["presenter"], case["summary"]) == ("plover", "Too large.")


@pytest.mark.slow
def test_half_a_note_is_said_not_to_be_finished(record: Recorder) -> None:
    record("log", f"{TO_CASES}\nIts label: .⏎\nA note of your own? We were sl^C", code=130)
    record("log", f'2  Your note: "We were sl" (3 words) (not finished)\n{GOES_ON} q⏎')
