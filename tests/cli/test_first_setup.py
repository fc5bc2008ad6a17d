"""The first set-up in one sitting, and members that are added one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import PASSPHRASE, CommandLine
from transcript import CLEARED

from balintlog.vault import passphrases

if TYPE_CHECKING:
    from conftest import Figures

OTHER = "another long passphrase of ours"
SIX = "acorn bramble cobble dabble eagle fable"
EIGHT = "heron plover moth kestrel birch teasel dunlin wigeon"
MOST_KEYS = 110


@pytest.fixture
def alone(run: CommandLine) -> CommandLine:
    """A command line to which nothing gives a passphrase."""
    for name in [name for name in run.environ if "PASSPHRASE" in name]:
        del run.environ[name]
    return run


def set_up(run: CommandLine, steps: list[tuple[str, str]], shown: str = "", code: int = 0) -> str:
    """Play a set-up: questions, and what is typed at each."""
    typed = "\n".join(f"{question} {answer}⏎" for question, answer in steps)
    return run.at_terminal("init", f"{typed}\n{shown}", code=code)


WHOLE = [
    ("Your alias (a word, never your name)", "^Ualder"),
    ("New passphrase (empty: balintlog proposes one):", PASSPHRASE),
    ("The same again:", PASSPHRASE),
    ("Who leads with you? An alias (Enter: nobody):", "sedge"),
    ("Is sedge here, to choose a passphrase? [Y/n]", ""),
    ("Sedge's passphrase (empty: balintlog proposes one):", OTHER),
    ("The same again:", OTHER),
    ("A short name for the group (Enter: later):", "larch"),
    ("Anything different?", ""),
    ("When did the group agree to your notes? (Enter: not yet)", "12 jan"),
    ("Members: how many, or their aliases (Enter: later):", EIGHT),
    ("Their professions? (Enter: leave out)", "doctors, plover nurse"),
]


def test_two_leaders_one_group_and_eight_members_take_few_keys(
    alone: CommandLine, record_property: Figures
) -> None:
    shown = set_up(alone, WHOLE, "8 members were added to larch (heron, moth, kestrel,\nAll set.")
    answers = [answer.removeprefix("^U") for question, answer in WHOLE]
    keys = sum(len(answer) + 1 for answer in answers if answer not in (PASSPHRASE, OTHER))
    record_property("figures", f"set-up, eight aliases typed: {keys} keys, {len(WHOLE)} questions")
    assert keys <= MOST_KEYS
    assert shown.count("The same again:") == 2, "one passphrase each"
    for alias, passphrase in (("alder", PASSPHRASE), ("sedge", OTHER)):
        alone.environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo '{passphrase}'"
        group = alone(f"--as {alias} group show larch --json").json
        assert [member["alias"] for member in group["members"]] == EIGHT.split()
        assert [member["profession"] for member in group["members"]] == [
            "nurse" if alias == "plover" else "doctor" for alias in EIGHT.split()
        ]
        assert group["leaders"] == {"alder": "leader", "sedge": "co-leader"}
        assert group["agreed_on"] == "2026-01-12"


@pytest.mark.slow
def test_every_step_may_be_left_for_later(alone: CommandLine) -> None:
    steps = [*WHOLE[:3], (WHOLE[3][0], ""), (WHOLE[7][0], "")]
    shown = set_up(alone, steps, "Next: balintlog group add LABEL")
    assert "All set" not in shown
    alone.environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo '{PASSPHRASE}'"
    assert alone("leader list --json").json["leaders"] == [
        {"leader": "alder", "accredited": "unknown", "row_version": 1}
    ]


@pytest.mark.slow
def test_members_are_drawn_and_others_typed_in_their_place(alone: CommandLine) -> None:
    steps = [
        *WHOLE[:3],
        ("Who leads with you?", "al"),
        ("Who leads with you?", "^Ualder"),
        ("Who leads with you?", "^U"),
        ("A short name for the group", "our group"),
        ("A short name for the group", "^Ularch"),
        ("Anything different?", "monthly sundays"),
        ("Anything different?", "^Umonthly, online 75 min"),
        ("Anything different?", ""),
        ("When did the group agree", "30.2."),
        ("When did the group agree", "^U"),
        ("Members: how many", "3 doctors"),
        ("Keep these? (Enter: yes, or type others)", "heron 2 nurses"),
        ("Keep these?", "yes"),
    ]
    shown = set_up(alone, steps, "All set.")
    for told in (
        "an alias has 3 to 20 letters",
        "alder already has a key",
        "larch: monthly, 75 minutes, online",
        "sundays is neither minutes nor one of",
        "there is no date 30.2.",
    ):
        assert told in " ".join(shown.split())
    alone.environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo '{PASSPHRASE}'"
    members = alone("group show larch --json").json["members"]
    assert (len(members), members[0]["alias"]) == (3, "heron")
    assert {member["profession"] for member in members} == {"nurse"}


@pytest.mark.slow
@pytest.mark.parametrize("plain", ["", "--plain "])
def test_enter_leaves_out_the_word_of_a_group_that_is_not_clear(
    cli: CommandLine, plain: str
) -> None:
    shown = cli.at_terminal(
        f"{plain}group edit larch",
        """
        Anything different? monthly bal⏎
        bal could be: balint, balint-style. Enter leaves it out
        Anything different? ⏎
        larch: monthly, 90 minutes
        Anything different? sundays 75⏎
        sundays is neither minutes
        Anything different? ⏎
        larch: monthly, 75 minutes
        Anything different? ⏎
        """,
    )
    assert shown.count("Enter leaves it out") >= 2
    assert cli("group show larch --json").json["usual_minutes"] == 75


@pytest.mark.slow
def test_a_leader_who_is_not_here_gets_a_code(alone: CommandLine) -> None:
    steps = [*WHOLE[:4], (WHOLE[4][0], "n"), (WHOLE[7][0], "")]
    shown = set_up(alone, steps)
    assert "One-time code of sedge" in shown
    alone.environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo '{PASSPHRASE}'"
    holders = alone("--as alder vault leader list --json").json["leaders"]
    assert [holder["code_until"] is None for holder in holders] == [True, False]


@pytest.mark.slow
def test_what_was_answered_is_saved_when_the_window_closes(alone: CommandLine) -> None:
    transcript = "\n".join(f"{question} {answer}⏎" for question, answer in WHOLE[:10])
    shown = alone.at_terminal("init", f"{transcript}\nMembers: heron^C", code=130)
    assert "What you have answered is saved." in shown
    alone.environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo '{PASSPHRASE}'"
    assert alone("--as alder group show larch --json").json["members"] == []


@pytest.mark.slow
def test_a_proposed_passphrase_is_alone_on_the_screen_and_then_gone(
    alone: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrases, "propose", lambda: SIX)
    shown = alone.at_terminal(
        "init --leader alder",
        f"""
        New passphrase (empty: balintlog proposes one): ⏎
        {CLEARED}
        {SIX}
        The same again: acorn⏎
        That was not the same
        The same again: {SIX}⏎
        {CLEARED}
        The logbook is at
        Who leads with you? ⏎
        A short name for the group ⏎
        """,
    )
    assert SIX not in shown.rpartition(CLEARED)[2]
    assert shown.count(CLEARED) == 2


@pytest.mark.slow
def test_members_are_added_until_a_line_is_empty(cli: CommandLine) -> None:
    cli.at_terminal(
        "member add larch",
        """
        A member's alias, or how many to draw [1]: heron⏎
        the alias heron was used before
        A member's alias ^Ukestrel nurse, birch⏎
        2 members were added to larch (kestrel: nurse; birch: no profession).
        Another? An alias, or how many to draw (Enter: no): teasel⏎
        Another? ⏎
        """,
    )
    shown = cli.at_terminal(
        "member add larch --profession doctor",
        """
        A member's alias, or how many to draw [1]: ⏎
        Keep these? (Enter: yes, or type others) ⏎
        was added to larch as a member.
        : doctor
        Another? ⏎
        """,
    )
    assert shown.count("was added") == 1
    members = cli("group show larch --json").json["members"]
    assert [member["profession"] for member in members[3:]] == ["nurse", None, None, "doctor"]


@pytest.mark.slow
def test_what_was_understood_of_each_new_member_is_said(cli: CommandLine) -> None:
    cli.at_terminal(
        "member add larch",
        """
        A member's alias, or how many to draw [1]: kestrel doctor, finch, Müller, teal birch nurse⏎
        5 members were added to larch (kestrel: doctor; teal, birch: nurse;
        finch, müller: no profession).
        Another? ⏎
        """,
    )
    members = cli("group show larch --json").json["members"]
    assert {member["alias"]: member["profession"] for member in members[3:]} == {
        "kestrel": "doctor",
        "finch": None,
        "müller": None,
        "teal": "nurse",
        "birch": "nurse",
    }


def test_a_guest_and_an_alias_ask_for_nothing(cli: CommandLine) -> None:
    for command in (
        "member add larch --guest today",
        "member add larch --alias kestrel",
        "member add larch --json",
    ):
        assert cli.at_terminal(command)
