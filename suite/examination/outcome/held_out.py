"""What a trained model is shown at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np

from suite.data import Dataset
from suite.data.targets import Targets
from suite.examination.support.examples import Examples
from suite.examination.support.labels import as_labels, target_kind


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Samples that a model was not trained on.

    Args:
        split: `test` or `validation`.
        examples: all of them, as the model takes them.
        kind: what their targets stand for; None where nobody can tell.
        labels: their targets in one form: class numbers, or a row for each sample; of those that
            nobody can tell, none.
        names: of the classes, labels or values, as far as they are known.
        files: of the samples; None where they have none.
        features: the names of the columns of a table, as far as they are known.

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2, "softmax")])
        >>> model.compile(loss="sparse_categorical_crossentropy")
        >>> held = HeldOut.of_arrays(model, np.zeros((2, 1)), np.array([0, 1]))
        >>> held.kind, held.labels.tolist()
        ('classes', [0, 1])
    """

    split: str
    examples: Examples
    kind: Targets | None
    labels: np.ndarray
    names: Sequence[str] = ()
    files: Sequence[str] | None = None
    features: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.examples)

    @classmethod
    def of_dataset(cls, dataset: Dataset) -> HeldOut | None:
        """The test set; else the validation set; None where there is neither."""
        for name in ("test", "validation"):
            split = dataset.splits.get(name)
            if split is not None:
                examples = Examples(split.inputs, split.labels)
                return cls(
                    name,
                    examples,
                    dataset.targets,
                    split.labels,
                    dataset.class_names,
                    split.files,
                    dataset.features,
                )
        return None

    @classmethod
    def of_arrays(
        cls, model: keras.Model, inputs: object, targets: object, features: Sequence[str] = ()
    ) -> HeldOut:
        """Validation data of `suite.fit`.

        Args:
            model: compiled; its loss says what they are.
            inputs, targets: arrays, in the structure that the model takes.
            features: the names of the columns of a table, as far as they are known.
        """
        kind = target_kind(model, targets)
        labels = as_labels(targets, kind)
        if kind is None or labels is None:
            kind, labels = None, np.empty(0)
        examples = Examples(inputs, targets)
        return cls("validation", examples, kind, labels, features=features)
