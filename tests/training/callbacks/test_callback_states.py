"""What a plugin holds survives a kill with its type, or is refused before the first step."""

from __future__ import annotations

import pytest

import suite
from suite.errors import UserError
from tests import commands

RECIPE = """\
data: {kind: digits, batch_size: 512}
model: {kind: mlp, widths: [8]}
training: {epochs: 4, diagnostics: none}
callbacks:
"""
PLUGINS = '''
import collections
import dataclasses
import datetime
import enum
import os
import pathlib
import queue
import signal

import keras
import numpy as np

from suite import Diagnostic


class Phase(enum.Enum):
    WARM = 1
    COLD = 2


@dataclasses.dataclass
class Best:
    epoch: int
    names: set


class Helper:
    def __init__(self, owner):
        self.owner = owner
        self.rows = []


class Everything(keras.callbacks.Callback):
    """Changes an attribute of every kind at each epoch."""

    of_class = {"epochs": []}
    constant = [1, 2]

    def __init__(self, start=3, folder=None):
        super().__init__()
        self.of_class["epochs"] = []  # of an earlier run in this process
        self.start = start
        self.folder = folder
        self.counter = collections.Counter()
        self.table = collections.defaultdict(lambda: collections.defaultdict(list))
        self.pair = (0, [1])
        self.seen = set()
        self.recent = collections.deque(maxlen=2)
        self.phase = Phase.WARM
        self.best = None
        self.helper = Helper(self)
        self.inner = keras.callbacks.EarlyStopping(patience=1)
        self.mean = keras.metrics.Mean()
        self.random = np.random.default_rng(0)
        self.file = pathlib.Path(folder or ".", "nothing")
        self.since = datetime.date(2024, 1, 1)
        self.scalar = np.float32(0)
        self.log = print

    def on_epoch_end(self, epoch, logs=None):
        self.counter[epoch % 2] += 1
        self.of_class["epochs"] = [*self.of_class["epochs"], epoch]
        self.table[epoch % 2]["all"].append((epoch, b"x"))
        self.pair = (epoch, [*self.pair[1], epoch])
        self.seen |= {epoch, frozenset({epoch})}
        self.recent.append(epoch)
        self.phase = Phase.COLD
        self.best = Best(epoch, {"a", str(epoch)})
        self.helper.rows.append(epoch)
        self.inner.wait += 1
        self.mean.update_state(epoch)
        self.draw = self.random.integers(1000)
        self.file = pathlib.Path(self.folder or ".", f"epoch-{epoch}")
        self.since += datetime.timedelta(days=1)
        self.scalar += np.float32(1)
        if os.environ.get("STOP_AFTER") == str(epoch):
            os.kill(os.getpid(), signal.SIGINT)

    def summary(self):
        return {
            name: value if name != "mean" else float(value.result())
            for name, value in vars(self).items()
            if name not in ("_model", "params", "helper", "inner", "random", "log", "table")
        } | {
            "rows": self.helper.rows,
            "of_class": dict(self.of_class),
            "owner": self.helper.owner is self,
            "wait": self.inner.wait,
            "table": {key: dict(value) for key, value in self.table.items()},
            "draws": [float(x) for x in self.random.normal(size=3)],
        }

    def on_train_end(self, logs=None):
        self.last = self.summary()
        Everything.latest = self


class Queue(Diagnostic):
    """Holds what no checkpoint understands."""

    def __init__(self, when="made"):
        super().__init__()
        self.when = when
        if when == "made":
            self.waiting = {"first": [queue.Queue()]}

    def observe(self, step):
        pass

    def build(self, model):
        if self.when == "built":
            self.waiting = queue.Queue()

    def on_train_begin(self, logs=None):
        if self.when == "begun":
            self.waiting = queue.Queue()

    def on_epoch_end(self, epoch, logs=None):
        if self.when == "late":
            self.waiting = queue.Queue()


class Told(Queue):
    """The same, and says what its state is."""

    def state(self):
        return {"waiting": list(self.waiting["first"][0].queue)}

    def restore(self, state):
        self.waiting["first"][0].queue.extend(state["waiting"])

    def on_epoch_end(self, epoch, logs=None):
        self.waiting["first"][0].put((epoch, {epoch}))
        Told.latest = list(self.waiting["first"][0].queue)


class Late(Told):
    """Has what it tells only when training has begun."""

    def on_train_begin(self, logs=None):
        self.rows = queue.Queue()
        self.rows.put(1)

    def state(self):
        return {"rows": list(self.rows.queue)}


class Fails(Told):
    def __init__(self, how):
        super().__init__()
        self.how = how

    def state(self):
        return {"raises": lambda: {}["missing"], "list": lambda: [1]}[self.how]()


class TellsWrong(Told):
    def state(self):
        return {"waiting": self.waiting}
'''


