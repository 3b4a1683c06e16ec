"""`plot RUN ... [WHAT]`."""

from __future__ import annotations

import pytest

from suite.cli.main import main
from tests.runs.page.comparison.made_runs import made_run
from tests.runs.pictures.test_plot import make_run


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return make_run(tmp_path / "run").path


def test_without_a_name_it_lists_what_there_is(folder, capsys):
    assert main(["plot", "run"]) == 0
    assert "  zero_weights_overall  " in capsys.readouterr().out


def test_a_file_that_is_there_is_left_alone(folder, capsys):
    for name in ("mlp-zero_weights_overall.png", "mlp-zero_weights_overall-2.png"):
        assert main(["plot", "run", "zero_weights_overall"]) == 0
        assert capsys.readouterr().out == f"picture: {name}\n"
        assert (folder.parent / name).is_file()


def test_the_file_that_is_named_is_written(folder, capsys):
    assert main(["plot", "run", "zero_weights", "--dark", "--out", "slides/a.pdf"]) == 0
    assert capsys.readouterr().out == "picture: slides/a.pdf\n"


def test_a_mistake_is_one_sentence(folder, capsys):
    assert main(["plot", "run", "zero_weight_overall"]) == 2
    assert "did you mean 'zero_weights_overall'?" in capsys.readouterr().err
    assert main(["plot", "run", "zero_weights", "--out", "a.jpg"]) == 2
    assert "name a .png, .svg or .pdf file" in capsys.readouterr().err
    assert main(["plot", "nowhere", "loss"]) == 2
    assert not list(folder.parent.glob("*.*"))


def test_of_a_damaged_run_what_is_left_is_drawn(folder, capsys):
    (folder / "findings.json").write_text("{")
    assert main(["plot", "run", "zero_weights"]) == 0
    assert capsys.readouterr().out == "picture: mlp-zero_weights_overall.png\n"


def test_without_a_summary_too_what_is_left_is_drawn(folder, capsys):
    (folder / "summary.json").unlink()
    assert main(["plot", "run", "zero_weights"]) == 0
    assert main(["export", "run"]) == 2
    told = capsys.readouterr().err
    assert "run: is not the folder of a run; it has no summary.json. `python -m suite" in told
    assert "suite report run` shows what is left of it." in " ".join(told.split())


def test_of_a_sweep_what_its_page_shows(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, losses in (("000", [0.5, 0.25]), ("001", [0.5, 0.75])):
        made_run(tmp_path / "mine" / "trials" / name, {"seed": int(name)}, {"val_loss": losses})
    (tmp_path / "mine" / "sweep.json").write_text('{"trials": []}')
    assert main(["plot", "mine", "val_loss"]) == 0
    assert capsys.readouterr().out == "picture: mine-val_loss.png\n"


def two_runs(tmp_path):
    for name, losses in (("a", [0.5, 0.25]), ("b", [0.5, 0.75])):
        made_run(tmp_path / "runs" / name, {"seed": 1}, {"val_loss": losses})


def test_of_several_runs_what_their_comparison_shows(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    two_runs(tmp_path)
    assert main(["plot", "runs/a", "runs/b"]) == 0
    assert "  val_loss  " in capsys.readouterr().out
    assert main(["plot", "runs/a", "runs/b", "val_loss"]) == 0
    assert capsys.readouterr().out == "picture: comparison-val_loss.png\n"
    assert main(["plot", "runs", "val_loss", "--out", "a.svg"]) == 0
    assert "val_loss" in (tmp_path / "a.svg").read_text("utf-8")


def test_of_several_runs_a_mistake_is_one_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    two_runs(tmp_path)
    assert main(["plot", "runs/a", "runs/b", "val_los"]) == 2
    assert "the comparison: has no picture 'val_los'; did you mean" in capsys.readouterr().err
    assert main(["plot", "runs/a", "runs/c"]) == 2
    assert "runs/c: there is no such folder" in capsys.readouterr().err
