"""Keras finds the suite's layers, however and whenever the two are imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from suite.for_keras import tell_keras
from tests.commands import environment

REGISTERED = "from keras.saving import get_registered_object as find; assert find('suite>Maxout')"


def test_telling_again_registers_nothing_twice():
    import keras

    before = len(keras.saving.get_custom_objects()), list(sys.meta_path)
    tell_keras()
    assert (len(keras.saving.get_custom_objects()), list(sys.meta_path)) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "script",
    [
        "import keras, suite",
        "import suite; suite.load('quickstart'); import keras",  # the catalog has looked for Keras
    ],
)
def test_the_order_of_imports_is_no_matter(script):
    command = [sys.executable, "-c", f"{script}; {REGISTERED}"]
    subprocess.run(command, check=True, env=environment(), capture_output=True)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        # One finder waits, however often the suite is imported, and gives way to all others.
        ("import suite, importlib; importlib.reload(suite); print(waiting())", "1"),
        ("import suite, json.tool; print(waiting())", "1"),
        ("import suite; suite.load('quickstart'); print(waiting())", "1"),
        ("import suite, importlib.util; print(importlib.util.find_spec('no_such_module'))", "None"),
    ],
)
def test_the_finder_that_waits(script, told):
    count = "import sys; waiting = lambda: sum('_Waiting' in repr(one) for one in sys.meta_path); "
    command = [sys.executable, "-c", count + script]
    answer = subprocess.run(command, check=True, env=environment(), capture_output=True, text=True)
    assert answer.stdout.strip() == told
