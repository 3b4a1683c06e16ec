"""`check --build`, and the checks at the start of a run."""

from __future__ import annotations

import json

import numpy as np
import pytest

from suite.checks import CHECKS, DEEP_CHECKS
from tests.commands import suite

FAULTY = ("models/mlp-digits", "model.kernel_initializer=zeros")


def test_a_line_for_each_check():
    answer = suite("check", "models/mlp-digits", "--build")
    assert (answer.status, answer.err) == (0, "")
    *lines, last = answer.out.splitlines()
    assert [line.split() for line in lines] == [[check.__name__, "ok"] for check in CHECKS]
    assert last == "models/mlp-digits: no problems found (mlp-digits)"


def test_an_error_is_exit_status_2_and_names_the_edit():
    answer = suite("check", *FAULTY, "--build")
    assert answer.status == 2
    (line,) = [line for line in answer.out.splitlines() if line.startswith("init_symmetry")]
    assert "error: " in line
    assert line.endswith("try: model.kernel_initializer: zeros -> he_normal")
    assert "no problems found" not in answer.out


def test_data_with_an_error_are_not_called_without_problems(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.png").write_bytes(b"no image")
    data = f"data={{kind: folder, path: {tmp_path}, color: rgb, resize: [4, 4]}}"
    answer = suite("check", "quickstart", data, "--build")
    assert (answer.status, answer.out) == (2, ""), answer.err
    assert "1.png: not a PNG" in answer.err


def test_deep_implies_build():
    answer = suite("check", "data/spiral", "--deep")
    assert (answer.status, answer.err) == (0, "")
    names = [line.split()[0] for line in answer.out.splitlines()[:-1]]
    assert names == [check.__name__ for check in (*CHECKS, *DEEP_CHECKS)]


def test_a_recipe_without_data_is_refused():
    answer = suite(
        "check", "quickstart", "data={kind: null, input_shape: [8, 8, 1], classes: 10}", "--build"
    )
    assert answer.status == 2
    assert "names no data" in answer.err


def test_what_the_checks_find_is_among_the_findings_of_a_run(tmp_path):
    answer = suite("run", *FAULTY, "training.epochs=1", "--out", tmp_path / "run")
    assert answer.status == 0
    found = json.loads((tmp_path / "run" / "findings.json").read_text())
    (symmetric,) = [f for f in found if f["diagnostic"] == "init_symmetry"]
    assert (symmetric["severity"], symmetric["step"]) == ("error", None)
    assert answer.out.splitlines()[1].startswith("error: All units of")


@pytest.mark.slow
def test_training_is_the_same_with_and_without_checks(tmp_path, monkeypatch):
    import keras

    arguments = ("quickstart", "training.epochs=1", "--quiet", "--out")
    assert suite("run", *arguments, tmp_path / "with").status == 0
    monkeypatch.setattr("suite.training.assembly.assembly.run_checks", lambda *given: {})
    assert suite("run", *arguments, tmp_path / "without").status == 0
    models = [keras.models.load_model(tmp_path / n / "model.keras") for n in ("with", "without")]
    for one, other in zip(*(model.get_weights() for model in models), strict=True):
        np.testing.assert_array_equal(one, other)
