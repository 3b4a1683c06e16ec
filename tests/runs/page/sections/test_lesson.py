"""What the lecture says of a run's topic."""

from __future__ import annotations

from suite.lectures.lectures import LECTURES
from suite.lectures.lessons import LESSONS
from suite.runs.page.run_cell import run_cell
from suite.runs.page.sections.diagnostics.shipped import PICTURES
from suite.runs.page.sections.lesson import lesson
from suite.runs.page.sections.timeline import timeline
from suite.runs.run_record import RunRecord
from tests.runs.page.sections.hand_made import run

LOST = {
    "diagnostic": "finite", "severity": "error", "text": "The loss is nan.", "layer": None,
    "step": 9, "figure": None, "limit": None, "topic": None,
    "edit": "optimizer.learning_rate: 30 -> 3",
}  # fmt: skip


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


def test_what_the_lecture_says_of_the_cause_comes_first(tmp_path):
    recipe = "model: mlp\noptimizer: {kind: sgd, learning_rate: 30}\ntopic: models/mlp\n"
    found = run(tmp_path, recipe=recipe)
    found.directory.write_findings([LOST])
    found = RunRecord(found.directory)
    assert found.diagnosis.cause.name == "rate_too_high"
    assert [part.title for part in lesson(found).parts] == ["optim/learning-rate", "models/mlp"]
    found.directory.write_findings([{**LOST, "topic": "models/mlp"}])
    (part,) = lesson(RunRecord(found.directory)).parts
    assert part.title == "models/mlp"


def test_a_run_has_one_proposal(tmp_path):
    """On the page the findings propose what the doctor does, and not each its own."""
    recipe = "model: mlp\noptimizer: {kind: sgd, learning_rate: 30}\n"
    found = run(tmp_path, recipe=recipe)
    other = {
        **LOST, "diagnostic": "other_one", "severity": "warning", "step": None,
        "topic": "reg/dropout", "edit": "training.clip_norm: null -> 1.0",
    }  # fmt: skip
    again = {**other, "diagnostic": "mine", "edit": "optimizer.learning_rate: 30 -> 1"}
    found.directory.write_findings([LOST, other, again])
    found = RunRecord(found.directory)
    edit = str(found.diagnosis.edit)
    assert edit == "optimizer.learning_rate: 30 -> 0.3" != LOST["edit"]
    table = timeline(found).parts[1]
    told = {row[2]: row[-1] for row in table.rows}
    assert told == {"finite": edit, "mine": edit, "other_one": other["edit"]}
    assert LOST["edit"] not in run_cell(found)["text/html"]
