"""Addresses, postcodes and institutions by how they are built. Safe Harbor B."""

from __future__ import annotations

import re

from balintlog.privacy.screen.patterns.dates import MONTH
from balintlog.privacy.screen.patterns.pattern_rule import PatternRule

_STREETS = (
    "street|avenue|road|lane|drive|crescent|terrace|square|boulevard|parkway|highway|gardens|grove"
    "|mews"
)
_SHORT_STREETS = (
    r"St|Ave|Rd|Ln|Dr|Ct|Sq|Blvd|Pkwy|Hwy|Cir|Close|Court|Row|Hill|Way|Walk|Green|Parade|Circle"
    r"|Trail|Alley|Quay|Wharf|Yard|Place|Gate|Fold|Croft|Rise|View|Vale|Mead|str"
)
_STREET_WORDS = tuple(f"{_STREETS}|{_SHORT_STREETS.lower()}".split("|"))
_NOT_IN_STREETS = (
    r"at|in|on|of|the|and|to|for|from|with|years?|days?|weeks?|months?|minutes?|hours?|mg|times"
    r"|people|members|a|an|down|across|is|was|were|who|by"
)
_NO_STREETS = (  # what stands before "road" and names none
    "the|any|either|own|new|old|that|this|each|every|some|another|which|what|high|main|back|side"
    "|long|busy|same|other|whole|open|wrong|right|fast|slow|easy|memory|middle|one-way|bumpy|country"
    "|dirt|city|steep|narrow|dead-end|your|their|whose|both|many|quiet|dark|residential|private"
    "|public|cross|ring|cobbled|wide|rough|rocky|winding|first|last|bike|cycle|inside|outside|rural|short"
)
# A full stop inside only after a short form, or a name would go on in the next sentence.
_CAP = r"(?:[A-ZÀ-ÖØ-Þ]\.(?:[A-Z]\.)?|(?:Dr|Mt|Ft|Prof)\.|[A-ZÀ-ÖØ-Þ][\w'’-]{0,30})"
_HEAD = (
    "Hospital|Clinic|Surgery|Practice|Infirmary|Hospice|Sanatorium|Polyclinic|Pharmacy|Chemist"
    "|Center|Centre|School|Academy|College|University|Institute|Nursery|Kindergarten|Church|Assembly|Tabernacle|Gurdwara|Mandir|Masjid|Ministries"
    "|Chapel|Cathedral|Abbey|Mosque|Synagogue|Temple|Parish|Trust|Foundation|House|Lodge|Hall"
    "|Manor|Court|Ward|Unit|Wing|Suite|Home|Prison|Library|Museum|Theatre|Stadium|Club|Pub|Inn|Hotel"
    "|Restaurant|Cafe|Café|Bakery|Ltd|Limited|Inc|LLC|PLC|GmbH|AG|Company|Co|Corporation|Group"
    "|Bank|Partners|Associates|Health|Healthcare|Medical|Langone|Ctr|Med|Station|Airport|Dock"
    "|Docks|Mill|Farm|Market|Arms|Park|Bridge|Orchestra|Philharmonic|Symphony|Choir|Ballet|Opera"
    "|Regiment|Barracks|Priory|Convent|Monastery|Seminary|Brewery|Colliery|Shipyard"
)
HEADS = frozenset(_HEAD.split("|"))
_JOIN = r"(?:of|the|and|for|de|la|le|du|der|di|&|at)"
NAMED = (
    rf"\b(?:St\.? |Saint |San |Santa )?{_CAP}(?: (?:{_JOIN} ){{0,2}}{_CAP}){{0,4}}"
    rf" (?:{_HEAD})\b(?:,? (?:{_JOIN} ){{0,2}}{_CAP}){{0,3}}"
)

