import random
import re
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from itertools import combinations, takewhile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from balintlog.domain import vocabulary
from balintlog.domain.aliases import draw, natural_words, read_alias
from balintlog.domain.ids import looks_like_id
from balintlog.domain.typed.frame.frame_words import RESERVED
from balintlog.domain.typed.frame.new_alias import read_new_alias
from balintlog.errors import InvalidInputError

USED_IN_EXAMPLES = "heron plover moth kestrel slate sorrel cove teasel alder sedge larch tern"

# Words that are kept although somebody bears them as a surname. Everybody takes
# them for the bird or the stone first; the ranks are those of the 88,799
# surnames of the US census of 1990.
KEPT_SURNAMES = {
    "heron": "Faker: en_IE only; census rank 7,833",
    "plover": "Faker: en_IE only; census rank 61,126",
    "slate": "not in Faker; census rank 6,150",
}

# What a leader types or reads as a part of a command.
COMMAND_WORDS = """
add alias aliases amend attendance audit backup balint balintlog case cases change check close
config confirm data delete demo doctor draft due edit exit export file find follow followup
force format forget group groups help history import info init invite join json key keys last
leader leaders list lock log logbook member members name names new news next none note notes
open output owed passphrase path person print quiet quit read record remove rename report
restore review rotate run schema search session sessions set setup show start status stdin
stop summary theme themes today undo unlock update user validate verify version view week
"""

# Insults, bodies, illness, parasites: words from nature all the same.
UNKIND = """
adder ass bat boar booby bug bustard buzzard cockroach coot cow cuckoo dodo donkey flea fungus
gannet goat goose gull hag hog hyena jackal leech lichen liverwort loon louse maggot magpie
mildew mole mosquito mould mud parasite peacock pig pigeon rat shag shark sheep shrew skunk
sloth slug snail snake snipe sponge spleenwort tick tit toad vermin viper vulture wart weasel
weed whale wolf worm
"""

LETTERS_AND_SO_ON = st.text(
    alphabet=st.one_of(
        st.characters(categories=["L"]),
        st.sampled_from("aAbzZßİıſΐᾳςʼnŉ-- 1\u0301\u0307\u0345\u200d\u00ad"),
    ),
    max_size=24,
)


# Letters that are not an a-z with a diacritic.
LETTERS_OF_THEIR_OWN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)


def letters_only(name: str) -> str:
    """Fold a name of the Latin script to the a-z that somebody would type."""
    plain = name.casefold().translate(LETTERS_OF_THEIR_OWN)
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def in_latin_script(name: str) -> bool:
    return all(unicodedata.name(c, "").startswith("LATIN") for c in name if c.isalpha())


def every_string(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple, set, frozenset, dict)):
        for element in value:
            yield from every_string(element)


@cache
def names_of_faker(kinds: tuple[str, ...]) -> frozenset[str]:
    """All names in lists of these kinds, whole and in parts, of every locale."""
    from faker.config import AVAILABLE_LOCALES  # half a second, for each process that collects

    found: set[str] = set()
    for locale in AVAILABLE_LOCALES:
        try:
            module = import_module(f"faker.providers.person.{locale}")
        except ModuleNotFoundError:
            continue
        for attribute in dir(module.Provider):
            if attribute.startswith(kinds) or any(f"_{kind}" in attribute for kind in kinds):
                for name in every_string(getattr(module.Provider, attribute)):
                    if in_latin_script(name):
                        found.update(map(letters_only, [name, *re.split(r"[\s'’-]+", name)]))
    return frozenset(found)


