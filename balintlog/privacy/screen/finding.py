"""A finding of the screen: its place, kind and tier, and the languages that are read."""

from __future__ import annotations

from typing import NamedTuple

ENGLISH = "en"
LANGUAGES = (ENGLISH, "de", "fr", "it", "es")

HARD, SOFT = "hard", "soft"
BLOCKED = "blocked"  # the kind of what a group's own list holds

# How each kind is called where a leader reads it, and what could stand there instead.
KINDS = {
    "name": "a name",
    "place": "a place",
    "institution": "an institution",
    "address": "an address",
    "postcode": "a postcode",
    "date": "a date",
    "age-90": "an age of 90 or more",
    "phone": "a telephone number",
    "e-mail": "an e-mail address",
    "number": "a number that identifies a person or thing",
    "url": "a web address",
    "handle": "a name used online",
    "situation": "something that few people share",
    "blocked": "a blocked word",
    "age": "an exact age",
    "dose": "a dose",
    "quotation": "a long quotation",
    "group": "who said what in the group",
    "member": "a member's own life",
}
SUGGESTIONS = {
    "name": "the patient",
    "place": "a small town",
    "institution": "a hospital",
    "address": "their home",
    "postcode": "their part of town",
    "date": "last spring",
    "age-90": "a very old person",
    "phone": "a telephone number",
    "e-mail": "an e-mail address",
    "number": "a number",
    "url": "a web page",
    "handle": "an online profile",
    "situation": "somebody with an unusual life",
    "blocked": "somebody, or somewhere",
    "age": "an age in decades",
    "dose": "a medicine",
    "quotation": "what was said, in your own words",
    "group": "somebody in the group",
    "member": "what the group felt",
}
BY_RULE = {"employer": "a large firm"}  # where a rule knows more than the kind

# What stands in brackets where something was taken out and no words surely fit.
GAPS = {
    "name": "name",
    "place": "place",
    "institution": "institution",
    "address": "address",
    "postcode": "postcode",
    "date": "date",
    "age-90": "very old",
    "phone": "telephone number",
    "e-mail": "e-mail address",
    "number": "number",
    "url": "web address",
    "handle": "online name",
    "situation": "left out",
    "blocked": "left out",
    "age": "age",
    "dose": "dose",
    "quotation": "left out",
    "group": "left out",
    "member": "left out",
}


class Finding(NamedTuple):
    """One place in a text: code points ``start`` to ``end`` (exclusive) of the text as received.

    ``tier`` is "hard" (kept only if the leader says so) or "soft" (a note, and never an
    obstacle); ``rule`` the name of the rule that found it; ``suggestion`` what could stand
    there.
    """

    start: int
    end: int
    kind: str
    tier: str
    rule: str
    suggestion: str


def finding_at(start: int, end: int, kind: str, rule: str, tier: str = HARD) -> Finding:
    """Return a finding with the usual suggestion of its kind."""
    return Finding(start, end, kind, tier, rule, BY_RULE.get(rule, SUGGESTIONS[kind]))


def names_are_checked(language: str) -> bool:
    """Return True for English: only for it there is a list of the words of prose.

    In other languages a name is found by its title, its form or its place only.
    """
    return language == ENGLISH
