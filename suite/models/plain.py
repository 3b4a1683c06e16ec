"""Plain networks: residual networks without their shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import keras

from suite.models.parts.choices import checked
from suite.models.parts.options import DepthOptions, UnitOptions
from suite.models.parts.residual_block import ResidualBlock
from suite.models.parts.residual_network import plan_network, residual_network
from suite.models.parts.units import Units
from suite.options import takes

if TYPE_CHECKING:
    from typing_extensions import Unpack


class _Options(DepthOptions, UnitOptions, total=False):
    pass


@checked
@takes(_Options)
def plain(
    inputs: keras.KerasTensor, classes: int, **options: Unpack[_Options]
) -> keras.KerasTensor:
    """Plain network: `resnet` of the same depth without shortcuts, to see degradation.

    y = f(F(x))

    with F and f as in `resnet`. The deeper of two plain networks has the higher training error.

    Args:
        inputs: Images, normalized.
        classes: Number of logits.

    Shapes:
        (batch, height, width, channels) to (batch, classes).

    Raises:
        ValueError: where an argument is out of range or contradicts another.

    Reference:
        He, Zhang, Ren, Sun (2015), Deep residual learning for image recognition, section 4.2.

    Example:
        >>> logits = plain(keras.Input((32, 32, 3)), 10, depth=20, width=8)
        >>> logits.shape
        (None, 10)

    Topic: models/resnet
    """
    plan = plan_network(options)
    units = Units.of(options["activation"], options["norm"], options)
    return residual_network(inputs, classes, plan, ResidualBlock(units, plan.bottleneck, "none"))
