"""Keras's public components as its `__init__` files export them."""

from __future__ import annotations

import keras
import pytest

from suite.catalog.kinds import KINDS
from suite.catalog.names.keras_names import keras_entries, keras_entry


@pytest.mark.parametrize(
    ("kind", "spelling", "name", "attribute"),
    [
        ("optimizers", "sgd", "sgd", "SGD"),
        ("optimizers", "SGD", "sgd", "SGD"),
        ("optimizers", "adam_w", "adamw", "AdamW"),
        ("layers", "MaxPool2D", "max_pooling2d", "MaxPooling2D"),
        ("layers", "Convolution2D", "conv2d", "Conv2D"),
        ("layers", "BatchNormalization", "batch_normalization", "BatchNormalization"),
        ("losses", "mse", "mean_squared_error", "MeanSquaredError"),
        ("losses", "KLD", "kl_divergence", "KLDivergence"),
        ("losses", "hinge", "hinge", "Hinge"),
        ("metrics", "mae", "mean_absolute_error", "MeanAbsoluteError"),
        ("metrics", "AUC", "auc", "AUC"),
        ("initializers", "normal", "random_normal", "RandomNormal"),
        ("initializers", "zero", "zeros", "Zeros"),
        ("activations", "swish", "silu", "silu"),
        ("activations", "relu", "relu", "relu"),
        ("schedules", "cosine", "cosine_decay", "CosineDecay"),
        ("regularizers", "L1L2", "l1_l2", "L1L2"),
        ("constraints", "MaxNorm", "max_norm", "MaxNorm"),
        ("callbacks", "CSVLogger", "csv_logger", "CSVLogger"),
    ],
)
def test_by_any_of_its_names(kind, spelling, name, attribute):
    entry = keras_entry(KINDS[kind], spelling)
    assert (entry.name, entry.attribute) == (name, attribute)
    assert entry.origin == f"keras {keras.__version__}"
    assert entry.module == KINDS[kind].keras


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("layers", "Layer"),
        ("layers", "Wrapper"),
        ("layers", "Input"),
        ("layers", "InputSpec"),
        ("losses", "Loss"),
        ("losses", "get"),
        ("losses", "serialize"),
        ("metrics", "Mean"),
        ("metrics", "Metric"),
        ("callbacks", "Callback"),
        ("callbacks", "CallbackList"),
        ("optimizers", "Optimizer"),
        ("optimizers", "schedules"),
        ("activations", "deserialize"),
        ("models", "Model"),
        ("data", "mnist"),
        ("layers", ""),
    ],
)
def test_what_is_no_component(kind, name):
    assert keras_entry(KINDS[kind], name) is None


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_all_of_a_kind_once_each_by_name(kind):
    entries = keras_entries(kind)
    names = [entry.name for entry in entries]
    assert len(set(names)) == len(names)
    assert bool(names) is (kind.keras is not None)
    assert all(keras_entry(kind, name).name == name for name in names)
    assert all(entry.summary for entry in entries)


def test_the_function_twin_of_a_class_is_left_out():
    assert "hinge" in {entry.name for entry in keras_entries(KINDS["losses"])}
    assert keras_entry(KINDS["losses"], "hinge").definition.is_class
    assert not keras_entry(KINDS["activations"], "relu").definition.is_class
