"""Every command does what its help says, and answers with the keys it promises."""

from __future__ import annotations

import importlib
import json
import os
import re
import shlex
import sys
import tempfile
from pathlib import Path
from typing import Any

import drafts_of_log
import pytest
from conftest import PASSPHRASE, TODAY, CommandLine, MadeOnce, copy_logbook, session_document
from jsonschema import Draft202012Validator

from balintlog.domain.aliases import natural_words
from balintlog.logbook.keys import open_logbook
from balintlog.storage.file import connection

BALINTLOG = str(Path(sys.executable).parent / "balintlog")
ENTRY_KEYS = {
    "case",
    "label",
    "presenters",
    "presented_on",
    "asked",
    "last_outcome",
    "attended_since",
    "due_in",
    "overdue",
}


def first_evening() -> dict[str, Any]:
    """A session with a value in every field."""
    return {
        "schema": 1,
        "group": "G1",
        "held_on": "2026-02-16",
        "minutes": 100,
        "mode": "hybrid",
        "event": "weekend",
        "leaders": {"alder": "leader", "sedge": "co-leader"},
        "attendance": {
            "heron": "present",
            "plover": {"status": "left-early", "minutes": 45},
            "moth": "apologies",
        },
        "recorded": "audio",
        "debriefed": "supervision",
        "safety_concern": True,
        "cases": [
            {
                "label": "the crumbling façade",
                "presenter": "heron",
                "summary": "Letters lie unopened on the desk.",
                "encounter": "clinician-patient",
                "themes": ["nonadherence", "institution"],
                "feelings": ["frustration"],
                "patient_feelings": ["shame"],
                "why": "strong-emotion",
                "said_on_return": "The letters are a visit.",
                "phase_minutes": {"present": 10, "presenter-out": 40},
                "follow_up": "yes",
                "after_sessions": 2,
            },
            {
                "label": "the locked door",
                "presenter": "plover",
                "follow_up": "presenter-decides",
                "after_sessions": 1,
            },
        ],
        "notes": [
            {
                "case": "/cases/0",
                "author": "alder",
                "text": "We hurried towards advice.",
                "interventions": ["held-off-solutions"],
                "observations": ["rivalry"],
                "heading": "avoiding-solutions-and-teaching",
                "for_supervision": "What made us hurry?",
            },
            {"author": "alder", "text": "A note on the evening."},
        ],
    }


def second_evening() -> dict[str, Any]:
    """A session with news, a case again, and one that continues another."""
    return {
        "schema": 1,
        "group": "G1",
        "held_on": "2026-03-02",
        "minutes": 90,
        "mode": "in-person",
        "event": "ongoing-group",
        "leaders": {"alder": "leader", "sedge": "co-leader"},
        "attendance": {
            "heron": {"status": "late", "minutes": 60},
            "plover": "present",
            "moth": "absent",
        },
        "checkins": [
            {
                "case": "C1",
                "outcome": "easier",
                "text": "The first letter was read.",
                "feelings_before": ["frustration"],
                "feelings_after": ["hope"],
                "after_sessions": 3,
            }
        ],
        "cases": [
            {
                "label": "a new door",
                "presenter": "heron",
                "follow_up": "no",
                "after_sessions": 1,
                "continues": "C2",
                "related_to": ["C1"],
            }
        ],
        "presentations": [
            {
                "case": "C1",
                "presenter": "plover",
                "summary": "Seen again, by somebody else.",
                "follow_up": "yes",
                "after_sessions": 1,
            }
        ],
        "notes": [{"case": "C1", "author": "alder", "text": "A note on what came back."}],
    }


@pytest.fixture
def told(cli: CommandLine, made_once: MadeOnce) -> CommandLine:
    """The same after two evenings."""

    def make() -> None:
        for document in (first_evening(), second_evening()):
            logged = cli("log --from -", document)
            assert logged.code == 0, logged.err

    made_once.lay("larch after two evenings", cli.path, make)
    return cli


def answered(cli: CommandLine, command: str, stdin: object = b"") -> dict[str, Any]:
    """Return the JSON answer of a command that must succeed, with nothing on stderr."""
    answer = cli(f"{command} --json", stdin)
    assert (answer.code, answer.err) == (0, ""), answer.err
    found: dict[str, Any] = answer.json
    assert found.pop("schema") == 1
    assert type(answer.json["schema"]) is int
    return found


def spoken(cli: CommandLine, command: str, stdin: object = b"") -> str:
    """Return what a command that must succeed tells a reader, with nothing on stderr."""
    answer = cli(command, stdin)
    assert (answer.code, answer.err) == (0, ""), answer.err
    return answer.out


# A new logbook


def test_init_makes_a_logbook_and_its_keys(run: CommandLine) -> None:
    answer = run("init --no-input --leader alder --json")
    assert answer.json == {"schema": 1, "file": str(run.path), "leader": "alder"}
    for path in (run.path, Path(f"{run.path}.keys")):
        assert path.stat().st_mode & 0o777 == 0o600
    assert answered(run, "leader list")["leaders"] == [
        {"leader": "alder", "accredited": "unknown", "row_version": 1}
    ]
    assert b"alder" not in run.path.read_bytes()


def test_init_says_what_a_leader_must_know(run: CommandLine) -> None:
    answer = run("init --leader Alder")
    assert answer.code == 0
    assert str(run.path) in answer.out
    assert "Your alias in it is alder" in answer.out
    assert "nobody can help you" in answer.err
    assert "can read all of it" in answer.err
    assert "balintlog group add" in answer.err
    assert PASSPHRASE not in answer.out + answer.err


def test_init_makes_missing_folders_that_only_the_leader_may_enter(run: CommandLine) -> None:
    path = run.path.parent / "a" / "b" / "new.balint"
    assert run(f"init --leader alder -f {path}").code == 0
    assert [one.stat().st_mode & 0o777 for one in (path.parent, path.parent.parent)] == [0o700] * 2


def test_the_option_comes_before_the_environment(run: CommandLine) -> None:
    other = run.path.with_name("other.balint")
    assert run(f"init --leader alder --file={other}").code == 0
    assert other.exists()
    assert not run.path.exists()


def test_without_a_name_the_logbook_lies_in_the_leaders_own_folder(
    run: CommandLine,
) -> None:
    del run.environ["BALINTLOG_FILE"]
    path = Path(answered(run, "init --leader alder")["file"])
    assert path == Path(os.environ["XDG_DATA_HOME"]) / "balintlog" / "logbook.balint"
    assert run("group list").code == 0


@pytest.mark.slow
def test_demo_at_a_place_of_ones_own(run: CommandLine) -> None:
    answer = answered(run, f"-f {run.path} demo")
    assert set(answer) == {"file", "leader", "passphrase"}
    assert answer["file"] == str(run.path)
    assert len(answer["passphrase"].split()) == 6
    run.environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo '{answer['passphrase']}'"
    assert len(answered(run, "session list")["sessions"]) >= 12
    assert any(group["owed"] for group in answered(run, "followups")["groups"])


def test_demo_shows_what_it_made_and_how_to_go_on(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["/my venv/bin/balintlog", "demo"])
    del run.environ["BALINTLOG_PASSPHRASE_COMMAND"]
    out = spoken(run, "--no-input demo")
    assert "Owed at the next session" in out
    assert "presented by" in out
    assert "news: " in out
    passphrase = re.search(r"the passphrase is: (.+)$", out, re.MULTILINE)
    assert passphrase is not None
    *program, _, path, status = shlex.split(out.splitlines()[-1])
    assert status == "status"
    assert program == ["/my venv/bin/balintlog"]
    assert Path(path).is_relative_to(tmp_path)
    assert f"keys beside it: {Path(path).parent}\n" in out
    assert not run.path.exists(), "where the leader's own logbook is, or will be"
    assert b"SQLite format 3" not in Path(path).read_bytes()[:100]
    run.environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo '{passphrase[1]}'"
    assert "Last session" in spoken(run, f"-f {path} status")
    assert [each.name for each in Path(path).parent.iterdir() if each.is_dir()] == []