@pytest.fixture
def recipe(tmp_path):
    (tmp_path / "plugins.py").write_text(PLUGINS)

    def write(*callbacks: str):
        path = tmp_path / "recipe.yaml"
        path.write_text(RECIPE + "".join(f"  - {callback}\n" for callback in callbacks))
        return path

    return write


def run_of(recipe, out, monkeypatch, stop_after=None):
    """A run, interrupted after an epoch and resumed; the plugins' module."""
    if stop_after is not None:
        monkeypatch.setenv("STOP_AFTER", str(stop_after))
        assert suite.run(recipe, out, quiet=True).summary["status"] == "interrupted"
        monkeypatch.delenv("STOP_AFTER")
    return suite.run(recipe, out, resume=stop_after is not None, quiet=True)


def plugin(run, name: str):
    """A class of the plugins' file."""
    from suite.catalog.user_files import load_file

    return getattr(load_file(run.path.parent / "plugins.py"), name)


@pytest.mark.slow
def test_every_attribute_goes_on_as_what_it_was(recipe, tmp_path, monkeypatch):
    given = suite.load(
        recipe("{kind: ./plugins.py:Everything, folder: there}", "./plugins.py:Told")
    )
    whole = run_of(given, tmp_path / "whole", monkeypatch)
    expected, queued = plugin(whole, "Everything").latest.last, plugin(whole, "Told").latest
    resumed = run_of(given, tmp_path / "stopped", monkeypatch, stop_after=1)
    again = plugin(resumed, "Everything").latest.last
    assert expected.pop("folder") != again.pop("folder")
    assert expected.pop("file").relative_to(tmp_path / "whole") == again.pop("file").relative_to(
        tmp_path / "stopped"
    )
    assert again == expected
    assert {name: type(value) for name, value in again.items()} == {
        name: type(value) for name, value in expected.items()
    }
    assert plugin(resumed, "Told").latest == queued == [(n, {n}) for n in range(4)]


@pytest.mark.parametrize(
    ("callback", "said"),
    [
        ("Queue", "Queue.waiting['first'][0] is a queue.Queue, whose state"),
        ("{kind: ./plugins.py:Queue, when: built}", "Queue.waiting is a queue.Queue"),
        ("TellsWrong", "`state()` gives 'waiting'['first'][0] is a queue.Queue"),
    ],
)
def test_what_no_checkpoint_understands_is_refused(recipe, tmp_path, callback, said):
    path = recipe(callback if callback[0] == "{" else f"./plugins.py:{callback}")
    answer = commands.suite("run", path, "--out", tmp_path / "run")
    assert answer.status == 2
    assert answer.err.startswith(f"{path}:5:5 callbacks.0: {said}")
    assert "`state()`, which returns" in answer.err
    assert "`restore(state)`" in answer.err
    assert not (tmp_path / "run").exists()


def test_it_is_refused_before_the_first_step_when_training_makes_it(recipe, tmp_path):
    given = suite.load(recipe("{kind: ./plugins.py:Queue, when: begun}"))
    with pytest.raises(UserError, match=r"callbacks\.0: Queue\.waiting is a queue\.Queue"):
        suite.run(given, tmp_path / "run", quiet=True)
    assert not (tmp_path / "run" / "history.csv").exists()


def test_what_comes_up_later_is_said_once(recipe, tmp_path, capsys):
    given = suite.load(
        recipe("{kind: ./plugins.py:Queue, when: late}"), "training.checkpoint_every=1ep"
    )
    suite.run(given, tmp_path / "run")
    said = "a resumed run will not know it: Queue.waiting is a queue.Queue"
    assert capsys.readouterr().out.count(said) == 1


def test_what_a_state_needs_may_be_made_when_training_begins(recipe, tmp_path):
    run = suite.run(suite.load(recipe("./plugins.py:Late")), tmp_path / "run", quiet=True)
    assert run.summary["status"] == "finished"


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("raises", "Fails failed in state: KeyError: 'missing'"),
        ("list", "Fails failed in state: TypeError: it must return a dict with texts as keys"),
    ],
)
def test_a_state_that_fails_is_named_before_the_first_step(recipe, tmp_path, how, said):
    path = recipe(f"{{kind: ./plugins.py:Fails, how: {how}}}")
    answer = commands.suite("run", path, "--out", tmp_path / "run")
    assert answer.status == 1
    assert answer.err.startswith(f"error: {path}:5:5 callbacks.0: {said}")
    assert not (tmp_path / "run" / "history.csv").exists()
