"""Functions as arguments of callbacks."""

from __future__ import annotations

import pytest

from suite.catalog import Component, Doors, build, problems
from suite.catalog.arguments.functions import load_function
from suite.catalog.build import ComponentError
from suite.catalog.names.doors import CLOSED, Untrusted
from suite.errors import UserError

FILE = """
from collections.abc import Callable
from functools import partial

import keras

def rate(epoch, lr):
    return 0.1 / (epoch + 1)

def old(epoch, scale=1.0):
    return scale

def three(a, b, c):
    return 0.0

def any_number(*values):
    return 0.1

def at_end(epoch, logs):
    pass

class Rate:
    pass

bound = partial(rate, lr=0.1)
number = 3

class Own(keras.callbacks.Callback):
    def __init__(self, score: Callable[[int], float] | None = None, text: str | Callable = "a:b"):
        super().__init__()
        self.score, self.text = score, text
"""


@pytest.fixture
def doors(tmp_path):
    (tmp_path / "own.py").write_text(FILE)
    return Doors(tmp_path)


def scheduler(schedule) -> Component:
    return Component("learning_rate_scheduler", {"schedule": schedule})


@pytest.mark.parametrize("name", ["rate", "old", "any_number", "bound"])
def test_a_schedule_is_a_function_of_a_file(doors, name):
    component = scheduler(f"./own.py:{name}")
    assert problems("callbacks", component, doors) == []
    assert callable(build("callbacks", component, doors=doors).schedule)


def test_a_schedule_is_a_function_of_a_package(doors):
    assert build("callbacks", scheduler("statistics:fmean"), doors=doors).schedule([1, 2]) == 1.5
    assert problems("callbacks", scheduler("statistics:fmean"), doors) == []


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        ("rate", "must be a function, as `./file.py:name` or `package.module:name`, received 'r"),
        ("10ep", "must be a function"),
        (0.1, "must be a function, as `./file.py:name` or `package.module:name`, received 0.1"),
        (["./own.py:rate"], "must be a function"),
        ({"kind": "cosine_decay", "initial_learning_rate": 1.0, "decay_steps": 9}, "must be a"),
        ("./own.py:rat", "own.py has no 'rat'; did you mean"),
        ("./none.py:rate", "no file './none.py'"),
        ("./own.py:three", "./own.py:three must take 1 or 2 arguments"),
        ("./own.py:Rate", "./own.py:Rate is a class, where a function is meant"),
    ],
)
def test_what_is_no_schedule(doors, schedule, message):
    ((place, said),) = problems("callbacks", scheduler(schedule), doors)
    assert place == ("schedule",)
    assert message in said


def test_hooks_of_a_lambda_callback(doors):
    hooks = {"on_epoch_end": "./own.py:at_end", "on_test_end": "./own.py:old"}
    component = Component("lambda_callback", hooks)
    assert problems("callbacks", component, doors) == []
    built = build("callbacks", component, doors=doors)
    assert built.on_epoch_end.__name__ == "at_end"
    assert built.on_test_end.__name__ == "old"
    wrong = Component("lambda_callback", {"on_epoch_end": "./own.py:old", "on_train_end": 3})
    assert [place for place, _ in problems("callbacks", wrong, doors)] == [("on_train_end",)]


def test_a_plugin_says_by_its_annotation_what_it_takes(doors):
    def own(**arguments):
        return Component("./own.py:Own", arguments)

    assert build("callbacks", own(score="./own.py:old"), doors=doors).score(3) == 1.0
    assert build("callbacks", own(text="a word"), doors=doors).text == "a word"
    assert build("callbacks", own(text="./own.py:old"), doors=doors).text(3) == 1.0
    assert problems("callbacks", own(text="a word"), doors) == []
    ((place, said),) = problems("callbacks", own(score="a word"), doors)
    assert place == ("score",)
    assert "must be a function" in said


def test_a_number_is_no_function(doors):
    with pytest.raises((UserError, ComponentError), match="number is a int, where a function"):
        build("callbacks", scheduler("./own.py:number"), doors=doors)


@pytest.mark.parametrize("name", ["./own.py:rate", "os:system", "subprocess: Popen", "os:\nsystem"])
def test_a_recipe_from_the_web_names_no_function(doors, tmp_path, name):
    closed = Doors(tmp_path, own=frozenset())
    found = problems("callbacks", scheduler(name), closed)
    assert found
    assert all("names Python code" in said for _, said in found)
    with pytest.raises((Untrusted, ComponentError), match="names Python code"):
        build("callbacks", scheduler(name), doors=closed)
    with pytest.raises(Untrusted):
        load_function(name, CLOSED)
