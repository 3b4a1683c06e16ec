"""The variables of a model that Keras creates at their first use, without a batch to spend."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf
from keras.src import tree

from suite.training.fit.fit_calls import with_absent
from suite.training.loop.compiled import traced
from suite.training.step.step import Batch, forward, loss_of


def build_from_spec(model: keras.Model, spec: Any, strategy: tf.distribute.Strategy) -> None:
    """Create the variables of model, loss, metrics and optimizer, as the first step of Keras would.

    The step is traced and not run. No batch is drawn: a generator would lose it, and a shuffled
    dataset would come in another order afterwards.

    Args:
        model: compiled.
        spec: of the batches.
        strategy: in whose scope variables belong.

    Example:
        >>> model = keras.Sequential([keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> spec = (tf.TensorSpec((None, 3)), tf.TensorSpec((None, 1)))
        >>> build_from_spec(model, spec, tf.distribute.get_strategy())
        >>> model.count_params()
        4
    """

    def build(batch: Batch) -> None:
        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(batch)
        predictions = forward(model, x, training=True)
        loss_of(model, (x, y, sample_weight), predictions, training=True)
        model.compute_metrics(x, y, predictions, sample_weight)

    if not _is_built(model):
        if model._distribute_strategy is None:
            traced(with_absent(build)).get_concrete_function(spec)
        else:
            with strategy.scope():
                model._symbolic_build(data_batch=tree.map_structure(_symbolic, spec))
    if model.optimizer is not None and not model.optimizer.built:
        with strategy.scope():
            model.optimizer.build(model.trainable_variables)


def _is_built(model: keras.Model) -> bool:
    """Whether model, loss and metrics have their variables."""
    parts = (model._compile_loss, model._compile_metrics, *model._flatten_layers())
    return all(part is None or part.built for part in parts)


def _symbolic(spec: Any) -> keras.KerasTensor:
    """One replica's part of a batch, of unknown size."""
    spec = getattr(spec, "_value_specs", (spec,))[0]
    return keras.KerasTensor((None, *spec.shape[1:]), spec.dtype.name)
