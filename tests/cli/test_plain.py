"""Plain lines instead of drawn questions: the whole evening, and how a half line is kept."""

from __future__ import annotations

import os
import pty
import re
import threading
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import PASSPHRASE, session_document
from recorder import Recorder

from balintlog.cli.idle_clock import IdleError
from balintlog.cli.terminal.keyboard.begun_line import is_cut, line_of
from balintlog.cli.terminal.keyboard.hidden_line import hidden_line

if TYPE_CHECKING:
    from conftest import CommandLine

EVENING = """
    larch, Friday 20 March, 90 minutes, in person, alder with sedge, all 3 there.
    Anything different? 2.3.2026, mth away⏎
    larch, Monday (not Friday) 2 March, 18 days ago
    mth: did you mean moth?
    It is now: mth away
    Anything else? (Enter means moth away, - empties it) moth absent, heron late 20⏎
    2 of 3 there. No word from moth. heron 20 minutes late (there for 70).
    Anything else? ?⏎
    Press Enter if that is right.
    Anything else? ⏎
    Its label: the gift⏎
    Who brought it? wren⏎
    Who brought it? <⏎
    It is now: the gift
    Its label: (Enter keeps it, - empties it) ⏎
    Who brought it? plover⏎
    For a new paragraph end the line with a backslash
    The story, in your own words: It felt too large,\\␤and nobody took it.⏎
    More? clin nonad frus⏎
    kind: clinician-patient; theme: nonadherence; the presenter felt: frustration
    Another case? ⏎
    A note of your own? ⏎
    This will be saved:
    2  New case: the gift, brought by plover.
    q keeps a draft: 1 heron there⏎
    2 of 3 there. No word from moth.
    q keeps a draft: ⏎
    Saved as S1
"""


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    return Recorder(cli, tmp_path)


@pytest.mark.parametrize("how", ["--plain", "TERM=dumb", "ACCESSIBLE=1"])
def test_a_whole_evening_is_asked_in_plain_lines(record: Recorder, how: str) -> None:
    name, is_variable, value = how.partition("=")
    if is_variable:
        record.environ[name] = value
    shown = record("log" if is_variable else "--plain log", EVENING)
    assert "[x]" not in shown
    document = record.document()
    assert document["attendance"] == {
        "heron": "present",
        "plover": "present",
        "moth": "absent",
    }
    assert document["cases"][0]["summary"] == "It felt too large,\nand nobody took it."


SET_UP = f"""
    Your alias alder⏎
    New passphrase {PASSPHRASE}⏎
    The same again: {PASSPHRASE}⏎
    Who leads with you? ?⏎
    The alias of your co-leader
    Who leads with you? sedge⏎
    Is sedge here, to choose a passphrase? n⏎
    sedge can open the logbook.
    A short name for the group larch⏎
    larch: fortnightly, 90 minutes, in person, closed, balint
    Anything different? ⏎
    When did the group agree to your notes? 12 jan⏎
    Monday 2026-01-12
    Members: heron plover moth⏎
    Their professions? doctors, plover nurse⏎
    All set.
"""
EDIT = """
    1  larch, Monday 2 March
    2  C1 the gift, brought by plover.
    What was different? (or a number) heron away⏎
    1 of 3 there.
    Enter saves, or say what else: 2⏎
    It is now: the gift
    neutral words: (Enter keeps it, - empties it) the large gift⏎
    Who brought it? ⏎
    It is now: It felt too large,
    The story, in your own words: (Enter keeps it, - empties it) ⏎
    kind: clinician-patient; theme: nonadherence
    More? shame⏎
    the presenter felt: frustration, shame
    2  C1 the large gift, brought by plover.
    Enter saves, or say what else: ⏎
    S1 was changed. heron is away; was there.
    C1 was changed: the label was reworded
"""


def is_plain(shown: str) -> bool:
    """Return whether nothing was drawn but lines, each once."""
    lines = [line.strip() for line in shown.splitlines() if line.strip()]
    twice = [line for line, after in pairwise(lines) if line == after]
    return not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u2500-\u28ff]", shown) and not twice