@pytest.mark.slow
def test_the_demo_offers_an_invented_evening(run: CommandLine, tmp_path: Path) -> None:
    place = tmp_path / "demo.balint"
    shown = run.at_terminal(
        f"-f {place} demo",
        """
        Log an invented evening in it now? [y/N] y⏎
        moth was away, and heron came 20 minutes late.
        Anything different? moth away, heron late 20⏎
        Anything else? ⏎
        Any news? .⏎
        Did anyone bring a case? Its label: no time to sit⏎
        Who brought it? kest⏎
        The story, in your own words: A patient never takes the chair that is offered.⏎
        More? ..⏎
        Enter saves ⏎
        Saved as S17.
        """,
        columns=60,
    )
    line = f" -f {place} status"
    assert len(line) > 60
    assert [told.endswith(line) for told in shown.splitlines()].count(True) == 2, "broken in two"
    assert shown.rstrip().endswith(line)
    (passphrase,) = re.findall(r"the passphrase is: (.+)$", shown, re.MULTILINE)
    run.environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo '{passphrase}'"
    assert len(run(f"-f {place} session list --json").json["sessions"]) == 17


@pytest.mark.slow
def test_the_demo_is_the_same_every_day(run: CommandLine) -> None:
    pages = []
    for year in (2026, 2031):
        run.today = TODAY.replace(year=year)
        path = run.path.with_name(f"{year}.balint")
        pages.append(spoken(run, f"demo -f {path}").rsplit("Everything", 1)[0])
    assert pages[0] == pages[1]


# Groups


def test_a_group_with_all_that_can_be_noted(cli: CommandLine) -> None:
    options = (
        "--format student --minutes 75 --cadence monthly --mode online --openness slow-open"
        " --leader sedge --coleader alder --started 2025-09-01 --agreed yesterday"
        " --language de --no-ask-recognisable"
    )
    assert answered(cli, f"group add tern {options}") == {"group": "G2"}
    group = answered(cli, "group show tern")
    assert group.pop("members") == []
    assert group == {
        "group": "G2",
        "label": "tern",
        "format": "student",
        "usual_minutes": 75,
        "cadence": "monthly",
        "mode": "online",
        "openness": "slow-open",
        "language": "de",
        "asks_recognisable": False,
        "started_on": "2025-09-01",
        "agreed_on": "2026-03-19",
        "archived_on": None,
        "leaders": {"sedge": "leader", "alder": "co-leader"},
        "row_version": 1,
    }


def test_a_group_has_sensible_defaults(cli: CommandLine) -> None:
    assert "G2 tern was added" in spoken(cli, "group add tern")
    group = answered(cli, "group show G2")
    assert (group["format"], group["usual_minutes"]) == ("balint", 90)
    assert (group["cadence"], group["mode"]) == ("fortnightly", "in-person")
    assert group["leaders"] == {"alder": "leader"}
    assert group["started_on"] is None
    assert cli("--yes session add --group tern --on 1.1.1999").code == 0, "unknown bounds nothing"


@pytest.mark.parametrize("name", ["G1", "g1", "larch", "Larch", " G1 "])
def test_a_group_is_named_by_label_or_id(told: CommandLine, name: str) -> None:
    for command in ("group show", "followups --group", "session list --group", "case list --group"):
        assert "error" not in spoken(told, f"{command} '{name}'")
    assert answered(told, f"group show '{name}'")["group"] == "G1"


def test_lists_of_groups(cli: CommandLine) -> None:
    assert cli("group add tern").code == 0
    assert [one["label"] for one in answered(cli, "group list")["groups"]] == ["larch", "tern"]
    assert "tern" in spoken(cli, "group list")


@pytest.mark.slow
def test_a_group_is_changed_only_where_it_was_said(cli: CommandLine) -> None:
    before = answered(cli, "group show G1")
    assert answered(cli, "group edit larch --minutes 60 --agreed 2026-01-12") == {"group": "G1"}
    after = answered(cli, "group show G1")
    changes = {"usual_minutes": 60, "agreed_on": "2026-01-12", "row_version": 2}
    assert after == before | changes
    assert cli("group edit larch --agreed unknown --label Beech").code == 0
    assert answered(cli, "group show beech")["agreed_on"] is None
    assert "G1 Beech" in spoken(cli, "followups")


@pytest.mark.slow
def test_each_kind_of_leader_is_changed_by_itself(cli: CommandLine) -> None:
    assert cli("leader add wren").code == 0
    assert cli("group edit G1 --coleader wren").code == 0
    assert answered(cli, "group show G1")["leaders"] == {"alder": "leader", "wren": "co-leader"}
    assert cli("group edit G1 --leader sedge --leader alder").code == 0
    leaders = answered(cli, "group show G1")["leaders"]
    assert leaders == {"sedge": "leader", "alder": "leader", "wren": "co-leader"}


@pytest.mark.slow
def test_an_archived_group_owes_nothing_and_can_be_read(told: CommandLine) -> None:
    assert answered(told, "group archive larch --on 2026-03-15") == {"group": "G1"}
    assert answered(told, "followups") == {"groups": [], "drafts": []}
    assert answered(told, "status")["groups"] == []
    (group,) = answered(told, "followups --group larch")["groups"]
    assert [group[kind] for kind in ("owed", "coming", "open_door")] == [[], [], []]
    assert answered(told, "case show C1")["case"]["owed"] is False
    assert answered(told, "group show larch")["archived_on"] == "2026-03-15"
    assert told("session add --group larch --on 2026-03-16").code == 2
    assert "meets again" in spoken(told, "group archive larch --undo")
    assert answered(told, "followups")["groups"] != []


def test_where_all_groups_are_archived_it_is_not_said_that_there_are_none(
    told: CommandLine,
) -> None:
    assert told("group archive larch").code == 0
    for command in ("followups", "status"):
        assert "There is no group yet" not in spoken(told, command)


@pytest.mark.slow
def test_a_deleted_group_takes_everything_with_it(told: CommandLine) -> None:
    asked = told("group delete larch")
    assert "3 members, 2 sessions, 3 cases and 3 notes" in asked.err
    assert answered(told, "group delete larch --yes") == {"group": "G1"}
    assert answered(told, "group list") == {"groups": []}
    assert told("member show heron").code == 3
    assert told("case show C1").code == 3
    assert answered(told, "search", b"letters") == {"hits": []}
    assert answered(told, "group add larch") == {"group": "G2"}, "no number is given again"
    assert told("member add G2 --alias heron").code == 2, "and no alias"


# Members and leaders


def test_a_member_is_added_with_a_drawn_alias(cli: CommandLine) -> None:
    answer = answered(cli, "member add larch --profession nurse")
    assert answer == {"group": "G1", "member": answer["member"]}
    assert answer["member"] in natural_words()
    assert answered(cli, "member add larch")["member"] != answer["member"]
    assert answered(cli, f"member show {answer['member']}")["profession"] == "nurse"


def test_a_member_is_added_with_an_alias_of_ones_choice(cli: CommandLine) -> None:
    answer = answered(cli, "member add G1 --alias Wren --joined 2026-01-12")
    assert answer == {"group": "G1", "member": "wren"}
    shown = answered(cli, "member show WREN")
    assert shown["periods"] == [{"standing": "member", "joined_on": "2026-01-12", "left_on": None}]
    assert "wren was added to larch as member" not in answer


