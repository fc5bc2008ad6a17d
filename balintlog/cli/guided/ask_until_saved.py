"""Ask and record until it is saved: nothing that was typed is lost."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from balintlog.cli.terminal.output import explain, in_words, remark
from balintlog.cli.terminal.prompts import ask_yes_no
from balintlog.cli.terminal.typed_signs import GoBack, SkipTheRest
from balintlog.errors import (
    BalintlogError,
    ChangedMeanwhileError,
    CouldNotError,
    DeclinedError,
    InterruptedByLeaderError,
    ListedError,
    ReplacedError,
)
from balintlog.logbook.record import command_draft

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers, Form
    from balintlog.logbook.book import Logbook

T = TypeVar("T")


def until_saved(
    desk: Desk,
    book: Logbook,
    form: Form,
    ask: Callable[[], None],
    record: Callable[[Any], T],
    read_again: Callable[[], Answers] | None = None,
    typed_in: Callable[[Form], Mapping[str, Any]] = lambda form: form.typed,
) -> T:
    """Ask and record until it is saved: nothing typed is lost by a refusal or a busy file.

    ``read_again`` returns the fields of an edited record as they are now, in case somebody has
    changed it; ``typed_in`` what is shown of a form that cannot be saved.
    """
    book.store.require_writable()
    try:
        while True:
            try:
                _ask_through(desk, form, ask)
                return record(form.answers)
            except (DeclinedError, InterruptedByLeaderError, ReplacedError):
                raise
            except (ListedError, CouldNotError) as error:
                _put_right(desk, form, error, read_again)
    except DeclinedError:
        raise
    except BalintlogError as error:
        # A draft is as good as saved, unless it is in a file that was replaced.
        if (
            isinstance(error, InterruptedByLeaderError)
            and form.has_draft
            and not error.names_draft  # a page that was opened within this one
        ):
            error.hint, error.names_draft = form.draft_is_kept, True
        is_gone = isinstance(error, ReplacedError)
        if isinstance(error, ChangedMeanwhileError) and form.draft is not None:
            is_gone = command_draft.drop_without_object(book, form.draft)
        typed = typed_in(form)
        if not form.has_draft or is_gone:
            tell_typed(desk, typed)
        raise


def _put_right(
    desk: Desk,
    form: Form,
    error: ListedError | CouldNotError,
    read_again: Callable[[], Answers] | None,
) -> None:
    """Say what stood in the way and get ready for another try, or stop with the error."""
    if isinstance(error, ListedError):
        error.hint = None  # what to do comes now
        explain(desk.surroundings, in_words(error))
        remark(desk, "Your answers are still there; please check them.")
        form.ask_all_again()
    elif isinstance(error, ChangedMeanwhileError):
        _look_again(desk, form, error, read_again)
    else:
        explain(desk.surroundings, error)
        if not ask_yes_no(desk, "Try again?", default=True):
            raise error


def _ask_through(desk: Desk, form: Form, ask: Callable[[], None]) -> None:
    """Ask until the end, or until the leader skips the rest; a lone < goes back."""
    while True:
        try:
            ask()
        except SkipTheRest:
            return
        except GoBack:
            if not form.go_back():
                remark(desk, "This is the first question.")
        else:
            return


def _look_again(
    desk: Desk,
    form: Form,
    error: ChangedMeanwhileError,
    read_again: Callable[[], Answers] | None,
) -> None:
    """Go on with the record as it is now; if it is gone, stop with the error."""
    now = None
    if read_again is not None:
        with suppress(BalintlogError):
            now = read_again()
    if now is None:
        raise error
    error.hint = None  # the leader looks again now
    explain(desk.surroundings, error)
    tell_changed(desk, form.lay_over(now))


def tell_typed(desk: Desk, typed: Mapping[str, Any]) -> None:
    """Show what was typed, field by field, where it cannot be saved."""
    if typed:
        remark(desk, "", "Not saved. What you typed:", *_field_lines(typed))


def tell_changed(desk: Desk, changed: Mapping[str, Any]) -> None:
    """Show what another window has changed in a record since it was read."""
    if changed:
        remark(desk, "It is now:", *_field_lines(changed))
    remark(desk, "What you typed is still there; please check it.")


def _field_lines(fields: Mapping[str, Any], indent: str = "  ") -> list[str]:
    """Show fields one by one, and below its name what an entry holds, such as a case."""
    lines = []
    for key, value in fields.items():
        name = key.replace("_", " ")
        if key == "keep":  # places, which tell a reader nothing
            continue
        if isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
            for entry in value:
                lines += [f"{indent}{name}:", *_field_lines(entry, f"{indent}  ")]
        else:
            lines.append(f"{indent}{name}: {_in_words(value)}")
    return lines


def _in_words(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        value = [f"{key} {_in_words(inner)}" for key, inner in value.items()]
    return ", ".join(value) if isinstance(value, list) else str(value)
