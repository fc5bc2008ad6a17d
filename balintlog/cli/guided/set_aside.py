"""What was typed of one case is set aside when another takes its place, and comes back with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import ask_yes_no

if TYPE_CHECKING:
    from balintlog.cli.guided.form_part import FormPart

_SET_ASIDE = "set aside"
# What cannot be true of another case: its own links, and what came of its own lines.
_OF_ONE_CASE = ("came_of_it", "continues", "related_to")


def change_case(part: FormPart, kind: str, before: str | None, now: str) -> None:
    """Let a part be about another case, by its id or label; ``kind``: news or story.

    No text of one case gets into another unless the leader says so. What is set aside stays
    in the draft until the evening is saved. Raises GoBack, and then nothing has changed.
    """
    form, into = part.form, part.into
    if before == now:
        return
    typed = {key: value for key, value in into.items() if key not in ("case", "label")}
    if before and typed.keys() - {"told_by", "presenter"}:
        question = f"What you typed was about {before}. Is it about {now}?"
        if ask_yes_no(part.desk, question, default=False):
            for field in _OF_ONE_CASE:
                into.pop(field, None)
            form.ask_once_more(f"{part.name}/imagined")
            return
        form.asides.setdefault(_SET_ASIDE, {})[f"{kind} {before}"] = typed
        remark(part.desk, f"  It is set aside, and comes back with {before}.")
    for key in typed if before else ():
        into.pop(key, None)
    form.ask_part_again(f"{part.name}/")
    into.update(form.asides.get(_SET_ASIDE, {}).pop(f"{kind} {now}", {}))
