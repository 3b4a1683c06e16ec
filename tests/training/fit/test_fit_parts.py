"""What `suite.fit` makes of data and callbacks before it trains."""

from __future__ import annotations

import math
from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.catalog import ComponentError
from suite.errors import UserError
from suite.runs.progress.plain_progress import PlainProgress
from suite.runs.progress.progress import Progress
from suite.training.fit.data.epoch_batches import EpochBatches
from suite.training.fit.data.given_data import inputs_and_targets, validation_of, x_or_train
from suite.training.fit.epoch_calls import epoch_calls, remaining, take
from suite.training.fit.fit_callbacks import callback_list, display, flat
from suite.training.fit.fit_full_batch import whole_data
from suite.training.fit.fit_record import FitRecord
from suite.training.fit.fit_request import FitRequest, seed_for
from suite.training.loop.steps_per_call import MOST_STEPS, StepsPerCall

X, Y, W = np.zeros((5, 2)), np.ones(5), np.full(5, 2.0)


def refusal(check, *given) -> str:
    with pytest.raises(ValueError, match=r"^Argument") as refused:
        check(*given)
    return str(refused.value)


ONE = SimpleNamespace(inputs=[None], loss="mse")
TWO = SimpleNamespace(inputs=[None, None], loss="mse")
OWN_LOSS = SimpleNamespace(inputs=[None, None], loss=None)
SUBCLASSED = SimpleNamespace(loss="mse")


@pytest.mark.parametrize(
    ("model", "given", "expected"),
    [
        (ONE, (X, Y, None), (X, Y, None)),
        (ONE, (X, Y, W), (X, Y, W)),
        (ONE, ((X, Y), None, None), (X, Y, None)),
        (ONE, ((X, Y, W), None, None), (X, Y, W)),
        (ONE, ([X, Y], None, None), (X, Y, None)),
        (ONE, ((X,), None, None), (X, None, None)),
        (ONE, ((X, Y), None, W), (X, Y, W)),
        (ONE, ((X, X), Y, None), ((X, X), Y, None)),
        (TWO, (((X, X), Y), None, None), ((X, X), Y, None)),
        (TWO, ([X, X], None, None), ([X, X], None, None)),
        (OWN_LOSS, ((X, X), None, None), ((X, X), None, None)),
        (OWN_LOSS, (((X, X), Y, W), None, None), ((X, X), Y, W)),
        (SUBCLASSED, ((X, Y), None, None), (X, Y, None)),
        (ONE, ("a stream", None, None), ("a stream", None, None)),
    ],
)
def test_inputs_targets_and_weights(model, given, expected):
    found = inputs_and_targets(model, *given)
    for ours, theirs in zip(found, expected, strict=True):
        assert ours is theirs or [*map(id, ours)] == [*map(id, theirs)]


def test_no_inputs():
    assert refusal(inputs_and_targets, ONE, None, None, None) == (
        "Argument `x` must be given: it is what the model learns from."
    )


def test_weights_given_twice():
    said = refusal(inputs_and_targets, ONE, (X, Y, W), None, W)
    assert said == "Argument `sample_weight` is given twice: in `x` and by itself."


@pytest.mark.parametrize(("x", "train"), [(X, None), (None, X)])
def test_train_is_another_name_for_x(x, train):
    assert x_or_train(x, train) is X


def test_one_of_the_names():
    said = refusal(x_or_train, X, X)
    assert said == "Argument `train` is another name for `x`; give one of them."


@pytest.mark.parametrize(
    ("given", "split", "rows", "held_out"),
    [
        (None, 0.0, 5, None),
        (None, 0.4, 3, 2),
        ((X[:1], Y[:1]), 0.0, 5, 1),
        ((X[:1], Y[:1]), 0.4, 5, 1),  # the data goes before the share
    ],
)
def test_the_validation_data(given, split, rows, held_out):
    data, validation = validation_of((X, Y, None), given, split)
    assert len(data[0]) == len(data[1]) == rows
    assert (None if validation is None else len(validation[0])) == held_out


def batches(rows: int = 5, **options) -> EpochBatches:
    data = np.arange(rows * 2.0).reshape(rows, 2), np.arange(rows), None
    return EpochBatches(data, tf.distribute.get_strategy(), **{"batch_size": 2, **options})


@pytest.mark.parametrize(
    ("rows", "wanted", "expected"),
    [
        (5, [1, 1, 1], [(0, 0, 1), (1, 1, 1), (2, 2, 1)]),
        (5, [2, 2], [(0, 1, 2), (2, 2, 1)]),
        (5, [100], [(0, 2, 3)]),
        (6, [1, 2], [(0, 0, 1), (1, 2, 2)]),
        (1, [3], [(0, 0, 1)]),
    ],
)
def test_the_calls_of_an_epoch(rows, wanted, expected):
    limits, asked = iter(wanted), []

    def limit(least: int, done: int) -> int:
        asked.append((least, done))
        return next(limits)

    found = [(first, last, n) for first, last, _, n in epoch_calls(batches(rows), limit)]
    assert found == expected
    assert asked == [(1, first) for first, _, _ in expected]


def test_keras_s_own_steps_are_the_least():
    found = epoch_calls(batches(8, steps_per_execution=2), lambda least, done: least)
    assert [(first, last, n) for first, last, _, n in found] == [(0, 1, 2), (2, 3, 2)]


@pytest.mark.parametrize(("done", "left"), [(0, 3), (2, 1), (3, 0)])
def test_what_remains(done, left):
    assert remaining(batches(5), done) == left


