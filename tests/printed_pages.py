"""Printed pages, the README and those of ``balintlog help``: what commands stand on them."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from balintlog.cli.commands.help import TOPICS, page

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = {topic: page(topic) for topic in TOPICS}
FOR_DEVELOPERS = [path.read_text("utf-8") for path in sorted((ROOT / ".github").rglob("*.md"))]


def commands_run_on(topic: str) -> list[tuple[str, str]]:
    """Return the commands of a page that stand behind ``$``, each with the answer it shows.

    Such a block is indented by four blanks. A line that ends in a backslash or in a pipe
    goes on in the next one.
    """
    indented = re.findall(r"^    \$ .*\n(?:(?:    .*)?\n)*", PAGES[topic], re.MULTILINE)
    parts = re.split(r"^\$ ", "\n".join(map(textwrap.dedent, indented)), flags=re.MULTILINE)
    return [_command_and_answer(part) for part in parts[1:]]


def _command_and_answer(part: str) -> tuple[str, str]:
    joined = re.sub(r"\\\n *", "", re.sub(r"\|\n *", "| ", part))
    command, _, answer = joined.partition("\n")
    return command, answer


def commands_named() -> list[str]:
    """Return every command that a page names, run or not, without ``balintlog`` before it.

    On a page of help it stands on a line of its own or between quotation marks, in the
    other texts between backticks or in a block.
    """
    named = [command for topic in TOPICS for command, _ in commands_run_on(topic)]
    for text in PAGES.values():
        on_one_line = re.sub(r"(\\|\|)\n *", lambda end: end[1].strip("\\") + " ", text)
        named += re.findall(r"^ {4}(balintlog .*)", on_one_line, re.MULTILINE)
        named += re.findall(r'"(balintlog [^"]+)"', " ".join(text.split()))
    for text in (README, *FOR_DEVELOPERS):
        named += re.findall(r"^\$ (balintlog .*)", text, re.MULTILINE)
        named += re.findall(r"`(balintlog [^`]+)`", " ".join(text.split()))
    parts = [part.strip() for command in named for part in command.split("|")]
    return [part.removeprefix("balintlog ") for part in parts if part.startswith("balintlog ")]


def shows(expected: str, answer: str) -> bool:
    """Return whether an answer is the expected one.

    An ellipsis stands for anything. Words are compared and line breaks are not, as pages
    are narrower than what a pipe is given.
    """
    words = " ".join(expected.split())
    pattern = "".join(".*" if part == "…" else re.escape(part) for part in re.split("(…)", words))
    return re.fullmatch(pattern, " ".join(answer.split())) is not None
