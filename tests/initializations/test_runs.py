"""Where a recipe's initialization is applied: fresh runs, checks and range tests, never resumed."""

from __future__ import annotations

import json
import random
import sys

import numpy as np
import pytest

import suite
from suite.errors import UserError
from suite.lab.inspect.check_build import built
from suite.lab.learning_rate.range_test import Ramp, ramp_loop
from suite.runs import RunDirectory
from suite.runs.progress.plain_progress import PlainProgress
from suite.runs.progress.progress import Progress
from suite.runs.run import Run
from suite.training.assembly import initialize as initialization
from suite.training.process.process import process_settings
from suite.training.training_run import TrainingRun
from tests import commands

RECIPE = """
data: {{kind: digits, batch_size: 256}}
model: {{kind: mlp, widths: [16, 16], dropout: 0.2, kernel_initializer: glorot_normal}}
initialization: {}
optimizer: {{kind: sgd, momentum: 0.9, learning_rate: 0.05}}
training: {{epochs: 3, ema: 0.9}}
callbacks: [./plugins.py:Stop]
"""
PLUGINS = """
import os
import signal

import keras


class Stop(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        if os.environ.get("STOP_AT") == str(int(self.model.optimizer.iterations)):
            os.kill(os.getpid(), signal.SIGINT)


def halves(model, inputs, seed, say, *, value: float = 0.5):
    assert inputs.shape[1:] == (8, 8, 1)
    model.get_layer("logits").bias.assign([value + seed] * 10)
    say(f"halves: {len(inputs)} inputs of type {inputs.dtype}")
"""
GREEDY = "{kind: greedy_autoencoders, epochs: 1, batch_size: 256, noise: 0.1}"
LSUV = "{kind: lsuv, orthogonal: false}"


@pytest.fixture
def recipe(tmp_path):
    def make(initialization: str, *overrides: str):
        (tmp_path / "plugins.py").write_text(PLUGINS)
        (tmp_path / "recipe.yaml").write_text(RECIPE.format(initialization))
        return suite.load(tmp_path / "recipe.yaml", *overrides)

    return make


def weights(model) -> list[np.ndarray]:
    return [variable.numpy().copy() for variable in model.variables]


