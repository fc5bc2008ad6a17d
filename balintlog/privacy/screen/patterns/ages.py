"""Ages: of 90 and more, in any words, and exact ones below. Safe Harbor C."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import SOFT
from balintlog.privacy.screen.patterns.pattern_rule import PatternRule

if TYPE_CHECKING:
    from balintlog.privacy.screen.finding import Finding

_TENS = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_AGED = (
    r"(?:[- ]?(?:years?|yrs?)[- ]?old|[- ]?y/?o\b|[- ]?year[- ]old|-jährig\w{0,2}| jahre\b"
    r"| ans\b| anni\b| años\b)"
)
_TEENS, _TWENTIES = 13, 20  # years
_DECADES = (
    "",
    "",
    "twenties",
    "thirties",
    "forties",
    "fifties",
    "sixties",
    "seventies",
    "eighties",
)
_PERSON = (
    r"(?:(?:wo|gentle|police|post)?m[ae]n|boy|girl|lady|ladies|patient|person|widow(?:er)?|nun|monk"
    r"|(?:grand|step)?(?:mother|father|son|daughter)|mum|dad|husband|wife|sister|brother|aunt"
    r"|uncle|cousin|neighbour|friend|doctor|nurse|teacher|farmer|pensioner|veteran|carer|resident"
    r"|frau|mann|dame|herr|patientin|mutter|vater|oma|opa|witwer?|homme|femme|donna|uomo|mujer"
    r"|hombre)"
)
# Of 93; after a blank, a comma or a bracket only before what ends it, or it may be a number.
_AGE_ENDS = (
    r"\b(?:[,.;:)!?](?!\d)|$|\n"
    r"| (?:who|and|is|was|has|had|with|from|whose|now|came|comes|wept|weint"
    r"|today|last|this|next|when|since)\b)"
)
_AGE_FOLLOWS = (
    r"(?: of (?=\d+\b(?! ?(?:%|mg|kg|percent|per|times|minutes)))"
    rf"|(?:,? | \(|, (?:who is |now |aged ))(?=\d+{_AGE_ENDS}))"
)
_IN_COMMAS = r"(?<=[^\W\d], )"  # "Her mother, 93, rang": words before it, not a row of figures
_AFTER = r"(?=, [^\W\d])"
_BELOW_90 = re.compile(r"[1-8]?\d(?!\d)")  # not a year of birth


def with_decade(finding: Finding, text: str) -> Finding:
    """Return an exact age with its decade as the suggestion, and any other finding as it is."""
    if finding.kind != "age":
        return finding
    age = _BELOW_90.match(text, finding.start, finding.end)
    return finding if age is None else finding._replace(suggestion=_in_decades(int(age[0])))


def _in_decades(age: int) -> str:
    """Return an age in years as a leader may keep it: in their forties."""
    if age < _TEENS:
        return "a child"
    if age < _TWENTIES:
        return "a teenager"
    return f"in their {_DECADES[age // 10]}"


RULES = (
    PatternRule(
        "age-90",
        "age-90",
        rf"\b(?:9\d|1[01]\d){_AGED}|\b(?:9\d|10\d)(?-i:[MF])\b|{_IN_COMMAS}(?:9\d|10\d){_AFTER}"
        r"|(?<!hb )(?<!bp )(?<!iq )(?<!sats )(?<!rate )(?<!temp )(?<!pulse )(?<!score )(?<!weight )"
        r"(?:\b(?:is|was|be|ist|war|wurde|wird|turned|turns|turning|aged?|nearly|almost|just|at)"
        r"|\b(?:s?he|who|\w{3,9}(?<![ai]t))['’]s) (?P<x>(?:9\d|1[01]\d))\b"
        r"(?! ?(?:%|mg|kg|ml|bpm|mm|cm|/|percent|per|times|minutes|days|weeks|miles|of"
        r"|degrees))(?![.,]\d)",
        "Safe Harbor C",
        has_digit=True,
    ),
    PatternRule(
        "worded-age-90",
        "age-90",
        rf"\b(?:ninety(?:[- ]{_TENS})?|(?:a "
        rf"|one )?hundred(?: and {_TENS})?)[- ]years?(?:[- ]old)?\b"
        rf"|\b(?:is|was|be|turned|turning|aged|nearly|almost|at) (?P<x>ninety(?:[- ]{_TENS})?\b"
        rf"(?! (?:percent|per|minutes|times|degrees|miles|of|days|kilos))"
        rf"|(?:a|one) hundred(?: and {_TENS})?(?={_AGE_ENDS}))"
        rf"|\b{_PERSON} of ninety(?:[- ]{_TENS})?\b"
        rf"|\bninety[- ]{_TENS}\b(?! (?:percent|per|minutes|hours|times|days|weeks|miles|pounds"
        rf"|euros|dollars|quid|pages|people|patients|steps|degrees|seconds|of|and a half|in))"
        rf"|\b(?:his|her|their) (?:ninetieth|ninety[- ]\w{{4,8}}th|hundredth) (?:year|birthday)\b"
        r"|\b(?:9\d|1[01]\d)(?:st|nd|rd|th) (?:year|birthday)\b"
        r"|\b(?:nonagenarian|centenarian)\b",
        "Safe Harbor C, as it is said",
        only_with=(
            *("ninety", "ninetieth", "hundred", "hundredth", "nonagenarian", "centenarian"),
            *("year", "birthday"),
        ),
    ),
    PatternRule(
        "age-90-among-words",
        "age-90",
        r"\b(?:is|was) (?:[^\W\d]{1,20},? ){1,4}and (?P<x>9\d|10\d)(?=[,.;]|$)"
        r"|(?<=[^\W\d], )(?:9\d|10\d)(?= (?:next|this|last) (?:week|month|year|birthday)\b)",
        "Safe Harbor C: deaf, funny and 91",
        has_digit=True,
    ),
    PatternRule(
        "age-90-at-the-end",
        "age-90",
        r"(?<=[^\W\d], )(?<!sats, )(?<!rate, )(?<!pulse, )(?<!pressure, )(?<!weight, )(?<!score, )"
        r"(?:9\d|10\d)(?=[.;:]?(?:$|\n| (?-i:[A-Z])))",
        "Safe Harbor C: as notes have it, retired judge, 93; or what was measured",
        SOFT,
        has_digit=True,
    ),
    PatternRule(
        "birth-year",
        "age-90",
        r"\bborn (?:in |on )?(?P<x>(?:18\d\d|19[0-2]\d|193[0-5]|['’](?:2[6-9]|3[0-5])))\b",
        "Safe Harbor C: a birth year that says 90 or more",
        has_digit=True,
        only_with=("born",),
    ),
    PatternRule(
        "person-and-age-90",
        "age-90",
        rf"\b{_PERSON}{_AGE_FOLLOWS}(?P<x>(?:9\d|1[01]\d))\b",
        "Safe Harbor C, as it is told",
        has_digit=True,
    ),
    PatternRule(
        "year-of-birth",
        "age",
        r"\bborn (?:in )?(?P<x>(?:193[6-9]|19[4-9]\d|20[0-2]\d|['’]\d\d))\b",
        "ICO: an exact age narrows down",
        SOFT,
        has_digit=True,
        only_with=("born",),
    ),
    PatternRule(
        "person-and-age",
        "age",
        rf"\b{_PERSON}{_AGE_FOLLOWS}(?P<x>[1-8]\d)\b"
        rf"|\b(?:s?he|{_PERSON})(?:['’]s| is| was| turns| turned| has turned| is turning)"
        rf"(?: now| nearly| almost| just| only| about)? (?P<y>[1-8]\d)(?={_AGE_ENDS})",
        "ICO: an exact age narrows down; a decade does not",
        SOFT,
        has_digit=True,
    ),
    PatternRule(
        "exact-age",
        "age",
        rf"\b[1-8]?\d{_AGED}|\b[1-8]\d(?-i:[MF])\b|{_IN_COMMAS}[1-8]\d{_AFTER}"
        r"|\baged? (?P<x>[1-8]?\d)\b",
        "ICO: an exact age narrows down; a decade does not",
        SOFT,
        has_digit=True,
    ),
)
