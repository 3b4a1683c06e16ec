"""Parts of a run, and what is collected from them."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest

from suite.runs import History
from suite.training.process.random_state import RandomStates
from suite.training.state.run_parts import HistoryRows
from suite.training.state.stateful import State, collected


class Part:
    """A part of one value and one array."""

    def __init__(self, name: str, value: int) -> None:
        self.name, self.value = name, value

    def state(self) -> State:
        return State({self.name: self.value}, {f"{self.name}/array": np.array([self.value])})

    def restore(self, state: State) -> None:
        self.value = state.values[self.name]
        assert state.arrays[f"{self.name}/array"].tolist() == [self.value]


def test_nothing_has_no_state():
    assert collected([]) == State({}, {})


def test_all_parts_together():
    state = collected([Part("a", 1), Part("b", 2)])
    assert state.values == {"a": 1, "b": 2}
    assert [*state.arrays] == ["a/array", "b/array"]


def test_each_part_takes_its_own():
    state = collected([Part("a", 1), Part("b", 2)])
    parts = [Part("b", 0), Part("a", 0)]
    for part in parts:
        part.restore(state)
    assert [part.value for part in parts] == [2, 1]


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        (State({"a": 1}), State({"a": 1}), "a"),
        (State({"a": 1, "b": 2}), State({"b": 1, "a": 2}), "a"),
        (State({}, {"x": np.zeros(1)}), State({}, {"x": np.ones(1)}), "x"),
    ],
)
def test_no_two_parts_use_one_name(one, other, name):
    with pytest.raises(ValueError, match=f"^two parts of a run call their state '{name}'$"):
        one.joined(other)


def test_a_value_and_an_array_may_have_one_name():
    joined = State({"random": 1}).joined(State({}, {"random": np.zeros(2)}))
    assert joined.values == {"random": 1}
    assert joined.arrays["random"].shape == (2,)


def test_joining_leaves_both_as_they_were():
    one, other = State({"a": 1}), State({"b": 2})
    one.joined(other)
    assert (one, other) == (State({"a": 1}), State({"b": 2}))


@pytest.mark.parametrize("drawn", [0, 1, 5])
def test_both_generators_go_on_where_they_stood(drawn):
    random.seed(3)
    np.random.seed(3)
    for _ in range(drawn):  # an odd number leaves half of a normal pair
        np.random.normal()
        random.gauss(0, 1)
    kept = RandomStates().state()
    expected = np.random.normal(), random.gauss(0, 1), np.random.rand(), random.random()
    np.random.seed(9)
    random.seed(9)
    values = json.loads(json.dumps(kept.values))
    RandomStates().restore(State(values, kept.arrays))
    assert (np.random.normal(), random.gauss(0, 1), np.random.rand(), random.random()) == expected


def test_the_form_of_random_states_in_a_checkpoint():
    """An older checkpoint has the same, so that it can be read."""
    state = RandomStates().state()
    assert [*state.values] == ["random"]
    assert [*state.values["random"]] == ["numpy", "python"]
    kind, position, has_gauss, gauss = state.values["random"]["numpy"]
    assert (kind, has_gauss) == ("MT19937", has_gauss)
    assert 0 <= position <= 624
    assert isinstance(gauss, float)
    assert {name: array.shape for name, array in state.arrays.items()} == {"random/numpy": (624,)}


ROWS = [
    {"epoch": 1, "step": 10, "loss": 0.5, "val_loss": 0.25},
    {"epoch": 2, "step": 20, "loss": 1 / 3, "val_loss": float("nan")},
]


def test_a_history_gets_its_rows_back():
    history = History(ROWS)
    state = HistoryRows(history).state()
    assert state.values == {}
    assert bytes(state.arrays["history"]).decode() == history.to_csv()
    other = History([{"epoch": 7, "loss": 9.0}])
    HistoryRows(other).restore(state)
    assert other.to_csv() == history.to_csv()


def test_an_empty_history_too():
    other = History(ROWS)
    HistoryRows(other).restore(HistoryRows(History()).state())
    assert other.rows == []