@pytest.mark.slow
def test_a_set_up_an_evening_and_an_edit_are_plain_lines(run: CommandLine) -> None:
    given = {name: value for name, value in run.environ.items() if "PASSPHRASE" in name}
    for name in given:
        del run.environ[name]
    shown = run.at_terminal("--plain init", SET_UP)
    assert is_plain(shown), shown
    run.environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo '{PASSPHRASE}'"
    run.environ["BALINTLOG_LEADER"] = "alder"
    for command, transcript in (("log", EVENING), ("session edit S1", EDIT)):
        shown = run.at_terminal(f"--plain {command}", transcript)
        assert is_plain(shown), shown


def test_what_is_drawn_is_noticed() -> None:
    assert is_plain("One.\nTwo.\nOne.\n")
    assert not is_plain("One.\nOne.\n")
    assert not is_plain("\x1b[2K\x1b[1A")
    assert not is_plain("\u280b Looking ...")


@pytest.mark.slow
def test_accessible_nought_asks_as_ever(record: Recorder) -> None:
    record.environ["ACCESSIBLE"] = "0"
    record("log", "? explains\nAnything different? ^C", code=130)


@pytest.mark.slow
def test_enter_keeps_what_stands_there_and_a_hyphen_empties_it(record: Recorder) -> None:
    note = {"text": "We were slow.", "for_supervision": "Why?"}
    record.records(session_document("2026-03-02", notes=[note]))
    record(
        "--plain note edit N1",
        """
        It is now: We were slow.
        Your note: (Enter keeps it, - empties it) ⏎
        More? supervision⏎
        It is now: Why?
        supervision: (Enter keeps it, - empties it) -⏎
        More? .⏎
        Enter saves, a number changes it: ⏎
        N1 was changed
        """,
    )
    kept = record.cli("note show N1 --json").json
    assert (kept["text"], kept["for_supervision"]) == ("We were slow.", None)


