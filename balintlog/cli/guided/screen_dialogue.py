"""The dialogue about what the screen finds in a text that was just typed, place by place.

The leader sees the text with the place marked and decides: reword it with the
text in place, leave the words out for what is suggested, or keep them. Nothing goes on
before that, so the leader has looked at everything that is recorded.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from balintlog.cli.terminal.choices import ask_choice
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.typed_signs import BACK, GoBack, SkipTheRest
from balintlog.logbook.screening.screen_gate import FOREIGN, seems_foreign
from balintlog.privacy.screen.finding import BLOCKED, HARD, KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers
    from balintlog.cli.guided.form_part import FormPart
    from balintlog.logbook.screening.screen_gate import Guard
    from balintlog.privacy.screen.finding import Finding

MARKS = (">>", "<<")
MOST_SHOWN, MOST_NOTED = 300, 30  # characters on each side of a place
MOST_READ_OUT = 60
REWORD, LEAVE_OUT, KEEP = "reword", "leave it out", "keep"
_LEFT_OUT = "leave it out puts a plain word in its place, such as the patient."
EXPLAINED = (
    f"reword goes back to the text; {_LEFT_OUT}",
    "keep leaves it in, and records that you decided so. The first letters will do.",
)
BLOCKED_EXPLAINED = (
    f"reword goes back to the text; {_LEFT_OUT}",
    "Your group has blocked this word. The first letters will do.",
)
Place = tuple[int, int]  # start and end of a finding, in characters of the text


def settled(
    part: FormPart,
    key: str,
    ask: Callable[[str, Place | None], str | None],
    now: str | None,
    *,
    about_group: bool = False,
) -> str | None:
    """Ask for the text of a field until the leader has decided about every finding in it.

    ``ask`` is given what is there now, and the place in it that is to be reworded, if any.
    Places that are kept go into the object's "keep";
    soft findings are shown once. ``about_group``: in a process note.
    """
    text = ask(now or "", None)
    guard = part.form.guard
    if text is None:
        _note_kept(part.into, key, [])
    if guard is None or text is None:
        return text
    if text == _stood(part, key):
        findings = guard.read(text) if guard.blocked else []
        _point_out(part.desk, text, [finding for finding in findings if finding.kind == BLOCKED])
        return text
    settling = _Settling(part, key, ask, guard, about_group=about_group)
    return settling.settled(text, before=now or "")


def _stood(part: FormPart, key: str) -> str | None:
    """Return the text that a field of an edited record held; key: summary, or imagined/0."""
    name, _, line = key.partition("/")
    stood = part.form.stood.get(name)
    if not line or stood is None:
        return stood
    return stood[int(line)] if int(line) < len(stood) else None


class _Settling:
    """One text, the findings in it, and the places that the leader keeps."""

    def __init__(
        self,
        part: FormPart,
        key: str,
        ask: Callable[[str, Place | None], str | None],
        guard: Guard,
        *,
        about_group: bool,
    ) -> None:
        self.part, self.desk, self.key, self.ask, self.guard = part, part.desk, key, ask, guard
        self.about_group = about_group
        self.kept: list[Place] = []

    def settled(self, text: str, before: str) -> str | None:
        """Return the text once every finding is decided, or None if it was emptied.

        What was decided about the text that stood there ``before`` stays decided if that has
        not changed, and a note on the same text comes once.
        """
        if text == before:
            self.kept = _places_kept(self.part.into, self.key)
        findings = self._read(text)
        if seems_foreign(findings, self.guard.language):
            remark(self.desk, f"  {FOREIGN}")
        was_replaced = False
        while finding := self._undecided(findings):
            self._save_draft(text, findings)
            new, was_replaced = self._decided(text, finding)
            if new is None:
                _note_kept(self.part.into, self.key, [])
                return None
            if new != text:
                self.kept = _moved(self.kept, text, new)
                text, findings = new, self._read(new)
        if was_replaced:
            remark(self.desk, *(f"  {line}" for line in f"Now: {text}".split("\n")))
        of_text = (self.part.name, self.key, text)
        if of_text not in self.part.form.pointed_out:
            self.part.form.pointed_out.add(of_text)
            _point_out(self.desk, text, [finding for finding in findings if finding.tier != HARD])
        _note_kept(self.part.into, self.key, self._kept_of(findings))
        return text

    def _read(self, text: str) -> list[Finding]:
        return self.guard.read(text, about_group=self.about_group)

    def _decided(self, text: str, finding: Finding) -> tuple[str | None, bool]:
        """Ask about a finding; return the text as it is then, and whether words were replaced."""
        from balintlog.privacy.screen.suggestions import with_suggestion

        suggested = with_suggestion(text, finding, self.guard.language)
        choice = _choice(self.desk, text, finding, suggested.words)
        if choice == LEAVE_OUT:
            return suggested.text, True
        if choice == KEEP:
            self.kept.append(_place(finding))
            return text, False
        is_whole = choice == BACK and self.desk.is_plain
        return self.ask(text, None if is_whole else _place(finding)), False

    def _save_draft(self, text: str, findings: list[Finding]) -> None:
        """Save a text in the draft while the leader decides: they may close the window."""
        self.part.into[self.key] = text
        _note_kept(self.part.into, self.key, self._kept_of(findings))
        self.part.form.save_draft()

    def _undecided(self, findings: list[Finding]) -> Finding | None:
        kept = self._kept_of(findings)
        hard = (finding for finding in findings if finding.tier == HARD)
        return next((finding for finding in hard if finding not in kept), None)

    def _kept_of(self, findings: list[Finding]) -> list[Finding]:
        may = (each for each in findings if each.tier == HARD and each.kind != BLOCKED)
        return [finding for finding in may if _place(finding) in self.kept]


def _place(finding: Finding) -> Place:
    return finding.start, finding.end


def _moved(places: list[Place], old: str, new: str) -> list[Place]:
    """Return where places of a text are after it has changed; those inside the change are gone."""
    same = _in_common(old, new)
    rest = min(len(old), len(new)) - same
    after = min(rest, _in_common(old[::-1], new[::-1]))
    shift = len(new) - len(old)
    before = [place for place in places if place[1] <= same]
    return before + [
        (start + shift, end + shift) for start, end in places if start >= len(old) - after
    ]


def _in_common(text: str, other: str) -> int:
    """Return how many characters are the same at the beginning of two texts."""
    both = zip(text, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))


def _choice(desk: Desk, text: str, finding: Finding, instead: str) -> str:
    """Show one place and what could be there instead, and ask what to do with it.

    A blocked word cannot be kept.
    """
    perhaps = f"perhaps: {instead}" if instead else "perhaps leave it out"
    remark(desk, *_shown(desk, text, finding, MOST_SHOWN, f"{KINDS[finding.kind]}; {perhaps}"))
    blocked = finding.kind == BLOCKED
    choices = [REWORD, LEAVE_OUT] if blocked else [REWORD, LEAVE_OUT, KEEP]
    question = (
        "Reword, or leave it out? (You cannot keep it.)"
        if blocked
        else "Reword, leave it out, or keep?"
    )
    explained = BLOCKED_EXPLAINED if blocked else EXPLAINED
    try:
        return ask_choice(desk, question, choices, may_skip=True, explained=explained)
    except GoBack:  # to the text
        return BACK
    except SkipTheRest:
        remark(desk, "  Please decide this first. < goes back to the text.")
        return _choice(desk, text, finding, instead)


def _point_out(desk: Desk, text: str, findings: list[Finding]) -> None:
    for finding in findings:
        said = f"note: {KINDS[finding.kind]}; perhaps: {finding.suggestion}"
        remark(desk, *_shown(desk, text, finding, MOST_NOTED, said))


def _shown(desk: Desk, text: str, finding: Finding, most: int, said: str) -> list[str]:
    """Return the text around a place, at most so many characters on each side, and what is said.

    In plain lines no signs mark the place, which somebody may hear read out: its words stand
    before what is said of them.
    """
    if not desk.is_plain:
        return [*_marked(text, finding, most), f"  {said}"]
    start, end = max(0, finding.start - MOST_READ_OUT), finding.end + MOST_READ_OUT
    before, words = text[start : finding.start], text[finding.start : finding.end]
    after = text[finding.end : end]
    if start:
        before = before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0]
    around = [line for line in f"{before}{words}{after}".split("\n") if line.strip()]
    return [*(f"  {line}" for line in around), f"  {' '.join(words.split())}: {said}"]


def _marked(text: str, finding: Finding, most: int) -> list[str]:
    """Return the text around a place, which is marked without colour."""
    start, end = max(0, finding.start - most), min(len(text), finding.end + most)
    before = ("... " if start else "") + text[start : finding.start]
    after = text[finding.end : end] + (" ..." if end < len(text) else "")
    marked = f"{before}{MARKS[0]}{text[finding.start : finding.end]}{MARKS[1]}{after}"
    return [f"  {line}" for line in marked.split("\n")]


def _places_kept(into: Answers, key: str) -> list[Place]:
    """Return the places of a field that are kept, as an object of the document has them."""
    return [
        (place["start"], place["end"])
        for place in into.get("keep", [])
        if place["field"] == f"/{key}"
    ]


def _note_kept(into: Answers, key: str, kept: list[Finding]) -> None:
    """Write into an object which places of a field are kept, in the form of a document."""
    field = f"/{key}"
    places = [place for place in into.pop("keep", []) if place["field"] != field]
    places += [{"field": field, "start": finding.start, "end": finding.end} for finding in kept]
    if places:
        into["keep"] = places
