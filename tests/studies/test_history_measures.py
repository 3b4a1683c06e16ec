"""Measures of a run's files, against files that were written by hand."""

from __future__ import annotations

import json
import math

import pytest

from suite.errors import UserError
from suite.runs import RunDirectory
from suite.studies.measures import history, sizes
from suite.studies.measures.arm import Arm
from suite.studies.measures.registry import MEASURES

HISTORY = "epoch,loss,accuracy\n1,2.0,0.5\n2,0.5,0.9\n3,1.0,0.8\n"


@pytest.fixture
def arm(tmp_path):
    directory = RunDirectory(tmp_path)
    directory.write_summary({"status": "finished", "recipe": "mine", "epochs": 3})
    directory.history_csv.write_text(HISTORY)
    lines = [
        {"step": step, "diagnostic": "dead_neurons", "values": {"dense1/share": value, "all": 1.0}}
        for step, value in ((10, 0.25), (5, 0.5), (15, None))
    ]
    directory.diagnostics_jsonl.write_text("".join(json.dumps(one) + "\n" for one in lines))
    return Arm(None, tmp_path)


def test_columns_of_the_history(arm):
    assert history.first(arm, "loss") == 2.0
    assert history.last(arm, "loss") == 1.0
    assert history.highest(arm, "accuracy") == 0.9
    assert history.lowest(arm, "loss") == 0.5
    assert history.at(arm, "accuracy", 2) == 0.9


@pytest.mark.parametrize(
    ("column", "value", "epoch"),
    [("accuracy", 0.5, 1), ("accuracy", 0.85, 2), ("accuracy", 0.95, 4), ("loss", 0.6, 2)],
)
def test_epochs_until_a_value_is_met(arm, column, value, epoch):
    assert history.epochs_to(arm, column, value) == epoch


@pytest.mark.parametrize(
    ("losses", "lost"), [("2\n1", 0), ("2\n2.5", 1), ("2\nnan", 1), ("2\ninf", 1), ("2\n2", 0)]
)
def test_a_run_is_lost_where_its_loss_ends_above_its_beginning(arm, losses, lost):
    rows = "".join(f"{i},{loss}\n" for i, loss in enumerate(losses.split("\n"), 1))
    arm.run.directory.history_csv.write_text("epoch,loss\n" + rows)
    arm.run.history.rows.clear()
    arm.run.history.take(arm.run.directory.history_csv)
    assert history.is_lost(arm) == lost


def test_what_a_diagnostic_measured(arm):
    values = {
        when: history.measured(arm, "dead_neurons", "share", "dense1", when)
        for when in ("first", "last", "highest")
    }
    assert (values["first"], values["highest"]) == (0.5, 0.5)
    assert math.isnan(values["last"])
    assert history.measured(arm, "dead_neurons", "all", when="mean") == 1.0


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda arm: history.last(arm, "los"), "did you mean 'loss'"),
        (lambda arm: history.at(arm, "loss", 4), "1 to 3"),
        (lambda arm: history.measured(arm, "dead_neuron", "all"), "did you mean 'dead_neurons'"),
        (lambda arm: history.measured(arm, "dead_neurons", "al"), "did you mean 'all'"),
        (lambda arm: history.measured(arm, "dead_neurons", "all", when="end"), "lowest"),
    ],
)
def test_what_was_not_logged_is_refused_with_what_was(arm, call, said):
    with pytest.raises(UserError, match=said):
        call(arm)


def test_every_measure_is_found_described_and_annotated():
    for measure in MEASURES.values():
        assert measure.summary.endswith("."), measure.name
        assert measure.signature.return_annotation in ("float", float), measure.name
        for parameter in measure.signature.parameters.values():
            assert parameter.annotation is not parameter.empty, (measure.name, parameter.name)
        assert not (measure.takes_arm and measure.takes_seed), measure.name


def test_parameters_are_counted_by_hand():
    import suite

    arm = Arm(suite.load("models/mlp-digits", "model={kind: mlp, widths: [5]}"))
    dense, output = (64 + 1) * 5, (5 + 1) * 10
    assert sizes.trainable_parameters(arm) == dense + output
    assert sizes.parameters(arm, arm.initial_model.layers[-1].name) == output
    assert sizes.parameters(arm) >= dense + output
