"""Every rule for names decides about its example, and the table holds each of them once."""

from __future__ import annotations

import re

import pytest

from balintlog.privacy.screen.finding import KINDS
from balintlog.privacy.screen.lexicon import lexicon
from balintlog.privacy.screen.names.context import Context
from balintlog.privacy.screen.names.name_reader import decision
from balintlog.privacy.screen.names.name_rule import ANY, LEAVE, NameRule
from balintlog.privacy.screen.names.rule_table import RULES
from balintlog.privacy.screen.screen import screen
from balintlog.privacy.screen.tokens import tokens


def language_of(rule: NameRule) -> str:
    return "de" if rule.kinds == ("other",) else "en"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_decides_about_its_example(rule: NameRule) -> None:
    before, inside, after = re.split(r"\[\[|\]\]", rule.example)
    text = f"{before}{inside}{after}"
    toks = tokens(text)
    at = next(at for at, tok in enumerate(toks) if tok.start == len(before))
    language = language_of(rule)
    here = Context(toks, at, lexicon())
    by, decided = decision(here, words_known=language == "en")
    assert by is not None
    assert by.name == rule.name
    assert (decided == LEAVE) is rule.leaves
    findings = [
        finding for finding in screen(text, language=language) if finding.start == len(before)
    ]
    assert [finding.rule for finding in findings] == ([] if rule.leaves else [rule.in_finding])


def test_the_table_says_of_every_rule_what_it_is_and_why() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert {kind for rule in RULES for kind in rule.kinds} == set(ANY)
    for rule in RULES:
        assert rule.kinds
        assert rule.why
        assert rule.leaves <= (rule.shown == "")


def test_what_rules_find_is_of_a_known_kind() -> None:
    for rule in RULES:
        text = re.sub(r"\[\[|\]\]", "", rule.example)
        assert all(finding.kind in KINDS for finding in screen(text, language=language_of(rule)))
