"""Measures of nets with and without normalization, on nets whose values are known."""

from __future__ import annotations

import numpy as np
import pytest

import suite
from suite.errors import UserError
from suite.studies.measures.arm import Arm
from suite.studies.measures.normalization import networks


def arm(*changes):
    return Arm(suite.load("models/mlp-digits", "model={kind: mlp, widths: [8, 8]}", *changes))


@pytest.fixture(scope="module")
def plain():
    return arm("model.activation=linear", "model.use_bias=false")


@pytest.fixture(scope="module")
def normalized():
    return arm("model.norm=batch")


def test_a_linear_net_grows_with_the_weights_of_a_layer(plain):
    # The root of the mean square is the deviation where the mean is 0, and above it elsewhere.
    assert networks.scale_effect(plain, "dense1", 3.0) == pytest.approx(
        2 * networks.scale_effect(plain, "dense1", 2.0), rel=1e-4
    )


def test_batch_normalization_hides_the_size_of_weights(normalized):
    assert networks.scale_effect(normalized, "dense1", 100.0, 2) < 1e-3
    assert networks.scale_effect(normalized, "logits", 2.0) > 0.5


def test_a_measured_model_is_left_as_it_was(normalized):
    before = [np.array(one) for one in normalized.model.variables]
    networks.scale_effect(normalized, "dense1", 5.0)
    networks.amplification(normalized, "dense1", "dense2")
    networks.batch_noise(normalized)
    for variable, value in zip(normalized.model.variables, before, strict=True):
        assert np.array_equal(np.asarray(variable), value), variable.path


def test_a_change_is_as_large_where_it_is_made(plain):
    assert networks.amplification(plain, "dense1", "dense1") == 1


def test_noise_comes_with_batch_statistics_and_masks_and_in_training_only(plain, normalized):
    assert networks.batch_noise(plain) < 1e-6
    assert networks.batch_noise(normalized) > 0.05
    assert networks.batch_noise(normalized, "test") < 1e-6
    assert networks.batch_noise(arm("model.dropout=0.5")) > 0.05


def test_skewness_of_what_is_symmetric_and_of_what_is_not(plain):
    changes = "model.layers=[{kind: flatten}, {kind: dense, units: 64, name: sums}, {kind: re_lu}]"
    net = Arm(suite.load("init/data-dependent", "model={kind: sequential}", changes))
    relu = net.model.layers[-2].name
    assert networks.skewness(net, "sums") < networks.skewness(net, relu)


def test_the_share_of_inputs_within_a_limit(plain):
    shares = [networks.share_within(plain, "logits", limit) for limit in (0.0, 0.5, 1e6)]
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_what_is_added_to_all_inputs_changes_what_is_said(plain):
    labels = plain.test_labels()
    guess = plain.model(plain.test_inputs()).numpy().argmax(axis=1)
    assert networks.moved_accuracy(plain, 0.0) == pytest.approx((guess == labels).mean())


@pytest.mark.parametrize(
    ("losses", "share"), [("3\n2\n1", 1), ("1\n2\n1", 0.5), ("3\n2\nnan", 0.5), ("3", 0)]
)
def test_the_share_of_epochs_in_which_a_loss_fell(tmp_path, losses, share):
    rows = "".join(f"{i},{loss}\n" for i, loss in enumerate(losses.split("\n"), 1))
    (tmp_path / "history.csv").write_text("epoch,loss\n" + rows)
    (tmp_path / "summary.json").write_text('{"status": "finished", "recipe": "mine"}')
    assert networks.falling_share(Arm(None, tmp_path), "loss") == share


def test_batches_that_the_training_set_does_not_hold_are_refused(plain):
    with pytest.raises(UserError, match="fit"):
        networks.batch_noise(plain, "training", 1000)
