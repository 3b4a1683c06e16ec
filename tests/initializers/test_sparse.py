"""Exactly k inputs per unit, each as likely as any other, with normal weights."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.initializers.sparse import Sparse


def kernel(shape, **arguments):
    return keras.ops.convert_to_numpy(Sparse(**arguments, seed=0)(shape)).astype("float64")


@pytest.mark.parametrize(
    ("shape", "n"), [((400, 300), 400), ((3, 3, 8, 300), 72), ((7, 300), 7), ((1, 300), 1)]
)
@pytest.mark.parametrize("connections", [1, 5, 10])
def test_exactly_k_inputs_a_unit(shape, n, connections):
    links = (kernel(shape, connections=connections) != 0).reshape(n, 300).sum(axis=0)
    assert set(links) == {min(connections, n)}


def test_every_input_is_as_likely():
    counts = (kernel((40, 20_000)) != 0).sum(axis=1)
    expected = 20_000 * 10 / 40
    deviation = np.sqrt(expected * (1 - 10 / 40))
    assert np.abs(counts - expected).max() < 4 * deviation


@pytest.mark.parametrize(("stddev", "expected"), [(None, 0.1**0.5), (1.0, 1.0), (0.01, 0.01)])
def test_the_weights_are_normal(stddev, expected):
    w = kernel((40, 10_000), stddev=stddev)
    w = w[w != 0] / expected
    assert w.mean() == pytest.approx(0, abs=4 / np.sqrt(w.size))
    assert w.var() == pytest.approx(1, abs=4 * np.sqrt(2 / w.size))
    assert (w**4).mean() == pytest.approx(3, abs=4 * np.sqrt(96 / w.size))


def test_a_value_does_not_depend_on_its_position():
    """As it would if both came from the same random bits: the correlations are 0.4 then."""
    initializers = [Sparse(connections=1, seed=seed) for seed in range(300)]
    w = np.array([keras.ops.convert_to_numpy(one((2, 1))).ravel() for one in initializers])
    first, values = w[:, 0] != 0, w.sum(axis=1)
    for figure in (values, np.abs(values)):
        assert abs(np.corrcoef(first, figure)[0, 1]) < 4 / np.sqrt(300)


def test_the_default_keeps_the_variance():
    x = np.random.default_rng(0).normal(size=(300, 500))
    assert (x @ kernel((500, 500))).var() == pytest.approx(1, rel=0.05)


def test_pytorch_leaves_as_many_in_a_column():
    torch = pytest.importorskip("torch")
    theirs = torch.nn.init.sparse_(torch.empty(400, 300), sparsity=1 - 10 / 400, std=0.2)
    links, spread = (theirs != 0).sum(dim=0), theirs[theirs != 0].std()
    ours = kernel((400, 300), stddev=0.2)
    np.testing.assert_array_equal((ours != 0).sum(axis=0), links.numpy())
    assert ours[ours != 0].std() == pytest.approx(float(spread), rel=0.1)


def test_a_bias_is_refused():
    with pytest.raises(ValueError, match="Argument `shape` must be that of a kernel"):
        Sparse()((10,))
