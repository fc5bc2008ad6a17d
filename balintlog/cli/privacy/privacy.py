"""``balintlog privacy``: look in texts for what could identify somebody."""

from __future__ import annotations

import json as json_library
from typing import TYPE_CHECKING, Annotated, Any

import typer

from balintlog.cli.guided.screen_remarks import tell_if_names_are_not_checked
from balintlog.cli.options import InGroup, Json, word
from balintlog.cli.privacy import allow_and_block, retention
from balintlog.cli.terminal.document_input import opened_file, read_bytes, unreadable
from balintlog.cli.terminal.free_text import HOW_TO_WRITE
from balintlog.cli.terminal.output import answer_json, progress, remark, say
from balintlog.cli.terminal.prompts import ask_text
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.aliases import natural_words
from balintlog.domain.text import so_many
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import all_groups, find_group
from balintlog.logbook.screening import audit_texts
from balintlog.logbook.screening.screen_gate import Guard, guard_of
from balintlog.privacy.screen.finding import ENGLISH, HARD, KINDS, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.cli.desk import Desk
    from balintlog.logbook.screening.audit_texts import AuditedFinding
    from balintlog.privacy.screen.finding import Finding

MAX_BYTES = 10 * 1024 * 1024  # of a text, or of a line
REFUSED = 5  # the exit code of what is refused for privacy

app = typer.Typer(name="privacy", help="Keep identifiers out, and delete old records.")
app.add_typer(allow_and_block.allow)
app.add_typer(allow_and_block.block)
app.add_typer(retention.app)
app.command("purge")(retention.purge)


@app.callback()
def privacy() -> None:
    """Keep identifiers out, and delete old records."""


@app.command("check")
def check(
    ctx: typer.Context,
    source: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="A file with a text; - is standard input."),
    ] = None,
    group: InGroup = None,
    language: Annotated[str | None, word("--language", LANGUAGES, "The language (default: en)")] = (
        None
    ),
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read a JSON object from each line: id and text.")
    ] = False,
    soft: Annotated[
        bool, typer.Option("--soft", help="With --jsonl: include findings that are only notes.")
    ] = False,
    json: Json = False,
) -> None:
    """Read a text for identifiers, and save nothing.

    The exit code is 5 if the text holds something that should not be kept. No
    screen finds a rare event told in common words, or a patient whom everybody
    knows. In synthetic English clinical queries it finds about 99 of 100
    identifiers; real notes are harder, see balintlog help measured. It opens no
    logbook unless you name a group; then it uses that group's words and language.

    \b
    Examples:
      balintlog privacy check
      balintlog privacy check summary.txt --json
      balintlog privacy check many.jsonl --jsonl
    """
    desk: Desk = ctx.obj
    if jsonl and json:
        raise InvalidInputError("--jsonl already answers in JSON; leave --json out")
    if group is not None and language is not None:
        raise InvalidInputError("the group has its own language; leave --language out")
    guard = _guard(desk, group, language or ENGLISH)
    if jsonl:
        for line in _lines(desk, source):
            _answer_line(desk, *line, guard=guard, soft=soft)
        return
    findings = guard.read(_text(desk, source))
    if json:
        answer_json(desk, {"findings": [finding._asdict() for finding in findings]})
    else:
        _tell(desk, findings, guard.language)
    if any(finding.tier == HARD for finding in findings):
        raise typer.Exit(REFUSED)


def _guard(desk: Desk, group: str | None, language: str) -> Guard:
    """Return the guard of a group; without one, a guard that allows the aliases we draw."""
    if group is None:
        return Guard(natural_words(), (), language, asks_recognisable=False)
    with opened(desk) as book:
        return guard_of(book, find_group(book, group).id)


