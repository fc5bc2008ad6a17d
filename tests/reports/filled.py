"""A year of larch that is large enough for figures about cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conftest import session_document

if TYPE_CHECKING:
    from conftest import CommandLine

PEOPLE = ("heron", "plover", "moth", "stork", "wren", "avocet", "tussock")
THEMES = (("bad-news", "incurable"), ("institution",), ("family-conflict", "bad-news"))


def members(cli: CommandLine) -> None:
    """Add those who are not there yet."""
    for alias in PEOPLE[3:]:
        assert cli(f"member add G1 --alias {alias}").code == 0


def evening(number: int, **fields: Any) -> dict[str, Any]:
    """Return the document of one of twelve evenings of 2025, with two cases."""
    cases = [
        {
            "label": f"a velvet door {'x' * number}",
            "presenter": PEOPLE[(2 * number + place) % len(PEOPLE)],
            "summary": "A velvet hush.",
            "encounter": "clinician-patient" if number % 3 else "family-or-carer",
            "themes": THEMES[(number + place) % 3],
            "feelings": ["hope"] if number % 2 else ["guilt", "anger"],
            "recognisable": False,
        }
        for place in range(2)
    ]
    there = dict.fromkeys(PEOPLE, "present")
    mode = "online" if number == 3 else "in-person"
    document = session_document(f"2025-{number + 1:02}-10", attendance=there, mode=mode)
    return {**document, "cases": cases, **fields}


def fill(cli: CommandLine) -> None:
    """Record the year: twelve evenings, one of them cancelled later, and news of some cases."""
    members(cli)
    assert cli("privacy allow add", ",".join("x" * number for number in range(1, 13))).code == 0
    for number in range(12):
        news = [{"case": f"C{2 * number - 1}", "outcome": "easier"}] if number else []
        answer = cli("log --from -", evening(number, checkins=news))
        assert answer.code == 0, answer.err
