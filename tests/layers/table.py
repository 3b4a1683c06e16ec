"""How to make every layer of the suite, and with which arguments it is checked."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np

from suite.layers.drop_connect import DropConnect
from suite.layers.fractional_max_pooling2d import FractionalMaxPooling2D
from suite.layers.input_whitening import InputWhitening
from suite.layers.instance_normalization import InstanceNormalization
from suite.layers.local_response_normalization import LocalResponseNormalization
from suite.layers.maxout import Maxout
from suite.layers.maxout_conv2d import MaxoutConv2D
from suite.layers.nonlinear_normalization import NonlinearNormalization
from suite.layers.patch_whitening import PatchWhitening
from suite.layers.squeeze_excite import SqueezeExcite
from suite.layers.stochastic_depth import StochasticDepth
from suite.layers.weight_normalization import WeightNormalization

LAST = {"data_format": "channels_last"}
INNER = {
    "conv": lambda **dtype: keras.layers.Conv2D(4, 3, strides=2, **LAST, **dtype),
    "dense": lambda **dtype: keras.layers.Dense(4, **dtype),
    "transpose": lambda **dtype: keras.layers.Conv2DTranspose(3, 2, **LAST, **dtype),
    "depthwise": lambda **dtype: keras.layers.DepthwiseConv2D(
        2, depth_multiplier=2, **LAST, **dtype
    ),
}


@dataclass(frozen=True)
class Row:
    """One layer.

    Args:
        make: The layer, from some of the arguments below and a dtype.
        shape: Of one input, with the axes that may be unknown.
        grid: Arguments, each with the values that are checked in all combinations.
    """

    make: Callable[..., keras.layers.Layer]
    shape: tuple[int | None, ...] = (None, None, 6)
    grid: dict[str, list[Any]] = field(default_factory=dict)

    def combinations(self) -> Iterator[dict[str, Any]]:
        for values in itertools.product(*self.grid.values()):
            yield dict(zip(self.grid, values, strict=True))


# File of the layer -> how it is checked.
TABLE = {
    "drop_connect": Row(
        lambda inner="conv", rate=0.5, **dtype: DropConnect(INNER[inner](**dtype), rate, seed=1),
        grid={"inner": list(INNER), "rate": [0, 0.3]},
    ),
    "fractional_max_pooling2d": Row(
        lambda **arguments: FractionalMaxPooling2D(seed=1, **arguments),
        (7, 8, 6),
        {
            "pool_ratio": [2, (1.414, 1.9)],
            "pseudo_random": [True, False],
            "overlapping": [True, False],
        },
    ),
    "input_whitening": Row(
        lambda kind="zca", **arguments: InputWhitening(kind, **arguments),
        (7, 8, 6),
        {"kind": ["pca", "zca"], "components": [None, 5]},
    ),
    "instance_normalization": Row(
        InstanceNormalization,
        grid={"center": [True, False], "scale": [True, False]},
    ),
    "local_response_normalization": Row(
        lambda n=3, alpha=0.1, **arguments: LocalResponseNormalization(n, alpha=alpha, **arguments),
        grid={"n": [1, 4], "alpha": [0, 0.3], "beta": [0, 0.75]},
    ),
    "maxout": Row(
        lambda **arguments: Maxout(3, **arguments),
        grid={"pieces": [2, 3], "use_bias": [True, False]},
    ),
    "maxout_conv2d": Row(
        lambda **arguments: MaxoutConv2D(3, 2, **arguments),
        grid={
            "pieces": [3],
            "strides": [1, 2],
            "padding": ["valid", "same"],
            "use_bias": [True, False],
        },
    ),
    "nonlinear_normalization": Row(
        lambda kind="log", **arguments: NonlinearNormalization(kind, 0.5, 2.0, **arguments),
        grid={"kind": ["log", "arctan", "exp"]},
    ),
    "patch_whitening": Row(
        PatchWhitening, (7, 8, 6), {"kernel_size": [1, 2], "use_bias": [True, False]}
    ),
    "squeeze_excite": Row(
        lambda ratio=2, **dtype: SqueezeExcite(ratio, **dtype), grid={"ratio": [1, 2, 100]}
    ),
    "stochastic_depth": Row(
        lambda **arguments: StochasticDepth(seed=1, **arguments), grid={"rate": [0, 0.4]}
    ),
    "weight_normalization": Row(
        lambda inner="conv", **dtype: WeightNormalization(INNER[inner](**dtype)),
        grid={"inner": list(INNER)},
    ),
}


def images(dtype: str = "float32") -> np.ndarray:
    return np.random.default_rng(0).normal(size=(2, 7, 8, 6)).astype(dtype)


def give_weights(layer: keras.layers.Layer) -> None:
    """Random values for every weight of a built layer, the same on every backend."""
    rng = np.random.default_rng(1)
    for weight in layer.weights:
        weight.assign(rng.normal(size=weight.shape))
