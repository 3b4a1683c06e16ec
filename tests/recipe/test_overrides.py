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
