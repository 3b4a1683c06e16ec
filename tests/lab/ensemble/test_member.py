"""A run, or a file of a model, beside others."""

from __future__ import annotations

import json

import keras
import pytest

from suite.errors import UserError
from suite.lab.ensemble.member import (
    Member,
    check_fits,
    check_same_source,
    check_same_validation,
    open_members,
)
from suite.training.assembly.assembly import Assembly


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """Makes the folder of a run; with `model` there is one in it."""
    monkeypatch.chdir(tmp_path)

    def make(name, data="kind: moons, samples: 60", seed=0, outputs=None, classes=("0", "1")):
        folder = tmp_path / name
        folder.mkdir()
        model = "model: {kind: mlp, widths: [4]}"
        (folder / "recipe.yaml").write_text(f"seed: {seed}\ndata: {{{data}}}\n{model}\n")
        summary = {"status": "finished", "recipe": "made", "metrics": {}, "classes": classes}
        (folder / "summary.json").write_text(json.dumps(summary))
        if outputs is not None:
            network(outputs).save(folder / "model.keras")
        return Member.open(name)

    return make


def network(outputs, inputs=2):
    x = keras.Input((inputs,))
    model = keras.Model(x, keras.layers.Dense(outputs)(x))
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.optimizer.build(model.trainable_variables)
    return model


def test_a_run_is_known_by_its_recipe_and_a_file_by_its_own_name(runs, tmp_path):
    run = runs("a", outputs=2)
    network(2).save(tmp_path / "a" / "best.keras")
    network(2).save(tmp_path / "far.keras")
    inside, far = Member.open("a/best.keras"), Member.open("far.keras")
    assert [one.name for one in (run, inside, far)] == ["made", "best.keras", "far.keras"]
    assert run.whole_run is run.run
    assert inside.whole_run is None
    assert inside.run.path.name == "a"
    assert far.run is far.recipe is None
    assert inside.recipe == run.recipe


def test_a_run_has_its_loss_and_a_file_none(runs, tmp_path):
    run = runs("a", outputs=2)
    network(2).save(tmp_path / "a" / "best.keras")
    assert run.model.compiled
    assert not run.network.compiled
    assert not Member.open("a/best.keras").model.compiled


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("gone.keras", "gone.keras: there is no such file."),
        ("gone", "gone: there is no such folder"),
        (".", ".: is not the folder of a run"),
    ],
)
def test_what_is_not_there(tmp_path, monkeypatch, path, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError) as caught:
        Member.open(path)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("twice", [("a", "a"), ("a", "./a"), ("a", "b", "a")])
def test_nobody_votes_twice(runs, twice):
    runs("a")
    runs("b")
    with pytest.raises(UserError, match="a: is named twice; its vote would count double"):
        open_members(twice)
    assert [member.path.name for member in open_members(["a", "b"])] == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "difference"),
    [
        ("kind: moons, samples: 60, batch_size: 7", None),
        ("kind: moons, samples: 60, normalize: none", None),
        ("kind: xor, samples: 60", "data.kind is xor here and moons there"),
        ("kind: moons, samples: 70", "data.samples is 70 here and 60 there"),
        ("kind: moons, samples: 60, noise: 0.3", "data.noise is 0.3 here and None there"),
    ],
)
def test_runs_of_other_data_are_told_apart(runs, data, difference):
    first, other = runs("a"), runs("b", data)
    if difference is None:
        check_same_source(other, first)
        return
    with pytest.raises(UserError) as caught:
        check_same_source(other, first)
    assert str(caught.value) == f"b: is of other data than a: {difference}."


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ({}, None),
        ({"seed": 3}, "seed is 3 here and 0 there"),
        (
            {"data": "kind: moons, samples: 60, validation: 0.3"},
            "data.validation is 0.3 here and 0.1 there",
        ),
        (
            {"data": "kind: moons, samples: 60, fold: {index: 1, of: 5}"},
            "data.fold is (1, 5) here and None there",
        ),
    ],
)
def test_runs_that_held_out_other_examples_are_told_apart(runs, change, difference):
    first, other = runs("a"), runs("b", **change)
    if difference is None:
        check_same_validation(other, first)
        return
    with pytest.raises(UserError) as caught:
        check_same_validation(other, first)
    assert str(caught.value) == (
        f"b: held out other examples for validation than a: {difference}, and the data has no "
        "test set."
    )


def test_a_file_elsewhere_is_taken_at_its_word(runs, tmp_path):
    network(2).save(tmp_path / "far.keras")
    far, first = Member.open("far.keras"), runs("a")
    check_same_source(far, first)
    check_same_validation(far, first)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outputs": 2}, None),
        ({"outputs": 1}, None),  # one output stands for two classes
        ({"outputs": 3}, "gives probabilities of 3 classes, but first of 2."),
        (
            {"outputs": 2, "classes": ("cat", "dog")},
            "was trained on the classes cat, dog (summary.json), but moons has 0, 1.",
        ),
    ],
)
def test_a_model_must_fit_the_data(runs, change, said):
    first, other = runs("first", outputs=2), runs("b", **change)
    dataset = Assembly(first.recipe).dataset
    if said is None:
        check_fits(other, first, dataset)
        return
    with pytest.raises(UserError) as caught:
        check_fits(other, first, dataset)
    assert str(caught.value) == f"b: {said}"


def test_inputs_of_another_shape_do_not_fit(runs, tmp_path):
    first = runs("first", outputs=2)
    network(2, inputs=3).save(tmp_path / "far.keras")
    with pytest.raises(UserError) as caught:
        check_fits(Member.open("far.keras"), first, Assembly(first.recipe).dataset)
    assert str(caught.value) == (
        "far.keras: takes inputs of shape (3,), but those of moons have the shape (2,)."
    )
