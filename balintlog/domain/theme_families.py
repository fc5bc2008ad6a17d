"""Themes of cases in four families, for figures that would be too small theme by theme.

A convention of this program, not of the field: the sources list themes and
group them nowhere. Every theme is in exactly one family, and a case counts once
for each family that one of its themes is in.
"""

from __future__ import annotations

FAMILIES = {
    "illness-and-loss": (
        "death-and-dying",
        "bad-news",
        "chronic-illness",
        "incurable",
        "psychosomatic",
        "fear-of-infection",
        "ending-or-loss-of-contact",
    ),
    "patient-and-doctor": (
        "nonadherence",
        "unrealistic-demands",
        "difficult-relationship",
        "complaint-or-threat",
        "error-or-near-miss",
    ),
    "family-and-society": (
        "substance-use",
        "domestic-violence",
        "family-conflict",
        "cultural-difference",
        "witnessed-injustice",
    ),
    "role-and-team": (
        "role-and-boundaries",
        "conflict-in-care",
        "value-conflict",
        "interprofessional",
        "institution",
        "professional-identity",
        "negative-role-model",
    ),
}
FAMILY_OF = {theme: family for family, themes in FAMILIES.items() for theme in themes}
