"""Dates more exact than a year, and ages of 90 and more. Safe Harbor C.

Weekdays alone, seasons, bare years and months alone are no identifiers.
"""

from __future__ import annotations

from balintlog.privacy.screen.finding import SOFT
from balintlog.privacy.screen.patterns.pattern_rule import Rule

MONTHS = {
    "en": "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec",
    "de": "januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november"
    "|dezember",
    "fr": "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre"
    "|décembre|decembre",
    "it": "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre"
    "|dicembre",
    "es": "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre"
    "|diciembre",
}
MONTH = f"(?:{'|'.join(MONTHS.values())})"
_MONTHS = tuple("|".join(MONTHS.values()).split("|"))
_DAY = r"(?:[012]?\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
    r"|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth"
    r"|thirty[- ]first)"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|weds?|thurs?|thur|fri|sat|sun)"
_FEAST = (
    r"(?:(?:christmas|xmas)(?: eve| day)?|easter(?: sunday| monday)?|good friday|boxing day"
    r"|new year['’]s(?: eve| day)?|halloween|thanksgiving|valentine['’]s day|bonfire night"
    r"|st\.? patrick['’]s day)"
)
_FEAST_WORDS = (
    *("christmas", "xmas", "easter", "good", "boxing", "new", "halloween", "thanksgiving"),
    *("valentine", "bonfire", "patrick"),
)
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


def in_decades(age: int) -> str:
    """Return an age in years as one may keep it."""
    if age < _TEENS:
        return "a child"
    if age < _TWENTIES:
        return "a teenager"
    return f"in their {_DECADES[age // 10]}"