def length_of_common_start(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def one_slip_apart(one: str, other: str) -> bool:
    """Tell whether the Damerau-Levenshtein distance is at most one."""
    start = length_of_common_start(one, other)
    one, other = one[start:][::-1], other[start:][::-1]
    end = length_of_common_start(one, other)
    one, other = one[end:], other[end:]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


# The list


def test_there_are_enough_words() -> None:
    assert len(natural_words()) >= 450


def test_words_are_sorted_and_each_is_there_once() -> None:
    assert list(natural_words()) == sorted(set(natural_words()))


def test_words_are_short_and_plain() -> None:
    assert [w for w in natural_words() if not re.fullmatch("[a-z]{3,12}", w)] == []


def test_words_of_the_examples_are_there() -> None:
    assert set(USED_IN_EXAMPLES.split()) - set(natural_words()) == set()


def test_words_are_aliases_as_they_stand() -> None:
    assert [w for w in natural_words() if read_alias(w) != w] == []


@pytest.mark.slow
def test_no_word_is_a_given_name() -> None:
    names = names_of_faker(("first_", "middle_name"))
    assert {"mary", "jurgen", "soren", "hazel", "ines", "zoe"} <= names  # lists were read
    assert set(natural_words()) & names == set()


@pytest.mark.slow
def test_no_word_is_a_surname() -> None:
    names = names_of_faker(("last_",))
    assert {"smith", "muller", "hansen", "o'brien", "brien", "moss"} <= names  # lists were read
    assert (set(natural_words()) & names) - set(KEPT_SURNAMES) == set()


def test_every_exception_is_a_word_of_the_examples() -> None:
    assert set(KEPT_SURNAMES) - set(USED_IN_EXAMPLES.split()) == set()


def test_no_word_is_a_word_of_the_vocabulary() -> None:
    words = {
        part
        for value in vars(vocabulary).values()
        if isinstance(value, (tuple, frozenset))
        for entry in value
        for part in (entry, *entry.split("-"))
    }
    assert {"doctor", "stuck", "in-person"} <= words  # the vocabulary was read
    assert set(natural_words()) & words == set()


def test_no_word_is_a_command_word() -> None:
    assert set(natural_words()) & set(COMMAND_WORDS.split()) == set()


def test_no_word_is_an_id() -> None:
    assert [w for w in natural_words() if looks_like_id(w)] == []


def test_no_word_is_unkind() -> None:
    assert set(natural_words()) & set(UNKIND.split()) == set()


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("heron", "heron", True),
        ("heron", "herons", True),
        ("heron", "hern", True),
        ("heron", "haron", True),
        ("heron", "ehron", True),
        ("heron", "heorn", True),
        ("heron", "hreno", False),
        ("tern", "teal", False),
        ("moth", "mothss", False),
        ("abc", "cba", False),
    ],
)
def test_one_slip_apart(one: str, other: str, near: bool) -> None:
    assert one_slip_apart(one, other) is near
    assert one_slip_apart(other, one) is near


def test_no_typing_mistake_reaches_another_word() -> None:
    assert [pair for pair in combinations(natural_words(), 2) if one_slip_apart(*pair)] == []


# Drawing


def test_draw_gives_each_word_once_and_then_none() -> None:
    chance = random.Random(20)
    taken: list[str] = []
    while (word := draw(taken, chance.choice)) is not None:
        assert word not in taken
        taken.append(word)
    assert sorted(taken) == list(natural_words())
    assert taken != sorted(taken)


