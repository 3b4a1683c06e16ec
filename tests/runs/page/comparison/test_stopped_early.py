"""Trials that a sweep has paused or pruned, beside those that came to their end."""

from __future__ import annotations

import json

from suite.runs.page.comparison.comparison import compare
from tests.runs.page.comparison.made_runs import made_sweep


def test_what_a_sweep_has_stopped_comes_last_whatever_it_had_reached(tmp_path):
    figures = {(rate,): rate for rate in (1, 2, 3, 4)}
    path = made_sweep(tmp_path / "s", {"optimizer.a": [1, 2, 3, 4]}, figures)
    state = json.loads((path / "sweep.json").read_text())
    reached = {0: ("paused", 1), 1: ("pruned", 2), 3: ("paused", 1)}
    for number, (status, epochs) in reached.items():
        state["trials"][number] |= {"status": status, "epochs": epochs}
        file = path / "trials" / f"{number:03}" / "summary.json"
        summary = json.loads(file.read_text()) | {"status": "interrupted", "epochs": epochs}
        file.write_text(json.dumps(summary))
    (path / "sweep.json").write_text(json.dumps(state | {"direction": "min"}))
    rows = compare(path).table
    assert [row["run"] for row in rows] == ["002", "001", "000", "003"]
    assert [row["status"] for row in rows] == ["finished", "pruned", "paused", "paused"]
    assert [row["epochs"] for row in rows][1:] == [2, 1, 1]
    intros = [section.intro for section in compare(path).sections]
    assert intros[0].startswith("4 runs: 2 paused, 1 finished, 1 pruned")
    assert intros[1].endswith("What was stopped early comes last, the furthest first.")
