"""Checkpoints of a loop whose engine trains nothing: what is in them, and what is refused."""

from __future__ import annotations

import random

import keras
import numpy as np
import pytest

from suite.diagnostics import Finding
from suite.errors import UserError
from suite.runs import History
from suite.training.callbacks.callback_files import CallbackFiles
from suite.training.loop.loop import Loop
from suite.training.loop.loop_options import Position
from suite.training.state.checkpoint_file import unpack
from suite.training.state.checkpoint_schedule import CheckpointSchedule
from suite.training.state.checkpoints import Checkpoints, newest, roll_back, saved
from suite.training.step.weight_average import WeightAverage
from tests.training.loop.fake_engine import FakeEngine, FakeObservers, Telling, fake_loop


class Counting(keras.callbacks.Callback):
    """Has a state: how many epochs it has seen."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0

    def on_epoch_end(self, epoch, logs=None):
        self.seen += 1


def checkpoints(tmp_path, loop: Loop | None = None, **given) -> Checkpoints:
    loop = loop or fake_loop([], callbacks=[Counting()], epochs=9)
    loop.meet_model()
    folder = tmp_path / "checkpoints"
    folder.mkdir(exist_ok=True)
    return Checkpoints(folder, loop, **given)


def save_at(made: Checkpoints, *steps: int) -> None:
    for step in steps:
        made.loop.position = Position(step // 4, step)
        made.save()


def names(made: Checkpoints) -> list[int]:
    return [int(path.stem.partition("-")[2]) for path in saved(made.folder)]


def test_what_a_file_holds(tmp_path):
    made = checkpoints(tmp_path, recipe="abc", history=History([{"epoch": 1, "loss": 0.5}]))
    save_at(made, 4)
    (path,) = saved(made.folder)
    assert path.name == "step-000000004.npz"
    arrays, values = unpack(path.read_bytes())
    assert values["position"] == {"epoch": 1, "step": 4}
    assert values["recipe"] == "abc"
    assert values["callback_names"] == ["Counting"]
    assert {*values} == {
        *("version", "recipe", "callback_names", "position", "stop_training", "measured"),
        *("findings", "callbacks", "random", "files"),
    }
    groups = {name.split("/")[0] for name in arrays}
    assert groups == {"weights", "optimizer", "metrics", "random", "history"}
    assert [name for name in arrays if name.startswith(("weights", "optimizer"))] == [
        *("weights/0/small/dense/kernel", "weights/1/small/dense/bias"),
        *("optimizer/0/sgd/iteration", "optimizer/1/sgd/learning_rate"),
    ]


def changed(loop: Loop) -> None:
    """Everything that a checkpoint reaches, made into something else."""
    loop.model.set_weights([weight + 1.0 for weight in loop.model.get_weights()])
    loop.model.optimizer.iterations.assign(77)
    loop.position = Position(8, 88)
    loop.model.stop_training = True
    loop.reporter.measured, loop.reporter.findings = {"x": 1.0}, []
    loop.callbacks[0].seen = 42
    np.random.rand()
    random.random()


def test_everything_comes_back(tmp_path):
    engine = FakeEngine([])
    engine.observers = FakeObservers()
    loop = fake_loop([], engine, callbacks=[Counting()], epochs=9)
    history = History([{"epoch": 1, "loss": 0.5}])
    made = checkpoints(tmp_path, loop, history=history)
    loop.model.optimizer.iterations.assign(4)
    loop.callbacks[0].seen = 1
    loop.reporter.measured = {"fake/reads": 2.0}
    loop.reporter.tell([Finding("fake", "it is ill")])
    loop.position, loop.model.stop_training = Position(1, 4), False
    weights = loop.model.get_weights()
    made.save()
    expected = np.random.rand(), random.random()
    history.rows = []
    changed(loop)
    assert made.restore() is None
    for ours, theirs in zip(loop.model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert int(loop.model.optimizer.iterations) == 4
    assert loop.position == Position(1, 4)
    assert loop.model.stop_training is False
    assert loop.callbacks[0].seen == 1
    assert loop.reporter.measured == {"fake/reads": 2.0}
    assert [finding.text for finding in loop.reporter.findings] == ["it is ill"]
    assert history.rows == [{"epoch": 1, "loss": 0.5}]
    assert (np.random.rand(), random.random()) == expected


def test_averages_are_part_of_it(tmp_path):
    loop = fake_loop([], callbacks=[])
    loop.options.average = average = WeightAverage(loop.model.trainable_variables, 0.9)
    made = checkpoints(tmp_path, loop)
    before = [value.numpy() for value in average.averages]
    made.save()
    for value in average.averages:
        value.assign(value + 1.0)
    made.restore()
    for value, kept in zip(average.averages, before, strict=True):
        np.testing.assert_array_equal(value, kept)


@pytest.mark.parametrize(
    ("keep", "steps", "left"),
    [
        (2, [1, 2, 3], [2, 3]),
        (1, [1, 2, 3], [3]),
        (5, [1, 2, 3], [1, 2, 3]),
        (2, [7, 8, 3], [3]),  # later ones were passed over: the run has gone back
        (2, [3, 3], [3]),
    ],
)
def test_as_many_are_kept_as_are_wanted(tmp_path, keep, steps, left):
    made = checkpoints(tmp_path, schedule=CheckpointSchedule(keep=keep))
    save_at(made, *steps)
    assert names(made) == left


def test_without_a_checkpoint_nothing_is_restored(tmp_path):
    made = checkpoints(tmp_path)
    made.loop.position = Position(3, 12)
    assert made.restore() is None
    assert made.loop.position == Position(3, 12)


def test_an_epoch_that_goes_on_begins_for_the_callbacks(tmp_path):
    for step, begun in [(4, []), (6, ["epoch 1 begin"])]:
        told: list[str] = []
        loop = fake_loop(told, callbacks=[Telling(told)])
        made = checkpoints(tmp_path, loop)
        save_at(made, step)
        told.clear()
        made.restore()
        assert told == begun


def damage(path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


DAMAGE = "its end is missing, or an older version of the suite wrote it"


def test_a_damaged_one_is_passed_over_and_told_of(tmp_path):
    made = checkpoints(tmp_path)
    save_at(made, 4, 8)
    older, newer = saved(made.folder)
    damage(newer)
    assert made.restore() == f"{newer} is damaged ({DAMAGE}); going on from {older.name}"
    assert made.loop.position == Position(1, 4)


def test_nothing_but_damaged_ones_are_refused(tmp_path):
    made = checkpoints(tmp_path)
    save_at(made, 4, 8)
    older, newer = saved(made.folder)
    damage(older)
    damage(newer)
    with pytest.raises(UserError) as refused:
        made.restore()
    assert str(refused.value) == (
        f"{newer} is damaged ({DAMAGE}); {older} is damaged ({DAMAGE}); no checkpoint is left. "
        "Run the recipe anew."
    )
    assert newest(made.folder)[1] is None


def test_another_recipe_is_told_of(tmp_path):
    save_at(checkpoints(tmp_path, recipe="abc"), 4)
    told = checkpoints(tmp_path, recipe="xyz").restore()
    assert told == "the recipe has changed since this checkpoint was written"


@pytest.mark.parametrize(
    ("before", "now", "there", "here"),
    [
        ([Counting], [], "Counting", "none"),
        ([], [Counting], "none", "Counting"),
        ([Counting], [keras.callbacks.History, Counting], "Counting", "History, Counting"),
    ],
)
def test_other_callbacks_are_refused(tmp_path, before, now, there, here):
    save_at(checkpoints(tmp_path, fake_loop([], callbacks=[one() for one in before])), 4)
    made = checkpoints(tmp_path, fake_loop([], callbacks=[one() for one in now]))
    with pytest.raises(UserError) as refused:
        made.restore()
    assert str(refused.value) == (
        f"{made.folder} belongs to a run with other callbacks: {there}; now there are {here}. "
        "Resume with the recipe.yaml that the run began with."
    )


def test_another_model_is_refused_before_anything_is_restored(tmp_path):
    loop = fake_loop([], callbacks=[Counting()])
    made = checkpoints(tmp_path, loop)
    save_at(made, 4)
    dense = keras.layers.Dense(3, name="wide")
    wide = keras.Sequential([keras.Input((2,)), dense], name="wide_model")
    wide.compile(keras.optimizers.SGD(name="sgd"), "mse")
    wide.optimizer.build(wide.trainable_variables)
    loop.model, loop.position = wide, Position(7, 28)
    other = checkpoints(tmp_path, loop)
    with pytest.raises(UserError) as refused:
        other.restore()
    assert str(refused.value) == (
        f"{made.folder} belongs to another model: 4 variables differ, such as small/dense/kernel, "
        "wide_model/wide/kernel, small/dense/bias. Resume with the recipe.yaml that the run began "
        "with."
    )
    assert loop.position == Position(7, 28)


def test_what_is_lost_is_not_saved(tmp_path):
    made = checkpoints(tmp_path, schedule=CheckpointSchedule(steps=1))
    made.loop.reporter.watch.is_lost = True
    made.save_if_due(epoch_ends=True)
    assert names(made) == []
    made.loop.reporter.watch.is_lost = False
    made.save_if_due(epoch_ends=True)
    made.writer.wait()
    assert names(made) == [0]


@pytest.mark.parametrize(("step", "is_due"), [(3, True), (4, False), (6, True)])
def test_the_schedule_decides(tmp_path, step, is_due):
    made = checkpoints(tmp_path, schedule=CheckpointSchedule(steps=3))
    made.loop.position = Position(0, step)
    assert made.is_due(epoch_ends=False) is is_due


def test_files_of_callbacks_go_back_to_the_newest_checkpoint(tmp_path):
    log = tmp_path / "log.csv"
    files = CallbackFiles(tmp_path, [str(log)])
    made = checkpoints(tmp_path, files=files)
    log.write_text("1\n2\n")
    made.save()
    log.write_text("1\n2\n3\n")
    roll_back(CallbackFiles(tmp_path, [str(log)]), made.folder)
    assert log.read_text() == "1\n2\n"


def test_files_stay_where_all_checkpoints_are_damaged(tmp_path):
    log = tmp_path / "log.csv"
    made = checkpoints(tmp_path, files=CallbackFiles(tmp_path, [str(log)]))
    log.write_text("1\n")
    made.save()
    log.write_text("1\n2\n")
    damage(saved(made.folder)[0])
    roll_back(CallbackFiles(tmp_path, [str(log)]), made.folder)
    assert log.read_text() == "1\n2\n"
