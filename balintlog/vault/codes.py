"""One-time codes: what lets a leader in once, until they have chosen a passphrase.

A code is drawn, never chosen: 16 of 30 letters and digits, none of which looks or
sounds like another, so 78 bits (30 to the sixteenth power is 2 to the power 78.5).
It is shown in groups of four, and may be typed in any case, with or without them.
"""

ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # no I, L, O, U, 0, 1
LENGTH = 16
DAYS = 14  # for which a code is good unless another date is given

_GROUP = 4


def draw() -> str:
    """Return a new code, such as K7QD-2MXA-9TRW-HC4E."""
    import secrets

    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(drawn[at : at + _GROUP] for at in range(0, LENGTH, _GROUP))


def normalise(typed: str) -> str:
    """Return the one spelling of a code that is stretched into a key."""
    return "".join(one for one in typed.upper() if one.isalnum())
