"""Every callback of Keras in runs: fresh, stopped and resumed, in a sweep, on two workers.

All that get on with each other stand in one recipe; `SUITE_WHOLE_TABLES=1` runs each alone as well.
"""

from __future__ import annotations

import csv
import http.server
import json
import os
import re
import threading

import keras
import numpy as np
import pytest

import suite
from suite.catalog import HERE, own_entries
from tests import commands
from tests.training.callbacks.test_tensorboard import history

# What a recipe says of each; the set has a training, a validation and a test part.
TAKEN = {
    "csv_logger": "{kind: csv_logger, filename: log.csv}",
    "early_stopping": "{kind: early_stopping, patience: 2, restore_best_weights: true}",
    "history": "history",
    "lambda_callback": "{kind: lambda_callback, on_epoch_end: ./own.py:at_end}",
    "learning_rate_scheduler": "{kind: learning_rate_scheduler, schedule: ./own.py:rate}",
    "model_checkpoint": '{kind: model_checkpoint, filepath: "e{epoch}-{val_loss:.2f}.keras"}',
    "reduce_lr_on_plateau": "{kind: reduce_lr_on_plateau, monitor: loss, patience: 0, "
    "min_delta: 9, factor: 0.5}",
    "remote_monitor": "{kind: remote_monitor, root: 'http://127.0.0.1:PORT'}",
    "swap_ema_weights": "swap_ema_weights",
    "tensorboard": "{kind: tensorboard, update_freq: 1}",
    "terminate_on_nan": "terminate_on_nan",
}
REFUSED = {
    "backup_and_restore": (
        "{kind: backup_and_restore, backup_dir: b}",
        "callbacks.0: backup_and_restore is not needed: every run keeps checkpoints",
    ),
    "orbax_checkpoint": (
        "{kind: orbax_checkpoint, directory: ckpt}",
        "callbacks.0: orbax_checkpoint: ",
    ),
    "progbar_logger": ("progbar_logger", "callbacks.0: progbar_logger shows nothing here"),
}
RECIPE = """\
data: {kind: digits, batch_size: 512}
model: {kind: mlp, widths: [8], dropout: 0.2}
optimizer: {kind: adam, learning_rate: 0.05, use_ema: true, ema_momentum: 0.5}
training: {epochs: 4, diagnostics: none, checkpoint_every: 1ep}
callbacks:
  - ./own.py:Stop
"""
OWN = """
import os, signal
import keras

def rate(epoch, lr):
    return lr * 0.9

def at_end(epoch, logs):
    logs["mine"] = epoch / 2

class Stop(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if os.environ.get("STOP_IN") == str(epoch):
            os.kill(os.getpid(), signal.SIGINT)
"""
CLOCK = ("seconds", "images_per_second")


@pytest.fixture(scope="module")
def server():
    """What remote_monitor has posted."""
    posted = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            posted.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        yield one.server_port, posted
        one.shutdown()


@pytest.fixture(scope="module")
def write(tmp_path_factory, server):
    """Write a recipe with some callbacks."""
    folder = tmp_path_factory.mktemp("callbacks")
    (folder / "own.py").write_text(OWN)

    def write_recipe(names, text=""):
        given = "".join(f"  - {TAKEN[name]}\n" for name in names)
        path = folder / f"{len(list(folder.iterdir()))}.yaml"
        recipe = RECIPE if "swap_ema_weights" in names else re.sub(", use_ema.*}", "}", RECIPE)
        path.write_text(recipe + given.replace("PORT", str(server[0])) + text)
        return path

    return write_recipe


def test_the_tables_are_complete():
    stock = {entry.name for entry in HERE.entries("callbacks") if entry.is_known}
    ours = {entry.name for entry in own_entries("callbacks")}
    assert stock - ours == TAKEN.keys() | REFUSED.keys()
    public = {name for name in dir(keras.callbacks) if name[0].isupper()}
    assert len(public - {"Callback", "CallbackList"}) == len(TAKEN) + len(REFUSED)


def test_the_state_of_each_is_told_apart():
    """Which attributes are state is written down for every stock class, and for no other."""
    from suite.diagnostics.state.attributes import STOCK

    found = {name for name in vars(keras.src.callbacks) if name[0].isupper()}
    assert set(STOCK) | {"Callback"} == found


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_refused_says_why(write, tmp_path, name):
    path = write([])
    text, message = REFUSED[name]
    answer = commands.suite("run", path, f"callbacks=[{text}]", "--out", tmp_path / "run")
    assert answer.status == 2
    assert message in answer.err
    assert "Traceback" not in answer.err
    assert not (tmp_path / "run").exists()


