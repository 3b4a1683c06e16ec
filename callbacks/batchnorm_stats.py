"""What batch normalization sees, against what it will use at inference."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite import Diagnostic, Finding, Step
from suite.diagnostics import Edit
from suite.diagnostics.tools.batch_statistics import check_updates, updates_statistics
from suite.diagnostics.tools.edits import learning_rate_edit
from suite.diagnostics.tools.rows import Rows

MEAN_LIMIT, VARIANCE_LIMIT = 1.0, math.log(2)
SMALL_GAMMA, SMALL_SHARE = 1e-2, 0.5
LEAST_SAMPLES = 8
BRISK_MOMENTUM = 0.9
ACCURACY_LAG, LOSS_LAG = 0.1, 2.0


class BatchnormStats(Diagnostic):
    """Batch statistics against moving statistics, scales and offsets of BatchNormalization layers.

        d_mu  = mean_c |mu_B - mu_mov| / sqrt(var_mov + eps)
        d_var = mean_c |ln((var_B + eps) / (var_mov + eps))|

    over the channels c of a layer, with mu_B and var_B the statistics of the batch, mu_mov and
    var_mov the moving ones after the step. Where they differ the net trains with other numbers than
    it is tested with.

    Logs `d_mu/<layer>` and `d_var/<layer>`, means over the measured steps; `samples`, those behind
    each statistic, on one replica and in one micro-batch; `smallest_variance`, the least moving
    variance of all layers; and lists `gamma/<layer>` and `beta/<layer>`.

    Speaks after 1 / (1 - momentum) steps where d_mu > 1 or d_var > ln 2 since the last report (a
    warning where validation lags behind training, in accuracy by 0.1 or in loss by a factor of 2;
    else a note), or more than half of a layer's |gamma| are below 1e-2 (note), but where they begin
    at 0, as `zero_init_last_gamma` has it; and at once of less than 8 samples per statistic
    (warning).

    Args:
        every: measured at every so many steps; by default at every tenth of a run of up to 1,000
            steps, and at every 50th of a longer one.
        layers: only these; None is all BatchNormalization layers that are trained.

    Example:
        >>> norm = keras.layers.BatchNormalization(name="norm")
        >>> model = keras.Sequential([keras.Input((2,)), norm])
        >>> model.compile("sgd", "mse")
        >>> stats = BatchnormStats(every=10)
        >>> stats.build(model)
        >>> stats.layers, stats.settled.tolist()  # judged after 1 / (1 - momentum) steps
        (['norm'], [100])

    Reference: Ioffe, Szegedy, 2015, Batch normalization; Wu, He, 2018, Group normalization.
    Topic: norm/batch, norm/batch-small-batches
    """

    needs = frozenset({"batch_stats"})
    dense = 10
    keeps = frozenset({"drift", "lags", "latest", "samples"})

    def __init__(self, every: int | None = None, layers: Sequence[str] | None = None) -> None:
        super().__init__(every)
        self.chosen_layers = layers

    def build(self, model: keras.Model) -> None:
        chosen = self.choose_layers(model, self.chosen_layers)
        if chosen is None:
            chosen = [layer.name for layer in model.layers if updates_statistics(layer)]
        self.layers = chosen
        self.norms = [model.get_layer(name) for name in self.layers]
        for norm in self.norms:
            check_updates(norm)
        counts = [norm.moving_mean.shape[0] for norm in self.norms]
        layer_of = np.repeat(np.arange(len(counts)), counts)
        self.averaging = (np.eye(len(counts)) / counts).astype("float32")[layer_of]
        self.epsilon = np.repeat([norm.epsilon for norm in self.norms], counts).astype("float32")
        self.rows = Rows(self, d_mu=(len(counts),), d_var=(len(counts),), samples=())
        self.lower_rate = learning_rate_edit(model, 0.1)
        self.settled = np.array([math.ceil(1 / (1 - norm.momentum)) for norm in self.norms])
        self.drift: Finding | None = None
        self.lags = False
        self.samples: int | None = None
        self.latest = -1

    def observe(self, step: Step) -> None:
        if not self.norms:
            return
        mean, variance = (
            tf.concat([step.batch_stats[name][index] for name in self.layers], 0)
            for index in (0, 1)
        )
        moving_mean = tf.concat([norm.moving_mean.value for norm in self.norms], 0)
        moving_variance = tf.concat([norm.moving_variance.value for norm in self.norms], 0)
        spread = moving_variance + self.epsilon
        d_mu = tf.abs(mean - moving_mean) / tf.sqrt(spread)
        d_var = tf.abs(tf.math.log((variance + self.epsilon) / spread))
        self.rows.write(
            step.iteration,
            d_mu=tf.linalg.matvec(self.averaging, d_mu, transpose_a=True),
            d_var=tf.linalg.matvec(self.averaging, d_var, transpose_a=True),
            samples=_samples_per_statistic(step, self.norms),
        )

    def report(self) -> dict[str, Any]:
        rows = self.rows.read()
        if not len(rows["step"]) or not self.norms:
            return {}
        self.samples, self.latest = int(rows["samples"].min()), int(rows["step"][-1])
        self.look_for_drift(rows)
        report: dict[str, Any] = {"samples": self.samples}
        variances = [float(norm.moving_variance.numpy().min()) for norm in self.norms]
        report["smallest_variance"] = min(variances)
        for name, norm, d_mu, d_var in zip(
            self.layers, self.norms, rows["d_mu"].mean(0), rows["d_var"].mean(0), strict=True
        ):
            report[f"d_mu/{name}"], report[f"d_var/{name}"] = d_mu, d_var
            if norm.scale:
                report[f"gamma/{name}"] = norm.gamma.numpy()
            if norm.center:
                report[f"beta/{name}"] = norm.beta.numpy()
        return report

    def look_for_drift(self, rows: dict[str, np.ndarray]) -> None:
        """Compare what has been measured since the statistics settled with the limits."""
        for index, (name, norm) in enumerate(zip(self.layers, self.norms, strict=True)):
            settled = rows["step"] >= self.settled[index]
            if not settled.any() or self.drift is not None:
                continue
            first = int(rows["step"][settled][0])
            d_mu = float(rows["d_mu"][settled, index].mean())
            d_var = float(rows["d_var"][settled, index].mean())
            if d_mu > MEAN_LIMIT:
                text = f"the batches' means are {d_mu:.2g} standard deviations from the moving ones"
                self.drift = self.drifting(name, norm, text, first, d_mu, MEAN_LIMIT)
            elif d_var > VARIANCE_LIMIT:
                text = f"the batches' variances are {math.exp(d_var):.2g} times off the moving ones"
                self.drift = self.drifting(name, norm, text, first, d_var, VARIANCE_LIMIT)

    def drifting(
        self,
        name: str,
        norm: keras.layers.BatchNormalization,
        text: str,
        first: int,
        figure: float,
        limit: float,
    ) -> Finding:
        change = self.lower_rate
        if norm.momentum > BRISK_MOMENTUM:
            change = Edit("model.norm_momentum", norm.momentum, BRISK_MOMENTUM)
        text = f"In `{name}` {text}: validation sees another net than training."
        return Finding(self.name, text, "note", name, first, figure, limit, "norm/batch", change)

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        """Whether validation lags behind training; said at the next report."""
        logs = logs or {}
        if {"accuracy", "val_accuracy"} <= logs.keys():
            self.lags = logs["accuracy"] - logs["val_accuracy"] > ACCURACY_LAG
        elif {"loss", "val_loss"} <= logs.keys():
            self.lags = not logs["val_loss"] <= LOSS_LAG * logs["loss"]

    def findings(self) -> list[Finding]:
        found = []
        if self.drift is not None:
            found.append(replace(self.drift, severity="warning" if self.lags else "note"))
        if self.samples is not None and self.samples < LEAST_SAMPLES:
            found.append(self.few_samples(self.samples))
        for name, norm, settled in zip(self.layers, self.norms, self.settled, strict=True):
            if norm.scale and self.latest >= settled and not _begins_closed(norm):
                share = float(np.mean(np.abs(norm.gamma.numpy()) < SMALL_GAMMA))
                if share > SMALL_SHARE:
                    found.append(self.closed(name, share))
        return found

    def few_samples(self, samples: int) -> Finding:
        return Finding(
            self.name,
            f"Batch normalization takes its statistics from {samples} samples: too noisy.",
            step=0,
            figure=float(samples),
            limit=float(LEAST_SAMPLES),
            topic="norm/batch-small-batches",
            edit=Edit("model.norm", "batch", "group"),
        )

    def closed(self, name: str, share: float) -> Finding:
        return Finding(
            self.name,
            f"`{name}` scales {share:.0%} of its channels to nothing: |gamma| < {SMALL_GAMMA:g}.",
            "note",
            name,
            self.latest,
            share,
            SMALL_SHARE,
            "norm/batch",
        )


def _begins_closed(norm: keras.layers.BatchNormalization) -> bool:
    """Whether its scales begin at 0, so that the block around it begins as the identity."""
    return isinstance(norm.gamma_initializer, keras.initializers.Zeros)


def _samples_per_statistic(
    step: Step, norms: Sequence[keras.layers.BatchNormalization]
) -> tf.Tensor:
    """Samples of one micro-batch, on one replica or on all that share their statistics."""
    samples = tf.shape(tf.nest.flatten(step.y_pred)[0])[0] // step.micro_batches
    if all(norm.synchronized for norm in norms):
        samples *= tf.distribute.get_strategy().num_replicas_in_sync
    return samples
