"""Every benchmark runs with the smallest settings and writes its section."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.commands import CHECKOUT

COMMANDS = {
    "training": ("--models", "mlp", "--steps", "3"),
    "pipeline": ("--batches", "3", "--samples", "512"),
    "scaling": ("--model", "mlp", "--steps", "3"),
    "checkpoints": ("--steps", "1"),
}
LINES = {  # of the table, each with at least one figure
    "training": ("float32 | the suite", "bfloat16 | the suite", "bfloat16 | Keras `fit`, float32"),
    "pipeline": ("the suite", "Keras layers in `tf.data`"),
    "scaling": ("one device", "2 mirrored replicas | 2 x "),
    "checkpoints": ("a checkpoint | ms", "its share of the epoch | %"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_writes_its_section(name, tmp_path):
    page = tmp_path / "benchmarks.md"
    command = [sys.executable, "-m", f"benchmarks.{name}", "--rounds", "1", "--page", str(page)]
    result = subprocess.run(
        [*command, *COMMANDS[name]], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "Warning" not in result.stderr
    text = page.read_text("utf-8")
    for line in LINES[name]:
        assert re.search(rf"^\| .*{re.escape(line)}.*\d", text, re.MULTILINE), f"no {line}:\n{text}"


def test_all_of_them_are_run_by_one_command():
    from benchmarks.__main__ import NAMES

    assert set(NAMES) == set(COMMANDS)
