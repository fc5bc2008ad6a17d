"""One-time codes, with which a leader who is not here can open the logbook once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from balintlog.cli.terminal.output import remark, width_of, wrapped
from balintlog.vault import passphrases
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from datetime import date

    from balintlog.cli.desk import Desk

_ADVICE = (
    "Tell them the code in person or by telephone; never send it with the logbook. balintlog"
    " takes it once, and then asks them for a passphrase. With an older copy of the keys file it"
    " works again, also after its last day. If it falls into the wrong hands: balintlog vault"
    " rotate"
)


def drawn_code(until: date) -> tuple[Secret, str]:
    """Return a one-time code as a secret, and as it is shown."""
    code = passphrases.draw_code()
    return Secret(code, until), code


def last_day_of_code(desk: Desk) -> date:
    """Return the last day on which a code drawn today is accepted."""
    return desk.today + timedelta(days=passphrases.CODE_DAYS)


def code_lines(leader: str, code: str, secret: Secret) -> list[str]:
    """Return a code as lines to read, itself on a line that fits every window."""
    return [f"One-time code of {leader}, to be used by {secret.expires_on}:", f"    {code}"]


def advise_on_codes(desk: Desk) -> None:
    """Say how to hand over a code."""
    remark(desk, *wrapped(_ADVICE, "", width_of(desk)))
