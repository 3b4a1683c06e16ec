"""Runs over a surface: the path against NumPy, and what the command leaves."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest

import suite as package
from suite.catalog import HERE, Component
from suite.surfaces import Beale, Quadratic, Rosenbrock, Saddle
from suite.training.full_batch.surface_run import distance, walk
from tests.commands import succeed, suite
from tests.optimizers.test_full_batch import TABLE as FULL_BATCH


@pytest.fixture
def path_of(tmp_path, monkeypatch):
    """The rows of path.csv that a recipe leaves."""
    monkeypatch.chdir(tmp_path)

    def rows(surface: str, optimizer: str, steps: int) -> np.ndarray:
        recipe = tmp_path / "walk.yaml"
        recipe.write_text(
            f"surface: {surface}\noptimizer: {optimizer}\ntraining: {{steps: {steps}}}\n"
        )
        run = package.run(package.load(recipe), tmp_path / "run")
        return np.loadtxt(run.path / "path.csv", delimiter=",", skiprows=1)

    return rows


def test_gradient_descent_on_the_quadratic_is_a_power_of_each_factor(path_of):
    found = path_of("{kind: quadratic, condition: 10}", "{kind: sgd, learning_rate: 0.15}", 40)
    steps = np.arange(41)
    x, y = -4.5 * 0.85**steps, 1.5 * (-0.5) ** steps
    np.testing.assert_array_equal(found[:, 0], steps)
    np.testing.assert_allclose(found[:, 1], x, rtol=1e-4)
    np.testing.assert_allclose(found[:, 2], y, rtol=1e-4)
    np.testing.assert_allclose(found[:, 3], (x**2 + 10 * y**2) / 2, rtol=1e-4)


def test_momentum_and_a_schedule_as_by_hand(path_of):
    schedule = "{kind: exponential_decay, initial_learning_rate: 0.001, decay_steps: 50%, "
    optimizer = f"{{kind: sgd, momentum: 0.9, learning_rate: {schedule}decay_rate: 0.1}}}}"
    found = path_of("rosenbrock", optimizer, 30)
    point, velocity = np.array([-1.5, 2.0]), np.zeros(2)
    for step, row in enumerate(found):
        np.testing.assert_allclose(row[1:3], point, rtol=1e-4, atol=1e-5)
        x, y = point
        slope = np.array([2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)])
        velocity = 0.9 * velocity - 0.001 * 0.1 ** (step / 15) * slope
        point = point + velocity


def test_a_saddle_holds_gradient_descent_back_and_not_adam(path_of, tmp_path):
    slow = path_of("saddle", "{kind: sgd, learning_rate: 0.1}", 60)
    (tmp_path / "run").rename(tmp_path / "first")
    quick = path_of("saddle", "{kind: adam, learning_rate: 0.1}", 60)
    assert abs(slow[40, 1:3]).max() < 0.1  # at the saddle
    assert slow[-1, 2] == pytest.approx(0.001 * 1.1**60, rel=0.1)
    assert quick[-1, 2] == pytest.approx(1, abs=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("name", [entry.name for entry in HERE.entries("optimizers")])
def test_every_optimizer_of_the_catalog_goes_downhill(name):
    if name == "multi_optimizer":
        pytest.skip("made of optimizers and layers, which no recipe can write")
    argument = {"learning_rate": 0.01}
    if name == "loss_scale_optimizer":
        argument = {"inner_optimizer": {"kind": "sgd"}, "initial_scale": 8.0}
    if name in FULL_BATCH:  # they have no learning rate
        argument = {}
    optimizer = HERE.build("optimizers", Component(name, argument))
    path = walk(Quadratic(), optimizer, 20)
    assert path.shape == (21, 3)
    assert tuple(path[0, :2]) == Quadratic().start
    assert path[-1, 2] < path[0, 2] - 1e-3


@pytest.mark.parametrize("name", FULL_BATCH)
@pytest.mark.parametrize("surface", [Beale, Quadratic, Rosenbrock, Saddle])
def test_optimizers_for_the_full_batch_reach_the_minimum_and_stay(name, surface):
    made = surface()
    path = walk(made, HERE.build("optimizers", Component(name)), 60)
    assert path.shape == (61, 3)
    assert path[0, :2] == pytest.approx(made.start)
    assert distance(path[-1, :2], made.minima) < 1e-3
    assert (path[-10:] == path[-1]).all()


def test_an_optimizer_that_averages_leaves_the_average():
    optimizer = keras.optimizers.SGD(0.01, use_ema=True, ema_momentum=0.5)
    path, average = walk(Quadratic(), optimizer, 4), np.array(Quadratic().start)
    plain = walk(Quadratic(), keras.optimizers.SGD(0.01), 4)
    np.testing.assert_allclose(path[:-1], plain[:-1], rtol=1e-6)
    for step, point in enumerate(plain[1:, :2]):
        average = point if step == 0 else 0.5 * average + 0.5 * point  # it begins with the first
    np.testing.assert_allclose(path[-1, :2], average, rtol=1e-5)


def test_the_command_leaves_four_files_and_says_how_far_it_came(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bowl.yaml").write_text(
        "surface: quadratic\noptimizer: {kind: sgd, learning_rate: 0.05}\ntraining: {steps: 300}\n"
    )
    lines = succeed("run", "bowl.yaml", "--out", "run").splitlines()
    assert lines[0].startswith("finished after 300 steps in ")
    assert [line.split()[0] for line in lines[1:]] == ["value", "distance", "nothing", "page:"]
    run = tmp_path / "run"
    names = {"recipe.yaml", "path.csv", "path.png", "report.html", "summary.json"}
    assert {file.name for file in run.iterdir()} == names
    summary = json.loads((run / "summary.json").read_text("utf-8"))
    assert (summary["status"], summary["surface"], summary["steps"]) == (
        "finished",
        "quadratic",
        300,
    )
    last = np.loadtxt(run / "path.csv", delimiter=",", skiprows=1)[-1]
    assert summary["metrics"]["value"] == last[3]
    assert summary["metrics"]["distance"] == pytest.approx(np.hypot(*last[1:3]))
    assert "data:image/png;base64," in (run / "report.html").read_text("utf-8")
    assert "report.html" in succeed("report", "run")
    assert succeed("doctor", "run") == "nothing wrong found\n"
    succeed("run", "run/recipe.yaml", "--out", "again")
    assert (run / "path.csv").read_bytes() == (tmp_path / "again" / "path.csv").read_bytes()


def test_a_rate_too_high_leaves_a_path_to_infinity(path_of, tmp_path):
    found = path_of("quadratic", "{kind: sgd, learning_rate: 0.1}", 400)
    assert not np.isfinite(found[-1]).all()
    summary = json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))
    assert summary["metrics"] == {"value": None, "distance": None}
    assert "value     not finite" in succeed("report", tmp_path / "run")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "walk.yaml", "--build"), "has neither data nor model"),
        (("summary", "walk.yaml"), "has neither data nor model"),
        (("lr", "walk.yaml"), "has neither data nor model"),
        (("lr", "walk.yaml", "--preview"), "has neither data nor model"),
        (
            ("run", "walk.yaml", "surface={kind: quadratic, condition: 0}"),
            "condition: must be a finite",
        ),
        (("run", "walk.yaml", "surface.start=[1]"), "`start` must be two"),
        (("run", "walk.yaml", "--out", "walk.yaml"), "is a file, where a run needs a folder"),
    ],
)
def test_refused(arguments, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "walk.yaml").write_text("surface: beale\ntraining: {steps: 3}\n")
    answer = suite(*arguments)
    assert answer.status == 2
    assert said in answer.err
    assert [file.name for file in tmp_path.iterdir()] == ["walk.yaml"]
