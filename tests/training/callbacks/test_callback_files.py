"""Files of callbacks over a kill and a resume: every row once, as without the kill."""

from __future__ import annotations

import csv
import json
import os
import re

import keras
import pytest

import suite
from suite.training.callbacks.callback_files import CallbackFiles
from tests.training.callbacks.test_tensorboard import history

RECIPE = """\
data: {kind: digits, batch_size: 512}
model: {kind: mlp, widths: [8]}
training: {epochs: 5, diagnostics: none, checkpoint_every: 2ep, checkpoints_kept: 5}
callbacks:
  - {kind: csv_logger, filename: anew.csv}
  - {kind: csv_logger, filename: deep/added.csv, append: true, separator: ;}
  - {kind: csv_logger, filename: OUTSIDE/outside.csv, append: true}
  - {kind: tensorboard, update_freq: 1, histogram_freq: 1}
  - {kind: model_checkpoint, filepath: "models/{epoch:02d}-{val_loss:.3f}.keras"}
  - {kind: ./plugins.py:Anew, filename: rows.txt}
  - {kind: ./plugins.py:Hidden, folder: hidden}
  - {kind: ./plugins.py:Each, filename: each.txt}
  - {kind: ./plugins.py:Whole, filename: whole.json}
  - {kind: ./plugins.py:Each, filename: stranger.txt}
  - {kind: ./plugins.py:Each, path: OUTSIDE/by-path.txt}
"""
PLUGINS = '''
import csv
import json
import os
import signal
from pathlib import Path

import keras


class Anew(keras.callbacks.Callback):
    """Opens its file when training begins, writes a header, and keeps it open."""

    def __init__(self, filename):
        super().__init__()
        self.filename = filename

    def on_train_begin(self, logs=None):
        self.file = open(self.filename, "w")
        self.file.write("epoch loss\\n")

    def on_epoch_end(self, epoch, logs=None):
        self.file.write(f"{epoch} {logs['loss']}\\n")
        if os.environ.get("STOP_AFTER") == str(epoch):
            os.kill(os.getpid(), signal.SIGINT)

    def on_train_end(self, logs=None):
        self.file.write("end\\n")
        self.file.close()


class Hidden(keras.callbacks.Callback):
    """The same, made in the constructor, behind an object of its own."""

    def __init__(self, folder):
        super().__init__()
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.write = Path(folder, "rows.txt").open("w", buffering=1).write
        self.write("begin\\n")

    def on_epoch_end(self, epoch, logs=None):
        self.write(f"{epoch} {logs['loss']}\\n")

    def on_train_end(self, logs=None):
        self.write.__self__.close()


class Each(keras.callbacks.Callback):
    """Opens its file for each row."""

    def __init__(self, filename=None, path=None):
        super().__init__()
        self.filename = filename or path

    def on_epoch_end(self, epoch, logs=None):
        with open(self.filename, "a") as file:
            csv.writer(file).writerow([epoch, logs["loss"]])


class Whole(keras.callbacks.Callback):
    """Reads its file and writes it whole."""

    def __init__(self, filename):
        super().__init__()
        self.filename = Path(filename)

    def on_epoch_end(self, epoch, logs=None):
        rows = json.loads(self.filename.read_text()) if self.filename.exists() else []
        self.filename.write_text(json.dumps([*rows, {"epoch": epoch, "loss": logs["loss"]}]))
'''


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "plugins.py").write_text(PLUGINS)
    return folder


def run_of(folder, name, monkeypatch, stop_after=None, lost=1):
    """A run, killed after an epoch and resumed; its files and those outside.

    The kill is a stop whose own checkpoints are lost: files are ahead of the newest one.
    """
    outside = folder / f"outside-{name}"
    outside.mkdir()
    (outside / "outside.csv").write_text("of another run\n")
    path = folder / f"{name}.yaml"
    path.write_text(RECIPE.replace("OUTSIDE", str(outside)))
    recipe, out = suite.load(path), folder / name
    if stop_after is not None:
        monkeypatch.setenv("STOP_AFTER", str(stop_after))
        assert suite.run(recipe, out, quiet=True).summary["status"] == "interrupted"
        monkeypatch.delenv("STOP_AFTER")
        for checkpoint in sorted((out / "checkpoints").glob("*.npz"))[-lost:]:
            checkpoint.unlink()
    return suite.run(recipe, out, resume=stop_after is not None, quiet=True), outside


def content(run, outside) -> dict[str, str]:
    """What callbacks have left, without what a clock says."""
    found = {}
    for path in [*run.path.rglob("*.csv"), *run.path.rglob("*.txt"), *outside.iterdir()]:
        found[path.name] = path.read_text()
    found["whole.json"] = json.loads((run.path / "whole.json").read_text())
    found["models"] = sorted(path.name for path in (run.path / "models").iterdir())
    for name in ("anew.csv", "outside.csv", "added.csv", "history.csv"):
        lines = found[name].splitlines()
        # The logger adds no second header to a file that has lines.
        header, *rows = lines
        named = columns_line(run) if name == "outside.csv" else header
        (columns,) = csv.reader([named], delimiter=sep(name))
        clock = ("seconds", "images_per_second")
        found[name] = [header] * (name == "outside.csv") + [
            {k: v for k, v in zip(columns, row, strict=True) if not k.endswith(clock)}
            for row in csv.reader(rows, delimiter=sep(name))
        ]
    for part, tag in (
        ("train", "epoch_loss"),
        ("validation", "epoch_loss"),
        ("train", "batch_loss"),
        ("validation", "evaluation_accuracy_vs_iterations"),
    ):
        found[f"{part} {tag}"] = history(run.path / "tensorboard" / part, tag)
    return found


