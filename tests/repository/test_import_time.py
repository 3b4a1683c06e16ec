"""`--help`, `list`, `show` and `check` answer at once, without TensorFlow."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.commands import environment

QUICK = [
    ("--help",),
    ("list",),
    ("list", "recipes"),
    ("topics",),
    ("show", "resnet"),
    ("check", "models/resnet20-cifar10", "optimizer.momentum=0.8"),
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


def test_the_package_itself_imports_nothing_heavy():
    script = "import suite, sys; dir(suite); assert not {'keras', 'numpy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True, env=environment())


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="measures with POSIX resource usage")
def test_takes_at_most_a_fifth_of_an_import_of_tensorflow():
    for arguments in QUICK:
        ratios = []
        while len(ratios) < 5 and min(ratios, default=1) > 0.2:  # neighbors only ever slow it down
            tensorflow = cpu_seconds("-c", "import tensorflow")
            ratios.append(cpu_seconds("-m", "suite", *arguments) / tensorflow)
        assert min(ratios) <= 0.2, (arguments, ratios)