def run_of(path, out, monkeypatch, stop_in=None):
    """A run, stopped in an epoch and resumed."""
    recipe = suite.load(path)
    if stop_in is not None:
        monkeypatch.setenv("STOP_IN", str(stop_in))
        assert suite.run(recipe, out, quiet=True).summary["status"] == "interrupted"
        monkeypatch.delenv("STOP_IN")
    run = suite.run(recipe, out, resume=stop_in is not None, quiet=True)
    assert run.summary["status"] == "finished"
    assert "test_accuracy" in run.summary["metrics"]
    return run


def rows(path) -> list[dict]:
    with path.open(newline="") as file:
        return [{k: v for k, v in row.items() if k not in CLOCK} for row in csv.DictReader(file)]


def left(run) -> dict:
    """What the callbacks of a run have left."""
    found = {"history": rows(run.directory.history_csv), "metrics": run.summary["metrics"]}
    if (run.path / "log.csv").exists():
        found["csv"] = rows(run.path / "log.csv")
    found["models"] = sorted(path.name for path in run.path.glob("e*.keras"))
    if (board := run.path / "tensorboard").exists():
        found["board"] = history(board / "train", "epoch_loss")
        found["batches"] = history(board / "train", "batch_loss")
        found["val"] = history(board / "validation", "epoch_accuracy")
    return found


def check_same(one, other):
    for a, b in zip(one.model.get_weights(), other.model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert left(one) == left(other)


@pytest.mark.slow
def test_all_together_fresh_and_resumed(write, server, tmp_path, monkeypatch):
    path = write(TAKEN)
    server[1].clear()
    whole = run_of(path, tmp_path / "whole", monkeypatch)
    posted = [json.loads(re.sub(rb".*data=", b"", _unquoted(one)))["epoch"] for one in server[1]]
    found = left(whole)
    epochs = range(len(found["history"]))
    assert posted == [*epochs]
    assert [step for step, _ in found["board"]] == [*epochs]
    assert len(found["csv"]) == len(found["models"]) == len(epochs)
    assert [float(row["mine"]) for row in found["history"]] == [epoch / 2 for epoch in epochs]
    check_same(run_of(path, tmp_path / "stopped", monkeypatch, stop_in=2), whole)


def _unquoted(body: bytes) -> bytes:
    import urllib.parse

    return urllib.parse.unquote_to_bytes(body.replace(b"+", b" "))


@pytest.mark.skipif(
    "SUITE_WHOLE_TABLES" not in os.environ, reason="all together are run; SUITE_WHOLE_TABLES=1"
)
@pytest.mark.parametrize("name", sorted(TAKEN))
def test_each_alone_fresh_and_resumed(write, tmp_path, monkeypatch, name):
    path = write([name])
    whole = run_of(path, tmp_path / "whole", monkeypatch)
    check_same(run_of(path, tmp_path / "stopped", monkeypatch, stop_in=2), whole)


@pytest.mark.slow
def test_all_together_in_a_sweep(write, tmp_path):
    path = write(TAKEN, "sweep: {over: {optimizer.learning_rate: [0.05, 0.01]}}\n")
    out = tmp_path / "sweep"
    commands.succeed("sweep", path, "training.epochs=2", "--quiet", "--out", out)
    logs = sorted(out.rglob("log.csv"))
    assert len(logs) == 2
    for log in logs:
        assert [row["epoch"] for row in rows(log)] == ["0", "1"]
        assert [
            step for step, _ in history(log.parent / "tensorboard" / "train", "epoch_loss")
        ] == [
            0,
            1,
        ]


@pytest.mark.slow
def test_all_together_on_two_workers(write, server, tmp_path):
    path = write(TAKEN)
    server[1].clear()
    out = tmp_path / "run"
    process = commands.start(
        "launch", "--workers", "2", path, "training.epochs=2", "--out", out, "--quiet"
    )
    _, error = process.communicate(timeout=300)
    assert process.returncode == 0, error
    assert [row["epoch"] for row in rows(out / "log.csv")] == ["0", "1"]
    assert [step for step, _ in history(out / "tensorboard" / "train", "epoch_loss")] == [0, 1]
    assert len(server[1]) == 2, "worker 0 alone tells the world"
