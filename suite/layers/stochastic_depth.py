"""Stochastic depth: residual branches are left out at random while training."""

from __future__ import annotations

from typing import Any, ClassVar

import keras

from suite.tensors import Shape, Tensor


def survival(block: int, blocks: int, last: float) -> float:
    """The linear schedule p_l = 1 - l / L (1 - p_L) of the probability that a branch is kept.

    Args:
        block: l, from 1 for the block next to the input to L.
        blocks: L, their number.
        last: p_L, the last block's probability, in [0, 1].

    Reference:
        Huang, Sun, Liu, Sedra, Weinberger (2016), Deep networks with stochastic depth, equation 4.
    """
    return 1 - block / blocks * (1 - last)


def _kept_samples(x: Tensor, rate: float, seed: keras.random.SeedGenerator) -> Tensor:
    """Each sample of a batch 0 with probability `rate`, otherwise divided by 1 - rate."""
    shape = (keras.ops.shape(x)[0],) + (1,) * (len(x.shape) - 1)
    kept = keras.random.uniform(shape, seed=seed) >= rate
    return keras.ops.where(kept, x / (1 - rate), keras.ops.zeros_like(x))


@keras.saving.register_keras_serializable(package="suite")
class StochasticDepth(keras.layers.Layer):
    """Leave out a residual branch for random samples of a batch.

    y = b F(x) / p,   b = 1 with probability p = 1 - rate, otherwise 0, drawn for each sample

    while training, with F(x) the branch; it stands just before the branch joins its shortcut. At
    inference y = F(x). (Huang et al. scale by p at inference instead: the same expectation.)

    Args:
        rate: Probability that a sample goes without the branch, in [0, 1); 0 changes nothing.
            `survival` gives p for each block of a network.
        seed: Of the draws; None draws one.

    Shapes:
        (batch, ...) to the same shape.

    Raises:
        ValueError: where `rate` is out of range.

    Example:
        >>> branch = StochasticDepth(rate=0.5, seed=0)
        >>> sorted(set(branch(np.ones((100, 1)), training=True).numpy().ravel().tolist()))
        [0.0, 2.0]

    Reference:
        Huang, Sun, Liu, Sedra, Weinberger (2016), Deep networks with stochastic depth.

    Topic: reg/stochastic-depth
    """

    # While training, so that the same weights never have the same loss twice.
    draws_at_random: ClassVar[bool] = True

    def __init__(self, rate: float = 0.5, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not 0 <= rate < 1:
            raise ValueError(f"Argument `rate` must be in [0, 1). Received: rate={rate}")
        self.rate = rate
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        if not training or self.rate == 0:
            return inputs
        return _kept_samples(inputs, self.rate, self.seed_generator)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}
