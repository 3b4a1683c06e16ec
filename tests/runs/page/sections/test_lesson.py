"""What the lecture says of a run's topic."""

from __future__ import annotations

from suite.lectures.lectures import LECTURES
from suite.lectures.lessons import LESSONS
from suite.runs.page.sections.diagnostics.shipped import PICTURES
from suite.runs.page.sections.lesson import lesson
from tests.runs.page.sections.hand_made import run


def test_every_topic_has_its_lesson_in_the_order_of_the_lectures():
    assert set(LESSONS) == set(LECTURES)


def test_lessons_are_sentences_and_name_shipped_diagnostics():
    for topic, known in LESSONS.items():
        for text in (known.says, known.look):
            assert text[0].isupper(), topic
            assert text.endswith("."), topic
            assert "  " not in text, topic
        assert set(known.diagnostics) <= set(PICTURES), topic


def test_the_topic_says_what_to_look_at_and_what_was_not_measured(tmp_path):
    measured = [(1, "gradient_norm", {"mean": 1.0})]
    recipe = "model: mlp\ntopic: init/small, models/mlp, no/such\n"
    first, second = lesson(run(tmp_path, measured, recipe=recipe)).parts
    assert (first.title, second.title) == ("init/small", "models/mlp")
    says, look, missing = first.paragraphs
    assert says == LESSONS["init/small"].says
    assert look.lower().endswith(LESSONS["init/small"].look.lower())
    assert "`activation_stats`" in missing
    assert "gradient_norm" not in missing
    assert first.copied == "callbacks+=activation_stats"
    assert second.copied == ""


def test_a_run_over_a_surface_is_told_of_no_diagnostic(tmp_path):
    recipe = "surface: rosenbrock\ntopic: optim/momentum\n"
    (text,) = lesson(run(tmp_path, recipe=recipe, surface="rosenbrock")).parts
    assert text.copied == ""


def test_without_a_topic_of_the_lectures_there_is_no_section(tmp_path):
    for number, recipe in enumerate(["model: mlp\n", "topic: no/such\n", "topic: [1]\n"]):
        assert lesson(run(tmp_path / str(number), recipe=recipe)) is None
    assert lesson(run(tmp_path / "without recipe")) is None