def assert_equal(one, other) -> None:
    for a, b in zip(weights(one), weights(other), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("kind", [LSUV, pytest.param(GREEDY, marks=pytest.mark.slow)])
def test_a_resumed_run_is_the_uninterrupted_one(recipe, tmp_path, monkeypatch, capsys, kind):
    one = recipe(kind)
    whole = suite.run(one, tmp_path / "whole")
    monkeypatch.setenv("STOP_AT", "8")
    stopped = suite.run(one, tmp_path / "stopped", quiet=True)
    assert stopped.summary["status"] == "interrupted"
    monkeypatch.delenv("STOP_AT")
    capsys.readouterr()
    with monkeypatch.context() as patched:
        patched.setattr(initialization, "random_states_kept", None)  # nobody calls it
        resumed = suite.run(one, tmp_path / "stopped", resume=True)
    shown = capsys.readouterr().out
    assert "lsuv" not in shown
    assert "greedy" not in shown
    assert_equal(resumed.model, whole.model)
    assert resumed.history.rows[-1]["val_loss"] == whole.history.rows[-1]["val_loss"]


@pytest.mark.slow
def test_a_run_that_died_before_its_first_checkpoint_is_initialized_when_it_goes_on(
    recipe, tmp_path, monkeypatch, capsys
):
    one = recipe(LSUV)
    whole = suite.run(one, tmp_path / "whole", quiet=True)
    monkeypatch.setenv("STOP_AT", "2")
    suite.run(one, tmp_path / "stopped", quiet=True)
    monkeypatch.delenv("STOP_AT")
    for file in (tmp_path / "stopped" / "checkpoints").glob("step-*.npz"):
        file.unlink()
    capsys.readouterr()
    resumed = suite.run(one, tmp_path / "stopped", resume=True)
    assert capsys.readouterr().out.startswith("lsuv: variance of the outputs of 3 layers")
    assert_equal(resumed.model, whole.model)


@pytest.mark.parametrize("kind", [LSUV, pytest.param(GREEDY, marks=pytest.mark.slow)])
def test_runs_checks_and_range_tests_begin_with_the_same_weights(recipe, tmp_path, kind):
    one, plain = recipe(kind), recipe("null")
    found = []
    for make in (
        lambda recipe: TrainingRun(recipe, directory(tmp_path), Progress()).model,
        lambda recipe: built(recipe, lambda text: None).model,
        lambda recipe: ramp_loop(recipe, Ramp(lambda step: 0.1, 10)).model,
    ):
        for recipe_ in (one, plain):
            with process_settings(0, "float32", True):
                found.append([v.numpy().copy() for v in make(recipe_).trainable_variables])
    ours, others = found[::2], found[1::2]
    for group in (ours, others):
        for other in group[1:]:
            for a, b in zip(group[0], other, strict=True):
                np.testing.assert_array_equal(a, b)
    assert not np.array_equal(ours[0][0], others[0][0])


def directory(folder):
    return RunDirectory.plan(folder / "planned", "x")


def test_the_average_begins_with_the_initialized_weights(recipe, tmp_path):
    with process_settings(0, "float32", True):
        run = TrainingRun(recipe(LSUV), directory(tmp_path), Progress())
    average = run.loop.options.average
    for own, weight in zip(average.averages, average.weights, strict=True):
        np.testing.assert_array_equal(own.numpy(), weight.numpy())


def test_the_checks_of_a_run_judge_the_initialized_weights(recipe, tmp_path, capsys):
    bad = "model.kernel_initializer={kind: random_normal, stddev: 0.001}"
    for kind, expected in ((LSUV, set()), ("null", {"init_gain"})):
        with process_settings(0, "float32", True):
            run = TrainingRun(recipe(kind, bad), directory(tmp_path), PlainProgress(sys.stdout))
            found = run.assembly.findings_before_training()
        assert {one.diagnostic for one in found} == expected
    assert capsys.readouterr().out.startswith("lsuv: variance of the outputs of 3 layers")


def test_check_build_shows_its_lines_and_judges_the_result():
    kind = "initialization={kind: lsuv, orthogonal: false}"
    answer = commands.suite("check", "init/small", kind, "--build")
    assert answer.status == 0
    lines = answer.out.splitlines()
    assert lines[0].startswith("lsuv: variance of the outputs of 7 layers on 256 samples: ")
    assert {line.split()[1] for line in lines[1:-1]} == {"ok"}
    assert lines[-1].startswith("init/small: no problems found")


def test_a_function_of_the_user_gets_the_training_set_alone(recipe, tmp_path, capsys):
    """Raw, and without the validation samples; its arguments are checked like any."""
    one = recipe("{kind: ./plugins.py:halves, value: 2.0}", "seed=1", "training.epochs=1")
    with process_settings(1, "float32", True):
        context = built(one, print)
    inputs = context.dataset.train.inputs
    assert capsys.readouterr().out == f"halves: {len(inputs)} inputs of type {inputs.dtype}\n"
    np.testing.assert_array_equal(context.model.get_layer("logits").bias.numpy(), [3.0] * 10)
    with pytest.raises(UserError, match=r"initialization\.valu: unknown argument of"):
        recipe("{kind: ./plugins.py:halves, valu: 2.0}")


def test_random_states_stay(recipe):
    with process_settings(0, "float32", True):
        built(recipe("null"), print)
        states = random.getstate(), np.random.get_state()[1]
    with process_settings(0, "float32", True):
        built(recipe(GREEDY), print)
        assert random.getstate() == states[0]
        np.testing.assert_array_equal(np.random.get_state()[1], states[1])


def test_a_refusal_leaves_nothing_behind(recipe, tmp_path):
    change = (
        "model={kind: sequential, layers: [{kind: dense, units: 4}, {kind: layer_normalization}]}"
    )
    with pytest.raises(UserError, match=r"initialization: greedy_autoencoders: .*layer_norm.*take"):
        suite.run(recipe(GREEDY, change), tmp_path / "out", quiet=True)
    with pytest.raises(UserError, match=r"initialization\.learning_rate: .*is too large"):
        suite.run(
            recipe("{kind: greedy_autoencoders, epochs: 3, learning_rate: 1.0e+30}"),
            *(tmp_path / "out",),
            quiet=True,
        )
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_two_replicas_begin_where_one_device_does():
    far = json.loads(commands.run_module("tests.initializations.replicas").splitlines()[-1])
    assert set(far) == {"data_dependent", "greedy_autoencoders", "lsuv"}
    assert max(far.values()) == 0, far


@pytest.mark.slow
def test_two_workers_equal_one_process(tmp_path):
    arguments = (
        *("init/lsuv", "training.epochs=1", "callbacks=[]", "optimizer.learning_rate=0.001"),
        *("training.worker_wait=120", "--out"),
    )
    process = commands.start("launch", "--workers", "2", *arguments, tmp_path / "two")
    out, err = process.communicate(timeout=400)
    assert process.returncode == 0, out + err
    assert out.count("lsuv: variance of the outputs") == 1, "only worker 0 speaks"
    commands.succeed("run", *arguments, tmp_path / "one", "--quiet")
    rows = [Run.open(tmp_path / name).history.rows[-1] for name in ("one", "two")]
    for name in ("loss", "val_loss"):
        assert rows[0][name] == pytest.approx(rows[1][name], rel=1e-4)
