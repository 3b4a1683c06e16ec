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


@pytest.mark.parametrize(
    ("error", "line"),
    [
        ("", ""),
        ("  a\n b ", "a b"),
        (ValueError(), ""),
        (ValueError("a"), "a"),
        (ValueError("a", 1), "('a', 1)"),
        (KeyError("a"), "'a'"),
        (KeyError("a\nb"), "a b"),
        (KeyError(), ""),
        (KeyError(5), "5"),
        (OSError(28, "No space left"), "[Errno 28] No space left"),
        ("\x1b[1mred\x1b[0m", "red"),
        ("Cannot. Arguments received by Dense.call():\n  • inputs=1", "Cannot."),
        ("{{node model/dense}} Incompatible", "Incompatible"),
        ("No.\nTraceback (most recent call last):\n  File", "No."),
        (None, "None"),
    ],
    ids=repr,
)
def test_what_another_library_says_in_one_line(error, line):
    assert one_line(error) == line


@pytest.mark.parametrize(("kind", "status"), [(UserError, 2), (RunFailure, 1)])
def test_each_way_to_fail_has_its_status(kind, status):
    assert kind.exit_status == kind("x").exit_status == status


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (MemoryError(), "the run failed (MemoryError); --traceback shows where"),
        (
            ValueError("bad\nshape"),
            "the run failed (ValueError: bad shape); --traceback shows where",
        ),
        (KeyError("a"), "the run failed (KeyError: 'a'); --traceback shows where"),
    ],
)
def test_the_sentence_names_the_cause(error, sentence):
    with pytest.raises(RunFailure) as caught, in_a_sentence():
        raise error
    assert str(caught.value) == sentence
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("error", [UserError("a"), RunFailure("b"), KeyboardInterrupt()])
def test_what_is_a_sentence_already_passes(error):
    with pytest.raises(type(error)) as caught, in_a_sentence():
        raise error
    assert caught.value is error


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
