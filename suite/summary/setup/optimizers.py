"""The optimizer of a compiled model, and the learning rates of the run that is planned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import keras
import numpy as np

from suite.catalog.names.spelling import snake_case
from suite.summary.setup.plain import ABSENT, facts, plain, read

# So many steps of the run are asked for their rate, evenly, beside those that a schedule names.
_LOOKED_AT = 40
# Arguments of schedules that are rates; the highest of them is what was asked for.
_RATES = (
    "initial_learning_rate",
    "learning_rate",
    "maximum_learning_rate",
    "peak_learning_rate",
    "schedule",
    "values",
    "warmup_target",
)
_STEPS = (
    *("boundaries", "decay_steps", "every", "first_decay_steps", "period", "step_size", "steps"),
    *("warmup", "warmup_steps"),
)


def describe_optimizer(optimizer: Any, steps: int | None) -> Any:
    """The kind, the class and the arguments of an optimizer, and its `learning_rate`.

    Args:
        optimizer: of a compiled model; a loss scaling around it is looked through.
        steps: of the whole run; None looks at the first thousand.

    Example:
        >>> decay = keras.optimizers.schedules.PiecewiseConstantDecay([10], [0.1, 0.001])
        >>> found = describe_optimizer(keras.optimizers.SGD(decay, momentum=0.9), 100)
        >>> found["momentum"], found["learning_rate"]["highest"], found["learning_rate"]["last"]
        (0.9, 0.1, 0.001)
    """
    optimizer = getattr(optimizer, "inner_optimizer", None) or optimizer
    if optimizer is None:
        return ABSENT
    config = read(optimizer.get_config)
    arguments = {} if config is ABSENT else {k: v for k, v in config.items() if k != "name"}
    arguments.pop("learning_rate", None)
    each = arguments.get("gradient_accumulation_steps") or 1
    updates = None if steps is None else max(1, steps // each)
    return {
        "kind": snake_case(type(optimizer).__name__),
        "class": type(optimizer).__name__,
        **plain(arguments),
        **facts(learning_rate=read(lambda: _rates(optimizer, updates))),
    }


def _rates(optimizer: Any, updates: int | None) -> Any:
    """The kind of a rate; its first, highest and last value; and the highest that was asked for."""
    schedule = getattr(optimizer, "_learning_rate", None)
    if not isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule):
        if callable(schedule) and not isinstance(schedule, keras.Variable):
            return {"kind": "function"}  # a call of it may have effects
        rate = _short(keras.ops.convert_to_numpy(optimizer.learning_rate))
        return {"kind": "constant", "first": rate, "highest": rate, "last": rate, "asked": rate}
    schedule = getattr(schedule, "of_recipe", schedule)
    config = read(schedule.get_config)
    arguments = config if isinstance(config, Mapping) else {}
    taken = _steps(arguments, 1000 if updates is None else updates)
    values = [_short(keras.ops.convert_to_numpy(schedule(step))) for step in taken]
    asked = max(_numbers(arguments, _RATES), default=ABSENT)
    return {
        "kind": snake_case(type(schedule).__name__),
        **facts(first=values[0], highest=max(values), last=values[-1], asked=asked),
        **facts(arguments=plain(arguments)),
    }


def _steps(arguments: Mapping[str, Any], updates: int) -> list[int]:
    """Steps to look at: evenly, and beside each that the schedule itself names."""
    even = np.linspace(0, updates - 1, _LOOKED_AT).astype(int).tolist()
    named = {int(step) + near for step in _numbers(arguments, _STEPS) for near in (-1, 0, 1)}
    return sorted({*even, *(step for step in named if 0 <= step < updates)})


def _numbers(values: Any, names: tuple[str, ...], counts: bool = False) -> Iterator[float]:
    """Numbers under the names, however deep."""
    if isinstance(values, Mapping):
        for name, value in values.items():
            yield from _numbers(value, names, counts=name in names)
    elif isinstance(values, list | tuple):
        for value in values:
            yield from _numbers(value, names, counts)
    elif counts and isinstance(values, int | float) and not isinstance(values, bool):
        yield float(values)


def _short(value: Any) -> float:
    """Without the digits that float32 adds."""
    return float(f"{float(value):.6g}")
