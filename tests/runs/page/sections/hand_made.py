"""A run directory with values that a test knows."""

from __future__ import annotations

from suite.runs.directory.run_directory import RunDirectory
from suite.runs.run_record import RunRecord

LAYERS = [
    {"name": "input", "kind": "input_layer", "parameters": 0, "inputs": []},
    {"name": "conv", "kind": "conv2d", "units": 4, "parameters": 40, "inputs": ["input"]},
    {"name": "relu", "kind": "activation", "activation": "relu", "inputs": ["conv"]},
    {"name": "out", "kind": "dense", "units": 2, "parameters": 10, "inputs": ["relu"]},
]


def run(path, measured=(), *, setup=None, recipe=None, findings=(), **summary) -> RunRecord:
    """A run whose diagnostics have measured `(step, diagnostic, values)`."""
    directory = RunDirectory(path)
    directory.write_summary({"status": "finished", **summary})
    directory.write_setup({"layers": LAYERS} if setup is None else setup)
    if recipe is not None:
        directory.write_recipe(recipe)
    directory.write_findings(list(findings))
    for step, diagnostic, values in measured:
        directory.log_measurement(step, diagnostic, values)
    return RunRecord(directory)


def chart(section, name):
    """The part of a section that has the name."""
    (found,) = [part for part in section.parts if getattr(part, "name", "") == name]
    return found
