"""Numbers in the forms that people write: `1e3` for a thousand, texts that read as numbers."""

from __future__ import annotations

import pytest

from suite.recipe import load


@pytest.mark.parametrize(
    ("block", "path", "value"),
    [
        ("training: {epochs: 1e3}", ("training", "epochs"), 1000),
        ("training: {epochs: 2.5e3}", ("training", "epochs"), 2500),
        ("training: {steps_per_execution: 1E1}", ("training", "steps_per_execution"), 10),
        ("training: {checkpoints_kept: 3.0}", ("training", "checkpoints_kept"), 3),
        ("seed: 1e9", ("seed",), 10**9),
        (
            "data: {normalize: {kind: zca_whitening, components: 1e1}}",
            ("data", "normalize", "components"),
            10,
        ),
        (
            "data: {normalize: {kind: zca_whitening, components: 1.0}}",
            ("data", "normalize", "components"),
            1.0,
        ),
        ("data: {class_counts: {'1': 1e1}}", ("data", "class_counts"), {"1": 10}),
        ("data: {input_shape: [8e0, 8, 1], classes: 1e1}", ("data", "input_shape"), [8, 8, 1]),
        ("data: {fold: {index: 0e0, of: 5e0}}", ("data", "part"), (0, 5)),
        (
            "transfer: {source: quickstart, freeze: {first: 2e0}}",
            ("transfer", "freeze", "first"),
            2,
        ),
    ],
)
def test_a_whole_number_by_its_exponent(loaded, block, path, value):
    found = loaded(f"model: mlp\n{block}")
    for part in path:
        found = getattr(found, part)
    assert repr(found) == repr(value)


def test_a_whole_number_by_its_exponent_in_a_component_and_an_override(loaded, write):
    recipe = loaded("model: {kind: mlp, widths: [1e2, 5e1]}\ndata: {kind: moons, samples: 1e2}")
    assert recipe.model.arguments["widths"] == [100, 50]
    assert "widths: [100, 50]" in recipe.to_yaml()
    assert "samples: 100\n" in recipe.to_yaml()
    assert recipe.replace("training.epochs=1e1").training.epochs == 10
    layers = loaded("model: {kind: sequential, layers: [{kind: dense, units: 1e2}]}").model
    assert repr(layers.arguments["layers"]) == "[{'kind': 'dense', 'units': 100}]"
    # Where a fraction would do as well, it stays what it is.
    write("def net(inputs, classes, *, rate: float, any, depth: int): ...", "net.py")
    own = loaded("model: {kind: './net.py:net', rate: 1e3, any: 1e3, depth: 1e3}").model.arguments
    assert {name: type(item) for name, item in own.items()} == {
        "rate": float,
        "any": float,
        "depth": int,
    }
    assert load(write(recipe.to_yaml(), "again.yaml")) == recipe


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("training: {epochs: 1.5e0}", "must be a whole number of at least 1. Received: 1.5"),
        ("training: {epochs: 1e-3}", "must be a whole number of at least 1. Received: 0.001"),
        ("training: {epochs: 0e0}", "must be a whole number of at least 1. Received: 0.0"),
        ("training: {epochs: -1e3}", "must be a whole number of at least 1. Received: -1000.0"),
        ("training: {epochs: .inf}", "must be a whole number of at least 1. Received: .inf"),
        ("training: {epochs: 1e29}", "must be a whole number of at least 1. Received: 1.0e+29"),
        ("training: {epochs: '1e3'}", "'1e3' (YAML reads it as a text; write 1000)"),
        ("training: {epochs: '10'}", "'10' (YAML reads it as a text; write 10)"),
        ("training: {epochs: '1.5'}", "Received: '1.5'"),
        ("training: {epochs: inf}", "'inf' (a text, and no number that is finite)"),
        ("training: {clip_norm: nan}", "'nan' (a text, and no number that is finite)"),
        ("training: {clip_norm: '0.5'}", "'0.5' (YAML reads it as a text; write 0.5)"),
        ("training: {clip_norm: '-1'}", "Received: '-1'"),
        ("data: {normalize: nan}", "Received: 'nan'"),
        (
            "optimizer: {kind: sgd, learning_rate: inf}",
            "'inf' (a text, and no number that is finite)",
        ),
        (
            "optimizer: {kind: sgd, learning_rate: NaN}",
            "'NaN' (a text, and no number that is finite)",
        ),
        ("optimizer: {kind: sgd, momentum: '0.9'}", "(YAML reads it as a text; write 0.9)"),
        ("data: {kind: moons, samples: '1e2'}", "(YAML reads it as a text; write 100)"),
        ("data: {kind: moons, samples: 1.5}", "must be a whole number, received 1.5"),
        ("data: {kind: moons, samples: '1.5'}", "must be a whole number, received '1.5'"),
    ],
)
def test_no_remedy_repeats_what_was_refused(problem, block, message):
    found = problem(f"model: mlp\n{block}")
    assert message in found
    if "write" not in message and "finite" not in message:
        assert found.endswith(message.rpartition(" ")[2])


@pytest.mark.parametrize(
    ("text", "key", "form"),
    [
        (
            "optimizer.learning_rate: 0.1",
            "optimizer.learning_rate",
            "optimizer: {learning_rate: ...}",
        ),
        ("data.batch_size: 3", "data.batch_size", "data: {batch_size: ...}"),
        ("training.transfer.x: 3", "training.transfer.x", "training: {transfer: {x: ...}}"),
        ("data: {normalize.kind: none}", "data.normalize.kind", "normalize: {kind: ...}"),
    ],
)
def test_a_key_with_a_dot_is_written_nested(problem, text, key, form):
    found = problem(f"model: mlp\n{text}")
    assert f" {key}: unknown key; a dot is for the command line, here it is written {form}" in found


def test_labels_that_are_numbers_have_a_smoothed_loss(problem):
    smoothed = "sparse_categorical_smoothed_crossentropy"
    for kind in ("sparse_categorical_crossentropy", "categorical_crossentropy"):
        found = problem(f"model: mlp\nloss: {{kind: {kind}, label_smoothing: 0.1}}")
        assert smoothed in found
    assert "`loss: auto`" in problem("model: mlp\nloss: categorical_crossentropy")
