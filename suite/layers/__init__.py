"""Layers of the lectures that Keras lacks, one per file."""

from typing import TYPE_CHECKING

from suite.lazy_names import import_at_first_use

if TYPE_CHECKING:
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

__all__ = [
    "DropConnect",
    "FractionalMaxPooling2D",
    "InputWhitening",
    "InstanceNormalization",
    "LocalResponseNormalization",
    "Maxout",
    "MaxoutConv2D",
    "NonlinearNormalization",
    "PatchWhitening",
    "SqueezeExcite",
    "StochasticDepth",
    "WeightNormalization",
]

import_at_first_use(__name__)
