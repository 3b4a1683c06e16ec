"""The causes that `suite.fit` names for plain programs, and its silence about those that work."""

from __future__ import annotations

import numpy as np
import pytest

import suite
from tests.training.fit.checkup.programs import FAULTS, HEALTHY


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
def test_the_cause_is_named(name, capsys):
    program, causes = FAULTS[name]
    model, given = program()
    found = suite.diagnose(suite.fit(model, **given))
    assert found is not None
    assert found.cause.name in causes
    shown = capsys.readouterr().out
    assert found.to_text() in shown
    assert "->" not in shown.partition("diagnosis:")[2]  # no key of a recipe


@pytest.mark.slow
@pytest.mark.parametrize("name", HEALTHY)
def test_of_what_is_well_nothing_is_said(name, capsys):
    model, given = HEALTHY[name]()
    history = suite.fit(model, **given)
    assert suite.diagnose(history) is None
    loud = [one for one in history.suite.findings if one["severity"] != "note"]
    assert loud == []
    captured = capsys.readouterr()
    lines = [line for line in captured.out.splitlines() if not line.startswith("epoch ")]
    assert (lines, captured.err) == ([], "")
    assert np.isfinite(history.history["loss"][-1])
