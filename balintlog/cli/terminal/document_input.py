"""A document as input: the JSON file that ``--from`` names, or standard input."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from balintlog import disk
from balintlog.cli.terminal.output import remark
from balintlog.disk_failures import reason_of
from balintlog.domain.text import printable
from balintlog.errors import InvalidInputError, Problem
from balintlog.logbook.document.decoded_json import MAX_DOCUMENT_BYTES, decode
from balintlog.logbook.screening import screen_gate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import BinaryIO

    from balintlog.cli.desk import Desk

_MAX_SMALL = 8192  # bytes


def read_document(desk: Desk, source: str) -> Any:
    """Decode the JSON document at ``source`` (``-`` is standard input)."""
    desk.meanwhile.append(_read_word_lists)
    return decode(read_bytes(desk, source, MAX_DOCUMENT_BYTES, "--from -"))


def _read_word_lists() -> None:
    """Get the screen ready for the texts of a document."""
    screen_gate.warm_up()


def read_bytes(desk: Desk, source: str, most: int, otherwise: str) -> bytes:
    """Return the bytes at ``source`` (``-`` is standard input): at most one more than ``most``.

    ``otherwise`` says what to use if there is no such file.
    """
    try:
        if source == "-":
            return desk.surroundings.stdin_bytes.read(most + 1)
        with opened_file(source) as file:
            return file.read(most + 1)
    except (OSError, ValueError, RuntimeError) as error:
        hint = f"Check its name, or use {otherwise}."
        raise unreadable(source, error, hint) from None


def opened_file(source: str) -> BinaryIO:
    """Open a file whose name was typed. OSError, ValueError, RuntimeError; InvalidInputError.

    A pipe that has a name is refused: nobody may ever write into it. What a shell puts under
    /dev (``<(program)``) has a writer already.
    """
    path = Path(source).expanduser()
    kind = disk.other_kind(path)
    if kind and path.parts[:2] != ("/", "dev"):
        raise InvalidInputError(
            f"the file {printable(source)} cannot be read: it is {kind}, not a file",
            hint="Name a file. What another program writes goes to standard input.",
        )
    return path.open("rb")


def unreadable(source: str, error: Exception, check_name: str) -> InvalidInputError:
    """Return why a file cannot be read: missing, a zero byte, no such home, or a disk's reason."""
    what = "standard input" if source == "-" else f"the file {printable(source)}"
    message = f"{what} cannot be read"
    if not isinstance(error, OSError) or isinstance(error, FileNotFoundError):
        return InvalidInputError(message, hint=check_name)
    reason, hint = reason_of(error)
    return InvalidInputError(f"{message}: {reason}", hint=hint)


def read_small_text(desk: Desk, source: str) -> str:
    """Return a short text of ASCII letters from a file (``-`` is standard input)."""
    try:
        if source == "-":
            return desk.surroundings.stdin_bytes.read(_MAX_SMALL).decode("ascii")
        with opened_file(source) as file:
            return file.read(_MAX_SMALL).decode("ascii")
    except (OSError, ValueError, RuntimeError) as error:
        raise unreadable(source, error, "Check its name.") from None


def read_object(desk: Desk, source: str | None, given: Mapping[str, object]) -> dict[str, object]:
    """Return the object that was sent, or what options gave; never a mixture of both."""
    if source is None:
        return dict(given)
    if given:
        raise InvalidInputError("--from gives the whole object; leave out the other fields")
    document = read_document(desk, source)
    if not isinstance(document, dict):
        raise InvalidInputError(Problem("must be an object in braces { }", ""))
    return document


def point_out(desk: Desk, problems: Iterable[Problem]) -> None:
    """Print the soft findings in a document that was saved."""
    remark(desk, *(f"balintlog: {problem.pointer}: {problem.message}" for problem in problems))


def version_seen(changes: dict[str, object], option: int | None) -> int | None:
    """Take the row version that a leader saw out of the changes, or from the option."""
    version = changes.pop("row_version", option)
    if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
        raise InvalidInputError(Problem("must be a whole number", "/row_version"))
    return version
