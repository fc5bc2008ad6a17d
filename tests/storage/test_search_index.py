"""The search index: what can be found is what is kept, and what is deleted is nowhere."""

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import independent_reader
import pytest
import real_files
from real_files import KEY

from balintlog.domain.document import News, Note, Telling
from balintlog.storage.store import Store
from balintlog.storage.tables import (
    cases,
    checkins,
    notes,
    people,
    presentations,
    search_index,
    sessions,
    text_numbers,
)

Deleting = Callable[[Store, int, int, int], None]

WORDS = (
    *("letter", "letters", "LETTERBOX", "Brief", "Brücke", "bruecke", "élan", "Elan", "ÉLAN"),
    *("Ärger", "argh", "über", "Übung", "naïve", "naive", "hopeless", "hope", "hoped", "re-open"),
    *("خبر", "רגש", "привет", "Прив", "信", "3rd", "😀", "o'clock", "x"),
)
SINGLE = ["hope", "LETTER", "bru", "elan", "uber", "Прив", "רג", "3", "re-open", "o'clock", "none"]


def folded(text: str) -> str:
    """Fold case and accents away, by another way than the index does."""
    plain = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Mn").lower()


def beginnings(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded(text))


def kept_texts(store: Store) -> dict[tuple[str, int], str]:
    """Return by kind and number every text that can be searched, read where it is kept."""
    read = {
        "case": "SELECT id, label FROM balint_case",
        "presentation": "SELECT id, summary, wanted, imagined, said_on_return FROM presentation",
        "check-in": "SELECT id, text FROM checkin",
        "note": "SELECT id, text, for_supervision, next_time FROM process_note",
    }
    return {
        (kind, number): "\n".join(text for text in texts if text is not None)
        for kind, sql in read.items()
        for number, *texts in store.rows(sql)
    }


