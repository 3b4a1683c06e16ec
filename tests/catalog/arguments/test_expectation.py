"""What parameters accept."""

from __future__ import annotations

import pytest

from suite.catalog.arguments.duration import is_duration
from suite.catalog.arguments.expectation import expectation
from suite.python_source.parameter import REQUIRED, Parameter, SourceText


@pytest.mark.parametrize(
    ("annotation", "good", "bad"),
    [
        ("int", [1, -3], [True, 1.0, "1", None, [1]]),
        ("float", [1, 0.5], [False, "0.5", None]),
        ("bool", [True, False], [0, 1, "yes", None]),
        ("str", ["a"], [1, None]),
        ("int | None", [1, None], ["a", 0.5, True]),
        ("Optional[float]", [None, 2], ["a"]),
        ("typing.Union[int, str]", [1, "a"], [None, 0.5]),
        ("Literal[20, 32]", [20, 32], [21, "20", 20.0, None]),
        ("Literal['a', None, True]", ["a", None, True], [1, "b"]),
        ("Literal['auto'] | int", ["auto", 3], ["aut", 0.5]),
        ("Sequence[int]", [[1, 2], (), [3]], [1, [1.5], ["a"], "ab"]),
        ("list[float | str]", [[1, "a"]], [[None]]),
        ("tuple[int, int]", [[1, 2], (1, 2)], [[1], [1, 2, 3], ["a", 1], 1]),
        ("tuple[int, ...]", [[], [1, 2, 3]], [["a"]]),
        ("tuple", [[1, "a"]], [1]),
        ("Mapping[str, int]", [{}, {"a": 1}], [[], "a"]),
        ("Annotated[int, 'note']", [1], ["a"]),
        ("'int'", [1], ["a"]),
        ("None", [None], [0]),
        ("Path", ["a/b"], [3]),
        ("list[keras.layers.Layer]", [[], [{"kind": "dense", "units": 3}]], [["dense"], 3]),
    ],
)
def test_annotations(annotation, good, bad):
    wanted = expectation(Parameter("p", REQUIRED, annotation))
    assert [value for value in good if not wanted.accepts(value)] == []
    assert [value for value in bad if wanted.accepts(value)] == []


@pytest.mark.parametrize(
    "annotation",
    [
        "keras.optimizers.Optimizer",
        "float | keras.optimizers.schedules.LearningRateSchedule",
        "Callable[[int], int]",
        "int | Any",
        "Literal[X]",
        "__import__('os').system('exit 3')",
        "int +",
        "5",
    ],
)
def test_what_is_not_understood_is_not_checked(annotation):
    assert expectation(Parameter("p", REQUIRED, annotation)) is None


@pytest.mark.parametrize(
    ("default", "good", "bad"),
    [
        (True, [True, False], [1, 0, None, "true"]),
        (0.5, [1, 0.1, [1, 2]], [True, "a", None]),
        (3, [1, 0.1, [1, 2]], [True, "a", None]),
        ("same", ["valid", None], [1, True]),
        ((1, 1), [[2, 2], 2, "a"], [True]),
    ],
)
def test_defaults(default, good, bad):
    wanted = expectation(Parameter("p", default))
    assert [value for value in good if not wanted.accepts(value)] == []
    assert [value for value in bad if wanted.accepts(value)] == []


@pytest.mark.parametrize("default", [None, REQUIRED, SourceText("epsilon()"), (), {}])
def test_defaults_that_tell_nothing(default):
    assert expectation(Parameter("p", default)) is None


def test_keras_arguments_wider_than_their_default():
    assert expectation(Parameter("save_freq", "epoch")) is None


@pytest.mark.parametrize("text", ["10ep", "0.5ep", "500st", "20%", "20 %"])
def test_durations_stand_for_numbers_only_where_asked(text):
    parameter = Parameter("p", REQUIRED, "int | Sequence[int]")
    assert is_duration(text)
    assert not expectation(parameter).accepts(text)
    assert expectation(parameter, durations=True).accepts(text)
    assert expectation(parameter, durations=True).accepts([text, 3])


@pytest.mark.parametrize("text", ["10", "ep", "10 epochs", "-1ep", 10, None])
def test_what_is_no_duration(text):
    assert not is_duration(text)
    assert expectation(Parameter("p", 1), durations=True).accepts(text) is isinstance(text, int)
