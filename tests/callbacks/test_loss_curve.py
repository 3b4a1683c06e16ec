"""Judgments on made-up and on real loss curves."""

from __future__ import annotations

import json
import math

import keras
import numpy as np
import pytest

from callbacks.loss_curve import LossCurve
from suite import Finding
from suite.training.callbacks.callback_states import CallbackStates
from suite.training.state.stateful import State
from tests.callbacks.nets import cnn, mlp, watch
from tests.callbacks.support.gradient_runs import cases, measured, steps, tolerance
from tests.training.nets import dataset, loop


@cases
def test_equals_the_twin(net, way):
    losses = [step.loss for step in steps(net, way)]
    average = losses[0]
    for loss in losses:
        average = 0.9 * average + 0.1 * loss
    expected = {"average": average, "median": np.median(losses)}
    assert measured(net, way, "loss_curve") == pytest.approx(expected, rel=tolerance(way))


def built(epoch: int, epochs: int) -> LossCurve:
    diagnostic, model = LossCurve(), mlp()
    diagnostic.set_model(model)
    diagnostic.set_params({"steps": epoch, "epochs": epochs})
    diagnostic.build(model)
    return diagnostic


def judged(losses, resumed_at: int | None = None) -> list[Finding]:
    """What is said of a curve over epochs of 50 steps, with a report for each."""
    diagnostic = built(50, math.ceil(len(losses) / 50))
    for start in range(0, len(losses), 50):
        if start == resumed_at:
            state = CallbackStates([diagnostic], list).state()
            kept = State(json.loads(json.dumps(state.values)), state.arrays)
            diagnostic = built(50, math.ceil(len(losses) / 50))
            CallbackStates([diagnostic], list).restore(kept)
        part = np.asarray(losses[start : start + 50], float)
        rows = {"step": np.arange(start, start + len(part)), "loss": part}
        diagnostic.rows.read = lambda rows=rows: rows
        diagnostic.report()
        said = diagnostic.findings()
    return said


def test_a_resumed_run_says_the_same():
    losses = [*np.linspace(1.1, 0.2, 200), *np.linspace(0.2, 1.2, 500)]
    assert judged(losses, resumed_at=400) == judged(losses)


def test_stuck_where_it_began():
    (finding,) = judged(np.full(300, 1.1))
    assert (finding.topic, finding.step) == ("practice/babysitting", 100)
    assert finding.limit == pytest.approx(0.9 * math.log(3))
    assert str(finding.edit) == "optimizer.learning_rate: 0.01 -> 0.1"


def test_stuck_after_being_thrown_about_asks_for_smaller_steps():
    losses = np.full(300, 1.1)
    losses[5] = 1.9
    (finding,) = judged(losses)
    assert str(finding.edit) == "optimizer.learning_rate: 0.01 -> 0.001"


@pytest.mark.parametrize(
    "losses",
    [
        np.linspace(1.1, 0.5, 300),
        # By heart: a tiny loss that doubles now and then.
        [*np.linspace(1.1, 0.01, 50), *np.where(np.arange(900) % 100 < 50, 0.001, 0.01)],
        # A noisy one.
        [1.1, *0.7 + 0.4 * np.random.default_rng(0).uniform(size=1000)],
    ],
)
def test_nothing_to_say_of_a_healthy_curve(losses):
    assert not judged(losses)


def test_a_jump_is_a_note():
    losses = np.linspace(1.1, 0.3, 300)
    losses[200] = 5.0
    (finding,) = judged(losses)
    assert (finding.severity, finding.edit) == ("note", None)
    assert (finding.step, finding.figure) == (200, 5.0)
    assert finding.limit == pytest.approx(3 * losses[190:200].mean())


def test_diverges_by_rising_for_five_reports():
    losses = [*np.linspace(1.1, 0.2, 200), *np.linspace(0.2, 1.2, 500)]
    diverges, stuck = judged(losses)
    # Above 0.5 ln 3 from step 380 on; the fifth report after that ends with step 599.
    assert (diverges.topic, diverges.step) == ("optim/learning-rate", 599)
    assert stuck.topic == "practice/babysitting"


def overfit(validation, training, epochs: int = 20) -> list[Finding]:
    diagnostic = built(10, epochs)
    for epoch, (val_loss, loss) in enumerate(zip(validation, training, strict=True)):
        diagnostic.on_epoch_end(epoch, {"val_loss": val_loss, "loss": loss})
    return diagnostic.findings()


def test_overfits_after_three_rises_in_a_row():
    training = [1.0, 0.8, 0.6, 0.4, 0.2, 0.1]
    assert not overfit([1.0, 0.8, 0.9, 1.0, 0.9, 1.0], training)
    assert not overfit([1.0, 0.8, 0.9, 1.0, 1.1, 1.15], training)
    (finding,) = overfit([1.0, 0.8, 0.9, 1.0, 1.1, 1.25], training)
    assert str(finding.edit) == "training.epochs: 20 -> 2"
    assert finding.step == 20
    assert finding.figure == pytest.approx(12.5)
    assert not overfit([1.0, 0.8, 0.9, 1.0, 1.1], [1.0] * 5)
    assert not overfit([9e4, 8e4, 9e5, 1e6, 2e6], [1e3] * 5)  # worse than guessing is no knowledge


def test_a_rising_loss_while_as_much_is_right_is_a_note():
    diagnostic = built(10, 20)
    for epoch, loss in enumerate([1.0, 0.8, 0.9, 1.0, 1.1, 1.25]):
        logs = {"val_loss": loss, "loss": 0.1, "accuracy": 0.97, "val_accuracy": 0.95}
        diagnostic.on_epoch_end(epoch, logs)
    assert [one.severity for one in diagnostic.findings()] == ["note"]
    diagnostic.on_epoch_end(6, {**logs, "val_loss": 1.3, "val_accuracy": 0.8})
    assert [one.severity for one in diagnostic.findings()] == ["warning"]


def test_penalties_on_weights_do_not_make_a_run_stuck():
    model = mlp(keras.optimizers.SGD(0.1))
    model.get_layer("dense1").kernel.regularizer = keras.regularizers.L2(1.0)
    assert not watch(model, [LossCurve()], epochs=10).findings


def test_a_net_that_learns_is_silent_and_one_that_cannot_is_stuck():
    assert not watch(cnn(keras.optimizers.SGD(0.05)), [LossCurve()], epochs=10).findings
    (finding,) = watch(cnn(keras.optimizers.SGD(0.0)), [LossCurve()], epochs=10).findings
    assert finding.topic == "practice/babysitting"


def test_validation_losses_reach_it():
    diagnostic = LossCurve()
    loop(mlp(), [diagnostic], validation=dataset(41), epochs=2).run()
    assert len(diagnostic.validation) == 2
