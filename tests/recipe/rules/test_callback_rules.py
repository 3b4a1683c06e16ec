"""What callbacks ask for that a run does not have, and the nearest neighbor that it has."""

from __future__ import annotations

import pytest

from suite.recipe.rules.callback_rules import CALLBACK_RULES

CHECKPOINT = "callbacks: [{kind: model_checkpoint, filepath: %s}]"
REFUSED = {
    "hooks_of_lambda": [
        (
            "callbacks: [{kind: lambda_callback, on_epoch_edn: 'statistics:fmean'}]",
            "callbacks.0.on_epoch_edn: unknown argument of lambda_callback; did you mean "
            "'on_epoch_end'?",
        ),
    ],
    "monitored_figures": [
        (
            "callbacks: [{kind: early_stopping, monitor: val_acc}]",
            "r.yaml:2:45 callbacks.0.monitor: there is no figure 'val_acc'; did you mean "
            "'val_accuracy'",
        ),
        (
            "callbacks: [{kind: early_stopping, monitor: val_acc, mode: max}]",
            "the run logs loss, accuracy, val_loss, val_accuracy, learning_rate, seconds, ",
        ),
        ("callbacks: [{kind: ReduceLROnPlateau, monitor: acc}]", "did you mean 'accuracy'"),
        ("callbacks: [{kind: reduce_lr_on_plateau, monitor: lr}]", "there is no figure 'lr'"),
        (
            "callbacks: [{kind: 'keras.callbacks:EarlyStopping', monitor: Loss}]",
            "did you mean 'loss'",
        ),
        (
            "metrics: [{kind: sparse_categorical_accuracy, name: hits}]\n"
            "callbacks: [{kind: early_stopping, monitor: val_accuracy}]",
            "the run logs loss, hits, val_loss, val_hits",
        ),
        (
            "callbacks: [{kind: early_stopping, monitor: learning_rate}]",
            "nobody knows whether more or less of learning_rate is better; say it: `mode: max`",
        ),
        ("callbacks: [{kind: early_stopping, monitor: epoch}]", "there is no figure 'epoch'"),
        ("callbacks: [{kind: early_stopping, monitor: ''}]", "there is no figure ''"),
        (
            "callbacks: [{kind: early_stopping, monitor: gradient_nrm/total}]",
            "there is no figure 'gradient_nrm/total'",
        ),
        (
            "training: {diagnostics: none}\n"
            "callbacks: [{kind: early_stopping, monitor: gradient_norm/total}]",
            "there is no figure",
        ),
        (
            "callbacks: [{kind: model_checkpoint, filepath: a.keras, save_freq: 10, "
            "monitor: val_loss, save_best_only: true}]",
            "there is no figure 'val_loss'; did you mean 'loss'? the run logs loss, accuracy",
        ),
        (
            "callbacks: [{kind: early_stopping, monitor: loss, mode: maxx}]",
            "callbacks.0.mode: must be one of auto, min, max, received 'maxx'",
        ),
    ],
    "fields_of_paths": [
        (
            CHECKPOINT % '"a{epoch}-{val_acc:.2f}.keras"',
            "callbacks.0.filepath: there is no figure 'val_acc'; did you mean 'val_accuracy'",
        ),
        (CHECKPOINT % '"{}.keras"', "there is no figure ''"),
        (CHECKPOINT % '"{0}.keras"', "there is no figure '0'"),
        (CHECKPOINT % '"{epoch.keras"', "has braces that are no field"),
        (CHECKPOINT % '"a}b.keras"', "write {{ and }} for braces themselves"),
        (CHECKPOINT % '"{epoch:.2q}.keras"', "cannot write epoch as {epoch:.2q}"),
        (CHECKPOINT % '"{val_loss:02d}.keras"', "cannot write val_loss as {val_loss:02d}"),
        (CHECKPOINT % '"{epoch!q}.keras"', "cannot write epoch as {epoch:}"),
        (CHECKPOINT % '"{epoch:{width}}.keras"', "cannot write epoch as {epoch:{width}}"),
        (CHECKPOINT % '"{loss.real}.keras"', "there is no figure 'loss.real'; did you mean 'loss'"),
        (CHECKPOINT % '"{batch}.keras"', "there is no figure 'batch'"),
        (CHECKPOINT % '"{val_loss}.keras", save_freq: 10', "there is no figure 'val_loss'"),
    ],
    "own_files": [
        (
            "callbacks: [{kind: csv_logger, filename: history.csv}]",
            "callbacks.0.filename: history.csv is written by the run itself",
        ),
        (CHECKPOINT % "best.keras", "best.keras is written by the run itself"),
        ("callbacks: [{kind: tensorboard, log_dir: checkpoints/tb}]", "checkpoints is written"),
        ("callbacks: [tensorboard, TensorBoard]", "logs is written by callbacks.0 too"),
        (
            "callbacks: [{kind: csv_logger, filename: a.c}, {kind: csv_logger, filename: ./a.c}]",
            "callbacks.1.filename: ./a.c is written by callbacks.0 too",
        ),
    ],
    "not_in_runs": [
        (
            "callbacks: [{kind: backup_and_restore, backup_dir: b}]",
            "callbacks.0: backup_and_restore is not needed: every run keeps checkpoints, and `run "
            "--resume",
        ),
        ("callbacks: [ProgbarLogger]", "a run has a display of its own"),
    ],
}
ACCEPTED = [
    "callbacks: [{kind: early_stopping, monitor: val_accuracy, mode: max}]",
    "callbacks: [{kind: early_stopping, monitor: learning_rate, mode: min}]",
    "callbacks: [{kind: early_stopping, monitor: gradient_norm/total, mode: min}]",
    "callbacks: [learning_rate, {kind: early_stopping, monitor: learning_rate/rate, mode: min}]",
    "metrics: [{kind: top_k_categorical_accuracy, k: 2}]\ndata: {one_hot: true}\n"
    "callbacks: [{kind: early_stopping, monitor: val_top_k_categorical_accuracy}]",
    "metrics: [precision]\ndata: {one_hot: true}\n"
    "callbacks: [{kind: early_stopping, monitor: val_precision}]",
    "metrics: [balanced_accuracy]\n"
    "callbacks: [{kind: early_stopping, monitor: val_balanced_accuracy}]",
    "metrics: [./own.py:hits]\ncallbacks: [{kind: early_stopping, monitor: val_hits}]",
    "metrics: [./own.py:Named]\ncallbacks: [{kind: early_stopping, monitor: val_whatever}]",
    "callbacks: [./own.py:Adds, {kind: early_stopping, monitor: val_f1}]",
    "callbacks: [{kind: ./own.py:Watches, monitor: cpu, mode: loud}]",
    CHECKPOINT % '"a{epoch:03d}-{val_loss:.2f}-{val_accuracy:.1%}.keras"',
    CHECKPOINT % '"{{no field}}.keras"',
    CHECKPOINT % '"{epoch!s:>4}.keras"',
    CHECKPOINT % "a.keras, save_freq: 4ep, monitor: val_loss, save_best_only: false, mode: auto",
    CHECKPOINT % '"{gradient_norm/total:.2f}.keras"',
    CHECKPOINT % '"{epoch}-{batch:04d}-{loss:.3f}.keras", save_freq: 10',
    "callbacks: [{kind: csv_logger, filename: mine/history.csv}, tensorboard, history]",
]
OWN = """
import keras

def hits(y_true, y_pred):
    return 0.0

class Named(keras.metrics.Mean):
    def __init__(self):
        super().__init__(name="whatever")

class Adds(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        logs["val_f1"] = 0.0

class Watches(keras.callbacks.Callback):
    def __init__(self, monitor, mode):
        super().__init__()
"""


def test_every_rule_has_a_case():
    assert list(REFUSED) == [rule.__name__ for rule in CALLBACK_RULES]


@pytest.mark.parametrize(
    ("text", "message"), [case for cases in REFUSED.values() for case in cases]
)
def test_what_is_refused(problem, text, message):
    assert message in problem(f"model: mlp\n{text}")


@pytest.mark.parametrize("text", ACCEPTED)
def test_what_is_accepted(loaded, write, text):
    write(OWN, "own.py")
    loaded(f"model: mlp\n{text}")
