"""The state of callbacks as plain data that a checkpoint holds, and back with every type."""

from suite.diagnostics.state.attributes import attributes, held_by_class, set_attributes
from suite.diagnostics.state.decoder import Decoder, is_live_only
from suite.diagnostics.state.encoder import Encoder, NoState

__all__ = [
    "Decoder",
    "Encoder",
    "NoState",
    "attributes",
    "held_by_class",
    "is_live_only",
    "set_attributes",
]
