"""The catalog answers quickly and without the libraries that it tells of."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys, time
start = time.process_time()
from suite.catalog import HERE, KINDS
from suite import catalog
imported = time.process_time()
HERE.find("layers", "Conv2D")
found = time.process_time()
assert HERE.problems("optimizers", catalog.Component("sgd", {"momentun": 1}))
assert len([entry for kind in KINDS for entry in HERE.entries(kind)]) > 250
listed = time.process_time()
heavy = {"tensorflow", "keras", "numpy", "tensorflow_datasets", "sklearn"} & set(sys.modules)
assert not heavy, heavy
print(found - imported, listed - found)
"""


def test_reads_source_only_and_fast():
    run = [sys.executable, "-W", "error", "-c", SCRIPT]
    result = subprocess.run(run, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    find_one, list_all = map(float, result.stdout.split())
    # About a tenth of this on an idle machine; a look into every file would not pass.
    assert find_one < 0.2
    assert list_all < 2.0
