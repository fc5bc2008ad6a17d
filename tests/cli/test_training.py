"""``balintlog training``: what a portfolio counts beside the sessions of this logbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import CommandLine


@pytest.mark.slow
def test_a_record_is_added_listed_changed_and_deleted(cli: CommandLine) -> None:
    added = cli("training add --kind supervision --on 2026-03-02 --minutes 60 --json")
    assert added.json == {"schema": 1, "training": "T1"}
    (record,) = cli("training list --json").json["trainings"]
    assert record == {
        "training": "T1",
        "leader": "alder",
        "kind": "supervision",
        "from_on": "2026-03-02",
        "until_on": "2026-03-02",
        "sessions": 1,
        "minutes": 60,
        "role": "member",
        "mode": "in-person",
        "source": "own-record",
        "row_version": 1,
    }
    assert cli("training edit T1 --on 2026-03-03 --mode online").code == 0
    (record,) = cli("training list --json").json["trainings"]
    days = record["from_on"], record["until_on"]
    assert (*days, record["mode"]) == ("2026-03-03", "2026-03-03", "online")
    assert cli("training edit T1 --minutes 45 --row-version 1").code == 1
    assert cli("training delete T1").code == 2
    assert cli("--yes training delete T1").code == 0
    assert cli("training list --json").json["trainings"] == []
    assert cli("training add --kind debrief --on monday --json").json["training"] == "T2"


def test_a_period_with_many_sessions_has_their_minutes(cli: CommandLine) -> None:
    period = "--on 2020-01-01 --until 2025-12-31"
    assert cli(f"training add --kind opening-balance {period} --sessions 40").code == 0
    (record,) = cli("training list --leader alder --json").json["trainings"]
    assert (record["until_on"], record["minutes"]) == ("2025-12-31", 3600)
    assert "opening-balance\t2020-01-01\t2025-12-31\t40" in cli("training list").out


def test_what_is_wrong_is_said(cli: CommandLine) -> None:
    for wrong, code in (
        ("add", 2),
        ("add --kind supervision", 2),
        ("add --kind supervsion --on today", 2),
        ("add --kind supervision --on tomorrow", 2),
        ("add --kind supervision --on today --minutes 0", 2),
        ("add --kind supervision --on today --until yesterday", 2),
        ("add --kind supervision --on today --leader sdege", 3),
        ("edit T7 --minutes 3", 3),
        ("edit N1 --minutes 3", 2),
        ("edit T1", 2),
        ("list --leader sdege", 3),
    ):
        answer = cli(f"training {wrong}")
        assert (answer.code, answer.out) == (code, ""), wrong
