"""A form over a record that is edited: what was typed, and what was changed meanwhile."""

from __future__ import annotations

from balintlog.cli.guided.form import Form


def test_what_was_typed_is_laid_over_a_record_as_it_is_now() -> None:
    stood = {"label": "a", "summary": "b", "why": "stuck", "themes": ["bad-news"]}
    form = Form(dict(stood), answered=["label", "summary"], stood=stood)
    form.answers["summary"] = "typed"
    del form.answers["why"]
    answers = form.answers
    assert form.typed == {"summary": "typed"}
    changed = form.lay_over({"label": "now", "summary": "theirs", "why": "stuck", "encounter": "x"})
    assert changed == {"label": "now", "summary": "theirs", "themes": None, "encounter": "x"}
    assert form.answers is answers, "the questions fill in the same object"
    assert answers == {"label": "now", "summary": "typed", "encounter": "x"}
    assert form.answered == []
    assert form.typed == {"summary": "typed"}


def test_a_record_that_was_changed_elsewhere_only_is_taken_up_as_it_is() -> None:
    form = Form({"label": "a"}, stood={"label": "a"})
    assert form.lay_over({"label": "a"}) == {}
    assert form.lay_over({"label": "b"}) == {"label": "b"}
    assert form.answers == {"label": "b"}
