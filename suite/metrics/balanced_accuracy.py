"""Accuracy in which every class counts the same."""

from __future__ import annotations

import keras

from suite.tensors import Tensor


@keras.saving.register_keras_serializable(package="suite")
class BalancedAccuracy(keras.metrics.Metric):
    """Mean over the classes of the share of right answers among their examples.

    balanced accuracy = 1/k sum_c  right_c / n_c

    with n_c the examples of class c, right_c those of them whose largest output is c, and k the
    number of classes that occur. It is the mean of the classes' recalls: guessing gives 1/k,
    however rare some classes are. The sums run over all batches, so that it depends on neither
    batches, micro-batches nor replicas.

    Args:
        name: Under which it is logged.
        dtype: Of the sums.

    Shapes:
        labels: (batch,) or (batch, 1) of class numbers, or (batch, classes) of which the largest
        counts. outputs: (batch, classes), probabilities or logits.

    Raises:
        ValueError: where the outputs are not one per class.

    Example:
        >>> metric = BalancedAccuracy()
        >>> metric.update_state([0, 0, 0, 1], np.array([[0.9, 0.1]] * 4))  # always class 0
        >>> float(metric.result())
        0.5

    Reference:
        Brodersen, Ong, Stephan, Buhmann (2010), The balanced accuracy and its posterior
        distribution.

    Topic: loss/focal
    """

    def __init__(self, name: str = "balanced_accuracy", dtype: str | None = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.count: keras.Variable | None = None
        self.right: keras.Variable | None = None

    def _create_sums(self, classes: int | None) -> tuple[keras.Variable, keras.Variable]:
        """The number of classes is known from the first outputs on."""
        if classes is None or classes < 2:
            raise ValueError(
                "Argument `y_pred` must have an output for each of at least two classes. "
                f"Received: {classes}"
            )
        count = self.add_variable((classes,), "zeros", name="count")
        return count, self.add_variable((classes,), "zeros", name="right")

    def update_state(
        self, y_true: Tensor, y_pred: Tensor, sample_weight: Tensor | None = None
    ) -> None:
        """Count a batch; a sample of weight w counts as w samples."""
        y_true, y_pred = keras.ops.convert_to_tensor(y_true), keras.ops.convert_to_tensor(y_pred)
        classes = y_pred.shape[-1] if len(y_pred.shape) == 2 else None
        if self.count is None or self.right is None:
            self.count, self.right = self._create_sums(classes)
        if len(y_true.shape) == 2 and y_true.shape[-1] == classes:
            y_true = keras.ops.argmax(y_true, axis=-1)
        labels = keras.ops.reshape(keras.ops.cast(y_true, "int32"), (-1,))
        seen = keras.ops.one_hot(labels, classes, dtype=self.dtype)
        if sample_weight is not None:
            weight = keras.ops.cast(sample_weight, self.dtype)
            seen = seen * keras.ops.reshape(weight, (-1, 1))
        hit = keras.ops.equal(labels, keras.ops.cast(keras.ops.argmax(y_pred, axis=-1), "int32"))
        right = seen * keras.ops.cast(hit, self.dtype)[:, None]
        self.count.assign_add(keras.ops.sum(seen, axis=0))
        self.right.assign_add(keras.ops.sum(right, axis=0))

    def result(self) -> Tensor:
        """The figure so far; 0 before the first sample."""
        if self.count is None:
            return 0.0
        occurs = keras.ops.cast(self.count > 0, self.dtype)
        recalls = keras.ops.divide_no_nan(self.right, self.count)
        return keras.ops.divide_no_nan(keras.ops.sum(recalls), keras.ops.sum(occurs))

    def get_config(self) -> dict[str, str]:
        return {"name": self.name, "dtype": self.dtype}
