"""What the diagnostics say, on its way to logs and display."""

from __future__ import annotations

import json

import numpy as np
import pytest

from suite.diagnostics import Finding
from suite.training.loop.engine import Taken
from suite.training.loop.finite_watch import FiniteWatch
from suite.training.loop.loop_events import LoopEvents
from suite.training.loop.reporter import Reporter
from suite.training.state.stateful import State
from tests.training.loop.fake_engine import FakeObservers, Showing, small_model

FIRST = Finding("gradient_norm", "it vanishes", layer="dense", step=7)
SECOND = Finding("loss_curve", "it rises", severity="note")


def reporter_of(told: list, observers=None) -> Reporter:
    events = LoopEvents(report=told.append, found=lambda: told.append("found"))
    return Reporter(observers, FiniteWatch(small_model()), Showing(), events)


def test_without_diagnostics_there_is_nothing_to_say():
    told: list = []
    reporter = reporter_of(told)
    reporter.report(100)
    reporter.hear()
    assert (told, reporter.measured, reporter.findings) == ([], {}, [])
    assert reporter.reported == 100
    assert not reporter.is_lost


def test_scalars_go_to_the_logs_and_all_of_it_to_the_log():
    told: list = []
    reporter = reporter_of(told, FakeObservers())
    reporter.report(100)
    assert told == [{"fake": {"reads": 1.0, "shares": [0.5, 0.5]}}]
    assert reporter.measured == {"fake/reads": 1.0}
    reporter.report(200)
    assert reporter.measured == {"fake/reads": 2.0}


def test_findings_are_kept_shown_and_told_of():
    told: list = []
    reporter = reporter_of(told, FakeObservers())
    reporter.observers.to_find = [FIRST, SECOND]
    reporter.hear()
    assert reporter.findings == [FIRST, SECOND]
    assert reporter.progress.lines == [str(FIRST), str(SECOND)]
    assert told == ["found"]
    reporter.hear()
    assert told == ["found"]


def test_nothing_new_is_no_event():
    told: list = []
    reporter_of(told).tell([])
    assert told == []


@pytest.mark.parametrize("lost", [[False], [False, True], []])
def test_lost_is_what_a_diagnostic_says(lost):
    class One:
        def __init__(self, is_lost):
            self.is_lost = is_lost

    observers = FakeObservers()
    observers.diagnostics = [One(is_lost) for is_lost in lost]
    assert reporter_of([], observers).is_lost is any(lost)


def test_a_resumed_run_knows_what_was_said():
    reporter = reporter_of([], FakeObservers())
    reporter.measured = {"fake/reads": 3.0}
    reporter.tell([FIRST, SECOND])
    kept = json.loads(json.dumps(reporter.state().values))
    assert kept["measured"] == {"fake/reads": 3.0}
    assert [one["text"] for one in kept["findings"]] == ["it vanishes", "it rises"]
    resumed = reporter_of([], FakeObservers())
    resumed.restore(State(kept))
    assert resumed.measured == {"fake/reads": 3.0}
    assert resumed.findings == [FIRST, SECOND]
    assert resumed.progress.lines == []
    assert resumed.observers.said == {FIRST.key, SECOND.key}


def test_a_run_without_diagnostics_is_restored_too():
    resumed = reporter_of([])
    resumed.restore(State({"measured": {}, "findings": [FIRST.to_plain()]}))
    assert resumed.findings == [FIRST]


@pytest.mark.parametrize(
    ("taken", "reads", "measured"),
    [
        (Taken(5), 0, {}),
        (Taken(5, due=True), 1, {"fake/reads": 1.0}),
        (Taken(5, measured={"passes": 2.0}), 0, {"passes": 2.0}),
        (Taken(5, due=True, measured={"fake/reads": 9.0}), 1, {"fake/reads": 1.0}),
    ],
)
def test_a_look_reads_the_diagnostics_when_it_is_time(taken, reads, measured):
    reporter = reporter_of([], FakeObservers())
    assert not reporter.look(taken, 5)
    assert reporter.observers.reads == reads
    assert reporter.measured == measured
    assert reporter.reported == 5 * reads


def ill(reporter: Reporter) -> Reporter:
    """With a weight that is no number."""
    weight = reporter.watch.weights[0]
    weight.assign(weight * np.nan)
    return reporter


def test_a_lost_weight_is_seen_read_and_told_of():
    told: list = []
    reporter = ill(reporter_of(told, FakeObservers()))
    assert reporter.look(Taken(5), 12)
    assert reporter.is_lost
    assert reporter.observers.reads == 1
    (finding,) = reporter.findings
    assert (finding.diagnostic, finding.severity, finding.step) == ("finite", "error", 11)
    assert told[1:] == ["found"]


def test_what_finite_has_said_is_not_said_once_more():
    reporter = ill(reporter_of([], FakeObservers()))
    reporter.observers.to_find = [Finding("finite", "it began in the first layer", step=7)]
    assert reporter.look(Taken(5), 12)
    assert [finding.step for finding in reporter.findings] == [7]


@pytest.mark.parametrize(("looks", "due", "seen"), [(10, False, True), (11, False, False)])
def test_single_steps_are_looked_at_ten_times(looks, due, seen):
    reporter = reporter_of([])
    for _ in range(looks - 1):
        assert not reporter.look(Taken(1), 1)
    assert ill(reporter).look(Taken(1, due=due), 1) is seen
    assert reporter.look(Taken(1, due=True), 1)
