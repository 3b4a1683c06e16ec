"""Whole runs that start from another one."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest

import suite
from suite.recipe import RecipeError
from suite.training.assembly.transfer.take_weights import layers_with_weights
from tests.training.assembly.transfer.nets import values

FIRST = {"block1_conv1", "block1_norm1"}
BODY = FIRST | {"block2_conv1", "block2_norm1", "dense1"}


def kept(model, source):
    """The layers whose weights, statistics among them, are the source's, bit for bit."""
    theirs = layers_with_weights(source)
    return {
        name
        for name, layer in layers_with_weights(model).items()
        if all(map(np.array_equal, layer.get_weights(), theirs[name].get_weights()))
    }


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        (["transfer.plan=little_similar"], BODY),
        (
            ["transfer.plan=last_layer", "transfer.replace=[dense1]", "model.dense=[6]"],
            BODY - {"dense1"},
        ),
        pytest.param(["transfer.freeze={first: 1}"], FIRST, marks=pytest.mark.slow),
        pytest.param(["transfer.plan=much_similar"], set(), marks=pytest.mark.slow),
    ],
)
def test_frozen_layers_keep_every_bit(recipe, source, tmp_path, overrides, expected):
    """With a moving average, decoupled and coupled decay, clipping and eight steps per call."""
    run = suite.run(recipe(*overrides), tmp_path / "run", quiet=True)
    assert kept(run.model, source) == expected
    assert kept(keras.models.load_model(tmp_path / "run" / "model.keras"), source) == expected


@pytest.mark.slow
def test_statistics_of_frozen_layers_may_move(recipe, source, tmp_path):
    change = "transfer.freeze={first: 1, statistics: false}"
    run = suite.run(recipe(change), tmp_path / "run", quiet=True)
    before, after = (m.get_layer("block1_norm1") for m in (source, run.model))
    for name in ("gamma", "beta"):
        np.testing.assert_array_equal(getattr(after, name), getattr(before, name))
    for name in ("moving_mean", "moving_variance"):
        assert np.all(getattr(after, name) != getattr(before, name))


def test_inputs_are_normalized_as_in_the_source_unless_asked(recipe, source, tmp_path):
    from suite.training.assembly.assembly import Assembly

    def normalization(*overrides):
        return Assembly(recipe(*overrides)).network.layers[1]

    theirs = source.layers[1].get_config()
    assert normalization().get_config()["variance"] == theirs["variance"] == [256.0]
    own = ["transfer.normalization=own", "data.normalize=standard"]
    assert normalization(*own).get_config()["variance"] != theirs["variance"]


def test_predict_measures_the_source_and_trains_nothing(recipe, source, folder, tmp_path):
    changes = ["transfer.plan=predict", "data.only=[0, 1, 2, 3, 4]"]
    run = suite.run(recipe(*changes), tmp_path / "run", quiet=True)
    assert run.summary["status"] == "finished"
    assert (run.summary["epochs"], run.summary["steps"]) == (0, 0)
    metrics = json.loads((folder / "source" / "summary.json").read_text())["metrics"]
    for name in ("val_accuracy", "test_accuracy"):
        assert run.summary["metrics"][name] == pytest.approx(metrics[name])
    assert kept(run.model, source) == BODY | {"logits"}


