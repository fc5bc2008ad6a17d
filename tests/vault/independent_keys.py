"""A second reader and writer of keys files, made from their published description alone.

It uses nothing of balintlog: if both agree, the description is right. It also
writes what balintlog would not write.
"""

import hashlib
import hmac
import json
import os
import unicodedata
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHEAP_KDF = {"name": "argon2id", "passes": 1, "lanes": 1, "memory_kib": 19 * 1024}


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def stretch(kdf: dict[str, Any], passphrase: str) -> bytes:
    return Argon2id(
        salt=bytes.fromhex(kdf["salt"]),
        length=32,
        iterations=kdf["passes"],
        lanes=kdf["lanes"],
        memory_cost=kdf["memory_kib"],
    ).derive(unicodedata.normalize("NFC", passphrase).encode())


def bound_to(document: dict[str, Any], epoch_salt: str, slot: dict[str, Any]) -> bytes:
    return canonical(
        {
            "format": "balintlog-keys",
            "version": 1,  # of the wrapping, in keys files of either version
            "file_id": document["file_id"],
            "epoch_salt": epoch_salt,
            "slot": slot["id"],
            "kdf": slot["kdf"],
        }
    )


def mac_of(document: dict[str, Any], epoch: dict[str, Any], key: bytes) -> str:
    version = epoch.get("version", 1)
    info = f"balintlog keyring mac v{version}".encode()
    mac_key = HKDF(SHA256(), length=32, salt=None, info=info).derive(key)
    content = {
        "file_id": document["file_id"],
        "epoch_salt": epoch["salt"],
        "slots": epoch["slots"],
    }
    if version == 2:
        content |= {"format": "balintlog-keys", "version": 2, "sequence": epoch["sequence"]}
    return hmac.new(mac_key, canonical(content), "sha256").hexdigest()


def data_key(data: bytes, leader: str, passphrase: str, salt: str | None = None) -> str:
    """Return the 96 digits from the bytes of a keys file, from its epoch of that salt."""
    document = json.loads(data)
    (epoch,) = [held for held in document["epochs"] if salt in (None, held["salt"])]
    (slot,) = [slot for slot in epoch["slots"] if slot["leader"] == leader]
    key = ChaCha20Poly1305(stretch(slot["kdf"], passphrase)).decrypt(
        bytes(12), bytes.fromhex(slot["wrapped"]), bound_to(document, epoch["salt"], slot)
    )
    assert mac_of(document, epoch, key) == epoch["mac"]
    return str(key.hex() + epoch["salt"])


def sealed(document: dict[str, Any]) -> bytes:
    """Return the bytes of a keys file with a right sha256, as a forger could write them too."""
    rest = {name: value for name, value in document.items() if name != "sha256"}
    return json.dumps({**rest, "sha256": hashlib.sha256(canonical(rest)).hexdigest()}).encode()


def new_document(
    *epochs: dict[str, str], codes: dict[str, str] | None = None, version: int = 2
) -> tuple[dict[str, Any], list[str]]:
    """Return a document and its data keys; each epoch is a dict of passphrases by leader.

    ``codes`` are the leaders whose passphrase is a one-time code, with its last day.
    """
    codes = codes or {}
    numbered = {"sequence": 3, "version": 2} if version == 2 else {}
    document: dict[str, Any] = {
        "format": "balintlog-keys",
        "version": version,
        "file_id": os.urandom(16).hex(),
        **({} if numbered else {"sequence": 3}),
        "epochs": [],
    }
    keys = []
    for passphrases in epochs:
        key, salt = os.urandom(32), os.urandom(16).hex()
        slots = []
        for number, (leader, passphrase) in enumerate(passphrases.items(), start=1):
            kdf = {**CHEAP_KDF, "salt": os.urandom(16).hex()}
            kind = {"kind": "leader"}
            if leader in codes:
                kind = {"kind": "code", "expires_on": codes[leader]}
            slot = {"id": number, **kind, "leader": leader, "kdf": kdf}
            wrapping = ChaCha20Poly1305(stretch(kdf, passphrase))
            wrapped = wrapping.encrypt(bytes(12), key, bound_to(document, salt, slot))
            slots.append({**slot, "wrapped": wrapped.hex()})
        epoch = {"salt": salt, **numbered, "slots": slots}
        document["epochs"].append({**epoch, "mac": mac_of(document, epoch, key)})
        keys.append(key.hex() + salt)
    return document, keys
