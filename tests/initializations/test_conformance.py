"""Every initialization of a model goes through the same checks."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

import suite.initializations
from suite.catalog import HERE
from tests.initializations.nets import TABLE, branches, chain, images, silent, vectors

every = pytest.mark.parametrize(("initialize", "options"), TABLE.values(), ids=TABLE)


def weights(model: keras.Model) -> list[np.ndarray]:
    return [keras.ops.convert_to_numpy(variable).copy() for variable in model.variables]


def kernels(model: keras.Model) -> list[np.ndarray]:
    """In float64; the logits' last."""
    layers = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    return [keras.ops.convert_to_numpy(layer.kernel).astype("float64") for layer in layers]


def test_table_is_complete():
    # It fits a layer of its own, which a chain of dense layers lacks: test_patch_whitening.py.
    known = {*TABLE, "patch_whitening"}
    assert {entry.name for entry in HERE.entries("initializations")} == known
    files = Path(suite.initializations.__file__).parent.glob("[a-z]*.py")
    assert {file.stem for file in files} == known


@pytest.mark.parametrize("name", TABLE)
def test_the_table_gives_every_option_another_value(name):
    entry = HERE.find("initializations", name)
    defaults = {parameter.name: parameter.default for parameter in entry.parameters}
    given = TABLE[name][1]
    assert given.keys() == defaults.keys()
    assert all(given[option] != default for option, default in defaults.items())
    assert "Args" in entry.documentation
    assert "Reference" in entry.documentation


@every
def test_a_seed_decides(initialize, options):
    results = []
    for seed in (1, 1, 2):
        model = chain()
        initialize(model, vectors(), seed, silent, **options)
        results.append(weights(model))
    one, again, other = results
    assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))
    assert any(not np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@every
def test_only_trained_weights_change_and_the_model_is_left_as_it_was(initialize, options):
    model, lines = chain(), []
    activations = [getattr(layer, "activation", None) for layer in model.layers]
    others = model.non_trainable_variables
    before = [keras.ops.convert_to_numpy(variable).copy() for variable in others]
    config = model.get_config()
    initialize(model, vectors(), 0, lines.append, **options)
    assert lines
    assert all(line.startswith(f"{initialize.__name__}: ") for line in lines)
    for variable, value in zip(others, before, strict=True):
        np.testing.assert_array_equal(keras.ops.convert_to_numpy(variable), value)
    assert model.get_config() == config
    assert activations == [getattr(layer, "activation", None) for layer in model.layers]
    assert not any("call" in vars(layer) for layer in model.layers)


@pytest.mark.parametrize(
    ("name", "policy"),
    [
        *(("lsuv", "mixed_bfloat16"), ("lsuv", "mixed_float16")),
        *(("data_dependent", "mixed_bfloat16"), ("greedy_autoencoders", "mixed_float16")),
    ],
)
def test_mixed_precision_gives_nearly_the_same(name, policy):
    initialize, options = TABLE[name]
    exact, mixed = chain(), chain(policy)
    for model in (exact, mixed):
        initialize(model, vectors(), 0, silent, **options)
    assert {variable.dtype for variable in mixed.trainable_variables} == {"float32"}
    for a, b in zip(kernels(exact), kernels(mixed), strict=True):
        assert np.abs(a - b).max() <= 0.03 * np.abs(a).max()


@pytest.mark.parametrize("name", ["lsuv", "data_dependent"])
def test_a_model_inside_a_model_is_initialized_too(name):
    initialize, options = TABLE[name]
    inner = chain()
    inputs = keras.Input((6, 6, 1))
    outer = keras.Model(inputs, inner(keras.layers.Flatten()(inputs)))
    flat = chain()
    initialize(outer, images(), 0, silent, **options)
    initialize(flat, vectors(), 0, silent, **options)
    for a, b in zip(kernels(inner), kernels(flat), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5)


@pytest.mark.parametrize("name", ["lsuv", "data_dependent"])
def test_a_batch_larger_than_the_data_is_all_of_it(name):
    initialize, options = TABLE[name]
    results = []
    for samples in (80, 10_000):
        model = branches()
        initialize(model, images(), 3, silent, **{**options, "samples": samples})
        results.append(weights(model))
    assert all(np.array_equal(a, b) for a, b in zip(*results, strict=True))


@pytest.mark.parametrize("name", ["lsuv", "data_dependent"])
@pytest.mark.parametrize("samples", [1, 0, 2.5, True])
def test_a_batch_that_has_no_variance_is_refused(name, samples):
    initialize, _ = TABLE[name]
    with pytest.raises(
        ValueError, match=r"Argument `samples` must be an integer >= 2\. Received: "
    ):
        initialize(chain(), vectors(), 0, silent, samples=samples)


@pytest.mark.parametrize("name", ["lsuv", "data_dependent"])
def test_models_and_data_without_anything_to_scale_are_refused(name):
    initialize, _ = TABLE[name]
    inputs = keras.Input((36,))
    bare = keras.Model(inputs, keras.layers.Normalization(mean=0.0, variance=1.0)(inputs))
    with pytest.raises(ValueError, match="has no dense or convolution layer"):
        initialize(bare, vectors(), 0, silent)
    with pytest.raises(ValueError, match=r"the output of layer `dense1` .* on the training data"):
        initialize(chain(), np.full_like(vectors(), 0.5), 0, silent)
    wrong = vectors()
    wrong[:] = np.nan
    with pytest.raises(ValueError, match=r"the output of layer `dense1` .* on the training data"):
        initialize(chain(), wrong, 0, silent)
