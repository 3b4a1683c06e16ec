"""Files of seeds and trials: their very text, and what a damaged one counts as."""

from __future__ import annotations

import pytest

from suite.lab.seeds.seed_file import read_seed, seed_file, write_seed
from suite.lab.seeds.seed_run import SeedRun
from suite.lab.sweep.trial import Trial
from suite.lab.sweep.trial_file import read_trial, trial_file, write_trial

SEED = """{
 "number": 3,
 "seed": 7,
 "status": "failed",
 "figures": {},
 "seconds": 1.5,
 "reason": "K\\u00e4se",
 "process": ""
}
"""
TRIAL = """{
 "number": 3,
 "edits": {
  "data.path": "K\u00e4se"
 },
 "status": "paused",
 "value": 0.5,
 "deviation": null,
 "folds": [],
 "seconds": 1.5,
 "reason": "",
 "sampler": "random 1",
 "process": "",
 "epochs": 2,
 "rungs": [
  0.5
 ],
 "known": [
  0
 ]
}
"""
SEED_RUN = SeedRun(3, 7, "failed", {}, 1.5, "K\u00e4se")
TRIAL_RUN = Trial(
    *(3, {"data.path": "K\u00e4se"}, "paused", 0.5),
    **{"seconds": 1.5, "sampler": "random 1", "epochs": 2, "rungs": [0.5], "known": [0]},
)
KINDS = [
    pytest.param(seed_file, read_seed, write_seed, SEED, SEED_RUN, id="seed"),
    pytest.param(trial_file, read_trial, write_trial, TRIAL, TRIAL_RUN, id="trial"),
]


@pytest.mark.parametrize(("file", "read", "write", "text", "piece"), KINDS)
def test_old_files_are_read_and_new_ones_are_theirs_to_the_byte(
    tmp_path, file, read, write, text, piece
):
    path, said = file(tmp_path, 3), []
    assert read(tmp_path, 3, said.append) is None
    path.parent.mkdir()
    path.write_bytes(text.encode())
    assert read(tmp_path, 3, said.append) == piece
    path.unlink()
    write(tmp_path, piece)
    assert path.read_bytes() == text.encode()
    assert said == []


@pytest.mark.parametrize(
    "change", [("{", ""), ('"number": 3', '"number": -1'), ("}\n", ',"x": 1}')]
)
@pytest.mark.parametrize(("file", "read", "write", "text", "piece"), KINDS)
def test_a_damaged_one_is_said_and_counts_as_none(tmp_path, file, read, write, text, piece, change):
    path, said = file(tmp_path, 3), []
    path.parent.mkdir()
    before, _, after = text.rpartition(change[0])
    path.write_text(before + change[1] + after, "utf-8")
    assert read(tmp_path, 3, said.append) is None
    (line,) = said
    assert line.startswith(f"{path}: is damaged: ")
    assert line.endswith(f"; what it came to is read from {path.with_suffix('')}")
