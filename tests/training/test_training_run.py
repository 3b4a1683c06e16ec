"""The parts of a run, before its first step."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest

import suite
from suite.errors import UserError
from suite.runs import RunDirectory
from suite.runs.progress.progress import Progress
from suite.runs.recorder import RunRecorder
from suite.training.full_batch.full_batch import FullBatch
from suite.training.loop.mini_batches import MiniBatches
from suite.training.process.process import process_settings
from suite.training.state.best_weights import BestWeights
from suite.training.training_run import TrainingRun

BASE = ("quickstart", "data={kind: moons, samples: 60, batch_size: 10}", "callbacks=[]")
SMALL = "model={kind: mlp, widths: [4]}"


@pytest.fixture
def begun(tmp_path):
    """Makes the parts of a run; nothing is trained."""

    def make(*changes):
        recipe = suite.load(*BASE, SMALL, *changes)
        with process_settings(recipe.seed, recipe.training.precision, determinism=False):
            directory = RunDirectory.plan(tmp_path / "run", recipe.name)
            return TrainingRun(recipe, directory, Progress())

    return make


def test_nothing_is_written_before_all_parts_are_there(begun, tmp_path):
    begun()
    assert not (tmp_path / "run").exists()


def names(training):
    return [type(one).__name__ for one in training.loop.callbacks]


def test_callbacks_stand_in_their_order_and_the_recorder_sees_what_they_add(begun):
    training = begun("callbacks=[terminate_on_nan, gradient_norm]")
    assert names(training)[:2] == ["TerminateOnNaN", "GradientNorm"]
    assert names(training)[-2:] == [BestWeights.__name__, RunRecorder.__name__]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("training.keep_best=none", [RunRecorder.__name__]),
        ("training.keep_best=val_loss", [BestWeights.__name__, RunRecorder.__name__]),
    ],
)
def test_without_diagnostics_there_are_only_the_runs_own(begun, change, expected):
    assert names(begun("training.diagnostics=none", change)) == expected


@pytest.mark.parametrize(
    ("optimizer", "engine", "steps"),
    [("sgd", MiniBatches, "pipeline"), ("l_bfgs", FullBatch, 1)],
)
def test_the_engine_is_that_of_the_optimizer(begun, optimizer, engine, steps):
    training = begun(f"optimizer={optimizer}", "training.epochs=4")
    assert isinstance(training.loop.engine, engine)
    if steps == "pipeline":
        steps = training.assembly.pipeline.steps_per_epoch
    assert training.assembly.clock.total == 4 * steps


@pytest.mark.parametrize(
    ("change", "option", "expected"),
    [
        ("training.epochs=7", "epochs", 7),
        ("training.clip_norm=0.5", "clip_norm", 0.5),
        ("training.gradient_accumulation=2", "micro_batches", 2),
        ("training.steps_per_execution=3", "steps_per_execution", 3),
        ("training.checkpoint_every=8st", "stop_every", 8),
        ("training.checkpoint_every=auto", "stop_every", None),
        ("training.jit_compile=true", "jit_compile", True),
    ],
)
def test_the_loop_computes_as_the_recipe_says(begun, change, option, expected):
    options = begun(change).loop.options
    assert getattr(options, option) == expected
    assert options.stop_at_nan is True


def test_an_average_begins_with_the_weights(begun):
    average = begun("training.ema=0.9").loop.options.average
    for own, weight in zip(average.averages, average.weights, strict=True):
        np.testing.assert_array_equal(own.numpy(), weight.numpy())
    assert begun().loop.options.average is None


def test_lookahead_takes_its_numbers_and_the_steps_of_the_run(begun):
    lookahead = begun("training.lookahead={every: 2, alpha: 0.3, power: 3}").loop.options.average
    assert (lookahead.every, lookahead.alpha, lookahead.power) == (2, 0.3, 3.0)
    training = begun("training.epochs=3", "training.lookahead={}")
    assert training.loop.options.average.steps == 3 * training.loop.engine.steps_per_epoch


def test_rates_are_those_of_the_paths_that_match_the_last_pattern_first(begun):
    rates = "training.rates={'*': 2.0, '*/bias': 4.0, 'logits/*': 0.5}"
    assert begun(rates).loop.options.weight_rates == {
        "dense1/kernel": 2.0,
        "dense1/bias": 4.0,
        "logits/kernel": 0.5,
        "logits/bias": 0.5,
    }
    with pytest.raises(UserError, match=r"rates.*beta.*no weight that trains.*dense1/kernel"):
        begun("training.rates={'*beta': 2}")


def test_views_of_what_is_no_image_are_refused(begun):
    with pytest.raises(UserError, match=r"training.tta.* of shape \(2,\); leave it out"):
        begun("training.tta=flip")


def test_what_is_seen_before_the_first_step_is_said_and_kept(begun, tmp_path):
    training = begun("model.kernel_initializer=zeros")
    said = []
    training.progress.message = said.append
    training.directory.make()
    training.check()
    assert [finding.diagnostic for finding in training.loop.reporter.findings] == ["init_symmetry"]
    assert said[0].startswith("error: ")
    assert "init_symmetry" in (tmp_path / "run" / "findings.json").read_text()


def test_weights_of_a_checkpoint_are_no_initial_ones(begun):
    training = begun("model.kernel_initializer=zeros")
    training.has_checkpoint = True
    training.check()
    assert training.loop.reporter.findings == []


def test_the_finished_weights_are_measured_on_the_test_set(begun):
    training = begun("training.diagnostics=none")
    measured = training.test()
    assert set(measured) == {"test_loss", "test_accuracy"}
    test = training.assembly.dataset.test
    logits = training.model.predict(test.inputs, verbose=0)
    expected = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(test.labels, logits)
    assert measured["test_loss"] == pytest.approx(float(expected), rel=1e-5)


@pytest.mark.parametrize(
    ("every", "epochs", "seconds"),
    [("1ep", 1, None), ("50%", 2, None), ("auto", None, None), ("3min", None, 180.0)],
)
def test_checkpoints_are_due_by_the_steps_of_this_run(begun, every, epochs, seconds):
    training = begun(f"training.checkpoint_every={every}", "training.epochs=4")
    steps = training.assembly.pipeline.steps_per_epoch
    assert training.schedule.steps == (None if epochs is None else epochs * steps)
    assert training.schedule.seconds == seconds
    assert training.schedule.keep == 2


def test_what_the_diagnostics_measure_goes_to_their_log(begun, tmp_path):
    training = begun("callbacks=[gradient_norm]")
    training.directory.make()
    training.loop.position.step = 12
    training.log_measurements({"gradient_norm": {"global": 0.5}})
    (line,) = (tmp_path / "run" / "diagnostics.jsonl").read_text().splitlines()
    assert json.loads(line) == {
        "step": 12,
        "diagnostic": "gradient_norm",
        "values": {"global": 0.5},
    }


@pytest.mark.parametrize("status", ["running", "finished", "interrupted", "failed"])
def test_the_summary_says_how_it_stands(begun, tmp_path, status):
    training = begun()
    training.directory.make()
    training.write_summary(status, start=0.0)
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert (summary["status"], summary["epochs"], summary["steps"]) == (status, 0, 0)
    assert summary["classes"] == ["0", "1"]
    assert "model" not in summary