def test_lists_of_members(cli: CommandLine) -> None:
    assert cli("group add tern").code == 0
    assert cli("member add tern --alias wren").code == 0
    aliases = [one["alias"] for one in answered(cli, "member list")["members"]]
    assert aliases == ["heron", "plover", "moth", "wren"]
    (only,) = answered(cli, "member list --group tern")["members"]
    assert only == {
        "alias": "wren",
        "group": "G2",
        "profession": None,
        "standing": "member",
        "joined_on": None,
        "left_on": None,
    }


def test_a_member_is_changed(cli: CommandLine) -> None:
    answer = answered(cli, "member edit heron --profession nurse --joined 2026-01-12")
    assert answer == {"group": "G1", "member": "heron"}
    shown = answered(cli, "member show heron")
    assert shown["profession"] == "nurse"
    assert shown["periods"][0]["joined_on"] == "2026-01-12"
    assert cli("member edit heron --joined unknown").code == 0
    assert answered(cli, "member show heron")["periods"][0]["joined_on"] is None
    assert answered(cli, "member show heron")["profession"] == "nurse"


@pytest.mark.parametrize(
    "command", ["member add G1 --alias friday", "leader add late", "member edit heron --alias may"]
)
def test_a_word_that_means_something_else_is_no_new_alias(cli: CommandLine, command: str) -> None:
    refused = cli(command)
    assert refused.code == 2
    assert "that word means something else in an evening" in refused.err


@pytest.mark.slow
def test_a_member_can_be_given_another_alias(cli: CommandLine) -> None:
    case = {"label": "x", "presenter": "heron"}
    assert cli("log --from -", session_document("2026-03-02", cases=[case])).code == 0
    assert "give --alias alone" in cli("member edit heron --alias wren --profession nurse").err
    assert answered(cli, "member edit heron --alias wren") == {"group": "G1", "member": "wren"}
    assert cli("member show heron").code == 3
    assert answered(cli, "case show C1")["case"]["presenters"] == ["wren"]
    assert cli("member edit plover --alias moth").code == 2


def owed(cli: CommandLine) -> list[str]:
    return [one["case"] for one in answered(cli, "followups")["groups"][0]["owed"]]


@pytest.mark.slow
def test_nothing_is_owed_to_whoever_left_until_they_return(cli: CommandLine) -> None:
    case = {"label": "x", "presenter": "heron"}
    assert cli("log --from -", session_document("2026-03-02", cases=[case])).code == 0
    assert owed(cli) == ["C1"]
    assert answered(cli, "member leave heron --on 2026-03-09") == {"group": "G1", "member": "heron"}
    assert owed(cli) == []
    there = {"plover": "present", "moth": "present"}
    assert cli("log --from -", session_document("2026-03-16", attendance=there)).code == 0
    assert "heron came back on Wednesday 2026-03-18" in spoken(
        cli, "member return heron --on 2026-03-18"
    )
    assert owed(cli) == ["C1"]
    assert answered(cli, "member show heron")["periods"] == [
        {"standing": "member", "joined_on": None, "left_on": "2026-03-09"},
        {"standing": "member", "joined_on": "2026-03-18", "left_on": None},
    ]


@pytest.mark.slow
@pytest.mark.parametrize("standing", ["guest", "observer"])
@pytest.mark.parametrize("wish", ["yes", "presenter-decides"])
def test_a_guest_of_one_evening_is_never_owed(cli: CommandLine, standing: str, wish: str) -> None:
    added = spoken(cli, f"member add G1 --alias wren --{standing} 2026-03-02")
    assert f"as {'an' if standing == 'observer' else 'a'} {standing}." in added
    present = dict.fromkeys(("heron", "plover", "moth", "wren"), "present")
    case = {"label": "x", "presenter": "wren", "follow_up": wish}
    document = session_document("2026-03-02", attendance=present, cases=[case])
    assert cli("log --from -", document).code == 0
    assert cli("log --from -", session_document("2026-03-09")).code == 0, "nobody misses them"
    for day in (2, 3, 20):
        cli.today = TODAY.replace(day=day)
        (group,) = answered(cli, "followups")["groups"]
        assert [group[kind] for kind in ("owed", "coming", "open_door")] == [[], [], []]
    assert answered(cli, "status")["groups"][0]["open_cases"] == 1


@pytest.mark.slow
def test_a_case_says_whether_anybody_is_asked_about_it(cli: CommandLine) -> None:
    cases = [{"label": f"case {number}", "presenter": "heron"} for number in range(10)]
    cases[0]["follow_up"] = "no"
    cases[1]["follow_up"] = "presenter-decides"
    cases[7]["presenter"] = "moth"
    assert cli("log --from -", session_document("2026-02-16", cases=cases)).code == 0
    news = [
        {"case": "C5", "outcome": "declined"},
        {"case": "C6", "outcome": "contact-ended"},
        {"case": "C7", "outcome": "easier", "again": False},
        {"case": "C9", "outcome": "no-news"},
    ]
    more = [{"label": "the second part", "presenter": "heron", "continues": "C10"}]
    document = session_document("2026-02-23", checkins=news, cases=more)
    assert cli("log --from -", document).code == 0
    for day in ("2026-03-02", "2026-03-09"):
        document = session_document(day, checkins=[{"case": "C9", "outcome": "no-news"}])
        assert cli("log --from -", document).code == 0
    assert cli("member leave moth").code == 0
    for case, asking in {
        "C1": "resting: the presenter wants none",
        "C2": "may bring news",
        "C4": "asked next time",
        "C5": "resting: the presenter would rather not say",
        "C6": "resting: the contact has ended",
        "C7": "resting: not to be asked again",
        "C8": "resting: the presenter is not in the group now",
        "C9": "resting: asked 3 times",
        "C10": "resting: another case continues it; continued by C11",
    }.items():
        assert f"; {asking}\n" in spoken(cli, f"case show {case}"), case
    assert cli("group archive larch").code == 0
    assert "; resting: the group is archived\n" in spoken(cli, "case show C4")


@pytest.mark.parametrize(("after", "more"), [(2, "1 more session"), (4, "3 more sessions")])
def test_a_case_says_when_its_presenter_is_asked(cli: CommandLine, after: int, more: str) -> None:
    case = {"label": "x", "presenter": "heron", "after_sessions": after}
    assert cli("log --from -", session_document("2026-03-02", cases=[case])).code == 0
    assert f"; asked later, after {more}\n" in spoken(cli, "case show C1")


def test_a_group_that_still_meets_says_nothing_of_an_archive(cli: CommandLine) -> None:
    assert "archived" not in spoken(cli, "group show larch")
    assert cli("group archive larch").code == 0
    assert f"archived on: {TODAY}" in spoken(cli, "group show larch")


def held_about_heron() -> list[str]:
    return [
        *("S1", "2026-02-16", "present", "S2", "2026-03-02", "late", "60"),
        *("C1", "the crumbling façade", "Letters lie unopened on the desk.", "doctor"),
        *("clinician-patient", "nonadherence", "institution", "frustration", "shame"),
        *("strong-emotion", "The letters are a visit.", "presenter-out", "40"),
        *("easier", "The first letter was read.", "hope", "C3", "a new door"),
    ]


@pytest.mark.parametrize("option", ["", " --json"])
def test_a_member_who_asks_is_shown_everything(told: CommandLine, option: str) -> None:
    page = spoken(told, f"member show heron{option}")
    assert [one for one in held_about_heron() if one not in page] == []
    assert "the locked door" not in page, "another member's case"


def test_what_is_held_about_a_member_has_keys(told: CommandLine) -> None:
    found = answered(told, "member show heron")
    assert set(found) == {
        *("alias", "group", "profession", "periods", "attendance", "presentations"),
        *("checkins", "drafts", "row_version"),
    }
    assert found["attendance"] == [
        {
            "session": "S1",
            "held_on": "2026-02-16",
            "status": "present",
            "minutes": None,
            "offered": False,
        },
        {
            "session": "S2",
            "held_on": "2026-03-02",
            "status": "late",
            "minutes": 60,
            "offered": False,
        },
    ]
    assert [one["case"] for one in found["presentations"]] == ["C1", "C3"]


