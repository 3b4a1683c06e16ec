"""A metric that is given what it is defined on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import keras
from keras import ops

from suite.recipe.task.metric_inputs import MetricInputs, Steps


@keras.saving.register_keras_serializable(package="suite")
class AdaptedMetric(keras.metrics.Metric):
    """Makes a metric's labels and predictions of a batch's labels and of a model's outputs.

    The variables are the inner metric's, so that checkpoints and replicas treat them as its own.

    Args:
        inner: any metric.
        inputs: how its inputs are made.

    Example:
        >>> inputs = MetricInputs(labels="vectors", predictions=("softmax",))
        >>> metric = AdaptedMetric(keras.metrics.CategoricalAccuracy(), inputs)
        >>> float(metric(np.array([1, 0]), np.array([[0.0, 2.0], [0.0, 1.0]])))
        0.5
    """

    def __init__(self, inner: keras.metrics.Metric, inputs: MetricInputs) -> None:
        super().__init__(name=inner.name, dtype=inner.dtype)
        self.inner = inner
        self.inputs = inputs

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Count a batch, each sample with its weight if there are any."""
        y_pred = predictions(y_pred, self.inputs.predictions)
        y_true = _labels(y_true, self.inputs.labels, y_pred)
        if sample_weight is None:  # metrics of the user's need not take any
            return self.inner.update_state(y_true, y_pred)
        return self.inner.update_state(y_true, y_pred, sample_weight=sample_weight)

    def result(self) -> Any:
        return self.inner.result()

    def reset_state(self) -> None:
        self.inner.reset_state()

    def get_config(self) -> dict[str, Any]:
        return {
            "inner": keras.saving.serialize_keras_object(self.inner),
            "inputs": asdict(self.inputs),
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> AdaptedMetric:
        inputs = {**config["inputs"], "predictions": tuple(config["inputs"]["predictions"])}
        inner = keras.saving.deserialize_keras_object(config["inner"])
        return cls(inner, MetricInputs(**inputs))


def predictions(outputs: Any, steps: Steps) -> Any:
    """What a metric gets of a model's outputs; see `MetricInputs`.

    Computed in float32 at least: half precision has few numbers near 1.

    Shapes:
        (batch, outputs) to (batch, outputs); (batch, 1) to (batch, 2) by `pair` and `pair_scores`;
        to (batch,) by `decided`.
    """
    x = ops.convert_to_tensor(outputs)
    x = ops.cast(x, keras.backend.result_type(x.dtype, "float32")) if steps else x
    for step in steps:
        x = _STEPS[step](x)
    # A copy: Keras hangs the logits on what its softmax and sigmoid return, and cross-entropies
    # would take these instead, whichever of the two it was.
    return ops.stop_gradient(x) if steps else x


_STEPS = {
    "softmax": lambda x: ops.softmax(x, axis=-1),
    "sigmoid": ops.sigmoid,
    "shares": lambda x: ops.divide_no_nan(x, ops.sum(x, axis=-1, keepdims=True)),
    "pair": lambda x: ops.concatenate([1 - x, x], axis=-1),
    "pair_scores": lambda x: ops.concatenate([ops.zeros_like(x), x], axis=-1),
    "decided": lambda x: ops.argmax(x, axis=-1),
}


def _labels(given: Any, wanted: str, predicted: Any) -> Any:
    """A batch's labels as `numbers` of classes, `vectors` of zeros and a one, or `rounded`.

    Args:
        given: class numbers, (batch,) or (batch, 1), or vectors of which the largest entry counts.
        wanted: see `MetricInputs`.
        predicted: what the metric gets as predictions.
    """
    if wanted == "as_given":
        return given
    y = ops.convert_to_tensor(given)
    if wanted == "rounded":
        return ops.cast(y > 0.5, "float32")
    if len(y.shape) > 1 and y.shape[-1] != 1:
        y = ops.argmax(y, axis=-1)
    numbers = ops.reshape(ops.cast(y, "int32"), (-1,))
    if wanted == "numbers":
        return numbers
    return ops.one_hot(numbers, predicted.shape[-1], dtype="float32")