def indexed_texts(store: Store) -> dict[tuple[str, int], str]:
    kinds = ("case", "presentation", "check-in", "note")
    return {
        (kinds[number % 4], number // 4): text
        for number, text in store.rows("SELECT rowid, text FROM passage")
    }


def found_by_scan(store: Store, words: list[str]) -> int:
    """Count the texts that hold, for each of ``words``, a word beginning with it."""

    def holds(text: str, word: str) -> bool:
        tokens, wanted = beginnings(text), beginnings(word)
        return any(
            tokens[at : at + len(wanted) - 1] == wanted[:-1]
            and at + len(wanted) <= len(tokens)
            and tokens[at + len(wanted) - 1].startswith(wanted[-1])
            for at in range(len(tokens))
        )

    texts = kept_texts(store).values()
    return sum(all(holds(text, word) for word in words) for text in texts)


class Evenings:
    """Draws one change after the other to a logbook, by every way that there is."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.draw = store, random.Random(seed)

    def text(self) -> str | None:
        few = self.draw.choice([0, 1, 5, 5, 40])
        return " ".join(self.draw.choices(WORDS, k=few)) if few else None

    def label(self) -> str:
        return self.text() or "bare"

    def one_of(self, table: str) -> int | None:
        numbers = [number for (number,) in self.store.rows(f"SELECT id FROM {table}")]
        return self.draw.choice(numbers) if numbers else None

    def pair_of(self, table: str) -> tuple[int, int] | None:
        pairs = self.store.rows(f"SELECT case_id, session_id FROM {table}")
        return tuple(self.draw.choice(pairs)) if pairs else None

    def add_evening(self) -> None:
        group_id = self.one_of("balint_group")
        session = real_files.a_session(group_id=group_id, leaders={}, attendance=())
        session_id = sessions.add_session(self.store, session)
        for _ in range(self.draw.randrange(3)):
            case_id = cases.add_case(self.store, group_id or 0, self.label())
            presentations.add(self.store, case_id, session_id, self.telling())
        for _ in range(self.draw.randrange(3)):
            self.add_note(session_id)
        self.add_checkin(session_id)

    def telling(self) -> Telling:
        return Telling(
            summary=self.text(),
            wanted=self.text(),
            imagined=tuple(filter(None, (self.text(), self.text()))),
            said_on_return=self.text(),
            why=self.text(),
        )

    def add_note(self, session_id: int) -> None:
        content = Note(text=self.text(), for_supervision=self.text(), next_time=self.text())
        case_id = self.draw.choice([None, self.one_of("balint_case")])
        notes.add_note(self.store, session_id, case_id, 1, content)

    def add_checkin(self, session_id: int) -> None:
        case_id = self.one_of("balint_case")
        if case_id is not None:
            news = News("easier", text=self.text())
            checkins.delete(self.store, case_id, session_id)
            checkins.add(self.store, case_id, session_id, news)

    def relabel_case(self) -> None:
        case = cases.case(self.store, self.one_of("balint_case") or 0)
        if case is not None:
            cases.change_case(self.store, case, self.label())

    def edit_presentation(self) -> None:
        if pair := self.pair_of("presentation"):
            presentations.change(self.store, *pair, self.telling())

    def edit_checkin(self) -> None:
        if pair := self.pair_of("checkin"):
            checkins.change(self.store, *pair, News("harder", text=self.text()))

    def edit_note(self) -> None:
        note = notes.note(self.store, self.one_of("process_note") or 0)
        content = Note(text=self.text(), for_supervision=self.text(), next_time=self.text())
        assert note is None or notes.change_note(self.store, note, note.case_id, content)

    def delete_case(self) -> None:
        cases.delete_case(self.store, self.one_of("balint_case") or 0)

    def delete_presentation(self) -> None:
        if pair := self.pair_of("presentation"):
            presentations.delete(self.store, *pair)

    def delete_checkin(self) -> None:
        if pair := self.pair_of("checkin"):
            checkins.delete(self.store, *pair)

    def delete_note(self) -> None:
        notes.delete_note(self.store, self.one_of("process_note") or 0)

    def delete_session(self) -> None:
        sessions.delete_session(self.store, self.one_of("session") or 0)

    def delete_group(self) -> None:
        people.delete_group(self.store, self.one_of("balint_group") or 0)
        self.add_group()

    def add_group(self) -> None:
        label = f"g{self.draw.getrandbits(60)}"
        people.add_group(self.store, replace(real_files.LARCH, label=label))

    def change(self) -> None:
        """Make one change, or several in a transaction that may be undone."""
        ways = [
            *[self.add_evening] * 8,
            *[self.relabel_case, self.edit_presentation, self.edit_checkin, self.edit_note] * 2,
            *[self.delete_case, self.delete_presentation, self.delete_checkin, self.delete_note],
            self.delete_session,
        ]
        if self.draw.random() < 0.01:
            ways = [self.delete_group]
        undone = self.draw.random() < 0.1
        try:
            with self.store.writing():
                for way in self.draw.choices(ways, k=self.draw.choice([1, 1, 4])):
                    way()
                if undone:
                    raise InterruptedError
        except InterruptedError:
            assert undone


@pytest.mark.parametrize(
    ("seed", "changes"),
    [(0, 30), *(pytest.param(seed, 150, marks=pytest.mark.slow) for seed in range(3))],
)
def test_whatever_is_changed_the_index_holds_what_is_kept(
    path: Path, seed: int, changes: int
) -> None:
    with real_files.with_group(path, hasty=True) as store:
        evenings = Evenings(store, seed)
        evenings.add_group()
        kinds: set[str] = set()
        for number in range(changes):
            evenings.change()
            kept = kept_texts(store)
            kinds |= {kind for kind, _ in kept}
            assert indexed_texts(store) == kept
            if number % 10 == 0:
                for words in (*([word] for word in SINGLE), evenings.draw.sample(SINGLE, 2)):
                    hits = search_index.search(store, words, 10_000)
                    assert len(hits) == found_by_scan(store, words), words
        assert kinds == {"case", "presentation", "check-in", "note"}
        assert real_files.faults(store) == []


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("balint_case", "label"),
        ("presentation", "summary"),
        ("presentation", "wanted"),
        ("presentation", "imagined"),
        ("presentation", "said_on_return"),
        ("checkin", "text"),
        ("process_note", "text"),
        ("process_note", "for_supervision"),
        ("process_note", "next_time"),
    ],
)
def test_a_column_that_is_changed_alone_is_found_by_its_new_words(
    path: Path, table: str, column: str
) -> None:
    with real_files.with_group(path) as store:
        real_files.keep_evening(store, "calm")
        store.change(f"UPDATE {table} SET {column} = 'restless'")
        assert len(search_index.search(store, ["restless"], 10)) == 1
        assert indexed_texts(store) == kept_texts(store)
        assert real_files.faults(store) == []


def test_every_free_text_of_a_record_is_indexed() -> None:
    indexed = dict(zip(text_numbers.RECORDS, text_numbers._INDEXED, strict=True))
    for record, table, _, fields in text_numbers._FIELDS:
        of, columns = indexed[record]
        assert of == table
        assert set(fields) <= set(columns)


def test_every_kind_of_text_is_found_with_its_place(path: Path) -> None:
    with real_files.with_group(path) as store:
        for word in ("calm", "restless"):  # so that the numbers of the places differ
            session_id, case_id, note_id = real_files.keep_evening(store, word)
        hits = {hit.kind: hit for hit in search_index.search(store, ["RESTL"], 10)}
    day = date(2026, 3, 2)
    places = {
        kind: (hit.case_id, hit.session_id, hit.note_id, hit.held_on) for kind, hit in hits.items()
    }
    assert places == {
        "case": (case_id, None, None, None),
        "presentation": (case_id, session_id, None, day),
        "check-in": (case_id, session_id, None, day),
        "note": (case_id, session_id, note_id, day),
    }
    start, end = search_index.FOUND_START, search_index.FOUND_END
    assert hits["check-in"].snippet == f"Now {start}restless{end}."


def test_no_more_is_found_than_was_asked_for_and_the_best_comes_first(path: Path) -> None:
    with real_files.with_group(path) as store, store.writing():
        for number in range(8):
            cases.add_case(store, 1, f"the letter and {'many other words ' * 3}{number}")
        best = cases.add_case(store, 1, "letter")
        hits = search_index.search(store, ["letter"], 3)
    assert len(hits) == 3
    assert hits[0].case_id == best


def two_authors(store: Store) -> int:
    """Keep an evening's texts of alder's and two notes of sedge's; return sedge's number."""
    sedge = people.add_leader(store, "sedge", "yes")
    for _ in range(3):  # so that the numbers of the places differ
        session_id, _, _ = real_files.keep_evening(store, "calm")
    real_files.keep_evening(store, "restless")
    for text in ("A restless hour.", "Restless, restless."):
        notes.add_note(store, session_id, None, sedge, Note(text=text))
    return sedge


def test_of_notes_only_one_author_s_are_found_and_of_the_rest_everything(path: Path) -> None:
    with real_files.with_group(path) as store:
        sedge = two_authors(store)

        def found(notes_by: int | None) -> list[tuple[str, int | None]]:
            hits = search_index.search(store, ["restless"], 10, notes_by)
            return sorted((hit.kind, hit.note_id) for hit in hits)

        rest = [("case", None), ("check-in", None)]
        assert found(1) == [*rest, ("note", 4), ("presentation", None)]
        assert found(sedge) == [*rest, ("note", 5), ("note", 6), ("presentation", None)]
        assert len(found(None)) == 6
        assert search_index.count_by_others(store, ["restless"], 1) == 2
        assert search_index.count_by_others(store, ["restless"], sedge) == 1
        assert search_index.count_by_others(store, ["hour", "restless"], 1) == 1
        assert search_index.count_by_others(store, ["nowhere"], 1) == 0


def test_what_is_not_shown_takes_no_place_among_the_hits(path: Path) -> None:
    with real_files.with_group(path) as store, store.writing():
        sedge = people.add_leader(store, "sedge", "yes")
        session_id = sessions.add_session(store, real_files.a_session())
        for number in range(5):
            notes.add_note(store, session_id, None, sedge, Note(text="letter"))
            own = f"the letter and {'many other words ' * 3}{number}"
            notes.add_note(store, session_id, None, 1, Note(text=own))
        best = {hit.note_id for hit in search_index.search(store, ["letter"], 5)}
        assert best == {1, 3, 5, 7, 9}, "sedge's come first"
        note_ids = {hit.note_id for hit in search_index.search(store, ["letter"], 5, 1)}
        assert note_ids == {2, 4, 6, 8, 10}


SPELT = {
    "german": "Zwei straße of fear, und die Ängste.",
    "soft": "My co\u00adleader was ﬁnancial about the ﬂower, the mother’s.",
    "wide": "ＨＥＲＯＮ and the le\u200btters.",
    "chinese": "病人总是不打开信件，医生感到很无助。",
    "japanese": "患者は手紙を開けない。",
    "thai": "คนไข้ไม่เปิดจดหมาย",
    "no accents": "A l\u0131l\u0131k evening in \u0141\u00f3d\u017a with S\u00f8ren.",
    "plain": "A strasse of letters, financial and unmarked.",
}


SEARCHES: list[tuple[list[str], set[str]]] = [
    (["strasse"], {"german", "plain"}),
    (["STRAßE"], {"german", "plain"}),
    (["angst"], {"german"}),
    (["Ängst", "straße"], {"german"}),
    (["coleader"], {"soft"}),
    (["co\u00adlead"], {"soft"}),
    (["financial"], {"soft", "plain"}),
    (["ﬁnan"], {"soft", "plain"}),
    (["flow", "mother's"], {"soft"}),
    (["heron"], {"wide"}),
    (["letters"], {"wide", "plain"}),
    (["ｌetters"], {"wide", "plain"}),
    (["病人"], {"chinese"}),
    (["信件"], {"chinese"}),
    (["医生", "信"], {"chinese"}),
    (["手紙"], {"japanese"}),
    (["จดหมาย"], {"thai"}),
    (["LILIK"], {"no accents"}),
    (["lodz", "soren"], {"no accents"}),
    (["病生"], set()),
    (["eader"], set()),
    (["asse"], set()),
]


def test_a_word_is_found_however_it_is_spelt(path: Path) -> None:
    with real_files.with_group(path) as store, store.writing():
        sedge = people.add_leader(store, "sedge", "yes")
        session_id = sessions.add_session(store, real_files.a_session())
        named = {
            notes.add_note(store, session_id, None, sedge, Note(text=text)): kind
            for kind, text in SPELT.items()
        }
        for words, kinds in SEARCHES:
            hits = search_index.search(store, words, 10)
            assert {named[hit.note_id or 0] for hit in hits} == kinds, words
            assert len(hits) == len(kinds), words
            for hit in hits:
                marked = re.findall("\x02(.*?)\x03", hit.snippet)
                assert len(marked) >= len(words), words
                assert hit.snippet.translate({2: None, 3: None}) in SPELT[named[hit.note_id or 0]]
            assert search_index.search(store, words, 10, 1) == [], words
            assert search_index.count_by_others(store, words, 1) == len(kinds), words


def test_a_snippet_of_a_long_text_shows_what_was_found(path: Path) -> None:
    with real_files.with_group(path) as store:
        session_id, _, _ = real_files.keep_evening(store, "quiet")
        many = "many other words and then " * 20
        notes.add_note(store, session_id, None, 1, Note(text=f"{many}Straße {many}"))
        (hit,) = search_index.search(store, ["strasse"], 10)
    assert "\x02Straße\x03" in hit.snippet
    assert (hit.snippet[0], hit.snippet[-1]) == ("…", "…")
    assert len(hit.snippet) < 130


@pytest.mark.parametrize("words", [['"'], ['a"b'], ["-"], ["*"], ["NOT"], ["(", "x"], ["text:x"]])
def test_signs_of_the_query_language_are_words_like_others(path: Path, words: list[str]) -> None:
    with real_files.with_group(path) as store:
        real_files.keep_evening(store, "quiet")
        assert search_index.search(store, words, 10) == []


# What is deleted is nowhere


WORD = "xylophonist"
REST = WORD[2:].encode()  # the index leaves out how a word begins if the one before began so


def decrypted(store: Store) -> bytes:
    return independent_reader.decrypted(store.path.read_bytes(), KEY.key).lower()


def by_note_and_entries(store: Store, session_id: int, case_id: int, note_id: int) -> None:
    notes.delete_note(store, note_id)
    checkins.delete(store, case_id, session_id)
    presentations.delete(store, case_id, session_id)
    cases.delete_case(store, case_id)


def by_case(store: Store, session_id: int, case_id: int, note_id: int) -> None:
    cases.delete_case(store, case_id)


def by_session(store: Store, session_id: int, case_id: int, note_id: int) -> None:
    sessions.delete_session(store, session_id)
    cases.delete_case(store, case_id)


def by_group(store: Store, session_id: int, case_id: int, note_id: int) -> None:
    people.delete_group(store, 1)


def by_edit(store: Store, session_id: int, case_id: int, note_id: int) -> None:
    case, note = cases.case(store, case_id), notes.note(store, note_id)
    assert case is not None
    assert note is not None
    cases.change_case(store, case, "another label")
    presentations.change(store, case_id, session_id, Telling(("heron",)))
    checkins.change(store, case_id, session_id, News("easier"))
    notes.change_note(store, note, None, Note(text="other words"))


@pytest.mark.parametrize("others", [0, 5, pytest.param(60, marks=pytest.mark.slow)])
@pytest.mark.parametrize("way", [by_note_and_entries, by_case, by_session, by_group, by_edit])
def test_a_deleted_word_is_in_no_page_of_the_file(path: Path, way: Deleting, others: int) -> None:
    with real_files.with_group(path, hasty=True) as store:
        for number in range(others):
            real_files.keep_evening(store, f"other{number} {'plain words ' * (number % 7)}")
        numbers = real_files.keep_evening(store, WORD)
        for number in range(others):
            real_files.keep_evening(store, f"later{number}")
        plain = decrypted(store)
        assert plain.count(REST) >= 6 + 4  # each text, and its copy beside the index
        with store.writing():
            way(store, *numbers)
        assert REST not in decrypted(store)
        assert search_index.search(store, [WORD], 10) == []
        assert real_files.faults(store) == []


def test_a_long_deleted_text_is_in_no_free_page_of_the_file(path: Path) -> None:
    with real_files.with_group(path) as store:
        numbers = real_files.keep_evening(store, f"{WORD} " * 2000)
        assert decrypted(store).count(REST) > 12_000
        with store.writing():
            by_session(store, *numbers)
        assert store.value("PRAGMA freelist_count") > 10
        assert REST not in decrypted(store)
