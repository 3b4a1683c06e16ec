"""A pytest plugin inside Keras's own tests: `Model.fit` is replaced, and who calls it is noted.

`SUITE_KERAS_FIT` is `keras` (the calls are noted only) or `suite`; `SUITE_KERAS_RESULTS` names the
file that gets a JSON object: test -> outcome, message and whether it called `fit`;
`SUITE_KERAS_TESTS` the file that lists the tests, or the files, to run.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

RESULTS: dict[str, dict[str, Any]] = {}
CALLED: list[bool] = [False]


def name_of(item: pytest.Item) -> str:
    """The same in each process: some of Keras's names hold the address of a function."""
    return re.sub("0x[0-9a-f]+", "0x", item.nodeid)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = set(Path(os.environ["SUITE_KERAS_TESTS"]).read_text("utf-8").splitlines())
    chosen = [one for one in items if {name_of(one), name_of(one).partition("::")[0]} & wanted]
    items[:] = chosen


def pytest_collection_finish(session: pytest.Session) -> None:
    """Only now: Keras's conftest wants to import Torch before anybody imports TensorFlow."""
    import keras
    from keras.src.backend.tensorflow.trainer import TensorFlowTrainer

    import suite

    assert Path(keras.__file__).is_relative_to(Path.cwd()), "Keras is not that of the checkout"
    stock = TensorFlowTrainer.fit

    def fit(model: keras.Model, *arguments: Any, **options: Any) -> Any:
        CALLED[0] = True
        if os.environ["SUITE_KERAS_FIT"] == "keras":
            return stock(model, *arguments, **options)
        return suite.fit(model, *arguments, **options)

    TensorFlowTrainer.fit = fit


def pytest_runtest_setup(item: pytest.Item) -> None:
    CALLED[0] = False


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Any:
    report = (yield).get_result()
    if report.when == "call" or report.outcome != "passed":
        message = "" if call.excinfo is None else call.excinfo.exconly()
        RESULTS[name_of(item)] = {
            "outcome": report.outcome,
            "message": message[:500],
            "fit": CALLED[0],
        }


def pytest_sessionfinish() -> None:
    Path(os.environ["SUITE_KERAS_RESULTS"]).write_text(json.dumps(RESULTS), "utf-8")
