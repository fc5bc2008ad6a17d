"""The chosen record: the one that is named, by its id or otherwise, or chosen from a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.record_list import ListedRecord, ask_from_list
from balintlog.domain.ids import looks_like_id, shown
from balintlog.domain.text import listed as in_a_row
from balintlog.domain.text import printable
from balintlog.domain.typed.typed_dates import said_day
from balintlog.domain.typed.word_matches import words_meant
from balintlog.errors import InvalidInputError, NotFoundError
from balintlog.logbook import book as named
from balintlog.logbook.view import lists
from balintlog.logbook.view.choices import case_choices, record_choices

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from balintlog.cli.desk import Desk
    from balintlog.domain.membership import Member
    from balintlog.domain.records import Case, Group, Leader, ProcessNote, Session, Training
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.view.choices.record_choices import RecordChoice

_MOST_REPEATED = 40  # characters of what names nothing


def chosen_case(
    desk: Desk,
    book: Logbook,
    typed: str | None,
    *,
    echo: bool = True,
    asks: str = "Which case?",
    among: Collection[str] | None = None,
) -> Case:
    """Return the case that is meant by an id, a label, an alias or a coded word, or chosen.

    ``echo``: say which it is, where something else than its id was typed. ``asks``: what is asked
    where a list is shown; ``among``: the ids of the only cases on it.
    """
    if typed is not None and looks_like_id(typed):
        case = named.find_case(book, typed)
        if (name := shown("C", case.id)) != (old := typed.strip().upper()):
            remark(desk, f"{old} was merged into {name} {case.label}.")
        return case
    choices = case_choices.case_choices(book, None)
    if among and typed is None:
        choices = [choice for choice in choices if choice.case in among]
    by_id = {
        choice.case: ListedRecord(
            choice.case,
            f"{choice.label} ({in_a_row(choice.presenters) or '-'}),"
            f" {said_day(choice.presented_on, book.today)}",
        )
        for choice in choices
    }

    def meant(word: str) -> list[ListedRecord]:
        return [by_id[choice.case] for choice in case_choices.cases_meant(word, choices)]

    question = f"{asks} (number, or any word: label, alias, theme)"
    chosen = _chosen(desk, "case", question, list(by_id.values()), meant, typed, echo=echo)
    return named.find_case(book, chosen)


def chosen_session(desk: Desk, book: Logbook, typed: str | None, *, echo: bool = True) -> Session:
    """Return the session that is meant by an id, its date or its group, or chosen from a list."""
    if typed is not None and looks_like_id(typed):
        return named.find_session(book, typed)
    choices = record_choices.session_choices(book)
    question = "Which session? (number, date or group)"
    chosen = _by_day(desk, book, "session", question, choices, typed, echo=echo)
    return named.find_session(book, chosen)


def chosen_note(desk: Desk, book: Logbook, typed: str | None, *, echo: bool = True) -> ProcessNote:
    """Return the note that is meant by an id, its date, its case or heading, or chosen."""
    if typed is not None and looks_like_id(typed):
        return named.find_note(book, typed)
    choices = record_choices.note_choices(book)
    question = "Which note? (number, date, or any word: case, heading)"
    chosen = _by_day(desk, book, "note", question, choices, typed, echo=echo)
    return named.find_note(book, chosen)


def chosen_group(desk: Desk, book: Logbook, typed: str | None) -> Group:
    """Return the group that is meant by an id or a label, the only one, or one that is chosen."""
    if typed is not None:
        return named.find_group(book, typed)
    groups = named.all_groups(book)
    if len(groups) == 1:
        return groups[0]
    every = [ListedRecord(shown("G", group.id), group.label) for group in groups]

    def meant(word: str) -> list[ListedRecord]:
        said = words_meant(word, [name for row in every for name in row])
        return [row for row in every if set(row) & set(said)]

    chosen = _chosen(desk, "group", "Which group?", every, meant, None, echo=False)
    return named.find_group(book, chosen)


def chosen_member(
    desk: Desk, book: Logbook, typed: str | None, group: Group | None = None
) -> Member:
    """Return the member who is meant by an alias or its beginning, or chosen from a list.

    ``group``: the list is that of this group.
    """
    if typed is not None:
        return named.find_member(book, typed)
    labels = {shown("G", group.id): group.label for group in named.all_groups(book)}
    every = [
        ListedRecord(line.alias, labels[line.group]) for line in lists.member_lines(book, group)
    ]
    return named.find_member(book, _chosen_alias(desk, "member", every))


def chosen_leader(desk: Desk, book: Logbook, typed: str | None) -> Leader:
    """Return the leader who is meant by an alias or its beginning, or chosen from a list."""
    if typed is not None:
        return named.find_leader(book, typed)
    every = [ListedRecord(leader.alias, "") for leader in named.all_leaders(book)]
    return named.find_leader(book, _chosen_alias(desk, "leader", every))


def _chosen_alias(desk: Desk, kind: str, every: list[ListedRecord]) -> str:
    """Return the alias of a member or leader that is chosen from a list."""

    def meant(word: str) -> list[ListedRecord]:
        said = words_meant(word, [row.name for row in every])
        return [row for row in every if row.name in said]

    return _chosen(desk, kind, f"Which {kind}?", every, meant, None, echo=False)


def chosen_training(desk: Desk, book: Logbook, typed: str | None) -> Training:
    """Return the record of training that is meant by an id, or chosen from a list."""
    from balintlog.logbook.record import training_hours

    if typed is not None:
        return named.find_training(book, typed)
    choices = [
        record_choices.RecordChoice(shown("T", held.id), held.from_on, (held.kind, held.leader))
        for held in training_hours.of_leader(book, None)
    ]
    question = "Which training? (number, date or kind)"
    chosen = _by_day(desk, book, "training", question, choices[::-1], None, echo=False)
    return named.find_training(book, chosen)


def _by_day(
    desk: Desk,
    book: Logbook,
    kind: str,
    question: str,
    choices: Sequence[RecordChoice],
    typed: str | None,
    *,
    echo: bool,
) -> str:
    """Return the id of what is meant by an id, a date or a word, or chosen from a list."""
    rows = {
        choice.name: ListedRecord(
            choice.name,
            ", ".join([said_day(choice.held_on, book.today), *choice.words]),
        )
        for choice in choices
    }

    def meant(word: str) -> list[ListedRecord]:
        records = record_choices.records_meant(word, choices, desk.today, desk.evening)
        return [rows[choice.name] for choice in records]

    return _chosen(desk, kind, question, list(rows.values()), meant, typed, echo=echo)


def _chosen(
    desk: Desk,
    kind: str,
    question: str,
    every: Sequence[ListedRecord],
    meant: Callable[[str], Sequence[ListedRecord]],
    typed: str | None,
    *,
    echo: bool,
) -> str:
    """Return the name of the record that a word means alone, or of the one that is chosen.

    NotFoundError if it means none or there is none, InvalidInputError where it may mean several
    and nobody can be asked.
    """
    offered = [] if typed is None else list(meant(typed))
    listing = f"To list them: balintlog {kind} list"
    if typed is not None and not offered:
        raise NotFoundError(f"there is no {kind} {printable(typed[:_MOST_REPEATED])}", listing)
    if not every:
        raise NotFoundError(f"there is no {kind} yet", f"See: balintlog {kind} add --help")
    if len(offered) != 1:
        if not desk.can_ask:
            names = in_a_row([row.name for row in offered])
            said = "" if typed is None else printable(typed[:_MOST_REPEATED])
            raise InvalidInputError(f"{said} could be {names}", hint=listing)
        rest = "more" if kind in ("group", "member", "leader") else "older"
        return ask_from_list(desk, question, every, meant, offered, rest=rest).name
    if echo and desk.can_ask:
        remark(desk, f"{offered[0].name} {offered[0].said}")
    return offered[0].name
