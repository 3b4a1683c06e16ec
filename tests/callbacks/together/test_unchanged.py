"""Diagnostics observe: the weights are the same without them, bit for bit."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from tests.callbacks.nets import NETS, L, cnn, compiled, watch
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


def wide() -> keras.Model:
    """With kernels whose sums XLA is given in parts."""
    keras.utils.set_random_seed(0)
    inputs = keras.Input((6, 6, 2))
    x = L.Flatten()(inputs)
    for name in ("first", "second"):
        x = L.Dense(256, "relu", name=name)(x)
    return compiled(inputs, x, keras.optimizers.SGD(0.1, momentum=0.9))


@pytest.mark.slow
def test_a_wide_net_under_xla_trains_and_measures_the_same():
    plain, observed, uncompiled = wide(), wide(), wide()
    watch(plain, [], jit_compile=True)
    (report,) = watch(observed, diagnostics(), jit_compile=True).reports
    (expected,) = watch(uncompiled, diagnostics()).reports
    for a, b in zip(plain.get_weights(), observed.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    for name in ("gradient_norm", "update_ratio"):
        for key, value in expected[name].items():
            np.testing.assert_allclose(report[name][key], value, rtol=1e-3, err_msg=key)
