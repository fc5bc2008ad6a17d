"""Numbers beside names: a house in a street of any language, or a place with its postcode.

Safe Harbor B, in languages whose words for a street nobody listed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import HARD, Finding, finding_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from balintlog.privacy.screen.tokens import Token

_CODE = re.compile(r" \d{4,6}\b")  # after a place
_HOUSE, _HOUSE_AFTER = re.compile(r"\d{2,5}"), re.compile(r",? \d{1,5}\b")


def beside_names(text: str, toks: Sequence[Token], names: Sequence[Finding]) -> Iterator[Finding]:
    """Yield an address for each name, of those found already, that has a number beside it."""
    starts = {
        name.start: name for name in names if name.kind in ("name", "place") and name.tier == HARD
    }
    for name in names:
        code = _CODE.match(text, name.end)
        if name.kind == "place" and code:
            yield finding_at(name.start, code.end(), "address", "place-and-number")
    for at, tok in enumerate(toks[:-1]):
        street = starts.get(toks[at + 1].start)
        if street is None or not _HOUSE.fullmatch(tok.text):
            continue
        after = _HOUSE_AFTER.match(text, street.end)
        end = after.end() if after else street.end
        yield finding_at(tok.start, end, "address", "number-and-name")
