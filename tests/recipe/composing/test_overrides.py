"""`key=value` and `list+=value`."""

from __future__ import annotations

import pytest

BASE = """
    model: mlp
    optimizer: {kind: sgd, momentum: 0.9, learning_rate: 0.1}
    callbacks: [{kind: early_stopping, patience: 3}, terminate_on_nan]
"""


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        ("seed=3", ("seed",), 3),
        ("training.epochs=7", ("training", "epochs"), 7),
        ("optimizer.learning_rate=1e-3", ("optimizer", "arguments", "learning_rate"), 0.001),
        ("optimizer.learning_rate = 0.5", ("optimizer", "arguments", "learning_rate"), 0.5),
        ("optimizer.learning_rate=", None, None),
        ("topic='a=b'", ("topic",), "a=b"),
        ("data.input_shape=[8, 8, 1]", None, None),
        ("model.widths=[3, 4]", ("model", "arguments", "widths"), [3, 4]),
        ("training.ema=null", ("training", "ema"), None),
        ("callbacks.0.patience=9", ("callbacks", 0, "arguments", "patience"), 9),
        ("callbacks.1=history", ("callbacks", 1, "kind"), "history"),
    ],
)
def test_sets_a_value(loaded, problem, override, path, value):
    if path is None:
        assert problem(BASE, override).startswith(f"override {override!r}")
        return
    node = loaded(BASE, override)
    for part in path:
        node = node[part] if isinstance(node, (dict, list)) else getattr(node, part)
    assert node == value
    assert type(node) is type(value)


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_kind_and_arguments_does_not_matter(loaded, order):
    changes = ["optimizer.kind=adam", "optimizer.beta_1=0.5"][::order]
    optimizer = loaded(BASE, *changes).optimizer
    assert (optimizer.kind, optimizer.arguments) == ("adam", {"beta_1": 0.5})


def test_the_last_of_two_counts(loaded):
    assert loaded(BASE, "seed=1", "seed=2").seed == 2


def test_adds_to_lists(loaded):
    recipe = loaded(
        BASE, "callbacks+=history", "callbacks+=[history, swap]".replace("swap", "history"),
        "data.augment+={kind: random_crop, padding: 1}", "metrics+=mean_squared_error",
        "data.one_hot=true",
    )  # fmt: skip
    assert [item.kind for item in recipe.callbacks][2:] == ["history"] * 3
    assert recipe.data.augment[0].arguments == {"padding": 1}
    assert [item.kind for item in recipe.metrics] == ["accuracy", "mean_squared_error"]


def test_a_list_can_be_replaced_changed_and_extended_at_once(loaded):
    changes = ["callbacks+=history", "callbacks.1=history", "callbacks=[terminate_on_nan, x]"]
    recipe = loaded(BASE, *changes)
    assert [item.kind for item in recipe.callbacks] == ["terminate_on_nan", "history", "history"]


MISTAKES = {
    "epochs": "override 'epochs': is not of the form `key=value` or `list+=value`",
    "a b=3": "override 'a b=3': is not of the form",
    "=3": "override '=3': is not of the form",
    "a..b=3": "override 'a..b=3': is not of the form",
    "seed=": "override 'seed=': has no value; for instance",
    "seed=[1": "override 'seed=[1' seed: not valid YAML: a list opened with `[` is not closed",
    "seed=a: b: c": "override 'seed=a: b: c' seed: not valid YAML: a `:` where no key can stand",
    "seed={a: 1, a: 2}": "override 'seed={a: 1, a: 2}' seed: duplicate key",
    "model=!!python/name:os.x y": "the tag `!!python/name:os.x` is refused",
    "trainig.epochs=3": "trainig: unknown key; did you mean 'training'? accepted: name,",
    "training.epoch=3": "training.epoch: unknown key; did you mean 'epochs'? accepted: epochs,",
    "training.epochs.x=3": "epochs: must be a whole number of at least 1. Received: {x: 3}",
    "epochs=3": "epochs: unknown key; did you mean 'training.epochs'?",
    "optimizer.momentun=1": "optimizer.momentun: unknown argument of sgd; did you mean 'momentum'?",
    "callbacks.2=x": "its entries are callbacks.0 to callbacks.1; `callbacks+=` adds one",
    "callbacks.first=x": "`first` is no entry of the list callbacks; its entries are",
    "data.augment.0=x": "`0` is no entry of the list data.augment; it is empty",
    "callback+=history": "there is no list to add to; did you mean 'callbacks'?",
    "model.widths+=64": "there is no list to add to; give the whole list: model.widths=[...]",
    "seed+=1": "override 'seed+=1' seed: there is no list to add to",
    "extends=other": "override 'extends=other' extends: can only stand in a recipe file",
}


