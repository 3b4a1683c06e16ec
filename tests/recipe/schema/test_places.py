"""Where components stand in a recipe, as the schema tells it."""

from __future__ import annotations

import pytest

from suite.catalog import KINDS
from suite.recipe.schema.component_fields import component_kinds
from suite.recipe.schema.penalty_settings import ATTRIBUTES, PenaltySettings
from suite.recipe.schema.places import SHARED, components, is_described_only
from suite.recipe.schema.recipe_settings import DataSettings, RecipeSettings, TrainingSettings
from suite.recipe.text.document import read
from suite.recipe.text.node import Node
from suite.recipe.text.place import DEFAULTS, Origin

# Text -> (place, kind of the catalog, name, arguments) of each component.
FOUND = {
    "model: mlp": [("model", "models", "mlp", {})],
    "model: {kind: mlp, widths: [3]}": [("model", "models", "mlp", {"widths": [3]})],
    "surface: beale": [("surface", "surfaces", "beale", {})],
    "training: {track: [{kind: wandb, tags: [a]}]}": [
        ("training.track.0", "trackers", "wandb", {"tags": ["a"]})
    ],
    "optimizer: {kind: sgd, momentum: 0.9}": [
        ("optimizer", "optimizers", "sgd", {"momentum": 0.9})
    ],
    "initialization: lsuv": [("initialization", "initializations", "lsuv", {})],
    "loss: mse": [("loss", "losses", "mse", {})],
    "loss: auto": [],
    "loss: {kind: auto}": [("loss", "losses", "auto", {})],
    "metrics: [accuracy, {kind: auc}]": [
        ("metrics.0", "metrics", "accuracy", {}),
        ("metrics.1", "metrics", "auc", {}),
    ],
    "callbacks: [finite]": [("callbacks.0", "callbacks", "finite", {})],
    "callbacks: []": [],
    "checks: [overfit_batch]": [("checks.0", "checks", "overfit_batch", {})],
    "data: digits": [],  # a short form that is made a mapping before
    "data: {kind: digits}": [("data", "data", "digits", {})],
    "data: {kind: moons, samples: 10, batch_size: 5}": [("data", "data", "moons", {"samples": 10})],
    "data: {kind: digits, augment: [mixup, {kind: cutout, size: 2}]}": [
        ("data", "data", "digits", {}),
        ("data.augment.0", "augmentations", "mixup", {}),
        ("data.augment.1", "augmentations", "cutout", {"size": 2}),
    ],
    "penalties: [{layers: a, kernel_regularizer: l2, bias_constraint: non_neg}]": [
        ("penalties.0.kernel_regularizer", "regularizers", "l2", {}),
        ("penalties.0.bias_constraint", "constraints", "non_neg", {}),
    ],
    "training: {epochs: 3}": [],
    "model: null": [],
    "metrics: [null]": [],
    "metrics: accuracy": [],  # no list: the schema refuses it
    "model: 3": [],
    "model: [mlp]": [],
    "model: {widths: [3]}": [],
    "nothing: {kind: mlp}": [],
}


def told(text: str, *kinds: str) -> list[tuple]:
    root = read(text, Origin("r.yaml")).root
    return [
        (".".join(map(str, one.path)), one.kind, one.component.kind, dict(one.component.arguments))
        for one in components(root, *kinds)
    ]


@pytest.mark.parametrize("text", FOUND)
def test_every_component_with_its_place_and_kind(text):
    assert sorted(told(text)) == sorted(FOUND[text])


def test_some_kinds_alone():
    text = "model: mlp\nloss: mse\nmetrics: [accuracy]\n"
    assert [one[0] for one in told(text, "losses")] == ["loss"]
    assert {one[0] for one in told(text, "losses", "metrics")} == {"loss", "metrics.0"}
    assert told(text, "callbacks") == []


def test_a_component_knows_where_it_was_written():
    root = read("seed: 1\nmetrics:\n  - accuracy\n  - kind: auc\n", Origin("r.yaml")).root
    assert [str(one.node.place) for one in components(root)] == ["r.yaml:3:5", "r.yaml:4:5"]


def test_what_all_sources_share_is_no_argument():
    assert "kind" not in SHARED
    assert {"batch_size", "augment", "validation", "normalize", "sampling"} <= SHARED
    text = "data: {kind: digits, " + ", ".join(f"{key}: null" for key in sorted(SHARED)) + "}"
    assert told(text) == [("data", "data", "digits", {})]


def described(kind: str, default: bool, **keys) -> Node:
    """A block of data whose kind is the user's, or that of the defaults."""
    place = (DEFAULTS if default else Origin("r.yaml")).at()
    content = {name: Node(value, Origin("r.yaml").at()) for name, value in keys.items()}
    return Node({"kind": Node(kind, place), **content}, place)


DESCRIBED = [
    (True, {"input_shape": [8, 8, 1], "classes": 10}, True),
    (True, {"input_shape": [8, 8, 1]}, False),
    (True, {"classes": 10}, False),
    (True, {"input_shape": None, "classes": 10}, False),
    (True, {}, False),
    (False, {"input_shape": [8, 8, 1], "classes": 10}, False),
]


@pytest.mark.parametrize(("default", "keys", "expected"), DESCRIBED)
def test_data_that_is_described_and_not_named(default, keys, expected):
    assert bool(is_described_only(described("digits", default, **keys))) is expected


def test_every_kind_that_a_recipe_names_by_itself_has_a_place():
    inside_others = {"activations", "initializers", "layers", "schedules"}
    named = {kind for found in FOUND.values() for _, kind, *_ in found}
    assert named == set(KINDS) - inside_others


def test_a_component_is_read_once_and_without_what_is_null():
    root = read("optimizer: {kind: sgd, momentum: null}", Origin("r.yaml")).root
    first, second = components(root)[0], components(root)[0]
    assert first.component is second.component
    assert dict(first.component.arguments) == {}


@pytest.mark.parametrize(
    ("block", "kinds"),
    [
        (TrainingSettings, {"track": "trackers"}),
        (DataSettings, {"augment": "augmentations"}),
        (
            RecipeSettings,
            {
                "data": "data",
                "model": "models",
                "surface": "surfaces",
                "initialization": "initializations",
                "loss": "losses",
                "metrics": "metrics",
                "optimizer": "optimizers",
                "callbacks": "callbacks",
                "checks": "checks",
            },
        ),
    ],
)
def test_kinds_of_a_block(block, kinds):
    assert component_kinds(block) == kinds


def test_each_attribute_of_a_penalty_says_its_kind_by_its_name():
    assert ATTRIBUTES.keys() == PenaltySettings.model_fields.keys() - {"layers"}
    assert all(name.endswith(kind.removesuffix("s")) for name, kind in ATTRIBUTES.items())
