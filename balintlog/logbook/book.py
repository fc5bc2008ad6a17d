"""The logbook as an open book, and finding things in it by what a leader types."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain import ids
from balintlog.domain.aliases import folded
from balintlog.domain.text import printable
from balintlog.domain.typed.word_matches import words_meant
from balintlog.domain.vocabulary import nearest
from balintlog.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError
from balintlog.storage.tables import cases, merged_cases, notes, people, sessions, trainings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date
    from pathlib import Path

    from balintlog.domain.membership import Member
    from balintlog.domain.records import Case, Group, Leader, ProcessNote, Session, Training
    from balintlog.storage.store import Store
    from balintlog.vault.keyring import DataKey


class Logbook(NamedTuple):
    """An open logbook, who is at the keyboard, which day it is, and what opened it.

    ``file_id`` is the logbook's name for good, 32 hexadecimal digits. ``before`` is the
    backup that was made because its structure was brought up to date just now.
    """

    store: Store
    leader: str
    today: date
    key: DataKey
    file_id: str
    before: Path | None = None

    @property
    def leader_id(self) -> int:
        """The number of the leader at the keyboard."""
        return people.leaders(self.store)[self.leader].id


def all_groups(book: Logbook) -> list[Group]:
    """Return every group, the archived ones too, in the order of their ids."""
    return people.groups(book.store)


def groups_that_meet(book: Logbook) -> list[Group]:
    """Return the groups that are not archived, in the order of their ids."""
    return people.groups(book.store, archived=False)


def all_leaders(book: Logbook) -> list[Leader]:
    """Return everybody who leads sessions, in the order of their aliases."""
    return list(people.leaders(book.store).values())


def latest_session(book: Logbook, group_id: int) -> Session | None:
    """Return the session that a group held last, or None."""
    return next(iter(sessions.latest_sessions(book.store, group_id, 1)), None)


def find_group(book: Logbook, text: str) -> Group:
    """Return a group by id, label or a part of one, or raise NotFoundError."""
    if ids.looks_like_id(text):
        ids.number_of("G", text)  # the id of something else is mistyped, not missing
    if (group := group_named(book, text)) is not None:
        return group
    groups = {known.label: known for known in people.groups(book.store)}
    return groups[_name_meant("group", text, groups, "balintlog group list")]


def groups_meant(book: Logbook, named: str | None) -> list[Group]:
    """Return the group that is named, or all that still meet."""
    if named is None:
        return groups_that_meet(book)
    return [find_group(book, named)]


def group_named(book: Logbook, text: str) -> Group | None:
    """Return a group by id or label, or None."""
    if not ids.looks_like_id(text):
        return people.group_labelled(book.store, text.strip())
    if not text.strip().upper().startswith("G"):
        return None
    return people.group(book.store, ids.number_of("G", text))


def find_member(book: Logbook, text: str) -> Member:
    """Return a member by alias or a part of one, or raise NotFoundError."""
    if (member := people.member(book.store, folded(text))) is not None:
        return member
    everybody = {  # some perhaps saved by a balintlog that folded less
        member.alias: member
        for group in people.groups(book.store)
        for member in people.members(book.store, group.id)
    }
    return everybody[_name_meant("member", text, everybody, "balintlog member list")]


def find_leader(book: Logbook, text: str) -> Leader:
    """Return a leader by alias or a part of one, or raise NotFoundError."""
    known = people.leaders(book.store)
    return known[_name_meant("leader", text, known, "balintlog leader list")]


def find_session(book: Logbook, text: str) -> Session:
    """Return a session by id, or raise NotFoundError."""
    session = sessions.session(book.store, ids.number_of("S", text))
    if session is None:
        raise _not_found("session", text, (), "balintlog session list")
    return session


def find_case(book: Logbook, text: str) -> Case:
    """Return a case by id, also by that of one that was merged into it, or raise NotFoundError."""
    number = ids.number_of("C", text)
    case = cases.case(book.store, number)
    if case is None and (into := merged_cases.merged(book.store).get(number)):
        case = cases.case(book.store, into)
    if case is None:
        raise _not_found("case", text, (), "balintlog case list")
    return case


def leads_to(book: Logbook, text: str) -> int | None:
    """Return the number of the case that an id leads to, known or not; None for what is no id."""
    if not ids.looks_like_id(text) or text.strip().upper()[0] != "C":
        return None
    number = ids.number_of("C", text)
    return merged_cases.merged(book.store).get(number, number)


def find_note(book: Logbook, text: str) -> ProcessNote:
    """Return a note by id, or raise NotFoundError."""
    note = notes.note(book.store, ids.number_of("N", text))
    if note is None:
        raise _not_found("note", text, (), "balintlog note list")
    return note


def find_training(book: Logbook, text: str) -> Training:
    """Return a training record by id, or raise NotFoundError."""
    training = trainings.training(book.store, ids.number_of("T", text))
    if training is None:
        raise _not_found("training record", text, (), "balintlog training list")
    return training


def forget_changes(book: Logbook) -> None:
    """Let nothing be taken back any more, by any leader, when the present transaction ends.

    For what must not live on: what is deleted, or an identifier that is taken out of a text.
    """
    if book.store.recorder is not None:
        book.store.recorder.forget_all(book.store)


def leave_unrecorded(book: Logbook) -> None:
    """Let the present transaction be no change that could be taken back in turn."""
    if book.store.recorder is not None:
        book.store.recorder.leave_unrecorded()


def changed_meanwhile(what: str) -> ChangedMeanwhileError:
    """Say that somebody else was faster."""
    return ChangedMeanwhileError(
        f"{what} has been changed in another window; nothing was overwritten",
        "Look at it again, then repeat the edit.",
    )


def check_version(what: str, present: int, wanted: int | None) -> None:
    """Refuse to go on if a record is no longer the version that somebody saw."""
    if wanted is not None and wanted != present:
        raise changed_meanwhile(what)


def _name_meant(kind: str, text: str, known: Collection[str], listing: str) -> str:
    """Return the label or alias that is typed whole, or by a part that no other has.

    NotFoundError if there is none, InvalidInputError if there are several.
    """
    meant = words_meant(text, known)
    if len(meant) > 1:
        raise InvalidInputError(f"{printable(text[:40])} could be: {', '.join(meant)}")
    if not meant:
        raise _not_found(kind, text, known, listing)
    return meant[0]


def _not_found(kind: str, text: str, known: Iterable[str], listing: str) -> NotFoundError:
    meant = nearest(text, known, names=True)
    hint = f"Did you mean {meant}?" if meant else f"To list them: {listing}"
    return NotFoundError(f"there is no {kind} {printable(text[:40])}", hint)
