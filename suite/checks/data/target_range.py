"""Whether real-valued targets are what the net can answer."""

from __future__ import annotations

import keras
import numpy as np

from suite.checks.loss_output import last_activations
from suite.checks.support.context import CheckContext
from suite.checks.support.loss_kind import loss_kind
from suite.diagnostics.finding import Finding, Severity

# Of the last layer's activation: the values that it can give, None where there is no bound.
RANGES: dict[str, tuple[float | None, float | None]] = {
    "elu": (-1.0, None),
    "exponential": (0.0, None),
    "hard_sigmoid": (0.0, 1.0),
    "hard_tanh": (-1.0, 1.0),
    "relu": (0.0, None),
    "relu6": (0.0, 6.0),
    "sigmoid": (0.0, 1.0),
    "softmax": (0.0, 1.0),
    "softplus": (0.0, None),
    "softsign": (-1.0, 1.0),
    "tanh": (-1.0, 1.0),
}
LARGEST_OUTSIDE = 0.05
LARGEST_SIZE = 300.0

TOPIC = "practice/babysitting"


def target_range(context: CheckContext) -> list[Finding]:
    """Real-valued targets against the range of the last activation, and their size.

        warning   more than 5 % of them are beyond the bounds of the last activation
        note      sqrt(mean y^2) > 300: errors as large as that make gradients as large, and the
                  outputs have a long way to go; scale the targets

    Topic: practice/babysitting, activations/choice

    Example:
        >>> layers = [keras.Input((2,)), keras.layers.Dense(1, "sigmoid")]
        >>> model = keras.Sequential(layers)
        >>> model.compile(loss="mse")
        >>> batch = np.ones((3, 2)), np.array([[1.0], [5.0], [9.0]])
        >>> print(target_range(CheckContext(None, model, None, batch, None))[0].text)
        66.7% of the targets lie beyond 0 to 1, which is all that sigmoid can give.
    """
    values = _values(context)
    if values is None:
        return []
    low, high = reachable(context.model)
    share = outside(values, low, high)
    if share > LARGEST_OUTSIDE:
        bounds = f"{_shown(low, 'minus infinity')} to {_shown(high, 'infinity')}"
        activation = last_activations(context)[0]
        text = (
            f"{share:.1%} of the targets lie beyond {bounds}, which is all that {activation} can "
            "give."
        )
        return [_finding(text, "warning", share, LARGEST_OUTSIDE)]
    size = float(np.sqrt(np.mean(values.astype(np.float64) ** 2)))
    if size > LARGEST_SIZE:
        text = f"The targets have a root mean square of {size:.3g}; about 1 is right: scale them."
        return [_finding(text, "note", size, LARGEST_SIZE)]
    return []


def _finding(text: str, severity: Severity, figure: float, limit: float) -> Finding:
    topic = "activations/choice" if severity == "warning" else TOPIC
    return Finding("target_range", text, severity, figure=figure, limit=limit, topic=topic)


def _values(context: CheckContext) -> np.ndarray | None:
    """The targets of training, or of the first batch; None where they are no real values, or not
    of the outputs' shape."""
    shape = getattr(context.model, "output_shape", None)
    if not isinstance(shape, tuple) or len(shape) != 2:
        return None
    if context.dataset is not None:
        if context.dataset.targets != "values":
            return None
        values = context.dataset.train.labels
    else:
        kind = loss_kind(context.model)
        if context.classes is not None or kind is None or kind.labels != "values":
            return None
        values = context.labels
    if values.dtype.kind not in "biuf" or values.ndim > 2 or not np.isfinite(values).all():
        return None
    return values if values.size == len(values) * shape[1] else None


def reachable(model: keras.Model) -> tuple[float | None, float | None]:
    """The bounds of the last activation; None where there is none, or it cannot be told.

    Example:
        >>> reachable(keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, "relu")]))
        (0.0, None)
    """
    last = last_activations(CheckContext(None, model, None, (), None))
    return RANGES.get(last[0] or "", (None, None)) if last else (None, None)


def outside(values: np.ndarray, low: float | None, high: float | None) -> float:
    """The share of values beyond bounds.

    Example:
        >>> outside(np.array([-1.0, 0.5, 2.0, 3.0]), 0.0, None)
        0.25
    """
    beyond = np.zeros(values.shape, bool)
    if low is not None:
        beyond |= values < low
    if high is not None:
        beyond |= values > high
    return float(beyond.mean())


def _shown(bound: float | None, infinite: str) -> str:
    return infinite if bound is None else f"{bound:g}"
