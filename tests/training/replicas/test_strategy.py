"""Two replicas compute what one device computes."""

from __future__ import annotations

import json
import os
import types

import keras
import pytest
import tensorflow as tf

from benchmarks.equality.__main__ import LIMIT, difference, train
from suite.errors import UserError
from suite.training.replicas.strategy import (
    check_accumulation,
    check_divisible,
    check_jit,
    choose_jit,
    choose_strategy,
    describe_devices,
    synchronize_batch_norm,
)
from suite.workers.cluster import Cluster

# What is most likely to differ; `python -m benchmarks.equality` compares every optimizer. Between
# workers only the exchange is different, and what draws at random or counts calls.
OF_WORKERS = ("sgd + eight steps per call", "sgd + dropout")
CASES = (
    *OF_WORKERS,
    "sgd + clip_norm",
    "sgd + gradient_accumulation",
    "sgd + ema",
    "adamw",
)


@pytest.mark.slow
def test_replicas_and_workers_equal_one_device():
    """30 steps with validation: weights, loss, metrics and a diagnostic's figures to 1e-5."""
    expected = train("one device", CASES)
    for arrangement, cases in (("2 replicas", CASES), ("2 workers x 2 replicas", OF_WORKERS)):
        found = train(arrangement, cases)
        too_far = {
            (arrangement, case): worst
            for case, one, other in zip(cases, expected, found, strict=False)
            if not (worst := difference(one, other))[1] <= LIMIT
        }
        assert not too_far


class Replicas:
    """A strategy as far as the checks look at it."""

    def __init__(self, count: int) -> None:
        self.num_replicas_in_sync = count


def test_one_device_is_the_default_strategy():
    assert choose_strategy("one_device") is tf.distribute.get_strategy()
    assert choose_strategy("auto") is tf.distribute.get_strategy()


def test_mirrored_on_one_device_is_refused():
    with pytest.raises(UserError, match=r"mirrored needs several devices.*no GPU.*one_device"):
        choose_strategy("mirrored")


def test_a_batch_that_does_not_split_is_refused():
    check_divisible(Replicas(4), 128, 2)
    with pytest.raises(UserError, match=r"100 does not split evenly.*use 96 or 104"):
        check_divisible(Replicas(4), 100, 2)
    with pytest.raises(UserError, match=r"use 4\."):
        check_divisible(Replicas(4), 3, 1)


def test_xla_with_replicas_is_refused():
    assert choose_jit("auto", Replicas(2)) is False
    assert choose_jit(True, Replicas(1)) is True
    with pytest.raises(UserError, match="does not work with 2 replicas"):
        choose_jit(True, Replicas(2))


@pytest.mark.parametrize(
    ("replicas", "batch", "micro_batches", "sizes"),
    [
        (1, 7, 1, None),
        (2, 8, 4, None),
        (3, 9, 1, None),
        (2, 7, 1, "6 or 8"),
        (2, 12, 4, "8 or 16"),
        (4, 3, 1, "4"),
        (4, 3, 2, "8"),
        (1, 5, 2, "4 or 6"),
    ],
)
def test_the_nearest_sizes_that_split_evenly(replicas, batch, micro_batches, sizes):
    if sizes is None:
        check_divisible(Replicas(replicas), batch, micro_batches)
        return
    with pytest.raises(UserError) as refusal:
        check_divisible(Replicas(replicas), batch, micro_batches)
    assert str(refusal.value) == (
        f"{batch} does not split evenly into {replicas} replicas x "
        f"{micro_batches} micro-batches; use {sizes}."
    )


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize(
    ("steps", "replicas", "refused"), [(None, 2, False), (4, 1, False), (4, 2, True)]
)
def test_what_keras_refuses_in_the_first_step_is_refused_before(steps, replicas, refused, wrapped):
    optimizer = keras.optimizers.SGD(gradient_accumulation_steps=steps)
    if wrapped:
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
    if not refused:
        check_accumulation(Replicas(replicas), optimizer)
        return
    with pytest.raises(UserError) as refusal:
        check_accumulation(Replicas(replicas), optimizer)
    assert str(refusal.value) == (
        "gradient_accumulation_steps does not work with 2 replicas; use "
        "training.gradient_accumulation with larger batches, or one device."
    )


