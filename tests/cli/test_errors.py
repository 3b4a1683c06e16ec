"""Messages of other libraries as one line of ours."""

from __future__ import annotations

import pytest

from suite.errors import RunFailure, UserError, in_a_sentence, one_line
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
    assert one_line(KeyError("a\nb")) == "a b"
    assert one_line("{{node x/y}} No.\nTraceback (most recent call last):\n  File") == "No."


def test_what_nobody_foresaw_in_a_sentence():
    sentence = r"^the run failed \(MemoryError\); --traceback shows"
    with pytest.raises(RunFailure, match=sentence), in_a_sentence():
        raise MemoryError
    with pytest.raises(UserError, match=r"^mine$"), in_a_sentence():
        raise UserError("mine")
    with pytest.raises(RunFailure) as caught, in_a_sentence():
        raise ValueError("x" * 10_000)
    assert len(str(caught.value)) < 700


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