def columns_line(run) -> str:
    return (run.path / "anew.csv").read_text().splitlines()[0]


def sep(name: str) -> str:
    return ";" if name == "added.csv" else ","


@pytest.fixture(scope="module")
def whole(folder):
    with pytest.MonkeyPatch.context() as patch:
        return content(*run_of(folder, "whole", patch))


@pytest.mark.slow
def test_what_callbacks_leave_of_a_run_that_nothing_stops(whole):
    epochs = list(range(5))
    assert [row["epoch"] for row in whole["anew.csv"]] == list(map(str, epochs))
    assert whole["outside.csv"][0] == "of another run"
    assert len(whole["outside.csv"]) == 6
    assert [step for step, _ in whole["train epoch_loss"]] == epochs
    assert [step for step, _ in whole["train batch_loss"]] == list(range(1, 11))
    assert whole["each.txt"].count("\n") == 5
    assert len(whole["models"]) == 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stop_after", "lost"),
    [
        (2, 1),  # the newest checkpoint is an epoch behind the files
        (3, 0),  # stopped, and going on where it was
        (0, 1),  # there is no checkpoint: all begins anew
    ],
)
def test_after_a_kill_there_is_one_history(folder, whole, monkeypatch, stop_after, lost):
    found = content(*run_of(folder, f"killed-{stop_after}-{lost}", monkeypatch, stop_after, lost))
    assert found.keys() == whole.keys()
    for name, value in whole.items():
        assert found[name] == value, name


def test_files_of_others_are_left_alone(tmp_path):
    run, shared = tmp_path / "run", tmp_path / "shared"
    for path in (run / "mine" / "a", run / "notes.txt", run / "model.keras", shared / "other"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("before")
    files = CallbackFiles(run, [str(run / "mine"), str(shared), str(run)])
    recorded = json.loads(json.dumps(files.record(())))
    assert set(recorded) == {"mine/a", "notes.txt"}
    files = CallbackFiles(run, [str(run / "mine"), str(shared)])
    recorded = files.record(())
    (run / "mine" / "b").write_text("later")
    for path in (run / "mine" / "a", run / "notes.txt", run / "model.keras", shared / "other"):
        path.write_text("before and after")
    files.roll_back(recorded)
    assert (run / "mine" / "a").read_text() == "before"
    assert not (run / "mine" / "b").exists()
    for path in (run / "notes.txt", run / "model.keras", shared / "other"):
        assert path.read_text() == "before and after"


def test_in_a_folder_outside_it_is_what_the_process_has_open(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    files = CallbackFiles(tmp_path / "run", [str(shared)])
    (shared / "other").write_text("x")
    with (shared / "mine").open("w") as file:
        print("row", file=file, flush=True)
        recorded = files.record(())
        print("later", file=file)
    assert list(recorded) == [str(shared / "mine")]
    files.roll_back(recorded)
    assert (shared / "mine").read_text() == "row\n"
    assert set(files.record(())) == {str(shared / "mine")}, "the next process has it no longer open"


def test_large_files_are_cut_and_small_ones_are_in_the_checkpoint(tmp_path):
    run = tmp_path / "run"
    run.mkdir()
    large, small = run / "large", run / "small"
    large.write_bytes(os.urandom(200_000))
    small.write_text("[1]")
    before = large.read_bytes()
    files = CallbackFiles(run, [str(large), str(small)])
    recorded = json.loads(json.dumps(files.record(())))
    assert "content" not in recorded["large"]
    small.write_text("[1, 2]")
    with large.open("ab") as file:
        file.write(b"more")
    files.roll_back(recorded)
    assert (large.read_bytes(), small.read_text()) == (before, "[1]")
    large.write_bytes(b"")  # begun anew by a process that was killed before it was put back
    CallbackFiles(run, [str(large), str(small)]).roll_back(recorded)
    assert large.read_bytes() == before


def test_braces_in_the_folder_are_no_fields(tmp_path):
    run = tmp_path / "d{x}" / "run{epoch}"
    run.mkdir(parents=True)
    (tmp_path / "dy").mkdir()
    (run / "1.keras").write_text("")
    files = CallbackFiles(run, [str(run / "{epoch}.keras")])
    assert files.files(()) == {run / "1.keras"}


@pytest.mark.parametrize(
    "out",
    [
        "d{x}/run",
        pytest.param("{epoch}", marks=pytest.mark.slow),
        pytest.param("a}b{{c", marks=pytest.mark.slow),
    ],
)
def test_model_checkpoint_writes_into_a_folder_with_braces(tmp_path, out):
    path = tmp_path / "recipe.yaml"
    path.write_text(re.sub(r"(?s)callbacks:.*", "", RECIPE))
    override = "callbacks=[{kind: model_checkpoint, filepath: 'e{epoch}.keras'}]"
    run = suite.run(suite.load(path, override, "training.epochs=1"), tmp_path / out, quiet=True)
    assert keras.models.load_model(run.path / "e1.keras").name == run.model.name
