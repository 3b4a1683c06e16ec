"""A figure that a callback asks for comes, or is refused before the first step."""

from __future__ import annotations

import keras
import pytest

from suite.catalog import HERE, Component
from suite.training.callbacks.figures_asked import never_measured, refused_figures
from tests import commands
from tests.training.nets import dataset, loop, network

STOP, SAVE = keras.callbacks.EarlyStopping, keras.callbacks.ModelCheckpoint
PLATEAU = keras.callbacks.ReduceLROnPlateau


class Mine(keras.callbacks.EarlyStopping):
    pass


class Adds(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        logs["val_f1"] = 1.0


class Watches(keras.callbacks.Callback):
    monitor = "cpu"


@pytest.mark.parametrize(
    ("callback", "message"),
    [
        (
            STOP("val_acc", mode="max"),
            "'val_acc'; did you mean 'val_accuracy'? the run logs loss, ",
        ),
        (Mine("val_acc", mode="max"), "there is no figure 'val_acc'"),
        (PLATEAU("lr", mode="min"), "there is no figure 'lr'"),
        (STOP("learning_rate"), "more or less of learning_rate is better; say it: `mode: max`"),
        (STOP("gradient_norm/total", mode="min"), "there is no figure 'gradient_norm/total'"),
        (SAVE("a.keras", "acc", save_best_only=True), "did you mean 'accuracy'"),
        (SAVE("a.keras", "val_loss", save_best_only=True, save_freq=5), "logs loss, accuracy"),
        (SAVE("{val_acc}.keras"), "filepath: there is no figure 'val_acc'"),
        (SAVE("{epoch}-{batch}.keras"), "filepath: there is no figure 'batch'"),
        (SAVE("{val_loss:d}.keras"), "filepath: cannot write val_loss as {val_loss:d}"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
)
def test_what_never_comes_is_refused(callback, message):
    ((blamed, said),) = refused_figures(loop(network(), [callback], validation=dataset(41)))
    assert blamed is callback
    assert message in said


def test_without_a_validation_set_it_is_said_why():
    callbacks = [STOP(), SAVE("a.keras"), PLATEAU("loss"), SAVE("b.keras", save_best_only=True)]
    found = list(refused_figures(loop(network(), callbacks)))
    assert [callback for callback, _ in found] == [callbacks[0], callbacks[3]]
    assert all(said.startswith("there is no validation set") for _, said in found)


def test_what_comes_is_not_refused():
    norm = HERE.build("callbacks", Component("gradient_norm"))
    callbacks = [
        norm,
        STOP("val_accuracy", restore_best_weights=True),
        STOP("gradient_norm/total", mode="min"),
        STOP("learning_rate", mode="min"),
        SAVE("{epoch:02d}-{val_loss:.2f}-{gradient_norm/total:.1f}.keras"),
        SAVE("{epoch}-{batch}-{loss:.2f}.keras", "accuracy", save_best_only=True, save_freq=5),
        Watches(),
    ]
    trainer = loop(network(), callbacks, validation=dataset(41))
    before = [vars(callback).copy() for callback in callbacks]
    assert list(refused_figures(trainer)) == []
    assert [vars(callback) for callback in callbacks] == before


def test_a_plugin_may_log_what_nobody_knows():
    trainer = loop(network(), [Adds(), STOP("val_f1", mode="max")], validation=dataset(41))
    assert list(refused_figures(trainer)) == []


def test_a_key_that_a_diagnostic_does_not_report_is_told_at_its_first_report():
    callbacks = [STOP("gradient_norm/none", mode="min"), STOP("dead_neurons/x", mode="min")]
    trainer = loop(network(), callbacks)
    measured = {"gradient_norm": {"total": 1.0, "rows": [1.0]}, "dead_neurons": {}}
    ((blamed, said),) = never_measured(trainer, measured)
    assert blamed is callbacks[0]
    assert said.startswith("there is no figure 'gradient_norm/none'; did you mean")
    assert said.endswith("the run logs gradient_norm/total")


def test_runs_refuse_it_at_its_line(tmp_path):
    (tmp_path / "own.py").write_text(
        "import keras\nclass Hits(keras.metrics.SparseCategoricalAccuracy):\n    pass\n"
    )
    path = tmp_path / "r.yaml"
    path.write_text(
        "data: {kind: digits, batch_size: 512}\nmodel: {kind: mlp, widths: [8]}\n"
        "metrics: [./own.py:Hits]\ncallbacks:\n"
        "  - {kind: early_stopping, monitor: val_hits, mode: max}\n"
        "  - {kind: early_stopping, monitor: gradient_norm/nothing, mode: max}\n"
    )
    assert commands.suite("check", path).status == 0, "only its code knows a metric's name"
    answer = commands.suite("run", path, "--out", tmp_path / "run")
    assert answer.status == 2
    said = f"{path}:5:5 callbacks.0: there is no figure 'val_hits'; did you mean 'val_"
    assert answer.err.startswith(said)
    assert not (tmp_path / "run").exists()
    one = "callbacks=[{kind: early_stopping, monitor: gradient_norm/nothing, mode: max}]"
    answer = commands.suite("run", path, one, "training.epochs=2", "--out", tmp_path / "run")
    assert answer.status == 1
    said = "callbacks.0: there is no figure 'gradient_norm/nothing'; did you mean 'gradient_norm/"
    assert said in answer.err
