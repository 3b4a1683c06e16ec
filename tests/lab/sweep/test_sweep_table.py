"""A sweep as text."""

from __future__ import annotations

import csv
import io
import shlex

from suite.lab.sweep.sweep_table import csv_text, edits_text, table_text, trial_line
from suite.lab.sweep.trial import Trial
from suite.recipe.composing.overrides import parse_override
from suite.recipe.schema.sweep_settings import SweepSettings

EDITS = {"optimizer.learning_rate": 1e-5, "model.widths": [32, 32], "model.norm": None}
OVER = {key: [value] for key, value in EDITS.items()}
DONE = Trial(0, EDITS, "finished", 0.96123, 0.0123, [0.95, 0.97], 2.14)
LOST = Trial(1, EDITS, "failed", seconds=0.5, reason="model.widths: must be\npositive")


def test_edits_are_what_the_command_line_reads_back():
    texts = edits_text(EDITS)
    assert texts[1:] == ["model.widths=[32, 32]", "model.norm=null"]
    for text, (key, value) in zip(shlex.split(shlex.join(texts)), EDITS.items(), strict=True):
        override = parse_override(text)
        assert (".".join(override.path), override.value.plain()) == (key, value)


def test_a_line_a_trial():
    line = trial_line(DONE, 5, 12, "val_accuracy")
    assert line.startswith("trial 000 (5/12)  optimizer.learning_rate=1.0e-05  model.widths=[32")
    assert line.endswith("  val_accuracy 0.9612 ± 0.0123  2.1 s")
    assert trial_line(LOST, 2, 12, "x").endswith("failed  model.widths: must be  0.5 s")


def test_the_table_has_a_row_a_trial():
    lines = table_text(SweepSettings(over=OVER, folds=2), [DONE, LOST]).splitlines()
    assert lines[0].split() == ["trial", "val_accuracy", *EDITS, "time"]
    assert lines[1].startswith("000    0.9612 ± 0.0123  ")
    assert lines[2].startswith("001    failed           ")
    assert table_text(SweepSettings(over=OVER), []) == "no trial has finished"


def test_the_file_has_every_digit():
    text = csv_text(SweepSettings(over=OVER, folds=2), [DONE, LOST])
    done, lost = csv.DictReader(io.StringIO(text))
    assert (done["val_accuracy"], done["fold-1"], done["deviation"]) == (
        "0.96123",
        "0.97",
        "0.0123",
    )
    assert (lost["val_accuracy"], lost["fold-0"], lost["status"]) == ("", "", "failed")
    assert lost["reason"] == LOST.reason


def test_a_table_that_does_not_fit_has_short_names(monkeypatch):
    over = {"optimizer.learning_rate": [0.1], "optimizer.momentum": [0.9], "model.momentum": [1]}
    trial = Trial(0, {key: values[0] for key, values in over.items()}, "finished", 0.5)
    wide = table_text(SweepSettings(over=over), [trial]).splitlines()
    assert wide[0].split() == ["trial", "val_accuracy", *over, "time"]
    monkeypatch.setenv("COLUMNS", "80")
    narrow = table_text(SweepSettings(over=over), [trial]).splitlines()
    short = ["learning_rate", "optimizer.momentum", "model.momentum"]
    assert narrow[0].split() == ["trial", "val_accuracy", *short, "time"]
    assert narrow[1].split() == wide[1].split()


def test_what_was_stopped_early_says_when_and_keeps_to_its_columns():
    early = Trial(1, EDITS, "pruned", 0.5, None, [0.5], 1.0, "worse than 0.9", epochs=1)
    over = {key: [value] for key, value in EDITS.items()}
    sweep = SweepSettings(over=over, folds=2, prune={"kind": "median"})
    rows = list(csv.DictReader(io.StringIO(csv_text(sweep, [DONE, early]))))
    assert [row["epochs"] for row in rows] == ["", "1"]
    assert [(row["fold-0"], row["fold-1"]) for row in rows] == [("0.95", "0.97"), ("0.5", "")]
    assert rows[1]["reason"] == "worse than 0.9"
    assert "0.5000 after 1 epoch, pruned" in table_text(sweep, [DONE, early])
    assert "val_accuracy 0.5000 after 1 epoch, pruned" in trial_line(early, 2, 2, "val_accuracy")
