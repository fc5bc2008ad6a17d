"""The least that a command on a logbook can cost, without a line of balintlog.

A Python process that imports the same packages, derives the key from the keys
file, opens the logbook and reads one row. ``floor.py LOGBOOK``, with the
passphrase on the descriptor that BALINTLOG_PASSPHRASE_FD names.
"""

import json
import os
import sys
from pathlib import Path

import platformdirs  # noqa: F401 - imported as by balintlog
import typer  # noqa: F401
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlcipher3 import dbapi2

path = Path(sys.argv[1])
with os.fdopen(int(os.environ["BALINTLOG_PASSPHRASE_FD"]), "rb") as file:
    passphrase = file.readline().rstrip(b"\n")
keys = json.loads(path.with_name(f"{path.name}.keys").read_bytes())
(epoch,) = keys["epochs"]
(slot,) = epoch["slots"]
kdf = slot["kdf"]
kek = Argon2id(
    salt=bytes.fromhex(kdf["salt"]),
    length=32,
    iterations=kdf["passes"],
    lanes=kdf["lanes"],
    memory_cost=kdf["memory_kib"],
).derive(passphrase)
bound_to = {"format": keys["format"], "version": 1, "file_id": keys["file_id"]}  # of the wrapping
bound_to |= {"epoch_salt": epoch["salt"], "slot": slot["id"], "kdf": kdf}
context = json.dumps(bound_to, sort_keys=True, separators=(",", ":")).encode()
key = ChaCha20Poly1305(kek).decrypt(bytes(12), bytes.fromhex(slot["wrapped"]), context)
connection = dbapi2.connect(str(path))
connection.execute(f"PRAGMA key = \"x'{key.hex()}{epoch['salt']}'\"")
sys.stdout.write(connection.execute("SELECT file_id FROM logbook").fetchone()[0])
