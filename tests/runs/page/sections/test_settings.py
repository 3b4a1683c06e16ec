"""Every setting of a run with its default and its text."""

from __future__ import annotations

import pytest
import yaml

import suite
from suite.recipe.schema.key_texts import all_keys
from suite.recipe.shown.recipe_settings import recipe_settings
from suite.runs.page.charts.section import Text
from suite.runs.page.sections.settings.settings import settings
from tests.runs.page.sections.hand_made import run


def rows_of(recipe):
    return {one.key: one for one in recipe_settings(recipe)}


@pytest.fixture(scope="module")
def resolved():
    recipe = suite.load("quickstart", "optimizer.beta_1=0.8", "training.clip_norm=1.0", "seed=7")
    return yaml.safe_load(recipe.to_yaml())


def test_what_differs_from_the_default_comes_first_and_is_marked(tmp_path, resolved):
    found = run(tmp_path, recipe=yaml.safe_dump(resolved, sort_keys=False))
    (table,) = settings(found).parts
    changed = {row[0]: row[1:3] for number, row in enumerate(table.rows) if number in table.marked}
    assert changed["optimizer.beta_1"] == ["0.8", "0.9"]
    assert changed["training.clip_norm"] == ["1.0", "null"]
    assert changed["seed"] == ["7", "0"]
    assert table.marked == set(range(len(changed)))
    others = {row[0] for row in table.rows} - set(changed)
    assert {"optimizer.beta_2", "data.validation", "training.epochs"} <= others | set(changed)
    assert len(changed) < len(others)


def test_every_value_of_the_recipe_has_a_row_with_its_text(resolved):
    found = rows_of(resolved)
    assert all(row.text for row in found.values()), [k for k, row in found.items() if not row.text]
    assert found["training.ema"].text.startswith("Decay of a moving average")
    assert found["optimizer.beta_1"].text.startswith("A float value")
    assert "adam: " in found["optimizer"].text
    for key in all_keys():
        if key.block is None and key.path[0] == "training" and len(key.path) == 2:
            assert key.name in found


def test_components_in_lists_and_in_components_have_rows_of_their_own():
    found = rows_of(
        {
            "optimizer": {"kind": "sgd", "learning_rate": {"kind": "one_cycle", "steps": "90%"}},
            "callbacks": [{"kind": "dead_neurons", "positions": 4}, "gradient_norm"],
            "penalties": [{"layers": "*", "kernel_regularizer": {"kind": "l2", "l2": 0.5}}],
        }
    )
    assert found["optimizer.learning_rate"].value == "one_cycle"
    assert found["optimizer.learning_rate.steps"].default == "required"
    assert found["callbacks"].value == "[dead_neurons, gradient_norm]"
    assert (found["callbacks.0.positions"].value, found["callbacks.0.positions"].default) == (
        "4",
        "32",
    )
    assert found["callbacks.0.positions"].text.startswith("dead_neurons: Places of a feature map")
    assert found["penalties.0.kernel_regularizer.l2"].value == "0.5"


def test_whether_a_value_differs_is_told_by_its_type_too():
    found = rows_of({"training": {"jit_compile": True, "gradient_accumulation": True}, "seed": 0.0})
    assert found["training.gradient_accumulation"].differs
    assert not found["seed"].differs


def test_keys_of_another_version_are_shown_without_a_text():
    found = rows_of(
        {"training": {"warp": 9}, "strange": {"a": 1}, "model": {"kind": "no_such", "b": 2}}
    )
    assert (found["training.warp"].value, found["training.warp"].text) == ("9", "")
    assert found["strange"].value == "{a: 1}"
    assert found["model.b"].value == "2"
    assert not found["strange"].differs


def test_code_that_a_recipe_from_the_web_names_is_not_read(tmp_path):
    file = tmp_path / "net.py"
    file.write_text(
        'def net(inputs, classes, depth=3):\n    """A net.\n\n    Args:\n        depth: of it."""\n'
    )
    recipe = {"model": {"kind": f"{file}:net", "depth": 4}}
    assert rows_of(recipe)["model.depth"].text == "Of it."
    strange = rows_of({"from_web": "https://example.org/r.yaml", **recipe})
    assert (strange["model.depth"].text, strange["model.depth"].default) == ("", "")
    assert "from_web" not in strange


def test_long_texts_are_cut(resolved):
    assert max(len(row.text) for row in rows_of(resolved).values()) <= 400


def test_a_run_of_code_shows_what_was_built(tmp_path):
    setup = {
        "optimizer": {
            "kind": "sgd",
            "class": "SGD",
            "momentum": 0.9,
            "learning_rate": {"kind": "constant", "first": 0.1},
        },
        "loss": {"kind": "mean_squared_error"},
        "batch_size": 32,
        "callbacks": [{"kind": "early_stopping", "patience": 3}],
        "class_weights": None,
    }
    found = run(tmp_path, setup=setup, origin="code")
    assert found.directory.is_of_code
    (table,) = settings(found).parts
    assert {row[0]: row[1] for row in table.rows} == {
        "optimizer": "sgd",
        "optimizer.momentum": "0.9",
        "optimizer.learning_rate.kind": "constant",
        "optimizer.learning_rate.first": "0.1",
        "loss": "mean_squared_error",
        "batch_size": "32",
        "callbacks": "early_stopping",
    }
    described = {row[0]: row[2:] for row in table.rows}
    assert described["optimizer"][1].startswith("Gradient descent")
    default, text = described["optimizer.momentum"]
    assert (default, text[:20]) == ("0.0", "Float hyperparameter")
    assert [table.rows[number][0] for number in table.marked] == ["optimizer.momentum"]


def test_an_optimizer_of_the_users_own_is_shown_as_it_is(tmp_path):
    setup = {"optimizer": {"kind": "my_own", "class": "MyOwn", "speed": 3}}
    (table,) = settings(run(tmp_path, setup=setup, origin="code")).parts
    assert [list(row) for row in table.rows] == [
        ["optimizer", "my_own", "", ""],
        ["optimizer.speed", "3", "", ""],
    ]


def test_a_run_that_lost_its_recipe_says_so(tmp_path):
    (text,) = settings(run(tmp_path)).parts
    assert isinstance(text, Text)
    assert "recipe.yaml" in text.paragraphs[0]