@given(st.sets(st.sampled_from(natural_words())), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_draw_never_gives_a_taken_word(taken: set[str], chance: random.Random) -> None:
    word = draw(taken, chance.choice)
    assert word is None if len(taken) == len(natural_words()) else word in natural_words()
    assert word not in taken


def test_draw_lets_the_chooser_choose_from_all_free_words() -> None:
    offered: list[str] = []

    def last(words: Sequence[str]) -> str:
        offered.extend(words)
        return words[-1]

    taken = {"heron", "plover", "typed-by-a-leader"}
    assert draw(taken, last) == natural_words()[-1]
    assert offered == [w for w in natural_words() if w not in taken]


def test_draw_gives_none_without_asking_the_chooser() -> None:
    def never(words: Sequence[str]) -> str:
        raise AssertionError

    assert draw([*natural_words(), "fog"], never) is None


def test_draw_with_the_chooser_of_production() -> None:
    only = set(natural_words()) - {"larch"}
    assert draw(only, secrets.choice) == "larch"


# What a leader types


@pytest.mark.parametrize(
    ("typed", "alias"),
    [
        ("heron", "heron"),
        ("  Heron\n", "heron"),
        ("KESTREL", "kestrel"),
        ("sea-holly", "sea-holly"),
        ("a-b-c", "a-b-c"),
        ("elm", "elm"),
        ("abcdefghijklmnopqrst", "abcdefghijklmnopqrst"),
        ("Straße", "strasse"),
        ("mo\u0308we", "möwe"),
        ("MO\u0308WE", "möwe"),
        ("Ίρις", "ίρισ"),
        ("σαΐτα", "σαΐτα"),  # casefold takes the letter in the middle apart
        ("α\u0345\u0301βγ", "άιβγ"),  # casefold moves the accent unless NFC comes first
        ("чайка", "чайка"),
        ("ケヤキ", "ケヤキ"),
        ("İstiridye", "istiridye"),
        ("I\u0307stiridye", "istiridye"),
    ],
)
def test_read_alias(typed: str, alias: str) -> None:
    assert read_alias(typed) == alias


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "ab",
        " ab ",
        "--",
        "---",
        "A.K.",
        "A. K.",
        "abcdefghijklmnopqrstu",
        "ßßßßßßßßßßß",  # 22 letters as it would be kept
        "grey heron",
        "grey\theron",
        "grey\u00a0heron",
        "grey\nheron",
        "-heron",
        "heron-",
        "grey--heron",
        "grey_heron",
        "grey\u2010heron",
        "heron1",
        "heron²",
        "heron٣",
        "he\x00ron",
        "\x1b[31mheron",
        "he\ud800ron",
        "g1",
        "G1",
        "s12",
        "C123",
        "n999999",
    ],
)
def test_read_alias_refuses(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        read_alias(typed)


@pytest.mark.parametrize("typed", ["Adalbert Kowalski", "A.K.", "g1", "\x1b[31mheron", ""])
def test_the_message_is_the_rule_and_an_example_and_nothing_that_was_typed(typed: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        read_alias(typed)
    rule = "an alias has 3 to 20 letters or single hyphens, such as heron"
    assert refusal.value.message == rule
    assert refusal.value.hint is None
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None


@given(st.one_of(st.text(), LETTERS_AND_SO_ON))
@example("İİİ")
@example("i\u0307\u0307\u0301ab")
@example("ŉŉŉ")
@example("ᾳ\u0301bc")
@settings(deadline=None)
def test_read_alias_refuses_or_gives_what_is_within_the_rule(typed: str) -> None:
    try:
        alias = read_alias(typed)
    except InvalidInputError:
        return
    assert 3 <= len(alias) <= 20
    assert alias[0] != "-" != alias[-1]
    assert "--" not in alias
    assert alias.replace("-", "").isalpha()
    assert alias.isprintable()
    assert not looks_like_id(alias)
    assert unicodedata.is_normalized("NFC", alias)
    assert read_alias(alias) == alias
    assert read_alias(unicodedata.normalize("NFD", alias)) == alias


@given(
    st.lists(st.text("abcdefgäöüéABCDEFGÄÖÜÉ", min_size=1, max_size=5), min_size=1, max_size=3),
    st.text(" \t\n", max_size=3),
)
@settings(deadline=None)
def test_read_alias_takes_all_that_is_within_the_rule(parts: list[str], blank: str) -> None:
    alias = "-".join(parts)
    if len(alias) >= 3:
        assert read_alias(blank + alias + blank) == alias.lower()


@pytest.mark.parametrize("typed", ["may", "Friday", "LATE", "away", "with", "juin", "mon", "sept"])
def test_a_word_of_the_evenings_line_is_no_new_alias(typed: str) -> None:
    with pytest.raises(InvalidInputError, match="means something else") as refusal:
        read_new_alias(typed)
    assert typed.casefold() not in refusal.value.message.replace("such as late", "").split()
    assert read_alias(typed) == typed.casefold()  # given before, it goes on working


@pytest.mark.parametrize(
    "word",
    [
        "outside",
        "another-member",
        "away",
        "may",
        "friday",
        "shame",
        "easier",
        "ask",
        "new",
    ],
)
def test_a_word_that_could_stand_for_something_else_is_no_new_alias(word: str) -> None:
    assert read_alias(word) == word, "given before, it goes on working"
    with pytest.raises(InvalidInputError, match="means something else in an evening"):
        read_new_alias(word)


def test_no_word_of_the_list_begins_with_a_word_of_the_evenings_line() -> None:
    begin = tuple(RESERVED)
    assert [word for word in natural_words() if word.startswith(begin)] == []
    assert [read_new_alias(word) for word in natural_words()] == list(natural_words())
