"""`--help`, `list`, `show`, `check`, `doctor` and `watch` answer at once, without TensorFlow."""

from __future__ import annotations

import math
import os
import subprocess
import sys

import pytest

from tests.commands import CHECKOUT, environment

QUICK = [
    ("--help",),
    ("list",),
    ("list", "recipes"),
    ("topics",),
    ("show", "resnet"),
    ("check", "models/resnet20-cifar10", "optimizer.momentum=0.8"),
    ("doctor", str(CHECKOUT / "tests" / "runs" / "made_before" / "finished")),
    ("doctor", str(CHECKOUT / "tests" / "runs" / "made_before" / "sweep")),
    ("watch", str(CHECKOUT / "tests" / "runs" / "made_before" / "finished")),
]
SCRIPT = """
import sys
from suite.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
heavy = {"tensorflow", "keras", "sklearn", "matplotlib", "tensorflow_datasets"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""


def cpu_seconds(*command: str) -> float:
    """User and system time of a command."""
    import resource  # POSIX only

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = [sys.executable, *command]
    subprocess.run(run, check=True, capture_output=True, env=environment())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize("arguments", QUICK, ids=" ".join)
def test_imports_nothing_heavy(arguments):
    run = [sys.executable, "-c", SCRIPT, *arguments]
    answer = subprocess.run(run, capture_output=True, text=True, env=environment(), check=False)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout


def test_a_mistake_in_a_study_is_told_without_tensorflow():
    modules = "suite.studies.running.verify, suite.studies.pages.lecture_page"
    script = f"import {modules}, sys; assert not {{'keras', 'tensorflow'}} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True, env=environment())


def test_the_package_itself_imports_nothing_heavy():
    script = "import suite, sys; dir(suite); assert not {'keras', 'numpy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True, env=environment())


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="measures with POSIX resource usage")
def test_takes_at_most_a_fifth_of_an_import_of_tensorflow():
    allowed = 0.2 * cpu_seconds("-c", "import tensorflow")
    for arguments in QUICK:
        taken: list[float] = []
        while len(taken) < 5 and min(taken, default=math.inf) > allowed:  # others only slow it down
            taken.append(cpu_seconds("-m", "suite", *arguments))
        assert min(taken) <= allowed, (arguments, taken, allowed)
