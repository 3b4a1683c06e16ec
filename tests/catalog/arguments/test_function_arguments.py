"""Functions as arguments of callbacks."""

from __future__ import annotations

import pytest

from suite.catalog import Catalog, Component, ComponentError, Doors
from suite.catalog.arguments.function_arguments import load_function
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
    assert Catalog(doors).problems("callbacks", component) == []
    assert callable(Catalog(doors).build("callbacks", component).schedule)


def test_a_schedule_is_a_function_of_a_package(doors):
    assert Catalog(doors).build("callbacks", scheduler("statistics:fmean")).schedule([1, 2]) == 1.5
    assert Catalog(doors).problems("callbacks", scheduler("statistics:fmean")) == []


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
    ((place, said),) = Catalog(doors).problems("callbacks", scheduler(schedule))
    assert place == ("schedule",)
    assert message in said


def test_hooks_of_a_lambda_callback(doors):
    hooks = {"on_epoch_end": "./own.py:at_end", "on_test_end": "./own.py:old"}
    component = Component("lambda_callback", hooks)
    assert Catalog(doors).problems("callbacks", component) == []
    built = Catalog(doors).build("callbacks", component)
    assert built.on_epoch_end.__name__ == "at_end"
    assert built.on_test_end.__name__ == "old"
    wrong = Component("lambda_callback", {"on_epoch_end": "./own.py:old", "on_train_end": 3})
    assert [place for place, _ in Catalog(doors).problems("callbacks", wrong)] == [
        ("on_train_end",)
    ]


def test_a_plugin_says_by_its_annotation_what_it_takes(doors):
    def own(**arguments):
        return Component("./own.py:Own", arguments)

    assert Catalog(doors).build("callbacks", own(score="./own.py:old")).score(3) == 1.0
    assert Catalog(doors).build("callbacks", own(text="a word")).text == "a word"
    assert Catalog(doors).build("callbacks", own(text="./own.py:old")).text(3) == 1.0
    assert Catalog(doors).problems("callbacks", own(text="a word")) == []
    ((place, said),) = Catalog(doors).problems("callbacks", own(score="a word"))
    assert place == ("score",)
    assert "must be a function" in said


def test_a_number_is_no_function(doors):
    with pytest.raises((UserError, ComponentError), match="number is a int, where a function"):
        Catalog(doors).build("callbacks", scheduler("./own.py:number"))


@pytest.mark.parametrize("name", ["./own.py:rate", "os:system", "subprocess: Popen", "os:\nsystem"])
def test_a_recipe_from_the_web_names_no_function(doors, tmp_path, name):
    closed = Doors(tmp_path, own=frozenset())
    found = Catalog(closed).problems("callbacks", scheduler(name))
    assert found
    assert all("names Python code" in said for _, said in found)
    with pytest.raises((Untrusted, ComponentError), match="names Python code"):
        Catalog(closed).build("callbacks", scheduler(name))
    with pytest.raises(Untrusted):
        load_function(name, Catalog(CLOSED))


# How a function is defined, and whether Keras can call it as a schedule: with one value or two.
FORMS = [
    ("def f(epoch): ...", True),
    ("def f(epoch, lr): ...", True),
    ("def f(epoch, lr=0.1): ...", True),
    ("def f(epoch, lr, more=1): ...", True),
    ("def f(*values): ...", True),
    ("def f(epoch, *values): ...", True),
    ("def f(epoch, /): ...", True),
    ("def f(epoch, lr, *, scale=1): ...", True),
    ("def f(epoch, **options): ...", True),
    ("def f(): ...", False),
    ("def f(a, b, c): ...", False),
    ("def f(a, b, c, d=1): ...", False),
]


@pytest.mark.parametrize(("source", "fits"), FORMS)
def test_what_a_schedule_must_take(tmp_path, source, fits):
    (tmp_path / "own.py").write_text(f"{source}\n")
    found = Catalog(Doors(tmp_path)).problems("callbacks", scheduler("./own.py:f"))
    message = "./own.py:f must take 1 or 2 arguments: it is called with so many"
    assert found == ([] if fits else [(("schedule",), message)])


@pytest.mark.parametrize(
    ("hook", "count"),
    [
        ("on_epoch_begin", 2),
        ("on_epoch_end", 2),
        ("on_train_batch_begin", 2),
        ("on_train_batch_end", 2),
        ("on_test_batch_end", 2),
        ("on_train_begin", 1),
        ("on_train_end", 1),
        ("on_test_begin", 1),
        ("on_predict_end", 1),
    ],
)
def test_with_how_many_values_a_hook_is_called(tmp_path, hook, count):
    (tmp_path / "own.py").write_text("def one(a): ...\ndef two(a, b): ...\n")
    catalog = Catalog(Doors(tmp_path))
    right, wrong = ("one", "two") if count == 1 else ("two", "one")
    assert (
        catalog.problems("callbacks", Component("lambda_callback", {hook: f"own.py:{right}"})) == []
    )
    [(place, said)] = catalog.problems(
        "callbacks", Component("lambda_callback", {hook: f"own.py:{wrong}"})
    )
    assert place == (hook,)
    plural = "" if count == 1 else "s"
    assert said == f"own.py:{wrong} must take {count} argument{plural}: it is called with so many"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (3, "must be a function, as `./file.py:name` or `package.module:name`, received 3"),
        (None, "must be a function, as `./file.py:name` or `package.module:name`, received null"),
        ("step", "must be a function, as `./file.py:name`"),
        ({"kind": "x"}, "must be a function, as `./file.py:name`"),
        ("./own.py:Rate", "./own.py:Rate is a class, where a function is meant"),
        ("./own.py:thre", "has no 'thre'; did you mean 'three'"),
        ("./none.py:rate", "no file './none.py'"),
    ],
)
def test_what_is_no_function(doors, value, message):
    [(place, said)] = Catalog(doors).problems("callbacks", scheduler(value))
    assert place == ("schedule",)
    assert message in said
