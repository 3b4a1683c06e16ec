"""One change of a recipe: what it says, and what the command line takes of it."""

from __future__ import annotations

import copy
import dataclasses

import pytest

from suite.diagnostics import Finding
from suite.doctor.diagnosis import Evidence
from suite.edit import Edit


@pytest.mark.parametrize(
    ("key", "old", "new", "text", "override"),
    [
        ("training.clip_norm", None, 1.0, "training.clip_norm: null -> 1.0", "1.0"),
        ("model.norm", "none", "batch", "model.norm: none -> batch", "batch"),
        ("data.one_hot", True, False, "data.one_hot: true -> false", "false"),
        ("training.epochs", 20, 2, "training.epochs: 20 -> 2", "2"),
        (
            "optimizer.learning_rate",
            1e30,
            1e-07,
            "optimizer.learning_rate: 1e+30 -> 1e-07",
            "1e-07",
        ),
        ("a.values", [0.1, 0.0], [0.01, 0], "a.values: [0.1, 0.0] -> [0.01, 0]", "[0.01, 0]"),
        ("a.b", {"kind": "c"}, "zeros", 'a.b: {"kind": "c"} -> zeros', "zeros"),
        ("data.augment", "[cutout, ...]", [], "data.augment: [cutout, ...] -> []", "[]"),
        ("a", "5%", "100%", "a: 5% -> 100%", "100%"),
    ],
)
def test_an_edit_is_a_sentence_and_an_override(key, old, new, text, override):
    edit = Edit(key, old, new)
    assert str(edit) == text
    assert edit.override == f"{key}={override}"
    assert Edit.understood(text) == edit


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ('model.bias_initializer: {"kind": "a -> b"} -> zeros', "zeros"),
        ("a: b: c -> d", "d"),
        ("a:  -> d", "d"),
        ("a: b -> ", ""),
    ],
)
def test_what_stands_in_a_value_is_not_taken_for_the_arrow(text, new):
    edit = Edit.understood(text)
    assert isinstance(edit, Edit)
    assert (str(edit), edit.new) == (text, new)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "collect more data",
        "a -> b",
        "a: b",
        "a:b -> c",
        "look at the labels: some -> are wrong",
        ": a",
        ": a -> b",
    ],
)
def test_other_advice_stays_a_text(text):
    assert Edit.understood(text) == text


def test_edits_are_values():
    edit = Edit("a.b", 0.1, 0.2)
    assert edit == Edit("a.b", "0.1", "0.2")
    assert edit != Edit("a.b", 0.1, 0.3)
    assert len({edit, Edit("a.b", 0.1, 0.2)}) == 1
    assert copy.deepcopy(edit) == edit
    assert repr(edit) == "Edit(key='a.b', old='0.1', new='0.2')"
    with pytest.raises(dataclasses.FrozenInstanceError):
        edit.key = "c"


@pytest.mark.parametrize(
    ("edit", "text"),
    [(Edit("a", 1, 2), "a: 1 -> 2"), ("collect more data", "collect more data"), (None, None)],
)
def test_files_hold_the_text(edit, text):
    plain = Finding("leakage", "Twice there.", edit=edit).to_plain()
    assert plain["edit"] == text
    assert Finding(**plain).to_plain() == plain
    assert Evidence.of(plain).edit == edit


def test_the_doctor_s_own_edit_comes_before_the_finding_s():
    plain = Finding("leakage", "Twice there.", edit=Edit("a", 1, 2)).to_plain()
    assert Evidence.of(plain, Edit("b", 3, 4)).edit == Edit("b", 3, 4)
