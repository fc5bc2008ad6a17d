"""Passphrases and one-time codes: what a leader may choose, and how the program draws them.

A proposed passphrase is six words drawn from the 7,776 of the EFF Long
Wordlist (``words/NOTICE``): 7,776 to the sixth power is 2 to the power 77.5,
so 77 bits. That figure holds for a drawn passphrase only; nothing is claimed
about the strength of one that a leader thought of. Those must be at least
``MIN_LENGTH`` characters long, and not among those that attackers try first; there are no rules of
composition (NIST SP 800-63B).

A one-time code lets a leader in once, until they have chosen a passphrase. It is drawn,
never chosen: 16 of 30 letters and digits, none of which looks or sounds like another, so
78 bits (30 to the sixteenth power is 2 to the power 78.5). It is shown in groups of four,
and may be typed in any case, with or without them.

No function here prints, logs or keeps a passphrase or a code, and no error quotes one.
"""

import unicodedata
from itertools import pairwise

from balintlog.domain.folding import folded, is_unseen
from balintlog.errors import InvalidInputError, Problem

MIN_LENGTH = 12  # characters, after normalisation
PROPOSED_WORDS = 6

CODE_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # no I, L, O, U, 0, 1
CODE_LENGTH = 16
CODE_DAYS = 14  # for which a code is good unless another date is given
_CODE_GROUP = 4

# What is tried first: runs along the keyboard (also a German or French one), the alphabet
# and the digits, and what a passphrase is called or is for.
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "1234567890",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "qsdfghjklm",
    "zxcvbnm",
    "yxcvbnm",
)
_STEPS = frozenset(pair for row in _ROWS for a, b in pairwise(row) for pair in (a + b, b + a))
_TRIED_WORDS = ("balintlog", "balint", "logbook", "password", "passwort", "passphrase")
_FEWEST_DIFFERENT = 5
_FEWEST_UNFORESEEN = 7  # characters that neither continue a run nor stand in a word above

# Control characters, signs without a shape of their own, halves of surrogate pairs (bytes the
# terminal could not decode), line breaks, private characters, and characters unknown to this
# Python: a later one may normalise them differently, and then the passphrase would no longer
# open the logbook.
_UNRELIABLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})


def normalise(text: str) -> str:
    """Return the one spelling of a passphrase that is stretched into a key.

    As in RFC 8265, section 4.2: every kind of space becomes the plain one, then
    Unicode NFC, so that an umlaut typed as one character or as letter and
    accent, on any system, is the same. Upper and lower case stay as they are.
    """
    spaced = "".join(" " if unicodedata.category(c) == "Zs" else c for c in text)
    return unicodedata.normalize("NFC", spaced)


def check_new(text: str) -> str:
    """Return ``text`` normalised if it may become a passphrase.

    InvalidInputError lists what is wrong, without quoting any of it.
    """
    passphrase = normalise(text)
    problems = []
    if len(passphrase) < MIN_LENGTH:
        problems.append(Problem(f"a passphrase needs at least {MIN_LENGTH} characters"))
    if any(unicodedata.category(c) in _UNRELIABLE or is_unseen(c) for c in passphrase):
        problems.append(
            Problem("the passphrase holds a character that cannot be seen, or typed again")
        )
    if passphrase != passphrase.strip(" "):
        problems.append(Problem("the passphrase begins or ends with a space, which nobody sees"))
    if not problems and _is_tried_first(folded(passphrase)):
        problems.append(
            Problem(
                "the passphrase is easy to guess: it repeats itself, follows the keyboard, or is a"
                " word that everybody tries"
            )
        )
    if problems:
        raise InvalidInputError(
            *problems, hint="Choose another one; several unrelated words are easy to remember."
        )
    return passphrase


def _is_tried_first(text: str) -> bool:
    """True for a passphrase that repeats itself, follows a row of keys, or is an obvious word."""
    is_repeated = text in (text + text)[1:-1]
    for word in _TRIED_WORDS:
        text = text.replace(word, "")
    unforeseen = [b for a, b in pairwise(f" {text}") if a + b not in _STEPS and a != b]
    return is_repeated or len(set(text)) < _FEWEST_DIFFERENT or len(unforeseen) < _FEWEST_UNFORESEEN


def propose() -> str:
    """Return a new passphrase: six words of the list (77 bits), single spaces between them."""
    import secrets

    words = _words()
    return " ".join(secrets.choice(words) for _ in range(PROPOSED_WORDS))


def draw_code() -> str:
    """Return a new one-time code, such as K7QD-2MXA-9TRW-HC4E."""
    import secrets

    drawn = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(drawn[at : at + _CODE_GROUP] for at in range(0, CODE_LENGTH, _CODE_GROUP))


def normalise_code(typed: str) -> str:
    """Return the one spelling of a code that is stretched into a key."""
    return "".join(character for character in typed.upper() if character.isalnum())


def _words() -> list[str]:
    """Return the 7,776 words shipped with the package."""
    from importlib.resources import files

    shipped = files("balintlog.vault").joinpath("words", "eff_large.txt")
    return shipped.read_text(encoding="ascii").splitlines()
