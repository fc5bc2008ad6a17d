"""Numbers, codes, addresses on the net and telephones: identifiers with a structure.

HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i) D, E, F, G-O, R.
"""

from __future__ import annotations

import re

from balintlog.privacy.screen.finding import SOFT
from balintlog.privacy.screen.patterns.pattern_rule import PatternRule

_SPELLED = "oh|zero|one|two|three|four|five|six|seven|eight|nine|double|triple|null|nil"
_DOMAINS = (
    *("com", "org", "net", "edu", "gov", "info", "io", "co", "uk", "de", "fr", "it"),
    *("es", "ie", "eu", "ch", "at", "nl", "be", "au", "ca", "us", "app", "me"),
)

RULES = (
    PatternRule(
        "e-mail",
        "e-mail",
        r"(?<![\w.+-])[\w.+-]{1,64}(?:@| ?[(\[]at[)\]] ?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}",
        "Safe Harbor F",
        only_with=("@", "(at)", "[at]"),
    ),
    PatternRule(
        "spelled-e-mail",
        "e-mail",
        r"\b[\w-]{1,30}(?: (?:dot|point|underscore) [\w-]{1,30}){0,3} at [\w-]{1,30}"
        r"(?: (?:dot|point) [\w-]{2,20}){1,3}\b",
        "Safe Harbor F, as it is said",
        only_with=("dot", "point"),
    ),
    PatternRule(
        "url",
        "url",
        r"\b(?:https?://|www\.)[^\s<>\"']{2,200}",
        "Safe Harbor N",
        only_with=("://", "www."),
    ),
    PatternRule(
        "domain",
        "url",
        r"(?<![@\w.])(?:[a-z0-9][a-z0-9-]{1,40}\.){1,3}"
        rf"(?:{'|'.join(_DOMAINS)})"
        r"\b(?:/[^\s<>\"']{0,100})?",
        "Safe Harbor N",
        only_with=tuple(f".{domain}" for domain in _DOMAINS),
    ),
    PatternRule(
        "network-address",
        "url",
        r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"
        r"|(?<![\w:])(?=[a-f:]{0,38}\d)[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}(?![\w:])",
        "Safe Harbor O",
        has_digit=True,
        only_with=(".", ":"),
    ),
    PatternRule(
        "handle",
        "handle",
        r"(?<![\w.@])@[a-z_][\w.]{2,30}",
        "Safe Harbor R",
        only_with=("@",),
    ),
    PatternRule(
        "phone",
        "phone",
        r"(?<![\w.,/-])(?:\+|00)\d{1,3}[ .-]?(?:\(0?\)[ .-]?)?(?:\(?\d{1,5}\)?[ ./-]?){2,6}\d\b"
        r"|(?<![\w.,/-])\(?0\d{1,5}\)?(?:[ ./-]?\d{2,5}){1,5}\b(?![.,]\d)"
        r"|(?<![\w.,/-])\(?\d{3}\)?[ .-]?\d{3}[ .-]\d{4}(?: ?(?:x|ext\.?) ?\d{1,6})?\b"
        r"|(?<![\w.,/-])\(\d{2,5}\) ?\d{2,4}[ .-]?\d{3,4}\b"
        r"|(?<![\w.,/-])(?!(?:19|20)\d\d\b)\d{3,4}[ -]\d{4}\b(?![.,]\d)(?! ?(?:mg|ml|years))",
        "Safe Harbor D, E; numbering plans of several countries",
        has_digit=True,
    ),
    PatternRule(
        "named-phone",
        "phone",
        r"\b(?:tel|telephone|phone|mobile|cell|fax|ext|extension|call|ring|text|pager|bleep)s?"
        r"[.:]?(?: (?:him|her|me|us|them|on|is|no\.?|number"
        r"|at)){0,3}[:#]? (?P<x>\+?\d[\d ().-]{2,20}\d)",
        "Safe Harbor D, E",
        has_digit=True,
    ),
    PatternRule(
        "spelled-number",
        "number",
        rf"\b(?:(?:{_SPELLED})\b[ ,-]{{0,2}}){{5,21}}(?<=\w)",
        "Safe Harbor R, as it is said",
        only_with=tuple(_SPELLED.split("|")),
    ),
    PatternRule(
        "five-digits",
        "number",
        r"(?<![\w.,])#?\d{5,30}\b(?![.,]\d)"
        r"|(?<![\w.,])[a-z]{0,2}\d{2,6}(?:[ -]\d{2,6}){2,6}(?:[ -]\d)?\b(?![.,]\d)",
        "Safe Harbor G-R: five digits in a row stand for something",
        has_digit=True,
    ),
    PatternRule(
        "letters-and-digits",
        "number",
        r"(?<![\w-])(?!(?:1[89]"
        r"|20)\d0s\b)#?(?=[a-z0-9/-]{0,24}\d[a-z0-9/-]{0,24}\d)(?=[a-z0-9/-]{0,24}[a-z])"
        r"(?:[a-z]{1,8}[-/]?\d{4,12}(?:[-/]?[a-z0-9]{1,12}){0,3}"
        r"|\d{4,12}[-/]?[a-z]{1,8}\d{0,8}"
        r"|[a-z]{1,4}\d{1,4}[a-z]{1,4}\d{3,20}[a-z0-9]{0,20}"
        r"|[a-z]{2,4}-\d{2,6}[-/]\d{2,6}|[a-z]{1,3} \d{4,6}/\d{2,4}"
        r"|(?-i:[A-Z]{1,3}(?: ?\d{2,3}){2,3} ?[A-D])"
        r"|(?-i:\d{1,3} [A-Z]{1,3} \d{2,5}/\d\d))(?![\w-])",
        "Safe Harbor G-R: a code of letters and four digits",
        has_digit=True,
    ),
    PatternRule(
        "named-number",
        "number",
        r"\b(?:mrn|nhs|ssn|nin|dob|chi|pps|pid|medicare|medicaid|passport|licen[cs]e|insurance"
        r"|policy"
        r"|account|acct|case|chart|file|folder|record|patient|member|claim|site|plan|hospital|hosp|reference"
        r"|ref"
        r"|id|serial|device|plate|registration|invoice|ticket|order|badge|staff|student)"
        r"(?: (?:id|no\.?|nr\.?|number|num|code|policy|plan|security|card|insurance|file)){0,3}"
        r"(?: is| was)?[ :.#]{1,3}"
        r"(?P<x>#?(?-i:[A-Z]{2,4} (?=\d))?(?=[\w/-]{0,20}\d)[a-z0-9][\w/-]{2,24}(?: \d{2,4}\b)?)",
        "Safe Harbor G-R: a number after the word for what it numbers",
        has_digit=True,
    ),
    PatternRule(
        "bed-or-room",
        "number",
        r"\b(?:bed|room|rm|ward|bay|cubicle|theatre|flat|apartment|apt\.?|suite|unit|cell|zimmer|bett"
        r"|station|chambre|lit|stanza|letto|habitaci[oó]n|cama) (?:no\.? |number "
        r"|nr\.? )?#?\d{1,4}(?:\.\d{1,3})?[a-z]?\b",
        "Safe Harbor R: on a ward a bed is a person",
        has_digit=True,
    ),
    PatternRule(
        "plate",
        "number",
        r"(?<![\w-])(?:[A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]{1,3}-[A-Z]{1,2} ?\d{1,4}"
        r"|[A-Z]{2}-\d{3}-[A-Z]{2}|[A-Z]{2} ?\d{1,2} ?[A-Z]{1,3} ?\d{4}"
        r"|(?<=[Cc]ar was )[A-Z]{3} ?\d{2,3}[A-Z]?|(?<=[Rr]ego )[A-Z]{3} ?\d{2,3}[A-Z]?"
        r"|(?<=[Pp]late )[A-Z]{3} ?\d{2,3}[A-Z]?)(?![\w-])"
        r"|\b[A-Z]{6}\d\d[A-Z]\d\d[A-Z]\d{3}[A-Z]\b",
        "Safe Harbor L, and the tax code of Italy",
        flags=re.NOFLAG,
        has_digit=True,
    ),
    PatternRule(
        "dose",
        "dose",
        r"\b\d{1,5}(?:[.,]\d{1,3})? ?(?:mg|mcg|µg|ug|g|ml|units?|iu|mmol|tablets?|puffs?)\b",
        "a dose tells one treatment from others (field guide 4)",
        SOFT,
        has_digit=True,
    ),
)