@pytest.mark.slow
def test_leaders_need_no_key(cli: CommandLine) -> None:
    assert answered(cli, "leader add wren --accredited yes") == {"leader": "wren"}
    document = session_document("2026-03-02", leaders={"wren": "supervisor"})
    assert cli("log --from -", document).code == 0
    assert answered(cli, "session show S1")["leaders"] == {"wren": "supervisor"}
    assert answered(cli, "leader edit wren --accredited no") == {"leader": "wren"}
    assert answered(cli, "leader list")["leaders"][-1] == {
        "leader": "wren",
        "accredited": "no",
        "row_version": 2,
    }
    assert "wren\tno" in spoken(cli, "leader list")


# Recording


def test_a_whole_evening_answers_with_its_ids(cli: CommandLine) -> None:
    assert answered(cli, "log --from -", first_evening()) == {
        "session": "S1",
        "cases": ["C1", "C2"],
        "notes": ["N1", "N2"],
    }
    out = spoken(cli, "log --from -", second_evening())
    assert "Saved as S2, Monday 2 March, 2 of 3 there." in out
    assert "C1 " in out
    assert "C3 " in out


def test_a_document_may_come_from_a_file(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "evening.json"
    file.write_text("\ufeff" + json.dumps(first_evening()), "utf-8")
    assert answered(cli, f"log --from {file} --group larch")["session"] == "S1"


def test_what_is_left_out_comes_from_the_group(cli: CommandLine) -> None:
    assert cli("group edit larch --minutes 75 --mode online").code == 0
    assert cli("log --from -", session_document("2026-03-02", group="larch")).code == 0
    session = answered(cli, "session show S1")
    assert (session["minutes"], session["mode"]) == (75, "online")
    assert session["event"] == "ongoing-group"
    assert session["leaders"] == {"alder": "leader", "sedge": "co-leader"}


@pytest.mark.slow
def test_the_schema_is_printed_without_a_logbook(run: CommandLine) -> None:
    schema = json.loads(spoken(run, "log --schema"))
    Draft202012Validator.check_schema(schema)
    judge = Draft202012Validator(schema)
    for document in (first_evening(), second_evening(), session_document("2026-03-02")):
        assert list(judge.iter_errors(document)) == []
    assert list(judge.iter_errors({**first_evening(), "minuts": 90})) != []


def test_a_session_is_added_without_its_content(cli: CommandLine) -> None:
    options = (
        "--group larch --on monday --minutes 75 --mode online --event intensive --recorded video"
        " --debriefed co-leader-debrief --safety-concern yes --leader sedge --coleader alder"
        " --attendance moth=late:60 --attendance plover=apologies"
    )
    answer = answered(cli, f"session add {options}")
    assert answer == {"session": "S1", "cases": [], "notes": []}
    assert answered(cli, "session show S1") == {
        "session": "S1",
        "group": "G1",
        "held_on": "2026-03-16",
        "minutes": 75,
        "mode": "online",
        "event": "intensive",
        "leaders": {"sedge": "leader", "alder": "co-leader"},
        "attendance": {
            "heron": "present",
            "plover": "apologies",
            "moth": {"status": "late", "minutes": 60},
        },
        "cancelled": False,
        "offered": [],
        "recorded": "video",
        "debriefed": "co-leader-debrief",
        "safety_concern": True,
        "checkins": [],
        "presentations": [],
        "purged_presentations": 0,
        "notes": [],
        "row_version": 1,
    }


@pytest.mark.slow
@pytest.mark.parametrize("standing", ["guest", "observer"])
def test_whoever_came_for_that_evening_was_there(cli: CommandLine, standing: str) -> None:
    assert cli(f"member add G1 --alias teasel --{standing} 2026-03-02").code == 0
    assert cli("member leave moth --on 2026-03-02").code == 0
    for day in ("2026-03-01", "2026-03-02", "2026-03-03"):
        assert cli(f"session add --on {day}").code == 0
    aliases = [list(answered(cli, f"session show S{n}")["attendance"]) for n in (1, 2, 3)]
    assert aliases == [
        ["heron", "plover", "moth"],
        ["heron", "plover", "teasel"],
        ["heron", "plover"],
    ]


def test_a_cancelled_session_needs_no_attendance(cli: CommandLine) -> None:
    assert cli("session add --on 2026-03-02 --cancelled yes").code == 0
    assert answered(cli, "session show S1")["cancelled"] is True
    assert "cancelled" in spoken(cli, "session list")


@pytest.mark.slow
def test_the_session_is_the_latest_one_unless_it_is_named(cli: CommandLine) -> None:
    for day in (2, 16, 9):
        assert cli(f"session add --on 2026-03-0{day}".replace("016", "16")).code == 0
    case = {"label": "x", "presenter": "heron"}
    assert answered(cli, "case add --from -", case) == {"case": "C1", "session": "S2"}
    case["label"] = "y"
    answer = answered(cli, "case add --session S1 --from -", case)
    assert answer == {"case": "C2", "session": "S1"}
    assert answered(cli, "case check-in C2 --outcome easier") == {"case": "C2", "session": "S2"}
    assert answered(cli, "note add --from -", {"text": "x"}) == {"session": "S2", "note": "N1"}


@pytest.mark.slow
def test_piece_by_piece_is_the_same_as_whole(cli: CommandLine) -> None:
    whole = cli.path.with_name("whole.balint")
    copy_logbook(cli.path, whole)
    for document in (first_evening(), second_evening()):
        assert cli(f"log --from - -f {whole}", document).code == 0
    assert cli("status --accept-older").code == 0  # the copy went ahead; now this one holds
    for document in (first_evening(), second_evening()):
        pieces = {key: document.pop(key, []) for key in ("checkins", "cases", "presentations")}
        notes = document.pop("notes")
        session = answered(cli, "log --from -", document)["session"]
        for one in pieces["checkins"]:
            assert cli(f"case check-in {one['case']} --from -", one).code == 0
        new = [answered(cli, "case add --from -", one)["case"] for one in pieces["cases"]]
        for one in pieces["presentations"]:
            assert cli(f"case present {one['case']} --from -", one).code == 0
        for one in notes:
            if one.get("case", "").startswith("/"):
                one["case"] = new[int(one["case"][-1])]
            assert cli(f"note add --session {session} --from -", one).code == 0
    for command in (
        *("session export S1", "session export S2", "followups --json", "status --json"),
        *("case show C1 --notes --json", "note list --json", "member show heron --json"),
    ):
        left, right = cli(command).json, cli(f"{command} -f {whole}").json
        for answer in (left, right):  # pieces are changes of a case that is there already
            answer.get("case", {}).pop("row_version", None)
        assert left == right


@pytest.mark.slow
def test_a_session_is_exported_and_read_into_another_logbook(
    told: CommandLine, made_once: MadeOnce
) -> None:
    other = told.path.with_name("other.balint")
    made_once.lay("larch", other, pytest.fail)
    labels = {"case_labels": {"C1": "the crumbling façade", "C2": "the locked door"}}
    for session, document in (("S1", first_evening()), ("S2", {**second_evening(), **labels})):
        exported = spoken(told, f"session export {session}")
        assert json.loads(exported) == document
        # Both began as one, and went different ways; here each is to hold.
        assert told(f"log --from - --accept-older -f {other}", exported).code == 0
        assert spoken(told, f"session export {session} -f {other}") == exported
        assert told("status --accept-older").code == 0


@pytest.mark.slow
def test_an_export_from_before_a_member_came_is_read_back_once_the_first_day_is_known(
    told: CommandLine,
) -> None:
    exported = spoken(told, "session export S2")
    assert told("member add G1 --alias yarrow").code == 0
    refused = told("--yes log --from -", exported)
    assert refused.code == 2
    (advice,) = re.findall(r"if they joined later: balintlog (.*) DATE", refused.err)
    assert told(f"{advice} 2026-03-09").code == 0
    assert told("--yes log --from -", exported).code == 0


# Looking back


@pytest.mark.slow
def test_followups_have_exactly_the_promised_keys(told: CommandLine) -> None:
    news = {"label": "z", "presenter": "moth", "summary": "Short.", "after_sessions": 3}
    present = session_document("2026-03-16", cases=[news])
    assert told("log --from -", present).code == 0
    answer = told("followups --json").json
    assert set(answer) == {"schema", "groups", "drafts"}
    (group,) = answer["groups"]
    assert set(group) == {
        *("group", "label", "owed", "coming", "open_door"),
        *("next_on", "away_last_time", "no_case_for_long", "offered"),
    }
    assert (group["group"], group["label"]) == ("G1", "larch")
    assert group["owed"] == [
        {
            "case": "C1",
            "label": "the crumbling façade",
            "presenters": ["plover"],
            "presented_on": "2026-03-02",
            "asked": 0,
            "last_outcome": None,
            "attended_since": 1,
            "due_in": 0,
            "overdue": True,
        }
    ]
    assert [(one["case"], one["due_in"]) for one in group["coming"]] == [("C4", 2)]
    assert group["open_door"] == [], "C3 continues C2"
    for one in group["owed"] + group["coming"]:
        assert set(one) == ENTRY_KEYS
    (group,) = answered(told, "followups --group G1 --summary")["groups"]
    assert [set(one) for one in group["owed"]] == [{*ENTRY_KEYS, "summary"}]
    assert group["owed"][0]["summary"] == "Seen again, by somebody else."
    assert group["coming"][0]["summary"] == "Short."


def test_followups_are_told_without_summaries(told: CommandLine) -> None:
    page = spoken(told, "followups")
    assert "C1  the crumbling façade (plover)" in page
    assert "Seen again" not in page
    assert "Seen again, by somebody else." in spoken(told, "followups --summary")


def test_followups_say_what_else_to_know_before_an_evening(cli: CommandLine) -> None:
    first = session_document("2025-08-04", cases=[{"label": "x", "presenter": "moth"}])
    assert cli("log --from -", first).code == 0
    here = {"plover": "present", "heron": "absent", "moth": "apologies"}
    last = session_document("2026-03-16", attendance=here, offered=["plover"])
    assert cli("log --from -", last).code == 0
    page = spoken(cli, "followups")
    assert page.splitlines()[-4:] == [
        "  Offered a case, no time for it: plover, 16 March",
        "  No case for six months: heron, plover, moth",
        "  Away last time: heron, moth",
        "  You meet again on Monday 30 March.",
    ]
    (group,) = answered(cli, "followups")["groups"]
    assert group["offered"] == [{"member": "plover", "on": "2026-03-16"}]
    assert (group["next_on"], group["away_last_time"]) == ("2026-03-30", ["heron", "moth"])
    case = [{"label": "y", "presenter": "plover"}]
    assert cli("log --from -", session_document("2026-03-18", cases=case)).code == 0
    cancelled = session_document("2026-03-20", cancelled=True, attendance={})
    assert cli("log --from -", cancelled).code == 0
    (group,) = answered(cli, "followups")["groups"]
    assert (group["offered"], group["away_last_time"]) == ([], [])
    assert group["no_case_for_long"] == ["heron", "moth"]
    assert group["next_on"] == "2026-04-01", "two weeks after the last that took place"
    assert cli("group archive larch").code == 0
    (group,) = answered(cli, "followups --group larch")["groups"]
    assert group["next_on"] is None


def test_followups_of_several_groups(told: CommandLine) -> None:
    assert told("group add tern").code == 0
    assert [one["group"] for one in answered(told, "followups")["groups"]] == ["G1", "G2"]
    assert [one["group"] for one in answered(told, "followups --group tern")["groups"]] == ["G2"]
    assert "Nobody is owed a follow-up." in spoken(told, "followups --group tern")


CASE_KEYS = {
    *("id", "group", "label", "presenters", "state", "follow_up", "after_sessions", "asked"),
    *("owed", "links", "row_version"),
}
HISTORY_KEYS = {
    "presentation": {"presenters", "summary", "encounter", "themes", "feelings"},
    "check-in": {"outcome", "text", "feelings_before", "feelings_after"},
    "note": {"id", "author", "text", "heading"},
    "linked": {"case", "relation"},
    "closed": set(),
    "reopened": set(),
}


def test_the_history_of_a_case_has_the_promised_keys(told: CommandLine) -> None:
    assert told("case close C1 --on 2026-03-09").code == 0
    assert told("case reopen C1 --on 2026-03-10").code == 0
    answer = answered(told, "case show C1 --notes")
    assert set(answer) == {"case", "history"}
    assert set(answer["case"]) == CASE_KEYS
    assert answer["case"] | {"row_version": 0} == {
        "id": "C1",
        "group": "G1",
        "label": "the crumbling façade",
        "presenters": ["plover"],
        "state": "open",
        "follow_up": "yes",
        "after_sessions": 1,
        "asked": 0,
        "owed": True,
        "links": [{"case": "C3", "relation": "related"}],
        "row_version": 0,
    }
    kinds = [(one["kind"], one["session"]) for one in answer["history"]]
    assert kinds == [
        ("presentation", "S1"),
        ("note", "S1"),
        ("check-in", "S2"),
        ("presentation", "S2"),
        ("note", "S2"),
        ("linked", None),
        ("closed", None),
        ("reopened", None),
    ]
    for one in answer["history"]:
        assert HISTORY_KEYS[one["kind"]] | {"kind", "held_on", "session"} <= set(one)
    dates = [one["held_on"] for one in answer["history"]]
    assert dates == sorted(dates)
    first, note, news = answer["history"][:3]
    assert first["presenters"] == ["heron"]
    assert first["themes"] == ["nonadherence", "institution"]
    assert (note["id"], note["heading"]) == ("N1", "avoiding-solutions-and-teaching")
    assert news["outcome"] == "easier"
    assert (news["feelings_before"], news["feelings_after"]) == (["frustration"], ["hope"])


def test_a_session_shows_the_own_notes_in_words_where_they_are_asked_for(
    told: CommandLine,
) -> None:
    assert "hurried" not in spoken(told, "session show S2")
    page = spoken(told, "session show S1 --notes")
    assert "N1  S1 on 2026-02-16" in page
    assert "hurried" in page + spoken(told, "session show S2 --notes")
    (note, *_) = answered(told, "session show S1 --notes")["notes"]
    assert (note["note"], note["author"]) == ("N1", "alder")


def test_process_notes_are_shown_only_where_they_are_asked_for(told: CommandLine) -> None:
    history = answered(told, "case show C1")["history"]
    assert {one["kind"] for one in history} == {"presentation", "check-in", "linked"}
    assert "hurried" not in spoken(told, "case show C1")
    assert "hurried" in spoken(told, "case show C1 --notes")


def test_the_history_of_a_case_is_told_in_order(told: CommandLine) -> None:
    page = spoken(told, "case show c1")
    in_order = [
        "C1  the crumbling façade",
        "2026-02-16  S1  presented by heron",
        "Letters lie unopened on the desk.",
        "2026-03-02  S2  news: easier",
        "The first letter was read.",
        "feelings: frustration -> hope",
        "2026-03-02  S2  presented by plover",
        "related to C3",
    ]
    places = [page.find(one) for one in in_order]
    assert -1 not in places, page
    assert places == sorted(places)


def test_cases_that_continue_each_other_are_one_story(told: CommandLine) -> None:
    both = [answered(told, f"case show {case}")["history"] for case in ("C2", "C3")]
    assert both[0] == both[1]
    assert {entry["of"] for entry in both[0]} == {"C2", "C3"}
    page = spoken(told, "case show C2")
    assert "continued by C3" in page.splitlines()[1]
    assert [line for line in page.splitlines() if "presented by" in line and "(C3)" in line]
    assert answered(told, "case show C2 --last")["history"] == both[0][::-1]
    short = spoken(told, "case show C2 --short").splitlines()
    assert len([line for line in short if line[:2] == "20"]) == len(both[0])
    assert len(short) <= 3 + 2 * len(both[0])
    assert "" not in short


def test_what_the_presenter_felt_is_one_line_over_time(told: CommandLine) -> None:
    felt = spoken(told, "case show C1").splitlines()[2]
    assert felt.startswith("    Feelings: ")
    assert felt.endswith("frustration -> hope")


def test_links_are_seen_from_both_sides(told: CommandLine) -> None:
    assert answered(told, "case show C3")["case"]["links"] == [
        {"case": "C1", "relation": "related"},
        {"case": "C2", "relation": "continues"},
    ]
    assert {"case": "C3", "relation": "continued-by"} in answered(told, "case show C2")["case"][
        "links"
    ]
    assert "continues C2" in spoken(told, "case show C3")
    assert "continued by C3" in spoken(told, "case show C2")


@pytest.mark.slow
def test_lists_of_cases(told: CommandLine) -> None:
    assert told("case close C2").code == 0
    shown = {
        state: [one["case"] for one in answered(told, f"case list --state {state}")["cases"]]
        for state in ("open", "closed", "all")
    }
    assert shown == {"open": ["C1", "C3"], "closed": ["C2"], "all": ["C1", "C2", "C3"]}
    assert answered(told, "case list --group larch")["cases"][0] == {
        "case": "C1",
        "group": "G1",
        "label": "the crumbling façade",
        "presenters": ["plover"],
        "presented_on": "2026-03-02",
        "state": "open",
        "stands": "asked next time",
    }
    assert "Letters lie unopened" not in spoken(told, "case list")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("attendance", "there"),
    [
        ({}, "3 of 3 there"),
        ({"moth": "apologies"}, "2 of 3 there"),
        ({"finch": "present"}, "3 of 3 there, 1 visitor"),
        ({"finch": "late", "wren": "present", "moth": "absent"}, "2 of 3 there, 2 visitors"),
        ({"finch": "absent"}, "3 of 3 there"),
        ({"teal": "present"}, "4 of 4 there"),
    ],
)
def test_people_at_a_session_are_counted_in_one_way_wherever_they_are(
    cli: CommandLine, attendance: dict[str, str], there: str
) -> None:
    for visit in ("--alias finch --guest", "--alias wren --observer"):
        assert cli(f"member add larch {visit} 2026-03-02").code == 0
    for command in ("add larch --alias teal --joined 2026-01-12", "leave teal --on 2026-03-02"):
        assert cli(f"member {command}").code == 0
    document = session_document("2026-03-02")
    document["attendance"] |= attendance
    assert f"Monday 2 March, {there}." in cli("log --from -", document).out
    assert f"\t{there}\t" in spoken(cli, "session list")
    assert f"S1 on 2026-03-02, {there}\n" in spoken(cli, "status")


