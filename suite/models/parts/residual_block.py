"""A residual block: two or three convolutions around which the input takes a shortcut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras

from suite.layers.stochastic_depth import StochasticDepth
from suite.models.parts.activation import activate
from suite.models.parts.choices import check_rate
from suite.models.parts.options import ResidualOptions
from suite.models.parts.shortcut import shortcut
from suite.models.parts.squeeze_excitation import squeeze_excitation
from suite.models.parts.units import Units


@dataclass(frozen=True)
class ResidualBlock:
    """y = f(F(x) + shortcut(x)), with F a branch of convolutions and f the activation.

    Basic: F is 3x3, 3x3. Bottleneck: F is 1x1, 3x3, 1x1, the last four times as wide; the 3x3
    carries the stride. With `preactivation` norm and activation come before each convolution, and
    f is the identity (He et al. 2016).

    `norm_position: after` swaps the two wherever they are neighbors; the norm that ends a branch
    stays before the addition.

    Args:
        units: What the layers share.
        bottleneck: Bottleneck or basic block.
        shortcut: `identity`, `projection`, or `none`: y = f(F(x)), a plain network
            (without preactivation).
        preactivation: Norm and activation before the convolutions.
        zero_init_last_gamma: The branch's last scale starts at 0, and so the block at the identity.
        last_drop_rate: Probability that training leaves out the branch of a network's last block.
        se_ratio: Ratio of a squeeze-and-excitation unit, or None.
        se_placement: `standard`: after F; `pre`: before F; `post`: after f; `identity`: on the
            shortcut (Hu et al. 2018, figure 5).

    Example:
        >>> from suite.models.parts.norm import Norm
        >>> units = Units("relu", Norm("batch"))
        >>> block = ResidualBlock(units, bottleneck=False, shortcut="identity")
        >>> block(keras.Input((8, 8, 16)), width=32, strides=2, prefix="block_").shape
        (None, 4, 4, 32)
    """

    units: Units
    bottleneck: bool
    shortcut: str
    preactivation: bool = False
    zero_init_last_gamma: bool = False
    last_drop_rate: float = 0.0
    se_ratio: int | None = None
    se_placement: str = "standard"

    @classmethod
    def of(
        cls,
        options: ResidualOptions,
        bottleneck: bool,
        shortcut: str,
        se_ratio: int | None = None,
        se_placement: str = "standard",
    ) -> ResidualBlock:
        """The block that a model's options ask for."""
        check_rate("stochastic_depth", options["stochastic_depth"])
        return cls(
            Units.of(options["activation"], options["norm"], options),
            bottleneck,
            shortcut,
            options["preactivation"],
            options["zero_init_last_gamma"],
            options["stochastic_depth"],
            se_ratio,
            se_placement,
        )

    @property
    def expansion(self) -> int:
        return 4 if self.bottleneck else 1

    def __call__(
        self, x: Any, width: int, strides: int, prefix: str, drop_rate: float = 0.0
    ) -> Any:
        """Apply a block whose 3x3 convolutions have `width` channels.

        While training its branch is left out with probability `drop_rate`.
        """
        branch = self._excite("pre", x, prefix)
        convolutions = self._convolutions(width, strides)
        branch = self._branch(branch, convolutions, prefix)
        branch = self._excite("standard", branch, prefix)
        if self.shortcut == "none":
            return branch
        skip = shortcut(
            x,
            width * self.expansion,
            strides,
            self.shortcut,
            self.units,
            f"{prefix}shortcut_",
            norm=not self.preactivation,
        )
        skip = self._excite("identity", skip, prefix)
        if drop_rate > 0:
            branch = StochasticDepth(drop_rate, name=f"{prefix}stochastic_depth")(branch)
        y = keras.layers.Add(name=f"{prefix}add")([branch, skip])
        if not self.preactivation:
            y = activate(y, self.units.activation, f"{prefix}activation{len(convolutions)}")
        return self._excite("post", y, prefix)

    def _convolutions(self, width: int, strides: int) -> list[tuple[int, int, int]]:
        """Filters, kernel size, strides of each convolution of the branch."""
        if self.bottleneck:
            return [(width, 1, 1), (width, 3, strides), (4 * width, 1, 1)]
        return [(width, 3, strides), (width, 3, 1)]

    def _branch(self, x: Any, convolutions: list[tuple[int, int, int]], prefix: str) -> Any:
        units = self.units
        for index, (filters, kernel_size, strides) in enumerate(convolutions, start=1):
            before_addition = index == len(convolutions) and self.shortcut != "none"
            norm_only = before_addition and not self.preactivation
            if self.preactivation:
                x = units.norm_activation(x, prefix, index)
            x = centered_conv(
                units,
                x,
                filters,
                kernel_size,
                strides,
                f"{prefix}conv{index}",
                norm_next=norm_only or units.norm_first,
            )
            if norm_only:
                zero = self.zero_init_last_gamma
                x = units.norm.apply(x, f"{prefix}norm{index}", zero_gamma=zero)
            elif not self.preactivation:
                x = units.norm_activation(x, prefix, index)
        return x

    def _excite(self, placement: str, x: Any, prefix: str) -> Any:
        if self.se_ratio is None or placement != self.se_placement:
            return x
        return squeeze_excitation(x, self.se_ratio, self.units, f"{prefix}se_")


def centered_conv(
    units: Units,
    x: Any,
    filters: int,
    kernel_size: int,
    strides: int,
    name: str,
    *,
    norm_next: bool,
) -> Any:
    """A convolution whose windows are centered on every `strides`-th pixel.

    Padding `same` pads an even map on one side only under a stride: the branch would look one pixel
    beside the pixel that the shortcut takes.
    """
    padding = "same"
    if strides > 1 and kernel_size > 1:
        x = keras.layers.ZeroPadding2D(kernel_size // 2, name=f"{name}_pad")(x)
        padding = "valid"
    return units.conv(
        x, filters, kernel_size, name, strides=strides, padding=padding, norm_next=norm_next
    )