@pytest.mark.parametrize("override", MISTAKES)
def test_one_clear_message(problem, override):
    found = problem(BASE, override)
    assert found.startswith(f"override {override!r}")
    assert MISTAKES[override] in found


def test_all_mistakes_at_once_after_those_of_the_file(problems):
    found = problems(BASE + "    seed: x\n", "sed=3", "oops", "callbacks+=nothing")
    assert [text.split(": ")[0] for text in found] == [
        "r.yaml:5:7 seed",
        "override 'sed=3' sed",
        "override 'oops'",
        "override 'callbacks+=nothing' callbacks.2.kind",
    ]


def test_a_mapping_replaces_the_block(loaded):
    base = "model: {kind: mlp, widths: [3], dropout: 0.5}\ntraining: {epochs: 3, ema: 0.9}"
    assert loaded(base, "model={kind: mlp, widths: [4]}").model.arguments == {"widths": [4]}
    training = loaded(base, "training={epochs: 4}").training
    assert (training.epochs, training.ema) == (4, None)
    optimizer = loaded(BASE, "optimizer={kind: sgd, learning_rate: 0.2}").optimizer
    assert optimizer.arguments == {"learning_rate": 0.2}
    callback = loaded(BASE, "callbacks.0={kind: early_stopping, monitor: loss}").callbacks[0]
    assert callback.arguments == {"monitor": "loss"}
    data = loaded("model: mlp\ndata: {kind: moons, batch_size: 7}", "data={kind: moons}").data
    assert data.batch_size == 128
    weights = "model: mlp\ntraining: {class_weights: {'1': 2, '2': 3}}"
    changed = loaded(weights, "training.class_weights={'1': 4}").training
    assert changed.class_weights == {"1": 4}


@pytest.mark.parametrize("order", [1, -1])
def test_parts_go_on_top_of_a_block_in_any_order(loaded, order):
    changes = ["optimizer={kind: sgd, learning_rate: 0.2}", "optimizer.momentum=0.5"][::order]
    arguments = loaded(BASE, *changes).optimizer.arguments
    assert arguments == {"learning_rate": 0.2, "momentum": 0.5}


def test_the_last_of_two_blocks_counts(loaded):
    blocks = ["optimizer={kind: sgd, momentum: 0.5}", "optimizer={kind: sgd, learning_rate: 0.3}"]
    assert loaded(BASE, *blocks).optimizer.arguments == {"learning_rate": 0.3}


def test_changes_several_parts_of_a_block(loaded):
    arguments = loaded(BASE, "optimizer+={learning_rate: 0.2, nesterov: true}").optimizer.arguments
    assert arguments == {"learning_rate": 0.2, "nesterov": True, "momentum": 0.9}
    assert loaded(BASE, "model+={widths: [4]}").model.arguments == {"widths": [4]}
    weighed = loaded(BASE, "training.class_weights+={'1': 3}", "training+={epochs: 2}").training
    assert (weighed.class_weights, weighed.epochs) == ({"1": 3}, 2)
    assert loaded(BASE, "initialization+={kind: lsuv}").initialization.kind == "lsuv"
    assert loaded(BASE, "callbacks.0+={monitor: loss}").callbacks[0].arguments == {
        "patience": 3,
        "monitor": "loss",
    }


@pytest.mark.parametrize(
    ("override", "part"),
    [
        ("model={widths: [4]}", "model.widths=..., or model+={...}"),
        ("optimizer={learning_rate: 1}", "optimizer.learning_rate=..., or optimizer+={...}"),
        ("callbacks.0={patience: 4}", "callbacks.0.patience=..., or callbacks.0+={...}"),
        ("optimizer={}", "optimizer.kind=..., or optimizer+={...}"),
    ],
)
def test_a_block_does_not_lose_its_kind_in_silence(problem, loaded, override, part):
    found = problem(BASE, override)
    assert "has no kind, and a mapping replaces the whole block; add one, or change" in found
    assert part in found
    default = loaded("model: mlp", "optimizer={learning_rate: 0.5}").optimizer
    assert (default.kind, default.arguments) == ("adam", {"learning_rate": 0.5})


def test_extends_lays_mappings_over_each_other(loaded, write):
    write("model: {kind: mlp, widths: [3], dropout: 0.5}", "base.yaml")
    recipe = loaded("extends: base.yaml\nmodel: {kind: mlp, widths: [4]}")
    assert recipe.model.arguments == {"widths": [4], "dropout": 0.5}


def test_a_word_that_names_no_component_replaces_a_block(loaded):
    text = "model: mlp\nloss: {kind: sparse_categorical_focal_crossentropy, gamma: 3}"
    assert loaded(text, "loss=auto") == loaded("model: mlp")
    weighed = "model: mlp\ntraining: {class_weights: {1: 3}}"
    assert loaded(weighed, "training.class_weights=balanced").training.class_weights == "balanced"
