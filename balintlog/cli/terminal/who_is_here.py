"""Who is here: which of several leaders sits at the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import ask_line
from balintlog.cli.terminal.real_terminal import terminal_of
from balintlog.errors import InvalidInputError
from balintlog.logbook.keys import last_seen

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.vault.keyring import Keyring

WHO = (  # what is said at ?
    "Your alias in this logbook, or its first letters.",
    "It is shown while you type: the passphrase is asked for next.",
)


def who_is_here(desk: Desk, ring: Keyring, names: tuple[str, ...]) -> str:
    """Return which leader was here last; on a computer that knows none, ask.

    So the first question is the passphrase: nobody types one in clear by habit.
    """
    if not desk.can_ask:
        raise InvalidInputError(
            f"this logbook has {len(names)} leaders; which of them are you?",
            hint=f"Say who you are with --as: {' or '.join(names)}.",
        )
    memory = last_seen.recall(desk.state_folder, ring.file_id)
    if memory is not None and memory.leader in names:
        return memory.leader
    return ask_who(desk, names)


def ask_who(desk: Desk, names: tuple[str, ...]) -> str:
    """Ask who is here; what may be a passphrase that was typed in clear leaves the screen."""
    from balintlog.cli.terminal.choices import meant  # not for every opening

    while True:
        typed = ask_line(desk, f"Who is here? ({' '.join(names)}) ", WHO)
        if name := meant(typed, names):
            return name
        if len(typed) > max(map(len, names)):
            clear_typed_passphrase(desk)
        remark(desk, f"One of: {', '.join(names)}.")


def clear_typed_passphrase(desk: Desk) -> None:
    """Clear the screen of an answer that makes no sense, and may be a passphrase."""
    terminal_of(desk).clear()
    remark(desk, "balintlog has cleared the screen, in case that was a passphrase.")
