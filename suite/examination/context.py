"""What is examined: a trained model, and the data that it was trained and validated on."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np

from suite.data.targets import Targets
from suite.examination.support.answers import Answers, answers
from suite.examination.support.deadline import Deadline
from suite.examination.support.examples import Examples
from suite.examination.support.labels import as_labels, target_kind

# Of the budget, for one pass over a sample.
_PASS_SHARE = 1 / 10


def _as_it_is(targets: Any) -> Any:
    return targets


@dataclass(frozen=True, eq=False)
class ExaminationContext:
    """A compiled, trained model with its data.

    Args:
        model: as it is after training.
        train: all training examples, as the model takes them, without augmentation.
        validation: all validation examples, if there are any.
        targets: what the targets stand for; None: the loss and the targets tell.
        form: makes targets of `train` and `validation` what the loss takes.
        batches: some as they were trained on, in their order; looked at once, if at all.
        augments: whether their inputs were changed at random.
        batch_size: of training.
        deadline: until when figures are measured.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, "softmax")])
        >>> model.compile("sgd", "sparse_categorical_crossentropy")
        >>> context = ExaminationContext(model, Examples(np.eye(2), np.array([0, 1])))
        >>> context.kind, sorted(context.train_labels.tolist())
        ('classes', [0, 1])
    """

    model: keras.Model
    train: Examples
    validation: Examples | None = None
    targets: Targets | None = None
    form: Callable[[Any], Any] = _as_it_is
    batches: Iterable[Examples] = ()
    augments: bool = False
    batch_size: int = 32
    deadline: Deadline = field(default_factory=Deadline)

    @functools.cached_property
    def kind(self) -> Targets | None:
        """What the targets stand for; None where nobody can tell."""
        return self.targets or target_kind(self.model, self.train_sample.targets)

    @property
    def variance(self) -> float | None:
        """Of the training targets, over all columns; None where they are no real values."""
        if self.kind != "values" or self.train_labels is None:
            return None
        return float(self.train_labels.var(axis=0).mean())

    @functools.cached_property
    def trained_on(self) -> list[Examples]:
        """Some batches as they were trained on."""
        return list(self.batches)

    @functools.cached_property
    def train_sample(self) -> Examples:
        return self.train.sample()

    @functools.cached_property
    def validation_sample(self) -> Examples | None:
        return None if self.validation is None else self.validation.sample()

    @functools.cached_property
    def train_labels(self) -> np.ndarray | None:
        """Of the sample of the training set, in one form."""
        return as_labels(self.train_sample.targets, self.kind)

    @functools.cached_property
    def validation_labels(self) -> np.ndarray | None:
        """Of the sample of the validation set, in one form."""
        sample = self.validation_sample
        return None if sample is None else as_labels(sample.targets, self.kind)

    @functools.cached_property
    def train_answers(self) -> Answers | None:
        """The model's, in inference mode, to the sample of the training set."""
        return self.answers(self.train_sample, self.train_labels)

    @functools.cached_property
    def validation_answers(self) -> Answers | None:
        """The model's, in inference mode, to the sample of the validation set."""
        return self.answers(self.validation_sample, self.validation_labels)

    def answers(
        self,
        examples: Examples | None,
        labels: np.ndarray | None,
        training_batch: int | None = None,
        form: Callable[[Any], Any] | None = None,
    ) -> Answers | None:
        """What the model answers, to as many examples as a share of the budget allows.

        Args:
            labels: of the examples, in one form.
            training_batch: size of the batches in training mode; None is inference mode.
            form: makes their targets what the loss takes, by default that of the context.
        """
        if examples is None or labels is None or not len(labels):
            return None
        seconds = min(self.deadline.left, _PASS_SHARE * self.deadline.seconds)
        form = form or self.form
        return answers(self.model, examples, labels, form, seconds, training_batch)
