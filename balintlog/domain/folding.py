"""Folding: the one form of a text in which two spellings that mean the same are equal.

Unicode's NFKC_Casefold: capitals, ligatures, letters of full width and signs that nobody sees
make no difference, and ß is ss. What is folded is compared, and never shown or saved.
"""

import re
import unicodedata

# Unicode 16, DerivedCoreProperties: Default_Ignorable_Code_Point.
UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
# Letters that Unicode does not take apart, and how they are typed where they are missing.
_PLAIN = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "\u0131": "i",
        "ħ": "h",
        "ŧ": "t",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
_UNSEEN = re.compile(f"[{UNSEEN}]+")


def folded(text: str) -> str:
    """Return a text as it is compared with others."""
    if text.isascii():
        return text.casefold()
    seen = _UNSEEN.sub("", unicodedata.normalize("NFD", text)).casefold()
    small = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
    # Casefold takes the Turkish capital I with a dot apart, into an i and a dot that is no letter.
    return unicodedata.normalize("NFKC", small.replace("i\N{COMBINING DOT ABOVE}", "i"))


def is_unseen(character: str) -> bool:
    """Return True for a sign that shows nothing: a soft hyphen, a blank of no width."""
    return _UNSEEN.match(character) is not None


def without_accents(text: str) -> str:
    """Return a text as somebody without accents on the keyboard types it: fiance, of fiancé."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def as_typed(text: str) -> str:
    """Return a text as it is looked for: folded, in the letters of any keyboard (Lodz, of Łódź)."""
    return without_accents(folded(text).translate(_PLAIN))
