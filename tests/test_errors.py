"""Messages of other libraries as one line of ours."""

from __future__ import annotations

import pytest

from suite.errors import one_line
from tests.commands import suite

KERAS = (
    "Exception encountered when calling Conv2D.call().\n\n\x1b[1mNegative dimension size."
    "\x1b[0m\n\n"
    "Arguments received by Conv2D.call():\n  • inputs=<KerasTensor shape=(None, 2, 2, 1)>\n"
)


def test_one_line():
    told = "Exception encountered when calling Conv2D.call(). Negative dimension size."
    assert one_line(ValueError(KERAS)) == told
    assert one_line("  a\n b ") == "a b"


@pytest.mark.parametrize("kernel", [9, 100])
def test_a_layer_that_does_not_fit_is_told_on_one_line(tmp_path, monkeypatch, kernel):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.yaml").write_text(
        "model: {kind: sequential, layers: [{kind: conv2d, filters: 2, kernel_size: "
        f"{kernel}}}]}}\n"
    )
    answer = suite("run", "r.yaml", "--out", "run")
    assert answer.status == 2
    assert "\x1b" not in answer.err
    assert "Arguments received by" not in answer.err
    (line,) = answer.err.splitlines()
    assert line.startswith("r.yaml:1:")
    assert "conv2d_1" in line
