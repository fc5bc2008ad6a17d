"""The data key under a passphrase: wrapped, unwrapped, and proof that nobody else changed a slot.

With ``canonical(x)`` for JSON with sorted names, no spaces and only ASCII::

    KEK     = Argon2id(NFC(passphrase), kdf)                            32 bytes
    wrapped = ChaCha20-Poly1305(KEK, nonce 0, data key,
                canonical{format, version: 1, file_id, epoch_salt, slot, kdf})
    mac     = HMAC-SHA256(HKDF-SHA256(data key, "balintlog keyring mac v2"),
                canonical{format, version: 2, file_id, epoch_salt, sequence, slots})

The version inside ``wrapped`` is that of the wrapping, which is still the first: a slot
goes over into a newer keys file although its leader is not there to type a passphrase.
An epoch of version 1 has the mac of balintlog 0.1, which does not cover ``sequence``::

    mac     = HMAC-SHA256(HKDF-SHA256(data key, "balintlog keyring mac v1"),
                canonical{file_id, epoch_salt, slots})

So nobody without a passphrase can change a slot's stretching, move a slot to
another logbook, add, drop or rename one, or number an epoch anew unnoticed. A mac of
one purpose is none of another. RFC 8439 (ChaCha20 and Poly1305), RFC 5869 (HKDF, no
salt), RFC 2104 (HMAC).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.errors import WrongPassphraseError
from balintlog.vault.strict_json import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.hmac import HMAC

# A nonce must never serve twice under one key. Each KEK serves once: every
# wrapping draws a new salt for Argon2id. So one nonce is enough (borg does the same).
_NONCE = bytes(12)


def load_library() -> None:
    """Import the ciphers, which the first call below would do otherwise."""
    from cryptography.exceptions import InvalidTag  # noqa: F401
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: F401
    from cryptography.hazmat.primitives.hmac import HMAC  # noqa: F401
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: F401


def wrap(kek: bytes, key: bytes, context: Mapping[str, object]) -> bytes:
    """Return the 48 bytes that hold the 32 of ``key`` under ``kek``, bound to ``context``."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    return ChaCha20Poly1305(kek).encrypt(_NONCE, key, canonical(context))


def unwrap(kek: bytes, wrapped: bytes, context: Mapping[str, object]) -> bytes:
    """Return the 32 bytes of the key; WrongPassphraseError if ``kek`` or ``context`` is another."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        return ChaCha20Poly1305(kek).decrypt(_NONCE, wrapped, canonical(context))
    except InvalidTag:
        raise WrongPassphraseError(
            "the logbook does not open with this passphrase",
            hint="Check the keyboard layout and the Caps Lock key, and try again.",
        ) from None


def mac(key: bytes, purpose: bytes, content: Mapping[str, object]) -> bytes:
    """Return the 32 bytes that only a holder of the data key can compute over ``content``."""
    return _hmac(key, purpose, content).finalize()


def is_mac(expected: bytes, key: bytes, purpose: bytes, content: Mapping[str, object]) -> bool:
    """Compare ``expected`` with the mac, in a time that gives nothing away."""
    from cryptography.exceptions import InvalidSignature

    try:
        _hmac(key, purpose, content).verify(expected)
    except InvalidSignature:
        return False
    return True


def _hmac(key: bytes, purpose: bytes, content: Mapping[str, object]) -> HMAC:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.hmac import HMAC
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    mac_key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key)
    computed = HMAC(mac_key, SHA256())
    computed.update(canonical(content))
    return computed


def sha256(data: bytes) -> bytes:
    """Return the 32 bytes of SHA-256; ``hashlib`` would load a second OpenSSL for it."""
    from cryptography.hazmat.primitives.hashes import SHA256, Hash

    computed = Hash(SHA256())
    computed.update(data)
    return computed.finalize()