RULES = (
    PatternRule(
        "street-and-number",
        "address",
        rf"\b\d{{1,5}}[a-z]?,? (?:(?!(?:{_NOT_IN_STREETS})\b)[\w'’-]{{1,25}}"
        rf" ){{1,3}}(?:{_STREETS})\b"
        rf"|\b\d{{1,5}}[a-z]?,? (?!{MONTH}\b)(?-i:{_CAP} ){{1,3}}(?-i:{_SHORT_STREETS})\b\.?",
        "Safe Harbor B",
        has_digit=True,
        only_with=_STREET_WORDS,
    ),
    PatternRule(
        "street",
        "address",
        rf"\b(?!(?:The|This|That|A|An|In|On|At|Our|Her|His|My|No|One"
        rf"|Every)\b){_CAP}(?: {_CAP}){{0,2}}"
        r" (?:Street|Avenue|Road|Lane|Drive|Crescent|Terrace|Square|Boulevard|Gardens|Grove"
        r"|Mews)\b",
        "Safe Harbor B",
        flags=re.NOFLAG,
        only_with=_STREET_WORDS,
    ),
    PatternRule(
        "street-after-a-preposition",
        "address",
        rf"\b(?i:in|on|at|of|from|to|down|along|into) (?P<x>{_CAP}(?: {_CAP})?"
        r" (?:Close|Court|Row|Hill|Way|Walk|Green|Parade|Alley|Quay|Wharf|Yard|Place))\b",
        "Safe Harbor B; where few people live a house has no number",
        flags=re.NOFLAG,
        only_with=_STREET_WORDS,
    ),
    PatternRule(
        "numbered-road",
        "address",
        r"\b(?:route|rte|highway|hwy|interstate|state road|county road|autobahn|a-road) \d{1,4}\b"
        r"|\b(?:on|off|near|along|down)"
        r" (?P<x>(?:the )?(?-i:[AMB]\d{1,4}|I-\d{1,3}|US-\d{1,3}))\b",
        "Safe Harbor B: a road with a number says where",
        has_digit=True,
    ),
    PatternRule(
        "street-in-small-letters",
        "address",
        rf"\b(?:on|in|off|along|down|near|to|from|at|of|into) (?P<x>(?!(?:{_NO_STREETS})\b)"
        r"[a-z][a-z'’-]{3,19} (?:street|road|lane|avenue|crescent|rd|st|ave|cres))\b",
        "Safe Harbor B, as people type late in the evening",
        flags=re.NOFLAG,
        only_with=_STREET_WORDS,
    ),
    PatternRule(
        "saint-in-small-letters",
        "institution",
        r"\b(?:at|in|to|from|near|by|into|of|outside|behind)"
        r" (?P<x>st\.? (?!patrick|vitus|john|segment|elevation|depression|change|wave)"
        r"[a-z]{3,15}['’]?s?)\b"
        r"|\b(?:at|in|to|from|near|into) st\.? john['’]?s?\b(?! wort| ambulance)"
        r"|\b(?:at|in|to|from|of) (?:the )?(?P<y>royal (?!speed|manner|way|welcome|fashion|family"
        r"|mail|navy|air|society|wedding|box|blue|jelly|flush|visit|treatment|baby|pain|mess|we)"
        r"[a-z]{4,15})\b",
        "Safe Harbor B; its name gives the town",
        flags=re.NOFLAG,
        only_with=("st", "royal"),
    ),
    PatternRule(
        "german-street",
        "address",
        r"\b[a-zäöüß]{2,25}(?:stra(?:ß|ss)e|str\.|weg|gasse|platz|allee|ufer) \d{1,4}[a-z]?\b",
        "Safe Harbor B, as addresses are written elsewhere",
        has_digit=True,
    ),
    PatternRule(
        "romance-street",
        "address",
        r"\b(?:\d{1,4},? )?(?:rue|avenue|boulevard|place|quai|impasse|chemin) (?:de |du |des "
        r"|la |le |l['’]){0,2}"
        r"(?-i:[A-ZÀ-Ý])[\w'’-]{1,25}(?:,? \d{1,4})?"
        r"|\b(?:via|viale|piazza|corso|largo"
        r"|vicolo) (?:[\w'’]{1,15} ){0,2}(?-i:[A-ZÀ-Ý])[\w'’-]{1,25},? \d{1,4}\b"
        r"|\b(?:calle|avenida|plaza|paseo"
        r"|carrera) (?:[\w'’]{1,15} ){0,2}(?-i:[A-ZÀ-Ý])[\w'’-]{1,25},? \d{1,4}\b",
        "Safe Harbor B, as addresses are written elsewhere",
        only_with=(
            *("rue", "avenue", "boulevard", "place", "quai", "impasse", "chemin", "via", "viale"),
            *("piazza", "corso", "largo", "vicolo", "calle", "avenida", "plaza", "paseo"),
            "carrera",
        ),
    ),
    PatternRule(
        "saint-and-institution",
        "institution",
        r"\b(?:St\.?|Saint) [A-ZÀ-Ý][\w'’-]{1,30} (?:ward|hospital|hospice|surgery|practice|clinic"
        r"|unit|wing|home|house|school|college|church|parish)\b",
        "Safe Harbor B; its name gives the town",
        flags=re.NOFLAG,
        only_with=("st", "saint"),
    ),
    PatternRule(
        "po-box",
        "address",
        r"\b(?:p\.? ?o\.? ?box|postfach|psc|box) \d{1,6}\b",
        "Safe Harbor B",
        has_digit=True,
        only_with=("box", "pobox", "postfach", "psc"),
    ),
    PatternRule(
        "uk-postcode",
        "postcode",
        r"(?<![\w-])[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}(?![\w-])",
        "Safe Harbor B; Royal Mail's format",
        has_digit=True,
    ),
    PatternRule(
        "outward-postcode",
        "postcode",
        r"\b(?:postcode|post code|zip|zip code|plz|postal code)(?: (?:is|was))?[ :]{1,2}"
        r"(?P<x>(?=[a-z -]{0,3}\d)[a-z0-9][a-z0-9 -]{1,8}\d[a-z]{0,2})\b",
        "Safe Harbor B",
        has_digit=True,
        only_with=("postcode", "post", "zip", "plz", "postal"),
    ),
    PatternRule(
        "canadian-postcode",
        "postcode",
        r"(?<![\w-])[A-Z]\d[A-Z] ?\d[A-Z]\d(?![\w-])",
        "Safe Harbor B",
        flags=re.NOFLAG,
        has_digit=True,
    ),
    PatternRule(
        "zip",
        "postcode",
        r"(?<=\b[A-Z]{2} )\d{5}(?:-\d{4})?\b",
        "Safe Harbor B",
        flags=re.NOFLAG,
        has_digit=True,
    ),
    PatternRule(
        "initials",
        "name",
        r"(?<![\w.])[A-ZÀ-Ý]\.(?:[ -]?[A-ZÀ-Ý]\.){1,3}(?!\w)|(?<![\w.])(?:O['’]|Mc|Mac"
        r"|D['’])[A-Z]\b(?!['’])",
        "Safe Harbor A; initials among colleagues are names",
        flags=re.NOFLAG,
    ),
)

_GERMAN_HEAD = (
    r"(?:[Kk]rankenhaus|[Kk]linik(?:um)?|[Hh]ospital|[Ss]pital|[Ss]tift|[Ss]chule|[Gg]ymnasium"
    r"|[Hh]eim|[Pp]raxis|[Aa]potheke|[Kk]irche)(?:e?s)?"
)
GERMAN_RULES = (
    PatternRule(
        "german-saint",
        "institution",
        r"\b(?:Sankt|St\.?)[ -][A-ZÄÖÜ][\w-]{2,40}",
        "Safe Harbor B; its name gives the town",
        flags=re.NOFLAG,
        only_with=("st", "sankt"),
    ),
    PatternRule(
        "german-institution",
        "institution",
        r"\b(?!(?:Uni|Reha|Fach|Not|Tages|Herz|Augen|Haut|Kinder|Frauen|Sucht|Schmerz|Privat"
        rf"|Alters|Balint)[a-z]{{0,2}}-)[A-ZÄÖÜ]\w{{2,20}}(?:-[A-ZÄÖÜ]\w{{1,20}}){{0,3}}-{_GERMAN_HEAD}\b",
        "Safe Harbor B",
        flags=re.NOFLAG,
        only_with=("krank", "-"),
    ),
)
