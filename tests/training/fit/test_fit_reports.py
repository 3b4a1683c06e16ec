"""When `suite.fit` reads the diagnostics."""

from __future__ import annotations

import keras
import numpy as np

import suite
from suite import Diagnostic
from suite.diagnostics.tools.rows import Rows


class Steps(Diagnostic):
    """Which steps it has measured, report by report."""

    def build(self, model):
        self.rows = Rows(self, loss=())
        self.reports: list[list[int]] = []

    def observe(self, step):
        self.rows.write(step.iteration, loss=step.loss)

    def report(self):
        self.reports.append(self.rows.read()["step"].tolist())
        return {}


def test_no_step_is_lost_between_two_reports():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    seen = Steps()
    suite.fit(model, np.zeros((240, 2)), np.zeros((240, 1)), batch_size=1, callbacks=[seen])
    measured = [step for report in seen.reports for step in report]
    assert measured == list(range(240))
    assert max(map(len, seen.reports)) == 100
