"""What normalizations compute by themselves, against closed forms."""

from __future__ import annotations

import pytest

from suite.errors import UserError
from suite.studies.measures.normalization import batch_norm, local_response, statistics
from suite.studies.measures.normalization.uneven_batches import loss_after

AXES = {"batch": "nhw", "layer": "hwgc", "instance": "hw", "group": "hwc"}


@pytest.mark.parametrize("norm", AXES)
def test_a_normalization_leaves_no_mean_and_a_variance_of_one_over_its_own_axes(norm):
    assert statistics.mean_left(norm, AXES[norm]) < 1e-5
    assert statistics.variance_off(norm, AXES[norm]) < 1e-4


def test_maps_differ_over_the_axes_of_the_other_normalizations():
    assert statistics.mean_left("batch", "hwgc") > 0.05
    assert statistics.mean_left("layer", "nhw") > 0.05
    assert statistics.mean_left("group", "hw") > 0.05
    assert all(statistics.mean_left("none", axes) > 0.5 for axes in AXES.values())


def test_only_batch_normalization_looks_at_the_other_samples():
    effects = {norm: statistics.batch_effect(norm) for norm in ("none", "weight", *AXES)}
    assert effects.pop("batch") > 0.1
    assert set(effects.values()) == {0.0}


def test_batch_normalization_stores_a_mean_and_a_variance_per_channel():
    assert statistics.stored_statistics("batch") == 2 * 6
    assert {statistics.stored_statistics(norm) for norm in ("weight", "group")} == {0.0}


def test_wide_kernels_widen_the_outputs_but_for_those_of_a_normalization_of_outputs():
    for norm in ("none", "weight"):
        wide, plain = (statistics.output_deviation(norm, scale) for scale in (10, 1))
        assert wide == pytest.approx(10 * plain, rel=1e-5)
    assert statistics.output_deviation("batch", 10) == pytest.approx(1, abs=1e-4)


def test_numbers_that_are_squared_in_a_step():
    assert statistics.numbers_squared("batch", 2, 8, 3, 4) == 2 * 64 * 4
    assert statistics.numbers_squared("weight", 2, 8, 3, 4) == 9 * 16


def test_batch_normalization_as_the_identity():
    assert batch_norm.identity_distance("sigma", "mu") < 1e-5
    # Scale alone leaves the mean out, of which the largest is about 4.
    assert batch_norm.identity_distance("sigma", "zero") == pytest.approx(4, abs=1)


def test_the_slip_doubles_the_mean_and_the_layer_does_not_have_it():
    assert batch_norm.mean_after("minus") < 1e-5
    assert batch_norm.mean_after("layer") < 1e-5
    assert batch_norm.mean_after("plus") > 3


@pytest.mark.parametrize(("batch", "maps"), [(2, 0), (8, 0), (2, 4)])
def test_keras_keeps_the_biased_variance(batch, maps):
    assert batch_norm.inference_variance(batch, maps) == pytest.approx(1, rel=1e-5)


def test_the_mean_of_biased_variances_is_too_small_by_one_in_m():
    assert batch_norm.mean_batch_variance(0, 4, "m") == pytest.approx(3 / 4, abs=0.02)
    assert batch_norm.mean_batch_variance(0, 4, "m-1") == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(("age", "momentum"), [(0, 0.9), (3, 0.9), (2, 0.5)])
def test_the_weight_of_a_batch_falls_with_its_age(age, momentum):
    expected = (1 - momentum) * momentum**age
    assert batch_norm.weight_of_batch(age, momentum) == pytest.approx(expected, rel=1e-5)


def test_the_gain_of_local_response_normalization():
    assert local_response.response_gain(1, 1, 0.0) == pytest.approx(2**-0.75)
    energy = 1 + 4 * 3**2
    assert local_response.response_gain(1, 3, 0.1) == pytest.approx((2 + 0.1 * energy) ** -0.75)
    assert local_response.response_difference() < 1e-9


@pytest.mark.parametrize(("n", "channels"), [(1, 1), (4, 5), (5, 5), (7, 7)])
def test_an_even_window_has_one_channel_more(n, channels):
    assert local_response.channels_in_window(n) == channels


def test_batches_that_are_moved_as_a_whole_do_not_matter_where_their_mean_is_taken_off():
    assert loss_after(0, 2, "batch") == pytest.approx(loss_after(0, 0, "batch"))
    assert loss_after(0, 2) != loss_after(0, 0)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: statistics.mean_left("bach", "n"), "batch"),
        (lambda: statistics.mean_left("batch", "x"), "nhwgc"),
        (lambda: statistics.numbers_squared("group", 1, 1, 1, 1), "weight"),
        (lambda: batch_norm.identity_distance("two", "mu"), "sigma"),
        (lambda: batch_norm.mean_after("times"), "minus"),
        (lambda: batch_norm.mean_batch_variance(0, 2, "2"), "m-1"),
        (lambda: loss_after(0, 1, "group"), "batch"),
    ],
)
def test_what_is_not_known_is_refused(call, said):
    with pytest.raises(UserError, match=said):
        call()