def test_lists_of_sessions(told: CommandLine) -> None:
    (first, second) = answered(told, "session list")["sessions"]
    assert first == {
        "session": "S1",
        "group": "G1",
        "held_on": "2026-02-16",
        "minutes": 100,
        "mode": "hybrid",
        "cancelled": False,
        "sat_in": 2,
        "named": 3,
        "visitors": 0,
        "presentations": 2,
        "checkins": 0,
    }
    assert (second["presentations"], second["checkins"]) == (2, 1)
    assert "S2\tG1\t2026-03-02\t90\t2 of 3 there\t2\t1" in spoken(
        told, "session list --group larch"
    )


def test_a_session_is_shown_without_summaries(told: CommandLine) -> None:
    page = spoken(told, "session show S2")
    for words in ("2026-03-02", "90 minutes", "heron: late, 60 minutes", "C1", "easier", "N3"):
        assert words in page
    assert "Seen again" not in page
    shown = answered(told, "session show S2")
    assert shown["notes"] == ["N3"]
    assert {one["case"] for one in shown["presentations"]} == {"C1", "C3"}
    assert shown["checkins"] == [
        {"case": "C1", "label": "the crumbling façade", "outcome": "easier"}
    ]


def test_notes_are_listed_without_texts_and_shown_whole(told: CommandLine) -> None:
    notes = answered(told, "note list")["notes"]
    assert [one["note"] for one in notes] == ["N1", "N2", "N3"]
    assert notes[0] == {
        "note": "N1",
        "session": "S1",
        "held_on": "2026-02-16",
        "case": "C1",
        "author": "alder",
        "heading": "avoiding-solutions-and-teaching",
        "for_supervision": True,
    }
    assert "hurried" not in spoken(told, "note list --group larch")
    shown = answered(told, "note show N1")
    assert shown == {
        "note": "N1",
        "session": "S1",
        "held_on": "2026-02-16",
        "case": "C1",
        "author": "alder",
        "text": "We hurried towards advice.",
        "interventions": ["held-off-solutions"],
        "observations": ["rivalry"],
        "heading": "avoiding-solutions-and-teaching",
        "for_supervision": "What made us hurry?",
        "taken_on": None,
        "next_time": None,
        "done_on": None,
        "row_version": 1,
    }
    page = spoken(told, "note show n1")
    for words in ("S1", "C1", "alder", "held-off", "rivalry", "hurried", "What made us hurry?"):
        assert words in page


