from __future__ import annotations

from suite.summary import ModelSummary, ReceptiveField, Row

ROWS = (
    Row("input", "InputLayer", (32, 32, 3), 0, 0, ReceptiveField((1, 1), (1, 1))),
    Row("stage1_conv1", "Conv2D", (16, None, 8), 1216, 1000, ReceptiveField((5, 3), (2, 1))),
    Row("up", "Conv2DTranspose", (32, None, 8), 0, 7, None),
    Row("logits", "Dense", (10,), 90, 80, ReceptiveField((), ())),
)


def test_text():
    text = ModelSummary(ROWS, trainable=1300, total=1306, depth=2).to_text()
    assert text.splitlines() == [
        "layer         type             output   parameters  multiply-adds  field  jump",
        "-" * 78,
        "input         InputLayer       32x32x3           0              0    1x1     1",
        "stage1_conv1  Conv2D           16x?x8        1,216          1,000    5x3   2x1",
        "up            Conv2DTranspose  32x?x8            0              7      ?     ?",
        "logits        Dense            10               90             80    all",
        "-" * 78,
        "parameters     1,300 trainable, 1,306 in all",
        "multiply-adds  1,087 per sample",
        "depth          2 layers with weights on the longest path",
    ]


def test_long_names_lose_their_middle():
    lines = ModelSummary(ROWS, 1300, 1306, 2).to_text(width=77).splitlines()
    assert max(map(len, lines)) == 77
    assert lines[3].startswith("stage…conv1  Conv2D")


def test_unknown_multiply_adds_make_the_total_unknown():
    rows = (Row("lstm", "LSTM", (4,), 8, None, ReceptiveField((), ())),)
    summary = ModelSummary(rows, 8, 8, 0)
    assert summary.multiply_adds is None
    assert "multiply-adds  unknown per sample" in summary.to_text()
    assert summary.to_text().splitlines()[2].split() == ["lstm", "LSTM", "4", "8", "?", "all"]
