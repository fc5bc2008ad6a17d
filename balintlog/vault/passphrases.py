"""What a passphrase may be, and how one is proposed.

A proposed passphrase is six words drawn from the 7,776 of the EFF Long
Wordlist (``words/NOTICE``): 7,776 to the sixth power is 2 to the power 77.5,
so 77 bits. That figure holds for a drawn passphrase only; nothing is claimed
about the strength of one that a leader thought of. Those must be at least
``MIN_LENGTH`` characters long, with no rules of composition (NIST SP 800-63B).

No function here prints, logs or keeps a passphrase, and no error quotes one.
"""

import unicodedata

from balintlog.errors import InvalidInputError, Problem

MIN_LENGTH = 12  # characters, after normalisation
PROPOSED_WORDS = 6

# Control characters, halves of surrogate pairs (bytes the terminal could not
# decode), and characters unknown to this Python: a later one may normalise them
# differently, and then the passphrase would no longer open the logbook.
_UNRELIABLE = frozenset({"Cc", "Cs", "Cn"})


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
    if any(unicodedata.category(c) in _UNRELIABLE for c in passphrase):
        problems.append(
            Problem("the passphrase holds a character that cannot be typed reliably everywhere")
        )
    if problems:
        raise InvalidInputError(
            *problems, hint="Choose another one; several unrelated words are easy to remember."
        )
    return passphrase


def propose() -> str:
    """Return a new passphrase: six words of the list (77 bits), single spaces between them."""
    import secrets

    words = _words()
    return " ".join(secrets.choice(words) for _ in range(PROPOSED_WORDS))


def _words() -> list[str]:
    """Return the 7,776 words shipped with the package."""
    from importlib.resources import files

    shipped = files("balintlog.vault").joinpath("words", "eff_large.txt")
    return shipped.read_text(encoding="ascii").splitlines()
