"""Shapes of words that no list knows: medicines, diagnoses, letters that stand for words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balintlog.privacy.screen.lexicon import Lexicon

# Endings of international non-proprietary names (WHO's list of stems) and of Greek diagnoses.
_MEDICINE_ENDINGS = (
    "pril|sartan|olol|statin|azole|cillin|mycin|micin|floxacin|dipine|zepam|zolam|setron"
    "|triptan|gliptin|gliflozin|glitazone|tide|mab|nib|parin|xaban|gatran|oxetine|traline|pram"
    "|zodone|apine|azine|amine|vir|cycline|profen|coxib|lukast|terol|sone|solone|thiazide"
    "|semide|lactone|caine|phylline|quine|grel|formin|penem|cept|parib|platin|taxel|rubicin"
    "|abine|trexate|idone|olam|gabalin|pentin|azepam|barbital|fenac|itis|osis|oma|aemia|emia"
    "|pathy|ectomy|otomy|ostomy|plasty|scopy|graphy|ology|algia|plegia|paresis|penia|cytosis"
    "|trophy|emic|uria|rrhoea|rroea|globulin|protein|toxin|sterol|kinase|insulin|odium|idine"
    "|onium"
)
_MEDICINE = tuple(_MEDICINE_ENDINGS.split("|"))
_MEDICAL = (*_MEDICINE, "ase", "cal", "ine", "ol", "ate", "ide", "in", "one")
_ADVERBS = ("back", "down", "over", "out", "away", "through")  # pushback, meltdown
_SHORTEST = 2  # letters of no verb
_LONG = 7  # letters: shorter words with these endings are names as often


def is_medicine(low: str) -> bool:
    """Return True for a word, capital or not, with an ending that only medicines have."""
    return len(low) >= _LONG and low.endswith(_MEDICINE)


def is_medical(low: str) -> bool:
    """Return True for a word in small letters with an ending of medicines or diagnoses."""
    return len(low) >= _LONG and low.endswith(_MEDICAL)


def is_roman(text: str) -> bool:
    """Return True for a Roman number: XIV."""
    return re.fullmatch(r"[IVXLC]{1,6}", text) is not None


def is_built(low: str, end: str, lex: Lexicon) -> bool:
    """Return True for a word of prose with an ending, which is nobody's name: pushback."""
    verb = low.removesuffix(end)
    return len(verb) > _SHORTEST and verb != low and verb in lex.words and not lex.is_listed(low)


def is_prose(word: str, lex: Lexicon) -> bool:
    """Return True for a word of prose, or a word with hyphens whose parts are such."""
    if lex.is_prose(word):
        return True
    if any(is_built(word.casefold(), end, lex) for end in _ADVERBS):
        return True
    parts = [part for part in re.split(r"[-\u2010\u2011]", word) if part]
    return len(parts) > 1 and all(lex.is_prose(part) or len(part) == 1 for part in parts)


def is_plural_of_letters(text: str, lex: Lexicon) -> bool:
    """Return True for letters in the plural: MRIs, CTs, three Ds."""
    letters = text[:-1]
    if text[-1] != "s" or not letters.isupper():
        return False
    known = lex.is_safe(letters) or lex.is_of("letters", letters)
    return len(letters) == 1 or known or not lex.is_listed(text)