def test_the_status_of_a_group(told: CommandLine) -> None:
    assert spoken(told, "status").splitlines() == [
        "G1 larch",
        "  2026: 2 sessions, 3 hours and 10 minutes",
        "  Cases brought: 4; 1 piece of news",
        "  Open cases: 3",
        "  Last session: S2 on 2026-03-02, 2 of 3 there",
        "  It is not recorded whether the members agreed to the log. If they did:",
        "  balintlog group edit G1 --agreed DATE",
        "",
        "There is no backup yet. To make one: balintlog vault backup FOLDER",
    ]
    assert told("group edit larch --agreed 2026-01-12").code == 0
    assert "agreed" not in spoken(told, "status --group larch")
    (group,) = answered(told, "status")["groups"]
    counts = {"sessions": 2, "cancelled": 0, "minutes": 190, "presentations": 4, "news": 1}
    assert group["counts"] == counts
    assert (group["group"], group["label"], group["agreed_on"]) == ("G1", "larch", "2026-01-12")
    assert (group["year"], group["open_cases"]) == (2026, 3)


def test_the_status_says_what_no_backup_holds(told: CommandLine) -> None:
    backup = told.path.with_name("a.backup")
    assert told(f"vault backup {backup}").code == 0
    assert "\nThe last backup, of 2026-03-20, holds everything.\n" in spoken(told, "status")
    assert told("group edit larch --agreed 2026-01-12").code == 0
    assert "of 2026-03-20. What was saved since is not in it." in spoken(told, "status")
    about = {"made_on": "2026-03-20", "file": str(backup), "is_current": False}
    assert answered(told, "status")["last_backup"] == about


