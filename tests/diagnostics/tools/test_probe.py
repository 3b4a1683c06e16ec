"""When probes measure."""

from __future__ import annotations

import pytest

from suite.diagnostics.tools.probe import Probe
from tests.callbacks.nets import mlp, watch


class Counting(Probe):
    def measure(self):
        return {"at": self.measured_at}


@pytest.mark.parametrize(
    ("every", "measured"),
    [(None, [10, 20, 30, 40, 50, 60]), (1, [10, 20, 30, 40, 50, 60]), (25, [30, 60]), (70, [])],
)
@pytest.mark.parametrize("steps_per_execution", [1, 8])
def test_measured_at_the_first_report_after_so_many_steps(every, measured, steps_per_execution):
    options = {"epochs": 6, "steps_per_execution": steps_per_execution}
    reports = watch(mlp(), [Counting(every)], **options).reports
    assert [r["counting"]["at"] for r in reports if r["counting"]] == measured


def test_a_probe_must_measure():
    with pytest.raises(TypeError, match=r"Probe must define measure\(\)"):
        Probe().measure()
