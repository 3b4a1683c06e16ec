"""Diagnostics observe: the weights are the same without them, bit for bit."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from tests.callbacks.nets import NETS, cnn, watch
from tests.callbacks.support.gradient_runs import diagnostics


@pytest.mark.parametrize(
    ("net", "every"),
    [("cnn", 1), ("cnn", 4), pytest.param("se_residual", 1, marks=pytest.mark.slow)],
)
def test_thirty_steps_with_and_without(net, every):
    plain, observed = NETS[net](), NETS[net]()
    watch(plain, [], epochs=3)
    watch(observed, diagnostics(every), epochs=3)
    for a, b in zip(plain.get_weights(), observed.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("options", [{"micro_batches": 4}, {"clip_norm": 0.01}])
def test_in_parts_and_clipped(options):
    plain, observed = (cnn(keras.optimizers.Adam(), norm=False) for _ in range(2))
    watch(plain, [], epochs=3, **options)
    watch(observed, diagnostics(), epochs=3, **options)
    for a, b in zip(plain.get_weights(), observed.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