@pytest.mark.slow
def test_search_finds_beginnings_of_words_everywhere(told: CommandLine) -> None:
    places = {
        "facad": ("case", "C1"),
        "unopened": ("presentation", "C1"),
        "first letter read": ("check-in", "C1"),
        "HURRIED adv": ("note", "C1"),
        "evening": ("note", None),
    }
    for words, (kind, case) in places.items():
        (hit,) = answered(told, "search", words)["hits"]
        assert (hit["kind"], hit["case"]) == (kind, case), words
        assert set(hit) == {"kind", "case", "label", "session", "held_on", "note", "snippet"}
        assert hit["snippet"].replace("\n", "").isprintable()
    page = spoken(told, "search", "unopened\n")
    assert "presentation: 2026-02-16  S1  C1  the crumbling façade" in page
    assert "[unopened]" in page
    assert spoken(told, "search", "nowhere") == "Nothing was found.\n"


def test_the_best_hit_comes_first(cli: CommandLine) -> None:
    notes = [{"text": "door " + "other words " * 40}, {"text": "the door, the door"}]
    assert cli("log --from -", session_document("2026-03-02", notes=notes)).code == 0
    assert [hit["note"] for hit in answered(cli, "search", "door")["hits"]] == ["N2", "N1"]


# Putting right, and taking away


VERSIONED = [
    ("group edit larch --minutes 60", "group show larch", ()),
    ("member edit heron --profession nurse", "member show heron", ()),
    ("leader edit alder --accredited yes", "leader list", ("leaders", 0)),
    ("session edit S1 --minutes 80", "session show S1", ()),
    ("case edit C1 --follow-up no", "case show C1", ("case",)),
    ("case edit C1 --session S1 --follow-up no", "case show C1", ("case",)),
    ("note edit N1 --from -", "note show N1", ()),
]


def row_version(cli: CommandLine, show: str, path: tuple[Any, ...]) -> int:
    found: Any = answered(cli, show)
    for key in path:
        found = found[key]
    return int(found["row_version"])


@pytest.mark.slow
@pytest.mark.parametrize(("edit", "show", "keys"), VERSIONED, ids=[one for one, *_ in VERSIONED])
def test_two_windows_cannot_overwrite_each_other(
    told: CommandLine, edit: str, show: str, keys: tuple[Any, ...]
) -> None:
    seen = row_version(told, show, keys)
    change = b'{"text": "Changed."}'
    assert told(f"{edit} --row-version {seen}", change).code == 0
    assert row_version(told, show, keys) == seen + 1
    before = told.path.read_bytes()
    late = told(f"{edit} --row-version {seen}", change)
    assert (late.code, late.out) == (1, "")
    assert "changed in another window" in late.err
    assert "hint: " in late.err
    assert told.path.read_bytes() == before
    assert told(edit, change).code == 0


@pytest.mark.parametrize(
    ("edit", "change"),
    [
        ("session edit S1", {"minutes": 80}),
        ("case edit C1", {"label": "x"}),
        ("note edit N1", {"text": "x"}),
    ],
)
def test_a_document_may_carry_the_row_version(
    told: CommandLine, edit: str, change: dict[str, Any]
) -> None:
    kept = told.path.read_bytes()
    assert told(f"{edit} --from -", {**change, "row_version": 99}).code == 1
    assert told.path.read_bytes() == kept
    show = edit.replace("edit", "show")
    path = ("case",) if "case" in edit else ()
    now = row_version(told, show, path)
    assert told(f"{edit} --from -", {**change, "row_version": now}).code == 0


@pytest.mark.slow
def test_everything_that_happens_to_a_case_raises_its_version(told: CommandLine) -> None:
    versions = [row_version(told, "case show C1", ("case",))]
    assert told("session add --on 2026-03-09").code == 0
    for command in (
        "case check-in C1 --outcome easier",
        "case present C1 --presenter heron",
        "case delete C1 --session S3 --check-in --yes",
        "case delete C1 --session S3 --yes",
        "case close C1",
        "case reopen C1",
    ):
        assert told(command).code == 0, command
        versions.append(row_version(told, "case show C1", ("case",)))
    assert versions == sorted(set(versions)), "each one higher than the last"


def test_a_session_is_changed(told: CommandLine) -> None:
    before = answered(told, "session show S2")
    options = "--on 3.3.2026 --minutes 75 --attendance moth=late:30 --recorded video"
    assert answered(told, f"session edit S2 {options}") == {"session": "S2"}
    after = answered(told, "session show S2")
    expected = before | {"held_on": "2026-03-03", "minutes": 75, "recorded": "video"}
    expected["attendance"] = before["attendance"] | {"moth": {"status": "late", "minutes": 30}}
    assert after == expected | {"row_version": 2}


def test_a_session_moved_to_a_date_that_has_one_needs_a_yes(told: CommandLine) -> None:
    refused = told("session edit S2 --on 2026-02-16")
    assert refused.code == 2
    assert "S1" in refused.err
    assert told("session edit S2 --on 2026-02-16 --yes").code == 0


def test_a_case_is_changed(told: CommandLine) -> None:
    change = {"label": "the letters", "summary": "Shorter.", "themes": [], "presenter": "heron"}
    assert answered(told, "case edit C1 --from -", change) == {"case": "C1", "follow_ups": []}
    answer = answered(told, "case show C1")
    assert (answer["case"]["label"], answer["case"]["presenters"]) == ("the letters", ["heron"])
    (first, last) = [one for one in answer["history"] if one["kind"] == "presentation"]
    assert last["summary"] == "Shorter."
    assert first["summary"] == "Letters lie unopened on the desk.", "only the latest changes"
    assert answer["case"]["links"] == [{"case": "C3", "relation": "related"}]


def test_what_was_recorded_of_a_case_at_a_session_is_changed(told: CommandLine) -> None:
    answer = answered(told, "case edit C1 --session S1 --from -", {"summary": "First."})
    assert answer == {"case": "C1", "session": "S1", "follow_ups": []}
    answer = answered(told, "case edit C1 --session S2 --check-in --from -", {"text": "News."})
    assert answer == {"case": "C1", "session": "S2", "follow_ups": []}
    history = answered(told, "case show C1")["history"]
    assert [one.get("summary") or one.get("text") for one in history[:3]] == [
        "First.",
        "News.",
        "Seen again, by somebody else.",
    ]


@pytest.mark.parametrize(
    ("edit", "change", "export"),
    [
        ("note edit N1", {"heading": None}, ("notes", 0, "heading")),
        ("case edit C1 --session S1", {"summary": None, "why": None}, ("cases", 0, "summary")),
        ("session edit S1", {"recorded": None}, ("recorded",)),
    ],
)
def test_a_field_set_to_null_goes_back_to_nothing(
    told: CommandLine, edit: str, change: dict[str, Any], export: tuple[Any, ...]
) -> None:
    assert told(f"{edit} --from -", change).code == 0
    *path, last = export
    found = told("session export S1").json
    for key in path:
        found = found[key]
    assert last not in found
    assert len(found) > 2, "the rest stands"


def test_the_links_of_a_case_are_changed(told: CommandLine) -> None:
    assert told("case edit C3 --from -", {"related_to": []}).code == 0
    assert told("case edit C3 --continues C1").code == 0
    links = answered(told, "case show C3")["case"]["links"]
    assert links == [{"case": "C1", "relation": "continues"}]


@pytest.mark.slow
def test_a_case_is_closed_and_reopened(told: CommandLine) -> None:
    assert owed(told) == ["C1"]
    closed = answered(told, "case close C1 --on 2026-03-09")
    assert closed["case"] == "C1"
    assert [change["follow_up"] for change in closed["follow_ups"]] == [
        "is not asked about any more"
    ]
    assert owed(told) == []
    assert answered(told, "case show C1")["case"]["state"] == "closed"
    assert "; closed\n" in spoken(told, "case show C1")
    reopened = spoken(told, "case reopen C1")
    assert "reopened on Friday 2026-03-20" in reopened
    assert ": ask plover next time.\n" in reopened
    assert "stays closed.\n" in spoken(told, "--yes undo"), "its presenter has not gone"
    assert "was not asked about" not in spoken(told, "case reopen C1")
    assert owed(told) == ["C1"]


