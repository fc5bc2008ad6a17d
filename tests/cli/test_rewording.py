"""The dialogue about what the screen finds in a text that was just typed, as transcripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import session_document
from recorder import Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

SUMMARY = "Mrs Okonkwo wept, and Tom left on 3 March."
STORY = "The story, in your own words:"
TO_CASE = """
    Anything different? 2.3.2026⏎
    Anything else? ⏎
"""
TO_STORY = f"""
    {TO_CASE}
    Its label: the tears⏎
    Who brought it? her⏎
"""
END = """
    More? ..⏎
    q keeps a draft: ⏎
    Saved as S1
"""


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    return Recorder(cli, tmp_path)


def purposes(record: Recorder) -> list[tuple[str, str, bool]]:
    findings = record.cli("privacy audit --json").json["findings"]
    return [(finding["field"], finding["kind"], finding["on_purpose"]) for finding in findings]


@pytest.mark.slow
def test_places_are_decided_one_by_one(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_STORY}
        {STORY} {SUMMARY}⏎
          >>Mrs Okonkwo<< wept, and Tom left
          a name; perhaps: The patient
        Reword, leave it out, or keep? leave it out⏎
          The patient wept, and >>Tom<< left
        Reword, leave it out, or keep? k⏎
          >>3 March
        Reword, leave it out, or keep? reword⏎
        {STORY} The patient wept, and Tom left on 3 March. ⌫×3⌦×7in spring⏎
        {END}
        """,
    )
    case = record.document()["cases"][0]
    assert case["summary"] == "The patient wept, and Tom left in spring."
    assert case["keep"] == [{"field": "/summary", "start": 22, "end": 25}]
    assert purposes(record) == [("summary", "name", True)]


@pytest.mark.slow
def test_the_same_word_is_decided_at_each_place(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_STORY}
        {STORY} Mrs Okonkwo wept, and Tom left; Tom came back.⏎
          >>Mrs Okonkwo<< wept
        or keep? leave it out⏎
          The patient wept, and >>Tom<< left
        or keep? keep⏎
          left; >>Tom<< came back
        or keep? reword⏎
        {STORY} The patient wept, and Tom left; Tom came back. ⌦×3she⏎
        {END}
        """,
    )
    case = record.document()["cases"][0]
    assert case["summary"] == "The patient wept, and Tom left; she came back."
    assert case["keep"] == [{"field": "/summary", "start": 22, "end": 25}]


def test_the_cursor_stands_where_the_finding_is_and_the_way_back_is_open(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_STORY}
        {STORY} We met Mrs Okonkwo at dusk.⏎
        Reword, leave it out, or keep? reword⏎
        {STORY} We met Mrs Okonkwo at dusk. <⏎
        Who brought it? ⏎
        {STORY} We met Mrs Okonkwo at dusk. ⏎
        Reword, leave it out, or keep? reword⏎
        {STORY} We met Mrs Okonkwo at dusk. ^USomebody came at dusk.⏎
        {END}
        """,
    )
    assert record.document()["cases"][0]["summary"] == "Somebody came at dusk."


@pytest.mark.slow
def test_a_suggestion_keeps_whose_it_was_and_its_capital(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_CASE}
        Its label: Mrs Okonkwo's tears⏎
        Reword, leave it out, or keep? l⏎
          Now: The patient's tears
        Who brought it? her⏎
        {STORY} ..⏎
        q keeps a draft: ⏎
        Saved as S1
        """,
    )
    assert record.document()["cases"][0]["label"] == "The patient's tears"


@pytest.mark.slow
def test_an_answer_that_is_none_is_asked_for_again(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_STORY}
        {STORY} Mrs Okonkwo wept.⏎
        Reword, leave it out, or keep? ⏎
        One of: reword, leave it out, keep.
        Reword, leave it out, or keep? yes⏎
        One of: reword, leave it out, keep.
        Reword, leave it out, or keep? keep⏎
        {END}
        """,
    )


