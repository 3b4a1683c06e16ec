"""Every benchmark runs with the smallest settings and writes its section."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys

import pytest

from benchmarks.__main__ import NAMES
from tests.commands import CHECKOUT

COMMANDS = {
    "training": ("--models", "mlp", "--precisions", "float32", "--sides", "suite", "--steps", "2"),
    "diagnostics": ("--models", "mlp", "--steps", "2"),
    "pipeline": ("--batches", "3", "--samples", "512", "--only", "random_flip", "--few", "1"),
    "streaming": (
        *("--files", "64", "--classes", "4", "--copies", "3"),
        *("--pixels", "32", "--batch", "8", "--batches", "1"),
    ),
    "scaling": ("--model", "mlp", "--steps", "3", "--only", "2 workers"),
    "checkpoints": ("--nets", "resnet20"),
    "memory": ("--kinds", "surface", "--runs", "3"),
}
LINES = {  # of the table, each with at least one figure
    "training": ("float32 | the suite",),
    "diagnostics": ("10 | none", "10 | of every run", "10 | of every run, every step"),
    "pipeline": ("the suite", "Keras layers in `tf.data`", "random_flip"),
    "streaming": (
        "images/s | careful `tf.data`",
        "first batch, s | the suite, 192 names",
        "first batch at step 1,000,000, s | the suite",
    ),
    "scaling": ("one device", "2 workers | 2 x "),
    "checkpoints": ("ResNet-20 | 128",),
    "memory": ("surface | walk over a surface",),
}
# Processes must not be forked where TensorFlow runs; TensorFlow itself is imported once.
OWN_PROCESS = {"pipeline"}


# SUITE_WHOLE_TABLES=1 runs this too: its smallest net trains for a minute.
LONG = set() if os.environ.get("SUITE_WHOLE_TABLES") else {"checkpoints"}


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in LONG])
def test_writes_its_section(name, tmp_path, monkeypatch):
    page = tmp_path / "benchmarks.md"
    arguments = ["--rounds", "1", "--page", str(page), *COMMANDS[name]]
    if name in OWN_PROCESS:
        command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
        result = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
        assert "Warning" not in result.stderr
    else:
        monkeypatch.setattr(sys, "argv", [name, *arguments])
        monkeypatch.chdir(tmp_path)
        importlib.import_module(f"benchmarks.{name}").main()
    text = page.read_text("utf-8")
    for line in LINES[name]:
        assert re.search(rf"^\| .*{re.escape(line)}.*\d", text, re.MULTILINE), f"no {line}:\n{text}"


def test_all_of_them_are_run_by_one_command():
    # Whole commands take seconds each; `test_whole_commands.py` has their parts.
    assert set(NAMES) == {*COMMANDS, "commands"}