@pytest.mark.slow
def test_a_deleted_session_takes_its_new_cases_with_it(told: CommandLine) -> None:
    asked = told("session delete S1")
    assert (asked.code, asked.out) == (2, "")
    for words in (
        "2 presentations",
        "0 pieces of news",
        "2 notes",
        "C1 was first presented there",
        "cannot be undone",
    ):
        assert words in asked.err
    answer = answered(told, "session delete S1 --yes")
    assert answer["session"] == "S1"
    gone = {change["case"]: change["follow_up"] for change in answer["follow_ups"]}
    assert gone["C1"] == "is gone, so nobody is asked about it"
    assert [one["case"] for one in answered(told, "case list --state all")["cases"]] == ["C3"]
    assert answered(told, "search", b"unopened hurried") == {"hits": []}
    assert answered(told, "session add --on 2026-03-09")["session"] == "S3"


def test_a_deleted_case_takes_its_history_with_it(told: CommandLine) -> None:
    asked = told("case delete C1")
    for words in ("façade", "2 presentations", "1 piece of news", "2 notes"):
        assert words in asked.err
    assert answered(told, "case delete C1 --yes") == {"case": "C1"}
    assert told("case show C1").code == 3
    assert [one["note"] for one in answered(told, "note list")["notes"]] == ["N2"]
    assert answered(told, "session show S2")["checkins"] == []


def test_one_entry_of_a_case_is_deleted(told: CommandLine) -> None:
    assert told("case delete C1 --session S2 --yes").code == 0
    kinds = [one["kind"] for one in answered(told, "case show C1")["history"]]
    assert kinds == ["presentation", "check-in", "linked"]
    assert told("case delete C1 --session S2 --check-in --yes").code == 0
    kinds = [one["kind"] for one in answered(told, "case show C1")["history"]]
    assert kinds == ["presentation", "linked"]


@pytest.mark.slow
def test_a_note_is_changed_and_deleted(told: CommandLine) -> None:
    assert answered(told, "note edit N2 --from -", {"text": "Other."}) == {"note": "N2"}
    assert answered(told, "note show N2")["text"] == "Other."
    assert answered(told, "note delete N2 --yes") == {"note": "N2"}
    assert told("note show N2").code == 3
    assert answered(told, "note add --from -", {"text": "x"})["note"] == "N4", "never given again"


def test_deleting_asks_first(told: CommandLine) -> None:
    for typed, code, words in (("", 1, "nothing was changed"), ("y", 0, "C1 was deleted")):
        assert told("case show C1").code == 0
        transcript = f"This cannot be undone. [y/N] {typed}⏎\n{words}"
        told.at_terminal("case delete C1", transcript, code=code)
    assert told("case show C1").code == 3


@pytest.mark.parametrize(
    ("delete", "elsewhere", "stdin"),
    [
        ("session delete S1", "case check-in C1 --outcome harder --session S3", b""),
        ("session delete S1", "note add --session S1 --from -", {"text": "Later."}),
        ("session delete S1", "case close C1", b""),
        ("case delete C1", "case check-in C1 --outcome harder --session S3", b""),
        ("case delete C1", "note add --session S2 --case C1 --from -", {"text": "Later."}),
        ("group delete larch", "session add --on 2026-03-16", b""),
        ("group delete larch", "member add larch --alias teasel", b""),
        (
            "group delete larch",
            "case add --session S3 --from -",
            {"label": "x", "presenter": "moth"},
        ),
        ("group delete larch", "note add --session S1 --from -", {"text": "Later."}),
        ("group delete larch", "group edit larch --label beech", b""),
        ("group delete larch", "group delete larch --yes", b""),
    ],
)
def test_nothing_is_deleted_that_was_not_shown(
    told: CommandLine, delete: str, elsewhere: str, stdin: object
) -> None:
    """Another window adds to what is being deleted while the question stands."""
    assert told("session add --on 2026-03-09").code == 0
    kept = b""

    def another_window() -> None:
        nonlocal kept
        assert told(elsewhere, stdin).code == 0
        kept = told.path.read_bytes()

    transcript = """
        (meanwhile)
        This cannot be undone. [y/N] y⏎
        has been changed in another window
    """
    told.at_terminal(delete, transcript, code=1, meanwhile=[another_window])
    assert told.path.read_bytes() == kept


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "read_first"),
    [
        ("followups --summary", "logbook.view.followup_list.followups"),
        ("case show C1 --notes", "logbook.view.case_history.case_now"),
        ("session show S1", "logbook.book.find_session"),
        ("session export S1", "logbook.book.find_session"),
        ("member show heron", "logbook.book.find_member"),
    ],
)
def test_what_is_shown_is_of_one_moment(
    told: CommandLine, monkeypatch: pytest.MonkeyPatch, command: str, read_first: str
) -> None:
    """Another window deletes the case between two things that are read."""
    module, name = f"balintlog.{read_first}".rsplit(".", 1)
    read = getattr(importlib.import_module(module), name)
    before = told(command)
    assert before.code == 0

    def read_and_delete(*arguments: Any) -> Any:
        found = read(*arguments)
        assert told("case delete C1 --yes").code in {0, 1}, "1: it waited, and gave up"
        return found

    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(f"{module}.{name}", read_and_delete)
    assert told(command) == before


# One command line


@pytest.mark.parametrize(
    "command",
    [
        "-f {} --as alder --no-input --yes --color never case show C1 --json",
        "case -f {} show --as alder C1 --json --no-input --yes --color never",
        "case show C1 --json --color=never --file={} --as=alder --yes --no-input",
        "case show --json -f {} -- C1",
    ],
)
def test_global_options_stand_anywhere(told: CommandLine, command: str) -> None:
    path = told.path.with_name("elsewhere.balint")
    copy_logbook(told.path, path)
    told.environ["BALINTLOG_FILE"] = "/nonexistent"
    assert told(command.format(path)).json["case"]["id"] == "C1"


def test_two_dashes_end_the_options(cli: CommandLine) -> None:
    answer = cli("group show -- --yes")
    assert answer.code == 3
    assert "--yes" in answer.err


@pytest.mark.parametrize("name", ["S1", "s1", " S1 "])
def test_ids_are_read_in_either_case(told: CommandLine, name: str) -> None:
    assert answered(told, f"session show '{name}'")["session"] == "S1"


def test_ids_in_a_document_are_read_in_either_case(told: CommandLine) -> None:
    document = session_document("2026-03-09", checkins=[{"case": "c3", "outcome": "not-asked"}])
    assert told("log --from -", {**document, "group": "g1"}).code == 0


@pytest.mark.slow
def test_every_answer_in_json_has_a_schema(told: CommandLine) -> None:
    for command in (
        *("group list", "group show larch", "member list", "member show heron", "leader list"),
        *("session list", "session show S1", "case list", "case show C1", "note list"),
        *("note show N1", "followups", "status"),
    ):
        answered(told, command)


def test_the_program_runs_as_a_module() -> None:
    assert importlib.import_module("balintlog.__main__").main is not None


@pytest.mark.slow
def test_a_draft_of_a_guided_record_is_nobody_elses_business(told: CommandLine) -> None:
    book = open_logbook.approach(told.path, None).open(PASSPHRASE, TODAY)
    with book.store:
        group = importlib.import_module("balintlog.logbook.book").find_group(book, "G1")
        drafts_of_log.keep(book, group, {"answers": {"notes": [{"text": "xylophone"}]}})
    assert answered(told, "search", b"xylophone") == {"hits": []}
    for command in ("status", "session list", "note list", "member show heron"):
        assert "xylophone" not in spoken(told, f"{command} --json")