@pytest.fixture
def gpus(monkeypatch):
    """A machine with so many GPUs of these names."""

    def give(*names: str) -> None:
        physical = [types.SimpleNamespace(name=f"/gpu:{i}", device=n) for i, n in enumerate(names)]
        monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: physical)
        monkeypatch.setattr(tf.config, "list_logical_devices", lambda kind: physical)
        details = {one.name: {"device_name": one.device} if one.device else {} for one in physical}
        monkeypatch.setattr(
            tf.config.experimental, "get_device_details", lambda device: details[device.name]
        )

    return give


@pytest.mark.parametrize(
    ("setting", "count", "replicas", "determinism", "compiles"),
    [
        ("auto", 0, 1, False, False),
        ("auto", 1, 1, False, True),
        ("auto", 1, 1, True, False),
        ("auto", 2, 2, False, False),
        (True, 0, 1, True, True),
        (False, 1, 1, False, False),
        (False, 2, 2, False, False),
    ],
)
def test_when_xla_compiles(gpus, setting, count, replicas, determinism, compiles):
    gpus(*["A"] * count)
    assert choose_jit(setting, Replicas(replicas), determinism) is compiles


@pytest.mark.parametrize(
    ("layer", "jit", "determinism", "refused"),
    [
        ("MaxPooling2D", True, True, True),
        ("MaxPooling2D", True, False, False),
        ("MaxPooling2D", False, True, False),
        ("AveragePooling2D", True, True, False),
    ],
)
def test_xla_has_no_deterministic_gradient_of_max_pooling(layer, jit, determinism, refused):
    pool = getattr(keras.layers, layer)(2, name="pool")
    model = keras.Sequential([keras.Input((4, 4, 1)), pool])
    if not refused:
        check_jit(model, jit, determinism)
        return
    with pytest.raises(UserError) as refusal:
        check_jit(model, jit, determinism)
    assert str(refusal.value) == (
        "XLA has no deterministic gradient of max-pooling (pool). Set "
        "training.determinism to false, or leave jit_compile at `auto`."
    )


def test_texts_would_end_the_process_under_xla():
    text = keras.Input((1,), dtype="string", name="text")
    model = keras.Model(text, keras.layers.TextVectorization(vocabulary=["a"])(text))
    check_jit(model, False, determinism=False)
    with pytest.raises(UserError, match="XLA cannot read texts, and `text` takes them"):
        check_jit(model, True, determinism=False)


@pytest.mark.parametrize("wanted", [True, False])
def test_batch_statistics_over_all_replicas_or_each_by_itself(wanted):
    norms = [keras.layers.BatchNormalization(synchronized=not wanted) for _ in range(2)]
    other = keras.layers.LayerNormalization()
    synchronize_batch_norm(keras.Sequential([keras.Input((2,)), *norms, other]), wanted)
    assert [norm.synchronized for norm in norms] == [wanted, wanted]
    assert not hasattr(other, "synchronized")


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ((), ""),
        (("NVIDIA H100",), "NVIDIA H100"),
        (("NVIDIA H100", "NVIDIA T4"), "NVIDIA H100, NVIDIA T4"),
        (("",), "/gpu:0"),
    ],
)
def test_the_accelerators_in_words(gpus, names, text):
    gpus(*names)
    assert describe_devices() == text


def test_one_gpu_cannot_be_mirrored(gpus):
    gpus("A")
    assert choose_strategy("auto") is tf.distribute.get_strategy()
    with pytest.raises(UserError) as refusal:
        choose_strategy("mirrored")
    assert str(refusal.value) == (
        "mirrored needs several devices, and TensorFlow sees one GPU. Use `auto` or `one_device`."
    )


@pytest.mark.parametrize(
    ("name", "mirrored"), [("auto", True), ("mirrored", True), ("one_device", False)]
)
def test_several_gpus_are_mirrored_unless_one_is_asked_for(gpus, monkeypatch, name, mirrored):
    monkeypatch.setattr(tf.distribute, "MirroredStrategy", lambda devices: devices)
    gpus("A", "A")
    expected = ["/gpu:0", "/gpu:1"] if mirrored else tf.distribute.get_strategy()
    assert choose_strategy(name) == expected


def test_workers_are_described_to_tensorflow(monkeypatch):
    monkeypatch.setenv("TF_CONFIG", "of somebody else")
    monkeypatch.setattr(
        tf.distribute, "MultiWorkerMirroredStrategy", lambda: json.loads(os.environ["TF_CONFIG"])
    )
    cluster = Cluster(("here:1", "there:2"), 1)
    assert choose_strategy("multi_worker", cluster) == {
        "cluster": {"worker": ["here:1", "there:2"]},
        "task": {"type": "worker", "index": 1},
    }