RULES = (
    Rule(
        "numeric-date",
        "date",
        rf"(?<![\d./-])(?:{_YEAR}[-/.](?:0?[1-9]|1[0-2])[-/.]{_DAY}|{_DAY}[./-](?:0?[1-9]"
        rf"|1[0-2])[./-](?:{_YEAR}|\d\d)"
        rf"|(?:0?[1-9]|1[0-2])[./-]{_DAY}[./-](?:{_YEAR}|\d\d))(?![\d/-]"
        rf"|\.\d)(?:[ T]\d\d:\d\d(?::\d\d)?)?|\b(?:0[1-9]|1[0-2])/{_YEAR}\b",
        "Safe Harbor C",
        has_digit=True,
    ),
    Rule(
        "day-and-month",
        "date",
        rf"\b(?:{_WEEKDAY},? (?:the )?)?{_DAY}(?:st|nd|rd|th|\.|er|º)?(?: of| de)?[ -]{MONTH}\b"
        rf"(?:\.?,?[ -](?:de |del )?(?:{_YEAR}|['’]\d\d))?",
        "Safe Harbor C",
        has_digit=True,
        only_with=_MONTHS,
    ),
    Rule(
        "month-and-day",
        "date",
        rf"\b(?:{_WEEKDAY},? )?(?!may\b){MONTH}\.? (?:the )?{_DAY}(?:st|nd|rd|th)?\b(?! ?(?:%|mg"
        rf"|years|months|weeks|days))"
        rf"(?:,? (?:{_YEAR}|['’]\d\d))?|\bMay {_DAY}(?:st|nd|rd|th)?\b(?:,? (?:{_YEAR}|['’]\d\d))?",
        "Safe Harbor C",
        has_digit=True,
        only_with=_MONTHS,
    ),
    Rule(
        "worded-day",
        "date",
        rf"\b(?:the )?{_ORDINAL}(?: day)? of {MONTH}\b(?:,? {_YEAR})?"
        rf"|\b(?!may\b){MONTH} the {_ORDINAL}\b(?:,? {_YEAR})?",
        "Safe Harbor C, as it is said",
        only_with=_MONTHS,
    ),
    Rule(
        "month-and-year",
        "date",
        rf"\b(?!may\b){MONTH}\.?,?(?: of| de| del)? (?:{_YEAR}|['’]\d\d)\b|\bMay,? {_YEAR}\b",
        "Safe Harbor C",
        has_digit=True,
        only_with=_MONTHS,
    ),
    Rule(
        "day-of-the-month",
        "date",
        rf"\bon (?:{_WEEKDAY},? )?(?P<x>the (?:[12]?\d|3[01])(?:st|nd|rd"
        rf"|th))\b(?! \w{{0,3}}(?:floor|visit|time|session|day|attempt|try|hole|row))"
        rf"|\b{_WEEKDAY},? (?:the )?(?:[12]?\d|3[01])(?:st|nd|rd|th)\b"
        r"|\b(?:[12]?\d|3[01])(?:st|nd|rd|th) inst\b",
        "Safe Harbor C",
        has_digit=True,
        only_with=("st", "nd", "rd", "th"),
    ),
    Rule(
        "day-since",
        "date",
        r"\b(?:since|until|till|by)"
        r" (?P<x>the (?:[12]?[1-9]|[123]0|31)(?:st|nd|rd|th))"
        r"(?=[,.;:!?)\u2026\u2013\u2014]| -|$|\n| (?:and|but|he|she|they|we|i|when|it)\b)",
        "Safe Harbor C: the 3rd, and nothing of what it is the third",
        has_digit=True,
    ),
    Rule(
        "worded-day-alone",
        "date",
        rf"\bon (?P<x>the (?!first\b|second\b|third\b){_ORDINAL})"
        rf"(?=[,.;:!?)]|$|\n| (?:and|but|he|she|they|we|i|when|with)\b(?! (?:the )?{_ORDINAL}\b))",
        "Safe Harbor C, as it is said: on the fourth, and nothing of what it is the fourth",
        only_with=("on",),
    ),
    Rule(
        "day-alone",
        "date",
        r"\bthe (?:[12]?[1-9]|[123]0|31)(?:st|nd|rd|th)(?=[,.;:!?)\u2026\u2013\u2014]| -|$|\n)",
        "Safe Harbor C: the 3rd, which may also be that of four",
        SOFT,
        has_digit=True,
    ),
    Rule(
        "feast-and-year",
        "date",
        rf"\b{_FEAST},?(?: (?:of|in))? {_YEAR}\b",
        "Safe Harbor C: a feast and a year are a date",
        has_digit=True,
        only_with=_FEAST_WORDS,
    ),
    Rule(
        "short-date",
        "date",
        rf"(?<![\d./-]){_DAY}/(?:0?[1-9]|1[0-2])(?![\d/])(?=[ ,.;)]|$)(?! (?:on|in) (?:pain"
        rf"|the scale))",
        "Safe Harbor C",
        SOFT,
        has_digit=True,
        only_with=("/",),
    ),
    Rule(
        "short-date-on",
        "date",
        rf"\b(?!on 24/7)(?:on|since|dated|seen|until|till|before|admitted|discharged|died|sectioned"
        rf"|started|met)"
        rf" (?P<x>(?!\d/7\b|\d+/12\b|\d/52\b)"
        rf"(?:{_DAY}/(?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])/{_DAY}))"
        rf"(?![\d/])(?! (?:on|in|for|of|pain|the scale|course|tablets?))"
        rf"|(?<![\d./-])(?:[012]?\d|3[01])/0[1-9](?![\d/])"
        rf"|\b{_WEEKDAY} {_DAY}[./](?:0?[1-9]|1[0-2])\b"
        rf"|\b(?:on|by|since|next|until|am|vom|seit):? (?P<y>{_DAY}\.(?:0?[1-9]|1[0-2])\.)(?!\d)",
        "Safe Harbor C: a day by what stands before it",
        has_digit=True,
        only_with=("/", "."),
    ),
    Rule(
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
    Rule(
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
    Rule(
        "age-90-among-words",
        "age-90",
        r"\b(?:is|was) (?:[^\W\d]{1,20},? ){1,4}and (?P<x>9\d|10\d)(?=[,.;]|$)"
        r"|(?<=[^\W\d], )(?:9\d|10\d)(?= (?:next|this|last) (?:week|month|year|birthday)\b)",
        "Safe Harbor C: deaf, funny and 91",
        has_digit=True,
    ),
    Rule(
        "age-90-at-the-end",
        "age-90",
        r"(?<=[^\W\d], )(?<!sats, )(?<!rate, )(?<!pulse, )(?<!pressure, )(?<!weight, )(?<!score, )"
        r"(?:9\d|10\d)(?=[.;:]?(?:$|\n| (?-i:[A-Z])))",
        "Safe Harbor C: as notes have it, retired judge, 93; or what was measured",
        SOFT,
        has_digit=True,
    ),
    Rule(
        "birth-year",
        "age-90",
        r"\bborn (?:in |on )?(?P<x>(?:18\d\d|19[0-2]\d|193[0-5]|['’](?:2[6-9]|3[0-5])))\b",
        "Safe Harbor C: a birth year that says 90 or more",
        has_digit=True,
        only_with=("born",),
    ),
    Rule(
        "person-and-age-90",
        "age-90",
        rf"\b{_PERSON}{_AGE_FOLLOWS}(?P<x>(?:9\d|1[01]\d))\b",
        "Safe Harbor C, as it is told",
        has_digit=True,
    ),
    Rule(
        "year-of-birth",
        "age",
        r"\bborn (?:in )?(?P<x>(?:193[6-9]|19[4-9]\d|20[0-2]\d|['’]\d\d))\b",
        "ICO: an exact age narrows down",
        SOFT,
        has_digit=True,
        only_with=("born",),
    ),
    Rule(
        "person-and-age",
        "age",
        rf"\b{_PERSON}{_AGE_FOLLOWS}(?P<x>[1-8]\d)\b"
        rf"|\b(?:s?he|{_PERSON})(?:['’]s| is| was| turns| turned| has turned| is turning)"
        rf"(?: now| nearly| almost| just| only| about)? (?P<y>[1-8]\d)(?={_AGE_ENDS})",
        "ICO: an exact age narrows down; a decade does not",
        SOFT,
        has_digit=True,
    ),
    Rule(
        "feast-day",
        "date",
        rf"\bon (?P<x>{_FEAST})\b",
        "Safe Harbor C: a feast is a day",
        SOFT,
        only_with=_FEAST_WORDS,
    ),
    Rule(
        "exact-age",
        "age",
        rf"\b[1-8]?\d{_AGED}|\b[1-8]\d(?-i:[MF])\b|{_IN_COMMAS}[1-8]\d{_AFTER}"
        r"|\baged? (?P<x>[1-8]?\d)\b",
        "ICO: an exact age narrows down; a decade does not",
        SOFT,
        has_digit=True,
    ),
)