@pytest.mark.slow
def test_what_was_broken_off_at_a_choice_is_in_the_draft(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_STORY}
        {STORY} {SUMMARY}⏎
        Reword, leave it out, or keep? ^C
        saved as a draft
        """,
        code=130,
    )
    record(
        "log",
        f"""
        Enter goes on at 2, a number changes it, q keeps the draft, new begins another session: ⏎
        {STORY} {SUMMARY} ⏎
          >>Mrs Okonkwo<<
        Reword, leave it out, or keep? k⏎
        Reword, leave it out, or keep? k⏎
        Reword, leave it out, or keep? k⏎
        {END}
        """,
    )
    assert record.document()["cases"][0]["summary"] == SUMMARY


@pytest.mark.slow
def test_a_text_is_in_the_draft_before_the_choice_about_it(record: Recorder) -> None:
    """So that a window that is closed at a choice loses nothing."""
    drafts = []

    def look() -> None:
        draft = record.draft()
        assert draft is not None
        drafts.append(draft["asides"]["cases"][0]["summary"])

    record(
        "log",
        f"""
        {TO_STORY}
        {STORY} Mrs Okonkwo wept.⏎
        (meanwhile)
        Reword, leave it out, or keep? reword⏎
        {STORY} Mrs Okonkwo wept. ^UMrs Okonkwo wept, and we too.⏎
        (meanwhile)
        Reword, leave it out, or keep? ^C
        """,
        code=130,
        meanwhile=[look, look],
    )
    assert drafts == ["Mrs Okonkwo wept.", "Mrs Okonkwo wept, and we too."]


@pytest.mark.slow
def test_a_single_command_keeps_what_was_typed_where_it_is_broken_off(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    record(
        "note add",
        """
        Your note: Mrs Okonkwo stayed with us.⏎
        Reword, leave it out, or keep? ^C
        What you typed is saved as a draft; balintlog note add --session S1 carries on from there.
        """,
        code=130,
    )
    record(
        "note add",
        """
        There is a draft for larch, a new note (S1). Carry on with it? ⏎
        Your note: Mrs Okonkwo stayed with us. ⏎
        Reword, leave it out, or keep? keep⏎
        More? .⏎
        N1 was added to S1.
        """,
    )


@pytest.mark.slow
def test_a_place_is_decided_before_the_rest_is_skipped(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_STORY}
        {STORY} Mrs Okonkwo wept.⏎
        Reword, leave it out, or keep? .⏎
          Please decide this first.
        Reword, leave it out, or keep? <⏎
        {STORY} Mrs Okonkwo wept. ^USomebody wept.⏎
        {END}
        """,
    )
    assert record.document()["cases"][0]["summary"] == "Somebody wept."


@pytest.mark.slow
def test_a_text_that_was_not_reworded_is_decided_about_once_more(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_STORY}
        {STORY} Mrs Okonkwo wept.⏎
        Reword, leave it out, or keep? reword⏎
        {STORY} Mrs Okonkwo wept. ⏎
        Reword, leave it out, or keep? reword⏎
        {STORY} Mrs Okonkwo wept. ^U⏎
        {END}
        """,
    )
    assert "summary" not in record.document()["cases"][0]


@pytest.mark.slow
def test_who_goes_back_from_a_text_to_reword_finds_it_again(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    record(
        "note add",
        """
        Your note: Mrs Okonkwo stayed with us.⏎
        Reword, leave it out, or keep? reword⏎
        Your note: Mrs Okonkwo stayed with us. <⏎
        This is the first question.
        Your note: Mrs Okonkwo stayed with us. ^C
        """,
        code=130,
    )


@pytest.mark.slow
def test_a_blocked_word_cannot_be_kept(record: Recorder) -> None:
    record.does("privacy block add --group G1", b"Grey Harbour")()
    record(
        "log",
        f"""
        {TO_STORY}
        {STORY} In grey harbour nobody spoke.⏎
          a blocked word; perhaps: [left out]
        Reword, or leave it out? (You cannot keep it.) keep⏎
        One of: reword, leave it out.
        Reword, or leave it out? (You cannot keep it.) reword⏎
        {STORY} In grey harbour nobody spoke. ^UNobody spoke.⏎
        {END}
        """,
    )
    assert record.document()["cases"][0]["summary"] == "Nobody spoke."


@pytest.mark.slow
def test_where_no_words_surely_fit_a_marked_gap_is_accepted(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_STORY}
        {STORY} They named the dog after Okonkwo, and her daughter Zoe wept.⏎
          a name; perhaps: [name]
        Reword, leave it out, or keep? leave it out⏎
          a name; perhaps leave it out
        Reword, leave it out, or keep? leave it out⏎
        {END}
        """,
    )
    summary = "They named the dog after [name], and her daughter wept."
    assert record.document()["cases"][0]["summary"] == summary


