"""Whole runs on hosts of their own; `python -m benchmarks.hosts` tries all the ways to fail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.hosts.__main__ import STATED, Trial
from benchmarks.hosts.cases import CASES, NAMES
from benchmarks.hosts.namespaces import why_not
from benchmarks.hosts.network import Network

WHY_NOT = why_not()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(WHY_NOT is not None, reason=f"no hosts here: {WHY_NOT}"),
]


@pytest.fixture(scope="module")
def trial(tmp_path_factory) -> Iterator[Trial]:
    with Network(NAMES) as network:
        yield Trial(network, tmp_path_factory.mktemp("hosts"))


def test_a_cut_network_ends_both_in_time_and_the_run_goes_on_bit_for_bit(trial):
    case = next(case for case in CASES if "both ways" in case.what)
    _, who, message, then = trial.row(case)
    assert trial.wrong == []
    assert all(float(seconds) < STATED for seconds in who.partition(": ")[2].split(", "))
    assert "worker 1 (node10:23456) has not answered worker 0 for 13 s" in message
    assert "worker 0 (node9:23456) has not answered worker 1 for 13 s" in message
    assert then == "resumed, bit for bit"


def test_slurm_s_variables_come_to_the_same_run(trial):
    case = next(case for case in CASES if "Slurm" in case.what)
    assert trial.row(case)[3] == "the run ends as it should, bit for bit"
    assert trial.wrong == []
