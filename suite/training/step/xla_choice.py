"""Whether XLA compiles the step of a net, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from suite.training.replicas.strategy import choose_jit

# Steps that make up for the time that XLA takes to compile, by docs/xla.md.
LEAST_STEPS = 5_000
# Weights times samples of a batch, below which starting XLA's code costs more than it saves.
_LEAST_WORK = 10_000_000

# Layers that docs/xla.md has measured as faster by XLA on a processor, by their very classes:
# in any precision, whatever else there is,
_RECURRENT = frozenset({"GRU", "LSTM"})
# in float32, and
_FASTER = frozenset({"Embedding", "MultiHeadAttention"})
# in float32 where they have enough to do.
_FASTER_IF_LARGE = frozenset({"Dense", "LayerNormalization"})
# Layers that cost little either way.
_SMALL = frozenset(
    {"Activation", "Add", "Concatenate", "Flatten", "GlobalAveragePooling1D", "Identity"}
    | {"InputLayer", "LeakyReLU", "Multiply", "Normalization", "ReLU", "Rescaling", "Reshape"}
)
# Batch normalization and dropout take from a Dense net what XLA gains.
_UNDECIDED = frozenset({"BatchNormalization", "Dropout"})
_KNOWN = _RECURRENT | _FASTER | _FASTER_IF_LARGE | _SMALL | _UNDECIDED


@dataclass(frozen=True)
class XlaChoice:
    """Whether XLA compiles the step.

    Args:
        compiles: it does.
        reason: why, or why not.

    Example:
        >>> str(XlaChoice(False, "the run has 240 steps"))
        'no: the run has 240 steps'
    """

    compiles: bool
    reason: str

    def __str__(self) -> str:
        return f"{'yes' if self.compiles else 'no'}: {self.reason}"


def choose_xla(
    setting: bool | str,
    model: keras.Model,
    strategy: tf.distribute.Strategy,
    *,
    steps: int | None,
    batch_size: int,
    determinism: bool = False,
    clips: bool = False,
) -> XlaChoice:
    """Whether XLA compiles the step of a net: a function of the recipe and the kind of device.

    On a processor XLA compiles, by `auto`, a net of layers that it is known to speed up, if the run
    is long enough to make up for compiling; with replicas it never does, and on a GPU wherever
    operations need not be deterministic.

    Args:
        setting: `training.jit_compile`.
        model: the net; its optimizer, loss and metrics count if it is compiled.
        strategy: of the run.
        steps: planned; None where nobody knows, which is taken as enough.
        batch_size: samples in a step.
        determinism: whether every operation must give the same bits in every run.
        clips: whether the norm of all gradients is taken.

    Raises:
        UserError: XLA is asked for with several replicas, whose step it cannot compile.

    Example:
        >>> model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(256)])
        >>> one = tf.distribute.get_strategy()
        >>> str(choose_xla("auto", model, one, steps=240, batch_size=128))
        'no: the run has 240 steps, and compiling pays from 5,000 on'
    """
    compiles = choose_jit(setting, strategy, determinism)
    if setting != "auto":
        return XlaChoice(compiles, "as `jit_compile` says")
    replicas = strategy.num_replicas_in_sync
    if replicas > 1:
        return XlaChoice(False, f"XLA does not compile the sum over {replicas} replicas")
    if tf.config.list_physical_devices("GPU"):
        need = "must" if determinism else "need not"
        return XlaChoice(compiles, f"operations {need} be deterministic, on a GPU")
    if (obstacle := next(_obstacles(model, batch_size, clips), None)) is not None:
        return XlaChoice(False, obstacle)
    if steps is not None and steps < LEAST_STEPS:
        short = f"the run has {steps:,} steps, and compiling pays from {LEAST_STEPS:,} on"
        return XlaChoice(False, short)
    long = "of" if steps is None else f"of {steps:,} steps, which pays from"
    return XlaChoice(True, f"its layers gain by it in a run {long} {LEAST_STEPS:,} or more")


def _obstacles(model: keras.Model, batch_size: int, clips: bool) -> Iterator[str]:
    """Why XLA does not pay on a processor, or may fail."""
    layers = list(model._flatten_layers(include_self=False, recursive=True))
    layers = [layer for layer in layers if not isinstance(layer, keras.Model)]
    kinds = {type(layer).__name__ for layer in layers}
    for layer in _outermost(model):
        if not _is_keras(type(layer)) or type(layer).__name__ not in _KNOWN:
            yield f"{layer.name} ({type(layer).__name__}) is not known to gain by it"
    for part in _parts(model, layers):
        if not _is_known(part):
            yield f"{getattr(part, '__name__', type(part).__name__)} is not known to compile"
    if kinds & _RECURRENT:
        return
    if precisions := {layer.compute_dtype for layer in layers} - {"float32"}:
        yield f"products of matrices in {min(precisions)} are slower by XLA"
    # XLA keeps the order of the additions, and so takes them one by one.
    if clips or any(_penalties(layer) for layer in layers):
        yield "XLA is slow at sums over all weights or gradients"
    if kinds & _FASTER:
        return
    if model.count_params() * batch_size < _LEAST_WORK:
        yield "a step has too little to do"
    elif "LayerNormalization" not in kinds and kinds & _UNDECIDED:
        yield f"a net with {min(kinds & _UNDECIDED)} does not gain by it"


def _outermost(model: keras.Model) -> Iterator[keras.Layer]:
    """The layers, those of a model inside the model too, but not what a layer is made of."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _outermost(layer)
        else:
            yield layer


def _penalties(layer: keras.Layer) -> list[Any]:
    return [value for name, value in vars(layer).items() if "regularizer" in name and value]


def _parts(model: keras.Model, layers: list[keras.Layer]) -> Iterator[Any]:
    """What may hold code of the user's: optimizer, loss, metrics; functions of the layers."""
    for layer in layers:
        for name, value in vars(layer).items():
            if name.endswith(("activation", "regularizer", "constraint")) and value is not None:
                yield value
    if (optimizer := getattr(model, "optimizer", None)) is not None:
        yield from (optimizer, getattr(optimizer, "_learning_rate", None))
    if (compiled := getattr(model, "_compile_loss", None)) is not None:
        yield from keras.tree.flatten(compiled._user_loss)
    if (compiled := getattr(model, "_compile_metrics", None)) is not None:
        yield from keras.tree.flatten((compiled._user_metrics, compiled._user_weighted_metrics))


def _is_known(part: Any) -> bool:
    """Whether a part is Keras's or the suite's, down to the function inside it."""
    if part is None or isinstance(part, str):
        return True
    inside = [getattr(part, name, None) for name in ("fn", "_fn", "inner", "inner_optimizer")]
    named = part if hasattr(part, "__name__") else type(part)
    return _is_ours(named) and all(_is_known(one) for one in inside)


def _is_keras(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == "keras"


def _is_ours(named: Any) -> bool:
    return named.__module__.partition(".")[0] in ("keras", "suite", "tensorflow")
