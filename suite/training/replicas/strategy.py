"""The `tf.distribute` strategy of a run, and what follows from it."""

from __future__ import annotations

import os

import keras
import tensorflow as tf

from suite.errors import UserError
from suite.training.process.quiet import filtered_stderr
from suite.workers.cluster import Cluster


def choose_strategy(name: str, cluster: Cluster | None = None) -> tf.distribute.Strategy:
    """The strategy for a recipe's `training.strategy`.

    Args:
        name: `one_device`: the first GPU, or the processor; `mirrored`: a replica on every GPU, or
            on every logical processor device where TensorFlow was told to make several; `auto`:
            mirrored where there are several GPUs, else one device; `multi_worker`: mirrored over
            all GPUs, or processors, of the workers.
        cluster: the workers; TensorFlow must not have computed anything yet.

    Raises:
        UserError: `mirrored` where there is one device only.
    """
    if cluster is not None:
        # Where TensorFlow looks for the workers, whoever described them.
        os.environ["TF_CONFIG"] = cluster.to_tf_config()
        with filtered_stderr():
            return tf.distribute.MultiWorkerMirroredStrategy()
    gpus = tf.config.list_logical_devices("GPU")
    if name == "one_device" or (name == "auto" and len(gpus) < 2):
        return tf.distribute.get_strategy()
    devices = gpus or tf.config.list_logical_devices("CPU")
    if len(devices) < 2:
        found = "one GPU" if gpus else "no GPU"
        raise UserError(
            f"mirrored needs several devices, and TensorFlow sees {found}. "
            "Use `auto` or `one_device`."
        )
    return tf.distribute.MirroredStrategy([device.name for device in devices])


def check_divisible(strategy: tf.distribute.Strategy, batch_size: int, micro_batches: int) -> None:
    """Refuse a global batch that does not split evenly over replicas and micro-batches.

    Raises:
        UserError: with the nearest sizes that do.
    """
    replicas = strategy.num_replicas_in_sync
    parts = replicas * micro_batches
    if batch_size % parts:
        below, above = batch_size // parts * parts, -(-batch_size // parts) * parts
        sizes = f"{below} or {above}" if below else str(above)
        raise UserError(
            f"{batch_size} does not split evenly into {replicas} replicas x "
            f"{micro_batches} micro-batches; use {sizes}."
        )


def check_accumulation(
    strategy: tf.distribute.Strategy, optimizer: keras.optimizers.Optimizer
) -> None:
    """Refuse what Keras refuses in the middle of the first step (keras#20582).

    Raises:
        UserError: an optimizer that accumulates gradients, and several replicas.
    """
    replicas = strategy.num_replicas_in_sync
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    if replicas > 1 and inner.gradient_accumulation_steps:
        raise UserError(
            f"gradient_accumulation_steps does not work with {replicas} replicas; use "
            "training.gradient_accumulation with larger batches, or one device."
        )


def choose_jit(
    setting: bool | str, strategy: tf.distribute.Strategy, determinism: bool = False
) -> bool:
    """Whether XLA compiles the step of any net: `auto` means on a GPU with one replica, without
    determinism, since XLA has no deterministic gradient of max-pooling.

    Raises:
        UserError: XLA is asked for with several replicas, whose step it cannot compile.
    """
    replicas = strategy.num_replicas_in_sync
    if setting == "auto":
        gpu = bool(tf.config.list_physical_devices("GPU"))
        return gpu and replicas == 1 and not determinism
    if setting and replicas > 1:
        raise UserError(
            f"jit_compile does not work with {replicas} replicas: XLA does not compile the sum of "
            "the gradients over the replicas. Use `auto`, or one device."
        )
    return bool(setting)


def check_jit(model: keras.Model, jit_compile: bool, determinism: bool) -> None:
    """Refuse what XLA would refuse in the middle of the first step.

    Raises:
        UserError: max-pooling, whose gradient has no deterministic form in XLA, or texts.
    """
    texts = [one.name for one in keras.tree.flatten(model.inputs or ()) if one.dtype == "string"]
    if jit_compile and texts:  # TensorFlow ends the process
        raise UserError(
            f"XLA cannot read texts, and `{texts[0]}` takes them. Leave jit_compile at `auto`, or "
            "turn the texts into numbers before the model."
        )
    layers = model._flatten_layers(include_self=False, recursive=True)
    pools = [layer.name for layer in layers if type(layer).__name__.startswith("MaxPool")]
    if jit_compile and determinism and pools:
        raise UserError(
            f"XLA has no deterministic gradient of max-pooling "
            f"({pools[0]}). Set training.determinism to false, or leave jit_compile at `auto`."
        )


def synchronize_batch_norm(model: keras.Model, wanted: bool) -> None:
    """Let the BatchNormalization layers take their statistics over all replicas, or each its own.

    Only with common statistics do N replicas compute what one device computes.

    Args:
        model: not yet traced.
        wanted: False trades that for one exchange less a layer; every replica should then have 32
            samples or more.

    Topic: norm/batch-small-batches
    """
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.synchronized = wanted


def describe_devices() -> str:
    """The accelerators that training uses, in words; empty on a machine without any."""
    names = []
    for device in tf.config.list_physical_devices("GPU"):
        details = tf.config.experimental.get_device_details(device)
        names.append(details.get("device_name", device.name))
    return ", ".join(names)
