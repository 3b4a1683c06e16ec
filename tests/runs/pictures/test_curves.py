"""The picture of a run."""

from __future__ import annotations

import math
import sys

import matplotlib.image
import pytest

from suite.errors import RunFailure
from suite.runs.history import History
from suite.runs.pictures.curves import curves_figure, draw_curves


def history(epochs: int, *, validation: bool = True, extra: int = 0) -> History:
    rows = []
    for epoch in range(1, epochs + 1):
        row = {"epoch": epoch, "step": epoch, "loss": 10.0 ** (1 - epoch), "accuracy": 0.5}
        row |= {f"metric_{index}": 0.1 for index in range(extra)}
        if validation:
            row |= {"val_loss": 1 / epoch, "val_accuracy": 1 - 1 / epoch}
        rows.append(row | {"learning_rate": 0.1, "seconds": 1.0, "gradient_norm/global": 3.0})
    return History(rows)


def titles(figure):
    return [axes.get_title(loc="left") for axes in figure.axes]


@pytest.mark.parametrize("epochs", [1, 200])
def test_a_picture_is_written(tmp_path, epochs):
    path = tmp_path / "curves.png"
    draw_curves(history(epochs), path, "mlp")
    height, width, _ = matplotlib.image.imread(path).shape
    assert 1000 < width < 2500
    assert 600 < height < 1500
    assert [file.name for file in tmp_path.iterdir()] == ["curves.png"]


def test_pyplot_and_its_state_are_left_alone(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)  # an import of it fails
    monkeypatch.setenv("MPLBACKEND", "tkagg")
    draw_curves(history(2), tmp_path / "curves.png", "mlp")


def test_a_panel_for_each_metric_and_the_learning_rate():
    figure = curves_figure(history(3, extra=1), "mlp")
    assert titles(figure) == ["loss", "accuracy", "metric 0", "learning rate"]
    assert [len(axes.lines) for axes in figure.axes] == [3, 3, 2, 1]  # with the best epoch's dot


def test_the_curves_are_those_of_the_history():
    run = history(5)
    training, validation, best = curves_figure(run, "mlp").axes[0].lines
    assert list(training.get_ydata()) == run.column("loss")
    assert list(validation.get_ydata()) == run.column("val_loss")
    assert best.get_xdata() == [5]
    assert best.get_ydata() == [1 / 5]
    assert curves_figure(run, "mlp").axes[0].get_title(loc="right") == "best 0.2000 in epoch 5"


def test_without_validation_the_best_is_that_of_training():
    axes = curves_figure(history(3, validation=False), "mlp").axes[0]
    assert axes.get_title(loc="right") == "best 0.0100 in epoch 3"
    assert [line.get_label() for line in axes.lines[:1]] == ["training"]


def test_errors_over_decades_are_logarithmic_and_accuracies_never():
    figure = curves_figure(history(9), "mlp")
    assert [axes.get_yscale() for axes in figure.axes] == ["log", "linear", "linear"]
    assert curves_figure(history(2), "mlp").axes[0].get_yscale() == "linear"


def test_a_run_that_diverged_is_drawn(tmp_path):
    run = history(3)
    for row in run.rows:
        row |= {"loss": math.nan, "val_loss": math.inf}
    draw_curves(run, tmp_path / "curves.png", "mlp")
    axes = curves_figure(run, "mlp").axes[0]
    assert [text.get_text() for text in axes.texts] == ["no finite value"]
    assert axes.get_title(loc="right") == ""


def test_a_picture_that_cannot_be_written_is_a_failure_of_the_run(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RunFailure, match=r"curves\.png: cannot be written"):
        draw_curves(history(1), tmp_path / "file" / "curves.png", "mlp")


def test_the_user_s_style_and_names_that_are_formulas_change_no_picture(tmp_path, monkeypatch):
    import matplotlib

    history = History([{"epoch": 1, "step": 4, "loss": 1.0, "val_loss": 2.0}])
    draw_curves(history, tmp_path / "a.png", "a$b")
    with matplotlib.rc_context({"text.usetex": True, "font.size": 30, "savefig.facecolor": "red"}):
        draw_curves(history, tmp_path / "b.png", "a$b")
        assert matplotlib.rcParams["text.usetex"]
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    for name in (r"$\frac$", "$", "\x1b[2J", "\u4e2d", "\x00"):
        draw_curves(history, tmp_path / "c.png", name)
