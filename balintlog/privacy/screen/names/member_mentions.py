"""Mentions of single members in a process note: who said what, and their own lives.

Field guide 4: it is about the group. A member is known by an alias, or as "a member";
what "we asked", or a patient said, is nobody's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import SOFT, Finding, finding_at
from balintlog.privacy.screen.lexicon import forms

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from balintlog.privacy.screen.tokens import Token

_ROLES = frozenset(("member", "members", "presenter", "co-leader", "coleader"))
_SAYS = frozenset(
    (
        *("said", "says", "told", "tells", "asked", "asks", "admitted", "confessed", "shouted"),
        *("accused", "blamed", "attacked", "interrupted", "cried", "wept", "argued"),
    )
)
_LIFE = re.compile(
    r"divorc\w{0,3}|marriage|married|pregnan\w{0,3}|depress\w{0,4}|burn(?:t|ed)?-?out|burnt|sick"
    r"|ill|illness|diagnos\w{0,4}|surgery|drink\w{0,3}|alcohol|therapy|bereave\w{0,4}|miscarriage"
    r"|affair|cancer|separation|childhood"
)
_OF_PATIENTS = frozenset(("presented", "presents", "brought", "brings", "patient", "patients"))
_NEAR = 6  # words after a member


def members(toks: Sequence[Token], aliases: Container[str]) -> Iterator[Finding]:
    """Yield soft findings on single members, who are known by ``aliases`` in small letters."""
    for at, tok in enumerate(toks):
        if not (tok.low in _ROLES or any(form in aliases for form in forms(tok.text))):
            continue
        for near in toks[at + 1 : at + 1 + _NEAR]:
            if near.text in ".!?;" or near.low in _OF_PATIENTS:
                break
            if near.low in _SAYS:
                yield finding_at(near.start, near.end, "group", "who-said-what", SOFT)
            if _LIFE.fullmatch(near.low):
                yield finding_at(near.start, near.end, "member", "members-life", SOFT)
