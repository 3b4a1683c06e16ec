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


def test_long_types_lose_their_middle_and_then_names():
    wide, narrow = (ModelSummary(ROWS, 1300, 1306, 2).to_text(width) for width in (77, 75))
    lines = wide.splitlines()
    assert max(map(len, lines)) == 77
    assert lines[3].startswith("stage1_conv1  Conv2D")
    assert lines[4].startswith("up            Conv2DT…nspose")
    assert max(map(len, narrow.splitlines())) == 75
    assert narrow.splitlines()[3].startswith("stage…onv1  Conv2D")


def test_unknown_multiply_adds_make_the_total_unknown():
    rows = (Row("lstm", "LSTM", (4,), 8, None, ReceptiveField((), ())),)
    summary = ModelSummary(rows, 8, 8, 0)
    assert summary.multiply_adds is None
    assert "multiply-adds  unknown per sample" in summary.to_text()
    assert summary.to_text().splitlines()[2].split() == ["lstm", "LSTM", "4", "8", "?", "all"]


def test_a_narrow_terminal_is_filled_by_names_and_types():
    name, kind = "stage3_block1_shortcut_subsample", "GlobalAveragePooling2D"
    rows = (Row(name, kind, (2, 2, 64), 18_432, 73_728, None),)
    summary = ModelSummary(rows, 1300, 1306, 2)
    whole, cut, least = (summary.to_text(width).splitlines() for width in (200, 80, 20))
    assert [name, kind] == whole[2].split()[:2]
    assert max(map(len, cut)) == 80
    assert cut[2].split()[0] == "stage3_b…bsample"
    assert cut[2].split()[1] == "GlobalA…ling2D"
    assert cut[2].split()[2:] == whole[2].split()[2:]
    assert [len(word) for word in least[2].split()[:2]] == [10, 14]
