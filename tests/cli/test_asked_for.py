"""What is asked for on a terminal where it is missing, and what is refused before a passphrase."""

from __future__ import annotations

import pytest
from conftest import CommandLine, session_document


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("group add 'our group'", "a group's label is a short code"),
        ("group edit larch --label a_b", "a group's label is a short code"),
        ("group add tern --started 30.2.", "there is no date 30.2."),
        ("group edit larch --agreed 2026-03-21", "in the future"),
        ("group archive larch --on 3/4/2026", "is not a date"),
        ("member add larch --alias j.k.", "an alias has 3 to 20 letters"),
        ("member add larch --joined tomorow", "is not a date"),
        ("member add larch --guest 2026-13-01", "there is no date"),
        ("member edit heron --alias friday", "that word means something else"),
        ("member leave heron --on 31.2.2026", "there is no date 31.2.2026"),
        ("leader add j.k.", "an alias has 3 to 20 letters"),
        ("case close C1 --on 2026-04-01", "in the future"),
        ("case show S1", "letter C"),
        ("session show 7", "letter S"),
        ("session edit S1 --on 30.2.", "there is no date 30.2."),
        ("note edit N1 --taken 30.2.", "there is no date 30.2."),
        ("training add --kind supervision --on 30.2.", "there is no date 30.2."),
        ("report supervision --since 30.2.", "there is no date 30.2."),
        ("group list --nonsense", "no such option"),
    ],
)
def test_a_cheap_check_comes_before_the_passphrase(
    cli: CommandLine, command: str, why: str
) -> None:
    cli.environ["BALINTLOG_PASSPHRASE_COMMAND"] = "echo 'wrong'"
    answer = cli(command)
    assert answer.code == 2, answer.err
    assert why in answer.err
    assert "passphrase" not in answer.err


@pytest.mark.slow
def test_a_label_and_an_alias_are_asked_for(cli: CommandLine) -> None:
    cli.at_terminal(
        "group add",
        """
        A short name for the group: our group⏎
        a group's label is a short code
        A short name for the group: ^Utern⏎
        G2 tern was added.
        """,
    )
    cli.at_terminal(
        "leader add",
        """
        The leader's alias (a word from nature, never a name): friday⏎
        that word means something else
        The leader's alias ^Uteasel⏎
        teasel was added.
        """,
    )
    cli.at_terminal(
        "leader edit",
        """
        1  alder
        Which leader? tea⏎
        Accredited by a society? (yes no unknown) y⏎
        teasel was changed.
        """,
    )


@pytest.mark.slow
def test_kind_and_day_of_a_training_are_asked_for(cli: CommandLine) -> None:
    assert cli("training add --on today").code == 2
    assert cli("training add --kind supervision").code == 2
    cli.at_terminal(
        "training add",
        """
        What was it? super⏎
        On which day? [today]: 30.2.⏎
        there is no date 30.2.
        On which day? [today]: ^U2 mar⏎
        Monday 2026-03-02
        T1 was added.
        """,
    )
    cli.at_terminal(
        "training delete --yes",
        """
        1  T1  2 March, supervision, alder
        Which training? (number, date or kind) sup⏎
        T1 was deleted.
        """,
    )


@pytest.mark.slow
def test_group_and_day_of_a_session_are_asked_for(cli: CommandLine) -> None:
    assert cli("session add").code == 2
    cli.at_terminal(
        "session add",
        """
        On which day was it held? [today]: monday⏎
        Monday 2026-03-16
        Saved as S1
        """,
    )
    assert cli("group add tern").code == 0
    cli.at_terminal(
        "session add --on 2.3.",
        """
        Which group? (larch tern) lar⏎
        Saved as S2
        """,
    )


@pytest.mark.slow
def test_group_year_and_member_of_a_report_are_asked_for(cli: CommandLine) -> None:
    assert cli("log --from -", session_document("2026-03-02")).code == 0
    assert cli("report certificate").code == 2
    assert "for your eyes only" in cli.at_terminal("report activity --preview", code=5)
    cli.at_terminal(
        "report activity --preview",
        """
        Which past year? [2025]: abc⏎
        a period is a year
        Which past year? [2025]: ^U⏎
        there was no session in that period
        """,
        code=2,
        columns=80,
    )
    cli.at_terminal(
        "report certificate",
        """
        2  plover  larch
        Which member? 2⏎
        Name of plover (member) Ann Nonymous⏎
        Name of alder Ann Other⏎
        Name of sedge Ann Third⏎
        Ann Nonymous
        """,
    )
