"""Every initializer of the suite goes through the same checks."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

import suite.initializers
from suite.catalog import HERE
from suite.initializers.dirac import Dirac
from suite.initializers.fan_in_normal import FanInNormal
from suite.initializers.sparse import Sparse

# File -> a way to make it, every argument away from its default.
TABLE = {
    "dirac": lambda seed=1: Dirac(seed=seed),
    "fan_in_normal": lambda seed=1: FanInNormal(gain=1.5, seed=seed),
    "sparse": lambda seed=1: Sparse(connections=4, stddev=0.5, seed=seed),
}
# More outputs than inputs: those that pass an input on are not drawn.
SHAPES = [(9, 12), (3, 9, 12), (3, 3, 4, 9), (2, 2, 2, 3, 9)]
every_initializer = pytest.mark.parametrize("make", TABLE.values(), ids=TABLE)


def drawn(initializer, shape=(9, 12), dtype="float32"):
    return keras.ops.convert_to_numpy(initializer(shape, dtype))


def test_table_is_complete():
    found = [entry for entry in HERE.entries("initializers") if entry.origin == "suite"]
    assert {entry.name for entry in found} == set(TABLE)
    files = Path(suite.initializers.__file__).parent.glob("*.py")
    assert {file.stem for file in files} - {"__init__"} == set(TABLE)


@every_initializer
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_kernels_of_any_rank(make, shape):
    value = drawn(make(), shape)
    assert value.shape == shape
    assert np.isfinite(value).all()
    assert len(np.unique(value)) > 9


@every_initializer
@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float32", "float64"])
def test_types(make, dtype):
    assert keras.backend.standardize_dtype(make()((9, 12), dtype).dtype) == dtype


@every_initializer
def test_a_seed_decides(make):
    np.testing.assert_array_equal(drawn(make(7)), drawn(make(7)))
    assert not np.array_equal(drawn(make(7)), drawn(make(8)))
    assert not np.array_equal(drawn(make(None)), drawn(make(None)))
    generator = make(keras.random.SeedGenerator(7))
    assert not np.array_equal(drawn(generator), drawn(generator))


@every_initializer
@pytest.mark.parametrize("seed", [None, 3])
def test_serialization_round_trip(make, seed):
    config = keras.initializers.serialize(make(seed))
    copy = keras.initializers.deserialize(config)
    assert keras.initializers.serialize(copy) == config
    if seed is not None:
        np.testing.assert_array_equal(drawn(copy), drawn(make(seed)))


@every_initializer
def test_layers_take_it_and_models_keep_it(make, tmp_path):
    convolution = keras.layers.Conv2D(6, 3, kernel_initializer=make(None))
    dense = keras.layers.Dense(5, kernel_initializer=make(None))
    model = keras.Sequential(
        [keras.Input((6, 6, 2)), convolution, keras.layers.Flatten(), dense],
    )
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    for layer, source in ((loaded.layers[0], convolution), (loaded.layers[2], dense)):
        kept = keras.initializers.serialize(layer.kernel_initializer)
        assert kept == keras.initializers.serialize(source.kernel_initializer)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (FanInNormal, "gain", 0.0),
        (FanInNormal, "gain", float("inf")),
        (FanInNormal, "gain", float("nan")),
        (Sparse, "connections", 0),
        (Sparse, "connections", 2.5),
        (Sparse, "stddev", 0.0),
        (Sparse, "stddev", float("nan")),
    ],
)
def test_arguments_out_of_range_are_refused(kind, name, value):
    with pytest.raises(ValueError, match=f"Argument `{name}` must be .* Received: {name}="):
        kind(**{name: value})
