"""The app of the command line, and the one place that turns an error into an exit code."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from balintlog.cli.desk import Desk, Surroundings, file_named
from balintlog.cli.lost_answers import ClosedStream, failed_file, lost_answer
from balintlog.cli.registry import Root
from balintlog.cli.terminal.output import explain, in_words
from balintlog.cli.terminal.passphrase_entry import check_descriptors
from balintlog.domain.aliases import folded
from balintlog.domain.text import NOT_UNICODE, text_fault
from balintlog.errors import (
    BalintlogError,
    CouldNotError,
    InterruptedByLeaderError,
    InvalidInputError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

WITH_VALUE = ("-f", "--file", "--as", "--color")
WITHOUT_VALUE = ("--no-input", "--yes", "--accept-older", "--plain")
MOST_TOLD = 300  # characters of an argument that Typer repeats
_SCRIPTS = {"--install-completion", "--show-completion"}
_ONE_DASH = re.compile("-[a-zA-Z].")
COLOURS = ("auto", "always", "never")

app = typer.Typer(
    name="balintlog",
    cls=Root,
    epilog="You can also type these options after the command.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"balintlog {version('balintlog')}")
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    file: Annotated[
        str | None, typer.Option("-f", "--file", metavar="FILE", help="The logbook to use.")
    ] = None,
    who: Annotated[
        str | None, typer.Option("--as", metavar="ALIAS", help="The leader at the keyboard.")
    ] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask questions.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Answer yes to every confirmation.")] = False,
    color: Annotated[
        str, typer.Option("--color", metavar="WHEN", help="Use colour: auto, always or never.")
    ] = "auto",
    accept_older: Annotated[
        bool,
        typer.Option(
            "--accept-older",
            help="Use this copy, even if it is older, has diverged or was changed.",
        ),
    ] = False,
    plain: Annotated[
        bool,
        typer.Option("--plain", help="Ask in plain lines, for screen readers."),
    ] = False,
    version: Annotated[  # noqa: ARG001 - its callback answers
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Show the version."),
    ] = False,
) -> None:
    """Keep an encrypted logbook for a Balint group.

    \b
    Examples:
      balintlog demo
      balintlog log
      balintlog -f larch.balint followups
    """
    if color not in COLOURS:
        raise InvalidInputError(f"--color takes one of: {', '.join(COLOURS)}")
    surroundings = ctx.obj if isinstance(ctx.obj, Surroundings) else Surroundings()
    environ = surroundings.environ
    named = environ.get("BALINTLOG_LEADER") or None if who is None else who
    ctx.obj = Desk(
        surroundings=surroundings,
        meant=file_named(file, environ),
        path_named=file is not None,
        leader=None if named is None else folded(named),
        no_input=no_input,
        yes=yes,
        color=color,
        accept_older=accept_older,
        plain=plain,
    )
    check_descriptors(environ)


def global_options_first(arguments: Sequence[str]) -> list[str]:
    """Move global options to the front, wherever they were typed; ``--`` ends the search."""
    front: list[str] = []
    rest: list[str] = []
    left = list(arguments)
    while left:
        argument = left.pop(0)
        if argument == "--":
            rest += [argument, *left]
            break
        if argument in WITH_VALUE and not left:
            raise InvalidInputError(f"{argument} needs a value", hint="See: balintlog --help")
        if argument in WITH_VALUE:
            front += [argument, left.pop(0)]
        elif argument in WITHOUT_VALUE or _holds_its_value(argument):
            front.append(argument)
        else:
            rest.append(argument)
    return front + rest


def _holds_its_value(argument: str) -> bool:
    """Return whether a global option has its value in the same word: --file=x, or -fx."""
    is_short = argument.startswith("-f") and len(argument) > len("-f")
    return is_short or ("=" in argument and argument.split("=", 1)[0] in WITH_VALUE)


def main(arguments: Sequence[str] | None = None, surroundings: Surroundings | None = None) -> int:
    """Run one command and return its exit code.

    Every expected failure is a sentence on standard error; a traceback is a defect.
    """
    if surroundings is None:
        _ready_streams()
    around = surroundings or Surroundings()
    argv = list(sys.argv[1:] if arguments is None else arguments)
    if around.environ.get("_BALINTLOG_COMPLETE") or _SCRIPTS & set(argv):
        from balintlog.cli.terminal.tab_completion import complete_lightly

        complete_lightly()
    around.outcome.begin()
    try:
        argv = _readable(argv)
        code = _root()(argv, obj=around, prog_name="balintlog", standalone_mode=False)
        around.stdout.flush()
    except TyperException as error:
        from balintlog.cli.usage_hints import hint

        told = hint(error, argv, around.now().date())
        message = error.message if told else error.format_message()
        line = _one_line(message)
        return _failed(around, InvalidInputError(line, hint=told or _help_hint(argv)))
    except BalintlogError as error:
        return _failed(around, error if _is_sent(argv) else in_words(error))
    except (KeyboardInterrupt, EOFError):
        return _failed(around, InterruptedByLeaderError("interrupted"))
    except OSError as error:
        return _failed_to_write(around, error)
    except Exception as error:  # noqa: BLE001 - a defect of ours
        return _failed(around, _defect(error))
    if code == InterruptedByLeaderError.exit_code:
        return _failed(around, InterruptedByLeaderError("interrupted"))
    return code if isinstance(code, int) else 0


def _failed_to_write(around: Surroundings, error: OSError) -> int:
    """Say that the answer could not be written, unless a file is the trouble."""
    if error.filename is not None:
        return _failed(around, failed_file(error))
    with suppress(OSError):  # or Python would try once more at its end, and fail as well
        os.dup2(os.open(os.devnull, os.O_WRONLY), around.stdout.fileno())
    if isinstance(error, BrokenPipeError) and not around.outcome.is_done:
        return CouldNotError.exit_code  # the reader of the answer has seen enough
    return _failed(around, lost_answer(error, around.outcome))


def _readable(argv: list[str]) -> list[str]:
    """Return the arguments as Typer reads them: global options first, and help for no command."""
    if any(text_fault(argument) == NOT_UNICODE for argument in argv):
        raise InvalidInputError("an argument is not valid UTF-8")
    if any(_ONE_DASH.match(argument) for argument in argv):
        from balintlog.cli.usage_hints import require_two_dashes

        require_two_dashes(argv, _root())
    argv = global_options_first(argv)
    return argv if _command_of(argv)[1] else [*argv, "--help"]


@cache
def _root() -> Any:
    """Return the tree of commands, which takes Typer longer to build than most commands run."""
    return typer.main.get_command(app)


def _failed(around: Surroundings, error: BalintlogError) -> int:
    with suppress(OSError):  # nobody reads it: the window is gone
        explain(around, error)
    return error.exit_code


def _is_sent(argv: Sequence[str]) -> bool:
    """Return whether a document was sent: if so, JSON pointers name the places in it."""
    return any(word == "--from" or word.startswith("--from=") for word in argv)


def _defect(error: Exception) -> CouldNotError:
    """Say where the program is at fault, without its values: one of them may be a text."""
    import traceback
    from pathlib import Path

    package = Path(__file__).parents[1]
    ours = [
        (Path(frame.filename).relative_to(package).as_posix(), frame.lineno)
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(package)
    ]
    file, line = ours[-1] if ours else ("an unknown place", 0)
    return CouldNotError(
        f"something is wrong inside balintlog: {type(error).__name__} in {file}, line {line}",
        "balintlog did not save what it was writing. Please send the line above to the people"
        " who make balintlog; it holds nothing that you wrote.",
    )


def _one_line(message: str) -> str:
    text = " ".join(message.split())[:MOST_TOLD].rstrip(".")
    text = re.sub(
        r"^Got unexpected extra argument\(s\) \((.*?)\)?$", r"Not understood here: \1", text
    )
    text = text.replace("is not a valid int range", "is not a whole number")
    text = text.replace("is not a valid float", "is not a number")
    return text[:1].lower() + text[1:]


def _help_hint(argv: Sequence[str]) -> str:
    """Point to the help of the command that was meant."""
    words, _ = _command_of(argv)
    if words == ["help"]:  # what it was to explain has a help of its own
        words, _ = _command_of(argv[argv.index("help") + 1 :])
    return f"See: {' '.join(['balintlog', *words])} --help"


def _command_of(argv: Sequence[str]) -> tuple[list[str], bool]:
    """Return the words that name a command, and whether it can run.

    A noun alone cannot, and an empty line cannot either.
    """
    command = _root()
    words: list[str] = []
    rest = list(argv)
    while rest and (rest[0] in (*WITH_VALUE, *WITHOUT_VALUE) or _holds_its_value(rest[0])):
        del rest[: 2 if rest[0] in WITH_VALUE else 1]
    while rest and (inner := getattr(command, "commands", {}).get(rest[0])):
        command = inner
        words.append(rest.pop(0))
    return words, bool(rest) or not hasattr(command, "commands")


def _ready_streams() -> None:
    """Write UTF-8 into pipes, and never fail on a letter that a terminal does not know.

    A stream that was closed from outside reads as empty; an answer is missed there.
    """
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stdout = sys.stdout or ClosedStream()
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            encoding = stream.encoding if stream.isatty() else "utf-8"
            reconfigure(encoding=encoding, errors="replace")
