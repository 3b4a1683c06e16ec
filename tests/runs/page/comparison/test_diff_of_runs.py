"""What differs between two runs."""

from __future__ import annotations

import shutil

import pytest

from suite.runs import RunDirectory
from suite.runs.page.comparison.comparison import compare
from suite.runs.page.comparison.diff_of_runs import diff_of_runs
from tests.commands import succeed, suite
from tests.runs.page.comparison.made_runs import made_run

RECIPE = {"data": {"kind": "digits"}, "model": {"kind": "mlp", "widths": [8]}}


def test_recipe_surroundings_and_figures(tmp_path):
    made_run(tmp_path / "a", {**RECIPE, "seed": 0}, {"val_loss": [1.0, 0.5]})
    made_run(
        tmp_path / "b",
        {**RECIPE, "seed": 1},
        {"val_loss": [1.0]},
        status="interrupted",
        metrics={"test_loss": 0.25},
        data={"training": "90 examples"},
        versions={"suite": "0.1.0", "keras": "3.14"},
    )
    assert succeed("diff", tmp_path / "a", tmp_path / "b").splitlines() == [
        "seed: 0 -> 1",
        "data, training: '100 examples of 8x8x1 uint8, content aa' -> '90 examples'",
        "data, classes: '10, names bb' -> nothing",
        "versions, keras: '3.15.1' -> '3.14'",
        "                  a            b",
        "status     finished  interrupted",
        "test_loss         -       0.2500",
        "val_loss     0.5000       1.0000",
    ]


def test_a_run_and_itself(tmp_path):
    made_run(tmp_path / "a", RECIPE, {"val_loss": [0.5]})
    assert succeed("diff", tmp_path / "a", tmp_path / "a") == "no difference\n"


@pytest.mark.parametrize("loss", [0.5, 0.25])
def test_runs_of_one_recipe(tmp_path, loss):
    made_run(tmp_path / "a", RECIPE, {"val_loss": [0.5]})
    made_run(tmp_path / "b", RECIPE, {"val_loss": [loss]})
    said = diff_of_runs(tmp_path / "a", tmp_path / "b")
    same = "the same recipe, data, versions, machine and code\n               a       b\n"
    assert said == ("no difference" if loss == 0.5 else f"{same}val_loss  0.5000  0.2500")


def test_a_recipe_that_is_refused_today_is_compared_as_it_was_resolved(tmp_path):
    made_run(tmp_path / "a", {"gone": {"key": 1}})
    made_run(tmp_path / "b", {"gone": {"key": 2}})
    assert diff_of_runs(tmp_path / "a", tmp_path / "b") == "gone.key: 1 -> 2"


def test_runs_of_code_have_no_recipe(tmp_path):
    for name, loss in (("a", 0.5), ("b", 0.25)):
        made_run(tmp_path / name, {}, {"val_loss": [loss]}, origin="code")
        (tmp_path / name / "recipe.yaml").unlink()
    said = diff_of_runs(tmp_path / "a", tmp_path / "b").splitlines()
    assert said[0] == "the same setup, data, versions, machine and code"
    assert said[-1] == "val_loss  0.5000  0.2500"


def test_of_runs_of_code_the_setup_is_compared(tmp_path):
    """Against a run of a recipe as well: it has a setup too."""
    for name, units, rate in (("a", 8, 0.1), ("b", 9, 0.1), ("c", 8, 0.5)):
        made_run(tmp_path / name, RECIPE, **({} if name == "c" else {"origin": "code"}))
        if name != "c":
            (tmp_path / name / "recipe.yaml").unlink()
        layer = {"name": "d", "kind": "dense", "units": units, "output_shape": [None, units]}
        optimizer = {"kind": "sgd", "class": "SGD", "clipnorm": None, "learning_rate": rate}
        RunDirectory(tmp_path / name).write_setup({"layers": [layer], "optimizer": optimizer})
    assert diff_of_runs(tmp_path / "a", tmp_path / "b") == "layers: 'dense 8' -> 'dense 9'"
    assert diff_of_runs(tmp_path / "a", tmp_path / "c") == "optimizer.learning_rate: 0.1 -> 0.5"
    intro = compare([tmp_path / name for name in "ac"]).sections[0].intro
    assert "They differ in optimizer.learning_rate" in intro
    shutil.copytree(tmp_path / "a", tmp_path / "d")
    assert "They were built alike" in compare([tmp_path / n for n in "ad"]).sections[0].intro


def test_a_run_beside_a_recipe_is_compared_as_recipes_are(tmp_path):
    made_run(tmp_path / "a", RECIPE)
    (tmp_path / "digits.yaml").write_text((tmp_path / "a" / "recipe.yaml").read_text())
    assert succeed("diff", tmp_path / "a", tmp_path / "digits.yaml") == "no difference\n"
    assert suite("diff", tmp_path / "a", tmp_path / "absent").status == 2
