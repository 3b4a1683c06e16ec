"""Keras's own tests with `Model.fit` replaced by `suite.fit`.

    git clone --branch v3.15.1 https://github.com/keras-team/keras
    python -m benchmarks.keras_tests --keras keras [--page docs/keras-tests.md] [FILE ...]

Of every test file in which `fit` is called, each test is run with Keras's `fit`; those that call it
and pass are run with ours. Ends with status 1 if one fails that is not listed in `exceptions.py`.
The checkout should have the version of the installed Keras; nothing is written into it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.keras_tests.exceptions import reason
from benchmarks.page import whole_page
from suite.runs.files.write_whole import write_whole

OURS = Path(__file__).resolve().parents[2]
Results = dict[str, dict[str, Any]]
# Of other backends, or of formats that only read what a model is.
LEFT_OUT = ("backend/jax", "backend/torch", "utils/jax_layer", "utils/torch_utils", "export/")


def files_with_fit(keras: Path) -> list[str]:
    """The test files that call `fit` themselves, or through Keras's `run_layer_test`."""
    found = []
    for file in sorted((keras / "keras" / "src").rglob("*_test.py")):
        name = file.relative_to(keras).as_posix()
        text = file.read_text("utf-8")
        calls = ".fit(" in text or ("run_layer_test" in text and "layers" in file.parts)
        if calls and not any(part in name for part in LEFT_OUT):
            found.append(name)
    return found


def run(keras: Path, tests: Sequence[str], fit: str) -> Results:
    """Outcome of each test, with one `fit` or the other; `tests` may name whole files."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder, "results.json")
        names = Path(folder, "tests.txt")
        names.write_text("\n".join(tests), "utf-8")
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(OURS), *filter(None, [os.getenv("PYTHONPATH")])]),
            "KERAS_BACKEND": "tensorflow",
            "CUDA_VISIBLE_DEVICES": "-1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "SUITE_KERAS_FIT": fit,
            "SUITE_KERAS_RESULTS": str(results),
            "SUITE_KERAS_TESTS": str(names),
        }
        command = [sys.executable, "-m", "pytest", "-q", "-p", "benchmarks.keras_tests.plugin"]
        command += ["-p", "no:cacheprovider", "--tb=no", *sorted({file_of(one) for one in tests})]
        done = subprocess.run(command, cwd=keras, env=environment, capture_output=True, text=True)
        if not results.is_file():
            raise RuntimeError(f"pytest ended with {done.returncode}: {done.stdout[-3000:]}")
        return json.loads(results.read_text("utf-8"))


def file_of(test: str) -> str:
    """`keras/src/callbacks/history_test.py` of a file, or of one of its tests."""
    return test.partition("::")[0]


def room(test: str) -> str:
    """`callbacks` of `keras/src/callbacks/history_test.py::Test::test_it`."""
    return test.split("/")[2]


def table(stock: Results, ours: Results) -> tuple[list[str], list[str]]:
    """(lines of the page, failures that nobody has explained)."""
    passed = [name for name, one in stock.items() if one["fit"] and one["outcome"] == "passed"]
    failed = [name for name in passed if ours.get(name, {}).get("outcome") != "passed"]
    asked, wrong = Counter(map(room, passed)), Counter(map(room, failed))
    lines = [
        "| tests of | pass with Keras's `fit` | pass with `suite.fit` |",
        "| --- | ---: | ---: |",
    ]
    for name in [*sorted(asked), "all"]:
        total = len(passed) if name == "all" else asked[name]
        lost = len(failed) if name == "all" else wrong[name]
        lines.append(f"| {name} | {total} | {total - lost} |")
    meant = [name for name in failed if reason(name)]
    if meant:
        lines += ["", "| meant to fail | why |", "| --- | --- |"]
        lines += [f"| `{name.split('::')[-1]}` | {reason(name)} |" for name in meant]
    not_run = {"message": "was not run"}
    unexplained = [
        f"{name}: {ours.get(name, not_run)['message']}" for name in failed if name not in meant
    ]
    return lines, unexplained


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help="test files, relative to DIR")
    parser.add_argument("--keras", type=Path, required=True, metavar="DIR", help="a checkout")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the table there")
    options = parser.parse_args()
    stock = run(options.keras, options.files or files_with_fit(options.keras), "keras")
    asked = [name for name, one in stock.items() if one["fit"] and one["outcome"] == "passed"]
    lines, unexplained = table(stock, run(options.keras, asked, "suite"))
    print("\n".join(lines))
    for failure in unexplained:
        print(f"\nfails, and nobody says why: {failure}")
    if options.page is not None:
        command = f"python -m benchmarks.keras_tests --keras keras --page {options.page}"
        page = whole_page("Keras's own tests", __doc__, command, "\n".join(lines))
        write_whole(options.page, page)
    return 1 if unexplained else 0


if __name__ == "__main__":
    raise SystemExit(main())