@app.command("audit")
def audit(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """Read all texts of the logbook for identifiers.

    It reads drafts too, and the labels and aliases you chose yourself. It marks what
    you decided to keep. It shows no text; look at the record for that. The exit
    code is 0, whatever it finds.

    \b
    Examples:
      balintlog privacy audit
      balintlog privacy audit --group larch --json
    """
    desk: Desk = ctx.obj
    with opened(desk) as book, book.store.reading():
        groups = all_groups(book) if group is None else [find_group(book, group)]
        with progress(desk, "Reading all texts"):
            findings = [finding for each in groups for finding in audit_texts.audit(book, each)]
    if json:
        answer_json(desk, {"findings": findings})
        return
    for finding in findings:
        say(desk, _audited_line(finding))
    hard = sum(finding.tier == HARD and not finding.on_purpose for finding in findings)
    soft = sum(finding.tier != HARD for finding in findings)
    kept = any(finding.on_purpose for finding in findings)
    say(desk, _sum(hard, soft, but=" except those you kept" if kept else ""))
    for language in sorted({each.language for each in groups}):
        tell_if_names_are_not_checked(desk, language)


def _audited_line(finding: AuditedFinding) -> str:
    """Say where a finding of the audit is: C3 at S2, summary, characters 4 to 9."""
    ids = (finding.case, finding.session)
    place = finding.note or " at ".join(str(number) for number in ids if number)
    place = place or f"{finding.group}, {finding.record}"
    how = "" if finding.tier == HARD else "note: "
    kept = "kept: " if finding.on_purpose else ""
    return (
        f"{how}{place}, {finding.field.replace('_', ' ')}, characters {finding.start + 1} to"
        f" {finding.end}: {kept}{KINDS[finding.kind]} ({finding.rule})"
    )


def _tell(desk: Desk, findings: list[Finding], language: str) -> None:
    """Say the place and kind of each finding, but never the words: screens get shared."""
    for finding in findings:
        how = "" if finding.tier == HARD else "note: "
        say(
            desk,
            f"{how}characters {finding.start + 1} to {finding.end}: {KINDS[finding.kind]}"
            f" ({finding.rule}); perhaps: {finding.suggestion}",
        )
    hard = sum(finding.tier == HARD for finding in findings)
    say(desk, _sum(hard, len(findings) - hard))
    tell_if_names_are_not_checked(desk, language)


def _sum(hard: int, soft: int, but: str = "") -> str:
    """Say how many findings there are: of either tier, as a note may identify somebody too."""
    counted = f"{so_many(hard, 'identifier')} found" if hard else f"No identifiers found{but}"
    return f"{counted}; {so_many(soft, 'note')}." if soft else f"{counted}."


TO_CHECK = (
    "A text that you want to try: balintlog says what in it could identify somebody.",
    "It is not saved anywhere.",
)


def _text(desk: Desk, source: str | None) -> str:
    if source is None and desk.can_ask:
        remark(desk, HOW_TO_WRITE)
        return ask_text(desk, "Text to check:", may_skip=False, long=True, explained=TO_CHECK)
    return _decoded(_bytes(desk, source or "-"), "the text")


def _bytes(desk: Desk, source: str) -> bytes:
    data = read_bytes(desk, source, MAX_BYTES, "-")
    if len(data) > MAX_BYTES:
        raise InvalidInputError(f"the text is longer than {MAX_BYTES:,} bytes")
    return data


def _decoded(data: bytes, what: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInputError(f"{what} is not valid UTF-8 (byte {error.start + 1})") from None


def _lines(desk: Desk, source: str | None) -> Iterator[tuple[Any, str]]:
    """Yield id and text of every line, as it comes. InvalidInputError names a broken one."""
    if source in (None, "-"):
        yield from _read_lines(desk.surroundings.stdin_bytes)
        return
    try:
        with opened_file(source or "") as file:
            yield from _read_lines(file)
    except (OSError, ValueError, RuntimeError) as error:
        raise unreadable(source or "", error, "Check its name, or use -.") from None


def _read_lines(stream: Any) -> Iterator[tuple[Any, str]]:
    for number, line in enumerate(iter(lambda: stream.readline(MAX_BYTES + 1), b""), start=1):
        if not line.strip():
            continue
        try:
            sent = json_library.loads(line.decode("utf-8"))
            name, text = sent["id"], sent["text"]
        except (ValueError, KeyError, TypeError, RecursionError):
            name, text = None, None
        if not isinstance(text, str) or len(line) > MAX_BYTES:
            raise InvalidInputError(f"line {number} is not a JSON object with id and text")
        yield name, text


def _answer_line(desk: Desk, name: Any, text: str, *, guard: Guard, soft: bool) -> None:
    spans = [
        [finding.start, finding.end, finding.kind]
        for finding in guard.read(text)
        if soft or finding.tier == HARD
    ]
    line = json_library.dumps({"id": name, "spans": spans})
    print(line, file=desk.surroundings.stdout)
