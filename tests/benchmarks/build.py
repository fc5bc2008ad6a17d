"""Logbooks of any size for measuring: invented, always the same, and really encrypted.

Ten groups of eight members meet again and again; a session brings two new cases
and news of earlier ones. The texts are made of words that do not exist. A group
has the same content whether it stands among the others or alone in a logbook.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from datetime import date, timedelta
from itertools import accumulate, product
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from balintlog.domain import vocabulary as words
from balintlog.domain.aliases import natural_words
from balintlog.domain.document import Frame, News, Note, Telling
from balintlog.domain.membership import Period
from balintlog.domain.records import Attendance, Group, Session
from balintlog.logbook.keys import create_logbook, open_logbook
from balintlog.logbook.keys.paths import keys_path
from balintlog.storage.file import schema
from balintlog.storage.tables import cases, checkins, notes, people, presentations, sessions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balintlog.storage.store import Store

PASSPHRASE = "six words that nobody would guess"
LEADERS = {"alder": "leader", "sedge": "co-leader"}
LABELS = ("ash", "beech", "birch", "elm", "fir", "hazel", "larch", "oak", "pine", "yew")
MEMBERS = 8
CASES_IN_SESSION = 2
LAST_DAY = date(2026, 2, 27)
RARE_WORD = "marmalade"  # stands in two summaries of every group

_SYLLABLES = [a + b for a, b in product("bdfgklmnprstvz", "aeiou")]
_INVENTED = Random("words").sample(
    ["".join(three) for three in product(_SYLLABLES, repeat=3)], 8000
)
_OFTEN = list(accumulate(1 / rank for rank in range(1, 8001)))  # as in any language (Zipf)
_TEXT_WORDS = 57  # about 400 characters
_COUNTED = (30, 25, 20, 8, 10, 2, 3)  # how often each outcome that counts is heard, in percent


def logbook(folder: Path, size: int, only: str | None = None) -> Path:
    """Return the logbook of ``size`` cases, built unless it is there; ``only``: of one group.

    The name changes with this file and with the schema, so that no old one is measured.
    """
    made_by = zlib.crc32(Path(__file__).read_bytes() + repr(schema.steps()).encode())
    path = folder / f"{size}{'-' + only if only else ''}-{made_by:08x}.balint"
    if path.exists():
        return path
    unfinished = path.with_suffix(".unfinished")
    for left in (unfinished, keys_path(unfinished)):
        left.unlink(missing_ok=True)
    create_logbook.create(unfinished, next(iter(LEADERS)), PASSPHRASE, LAST_DAY)
    book = open_logbook.approach(unfinished, None).open(PASSPHRASE, LAST_DAY)
    with book.store:
        _fill(book.store, size // len(LABELS), (only,) if only else LABELS)
    keys_path(unfinished).rename(keys_path(path))
    unfinished.rename(path)
    return path


def aliases_of(label: str) -> list[str]:
    """Return the members of a group."""
    first = LABELS.index(label) * MEMBERS
    known = [word for word in natural_words() if word not in LEADERS]
    return known[first : first + MEMBERS]


def _fill(store: Store, cases_of_group: int, labels: Sequence[str]) -> None:
    """Record all sessions, those of the groups by turns, as they would have been."""
    store.recorder = None  # no leader's last change is one of a thousand records
    with store.writing():
        for alias in list(LEADERS)[1:]:
            people.add_leader(store, alias, "unknown")
        groups = [_Growing(store, label, cases_of_group) for label in labels]
    at_once = 500  # sessions of each group in one transaction
    for first in range(0, groups[0].sessions, at_once):
        with store.writing():
            for number in range(first, min(first + at_once, groups[0].sessions)):
                for group in groups:
                    group.meet(number)


class _Growing:
    """One group that is being written, from its first session to its last."""

    def __init__(self, store: Store, label: str, cases_of_group: int) -> None:
        self.store = store
        self.random = Random(label)
        self.cases = cases_of_group
        self.sessions = cases_of_group // CASES_IN_SESSION
        self.days_apart = min(14, max(1, 7000 // self.sessions))  # within 28 years
        self.aliases = aliases_of(label)
        group = Group(
            label=label,
            cadence="weekly",
            agreed_on=LAST_DAY,
            leaders=LEADERS,
            language="de",  # else every invented word would be taken for a name
        )
        self.group_id = people.add_group(store, group)
        for alias in self.aliases:
            profession = self.random.choice(words.PROFESSIONS)
            people.add_member(store, self.group_id, alias, profession, Period("member", None, None))
        self.brought = 0
        self.presenters: dict[int, str] = {}
        self.asked_at: dict[int, list[int]] = defaultdict(list)
        self.closed_at: dict[int, list[int]] = defaultdict(list)
        self.again_at: dict[int, list[int]] = defaultdict(list)

    def meet(self, number: int) -> None:
        """Record one session with everything in it."""
        day = LAST_DAY - timedelta(days=self.days_apart * (self.sessions - 1 - number))
        attendance = tuple(self._attended(alias) for alias in self.aliases)
        there = [seat.alias for seat in attendance if seat.sat_in] or self.aliases[:1]
        session_id = sessions.add_session(self.store, self._session(day, attendance))
        for case_id in self.asked_at.pop(number, ()):
            checkins.add(
                self.store, case_id, session_id, self._news(self.presenters[case_id] in there)
            )
            cases.touch_case(self.store, case_id)
        for _ in range(CASES_IN_SESSION):
            self._bring_case(number, session_id, there)
        for case_id in self.again_at.pop(number, ()):
            self.presenters[case_id] = self.random.choice(there)
            telling = self._telling(self.presenters[case_id])
            presentations.add(self.store, case_id, session_id, telling)
            cases.touch_case(self.store, case_id)
        self._note_down(session_id)
        for case_id in self.closed_at.pop(number, ()):
            cases.turn_case(self.store, case_id, "closed", day)

    def _bring_case(self, number: int, session_id: int, there: list[str]) -> None:
        """Present a new case, and lay down what will become of it."""
        presenter = self.random.choice(there)
        label = f"the {self._text(2, 3)}"
        case_id = cases.add_case(self.store, self.group_id, label)
        rare = self.brought in (self.cases // 3, 2 * self.cases // 3)
        telling = self._telling(presenter, RARE_WORD if rare else "")
        presentations.add(self.store, case_id, session_id, telling)
        if self.presenters and self.random.random() < 0.03:
            relation = self.random.choice(("continues", "related"))
            cases.link(self.store, case_id, self.random.choice(list(self.presenters)), relation)
        self.presenters[case_id] = presenter
        later = range(number + 1, min(number + 9, self.sessions))
        asked = sorted(self.random.sample(later, min(len(later), self.random.choice((0, 1, 2, 3)))))
        for session in asked:
            self.asked_at[session].append(case_id)
        if asked and self.random.random() < 0.15:
            self.again_at[asked[-1]].append(case_id)
        # One in ten stays open: half of these are the latest, half are forgotten old ones.
        if self.brought < self.cases * 0.95 and self.brought % 19:
            self.closed_at[asked[-1] if asked else number].append(case_id)
        self.brought += 1

    def _note_down(self, session_id: int) -> None:
        """Write a process note, mostly on what was presented."""
        told = presentations.in_session(self.store, session_id)
        case_id = self.random.choice(told).case_id if self.random.random() < 0.7 else None
        note = Note(
            text=self._text(_TEXT_WORDS - 30, _TEXT_WORDS + 30),
            interventions=self._some(words.INTERVENTIONS),
            observations=self._some(words.OBSERVATIONS),
            heading=self.random.choice(words.HEADINGS),
            for_supervision=self._text(8, 20) if self.random.random() < 0.2 else None,
        )
        author = people.leaders(self.store)[self.random.choice(list(LEADERS))]
        notes.add_note(self.store, session_id, case_id, author.id, note)

    def _attended(self, alias: str) -> Attendance:
        status = self.random.choices(words.ATTENDANCES, (84, 8, 2, 4, 2))[0]
        minutes = self.random.randrange(30, 85, 5) if status in ("late", "left-early") else None
        return Attendance(alias, status, minutes)

    def _telling(self, presenter: str, extra_word: str = "") -> Telling:
        return Telling(
            presenters=(presenter,),
            summary=self._text(_TEXT_WORDS - 30, _TEXT_WORDS + 30, extra_word),
            encounter=self.random.choice(words.ENCOUNTERS),
            themes=self._some(words.THEMES),
            feelings=self._some(words.FEELINGS),
            patient_feelings=self._some(words.FEELINGS),
            why=self.random.choice(words.REASONS),
            follow_up=self.random.choices(words.WISHES, (80, 10, 10))[0],
            after_sessions=self.random.choices((1, 2, 4), (80, 15, 5))[0],
        )

    def _news(self, was_there: bool) -> News:
        if not was_there:
            return News(outcome="presenter-absent")
        return News(
            outcome=self.random.choices(words.COUNTED_OUTCOMES, _COUNTED)[0],
            text=self._text(8, 24),
            feelings_before=self._some(words.FEELINGS),
            feelings_after=self._some(words.FEELINGS),
        )

    def _session(self, day: date, attendance: tuple[Attendance, ...]) -> Session:
        return Session(
            id=0,
            group_id=self.group_id,
            held_on=day,
            minutes=90,
            mode=self.random.choices(words.MODES, (70, 20, 10))[0],
            frame=Frame(debriefed="co-leader-debrief"),
            leaders=LEADERS,
            attendance=attendance,
            row_version=1,
        )

    def _some(self, known: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.random.sample(known, self.random.randint(1, 3)))

    def _text(self, fewest: int, most: int, extra_word: str = "") -> str:
        """Return words that do not exist, a few of them often and most of them rarely."""
        count = self.random.randint(fewest, most)
        chosen = self.random.choices(_INVENTED, cum_weights=_OFTEN, k=count)
        if extra_word:
            chosen.insert(count // 2, extra_word)
        return " ".join(chosen)
