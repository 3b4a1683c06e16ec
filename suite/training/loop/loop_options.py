"""How a loop computes, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from suite.training.assembly.transfer.rate_groups import RateGroups
from suite.training.step.slow_weights import SlowWeights


@dataclass
class LoopOptions:
    """How the loop computes; nothing here changes what is computed, but for `clip_norm`,
    `average`, `rates`, `weight_rates` and rounding. Calls end at multiples of `stop_every` steps;
    with `stop_at_nan` training ends after the one in which loss or weights stop being numbers.

    Example:
        >>> LoopOptions(epochs=3, clip_norm=1.0).steps_per_execution
        'auto'
    """

    epochs: int = 1
    steps_per_execution: int | str = "auto"
    jit_compile: bool = False
    clip_norm: float | None = None
    micro_batches: int = 1
    average: SlowWeights | None = None
    rates: RateGroups | None = None
    weight_rates: Mapping[str, float] = field(default_factory=dict)
    stop_every: int | None = None
    stop_at_nan: bool = False


@dataclass
class Position:
    """Where training stands: epochs finished, and steps taken in all."""

    epoch: int = 0
    step: int = 0
