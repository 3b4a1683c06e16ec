"""The command line, in this process or in one of its own; here TensorFlow is imported once."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import suite as package
from suite.cli.main import main

CHECKOUT = Path(__file__).parents[1]
# The folder that the suite was imported from: the checkout, or where a wheel is installed.
HOME = Path(package.__file__).parents[1]


@dataclass(frozen=True)
class Answer:
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str


def suite(*arguments: str | Path) -> Answer:
    """`python -m suite ...` in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stopped:  # argparse: --help, unknown options
            status = stopped.code
    return Answer(status, out.getvalue(), err.getvalue())


def succeed(*arguments: str | Path) -> str:
    """The output of a command that must succeed, without a word of warning."""
    answer = suite(*arguments)
    assert (answer.status, answer.err) == (0, ""), answer.err
    return answer.out


def environment() -> dict[str, str]:
    """Of a process that finds the suite which this process has imported, and the tests."""
    paths = [str(HOME), str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    variables["PYTHONFAULTHANDLER"] = "1"  # where a process crashes, its last words say where
    if HOME != CHECKOUT:
        variables["PYTHONSAFEPATH"] = "1"  # -m does not look into the working directory first
    variables.pop("TF_CPP_MIN_LOG_LEVEL", None)  # set in this process by the suite itself
    return variables


def start(*arguments: str | Path, **options) -> subprocess.Popen:
    """`python -m suite ...` in a process of its own, whose output can be read line by line."""
    return subprocess.Popen(
        [sys.executable, "-m", "suite", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        **options,
    )


def run_module(name: str, *arguments: str | Path) -> str:
    """What `python -m NAME ...` prints, in a process of its own without a GPU: processors can be
    split into replicas only before TensorFlow starts."""
    variables = environment() | {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-m", name, *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True, env=variables, check=False)
    assert result.returncode == 0, result.stderr[-3000:]
    return result.stdout
