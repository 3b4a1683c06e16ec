"""Which callback ended a run."""

from __future__ import annotations

import json

import keras
import pytest

import suite
from suite.training.callbacks.stopped_by import stopped_by


class Mine(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = True


@pytest.mark.parametrize(
    ("callbacks", "kind"),
    [
        ([keras.callbacks.TerminateOnNaN()], "terminate_on_nan"),
        ([keras.callbacks.History(), Mine()], "mine"),
        ([Mine(), keras.callbacks.EarlyStopping()], "callback"),
        ([keras.callbacks.History()], "callback"),
    ],
)
def test_the_only_one_that_could(callbacks, kind):
    assert stopped_by(callbacks, 7) == {"kind": kind, "step": 7}


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    recipe = suite.load(
        "quickstart",
        "data={kind: moons, samples: 60, batch_size: 10}",
        "model={kind: mlp, widths: [4], weight_decay: 0.5}",
        "training.epochs=6",
        "callbacks=[{kind: early_stopping, monitor: accuracy, baseline: 2.0, patience: 1}]",
    )
    return suite.run(recipe, tmp_path_factory.mktemp("ended") / "run", quiet=True)


def test_the_summary_says_who_ended_a_run(ended):
    steps = ended.history.column("step")[-1]
    assert len(ended.history.rows) < 6
    assert ended.summary["stopped_by"] == {"kind": "early_stopping", "step": steps}


def test_the_setup_is_what_was_built(ended):
    setup = json.loads(ended.directory.setup_json.read_text("utf-8"))
    dense = [one for one in setup["layers"] if one["kind"] == "dense"]
    assert [one["l2"] for one in dense] == [0.25, 0.25]
    assert (setup["origin"], setup["targets"], setup["classes"]) == ("recipe", "classes", 2)
    assert (setup["batch_size"], setup["epochs"]) == (10, 6)
    assert [one["kind"] for one in setup["callbacks"]] == ["early_stopping"]
    assert setup["callbacks"][0]["patience"] == 1
    assert setup["loss"]["from_logits"] is True


def test_a_resumed_run_has_the_setup_of_the_whole_one(tmp_path):
    recipe = suite.load(
        "quickstart",
        "data={kind: moons, samples: 60, batch_size: 10}",
        "model={kind: mlp, widths: [4], norm: batch}",
        "optimizer={kind: sgd, learning_rate: 0.5}",
        "training={epochs: 2, checkpoint_every: 1ep}",
        "callbacks=[{kind: reduce_lr_on_plateau, monitor: loss, mode: max, patience: 1}]",
    )
    run = suite.run(recipe, tmp_path / "run", quiet=True)
    before = run.directory.setup_json.read_text("utf-8")
    run.directory.note_status("interrupted")
    resumed = suite.run(recipe, tmp_path / "run", resume=True, quiet=True)
    assert resumed.status == "finished"
    assert json.loads(resumed.directory.setup_json.read_text("utf-8")) == json.loads(before)
