"""Fused figures against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.diagnostics.tools.measures import (
    column_sums,
    mean_magnitudes,
    summed_for_xla,
    sums_of_squares,
)

SHAPES = [(), (0,), (3,), (784, 256), (4097,), (5, 7, 9, 11), (40_001,), (262_147,)]


def test_equal_numpy():
    random = np.random.default_rng(0)
    arrays = [random.normal(size=shape).astype("float32") for shape in [(3, 4), (), (5,)]]
    assert sums_of_squares(arrays).numpy() == pytest.approx([np.sum(a**2) for a in arrays])
    assert mean_magnitudes(arrays).numpy() == pytest.approx([np.abs(a).mean() for a in arrays])


def test_half_precision_is_summed_in_single():
    ones = tf.ones([100, 100], tf.float16)
    assert sums_of_squares([ones]).numpy() == pytest.approx([10_000])
    assert mean_magnitudes([ones]).numpy() == pytest.approx([1.0])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_one_bad_entry_shows(bad):
    values = tf.constant([[1.0, bad], [2.0, 3.0]])
    assert not np.isfinite(sums_of_squares([values])).any()


def test_no_tensors_give_an_empty_vector():
    assert sums_of_squares([]).shape == (0,)
    assert mean_magnitudes([]).shape == (0,)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64", "int32"])
def test_any_type_is_measured_in_single_precision(dtype):
    values = tf.cast(tf.constant([[3.0, -4.0], [0.0, 0.0]]), dtype)
    for figure, expected in ((sums_of_squares, 25.0), (mean_magnitudes, 1.75)):
        result = figure([values, values])
        assert result.dtype == tf.float32
        assert result.numpy().tolist() == [expected, expected]


def test_an_empty_tensor_has_no_mean_and_no_squares():
    assert sums_of_squares([tf.zeros([0])]).numpy().tolist() == [0.0]
    assert np.isnan(mean_magnitudes([tf.zeros([0])]).numpy()).all()


def test_a_square_that_float32_cannot_hold_is_infinite():
    assert np.isinf(sums_of_squares([tf.constant([1e20])]).numpy()).all()


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("figure", [sums_of_squares, mean_magnitudes])
def test_sums_for_xla_are_the_same_sums(figure, shape):
    values = np.random.default_rng(0).normal(size=shape).astype("float32")
    expected = figure([values, values]).numpy()
    with summed_for_xla(True):
        np.testing.assert_allclose(figure([values, values]).numpy(), expected, rtol=1e-5)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", [0, 5000, 8191, 8192])
def test_one_bad_entry_of_many_shows_through_xla(bad, place):
    """The maximum between two sums passes NaN on."""

    @tf.function(jit_compile=True)
    def figures(values):
        with summed_for_xla(True):
            return sums_of_squares([values]), mean_magnitudes([values])

    values = np.ones(8193, "float32")
    values[place] = bad
    assert not np.isfinite(figures(tf.constant(values))).any()


def test_sums_of_a_size_that_nobody_knows():
    @tf.function(input_signature=[tf.TensorSpec([None, 3])])
    def figure(values):
        with summed_for_xla(True):
            return sums_of_squares([values])

    assert figure(tf.ones([5, 3])).numpy().tolist() == [15.0]


@pytest.mark.parametrize("for_xla", [False, True])
def test_columns_are_summed(for_xla):
    values = np.random.default_rng(0).integers(0, 2, (5000, 3)).astype("float32")
    with summed_for_xla(for_xla):
        np.testing.assert_array_equal(column_sums(tf.constant(values)).numpy(), values.sum(axis=0))
