"""Situations that few people share: rare work, events and families. A question asks the rest.

ICO, anonymisation guidance: could a motivated intruder find the person?
"""

from __future__ import annotations

from balintlog.privacy.screen.finding import SOFT
from balintlog.privacy.screen.patterns.pattern_rule import PatternRule

_HERE = (
    "county|village|town|valley|city|region|island|district|parish|borough|school|street|state"
    "|country|area|province|hamlet|practice|hospital"
)
_OFFICES = (
    *("mayor", "bishop", "archbishop", "cardinal", "president", "prime minister", "minister"),
    *("senator", "governor", "congressman", "congresswoman", "mp", "councillor", "judge"),
    *("magistrate", "sheriff", "headmaster", "headmistress", "head teacher", "headteacher"),
    *("vicar", "rector", "imam", "rabbi", "police chief", "chief constable", "fire chief"),
    *("postmistress", "postmaster", "ambassador", "town clerk", "ombudsman"),
)
_OFFICE = f"(?:{'|'.join(_OFFICES)})"
_DISASTERS = (
    *("disaster", "tragedy", "massacre", "shooting", "bombing", "derailment", "sinking"),
    *("avalanche", "landslide", "explosion", "crash"),
)
_DISASTER = f"(?:{'|'.join(_DISASTERS)})"

_RARE_WORK = (
    *("lighthouse keeper", "beekeeper", "beefeater", "falconer", "bell-ringer", "bellringer"),
    *("undertaker", "gravedigger", "coroner", "test pilot", "deep-sea diver", "circus"),
    *("stuntman", "stuntmen", "stuntwoman", "stuntwomen", "organ builder", "violin maker"),
    *("clockmaker", "puppeteer", "taxidermist", "executioner", "bullfighter", "jockey", "spy"),
    *("steeplejack", "harbour master", "harbourmaster", "ferryman", "midwife to"),
)

RULES = (
    PatternRule(
        "only-one-of-its-kind",
        "situation",
        rf"\b(?:(?:the )?only|one of (?:the )?(?:only )?(?:two|three|four"
        rf"|few)) (?:[\w'’-]{{1,20}} ){{1,5}}(?:in|of|on) (?:the|our|this|his|her"
        rf"|their) (?:[\w-]{{1,15}} )?(?:{_HERE})\b",
        "ICO: singled out by a kind and a place",
        only_with=("only", "one of"),
    ),
    PatternRule(
        "office",
        "situation",
        rf"\b(?:the|our|former|ex-"
        rf"|deputy) (?:[\w-]{{1,12}} )?{_OFFICE}(?:['’]s (?:[\w-]{{1,12}} )?(?:wife|husband|son"
        rf"|daughter|mother|father|brother|sister|widow|partner|child|family|secretary))\b"
        rf"|\b(?:is|was|became|being|be) (?:the |a |our |once )?(?:former |first |deputy |local "
        rf"|town )?{_OFFICE}\b(?! of the group|['’]s)"
        rf"|\b(?:wife|husband|son|daughter|mother|father|brother|sister|widow|partner) of (?:the"
        rf"|our) (?:[\w-]{{1,12}} )?{_OFFICE}\b",
        "ICO: an office has one holder",
        only_with=_OFFICES,
    ),
    PatternRule(
        "disaster",
        "situation",
        rf"\b(?:in|at|of|from|during|after|survived"
        rf"|since) the (?:[\w-]{{1,20}} ){{1,3}}{_DISASTER}\b",
        "ICO: an event that everybody has heard of",
        only_with=_DISASTERS,
    ),
    PatternRule(
        "media",
        "situation",
        r"\b(?:on|in) (?:(?:the |our |a )?(?:[\w-]{1,12} )?(?:tv|television|radio|newspapers?"
        r"|tabloids?|headlines)|(?:the|our) (?:local |national |evening |morning |sunday )?(?:news"
        r"|paper|front page))\b"
        r"|\b(?:documentary|reality show|soap opera|weather (?:girl|man|presenter)|news ?reader"
        r"|went viral|wikipedia|famous|well-known|celebrity|notorious)\b",
        "ICO: people in the public eye can be looked up",
        SOFT,
        only_with=(
            *("tv", "television", "radio", "newspaper", "newspapers", "tabloid", "tabloids"),
            *("headline", "headlines", "news", "paper", "page", "documentary", "reality show"),
            *("soap", "weather", "newsreader", "viral", "wikipedia", "famous", "well-known"),
            *("celebrity", "notorious"),
        ),
    ),
    PatternRule(
        "sport-and-stage",
        "situation",
        r"\b(?:played|plays|played football|fought|sang|danced|swam|skated|ran|rowed) for (?:the "
        r"|his |her )?(?:country|county|national|olympic|(?-i:[A-Z])\w{2,20})"
        r"|\b(?:olympi(?:c|an|cs)|world champion|gold medal\w{0,5}|premier league|footballer"
        r"|opera singer|conductor of|lead singer|prima ballerina|astronaut)\b",
        "ICO: people in the public eye can be looked up",
        SOFT,
        only_with=(
            *("played", "plays", "fought", "sang", "danced", "swam", "skated", "ran", "rowed"),
            *("olympic", "olympian", "olympics", "champion", "gold medal", "league"),
            *("footballer", "singer", "conductor", "ballerina", "astronaut"),
        ),
    ),
    PatternRule(
        "rare-family",
        "situation",
        r"\b(?:triplets|quadruplets|quintuplets|siamese twins|conjoined|identical twins|(?:seven"
        r"|eight|nine|ten|eleven|twelve|\d\d) (?:children|siblings|brothers|sisters))\b",
        "ICO: a family shape that few have",
        SOFT,
        only_with=(
            *("triplets", "quadruplets", "quintuplets", "twins", "conjoined"),
            *("children", "siblings", "brothers", "sisters"),
        ),
    ),
    PatternRule(
        "court-and-crime",
        "situation",
        r"\b(?:murder(?:ed|er)?|manslaughter|inquest|court case|trial|convicted|acquitted"
        r"|kidnapp?ed|hostage|whistle-?blow\w{0,5}|public inquiry|tribunal)\b",
        "ICO: what courts deal with is public",
        SOFT,
        only_with=(
            *("murder", "murdered", "murderer", "manslaughter", "inquest", "court case", "trial"),
            *("convicted", "acquitted", "kidnaped", "kidnapped", "hostage", "whistle"),
            *("whistleblow", "whistleblower", "whistleblowers", "whistleblowing"),
            *("public inquiry", "tribunal"),
        ),
    ),
    PatternRule(
        "rare-work",
        "situation",
        rf"\b(?:{'|'.join(_RARE_WORK)})\b",
        "ICO: work that few do",
        SOFT,
        only_with=_RARE_WORK,
    ),
    PatternRule(
        "few-of-a-people",
        "situation",
        rf"\b(?:the|a) (?:[A-Z]\w{{2,14}}) (?:family|couple|woman|man|girl|boy|doctor"
        rf"|nurse) (?:in|of|from) (?:our|the|this) (?:{_HERE})\b",
        "ICO: a people and a place",
        SOFT,
        only_with=tuple(_HERE.split("|")),
    ),
    PatternRule(
        "quotation",
        "quotation",
        r"[\"\u201c\u201e\u00ab](?:[^\s\"\u201c\u201d\u00bb]{1,30}\s{1,2}){8,60}[^\"\u201c\u201d\u00bb]{1,30}[\"\u201d\u00bb]",
        "field guide 4: over eight words can be searched for",
        SOFT,
        only_with=('"', "\u201c", "\u201e", "\u00ab"),
    ),
)
