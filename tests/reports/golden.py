"""Reports as they were found good, byte for byte.

To accept what changed: ``GOLDEN=write .venv/bin/pytest tests/reports``, and read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).with_name("golden")


def check(name: str, text: str) -> None:
    """Compare a text with the file of that name."""
    path = FOLDER / name
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(text.encode())
    assert path.read_bytes().decode() == text, name
