"""Expired records: what is past its time, and how to delete what depends on it."""

from __future__ import annotations

from datetime import date
from json import dumps
from typing import TYPE_CHECKING

from balintlog.domain.vocabulary import ANOTHER_MEMBER
from balintlog.storage.tables.stored_words import known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from balintlog.storage.store import Store

# Cases of which nothing was recorded later: brought, heard of, closed or reopened. The plus signs
# keep SQLite to the index that holds both numbers: by the one on sessions it would read, and
# decrypt, every text. For the same reason notes of old sessions are found without a look at them.
_LATER = "(SELECT id FROM session WHERE held_on > :cases)"
_CASES = f"""SELECT id FROM balint_case WHERE id IN (SELECT case_id FROM presentation)
    AND id NOT IN (SELECT case_id FROM presentation WHERE +session_id IN {_LATER}
        UNION ALL SELECT case_id FROM checkin WHERE +session_id IN {_LATER}
        UNION ALL SELECT case_id FROM case_event WHERE held_on > :cases)"""
_NOTES = """SELECT id FROM process_note
    WHERE session_id IN (SELECT id FROM session WHERE held_on <= :notes)
    UNION SELECT id FROM process_note
    WHERE session_id IN (SELECT id FROM session WHERE held_on > :notes) AND taken_on <= :taken"""
# A session stays as long as anything that depends on it.
# What is past its time itself is found once and named then, see ``as_parameters``.
_PAST_CASES = "(SELECT value FROM json_each(:past_cases))"
_SESSIONS = f"""SELECT id FROM session WHERE held_on <= :activity
    AND NOT EXISTS (SELECT 1 FROM presentation WHERE session_id = session.id
        AND case_id NOT IN {_PAST_CASES})
    AND NOT EXISTS (SELECT 1 FROM checkin WHERE session_id = session.id
        AND case_id NOT IN {_PAST_CASES})
    AND NOT EXISTS (SELECT 1 FROM process_note WHERE session_id = session.id
        AND process_note.id NOT IN (SELECT value FROM json_each(:past_notes)))"""
# Of closed cases that are not past their time: who presented them, or brought news of them, and
# no longer belongs to the group.
_LEFT = f"""closed_on IS NOT NULL AND case_id NOT IN {_PAST_CASES}
    AND NOT EXISTS (SELECT 1 FROM membership WHERE member_id = {{}}
        AND (left_on IS NULL OR left_on > :today))"""
_PRESENTERS = f"""FROM presenter JOIN presentation ON presentation.id = presentation_id
    JOIN balint_case ON balint_case.id = case_id
    WHERE member_id IS NOT NULL AND {_LEFT.format("presenter.member_id")}"""
_CODES = f"SELECT DISTINCT presentation_id {_PRESENTERS}"
_TELLERS = f"""SELECT checkin.id FROM checkin JOIN balint_case ON balint_case.id = case_id
    WHERE told_by_member IS NOT NULL AND {_LEFT.format("told_by_member")}"""


def months(store: Store) -> dict[str, int]:
    """Return the terms that a leader has set, in months."""
    return dict(
        tuple(known("retention", row)) for row in store.rows("SELECT term, months FROM retention")
    )


def set_months(store: Store, term: str, number: int) -> None:
    """Set a term."""
    store.add(
        "INSERT INTO retention (term, months) VALUES (?, ?)"
        " ON CONFLICT DO UPDATE SET months = excluded.months",
        (term, number),
    )


def past_cases(store: Store, limits: Mapping[str, str]) -> list[int]:
    """Return the cases that are past their time, in order; ``limits`` are the last past days."""
    return _numbers(store, _CASES, limits)


def past_notes(store: Store, limits: Mapping[str, str]) -> list[int]:
    """Return the process notes that are past their time."""
    return _numbers(store, _NOTES, limits)


def as_parameters(case_ids: list[int], note_ids: list[int]) -> dict[str, str]:
    """Return the cases and notes that are past their time, as the other queries name them."""
    return {"past_cases": dumps(case_ids), "past_notes": dumps(note_ids)}


def past_sessions(store: Store, limits: Mapping[str, str]) -> list[int]:
    """Return the sessions that are past their time, and on which nothing depends that is not."""
    return _numbers(store, _SESSIONS, limits)


def codes_of_who_left(store: Store, limits: Mapping[str, str]) -> list[int]:
    """Return the presentations of closed cases of which a presenter has left the group."""
    return _numbers(store, _CODES, limits)


def tellers_who_left(store: Store, limits: Mapping[str, str]) -> list[int]:
    """Return the check-ins of closed cases that somebody told who has left the group."""
    return _numbers(store, _TELLERS, limits)


def count_discussions(store: Store, case_ids: Iterable[int]) -> None:
    """Write into each session how many of its presentations are deleted with these cases."""
    for case_id in case_ids:
        store.change(
            "UPDATE session SET purged_presentations = purged_presentations + 1"
            " WHERE id IN (SELECT session_id FROM presentation WHERE case_id = ?)",
            (case_id,),
        )


def drop_codes(store: Store, limits: Mapping[str, str]) -> None:
    """Remove from closed cases the presenters and tellers who have left the group."""
    store.change(
        "UPDATE balint_case SET row_version = row_version + 1 WHERE id IN"
        f" (SELECT case_id {_PRESENTERS}"
        f" UNION SELECT case_id FROM checkin WHERE id IN ({_TELLERS}))",
        limits,
    )
    store.change(
        "UPDATE checkin SET told_by_member = NULL, told_by_word = :another"
        f" WHERE id IN ({_TELLERS})",
        {**limits, "another": ANOTHER_MEMBER},
    )
    store.change(
        f"UPDATE presenter SET member_id = NULL WHERE id IN (SELECT presenter.id {_PRESENTERS})",
        limits,
    )


def earliest(
    store: Store,
    case_ids: Iterable[int],
    note_ids: Iterable[int],
    session_ids: Iterable[int],
    presentation_ids: Iterable[int],
    checkin_ids: Iterable[int],
) -> date | None:
    """Return the day of the first session to which any of these goes back."""
    held_on = "SELECT min(held_on) FROM session"
    wanted = (
        (f"{held_on} JOIN presentation ON session_id = session.id WHERE case_id = ?", case_ids),
        (
            f"{held_on} JOIN process_note ON session_id = session.id WHERE process_note.id = ?",
            note_ids,
        ),
        (f"{held_on} WHERE id = ?", session_ids),
        (
            f"{held_on} JOIN presentation ON session_id = session.id WHERE presentation.id = ?",
            presentation_ids,
        ),
        (f"{held_on} JOIN checkin ON session_id = session.id WHERE checkin.id = ?", checkin_ids),
    )
    days = [store.value(sql, (number,)) for sql, numbers in wanted for number in numbers]
    return date.fromisoformat(min(days)) if days else None


def last_entry(store: Store) -> date | None:
    """Return the day of the last session, or on which a case was last closed or reopened.

    Where there is neither, the day on which a draft was last changed: that is by the clock.
    """
    day = store.value(
        "SELECT coalesce(max(held_on), (SELECT max(updated_on) FROM draft)) FROM"
        " (SELECT held_on FROM session UNION ALL SELECT held_on FROM case_event)"
    )
    return None if day is None else date.fromisoformat(day)


def _numbers(store: Store, sql: str, limits: Mapping[str, str]) -> list[int]:
    return [number for (number,) in store.rows(f"{sql} ORDER BY 1", limits)]
