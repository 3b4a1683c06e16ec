"""What each of several workers on one machine gets of its GPUs."""

from __future__ import annotations

import os

import pytest

from suite.errors import UserError
from suite.workers.gpu_shares import shares, visible_gpus


@pytest.mark.parametrize(
    ("value", "expected"), [("", []), ("-1", []), ("0,2", ["0", "2"]), ("GPU-a", ["GPU-a"])]
)
def test_gpus_are_those_that_may_be_used(value, expected):
    assert visible_gpus({"CUDA_VISIBLE_DEVICES": value}) == expected


def test_gpus_are_counted_where_nobody_named_them(tmp_path, monkeypatch):
    tool = tmp_path / "nvidia-smi"
    tool.write_text("#!/bin/sh\necho 'GPU 0: A (UUID: x)'\necho 'GPU 1: A (UUID: y)'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert visible_gpus({}) == ["0", "1"]


def test_each_worker_gets_as_many_gpus():
    assert shares([], 2) == [{}, {}]
    assert shares(["0", "1", "2"], 2) == [
        {"CUDA_VISIBLE_DEVICES": "0"},
        {"CUDA_VISIBLE_DEVICES": "1"},
    ]
    with pytest.raises(UserError, match="2 workers need a GPU each, and there are 1"):
        shares(["0"], 2)
