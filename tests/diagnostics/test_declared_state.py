"""`keeps` says what a checkpoint keeps of a diagnostic; without it everything is kept."""

from __future__ import annotations

import pytest

from suite.diagnostics import Diagnostic
from suite.diagnostics.plugin_failure import PluginFailure
from suite.training.callbacks.callback_states import CallbackStates
from suite.training.state.stateful import State


class Silent(Diagnostic):
    """Declares nothing."""

    def __init__(self):
        super().__init__(5)
        self.count = 1


class Declared(Diagnostic):
    keeps = frozenset({"count"})

    def __init__(self, start=1):
        super().__init__()
        self.start = start
        self.count = 0
        self.derived = [1, 2]


class Further(Declared):
    keeps = frozenset({"more"})
    more = 7


class Derived(Declared):
    """Somebody's own, who has not heard of `keeps`."""

    def __init__(self):
        super().__init__()
        self.own = "kept"


class Mixed(Derived):
    keeps = frozenset({"last"})
    last = 0


class Nothing(Diagnostic):
    keeps = frozenset()


class Missing(Diagnostic):
    keeps = frozenset({"nowhere"})


@pytest.mark.parametrize(
    ("kind", "declared"),
    [
        (Diagnostic, None),
        (Silent, None),
        (Declared, {"count"}),
        (Further, {"count", "more"}),
        (Derived, None),
        (Mixed, None),
        (Nothing, set()),
    ],
)
def test_what_a_class_declares(kind, declared):
    assert kind.declared() == declared


@pytest.mark.parametrize(
    ("diagnostic", "state"),
    [
        (Silent(), {"every": 5, "layers": (), "count": 1}),
        (Declared(), {"count": 0}),
        (Further(), {"count": 0, "more": 7}),
        (Nothing(), {}),
    ],
)
def test_its_state(diagnostic, state):
    assert diagnostic.state() == state


def test_a_class_that_derives_from_one_keeps_its_own_attributes():
    state = Derived().state()
    assert state["own"] == "kept"
    assert state["derived"] == [1, 2]


def test_it_goes_on_from_a_state():
    diagnostic = Declared()
    diagnostic.restore({"count": 3})
    assert (diagnostic.count, diagnostic.start, diagnostic.derived) == (3, 1, [1, 2])


def test_what_an_earlier_version_kept_beside_it_is_passed_over():
    """Also where its type has moved: nothing of it is put together."""
    gone = {"!": "dataclass", "type": ["suite.diagnostics.units", "Units"], "parts": {}}
    diagnostic = Declared()
    before = State({"callbacks": [{"count": 2, "units": [gone], "start": 9}]})
    CallbackStates([diagnostic], list).restore(before)
    assert (diagnostic.count, diagnostic.start) == (2, 1)
    assert not hasattr(diagnostic, "units")


def test_only_what_is_declared_is_in_a_checkpoint():
    diagnostic = Declared()
    states = CallbackStates([diagnostic], list)
    diagnostic.count, diagnostic.derived = 4, [3]
    assert states.state().values == {"callbacks": [{"count": 4}]}


def test_a_name_that_is_not_there_is_told():
    states = CallbackStates([Missing()], list)
    said = "Missing failed in state: AttributeError: 'Missing' object has no attribute 'nowhere'"
    with pytest.raises(PluginFailure, match=f"^{said}$"):
        states.state()
    with pytest.raises(PluginFailure):
        list(states.refused())
    assert list(states.refused(has_begun=False)) == []
