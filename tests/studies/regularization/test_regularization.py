"""Measures of dropout, penalties and averages of models, against closed forms and by hand."""

from __future__ import annotations

import numpy as np
import pytest

import suite
from suite.errors import UserError
from suite.studies.measures.arm import Arm
from suite.studies.measures.regularization import dropout, ensemble, penalties
from suite.training.run import run


def arm(*changes):
    return Arm(suite.load("models/mlp-digits", "model={kind: mlp, widths: [16]}", *changes))


@pytest.fixture(scope="module")
def masked():
    return arm("model.dropout=0.5", "model.weight_decay=0.02")


def test_a_mask_has_its_share_of_zeros_and_keeps_the_mean():
    assert dropout.zeroed_share(0, 0.3) == pytest.approx(0.3, abs=0.01)
    assert dropout.mean_kept(0, 0.3) == pytest.approx(1, abs=0.02)
    assert dropout.mean_kept(0, 0.3, "plain") == pytest.approx(0.7, abs=0.02)


def test_weights_times_one_by_p_make_up_for_a_plain_mask():
    assert dropout.sum_under_mask(0, 0.25, 1) == pytest.approx(0.25, abs=0.01)
    assert dropout.sum_under_mask(0, 0.25, 4) == pytest.approx(1, abs=0.02)


def test_the_bits_of_a_mask():
    assert dropout.subnet_bits(64, 0.5) == 64
    assert dropout.subnet_bits(64, 0) == dropout.subnet_bits(64, 1) == 0
    assert dropout.subnet_bits(1, 0.25) == pytest.approx(0.25 * 2 + 0.75 * np.log2(4 / 3))


def test_without_dropout_every_subnet_is_the_net():
    plain = arm()
    whole = plain.model(plain.test_inputs()).numpy().argmax(axis=1)
    assert dropout.subnet_agreement(plain, 2) == 1
    assert dropout.masked_accuracy(plain, 2) == (whole == plain.test_labels()).mean()


def test_the_mean_of_many_subnets_is_closer_to_the_net_than_one(masked):
    one, many = dropout.subnet_agreement(masked, 1), dropout.subnet_agreement(masked, 40)
    assert one < many < 1
    assert dropout.subnet_agreement(masked, 1) == one  # the same masks again


def test_units_that_are_copies_are_fully_correlated(masked):
    layer = masked.model.get_layer("dense1")
    kernel = np.asarray(layer.kernel)
    assert dropout.unit_correlation(masked, "dense1") < 0.9
    layer.kernel.assign(np.tile(kernel[:, :1], (1, kernel.shape[1])))
    assert dropout.unit_correlation(masked, "dense1") == pytest.approx(1)
    layer.kernel.assign(kernel)


def test_a_penalty_is_half_of_weight_decay_for_each_unit_of_squares(masked):
    assert penalties.penalty_per_square(masked) == pytest.approx(0.01, rel=1e-5)


def test_norms_and_small_weights_by_hand(masked):
    kernels = [np.asarray(masked.model.get_layer(name).kernel) for name in ("dense1", "logits")]
    everything = np.concatenate([one.ravel() for one in kernels])
    assert penalties.kernel_norm(masked) == pytest.approx(np.linalg.norm(everything))
    columns = np.sqrt((kernels[0] ** 2).sum(axis=0))
    assert penalties.largest_unit_norm(masked, "dense1") == pytest.approx(columns.max())
    share = (abs(everything) <= 0.05).mean()
    assert penalties.tiny_weights(masked, 0.05) == pytest.approx(share)


def test_regions_of_pooling():
    assert penalties.region_lengths(0, 2.0) == 1
    assert penalties.region_lengths(0, 1.5) == 2
    assert penalties.regions_change(0, 2.0) == 0
    assert penalties.regions_change(0, 1.5) > 0.3


def test_an_ensemble_is_the_mean_of_the_probabilities_of_its_members(tmp_path):
    changes = ("training={epochs: 1, diagnostics: none}", "data.limit=100", "callbacks=[]")
    recipe = suite.load("models/mlp-digits", "model={kind: mlp, widths: [4]}", *changes)
    run(recipe, tmp_path / "run", quiet=True, page=False)
    found = Arm(recipe, tmp_path / "run")
    together, alone = ensemble.ensemble_accuracy(found, 2), ensemble.member_accuracy(found, 2)
    (other,) = (tmp_path / "run" / "members").glob("*.npy")
    logits = found.model(found.test_inputs()).numpy().astype(float)
    own = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = found.test_labels()
    assert not np.allclose(own, np.load(other))
    assert together == ((own + np.load(other)).argmax(axis=1) == labels).mean()
    right = [(one.argmax(axis=1) == labels).mean() for one in (own, np.load(other))]
    assert alone == pytest.approx(np.mean(right))


def test_what_cannot_be_averaged_is_refused(masked):
    with pytest.raises(UserError, match="does not train"):
        ensemble.ensemble_accuracy(masked, 2)
    with pytest.raises(UserError, match="0 snapshots"):
        ensemble.snapshots_accuracy(masked)
    with pytest.raises(UserError, match="inverted"):
        dropout.mean_kept(0, 0.5, "half")
