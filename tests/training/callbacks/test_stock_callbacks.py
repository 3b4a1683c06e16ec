"""Stock Keras callbacks run in the loop unchanged, a test each."""

from __future__ import annotations

import csv

import keras
import numpy as np
import pytest

from tests.training.nets import STEPS, dataset, loop, network


def test_early_stopping_stops_and_restores_the_best_weights():
    stock, ours = (network(keras.optimizers.SGD(0.5), norm=False) for _ in range(2))

    def stopping():
        return keras.callbacks.EarlyStopping(patience=1, restore_best_weights=True)

    expected = stock.fit(
        dataset(),
        validation_data=dataset(41),
        epochs=12,
        verbose=0,
        shuffle=False,
        callbacks=[stopping()],
    )
    loop(ours, [stopping()], validation=dataset(41), epochs=12).run()
    assert len(ours.history.history["loss"]) == len(expected.history["loss"]) < 12
    for a, b in zip(stock.get_weights(), ours.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_reduce_lr_on_plateau_lowers_the_rate():
    model = network(keras.optimizers.SGD(0.1))
    plateau = keras.callbacks.ReduceLROnPlateau(
        monitor="loss", patience=1, factor=0.5, min_delta=100.0
    )
    loop(model, [plateau], epochs=4).run()
    assert float(model.optimizer.learning_rate) == pytest.approx(0.1 * 0.5**3)


def test_learning_rate_scheduler_sets_the_rate_of_each_epoch():
    model = network(keras.optimizers.SGD(0.1))
    scheduler = keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1))
    loop(model, [scheduler], epochs=3).run()
    np.testing.assert_allclose(
        model.history.history["learning_rate"], [0.1, 0.05, 0.1 / 3], rtol=1e-6
    )


def test_model_checkpoint_keeps_the_best_epoch(tmp_path):
    model = network()
    path = tmp_path / "best.keras"
    checkpoint = keras.callbacks.ModelCheckpoint(path, monitor="val_loss", save_best_only=True)
    trainer = loop(model, [checkpoint], validation=dataset(41), epochs=3)
    trainer.run()
    best = min(model.history.history["val_loss"])
    saved = keras.models.load_model(path).evaluate(dataset(41), verbose=0, return_dict=True)
    assert saved["loss"] == pytest.approx(best, rel=1e-5)
    assert trainer.engine.train_call.experimental_get_tracing_count() == 1


def test_model_checkpoint_every_few_batches(tmp_path):
    checkpoint = keras.callbacks.ModelCheckpoint(
        tmp_path / "{batch:02d}.weights.h5", save_freq=4, save_weights_only=True
    )
    loop(network(), [checkpoint]).run()
    assert sorted(path.name[:2] for path in tmp_path.iterdir()) == ["04", "08"]


def test_tensorboard_writes_events(tmp_path):
    pytest.importorskip("tensorboard")
    board = keras.callbacks.TensorBoard(tmp_path)
    loop(network(), [board], validation=dataset(41), epochs=2).run()
    assert {path.name for path in tmp_path.iterdir()} >= {"train", "validation"}


def test_csv_logger_writes_a_row_an_epoch(tmp_path):
    path = tmp_path / "log.csv"
    model = network()
    loop(model, [keras.callbacks.CSVLogger(path)], validation=dataset(41), epochs=3).run()
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["val_loss"]) for row in rows] == model.history.history["val_loss"]


def test_swap_ema_weights_validates_the_average():
    """The average that Keras keeps, with Keras's own swap, as in `fit`."""

    def optimizer():
        return keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.9)

    stock, ours = (network(optimizer(), norm=False) for _ in range(2))
    callbacks = [keras.callbacks.SwapEMAWeights()]
    expected = stock.fit(
        dataset(),
        validation_data=dataset(41),
        epochs=2,
        verbose=0,
        shuffle=False,
        callbacks=callbacks,
    )
    loop(ours, [keras.callbacks.SwapEMAWeights()], validation=dataset(41), epochs=2).run()
    np.testing.assert_allclose(
        ours.history.history["val_loss"], expected.history["val_loss"], rtol=1e-6
    )
    for a, b in zip(stock.get_weights(), ours.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-7)


def test_lambda_callback_sees_every_event_in_the_order_of_fit():
    def recorder(events):
        return keras.callbacks.LambdaCallback(
            on_train_begin=lambda logs: events.append("train begin"),
            on_epoch_begin=lambda epoch, logs: events.append(f"epoch {epoch} begin"),
            on_train_batch_begin=lambda batch, logs: events.append(f"batch {batch} begin"),
            on_train_batch_end=lambda batch, logs: events.append(f"batch {batch} end"),
            on_epoch_end=lambda epoch, logs: events.append(f"epoch {epoch} end"),
            on_train_end=lambda logs: events.append("train end"),
        )

    expected, seen = [], []
    network().fit(dataset(), epochs=2, verbose=0, shuffle=False, callbacks=[recorder(expected)])
    loop(network(), [recorder(seen)], epochs=2).run()
    assert seen == expected
    assert len([event for event in seen if event.startswith("batch")]) == 2 * 2 * STEPS


def test_terminate_on_nan_stops_the_run():
    model = network(keras.optimizers.SGD(1e30), norm=False)
    loop(model, [keras.callbacks.TerminateOnNaN()], epochs=3).run()
    assert model.stop_training
    assert len(model.history.history["loss"]) <= 1
