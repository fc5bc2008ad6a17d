"""The reader of names: asks the rules about each word of a text, and says how far a name goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import HARD, Finding, finding_at
from balintlog.privacy.screen.lexicon import forms
from balintlog.privacy.screen.names.context import Context
from balintlog.privacy.screen.names.name_rule import ANY, NameHit
from balintlog.privacy.screen.names.rule_table import RULES
from balintlog.privacy.screen.names.small_letters import is_known
from balintlog.privacy.screen.names.word_shapes import is_medical, is_prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from balintlog.privacy.screen.lexicon import Lexicon
    from balintlog.privacy.screen.names.name_rule import Decision, Kind, NameRule
    from balintlog.privacy.screen.tokens import Token

_RULES_FOR = {kind: tuple(rule for rule in RULES if kind in rule.kinds) for kind in ANY}
_LONGEST = 7  # words of a name


def names(toks: Sequence[Token], lex: Lexicon, *, words_known: bool) -> Iterator[Finding]:
    """Yield the names in a text; ``words_known``: there is a word list of its language."""
    at = 0
    while at < len(toks):
        known = _known_until(toks, at, lex)
        if known is not None or not toks[at].is_word:
            at = 1 + (at if known is None else known)
            continue
        here = Context(toks, at, lex)
        rule, decided = decision(here, words_known=words_known)
        if rule is None or not isinstance(decided, NameHit):
            at += 1
            continue
        last, finding = _finding(here, rule, decided)
        yield finding
        at += last + 1


def decision(here: Context, *, words_known: bool) -> tuple[NameRule | None, Decision]:
    """Return the first rule that decides about a word, and how; twice None if none does."""
    for rule in _RULES_FOR[_kind(here, words_known=words_known)]:
        decided = rule.decide(here)
        if decided is not None:
            return rule, decided
    return None, None


def _kind(here: Context, *, words_known: bool) -> Kind:
    if len(here.tok.text) == 1:
        return "letter"
    if here.tok.is_acronym:
        return "letters"
    if not words_known:
        return "other"
    if here.tok.is_capital:
        return "first" if here.tok.begins else "capital"
    return "small" if is_known(here) else "unknown"


def _finding(here: Context, rule: NameRule, hit: NameHit) -> tuple[int, Finding]:
    """Return how many more words the name has, and its finding."""
    last = _grown(here, hit.more) if hit.grows else hit.more
    tier = hit.tier
    if rule.in_finding == "name-in-small-letters" and last > hit.more:
        tier = HARD  # two unknown words side by side
    added = [here.token(place) for place in range(hit.more + 1, last + 1)]
    if any(tok is not None and tok.is_capital for tok in added):
        tier = HARD  # the next word, a name by itself, belongs to it
    end = here.token(last)
    if hit.kind != "name" or (end is not None and here.lex.is_town(end.text)):
        last = _with_its_state(here, last)
        end = here.token(last)
    finding = finding_at(here.tok.start, (end or here.tok).end, hit.kind, rule.in_finding, tier)
    if rule.name == "title-and-name" and here.among(0, "colleagues"):
        finding = finding._replace(suggestion="a colleague")
    return last, finding


def _known_until(toks: Sequence[Token], at: int, lex: Lexicon) -> int | None:
    """Return the last word of a name that everybody knows, if one begins here: Robin Hood."""
    best = None
    for phrase in lex.known.get(toks[at].low, ()):
        last = at + len(phrase) - 1
        part = [tok.low for tok in toks[at : last + 1]]
        whole = tuple(part) == phrase or (*part[:-1], forms(part[-1])[-1]) == phrase
        if whole and (best is None or last > best):
            best = last
    return best


def _grown(here: Context, last: int) -> int:
    """Return the last word of a name: capitals, particles and initials belong to it."""
    small = not _is_capital_token(here.token(last))
    for place in range(last + 1, last + _LONGEST):
        tok = here.token(place)
        if tok is None:
            break
        if _belongs(here, place, tok, small=small):
            last = place
        elif not (here.among(place, "particles") and here.is_capital(place + 1)):
            break
    return last


def _is_capital_token(tok: Token | None) -> bool:
    return tok is not None and tok.is_capital


def _belongs(here: Context, place: int, tok: Token, *, small: bool) -> bool:
    """Return True for a word that goes on with a name; ``small``: it has no capital."""
    if tok.text == "." and tok.glued:
        before = here.token(place - 1)
        return before is not None and len(before.text) == 1 and before.is_capital
    if not tok.is_word or tok.begins:
        return False
    lex = here.lex
    if tok.is_capital:
        listed = lex.is_given(tok.text) or lex.is_surname(tok.text)
        return tok.low != "i" and (listed or not lex.is_safe(tok.text))
    return small and not is_prose(tok.text, lex) and not is_medical(tok.low)


def _with_its_state(here: Context, last: int) -> int:
    """Return the last word of a place with ", TX" or "clinic" after it."""
    while here.among(last + 1, "place-heads"):
        last += 1
    state = here.token(last + 2)
    if here.low(last + 1) == "," and state is not None and len(state.text) == len("TX"):
        return last + 2 if state.text.isupper() else last
    return last
