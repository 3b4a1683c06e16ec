"""Layer-sequential unit variance."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from suite.initializations._affine_maps import AffineMap, affine_maps, visit
from suite.initializations._sample import sample


def lsuv(
    model: keras.Model,
    inputs: Any,
    seed: int,
    say: Callable[[str], object],
    *,
    orthogonal: bool = True,
    samples: int = 256,
    tolerance: float = 0.1,
    iterations: int = 10,
) -> None:
    """LSUV: scale each layer in turn until its outputs have variance 1 on training data.

    W_l <- W_l / sqrt(Var(y_l)),   y_l = W_l x_l + b_l

    from the first layer to the last, repeated while |Var(y_l) - 1| > tolerance; x_l is what the
    layers before, already scaled, make of the batch, and the variance is taken over samples,
    positions and units. It is the output before the activation. Biases stay, so that one step is
    enough where they are zero. Dense and convolution layers are scaled, the logits too, also inside
    WeightNormalization (its length g), DropConnect and Maxout; of a separable convolution it is
    the pointwise kernel. All other layers stay. Batch normalization counts as at inference.

    Args:
        model: Its weights are changed.
        inputs: Raw training inputs.
        seed: Of the batch and of the orthogonal kernels.
        say: Given a line with the least and the largest variance, before and after.
        orthogonal: Whether kernels begin as random orthogonal matrices (Saxe et al. 2014); false
            scales those that the model has.
        samples: Of the batch, at least 2; all where the training set has fewer.
        tolerance: In (0, 1).
        iterations: Most scalings of one layer, at least 1.

    Raises:
        ValueError: where an argument is out of range, the model has no such layer, or the variance
            of an output is 0 or not finite.

    Reference:
        Mishkin, Matas (2016), All you need is a good init.

    Topic: init/small, init/large
    """
    if not 0 < tolerance < 1:
        raise ValueError(f"Argument `tolerance` must be in (0, 1). Received: tolerance={tolerance}")
    if not isinstance(iterations, int) or isinstance(iterations, bool) or iterations < 1:
        raise ValueError(
            f"Argument `iterations` must be an integer >= 1. Received: iterations={iterations}"
        )
    batch = sample(inputs, samples, seed)
    maps = affine_maps(model)
    before, after = [], []
    visit(model, maps, batch, lambda one, output: before.append(float(np.var(output()))))
    if orthogonal:
        make_orthogonal(maps, seed)
    # Read here: inside a layer's call mixed precision would round them.
    first = {one: keras.ops.convert_to_numpy(one.scale).astype("float64") for one in maps}

    def adjust(one: AffineMap, output: Callable[[], np.ndarray]) -> None:
        variance, factor = checked(one, output()), 1.0
        for _ in range(iterations):
            if abs(variance - 1) <= tolerance:
                break
            factor /= math.sqrt(variance)
            one.scale.assign(first[one] * factor)
            variance = checked(one, output())
        after.append(variance)

    visit(model, maps, batch, adjust)
    say(
        f"lsuv: variance of the outputs of {len(after)} layers on {len(batch)} samples: "
        f"{min(before):.2g} to {max(before):.2g} before, {min(after):.2g} to {max(after):.2g} after"
    )


def make_orthogonal(maps: list[AffineMap], seed: int) -> None:
    """Give every kernel orthogonal columns or rows, and weight normalization the length 1."""
    seeds = np.random.default_rng(seed).integers(2**31, size=len(maps))
    for one, own in zip(maps, seeds, strict=True):
        initializer = keras.initializers.Orthogonal(seed=int(own))
        one.kernel.assign(initializer(tuple(one.kernel.shape), dtype=one.kernel.dtype))
        if one.scale is not one.kernel:
            one.scale.assign(keras.ops.ones_like(one.scale))


def checked(one: AffineMap, output: np.ndarray) -> float:
    """The variance of an output, refused where no factor brings it to 1."""
    variance = float(np.var(output))
    if not 0 < variance < math.inf:
        raise ValueError(
            f"the output of layer `{one.name}` has variance {variance:g} on the training data, "
            "which no scaling brings to 1: look at the initial weights and the activation before it"
        )
    return variance
