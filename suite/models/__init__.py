"""Models: functions from an input tensor to logits, one architecture per file."""

from typing import TYPE_CHECKING

from suite.lazy_names import import_at_first_use

if TYPE_CHECKING:
    from suite.models.airbench import airbench
    from suite.models.application import application
    from suite.models.cnn import cnn
    from suite.models.mlp import mlp
    from suite.models.plain import plain
    from suite.models.resnet import resnet
    from suite.models.rnn import rnn
    from suite.models.se_resnet import se_resnet
    from suite.models.sequential import sequential

__all__ = [
    "airbench",
    "application",
    "cnn",
    "mlp",
    "plain",
    "resnet",
    "rnn",
    "se_resnet",
    "sequential",
]

import_at_first_use(__name__)
