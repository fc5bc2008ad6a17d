"""A field declared in one line reaches document, schema, export and view.

That the evening's questions know it, too, is demanded by a test that compares them with the table.

The line is put into the source of ``domain/document.py`` in a process of its own, with a column.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import unmeasured
from jsonschema import Draft202012Validator

SCRIPT = Path(__file__).parent / "one_more_field.py"


def run_with(record: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, SCRIPT, record],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=unmeasured(),
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.slow
@pytest.mark.parametrize(
    ("record", "place"),
    [
        ("News", "/checkins/0"),
        ("Telling", "/presentations/0"),
        ("Note", "/notes/0"),
        ("Frame", ""),
    ],
)
def test_a_field_declared_in_one_line_reaches_everything(record: str, place: str) -> None:
    told = run_with(record)
    assert told["refused"] == [f"{place}/mood"]
    validator = Draft202012Validator(told["schema"])
    assert validator.is_valid(told["document"])
    assert validator.is_valid(told["export"])
    _, key, *_ = f"{place}/mood".split("/")
    entry = told["export"] if record == "Frame" else told["export"][key][0]
    assert entry["mood"] == "tense"
    entry["mood"] = "merry"
    assert not validator.is_valid(told["export"])
    if record == "Frame":
        assert told["session"]["mood"] == "tense"
    else:
        assert [item["mood"] for item in told["history"] if item.get("mood")] == ["tense"]
        assert "    mood: tense" in told["lines"]
