"""The vocabulary: the words that leaders choose from.

Sources: the themes and most of the feelings follow the outline
"Introduction to Balint groups" (part V); interventions and competence headings
the supervision template of the Balint Society of Australia and New Zealand;
observations the headings of Kjeldmand & Holmström, "Difficulties in Balint
groups", Br J Gen Pract 2010 (Box 1), and three validated learning dimensions
(BMC Med Educ 2021, Balint group questionnaire). Members' mental health is
left out on purpose: it would be health data about a colleague.
"""

from collections.abc import Iterable
from typing import Literal

# The group and its sessions (class A)
FORMATS = ("balint", "balint-style", "student", "leaders-supervision", "other")
CADENCES = ("weekly", "fortnightly", "monthly", "other")
MODES = ("in-person", "online", "hybrid")
OPENNESS = ("open", "slow-open", "closed")
EVENTS = ("ongoing-group", "weekend", "intensive", "large-group", "one-off")
# "yes": it was, but how was not noted (an old notebook, another tool)
RECORDINGS = ("none", "yes", "audio", "video")
DEBRIEFINGS = ("none", "yes", "co-leader-debrief", "supervision")
LEADER_ROLES = ("leader", "co-leader", "member", "observer", "supervisor")
TRAININGS = (
    "supervision",
    "debrief",
    "intensive",
    "weekend",
    "participation",
    "opening-balance",  # of an earlier record
)
TRAINING_SOURCES = ("own-record", "certificate", "society", "supervisor", "other")
ACCREDITED = ("yes", "no", "unknown")
PROFESSIONS = ("doctor", "nurse", "psychologist", "social-worker", "student", "other")
ATTENDANCES = ("present", "apologies", "absent", "late", "left-early")
SAT_IN = frozenset({"present", "late", "left-early"})

# A case (class C)
ENCOUNTERS = (
    "clinician-patient",
    "family-or-carer",
    "colleague-or-team",
    "institutional-situation",
    "student-experience",
)
THEMES = (
    "death-and-dying",
    "bad-news",
    "chronic-illness",
    "incurable",
    "psychosomatic",
    "nonadherence",
    "substance-use",
    "domestic-violence",
    "family-conflict",
    "cultural-difference",
    "fear-of-infection",
    "unrealistic-demands",
    "role-and-boundaries",
    "conflict-in-care",
    "value-conflict",
    "witnessed-injustice",
    "difficult-relationship",
    "error-or-near-miss",
    "complaint-or-threat",
    "interprofessional",
    "institution",
    "professional-identity",
    "negative-role-model",
    "ending-or-loss-of-contact",
)
FEELINGS = (
    "anger",
    "helplessness",
    "hopelessness",
    "sadness",
    "frustration",
    "guilt",
    "perfectionism",
    "over-identification",
    "controlled-or-manipulated",
    "stuck",
    "annoyed",
    "unsettled",
    "ineffective",
    "inadequate",
    "confused",
    "isolated",
    "unsupported",
    "self-doubt",
    "distress",
    "surprise",
    "puzzlement",
    "uncertainty",
    "affection",
    "pride",
    "relief",
    "hope",
    "fear",
    "shame",
    "mistrust",
    "longing-for-care",
)
REASONS = (
    "stuck",
    "strong-emotion",
    "surprise",
    "moral-conflict",
    "unresolved-ending",
    "pattern-repeats",
)
PHASES = ("present", "questions", "presenter-out", "return")
RETURNS = ("spoke", "silent", "joined")
IMAGINED_NOW = ("held", "other", "open")  # never a score
WISHES = ("yes", "no", "presenter-decides")

# News of a case at a later session. Only the first seven count as asked.
COUNTED_OUTCOMES = (
    "no-news",
    "easier",
    "unchanged",
    "harder",
    "different",
    "contact-ended",
    "declined",
)
OUTCOMES = (*COUNTED_OUTCOMES, "not-asked", "presenter-absent")
# Who told it, where it was neither the presenter nor somebody with an alias that is known.
OUTSIDE, ANOTHER_MEMBER = TELLERS = ("outside", "another-member")
CLOSING_OUTCOMES = frozenset({"contact-ended", "declined"})

# The leader's own process notes (class P)
INTERVENTIONS = (
    "opened-with-who-has-a-case",
    "asked-followups",
    "protected-presenter",
    "invited-speculation",
    "held-off-solutions",
    "tolerated-silence-or-uncertainty",
    "back-to-this-case",
    "voice-of-patient",
    "voice-of-clinician",
    "invited-own-feelings",
    "declined-expert-role",
    "redirected-judging-or-teaching",
    "named-parallel-process",
    "guarded-private-life",
    "sat-presenter-out",
    "brought-presenter-back",
    "kept-time-and-frame",
    "named-confidentiality",
    "drew-in-quiet-member",
    "managed-crisis",
)
OBSERVATIONS = (
    "approval-of-method",
    "needs",
    "vulnerability",
    "empathising-capability",
    "workload",
    "time",
    "secrecy",
    "frames",
    "change-of-leader",
    "dual-relations",
    "rivalry",
    "interventions",
    "antipathy",
    "hidden-agendas",
    "scapegoat",
    "economy",
    "acceptance",
    "healthcare-paradigm",
    "obligatory",
    "dissatisfaction-with-process",
    "irregular-attendance",
    "uneven-participation",
    "transference-dynamics-reflected",
    "emotional-and-cognitive-learning",
    "case-mirrored-in-the-group",
)
HEADINGS = (
    "boundaries",
    "safe-environment",
    "importance-of-clinical-relationship",
    "facilitating-participation",
    "co-leader-relationship",
    "avoiding-solutions-and-teaching",
    "protecting-the-presenter",
    "group-and-unconscious-processes",
    "the-balint-frame",
    "confidentiality",
    "facilitating-the-work",
    "reflecting-on-own-leadership",
    "introducing-balint-to-newcomers",
)

# A group's own words for the screen
WordList = Literal["allowed", "blocked"]


def nearest(word: str, known: Iterable[str], *, names: bool = False) -> str | None:
    """Return the known word that was most likely meant, or None if none is near.

    ``names`` mean nothing, so any that is somewhat alike will do. A word must be so near that
    only a slip of the keyboard explains it: "happiness" is not "sadness". Most slips spare the
    first letter, and what makes a word its opposite often stands there ("certainty",
    "uncertainty"), so that letter must be the same.
    """
    from difflib import get_close_matches

    typed = word.casefold()
    if names:
        near = get_close_matches(typed, list(known), n=1, cutoff=0.6)
    else:
        alike = [candidate for candidate in known if candidate[:1] == typed[:1]]
        near = get_close_matches(typed, alike, n=1, cutoff=0.8)
    return near[0] if near else None
