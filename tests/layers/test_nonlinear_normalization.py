"""The curves against their closed forms, and what is refused."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.layers.nonlinear_normalization import NonlinearNormalization

X = np.array([[-40.0, 0.25], [0.0, 1.0], [7.0, 300.0]])


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("log", lambda u: np.sign(u[0]) * np.log(1 + np.abs(u[0])) / u[1]),
        ("arctan", lambda u: 2 / np.pi * np.arctan(u[0] / u[1])),
        ("exp", lambda u: np.exp(u[0] / u[1]) / (1 + np.exp(u[0] / u[1]))),
    ],
)
def test_each_curve_is_its_formula_for_each_feature(kind, wanted):
    shift, spread = np.array([1.0, 0.5]), np.array([2.0, 30.0])
    layer = NonlinearNormalization(kind, shift.tolist(), spread.tolist())
    found = keras.ops.convert_to_numpy(layer(X.astype("float32")))
    np.testing.assert_allclose(found, wanted((X - shift, spread)), rtol=1e-5)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kind": "root"}, "`kind` must be 'log', 'arctan' or 'exp'. Received: kind='root'"),
        ({"shift": [0.0, np.nan]}, "`shift` must be finite"),
        ({"spread": 0.0}, "`spread` must be finite and above 0. Received: spread=0.0"),
        ({"spread": [1.0, -1.0]}, "`spread` must be finite and above 0"),
        ({"spread": np.inf}, "`spread` must be finite and above 0"),
    ],
)
def test_what_makes_no_curve(arguments, message):
    with pytest.raises(ValueError, match=f"Argument {message}"):
        NonlinearNormalization(**arguments)


def test_raw_values_are_not_cut_to_half_precision():
    layer = NonlinearNormalization("arctan", 100_000.0, 1.0, dtype="mixed_float16")
    y = layer(np.float32([[100_001.0], [99_999.0]]))
    assert keras.backend.standardize_dtype(y.dtype) == "float16"
    np.testing.assert_allclose(keras.ops.convert_to_numpy(y), [[0.5], [-0.5]], rtol=1e-3)
