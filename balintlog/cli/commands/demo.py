"""``balintlog demo``: an invented logbook to try things with."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from balintlog.cli.command_to_type import ON_WINDOWS, quoted
from balintlog.cli.commands.followups import group_lines, narrow
from balintlog.cli.commands.log import log_evening
from balintlog.cli.history_lines import history_lines
from balintlog.cli.options import Json
from balintlog.cli.terminal.output import answer_json, remark, say, say_to_copy, width_of
from balintlog.cli.terminal.prompts import ask_yes_no
from balintlog.logbook import demo_logbook
from balintlog.logbook.book import find_case, find_group, groups_meant
from balintlog.logbook.keys import create_logbook, open_logbook
from balintlog.logbook.keys.paths import keys_path
from balintlog.logbook.view import case_history, case_story, followup_list
from balintlog.vault import passphrases

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.logbook.book import Logbook


EVENING_OF = "larch"
AN_EVENING = (
    "",
    f"Suppose {EVENING_OF} met tonight, and it went like this:",
    "  moth was away, and heron came 20 minutes late.",
    "  kestrel brought a patient who never takes the chair that is offered.",
    "  Afterwards you thought that you could have waited longer.",
    "Say it as you like; at any question ? says what can be typed.",
    "",
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", help=demo.__doc__)(demo)


def demo(ctx: typer.Context, json: Json = False) -> None:
    """Try balintlog with an invented logbook.

    It makes an encrypted logbook in a temporary folder, or at -f FILE, and shows it. On a
    terminal it then offers to log an invented evening.

    \b
    Examples:
      balintlog demo
      balintlog -f demo.balint demo
    """
    desk: Desk = ctx.obj
    path = _place(desk)
    leader = demo_logbook.invented().leaders[0]
    passphrase = passphrases.propose()
    create_logbook.create(path, leader, passphrase, desk.today, desk.surroundings.stretching)
    book = open_logbook.approach(path, leader).open(passphrase, desk.today)
    with book.store:
        demo_logbook.record_all(book)
        desk.surroundings.outcome.is_done = True
        if json:
            answer_json(desk, {"file": str(path), "leader": leader, "passphrase": passphrase})
            return
        _show(desk, book)
        go_on = f"  {_as_typed(desk)} -f {quoted(str(path), for_windows=ON_WINDOWS)} status"
        say(
            desk,
            "",
            "Everything in it is invented. When you have seen enough, delete the file, and its keys"
            f" beside it: {path.parent if not desk.path_named else keys_path(path)}",
        )
        say_to_copy(desk, f"To go on with it; the passphrase is: {passphrase}")
        say_to_copy(desk, go_on)
        if desk.can_ask and ask_yes_no(desk, "Log an invented evening in it now?", default=False):
            remark(desk, *AN_EVENING)
            log_evening(desk, book, find_group(book, EVENING_OF), json=False)
            say(desk, "")
            say_to_copy(desk, go_on)


def _as_typed(desk: Desk) -> str:
    """Return what starts this program again: its name alone where the shell would find it."""
    started = desk.surroundings.program
    if Path(started).name == "__main__.py":
        return f"{quoted(sys.executable, for_windows=ON_WINDOWS)} -m balintlog"
    by_name = shutil.which("balintlog", path=desk.surroundings.environ.get("PATH"))
    if not started or (by_name and Path(by_name).resolve() == Path(started).resolve()):
        return "balintlog"
    return quoted(started, for_windows=ON_WINDOWS)


def _place(desk: Desk) -> Path:
    """Return the file named with -f, or a new one in a temporary folder.

    BALINTLOG_FILE names the leader's own logbook, where nothing invented belongs.
    """
    if desk.path_named:
        create_logbook.check_free(desk.path)
        return desk.path
    return Path(tempfile.mkdtemp(prefix="balintlog-")) / "demo.balint"


def _show(desk: Desk, book: Logbook) -> None:
    say(desk, "$ balintlog followups")
    for group in groups_meant(book, None):
        say(desk, *group_lines(followup_list.followups(book, group), width=narrow(desk)), "")
    say(desk, f"$ balintlog case show {demo_logbook.TELLING_CASE} --notes")
    case = find_case(book, demo_logbook.TELLING_CASE)
    now, asking = case_history.case_now(book, case), followup_list.said_of(book, case)
    story = case_story.story_of(book, case, with_notes=True)
    say(desk, *history_lines(now, story, asking, width=width_of(desk), reader=book.leader))
