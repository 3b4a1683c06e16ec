"""`extends`: where values come from and where mistakes are reported."""

from __future__ import annotations

import itertools

import pytest

from suite.recipe import load


def test_the_file_wins_over_what_it_extends(write, loaded):
    write("model: mlp\nseed: 1\ntraining: {epochs: 3, ema: 0.5}", "base.yaml")
    recipe = loaded("extends: base.yaml\nseed: 2\ntraining: {ema: null}")
    assert (recipe.seed, recipe.training.epochs, recipe.training.ema) == (2, 3, None)
    assert recipe.name == "r"
    assert "extends" not in recipe.to_yaml()


def test_of_several_the_later_wins(write, loaded):
    write("model: mlp\nseed: 1", "a.yaml")
    write("seed: 2\ntopic: b", "b.yaml")
    assert loaded("extends: [a.yaml, b.yaml]").seed == 2
    assert loaded("extends: [b.yaml, a.yaml]").seed == 1


def test_what_two_recipes_both_extend_does_not_undo_the_first(write, loaded):
    write("model: mlp\nseed: 1\ntopic: base", "base.yaml")
    write("extends: base.yaml\nseed: 2", "a.yaml")
    write("extends: base.yaml\ntopic: b", "b.yaml")
    recipe = loaded("extends: [a.yaml, b.yaml]")
    assert (recipe.seed, recipe.topic) == (2, "b")


def test_extends_is_relative_to_the_file_in_which_it_stands(write):
    write("model: mlp", "x/base.yaml")
    write("extends: ../x/base.yaml", "y/middle.yaml")
    assert load(write("extends: y/middle.yaml", "top.yaml")).model.kind == "mlp"


def test_extends_a_shipped_recipe(loaded):
    assert loaded("extends: quickstart\nseed: 5").replace("seed=0").model.kind == "cnn"


def test_arguments_of_the_old_kind_do_not_leak(write, loaded):
    write(
        """
        model: {kind: mlp, widths: [8]}
        optimizer: {kind: sgd, momentum: 0.9}
        data: {kind: blobs, samples: 10, batch_size: 7}
        """,
        "base.yaml",
    )
    recipe = loaded("extends: base.yaml\nmodel: cnn\noptimizer: {kind: adam}\ndata: digits")
    assert recipe.model.arguments == recipe.optimizer.arguments == {}
    assert recipe.data.source.arguments == {}
    assert recipe.data.batch_size == 7


def test_the_default_optimizer_can_be_changed_in_part(loaded):
    assert loaded("model: mlp\noptimizer: {beta_1: 0.8}").optimizer.arguments == {
        "learning_rate": 0.001,
        "beta_1": 0.8,
    }
    assert loaded("model: mlp\noptimizer: sgd").optimizer.arguments == {}


def test_a_mistake_is_reported_in_the_file_where_the_key_stands(write, problems):
    write("model: mlp\noptimizer:\n  kind: sgd\n  momentun: 0.9\n", "base.yaml")
    assert [text.split(": ")[0] for text in problems("sed: 1\nextends: base.yaml\n")] == [
        "r.yaml:1:1 sed",
        "base.yaml:4:3 optimizer.momentun",
    ]


@pytest.mark.parametrize(
    "files", [["r.yaml"], ["a.yaml", "r.yaml"], ["a.yaml", "b.yaml", "r.yaml"]]
)
def test_a_circle(write, problem, files):
    for name, target in itertools.pairwise(files):
        write(f"extends: {target}", name)
    found = problem(f"model: mlp\nextends: {files[0]}")
    assert "the recipes extend each other in a circle: r.yaml -> " in found
    assert found.endswith(" -> r.yaml; remove one `extends`")


MISTAKES = {
    "extends: quickstrt": "extends: quickstrt: no such file and no shipped recipe of that name; "
    "did you mean 'quickstart'?",
    "extends: [3]": "r.yaml:1:11 extends: must be a recipe or a list of recipes",
    "extends: {a: b}": "r.yaml:1:10 extends: must be a recipe or a list of recipes",
    "extends: .": "extends: .: is a folder, not a recipe",
    "extend: quickstart": "r.yaml:1:1 extend: unknown key; did you mean 'extends'?",
    "extends: http://x.org/a.yaml": "a recipe from the web needs an https:// address, not http://",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_one_clear_message(problems, text):
    found = problems(f"{text}\nmodel: mlp")
    assert len(found) == 1
    assert MISTAKES[text] in found[0]


def test_a_missing_model_is_not_reported_where_it_may_come_from_an_unread_file(problem):
    assert "no such file" in problem("extends: nowhere-at-all.yaml\n")


def test_a_syntax_error_in_what_is_extended(write, problem):
    write("a: [", "base.yaml")
    assert problem("extends: base.yaml\nmodel: mlp").startswith("base.yaml:1:5: not valid YAML")
