"""Every rule with what it finds and what it leaves alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import marked
import pytest

from balintlog.domain.aliases import natural_words
from balintlog.privacy.screen import screen as screening
from balintlog.privacy.screen.names import rule_table
from balintlog.privacy.screen.patterns import addresses, ages, dates, numbers, situations
from balintlog.privacy.screen.patterns.pattern_rule import that_may_find
from balintlog.privacy.screen.screen import screen

if TYPE_CHECKING:
    from balintlog.privacy.screen.patterns.pattern_rule import PatternRule

ALIASES = natural_words()
SAID = "\u201cI have never told anyone about this before today\u201d"

# Rule: texts in which it finds what is marked, and texts in which it finds nothing.
EXAMPLES: dict[str, tuple[list[str], list[str]]] = {
    "e-mail": (["Write to [[a.b-c@post.example.org]] now."], ["He stood @ the door."]),
    "spelled-e-mail": (["It is [[jo dot lamb at mail dot net]]."], ["Look at the dot."]),
    "url": (["See [[https://example.org/a?b=1]] for it."], ["He said www, laughing."]),
    "domain": (["It is on [[oakfield-care.co.uk]] now."], ["He left.So did she."]),
    "network-address": (["From [[192.168.4.17]] again."], ["Version 1.2.3 of the plan."]),
    "handle": (["She is [[@night_owl]] there."], ["Two @ ten pounds."]),
    "phone": (
        ["It is [[020 7946 0958]].", "It is [[+49 30 901820]].", "It is [[555-010-9999]]."],
        ["In 2019 and 2020 she came 12 times.", "From 9.30 to 10.15 we sat."],
    ),
    "named-phone": (["His mobile is [[44-71]]."], ["She rang 3 times."]),
    "spelled-number": (["[[oh seven seven nine one]] he said"], ["one two three and off"]),
    "five-digits": (["Number [[88213]] again."], ["There were 1,200.", "In 1995 he left."]),
    "letters-and-digits": (["It says [[XK-88213]]."], ["The HbA1c and T4.", "In the 1990s."]),
    "named-number": (["Record: [[A77]] it says."], ["A record of pain."]),
    "bed-or-room": (["[[Bed 4]] rang."], ["A bed of roses.", "Four beds were empty."]),
    "plate": (["The car [[LX21 ABC]] stood there."], ["The BMI, the MRI."]),
    "dose": (["She takes [[50 mg]] of it."], ["Half of it is gone."]),
    "numeric-date": (
        ["On [[3.11.2019]] it broke.", "On [[2020-02-29]] it broke.", "Seen [[05/2019]]."],
        ["A ratio of 3/4.", "1.5 litres.", "13/2019 it said."],
    ),
    "day-and-month": (
        ["On [[14th of March]] it broke.", "On [[1st May]] it broke.", "Seen [[3 Mar. 2019]]."],
        ["In March it broke.", "Ten March hares."],
    ),
    "month-and-day": (["On [[March 14th, 2019]] it broke."], ["March on, he said."]),
    "worded-day": (["It was [[the ninth of June]]."], ["The ninth of them."]),
    "month-and-year": (["In [[June 2019]] it broke."], ["In June it broke.", "In 2019 it broke."]),
    "day-of-the-month": (["He came on [[the 3rd]]."], ["The 3rd time it broke."]),
    "feast-and-year": (["It was [[Christmas Eve 2019]]."], ["Christmas is hard."]),
    "short-date": (["It was [[3/11]], and again."], ["Three in ten."]),
    "short-date-on": (
        [
            "first seen on [[14/2]] and again",
            "She was paged on [[10/31]] again.",
            "So on [[Tues 17/9]] she wept.",
            "Next: [[12.1.]] same room",
        ],
        ["On 7/10 pain he slept.", "INR 5.1. Better."],
    ),
    "worded-day-alone": (
        ["He was seen on [[the fourth]] and wept."],
        ["On the third, she left.", "on the fifth visit", "on the fourth and the fifth day"],
    ),
    "day-since": (["Since [[the 21st]] he is better."], ["After the 3rd glass he wept."]),
    "day-alone": (["she came back [[the 3rd]]"], ["The 3rd child came."]),
    "age-90-at-the-end": (
        ["Patient: retired judge, [[93]]. Doctor: sad."],
        ["His sats, 93. Better.", "Seen 95, 96. Better."],
    ),
    "numbered-road": (
        ["A motel off [[Route 9]] it was.", "He lives off [[the A34]] now."],
        ["He takes B12.", "The route was long."],
    ),
    "street-in-small-letters": (["above the shop on [[lordship lane]]"], ["down memory lane"]),
    "age-90": (
        [
            "She is [[94]] now.",
            "A [[91-year-old]] sings.",
            "His aunt, [[93]], sings.",
            "Seen: [[92F]].",
            "Nan's [[97]] and sings.",
            "Er ist [[93]] und singt.",
        ],
        [
            "90 % of it.",
            "It was 80, 95, then more.",
            "A pulse, 95, 96, 97.",
            "She is 89.",
            "A 90 minute talk.",
            "It is 95 degrees.",
        ],
    ),
    "worded-age-90": (
        [
            "He turned [[ninety-two]].",
            "[[A lady of ninety]] rang.",
            "It was [[her hundredth birthday]].",
        ],
        ["Ninety minutes later.", "The speed of ninety.", "The hundredth time."],
    ),
    "age-90-among-words": (
        ["She was frail, proud and [[94]].", "His aunt, [[91]] next week, drives."],
        ["The sats was low and 88.", "They scored 91, 96 last week."],
    ),
    "birth-year": (["Born in [[1931]], he said."], ["Born in 1962, he said."]),
    "person-and-age-90": (
        [
            "A woman of [[93]] sings.",
            "The old man ([[96]]) wept.",
            "It was patient [[92]], who sang.",
            "A nun of [[97]] tells us.",
        ],
        ["A dose of 95 was given.", "Page (96) of it.", "He told the patient 95 reasons."],
    ),
    "person-and-age": (
        ["A woman of [[43]] sings.", "His wife is [[71]].", "She turned [[45]] last week."],
        ["A woman of few words.", "A pair of 43.", "The score is 71.", "He was 15 minutes late."],
    ),
    "year-of-birth": (
        ["Born in [['52]], he sang.", "She was born in [[1962]]."],
        ["Torn in 1962."],
    ),
    "feast-day": (["She died on [[Christmas eve]]."], ["Christmas eve was cold."]),
    "exact-age": (
        ["A [[45-year-old]] comes.", "Pt is [[45M]]."],
        ["In her forties.", "Walks 45 m, 50 m."],
    ),
    "street-and-number": (
        ["At [[12 Elm Tree Road]] now.", "At [[12 Elm Dr]] now."],
        ["Two roads led there.", "On 3 March Dr Okonkwo rang."],
    ),
    "street": (["Down [[Elmtree Road]] he ran."], ["The Road was long."]),
    "street-after-a-preposition": (
        ["They live in [[Larkspur Close]] now.", "Down [[Mill Hill]] he ran."],
        ["In close contact.", "Her Way of life."],
    ),
    "saint-in-small-letters": (
        ["seen at [[st marys]] again", "sent to [[st. thomas]] again"],
        ["take st johns wort", "on st patricks day", "back to st patricks day"],
    ),
    "german-saint": (
        ["Sie lag im [[St.-Josefs-Krankenhaus]].", "Im [[Sankt Elisabeth]] starb sie."],
        ["Sie lag im Bett."],
    ),
    "german-institution": (
        ["Die [[Johannes-Schule]] rief an."],
        ["Die Reha-Klinik rief an.", "Die Uni-Klinik rief an."],
    ),
    "institution-and-name": (
        ["Aus der Uniklinik [[Heidelberg]] kam er.", "Im Klinikum [[Großhadern]] lag er."],
        ["Die Klinik war leer."],
    ),
    "saint-in-one-word": (["Im [[Marienhospital]] lag er."], ["In der Kinderklinik lag er."]),
    "town-after-a-preposition": (
        ["Er stammt aus [[Köln]].", "Sie wurde in [[Bern]] geboren."],
        ["In Ruhe und aus Angst.", "In Wut und Trauer."],
    ),
    "german-street": (["In der [[Lindenstraße 12]]."], ["Die Straße war leer."]),
    "romance-street": (["In [[rue des Lilas]], au fond."], ["A place she loved."]),
    "saint-and-institution": (["On [[St Olave's ward]] now."], ["On the ward of saints."]),
    "po-box": (["Write to [[PO Box 12]]."], ["A box of letters."]),
    "uk-postcode": (["It is [[LS6 2QT]]."], ["T4 and T3 were fine."]),
    "outward-postcode": (["The postcode is [[BT9]]."], ["The postcode was wrong."]),
    "canadian-postcode": (["It is [[K1A 0B1]]."], ["B12 was low."]),
    "zip": (["It said OH [[44101-2000]]."], ["It said OH."]),
    "initials": (["[[J.B.]] was late.", "[[O'D]] was late."], ["At 9 a.m. she came."]),
    "only-one-of-its-kind": (["He is [[the only vet in the village]]."], ["The only thing."]),
    "office": (["She is [[the mayor's wife]]."], ["The office was dark."]),
    "disaster": (["They died [[in the ferry disaster]]."], ["The dinner was a disaster."]),
    "media": (
        ["She was [[on the news]].", "He was [[in the local paper]]."],
        ["No news of the letters.", "A note on news of earlier cases.", "He drew it on paper."],
    ),
    "sport-and-stage": (["He was an [[opera singer]]."], ["He sang for joy."]),
    "rare-family": (["She has [[triplets]]."], ["She has two boys."]),
    "court-and-crime": (["There was an [[inquest]]."], ["He judged himself."]),
    "rare-work": (["He is a [[beekeeper]]."], ["He is a teacher."]),
    "few-of-a-people": (["[[A Welsh family in our street]] came."], ["A Welsh song."]),
    "quotation": ([f"He said [[{SAID}]]."], ["He said \u201cnever again\u201d."]),
    "title-and-name": (
        ["[[Dr Okonkwo]] came.", "He told [[mrs patel]] so.", "[[Frau Müller]] kam."],
        ["The dr said no.", "Doctor as a drug.", "Father of two."],
    ),
    "name-above-all": (
        ["[[John]] again.", "We spoke about [[jack]]."],
        ["A jack of all trades.", "peter out"],
    ),
    "name-and-any-verb": (
        ["[[Victor]] was here again.", "[[bill]] was in on his own today"],
        ["Grace was the word.", "Case was closed.", "the bill was too high"],
    ),
    "admitted-to-the": (["She was transferred to the [[Laurels]] then."], ["She sat in the sun."]),
    "mistyped-town": (["a bloke frm [[birmingam]] w the feet"], ["a blok w the feet"]),
    "unknown-word-alone": (["and then [[zolwethu]] again"], ["and then recieved again"]),
    "unknown-word-and-verb": (
        ["[[mbalenhle]] was late again", "we met little [[mbalenhle]] then"],
        ["patinet was late again"],
    ),
    "unknown-word-and-who": (
        ["still with [[zolwe]] who cried", "his wife, [[perpetua]], sends cakes"],
        ["still with them who cried"],
    ),
    "unknown-word-and-house": (["she lay on [[cavell ward]]"], ["she lay on the medical ward"]),
    "unknown-word-after-the": (
        ["a letter from the [[whittleston]]"],
        ["a letter from the hosptial"],
    ),
    "ward-and-number": (["a clerk on [[Nightingale 3]] again"], ["On Day 3 she wept."]),
    "capital-and-verb": (["When [[Marrow]] said so, we wept."], ["When Mother said so, we wept."]),
    "called": (["They called him [[Robbie]].", "Her name is [[nyberg]]."], ["He called twice."]),
    "town": (["She left [[Los Angeles]] early."], ["New ideas came."]),
    "country": (["She grew up in [[Poland]]."], ["A Polish song."]),
    "country-and-institution": (
        ["Seen at [[New York clinic]].", "Seen at [[Kenya Presbyterian]]."],
        ["A clinic in Poland."],
    ),
    "unknown-word": (["[[Chukwuemeka]] came.", "Then [[Priya]] wept."], ["Sisyphus came."]),
    "initials-and-verb": (
        ["Then [[JK]] wept.", "[[sk]] thinks so"],
        ["The BP was fine.", "gp thinks so"],
    ),
    "letters-after-at": (["He was seen at [[QXVB]]."], ["He was seen at the ICU."]),
    "town-that-is-a-word": (
        ["She is from [[Reading]].", "she lives in [[reading]] now"],
        ["Reading helps her.", "she lives in fear"],
    ),
    "given-name": (["[[Frank Miller]] came."], ["Frank words helped."]),
    "name-that-is-a-word": (
        [
            "We saw [[Rose]] again.",
            "It was [[Will]] who spoke.",
            "[[Frank]] was tired.",
            "[[Bill]] does not sleep.",
            "[[Hope]] didn't speak.",
            "[[Rose]]'s daughter waits.",
            "[[Bill]], the husband, sat outside.",
            "[[Frank]] and his wife came.",
            "what does [[grace]] want",
            "[[will]] rang at ten",
            "[[Will]] will not take no.",
            "[[Summer]] is nineteen.",
            "he heard [[joy]]'s voice",
            "[[Bill]] cross with us.",
            "we talked about [[frank]] again",
            "[[Grace]] did not, and was thanked.",
        ],
        [
            "A rose lay there.",
            "Rose water.",
            "to be frank he was tired",
            "Hope was lost.",
            "Grant was refused.",
            "Baby was crying.",
            "Will she come back?",
            "the bill was angry reading",
            "Faith's end was near.",
        ],
    ),
    "name-that-all-know": (["Like [[Cassandra]] he warned us."], ["Like Sisyphus he went on."]),
    "family-in-plural": (["Then the [[Barkers]] came."], ["Then the letters came."]),
    "employer": (
        ["He worked for [[Apple]].", "He works at [[Nissan]].", "she works at [[tesco]] now"],
        ["He worked for nothing.", "He works for Germans.", "He works at Easter."],
    ),
    "two-capitals-after-at": (
        ["She sat at [[Great Ormond]].", "He drinks in the [[Stag & Thistle]] now."],
        ["She sat at home.", "He waits in the A & E."],
    ),
    "capital-after-at": (["He is from the [[Elms]]."], ["He is from home."]),
    "two-names-in-capitals": (
        ["[[JOHN SMITH]] SHOUTED AT US", "Then [[JOHN SMITH]] shouted at us."],
        ["THE ROSE WATER WAS COLD", "PET CT WAS CLEAR"],
    ),
    "relation-and-name": (
        [
            "Her husband [[tom]] answers.",
            "With her daughter [[Flick]] she came.",
            "we spoke of old [[tom]] again",
            "he said my friend [[grace]] again",
        ],
        [
            "The mother asked us.",
            "old age frightened him",
            "the old tom cat slept",
            "it gave his wife hope",
        ],
    ),
    "name-in-small-letters": (["we spoke of [[siobhan]] again"], ["we spoke of letters"]),
    "two-unknown-words": (["have you heard [[blorvik kowalczyk]] speak"], ["have you heard him"]),
    "town-in-small-letters": (["she went to [[leicester]] again"], ["she went to bed again"]),
    "unknown-word-after-from": (["she lives in [[birmingam]] now"], ["she lives in fear now"]),
    "initial-and-name": (
        ["[[J. Pemberton]] wrote.", "made out to [[d. fitzmaurice]] again"],
        ["Vitamin D. Then it rained.", "vitamin d. then it rained"],
    ),
    "institution": (
        ["At [[Elm Tree Surgery]] nobody knew.", "In March at the [[Elm Tree Surgery]] it broke."],
        ["The surgery was closed.", "He read of Sisyphus. Group work is slow."],
    ),
    "number-and-name": (["It says [[4844 Kiannonkatu]]."], ["It says 4844."]),
    "place-and-number": (["It says [[Finland 80896]]."], ["It says so."]),
    "blocked-word": (["He sleeps in [[elmside]]."], ["He sleeps in elms."]),
    "who-said-what": (
        ["Heron [[said]] no.", "One member [[told]] us of it.", "The presenter [[wept]]."],
        ["We asked why.", "Nobody said it.", "Heron presented a man who said no."],
    ),
    "members-life": (
        ["Moth spoke of her own [[divorce]].", "Moth is [[pregnant]]."],
        ["It was about a divorce.", "Moth brought a woman whose illness scared us."],
    ),
    "given-name-and-surname": (["Gestern kam [[Giuseppe Rossi]]."], ["Gestern kam niemand."]),
}
GERMAN = {
    *("given-name-and-surname", "german-saint", "german-institution", "institution-and-name"),
    *("saint-in-one-word", "town-after-a-preposition"),
}  # a rule for where there is no list of prose
ABOUT_GROUP = {"who-said-what", "members-life"}
PATTERNS = (
    *numbers.RULES,
    *dates.RULES,
    *ages.RULES,
    *addresses.RULES,
    *situations.RULES,
    *addresses.GERMAN_RULES,
)


def found_by(rule: str, text: str) -> list[str]:
    every = screen(
        text,
        allowed=ALIASES,
        blocked=["Elmside"],
        language="de" if rule in GERMAN else "en",
        about_group=rule in ABOUT_GROUP,
    )
    return [text[finding.start : finding.end] for finding in every if finding.rule == rule]


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_finds_its_examples_and_leaves_the_others(rule: str) -> None:
    finds, leaves = EXAMPLES[rule]
    assert finds
    assert leaves
    for text in finds:
        before, inside, after = re.split(r"\[\[|\]\]", text)
        (got,) = found_by(rule, f"{before}{inside}{after}")
        assert inside in got or got in inside, text
    for text in leaves:
        assert found_by(rule, text) == [], text


def test_every_rule_has_its_examples_and_every_example_a_rule() -> None:
    of_patterns = {rule.name for rule in PATTERNS}
    of_names = {rule.in_finding for rule in rule_table.RULES if not rule.leaves}
    files = Path(str(screening.__file__)).parent.rglob("*.py")
    source = "".join(file.read_text("utf-8") for file in files)
    of_neither = set(re.findall(r'finding_at\([^\n]*"([a-z-]+)"(?:, SOFT)?\)', source))
    assert len(of_neither) == 6
    assert of_patterns | of_names | of_neither == set(EXAMPLES)


def test_every_rule_has_a_name_of_its_own_and_a_source() -> None:
    names = [rule.name for rule in PATTERNS]
    assert len(set(names)) == len(names)
    assert all(rule.why for rule in PATTERNS)


@pytest.mark.parametrize(
    "rule", [rule for rule in PATTERNS if rule.has_digit], ids=lambda rule: rule.name
)
def test_a_rule_for_digits_finds_nothing_without_one(rule: PatternRule) -> None:
    finds, _ = EXAMPLES[rule.name]
    for text in (re.sub(r"\[\[|\]\]", "", text) for text in finds):
        assert list(rule.findings(text))
        assert not list(rule.findings(re.sub(r"\d", "", text)))
        assert not list(rule.findings(re.sub(r"\d", "x", text)))
        assert all(
            re.search(r"\d", text[finding.start : finding.end]) for finding in rule.findings(text)
        )


@pytest.mark.slow
def test_a_rule_that_is_not_looked_for_would_find_nothing() -> None:
    texts = [re.sub(r"\[\[|\]\]", "", text) for finds, _ in EXAMPLES.values() for text in finds]
    texts += [sentence.text for sentence in marked.sentences()]
    for text in (*texts, *(text.upper() for text in texts)):
        looked_for = that_may_find(PATTERNS, text)
        for rule in PATTERNS:
            assert rule in looked_for or not list(rule.findings(text)), (rule.name, text)


def test_few_rules_are_looked_for_in_plain_prose() -> None:
    assert len(that_may_find(PATTERNS, "The doctor dreads the knock, and nobody spoke.")) < 5
