"""Small nets, a run that keeps every report, and the slow twin that the diagnostics must equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite import Diagnostic, Finding
from suite.training.loop.loop_events import LoopEvents
from tests.training.nets import dataset, loop

L = keras.layers


def mlp(optimizer: Any = "sgd", activation: str = "relu", depth: int = 2) -> keras.Model:
    inputs = x = keras.Input((6, 6, 2))
    x = L.Flatten()(x)
    for index in range(1, depth + 1):
        x = L.Dense(8, activation=activation, name=f"dense{index}")(x)
    return compiled(inputs, x, optimizer)


def cnn(optimizer: Any = "sgd", norm: bool = True, pool: str = "Max") -> keras.Model:
    inputs = x = keras.Input((6, 6, 2))
    for index in (1, 2):
        x = L.Conv2D(4, 3, padding="same", name=f"conv{index}")(x)
        x = L.BatchNormalization(name=f"norm{index}")(x) if norm else x
        x = L.ReLU(name=f"relu{index}")(x)
        x = getattr(L, f"{pool}Pooling2D")(2, name=f"pool{index}")(x)
    return compiled(inputs, L.Flatten()(x), optimizer)


def residual(optimizer: Any = "sgd", excite: bool = False) -> keras.Model:
    inputs = keras.Input((6, 6, 2))
    x = L.Conv2D(4, 3, padding="same", use_bias=False, name="stem")(inputs)
    x = L.ReLU(name="stem_relu")(L.BatchNormalization(name="stem_norm")(x))
    y = L.Conv2D(4, 3, padding="same", use_bias=False, name="block_conv1")(x)
    y = L.ReLU(name="block_relu1")(L.BatchNormalization(name="block_norm1")(y))
    y = L.Conv2D(4, 3, padding="same", use_bias=False, name="block_conv2")(y)
    y = L.BatchNormalization(name="block_norm2")(y)
    if excite:
        s = L.GlobalAveragePooling2D(keepdims=True, name="squeeze")(y)
        s = L.Dense(2, activation="relu", name="excite1")(s)
        y = L.Multiply()([y, L.Dense(4, activation="sigmoid", name="excite2")(s)])
    x = L.ReLU(name="block_relu2")(L.Add()([x, y]))
    return compiled(inputs, L.GlobalAveragePooling2D(name="pool")(x), optimizer)


def se_residual(optimizer: Any = "sgd") -> keras.Model:
    return residual(optimizer, excite=True)


NETS = {"mlp": mlp, "cnn": cnn, "residual": residual, "se_residual": se_residual}


def compiled(inputs: Any, features: Any, optimizer: Any, classes: int = 3) -> keras.Model:
    """Adds the logits; the same weights at each call."""
    logits = L.Dense(classes, name="logits", dtype="float32")(features)
    model = keras.Model(inputs, logits)
    random = np.random.default_rng(1)
    for v in model.trainable_variables:
        if len(v.shape) > 1:
            deviation = np.sqrt(2.0 / np.prod(v.shape[:-1]))
            v.assign(random.normal(scale=deviation, size=v.shape))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model


@dataclass
class Watched:
    """What a run left: each report, by diagnostic, and every finding."""

    reports: list[dict[str, dict[str, Any]]]
    findings: list[Finding]

    def series(self, diagnostic: str, key: str) -> np.ndarray:
        """A reported value over the reports; lists are laid end to end."""
        values = [report[diagnostic][key] for report in self.reports]
        return np.concatenate([np.atleast_1d(value) for value in values])


def watch(
    model: keras.Model,
    diagnostics: Sequence[Diagnostic],
    batches: tf.data.Dataset | None = None,
    **options: Any,
) -> Watched:
    """Train with the suite's loop, ten steps per epoch."""
    watched = Watched([], [])
    events = LoopEvents(report=watched.reports.append)
    trainer = loop(model, diagnostics, batches=batches, events=events, **options)
    trainer.run()
    watched.findings = trainer.reporter.findings
    return watched


@dataclass
class TwinStep:
    """One step as plain eager Keras takes it; mappings by variable path."""

    iteration: int
    x: np.ndarray
    y: np.ndarray
    logits: np.ndarray
    loss: float
    gradients: dict[str, np.ndarray]
    before: dict[str, np.ndarray]
    after: dict[str, np.ndarray]

    @property
    def updates(self) -> dict[str, np.ndarray]:
        return {path: self.after[path] - self.before[path] for path in self.before}


def twin(model: keras.Model, steps: int = 10) -> Iterator[TwinStep]:
    """Train eagerly, a separate tape per step, and tell all: the obvious way."""
    optimizer, variables = model.optimizer, model.trainable_variables
    if not optimizer.built:
        optimizer.build(variables)
    for iteration, batch in enumerate(dataset().repeat().take(steps)):
        x, y = map(tf.convert_to_tensor, batch)
        scale = float(optimizer.scale_loss(tf.constant(1.0)))
        before = values_of(variables)
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = model.compute_loss(x, y, logits, training=True)
            scaled = loss * scale
        gradients = tape.gradient(scaled, variables)
        optimizer.apply(gradients, variables)
        yield TwinStep(
            iteration,
            x.numpy(),
            y.numpy(),
            logits.numpy(),
            float(loss),
            {v.path: g.numpy() / scale for v, g in zip(variables, gradients, strict=True)},
            before,
            values_of(variables),
        )


def values_of(variables: Sequence[keras.Variable]) -> dict[str, np.ndarray]:
    return {v.path: np.array(v.value.numpy(), "float32") for v in variables}
