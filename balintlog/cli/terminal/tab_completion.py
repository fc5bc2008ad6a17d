"""Tab completion in a shell: words of commands and vocabularies, and files only where one belongs.

Typer lets the shell offer the files of the folder wherever it knows nothing itself: a file's name
then stood where an id or an alias belongs.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_FILES = frozenset({"FILE", "[FILE]", "PATH", "BACKUP", "[BACKUP]"})
# What a script for bash that knows it takes for "offer nothing"; scripts of earlier versions do
# not ask for it, and offer files as ever.
_ASKED, _NOTHING = "_BALINTLOG_KNOWS_NOTHING", "(nothing)"
_BASH = """
%(complete_func)s() {
    local IFS=$'\\n'
    COMPREPLY=( $( env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \\
                   _BALINTLOG_KNOWS_NOTHING=1 %(autocomplete_var)s=complete_bash $1 ) )
    if [ "${COMPREPLY[*]}" = "(nothing)" ]; then
        compopt +o default
        COMPREPLY=()
    fi
    return 0
}

complete -o default -F %(complete_func)s %(prog_name)s
"""


def complete_lightly() -> None:
    """Complete words without Rich, which Typer imports for zsh and fish to strip its markup.

    Our help texts have no markup; Rich alone takes longer than the rest together.
    """
    from typer import _completion_classes as classes
    from typer import _completion_shared as shared

    classes._sanitize_help_text = lambda text: text  # noqa: SLF001
    classes.BashComplete.source_template = _BASH
    shared._completion_scripts["bash"] = _BASH  # noqa: SLF001
    for shell, nothing in (
        (classes.BashComplete, _nothing_in_bash),
        (classes.ZshComplete, lambda: "true"),
        (classes.FishComplete, _nothing_in_fish),
    ):
        _offer_files_where_they_belong(shell, nothing)


def _offer_files_where_they_belong(shell: Any, nothing: Callable[[], str]) -> None:
    """Let a shell's completion answer ``nothing`` where it knows no word and no file belongs."""
    usual = shell.complete

    def complete(self: Any) -> str:
        arguments, begun = self.get_completion_args()
        if self.get_completions(arguments, begun) or _takes_file(self, arguments, begun):
            return str(usual(self))
        return nothing()

    shell.complete = complete


def _takes_file(shell: Any, arguments: list[str], begun: str) -> bool:
    from typer._click import shell_completion as places

    if arguments[-1:] in (["-f"], ["--file"]):  # also after the command
        return True
    context = places._resolve_context(  # noqa: SLF001
        shell.cli, shell.ctx_args, shell.prog_name, arguments
    )
    place, _ = places._resolve_incomplete(context, arguments, begun)  # noqa: SLF001
    return getattr(place, "metavar", None) in _FILES


def _nothing_in_bash() -> str:
    return _NOTHING if os.environ.get(_ASKED) else ""


def _nothing_in_fish() -> str:
    if os.environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        sys.exit(0)  # as if there were words: then no files are offered
    return ""
