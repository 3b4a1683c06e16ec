"""A failure names the diagnostic, its file and its line."""

from __future__ import annotations

import numpy as np
import pytest

from suite.diagnostics import Diagnostic
from suite.diagnostics.plugin_failure import PluginFailure, blamed
from suite.errors import RunFailure


class Mine(Diagnostic):
    """Somebody's own."""

    def missing(self):
        return {}["missing"]

    def deep(self):
        return np.linalg.inv(np.zeros((2, 2)))  # fails in NumPy's own files


@pytest.mark.parametrize(
    ("method", "source", "reason"),
    [
        ("missing", 'return {}["missing"]', "KeyError: 'missing'"),
        ("deep", "return np.linalg.inv(", "LinAlgError: Singular matrix"),
    ],
)
def test_a_failure_names_the_line_of_the_plugins_own_file(method, source, reason):
    failing = Mine()
    with pytest.raises(PluginFailure) as failure, blamed(failing, "observe"):
        getattr(failing, method)()
    name, _, rest = str(failure.value).partition(" (")
    file, line = rest.partition(") failed")[0].rsplit(":", 1)
    assert (name, file) == ("mine", __file__)
    with open(__file__, encoding="utf-8") as lines:
        assert source in lines.readlines()[int(line) - 1]
    assert rest.endswith(f"failed in observe: {reason}")
    assert failure.value.callback is failing
    assert isinstance(failure.value.__cause__, Exception)


def test_a_value_that_a_compiled_step_has_not_yet():
    says = r"SymbolicTensor'; .* use keras.ops instead of NumPy"
    with pytest.raises(PluginFailure, match=says), blamed(Mine(), "observe"):
        raise TypeError("float() argument must be a real number, not 'SymbolicTensor'")


def test_where_none_of_its_lines_was_run_the_last_one_is_named():
    def elsewhere():
        raise ValueError("not of the diagnostic's file")

    with pytest.raises(PluginFailure) as failure, blamed(Diagnostic(), "report"):
        elsewhere()
    assert str(failure.value).startswith(f"diagnostic ({__file__}:")


def test_what_is_said_already_is_not_wrapped_again():
    said = RunFailure("the disk is full")
    with pytest.raises(RunFailure) as failure, blamed(Diagnostic(), "report"):
        raise said
    assert failure.value is said
