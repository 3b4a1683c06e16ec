"""Callbacks that write when they are made or given the model, and callbacks that fail."""

from __future__ import annotations

import pytest

import suite
from suite.errors import UserError
from tests import commands

RECIPE = """\
data: {kind: digits, batch_size: 512}
model: {kind: mlp, widths: [8]}
training: {epochs: 2, diagnostics: none}
callbacks:
"""
PLUGINS = '''
from pathlib import Path

import keras
import tensorflow as tf

from suite import Diagnostic


class UsageError(Exception):
    pass


class Early(keras.callbacks.Callback):
    """Writes wherever it can."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder
        Path(folder).mkdir(parents=True)
        Path(folder, "made").write_text("")

    def set_model(self, model):
        super().set_model(model)
        Path(self.folder, "met").write_text(model.name)


class Broken(keras.callbacks.Callback):
    def __init__(self, error, at="__init__"):
        super().__init__()
        self.error, self.at = error, at
        self.fail("__init__")

    def fail(self, at):
        if at == self.at:
            raise {
                "runtime": RuntimeError("You must call wandb.init() first"),
                "own": UsageError("You must call wandb.init() first"),
                "key": KeyError("entity"),
                "empty": AssertionError(),
                "value": ValueError("Argument `error` must be something\\nelse"),
                "exit": SystemExit("not here"),
                "internal": tf.errors.UnavailableError(None, None, "no server"),
                "interrupt": KeyboardInterrupt(),
            }[self.error]

    def set_model(self, model):
        self.fail("set_model")

    def on_epoch_end(self, epoch, logs=None):
        self.fail("on_epoch_end")

    def on_test_end(self, logs=None):
        self.fail("on_test_end")

    def on_train_batch_end(self, batch, logs=None):
        self.fail("on_train_batch_end")


class Lost(Diagnostic):
    def build(self, model):
        model.get_layer("nowhere")
'''


@pytest.fixture
def recipe(tmp_path):
    (tmp_path / "plugins.py").write_text(PLUGINS)

    def write(*callbacks: str):
        path = tmp_path / "recipe.yaml"
        path.write_text(RECIPE + "".join(f"  - {callback}\n" for callback in callbacks))
        return path

    return write


EARLY = "{kind: ./plugins.py:Early, folder: early}"


def broken(error: str, at: str = "__init__") -> str:
    return f"{{kind: ./plugins.py:Broken, error: {error}, at: {at}}}"


def test_what_writes_early_finds_the_folder_of_the_run(recipe, tmp_path):
    run = suite.run(suite.load(recipe(EARLY)), tmp_path / "run", quiet=True)
    assert (run.path / "early" / "made").is_file()
    assert (run.path / "early" / "met").read_text() == run.model.name
    assert run.summary["status"] == "finished"


@pytest.mark.parametrize("at", ["__init__", "set_model"])
def test_a_refused_callback_takes_back_what_others_have_written(recipe, tmp_path, at):
    given = suite.load(recipe(EARLY, broken("runtime", at)))
    with pytest.raises(UserError, match=r"recipe\.yaml:6:5 callbacks\.1: .*wandb\.init"):
        suite.run(given, tmp_path / "deep" / "run", quiet=True)
    assert not (tmp_path / "deep").exists()
    (tmp_path / "deep" / "run").mkdir(parents=True)
    with pytest.raises(UserError, match="wandb"):
        suite.run(given, tmp_path / "deep" / "run", quiet=True)
    assert list((tmp_path / "deep").rglob("*")) == [tmp_path / "deep" / "run"]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        ("runtime", "Broken: RuntimeError: You must call wandb.init() first (FILE)"),
        ("own", "Broken: UsageError: You must call wandb.init() first (FILE)"),
        ("key", "Broken: KeyError: 'entity' (FILE)"),
        ("empty", "Broken: AssertionError (FILE)"),
        ("value", "Broken: Argument `error` must be something else"),
        ("exit", "Broken: SystemExit: not here (FILE)"),
        ("internal", "Broken: UnavailableError: no server (FILE)"),
    ],
)
def test_a_constructor_that_raises_is_one_sentence_at_its_line(recipe, tmp_path, error, message):
    path, out = recipe(broken(error)), tmp_path / "run"
    answer = commands.suite("run", path, "--out", out)
    key = "callbacks.0.error" if error == "value" else "callbacks.0"
    column = {"value": 40}.get(error, 5)
    file = tmp_path / "plugins.py"
    line = PLUGINS[: PLUGINS.index("raise {")].count("\n") + 1
    message = message.replace("FILE", f"{file}:{line}")
    said = f"{path}:5:{column} {key}: {file}:{message}"
    assert (answer.status, answer.err) == (2, f"{said}\n")
    assert not out.exists()
    if error == "runtime":
        assert "Traceback" in commands.suite("run", path, "--out", out, "--traceback").err


def test_ctrl_c_in_a_constructor_is_no_error_of_it(recipe, tmp_path):
    assert commands.suite("run", recipe(broken("interrupt")), "--out", tmp_path / "r").status == 130
    assert not (tmp_path / "r").exists()


def test_a_diagnostic_that_cannot_be_built_stands_at_its_line(recipe, tmp_path):
    path = recipe("gradient_norm", "./plugins.py:Lost")
    line = PLUGINS[: PLUGINS.index("model.get_layer")].count("\n") + 1
    answer = commands.suite("run", path, "--out", tmp_path / "run")
    assert answer.status == 2
    assert answer.err.startswith(
        f"{path}:6:5 callbacks.1: lost ({tmp_path}/plugins.py:{line}) failed"
    )
    assert "No such layer: nowhere" in answer.err
    assert "Traceback" not in answer.err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "at",
    [
        "on_epoch_end",
        pytest.param("on_test_end", marks=pytest.mark.slow),
        pytest.param("on_train_batch_end", marks=pytest.mark.slow),
    ],
)
def test_a_callback_that_fails_on_the_way_is_named(recipe, tmp_path, at):
    path = recipe("terminate_on_nan", broken("key", at))
    answer = commands.suite("run", path, "--out", tmp_path / "run")
    assert answer.status == 1
    said = f"{path}:6:5 callbacks.1: Broken failed in {at}: KeyError: 'entity'"
    assert answer.err == f"error: {said}\n"
    assert any((tmp_path / "run" / "checkpoints").glob("*.npz"))