@pytest.mark.slow
def test_from_scratch_is_the_recipe_without_transfer(recipe, tmp_path):
    runs = [
        suite.run(recipe(change), tmp_path / change[:12], quiet=True)
        for change in ("transfer.plan=much_different", "transfer=null")
    ]
    for a, b in zip(*(run.model.get_weights() for run in runs), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.slow
def test_layers_join_in_and_their_rates_differ(recipe, source, tmp_path):
    """8 steps per epoch; `dense1` joins after the first, block2 after the second."""
    (tmp_path / "see.py").write_text(
        "import keras\n"
        "class See(keras.callbacks.Callback):\n"
        "    def on_epoch_end(self, epoch, logs=None):\n"
        "        self.model.save_weights(f'{self.folder}/{epoch}.weights.h5')\n"
        "    def __init__(self, folder):\n"
        "        super().__init__()\n"
        "        self.folder = folder\n"
    )
    changes = [
        "transfer.plan=last_layer",
        "transfer.unfreeze={every: 1ep}",
        "training.epochs=3",
        "training.diagnostics=auto",
        f"callbacks=[{{kind: '{tmp_path}/see.py:See', folder: '{tmp_path}'}}, frozen_weights]",
    ]
    run = suite.run(recipe(*changes), tmp_path / "run", quiet=True)
    norms = {"block1_norm1", "block2_norm1"}
    expected = [BODY, BODY - {"dense1"}, FIRST | norms]
    for epoch, names in enumerate(expected):
        run.model.load_weights(tmp_path / f"{epoch}.weights.h5")
        assert kept(run.model, source) == names, epoch
    # So small a net has learned little by then, and only the loss tells.
    assert {finding["diagnostic"] for finding in run.findings} <= {"loss_curve"}
    frozen = run.history.column("frozen_weights/frozen")  # of an epoch without a measurement none
    assert {value for value in frozen if value == value} == {0.0}


@pytest.mark.parametrize(
    ("overrides", "key", "message"),
    [
        (
            ["model.filters=[4, 8]"],
            "transfer.source",
            r"does not fit in 3 layers: block2_conv1: kernel \(3, 3, 4, 6\) in the source, "
            r"\(3, 3, 4, 8\) wanted; block2_norm1: ",
        ),
        (
            ["transfer.head=keep"],
            "transfer.source",
            r"logits: kernel \(8, 5\) in .*\(8, 3\) wanted",
        ),
        (
            ["data.kind=spiral", "model=mlp"],
            "transfer.source",
            r"inputs are \(8, 8, 1\), .* \(2,\)",
        ),
        (["transfer.freeze=blok*"], "transfer.freeze.layers.0", "did you mean 'block1_conv1'"),
        (["transfer.freeze='*'"], "transfer.freeze", "nothing to train; use plan: predict"),
        (["transfer.replace=[dens1]"], "transfer.replace.0", "did you mean 'dense1'"),
        (
            ["transfer.head=keep", "transfer.replace=['*']"],
            "transfer.replace",
            "which head: keep takes",
        ),
        (["transfer.rates={lgits: 2}"], "transfer.rates.lgits", "did you mean 'logits'"),
        (
            ["transfer.rates={block1*: 2}", "transfer.freeze={first: 1}"],
            "transfer.rates.block1*",
            "names frozen layers only",
        ),
        (
            ["transfer.unfreeze={every: 1ep}", "transfer.freeze='*'"],
            "transfer.freeze",
            "let the head train",
        ),
    ],
)
def test_what_does_not_fit_is_refused_before_there_is_a_run(
    recipe, tmp_path, overrides, key, message
):
    with pytest.raises(RecipeError, match=message) as caught:
        suite.run(recipe(*overrides), tmp_path / "run", quiet=True)
    assert caught.value.problems[0].key == key
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
def test_a_net_of_keras_applications_trains_its_head(tmp_path):
    random = np.random.default_rng(0)
    arrays = {f"x_{split}": random.integers(0, 256, (24, 32, 32, 3), np.uint8) for split in "ab"}
    np.savez(
        tmp_path / "data.npz",
        x_train=arrays["x_a"],
        y_train=np.arange(24) % 3,
        x_test=arrays["x_b"],
        y_test=np.arange(24) % 3,
    )
    (tmp_path / "r.yaml").write_text(
        "data: {kind: arrays, path: data.npz, normalize: none, batch_size: 12, validation: 0}\n"
        "model: {kind: application, network: vgg16}\n"
        "transfer: {plan: last_layer}\n"
        "training: {epochs: 1, diagnostics: none}\n"
    )
    recipe = suite.load(tmp_path / "r.yaml")
    run = suite.run(recipe, tmp_path / "run", quiet=True)
    assert run.summary["parameters"]["trainable"] == 512 * 3 + 3
    again = recipe.replace(f"transfer.source={tmp_path / 'run'}", "seed=1", "transfer.plan=null")
    again = again.replace("transfer.freeze={through: block2*}")
    second = suite.run(again, tmp_path / "second", quiet=True)
    names = {name for name in layers_with_weights(second.model) if name < "block3"}
    assert len(names) == 4
    assert kept(second.model, run.model) == names
    assert values(run.model).keys() == values(second.model).keys()
