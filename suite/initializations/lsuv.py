"""Layer-sequential unit variance."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import keras
import numpy as np

from suite.initializations._affine_maps import AffineMap, affine_maps, visit
from suite.initializations._sample import sample
from suite.initializations._say import Say
from suite.options import Option, takes

if TYPE_CHECKING:
    from typing_extensions import Unpack


class _Options(TypedDict, total=False):
    orthogonal: Annotated[
        bool,
        Option(
            True,
            "Whether kernels begin as random orthogonal matrices (Saxe et al. 2014); false scales "
            "those that the model has.",
        ),
    ]
    samples: Annotated[
        int, Option(256, "Of the batch, at least 2; all where the training set has fewer.")
    ]
    tolerance: Annotated[float, Option(0.1, "In (0, 1).")]
    iterations: Annotated[int, Option(10, "Most scalings of one layer, at least 1.")]


@takes(_Options)
def lsuv(model: keras.Model, inputs: Any, seed: int, say: Say, **options: Unpack[_Options]) -> None:
    """LSUV: scale each layer in turn until its outputs have variance 1 on training data.

    W_l <- W_l / sqrt(Var(y_l)),   y_l = W_l x_l + b_l

    from the first layer to the last, repeated while |Var(y_l) - 1| > tolerance; x_l is what the
    layers before, already scaled, make of the batch, and the variance is taken over samples,
    positions and units. It is the output before the activation. Biases stay, so that one step is
    enough where they are zero. Dense and convolution layers are scaled, the logits too, also inside
    WeightNormalization (its length g), DropConnect and Maxout; of a separable convolution it is
    the pointwise kernel. All other layers stay. Batch normalization counts as at inference.

    Args:
        say: Given a line with the least and the largest variance, before and after.

    Raises:
        ValueError: where an argument is out of range, the model has no such layer, or the variance
            of an output is 0 or not finite.

    Example:
        >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(8)])
        >>> x = np.random.default_rng(0).normal(size=(64, 3))
        >>> lsuv(model, x, seed=0, say=lambda line: None, tolerance=0.001)
        >>> round(float(np.var(model(x))), 2)
        1.0

    Reference: Mishkin, Matas (2016), All you need is a good init.

    Topic: init/small, init/large
    """
    _check(options["tolerance"], options["iterations"])
    batch = sample(inputs, options["samples"], seed)
    _Scaling(model, batch, options).run(seed, say)


def _check(tolerance: float, iterations: int) -> None:
    if not 0 < tolerance < 1:
        raise ValueError(f"Argument `tolerance` must be in (0, 1). Received: tolerance={tolerance}")
    if not isinstance(iterations, int) or isinstance(iterations, bool) or iterations < 1:
        raise ValueError(
            f"Argument `iterations` must be an integer >= 1. Received: iterations={iterations}"
        )


class _Scaling:
    """One pass over a model with a batch."""

    def __init__(self, model: keras.Model, batch: np.ndarray, options: _Options) -> None:
        self.model = model
        self.batch = batch
        self.options = options
        self.maps = affine_maps(model)
        self.before: list[float] = []
        self.after: list[float] = []

    def run(self, seed: int, say: Say) -> None:
        visit(self.model, self.maps, self.batch, self._measure)
        if self.options["orthogonal"]:
            _make_orthogonal(self.maps, seed)
        # Read here: inside a layer's call mixed precision would round them.
        self.first = {
            one: keras.ops.convert_to_numpy(one.scale).astype("float64") for one in self.maps
        }
        visit(self.model, self.maps, self.batch, self._adjust)
        say(
            f"lsuv: variance of the outputs of {len(self.after)} layers on {len(self.batch)} "
            f"samples: {min(self.before):.2g} to {max(self.before):.2g} before, "
            f"{min(self.after):.2g} to {max(self.after):.2g} after"
        )

    def _measure(self, one: AffineMap, output: Callable[[], np.ndarray]) -> None:
        self.before.append(float(np.var(output())))

    def _adjust(self, one: AffineMap, output: Callable[[], np.ndarray]) -> None:
        variance, factor = _checked(one, output()), 1.0
        for _ in range(self.options["iterations"]):
            if abs(variance - 1) <= self.options["tolerance"]:
                break
            factor /= math.sqrt(variance)
            one.scale.assign(self.first[one] * factor)
            variance = _checked(one, output())
        self.after.append(variance)


def _make_orthogonal(maps: list[AffineMap], seed: int) -> None:
    """Give every kernel orthogonal columns or rows, and weight normalization the length 1."""
    seeds = np.random.default_rng(seed).integers(2**31, size=len(maps))
    for one, own in zip(maps, seeds, strict=True):
        initializer = keras.initializers.Orthogonal(seed=int(own))
        one.kernel.assign(initializer(tuple(one.kernel.shape), dtype=one.kernel.dtype))
        if one.scale is not one.kernel:
            one.scale.assign(keras.ops.ones_like(one.scale))


def _checked(one: AffineMap, output: np.ndarray) -> float:
    """The variance of an output, refused where no factor brings it to 1."""
    variance = float(np.var(output))
    if not 0 < variance < math.inf:
        raise ValueError(
            f"the output of layer `{one.name}` has variance {variance:g} on the training data, "
            "which no scaling brings to 1: look at the initial weights and the activation before it"
        )
    return variance
