"""What a run measured, epoch by epoch."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from suite.errors import UserError
from suite.runs.history import History, deciding_measure, lower_is_better


def row(epoch: int, **values: float) -> dict[str, float]:
    return {"epoch": epoch, "step": 10 * epoch, **values}


def test_every_digit_survives_the_file(tmp_path):
    random.seed(0)
    rows = [
        row(
            epoch,
            loss=random.random() * 10 ** random.randint(-300, 300),
            accuracy=np.float32(random.random()),
            whole=1.0,
        )
        for epoch in range(1, 50)
    ]
    rows[3]["loss"] = math.inf
    path = tmp_path / "history.csv"
    History(rows).write(path)
    read = History.read(path)
    assert read.rows == rows
    assert {type(r["epoch"]) for r in read.rows} == {int}
    assert {type(r["whole"]) for r in read.rows} == {float}


def test_nan_survives_and_missing_stays_missing(tmp_path):
    path = tmp_path / "history.csv"
    History([row(1, loss=math.nan), row(2, loss=0.5, val_loss=0.7)]).write(path)
    assert path.read_text() == "epoch,step,loss,val_loss\n1,10,nan,\n2,20,0.5,0.7\n"
    first, second = History.read(path).rows
    assert math.isnan(first["loss"])
    assert "val_loss" not in first
    assert second == row(2, loss=0.5, val_loss=0.7)


def test_columns_are_in_the_order_of_the_contract():
    history = History(
        [
            row(1, loss=1.0, accuracy=0.5, learning_rate=0.1, seconds=2.0, images_per_second=9.0),
            row(
                2,
                loss=1.0,
                accuracy=0.5,
                learning_rate=0.1,
                val_loss=1.0,
                val_accuracy=0.5,
                seconds=2.0,
                images_per_second=9.0,
                **{"dead_neurons/conv1": 0.25},
            ),
        ]
    )
    assert history.columns == [
        *("epoch", "step", "loss", "accuracy", "val_loss", "val_accuracy"),
        *("learning_rate", "seconds", "images_per_second", "dead_neurons/conv1"),
    ]
    assert history.metrics == ["loss", "accuracy"]


def test_the_order_of_columns_survives_the_file(tmp_path):
    path = tmp_path / "history.csv"
    scalars = {"gradient_norm/global": 3.0}
    history = History([row(1, loss=1.0, val_loss=2.0, seconds=1.0, **scalars)])
    history.write(path)
    read = History.read(path)
    assert read.columns == history.columns
    assert read.metrics == ["loss"]


def test_an_epoch_taken_again_replaces_itself_and_what_followed():
    history = History([row(1, loss=3.0), row(2, loss=2.0), row(3, loss=1.0)])
    history.append(row(2, loss=2.5))
    assert history.column("loss") == [3.0, 2.5]


def test_the_best_epoch():
    history = History(
        [
            row(1, val_loss=math.nan, val_accuracy=0.9),
            row(2, val_loss=0.3, val_accuracy=0.8),
            row(3, val_loss=0.4, val_accuracy=0.9),
            row(4),
        ]
    )
    assert history.best("val_loss")["epoch"] == 2
    assert history.best("val_accuracy")["epoch"] == 1
    assert history.best("absent") is None
    assert math.isnan(history.column("val_loss")[3])


@pytest.mark.parametrize(
    ("name", "lower"),
    [
        ("val_loss", True),
        ("mean_squared_error", True),
        ("categorical_crossentropy", True),
        ("val_sparse_top_k_categorical_accuracy", False),
        ("auc", False),
    ],
)
def test_direction_of_a_metric(name, lower):
    assert lower_is_better(name) is lower


def test_no_file_is_no_epoch(tmp_path):
    history = History.read(tmp_path / "history.csv")
    assert history.rows == []
    assert history.columns == []
    assert history.metrics == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"epoch,loss\n1,0.5\n2,half\n", "history.csv:3: .*could not convert string to float"),
        (b"epoch,loss\n1,0.5\n2,0.2", "history.csv:3: .*its end is missing"),
        (b"epoch,loss\n1,0.5\n2\n", "history.csv:3: .*not have a cell for each of the 2 columns"),
        (b"epoch,loss\n1,0.5\n2,3,4\n", "history.csv:3: .*not have a cell for each"),
        (b"epoch,loss\n1,0.5\n1,0.4\n", "history.csv:3: .*epoch, 1, does not follow 1"),
        (b"epoch,loss\nnan,0.5\n", "history.csv:2: .*epoch, nan, does not follow 0"),
        (b"a,b\n1,0.5\n", "history.csv:2: .*epoch, None, does not follow 0"),
        (b"a,b\n", "history.csv:1: .*no column epoch"),
        (b"epoch,loss\n1,0.5\n\x00\n", "history.csv:3"),
        (b"epoch,loss\n1,\xff\n", "history.csv: is damaged: not UTF-8 text: byte 0xff at 13"),
        (b'epoch,loss\n1,"0.5\n', "history.csv:2: .*unexpected end of data"),
    ],
)
def test_a_damaged_file_is_named_with_its_line(tmp_path, content, message):
    path = tmp_path / "history.csv"
    path.write_bytes(content)
    with pytest.raises(UserError, match=message):
        History.read(path)


def test_what_was_written_is_read(tmp_path):
    rows = [row(1, loss=0.1 + 0.2, acc=math.inf), row(3, loss=1e-300)]
    text = History(rows).to_csv()
    assert History.from_csv(text, "here").rows == rows
    assert History.from_csv(text, "here").to_csv() == text


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ([], []),
        ([row(1)], ["epoch", "step"]),
        ([row(1, loss=1.0)], ["epoch", "step", "loss"]),
        ([row(1, accuracy=1.0, loss=1.0)], ["epoch", "step", "loss", "accuracy"]),
        ([row(1, val_loss=1.0, loss=1.0)], ["epoch", "step", "loss", "val_loss"]),
        ([row(1, val_accuracy=1.0)], ["epoch", "step", "val_accuracy"]),
        ([row(1, seconds=1.0, loss=1.0)], ["epoch", "step", "loss", "seconds"]),
        ([row(1, **{"a/b": 1.0}, loss=1.0)], ["epoch", "step", "loss", "a/b"]),
        ([row(1), row(2, loss=1.0)], ["epoch", "step", "loss"]),
        ([{"epoch": 1, "loss": 1.0}], ["epoch", "loss"]),
        ([row(1, b=1.0, a=1.0)], ["epoch", "step", "b", "a"]),
    ],
)
def test_columns(rows, columns):
    assert History(rows).columns == columns


@pytest.mark.parametrize(
    ("rows", "metrics"),
    [
        ([], []),
        ([row(1)], []),
        ([row(1, accuracy=1.0, loss=1.0)], ["loss", "accuracy"]),
        ([row(1, val_loss=1.0)], ["loss"]),
        ([row(1, val_accuracy=1.0, accuracy=1.0)], ["accuracy"]),
        ([row(1, learning_rate=0.1, seconds=1.0)], []),
        ([row(1, **{"finite/logits": 1.0})], []),
    ],
)
def test_metrics_without_their_validation(rows, metrics):
    assert History(rows).metrics == metrics


@pytest.mark.parametrize(
    ("rows", "figures"),
    [
        ([], {}),
        ([row(1)], {}),
        ([row(1, loss=0.5)], {"loss": 0.5}),
        ([row(1, loss=0.5), row(2, loss=0.7)], {"loss": 0.7}),
        (
            [row(1, val_loss=0.5), row(2, val_loss=0.7)],
            {"val_loss": 0.7, "best_val_loss": 0.5, "best_epoch": 1},
        ),
        (
            [row(1, val_loss=0.5, val_accuracy=0.1), row(2, val_loss=0.7, val_accuracy=0.2)],
            {
                "val_loss": 0.7,
                "val_accuracy": 0.2,
                "best_val_loss": 0.5,
                "best_val_accuracy": 0.2,
                "best_epoch": 2,
            },
        ),
        ([row(1, val_mae=0.5)], {"val_mae": 0.5, "best_val_mae": 0.5}),
        ([row(1, val_loss=0.5), row(2)], {}),
    ],
)
def test_figures_of_the_last_and_the_best_epoch(rows, figures):
    assert History(rows).figures() == figures


def test_what_was_never_finite_has_no_best():
    history = History([row(1, val_loss=math.nan, loss=math.inf)])
    figures = history.figures()
    assert math.isnan(figures.pop("val_loss"))
    assert figures == {"loss": math.inf}


@pytest.mark.parametrize(
    ("names", "deciding"),
    [
        ([], None),
        (["loss", "accuracy"], None),
        (["val_loss"], "val_loss"),
        (["val_accuracy"], "val_accuracy"),
        (["val_loss", "val_accuracy"], "val_accuracy"),
        (["val_auc"], None),
    ],
)
def test_by_which_measure_an_epoch_is_better(names, deciding):
    assert deciding_measure(names) == deciding


@pytest.mark.parametrize(
    "name",
    [
        "loss",
        "root_mean_squared_error",
        "mean_absolute_percentage_error",
        "kl_divergence",
        "categorical_hinge",
        "poisson",
        "logcosh",
        "false_positives",
        "val_false_negatives",
        "binary_crossentropy",
    ],
)
def test_lower_is_better_of_errors(name):
    assert lower_is_better(name)


@pytest.mark.parametrize(
    "name", ["accuracy", "val_auc", "precision", "true_positives", "f1_score", "r2_score", "iou"]
)
def test_higher_is_better_of_the_rest(name):
    assert not lower_is_better(name)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (1.0, "1.0"),
        (True, "1"),
        (0.1, "0.1"),
        (1e-300, "1e-300"),
        (1e22, "1e+22"),
        (math.inf, "inf"),
        (math.nan, "nan"),
        (10**20, "100000000000000000000"),
        (np.float32(0.5), "0.5"),
        (np.float64(1 / 3), "0.3333333333333333"),
    ],
)
def test_numbers_as_they_are_written(value, text):
    assert History([{"epoch": 1, "a": value}]).to_csv() == f"epoch,a\n1,{text}\n"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("epoch\n", []),
        ("epoch\n1\n2\n", [{"epoch": 1}, {"epoch": 2}]),
        ("epoch,a\n1,\n", [{"epoch": 1}]),
        ("epoch,a\n1,0.5\n\n2,0.25\n", [{"epoch": 1, "a": 0.5}, {"epoch": 2, "a": 0.25}]),
        ('epoch,"a,b"\n1,2\n', [{"epoch": 1, "a,b": 2}]),
        ("a,epoch\n3,1\n", [{"a": 3, "epoch": 1}]),
        ("epoch\n1\n5\n", [{"epoch": 1}, {"epoch": 5}]),
        ("epoch,a\n1,-inf\n", [{"epoch": 1, "a": -math.inf}]),
    ],
)
def test_tables_of_strange_but_legal_form(text, rows):
    assert History.from_csv(text, "here").rows == rows


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("epoch\n0\n", "here:2", "its epoch, 0, does not follow 0"),
        ("epoch\n1.5\n", "here:2", "its epoch, 1.5, does not follow 0"),
        ("epoch\n2\n1\n", "here:3", "its epoch, 1, does not follow 2"),
        ("epoch,a\n1,x\n", "here:2", "could not convert string to float: 'x'"),
        ("epoch,a\n1\n", "here:2", "it does not have a cell for each of the 2 columns"),
        ("epoch\n1", "here:2", "its end is missing"),
        ("step\n", "here:1", "there is no column epoch"),
        ('epoch\n"1\n', "here:2", "unexpected end of data"),
    ],
)
def test_rows_that_are_none_are_named_in_full(text, place, reason):
    with pytest.raises(UserError) as caught:
        History.from_csv(text, "here")
    assert str(caught.value).startswith(
        f"{place}: is damaged: is not a row of a history ({reason})."
    )


def test_a_row_is_the_history_s_own():
    given = row(1, loss=1.0)
    history = History([given])
    given["loss"] = 2.0
    assert history.column("loss") == [1.0]


def test_rows_may_be_appended_out_of_order_and_take_what_followed():
    history = History([row(3), row(1), row(2)])
    assert history.column("epoch") == [1, 2]


@pytest.mark.parametrize("quoted", [False, True])
def test_of_all_rows_but_the_last_some_columns(tmp_path, quoted):
    name = 'a,"b' if quoted else "a/b"
    whole = History([{"epoch": n, "loss": 0.5 * n, name: float(n)} for n in (1, 2, 3)])
    whole.write(tmp_path / "history.csv")
    some = History()
    some.take(tmp_path / "history.csv", lambda column: column in ("epoch", "loss"))
    brief = [{"epoch": n, "loss": 0.5 * n} for n in (1, 2)]
    # A table with quotes is read whole.
    assert some.rows == (whole.rows if quoted else [*brief, whole.rows[-1]])
