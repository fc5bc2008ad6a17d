"""Blocked words whose letters are apart, or stand in a longer word."""

from __future__ import annotations

import marked
import pytest

from balintlog.privacy.screen.blocked_words import blocked_places


def places(text: str, *blocked: str, language: str = "en") -> list[str]:
    """Return what is blocked in a text."""
    findings = blocked_places(text, blocked, language)
    return [text[finding.start : finding.end] for finding in findings]


@pytest.mark.parametrize(
    "between",
    [
        "-\n",
        "- \n ",
        " ",
        "  ",
        "\n",
        "_",
        ".",
        "/",
        "\u2013",
        " \u2013 ",
        "-",
        "'",
        "7",
        "\u00b7",
        ". ",
        "*",
    ],
)
def test_a_blocked_word_is_found_across_anything_that_is_no_letter(between: str) -> None:
    assert places(f"He came from flick{between}horn by bus.", "Flickhorn")
    assert places(f"He came from Flick{between}HORNS by bus.", "Flickhorn")
    assert places(
        f"He came from Niederflick{between}horn by bus.", "Niederflickhorn", language="de"
    )
    assert not places(f"He came from flick{between}hand by bus.", "Flickhorn")


@pytest.mark.parametrize(
    "text",
    [
        "f l i c k h o r n",
        "f.l.i.c.k.h.o.r.n.",
        "Fl-ick-horn",
        "flick-hornstation",
        "the flickhornstation",
        "oldflickhorn",
        "flickhorn2",
        "2flickhorn",
        "flickhorn_again",
        "\uff26lickhorn",
        "\ufb02ickhorn",
        "FLICKHORN\u2019S",
        "\u24d5lickhorn",
        "\U0001f135LICKHORN",
        "flick\u00b2horn",
        "flickhorn\u2460",
    ],
)
def test_a_blocked_word_is_found_in_whatever_stands_around_its_letters(text: str) -> None:
    assert places(f"He came from {text} by bus.", "Flickhorn")


@pytest.mark.parametrize("cut", ["-\n", "-  \n  ", "\u2010\n"])
def test_a_word_cut_at_the_end_of_a_line_is_never_chance(cut: str) -> None:
    assert places(f"She would heat{cut}her room.", "Heather")
    assert places(f"The good{cut}man left.", "Goodman")


@pytest.mark.parametrize(
    ("blocked", "text"),
    [
        ("ash", "She had to wash, and was ashamed; a sham. As he said, a shrug."),
        ("ham", "A shaman, the hammer, Birmingham. Oh, am I? Each amount."),
        ("Heather", "The lamp would heat her room."),
        ("Theresa", "There's a man who waits."),
        ("Anita", "In an it adds up way."),
        ("Ellen", "An excellent hour, an excellently held one."),
        ("Allen", "She had fallen silent; a challenge for all."),
        ("Chris", "At Christmas the Christian came."),
        ("Grace", "It was a disgrace."),
        ("Clare", "He declared it."),
        ("Andor", "Today and/or tomorrow."),
        ("Justine", "It came just in escaping."),
        ("Martin", "The mart in town."),
        ("Goodman", "He is a good man, she said."),
        ("Freeman", "At last a free man."),
    ],
)
def test_a_blocked_name_does_not_stop_clean_texts(blocked: str, text: str) -> None:
    assert places(text, blocked) == []
    assert places(f"It was {blocked.upper()}.", blocked) == [blocked.upper()]


@pytest.mark.parametrize(
    ("language", "blocked", "text"),
    [
        ("de", "Ellen", "Wir stellen fest, die Einstellung war bestellt."),
        ("de", "Dasein", "Wie das ein Arzt sagt."),
        ("fr", "Delamare", "Il parle de la marelle."),
        ("es", "Noela", "Dijo que no el ama."),
        ("nl", "Zijner", "Het was zijn er bij."),
    ],
)
def test_words_of_other_languages_hold_blocked_ones_by_chance(
    language: str, blocked: str, text: str
) -> None:
    assert places(text, blocked, language=language) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "blocked", ["ash", "ham", "Ellen", "Heather", "Allen", "Martin", "Theresa"]
)
def test_no_clean_sentence_is_stopped_by_a_short_or_common_name(blocked: str) -> None:
    clean = [
        sentence
        for sentence in marked.sentences()
        if blocked.casefold() not in sentence.text.casefold()
    ]
    stopped = [sentence.text for sentence in clean if places(sentence.text, blocked)]
    assert stopped == []


@pytest.mark.parametrize(
    ("blocked", "text"),
    [
        ("王小明", "昨天王小明来了"),
        ("山田", "昨日、山田さんが来た。"),
        ("สมชาย", "วันนี้สมชายไม่มา"),
        ("王小明", "昨天王 小明来了"),
        ("だいすけ", "昨日だいすけが来た"),
        ("だいすけ", "昨日た\u3099いすけが来た"),
        ("ベンジャミン", "昨日ﾍﾞﾝｼﾞｬﾐﾝが来た"),
        ("ก้องเกียรติ", "วันนี้ก้องเกียรติไม่มา"),
    ],
)
def test_a_name_is_found_where_no_blanks_stand_between_words(blocked: str, text: str) -> None:
    assert places(text, blocked)
    assert places(text, "李大卫") == []
