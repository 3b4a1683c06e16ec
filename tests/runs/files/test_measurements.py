"""The log of what diagnostics measured."""

from __future__ import annotations

import math

import pytest

from suite.runs import RunDirectory
from suite.runs.files.measurements import forget_after


@pytest.fixture
def directory(tmp_path):
    directory = RunDirectory(tmp_path)
    for step in (4, 8, 12):
        directory.log_measurement(step, "finite", {"logits": math.nan})
    return directory


def test_measurements_of_steps_to_come_are_forgotten(directory):
    path = directory.diagnostics_jsonl
    kept = path.read_text().splitlines()[:2]
    with path.open("a") as file:
        file.write('{"step": 3, "cut off')
    assert forget_after(path, 8) == 0
    assert path.read_text().splitlines() == kept
    assert kept[0] == '{"step": 4, "diagnostic": "finite", "values": {"logits": null}}'


@pytest.mark.parametrize(
    "line",
    [
        b'{"step": 4, "diagnost\xff": "finite", "values": {}}\n',
        b'{"step": "4", "diagnostic": "finite", "values": {}}\n',
        b'{"step": 4, "diagnostic": "finite", "values": []}\n',
        b"[" * 5000 + b"\n",
        b"\x00\n",
        b"\n",
        b"3\n",
    ],
)
def test_a_damaged_line_is_left_out_and_counted(directory, line):
    path = directory.diagnostics_jsonl
    whole = path.read_bytes()
    path.write_bytes(line + whole)
    assert forget_after(path, 99) == 1
    assert path.read_bytes() == whole


def test_no_file_is_no_damage(tmp_path):
    assert forget_after(tmp_path / "diagnostics.jsonl", 3) == 0
    assert list(tmp_path.iterdir()) == []