@pytest.mark.slow
def test_lines_that_are_pasted_are_one_text(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    record("--plain note add", "Your note: One.⏎⏎Two.⏎\nMore? .⏎\nN1 was added")
    assert record.cli("note show N1 --json").json["text"] == "One.\n\nTwo."


@pytest.mark.parametrize("letters", ["x äö", "an end ", "ü"])
def test_a_line_longer_than_the_terminal_holds_is_known_and_readable(
    keyboard: tuple[int, str], letters: str
) -> None:
    ours, device = keyboard
    typed = f"{letters * 5000}"[:4500]
    with Path(device).open(encoding="utf-8", errors="surrogateescape") as stdin:
        typing = threading.Thread(target=os.write, args=(ours, f"{typed}\nmore\n".encode()))
        typing.start()
        line = line_of(stdin, lambda: False)
        assert typed.startswith(line.removesuffix("\n"))
        assert is_cut(line)
        assert not is_cut(line_of(stdin, lambda: False))
        typing.join()


@pytest.mark.slow
def test_what_the_terminal_dropped_of_a_long_line_can_be_typed_on(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    kept = f"{'We were slow. ' * 292}Some"
    record(
        "--plain note add",
        f"""
        Your note: {kept}⏎
        It kept: … slow. We were slow. We were slow. Some
        Type what is missing, or press Enter if nothing is: thing changed.⏎
        More? .⏎
        N1 was added
        """,
    )
    assert record.cli("note show N1 --json").json["text"] == f"{kept}thing changed."


@pytest.mark.slow
def test_a_long_line_in_a_paste_ends_its_paragraph(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    kept = f"{'We were slow. ' * 292}Some"
    shown = record("--plain note add", f"Your note: {kept}⏎Two.⏎\nMore? .⏎\nN1 was added")
    assert "Your terminal drops the end" in shown
    assert record.cli("note show N1 --json").json["text"] == f"{kept}\nTwo."


def test_lines_that_are_pasted_into_a_word_answer_no_other_question(record: Recorder) -> None:
    record(
        "--plain log",
        """
        Anything different? online⏎⏎debriefed⏎⏎⏎⏎⏎⏎
        90 minutes, online, debriefed
        Anything else? ⏎
        Its label: ^C
        """,
        code=130,
    )


@pytest.mark.slow
def test_a_line_that_is_broken_off_is_in_the_draft(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    record("--plain note add", "Your note: We were^C\nsaved as a draft", code=130)
    record(
        "--plain note add",
        """
        Carry on with it? ⏎
        It is now: We were
        Your note: (Enter keeps it, - empties it) We were slow.⏎
        More? .⏎
        N1 was added
        """,
    )
    assert record.cli("note show N1 --json").json["text"] == "We were slow."


@pytest.mark.slow
def test_a_word_that_is_refused_is_asked_for_anew(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    record(
        "--plain case add",
        """
        Its label the gift⏎
        Who brought it? wren⏎
        wren is not known here
        Who brought it? ⏎
        Please say who brought it
        Who brought it? h⏎
        The story, in your own words: ^C
        """,
        code=130,
    )


# A line that is not shown


@pytest.fixture
def keyboard() -> tuple[int, str]:
    """The other end of a terminal, and the terminal's own name."""
    ours, theirs = pty.openpty()
    return ours, os.ttyname(theirs)


@pytest.mark.slow
def test_a_passphrase_is_read_and_not_shown(keyboard: tuple[int, str]) -> None:
    ours, device = keyboard
    typing = threading.Timer(0.2, lambda: os.write(ours, f"{PASSPHRASE}\n".encode()))
    typing.start()
    assert hidden_line("Passphrase: ", lambda: False, device) == PASSPHRASE
    assert os.read(ours, 1000).decode().strip() == "Passphrase:"


@pytest.mark.slow
def test_a_wait_for_a_passphrase_ends_when_nobody_types(keyboard: tuple[int, str]) -> None:
    ours, device = keyboard
    with pytest.raises(IdleError):
        hidden_line("Passphrase: ", lambda: True, device)
    os.write(ours, b"shown again")
    time.sleep(0.1)
    assert b"shown again" in os.read(ours, 1000)


# A name to reword

NAMED = "We met Mrs Okonkwo at dusk.⏎Nobody spoke.⏎Tom wept."
KEPT = "We met Mrs Okonkwo at dusk.\nNobody spoke.\nTom wept."


@pytest.mark.slow
def test_only_the_words_that_were_found_are_typed_anew(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    shown = record(
        "--plain note add",
        f"""
        Your note: {NAMED}⏎
        We met Mrs Okonkwo at dusk.
        Mrs Okonkwo: a name; perhaps: the patient
        Reword, leave it out, or keep? r⏎
        In place of Mrs Okonkwo: (Enter leaves it as it is) ?⏎
        In your own words
        In place of Mrs Okonkwo: (Enter leaves it as it is) ⏎
        Mrs Okonkwo: a name
        Reword, leave it out, or keep? r⏎
        In place of Mrs Okonkwo: (Enter leaves it as it is) Tom⏎
        Tom: a name
        Reword, leave it out, or keep? r⏎
        In place of Tom: (Enter leaves it as it is) somebody⏎
        Tom: a name
        Reword, leave it out, or keep? k⏎
        More? .⏎
        N1 was added
        """,
    )
    assert ">>" not in shown
    assert "It is now" not in shown
    text = record.cli("note show N1 --json").json["text"]
    assert text == "We met somebody at dusk.\nNobody spoke.\nTom wept."


@pytest.mark.slow
def test_who_goes_back_from_a_name_types_the_whole_text_anew(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    record(
        "--plain note add",
        """
        Your note: We met Mrs Okonkwo.⏎
        Reword, leave it out, or keep? <⏎
        It is now: We met Mrs Okonkwo.
        Your note: (Enter keeps it, - empties it) We met.⏎
        More? .⏎
        N1 was added
        """,
    )


@pytest.mark.slow
def test_a_label_that_gets_too_long_is_refused_as_a_whole(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    record(
        "--plain case add",
        f"""
        Its label Mrs Okonkwo's tears⏎
        Reword, leave it out, or keep? r⏎
        In place of Mrs Okonkwo's: {"somebody " * 12}⏎
        at most 80 are allowed
        neutral words: (Enter keeps it, - empties it) the tears⏎
        Who brought it? ^C
        """,
        code=130,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "half"),
    [
        ("r⏎\nIn place of Mrs Okonkwo: Someone^C", "\nSomeone"),
        ("r⏎\nIn place of Mrs Okonkwo: Someone␤wh^C", "\nSomeone\nwh"),
        ("r⏎\nIn place of Mrs Okonkwo: ^C", ""),
        ("<⏎\nYour note: (Enter keeps it, - empties it) Some^C", "\nSome"),
    ],
)
def test_a_half_answer_takes_nothing_from_the_text_that_stands(
    record: Recorder, answers: str, half: str
) -> None:
    record.records(session_document("2026-03-02"))
    asked = f"Your note: {NAMED}⏎\nReword, leave it out, or keep? {answers}"
    record("--plain note add", f"{asked}\nsaved as a draft", code=130)
    record(
        "--plain note add",
        """
        Carry on with it? ⏎
        Your note: (Enter keeps it, - empties it) ⏎
        Reword, leave it out, or keep? k⏎
        Reword, leave it out, or keep? k⏎
        More? .⏎
        N1 was added
        """,
    )
    assert record.cli("note show N1 --json").json["text"] == KEPT + half


@pytest.mark.slow
def test_a_half_answer_at_log_takes_nothing_from_a_story_or_a_label(record: Recorder) -> None:
    to_story = """
        Anything different? 2.3.2026⏎
        Anything else? ⏎
        Its label: the gift⏎
        Who brought it? her⏎
    """
    story = f"The story, in your own words: {NAMED}⏎\nReword, leave it out, or keep? r⏎"
    record("--plain log", f"{to_story}{story}\nIn place of Mrs Okonkwo: Some^C", code=130)
    draft = record.draft()
    assert draft is not None
    assert draft["asides"]["cases"][0]["summary"] == f"{KEPT}\nSome"
    record(
        "--plain log",
        """
        new begins another session: 2⏎
        Its label: (Enter keeps it, - empties it) a b^C
        """,
        code=130,
    )
    draft = record.draft()
    assert draft is not None
    assert draft["asides"]["cases"][0]["label"] == "the gift a b"


# Tonight's list


@pytest.mark.slow
def test_tonights_list_is_read_once_and_at_a_question_mark_and_questions_name_their_case(
    record: Recorder,
) -> None:
    case = {"label": "the gift", "presenter": "heron", "summary": "It felt too large."}
    record.records(session_document("2026-03-02", cases=[case]))
    first = record(
        "--plain log",
        """
        Anything different? 9.3.2026⏎
        Anything else? ⏎
        On tonight's list:
        Any news? (number, label or alias) 1⏎
        C1 the gift. What did heron say? <⏎
        Any news? (number, label or alias) (Enter keeps it, - empties it) ⏎
        C1 the gift. What did heron say? It was sold.⏎
        C1 the gift, told by heron. How are things? <⏎
        C1 the gift. What did heron say? (Enter keeps it, - empties it) ⏎
        C1 the gift, told by heron. How are things? ^C
        """,
        code=130,
    )
    assert first.count("On tonight's list:") == 1
    second = record(
        "--plain log",
        """
        new begins another session: ⏎
        C1 the gift, told by heron. How are things? <⏎
        C1 the gift. What did heron say? (Enter keeps it, - empties it) ⏎
        C1 the gift, told by heron. How are things? easier⏎
        On tonight's list:
        Any more news? ?⏎
        On tonight's list:
        Any more news? ^C
        """,
        code=130,
    )
    assert second.count("On tonight's list:") == 2
