"""The screen: reads a text for what could identify somebody, and says where and why.

It never says that a text is free of identifiers for certain: only that it finds none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.privacy.screen.allowed_words import AllowedWords
from balintlog.privacy.screen.blocked_words import blocked_places
from balintlog.privacy.screen.finding import ENGLISH, Finding, names_are_checked
from balintlog.privacy.screen.lexicon import lexicon
from balintlog.privacy.screen.names import name_reader
from balintlog.privacy.screen.names.institutions import institutions
from balintlog.privacy.screen.names.member_mentions import members
from balintlog.privacy.screen.names.numbers_beside_names import beside_names
from balintlog.privacy.screen.overlaps import apart
from balintlog.privacy.screen.patterns import addresses, ages, dates, numbers, situations
from balintlog.privacy.screen.patterns.pattern_rule import that_may_find
from balintlog.privacy.screen.tokens import tokens
from balintlog.privacy.screen.visible_text import plain_with_places

if TYPE_CHECKING:
    from collections.abc import Collection

_RULES = (*dates.RULES, *ages.RULES, *numbers.RULES, *addresses.RULES, *situations.RULES)


def screen(
    text: str,
    *,
    allowed: Collection[str] = (),
    blocked: Collection[str] = (),
    language: str = ENGLISH,
    about_group: bool = False,
) -> list[Finding]:
    """Return the findings in a text, in order; no two of them overlap.

    ``allowed`` words pass, such as the members' aliases; ``blocked`` words never do, in any
    case and with common endings. ``about_group``: the text is a process note, in which the
    members are protected too.
    """
    looks, places = plain_with_places(text)
    words = AllowedWords(looks, allowed)
    findings = _findings(looks, words, blocked, language, about_group=about_group)
    if places is None:
        return findings
    return [
        finding._replace(start=places[finding.start], end=places[finding.end])
        for finding in findings
    ]


def _findings(
    text: str, allowed: AllowedWords, blocked: Collection[str], language: str, *, about_group: bool
) -> list[Finding]:
    toks = tokens(text)
    sure = [*blocked_places(text, blocked, language)]
    if about_group:
        sure += members(toks, allowed.single)
    rules = (*_RULES, *(addresses.GERMAN_RULES if language == "de" else ()))
    findings = [finding for rule in that_may_find(rules, text) for finding in rule.findings(text)]
    if language == ENGLISH:
        findings += institutions(text, toks)
    findings += name_reader.names(toks, lexicon(), words_known=names_are_checked(language))
    findings += [*beside_names(text, toks, findings)]
    passed = [finding for finding in findings if not allowed.hold(text, finding)]
    return [ages.with_decade(finding, text) for finding in apart([*sure, *passed], text)]
