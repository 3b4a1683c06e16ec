"""Exercises: their files, their solutions, and how answers are graded."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest

import suite
from suite.errors import UserError
from suite.recipe.text.shipped import shipped_beside
from suite.studies.claims.terms import Figure
from suite.studies.exercises.exercise import exercises, load_exercise, solution_of
from suite.studies.exercises.grade import Grade, grade

NAME = "activations/dying-relu"


def figures(dead, accuracy):
    return {Figure("dead", "only"): dead, Figure("test_accuracy", "only"): accuracy}


@pytest.mark.parametrize(
    ("seeds", "changed", "enough"),
    [
        ([figures(0.01, 0.95)], (), True),
        ([figures(0.05, 0.95)], (), False),
        ([figures(0.01, 0.95), figures(0.01, 0.8)], (), False),
        ([figures(0.01, float("nan"))], (), False),
        ([figures(0.01, 0.95)], ("data.limit",), False),
    ],
)
def test_an_answer_is_enough_where_every_goal_is_met_with_every_seed(seeds, changed, enough):
    found = Grade(load_exercise(NAME), seeds, changed)
    assert found.is_enough is enough
    assert found.to_text().splitlines()[-1] == ("enough" if enough else "not yet")


def test_what_must_stay_is_not_changed(tmp_path):
    short = ("training.epochs=1", "data.limit=100", "data.batch_size=50")
    found = grade(NAME, *short, seeds=1)
    assert set(found.changed) == {"data.limit", "data.batch_size", "training.epochs"}
    assert "must stay as it is: " in found.to_text()
    run = suite.run(load_exercise(NAME).base.replace(*short), tmp_path / "run", quiet=True)
    again = grade(NAME, run)
    assert again.figures == found.figures == grade(NAME, str(tmp_path / "run")).figures


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("activations/dying", ["seed=1"], "did you mean 'activations/dying-relu'"),
        (NAME, ["optimizer.learning_rat=1"], "did you mean 'learning_rate'"),
        (NAME, ["quickstart", "seed=1"], "an answer is one recipe"),
        (NAME, ["nothing.yaml"], "nothing.yaml"),
        (NAME, ["optim/surface-saddle"], "trains a model"),
    ],
)
def test_what_is_no_answer_is_refused(name, answer, said):
    with pytest.raises(UserError, match=said):
        grade(name, *answer, seeds=1)


@pytest.mark.parametrize("name", exercises())
def test_every_exercise_can_be_read_and_has_a_solution(name):
    exercise = load_exercise(name)
    assert exercise.hints
    assert exercise.base.replace(*solution_of(name)) != exercise.base
    assert exercise.to_text()


def test_solutions_are_those_of_exercises():
    assert set(shipped_beside("solutions")) == set(exercises())


# One each about what the start, the steps and the data do; SUITE_WHOLE_TABLES=1 takes all of them.
SOME = ("init/break-symmetry", "optim/crawling", "data/few-steps")


@pytest.mark.slow
@pytest.mark.parametrize("name", exercises() if os.environ.get("SUITE_WHOLE_TABLES") else SOME)
def test_the_solution_is_enough_and_the_recipe_itself_is_not(name):
    assert grade(name, *solution_of(name), seeds=1).is_enough, name
    assert not grade(name, seeds=1).is_enough, name


def test_an_interrupted_training_is_no_answer(monkeypatch):
    monkeypatch.setattr(
        "suite.training.run.run", lambda *a, **k: SimpleNamespace(status="interrupted")
    )
    with pytest.raises(KeyboardInterrupt):
        grade("activations/dying-relu", seeds=1)