def test_nobody_knows_what_remains_of_a_generator():
    stream = EpochBatches(((row for row in [(X, Y)]), None, None), tf.distribute.get_strategy())
    assert remaining(stream, 7) == MOST_STEPS


def test_a_call_gives_what_it_took():
    steps = StepsPerCall(3, wait=lambda: None)
    assert take(lambda iterator, n: (n, {"loss": 1.0}), None, 3, steps) == (3, {"loss": 1.0})
    with pytest.raises(StopIteration):
        take(lambda iterator, n: (0, None), None, 3, steps)


@pytest.mark.parametrize(("seed", "epochs_differ"), [(0, True), (7, True)])
def test_a_seed_orders_each_epoch_anew_and_always_the_same(seed, epochs_differ):
    def order(first_epoch: int) -> list[int]:
        made = batches(20, batch_size=20, shuffle=True, seed=seed, first_epoch=first_epoch)
        (_, _, iterator) = next(iter(made))
        return next(iterator)[1].numpy().tolist()

    assert order(0) == order(0)
    assert (order(0) != order(1)) is epochs_differ
    assert sorted(order(1)) == [*range(20)]


@pytest.mark.parametrize(
    ("options", "samples"), [({"batch_size": 2}, 2), ({"batch_size": None}, 32)]
)
def test_samples_in_a_batch(options, samples):
    assert batches(**options).samples == samples


def test_the_whole_data_and_its_size():
    engine = whole_data(batches(5))
    assert (engine.batch_size, engine.steps_per_epoch) == (5, 1)
    assert int(engine.batches.cardinality()) == 3


@pytest.mark.parametrize(
    ("stream", "cardinality"),
    [
        (lambda d: d.repeat(), tf.data.INFINITE_CARDINALITY),
        (lambda d: d.filter(lambda x, y: True), tf.data.UNKNOWN_CARDINALITY),
        (lambda d: d.take(0), 0),
    ],
)
def test_data_without_an_end_is_no_whole(stream, cardinality):
    dataset = stream(tf.data.Dataset.from_tensor_slices((X, Y)).batch(2))
    made = EpochBatches((dataset, None, None), tf.distribute.get_strategy())
    assert refusal(whole_data, made) == (
        "Argument `train` must be finite and not empty with an optimizer for the full batch. "
        f"Received: train.cardinality()={cardinality}"
    )


STOP = keras.callbacks.TerminateOnNaN()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, []),
        (STOP, [STOP]),
        ([STOP], [STOP]),
        ((STOP, None), [STOP]),
        (
            [[STOP], ["gradient_norm", [{"kind": "finite"}]]],
            [STOP, "gradient_norm", {"kind": "finite"}],
        ),
        ("gradient_norm", ["gradient_norm"]),
    ],
)
def test_callbacks_in_any_nesting(given, expected):
    assert flat(given) == expected


def made_of(callbacks, verbose: int | str = 0) -> keras.callbacks.CallbackList:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    return callback_list(callbacks, model, verbose, epochs=3, steps=4)


def test_names_become_diagnostics():
    names = [type(one).__name__ for one in made_of(["gradient_norm", {"kind": "finite"}]).callbacks]
    assert names == ["GradientNorm", "Finite", "History"]


def test_an_unknown_name_is_refused():
    with pytest.raises((UserError, ComponentError), match="gradient_nrom"):
        made_of("gradient_nrom")


def test_callbacks_find_epochs_and_steps():
    (history,) = made_of(None).callbacks
    assert history.params == {"verbose": 0, "epochs": 3, "steps": 4}


def test_a_list_of_keras_s_is_taken_as_it_is():
    own = keras.callbacks.CallbackList([STOP])
    assert made_of(own) is own


@pytest.mark.parametrize(
    ("verbose", "quiet", "callbacks", "kind"),
    [
        (0, False, [], Progress),
        (1, True, [], Progress),
        (2, False, [], PlainProgress),
        (2, True, [], Progress),
        (1, False, [keras.callbacks.ProgbarLogger()], Progress),
    ],
)
def test_the_display(verbose, quiet, callbacks, kind):
    hooks = keras.callbacks.CallbackList(callbacks)
    assert type(display(verbose, quiet, hooks)) is kind


@pytest.mark.parametrize(
    ("seed", "several", "expected"),
    [(None, False, None), (None, True, 0), (5, False, 5), (5, True, 5)],
)
def test_workers_share_a_seed(seed, several, expected):
    extended = SimpleNamespace(_in_multi_worker_mode=lambda: several)
    assert seed_for(seed, SimpleNamespace(extended=extended)) == expected


def request(**given) -> FitRequest:
    nothing = dict.fromkeys(FitRequest.__dataclass_fields__)
    return FitRequest(**nothing | {"validation_freq": 1, "epochs": 1, **given})


@pytest.mark.parametrize(("asked", "expected"), [("auto", 5), (1, 1), (7, 1)])
def test_keras_looks_as_often_as_compile_says_unless_the_suite_is_told(asked, expected):
    model = SimpleNamespace(steps_per_execution=5)
    assert request(model=model, steps_per_execution=asked).keras_steps == expected


def test_a_record_has_a_column_for_everything_that_was_ever_measured():
    record = FitRecord()
    record.add({"step": 4, "seconds": 1.0})
    record.add({"step": 8, "norm/global": 0.5})
    record.add({"step": 12, "seconds": 2.0, "norm/global": 0.25})
    assert record["step"] == [4, 8, 12]
    assert math.isnan(record["norm/global"][0])
    assert record["norm/global"][1:] == [0.5, 0.25]
    assert record["seconds"][::2] == [1.0, 2.0]
    assert math.isnan(record["seconds"][1])
