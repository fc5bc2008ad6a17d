"""Dates more exact than a year. Safe Harbor C.

Weekdays alone, seasons, bare years and months alone are no identifiers.
"""

from __future__ import annotations

from balintlog.privacy.screen.finding import SOFT
from balintlog.privacy.screen.patterns.pattern_rule import PatternRule

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

RULES = (
    PatternRule(
        "numeric-date",
        "date",
        rf"(?<![\d./-])(?:{_YEAR}[-/.](?:0?[1-9]|1[0-2])[-/.]{_DAY}|{_DAY}[./-](?:0?[1-9]"
        rf"|1[0-2])[./-](?:{_YEAR}|\d\d)"
        rf"|(?:0?[1-9]|1[0-2])[./-]{_DAY}[./-](?:{_YEAR}|\d\d))(?![\d/-]"
        rf"|\.\d)(?:[ T]\d\d:\d\d(?::\d\d)?)?|\b(?:0[1-9]|1[0-2])/{_YEAR}\b",
        "Safe Harbor C",
        has_digit=True,
    ),
    PatternRule(
        "day-and-month",
        "date",
        rf"\b(?:{_WEEKDAY},? (?:the )?)?{_DAY}(?:st|nd|rd|th|\.|er|º)?(?: of| de)?[ -]{MONTH}\b"
        rf"(?:\.?,?[ -](?:de |del )?(?:{_YEAR}|['’]\d\d))?",
        "Safe Harbor C",
        has_digit=True,
        only_with=_MONTHS,
    ),
    PatternRule(
        "month-and-day",
        "date",
        rf"\b(?:{_WEEKDAY},? )?(?!may\b){MONTH}\.? (?:the )?{_DAY}(?:st|nd|rd|th)?\b(?! ?(?:%|mg"
        rf"|years|months|weeks|days))"
        rf"(?:,? (?:{_YEAR}|['’]\d\d))?|\bMay {_DAY}(?:st|nd|rd|th)?\b(?:,? (?:{_YEAR}|['’]\d\d))?",
        "Safe Harbor C",
        has_digit=True,
        only_with=_MONTHS,
    ),
    PatternRule(
        "worded-day",
        "date",
        rf"\b(?:the )?{_ORDINAL}(?: day)? of {MONTH}\b(?:,? {_YEAR})?"
        rf"|\b(?!may\b){MONTH} the {_ORDINAL}\b(?:,? {_YEAR})?",
        "Safe Harbor C, as it is said",
        only_with=_MONTHS,
    ),
    PatternRule(
        "month-and-year",
        "date",
        rf"\b(?!may\b){MONTH}\.?,?(?: of| de| del)? (?:{_YEAR}|['’]\d\d)\b|\bMay,? {_YEAR}\b",
        "Safe Harbor C",
        has_digit=True,
        only_with=_MONTHS,
    ),
    PatternRule(
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
    PatternRule(
        "day-since",
        "date",
        r"\b(?:since|until|till|by)"
        r" (?P<x>the (?:[12]?[1-9]|[123]0|31)(?:st|nd|rd|th))"
        r"(?=[,.;:!?)\u2026\u2013\u2014]| -|$|\n| (?:and|but|he|she|they|we|i|when|it)\b)",
        "Safe Harbor C: 'the 3rd', with nothing that is counted",
        has_digit=True,
    ),
    PatternRule(
        "worded-day-alone",
        "date",
        rf"\bon (?P<x>the (?!first\b|second\b|third\b){_ORDINAL})"
        rf"(?=[,.;:!?)]|$|\n| (?:and|but|he|she|they|we|i|when|with)\b(?! (?:the )?{_ORDINAL}\b))",
        "Safe Harbor C, as it is said: 'on the fourth', with nothing that is counted",
        only_with=("on",),
    ),
    PatternRule(
        "day-alone",
        "date",
        r"\bthe (?:[12]?[1-9]|[123]0|31)(?:st|nd|rd|th)(?=[,.;:!?)\u2026\u2013\u2014]| -|$|\n)",
        "Safe Harbor C: the 3rd, which may also be that of four",
        SOFT,
        has_digit=True,
    ),
    PatternRule(
        "feast-and-year",
        "date",
        rf"\b{_FEAST},?(?: (?:of|in))? {_YEAR}\b",
        "Safe Harbor C: a feast and a year are a date",
        has_digit=True,
        only_with=_FEAST_WORDS,
    ),
    PatternRule(
        "short-date",
        "date",
        rf"(?<![\d./-]){_DAY}/(?:0?[1-9]|1[0-2])(?![\d/])(?=[ ,.;)]|$)(?! (?:on|in) (?:pain"
        rf"|the scale))",
        "Safe Harbor C",
        SOFT,
        has_digit=True,
        only_with=("/",),
    ),
    PatternRule(
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
        "Safe Harbor C: the word before it makes it a day",
        has_digit=True,
        only_with=("/", "."),
    ),
    PatternRule(
        "feast-day",
        "date",
        rf"\bon (?P<x>{_FEAST})\b",
        "Safe Harbor C: a feast is a day",
        SOFT,
        only_with=_FEAST_WORDS,
    ),
)