@pytest.mark.slow
def test_a_note_is_shown_once_and_asks_nothing(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_STORY}
        {STORY} A 45-year-old man wept.⏎
          A >>45-year-old<< man wept.
          note: an exact age; perhaps: in their forties
        {END}
        """,
    )
    assert purposes(record) == [("summary", "age", False)]


@pytest.mark.slow
def test_the_look_points_at_who_could_be_recognised_and_a_number_rewords_it(
    record: Recorder,
) -> None:
    record.closes()
    record(
        "log",
        f"""
        {TO_STORY}
        {STORY} A fire-eater from the circus.⏎
        More? ..⏎
          2  New case: the tears, brought by heron.
        If anyone round here could tell who 2 is about, change it now.
        q keeps a draft: 2⏎
        Its label: the tears ⏎
        Who brought it? ⏎
        {STORY} A fire-eater from the circus. ^USomebody with an unusual trade.⏎
        More? ⏎
        If anyone round here could tell who 2 is about, change it now.
        q keeps a draft: ⏎
        Saved as S1
        """,
    )
    case = record.document()["cases"][0]
    assert case["summary"] == "Somebody with an unusual trade."
    assert case["recognisable"] is False


@pytest.mark.slow
def test_full_stops_that_skip_the_rest_do_not_skip_the_look(record: Recorder) -> None:
    record.closes()
    record(
        "log",
        f"""
        {TO_STORY}
        {STORY} Nobody spoke.⏎
        More? .⏎
        A note of your own? .⏎
        If anyone round here could tell who 2 is about, change it now.
        q keeps a draft: .⏎
          There are no more questions: Enter saves.
        q keeps a draft: ⏎
        Saved as S1
        """,
    )
    case = record.document()["cases"][0]
    assert (case["summary"], case["recognisable"]) == ("Nobody spoke.", False)


@pytest.mark.slow
def test_a_group_can_go_without_that_sentence(record: Recorder) -> None:
    assert "asks recognisable: no" in record.cli("group show G1").out
    shown = record(
        "log",
        f"""
        {TO_STORY}
        {STORY} Nobody spoke.⏎
        {END}
        """,
    )
    assert "If anyone round here" not in shown
    assert "recognisable" not in record.document()["cases"][0]


@pytest.mark.slow
def test_an_edit_asks_about_what_is_new_only(record: Recorder) -> None:
    case = {
        "label": "the tears",
        "presenter": "heron",
        "summary": "Mrs Okonkwo wept.",
        "keep": [{"field": "/summary", "start": 0, "end": 11}],
    }
    record.records(session_document("2026-03-02", cases=[case]))
    record(
        "case edit C1",
        f"""
        {STORY} Mrs Okonkwo wept. ⏎
        More? .⏎
        Enter saves, a number changes it: 1⏎
        Its label ␣of the boy Tom⏎
          the tears of the boy >>Tom<<
        Reword, leave it out, or keep? l⏎
        Enter saves, a number changes it: ⏎
        C1 was changed
        """,
    )
    assert purposes(record) == [("summary", "name", True)]


@pytest.mark.slow
def test_a_language_without_a_list_of_names_says_so(record: Recorder) -> None:
    record.does("group edit G1 --language de")()
    record("log", "the screen finds only some names\nAnything different? ^C", code=130)


@pytest.mark.slow
def test_a_text_in_another_language_is_told_how_to_say_so(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_STORY}
        {STORY} Die Ärztin spürte Ohnmacht und Wut, und die Gruppe schwieg.⏎
        If the group writes in another language, say which
        Reword, leave it out, or keep? ^C
        """,
        code=130,
    )


@pytest.mark.slow
def test_what_was_decided_of_an_unchanged_text_stays_decided(record: Recorder) -> None:
    shown = record(
        "log",
        f"""
        {TO_STORY}
        {STORY} Tom wept, and Okonkwo left.⏎
          >>Tom<<
        or keep? ?⏎
        leave it out puts a plain word in its place, such as the patient.
        keep leaves it in, and records that you decided so.
        or keep? k⏎
          >>Okonkwo<<
        or keep? k⏎
        More? <⏎
        {STORY} Tom wept, and Okonkwo left. ⏎
        More? <⏎
        {STORY} Tom wept, and Okonkwo left. <⏎
        Who brought it? heron ⏎
        {STORY} Tom wept, and Okonkwo left. ⏎
        More? <⏎
        {STORY} Tom wept, and Okonkwo left. ␣Tom came.⏎
          >>Tom<< wept
        or keep? k⏎
          >>Okonkwo<<
        or keep? k⏎
          >>Tom<< came
        or keep? ^C
        """,
        code=130,
    )
    assert shown.count("or keep?") == 6
    record(
        "log",
        f"""
        goes on at 2, a number changes it, q keeps the draft, new begins another session: ⏎
        {STORY} Tom wept, and Okonkwo left. Tom came. ⏎
          >>Tom<< came
        or keep? k⏎
        {END}
        """,
    )
    assert len(record.document()["cases"][0]["keep"]) == 3


@pytest.mark.slow
def test_half_a_text_takes_over_no_decision_of_another_one(record: Recorder) -> None:
    record(
        "log",
        f"{TO_STORY}\n{STORY} Tom left.⏎\nor keep? k⏎\nMore? <⏎\n{STORY} Tom left. ^UPam went^C",
        code=130,
    )
    record(
        "log",
        f"""
        new begins another session: ⏎
        {STORY} Pam went ⏎
        >>Pam<<
        or keep? k⏎
        {END}
        """,
    )
