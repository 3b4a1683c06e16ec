"""Parquet files as other programs write them: types of columns, parts, damage."""

from __future__ import annotations

import contextlib
import datetime
import decimal
import sys

import numpy as np
import pytest

from suite.data.sources.csv import csv
from suite.data.sources.parquet import parquet
from suite.errors import UserError

pyarrow = pytest.importorskip("pyarrow")
GOOD = ["no", "no", "yes"]


def write(folder, columns, name="cars.parquet"):
    import pyarrow.parquet

    table = columns if isinstance(columns, pyarrow.Table) else pyarrow.table(columns)
    pyarrow.parquet.write_table(table, folder / name)
    return str(folder / name)


def make(folder, columns, **arguments):
    given = {"target": "good", "test": 0} | arguments
    return parquet(write(folder, {**columns, "good": GOOD}), **given)


TYPES = {
    "int8": pyarrow.array([1, 2, 3], pyarrow.int8()),
    "uint64": pyarrow.array([1, 2, 2**63], pyarrow.uint64()),
    "half": pyarrow.array(np.array([1, 2, 3], np.float16)),
    "decimal": pyarrow.array([decimal.Decimal(f"{n}.25") for n in (1, 2, 3)]),
    "long decimal": pyarrow.array([decimal.Decimal(10) ** 37] * 3, pyarrow.decimal128(38, 0)),
    "bool": pyarrow.array([True, False, True]),
    "texts of numbers": pyarrow.array(["1", " 2 ", "3e2"], pyarrow.large_string()),
}


@pytest.mark.parametrize("name", TYPES)
def test_numbers_of_every_type_are_numbers(tmp_path, name):
    data = make(tmp_path, {"x": TYPES[name]})
    expected = [float(str(value).replace("True", "1").replace("False", "0"))
                for value in TYPES[name].to_pylist()]  # fmt: skip
    np.testing.assert_array_equal(data.train.inputs[:, 0], np.array(expected, np.float32))
    assert data.class_names == ("no", "yes")


def test_words_and_dictionaries_are_categories(tmp_path):
    many = pyarrow.array([f"street {n}" for n in range(30)]).dictionary_encode()
    columns = {
        "sky": pyarrow.array(["blue", "gray"] * 15, pyarrow.string_view()),
        "street": many,
        "good": GOOD * 10,
    }
    data = parquet(write(tmp_path, columns), "good", test=0)
    assert data.input_shape == (2 + 30,)
    assert data.features[:3] == ("sky=blue", "sky=gray", "street=street 0")
    assert data.train.inputs.sum(axis=1).tolist() == [2] * 30


def test_parts_of_structures_are_columns(tmp_path):
    parts = pyarrow.array([{"a": 1, "b": {"c": 2.5}}, None, {"a": 3, "b": None}])
    data = make(tmp_path, {"x": parts}, missing="mean")
    assert data.features == ("x.a", "x.b.c")
    assert data.train.inputs.tolist() == [[1, 2.5], [2, 2.5], [3, 2.5]]


def test_what_is_neither_a_number_nor_a_word_is_left_out_and_said(tmp_path, caplog):
    columns = {
        "x": [1, 2, 3],
        "born": [datetime.date(2000, 1, day) for day in (1, 2, 3)],
        "seen": pyarrow.array([1, 2, 3], pyarrow.timestamp("ns", "UTC")),
        "tags": [[1], [2], []],
        "raw": [b"a", b"b", b"c"],
        "__index_level_0__": [0, 1, 2],
    }
    assert make(tmp_path, columns).features == ("x",)
    said = "born (date32[day]), seen (timestamp[ns, tz=UTC]), tags (list<element: int64>)"
    assert f"left out as neither numbers nor words: {said}" in caplog.text
    assert "__index_level_0__ (index of pandas)" in caplog.text
    caplog.clear()
    make(tmp_path, columns, ignore=[name for name in columns if name != "x"])
    assert caplog.text == ""
    with pytest.raises(UserError, match=r"`born`, which data.target names, is date32\[day\], neit"):
        make(tmp_path, columns, target="born")


def test_null_and_nan_are_missing(tmp_path):
    columns = {"x": [1.0, float("nan"), None], "sky": ["blue", None, "gray"], "all": [None] * 3}
    with pytest.raises(UserError, match=r"cars.parquet, row 1, column all: '' is a missing value"):
        make(tmp_path, columns)
    data = make(tmp_path, columns, missing="mean", categorical=["sky"])
    assert data.features == ("x", "sky=missing", "sky=blue", "sky=gray")
    assert data.train.inputs.tolist() == [[1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1]]
    with pytest.raises(UserError, match=r"row 3, column x: 'inf' is no number"):
        make(tmp_path, {"x": [1.0, 2.0, float("inf")]})


def test_classes_are_named_the_same_whatever_type_a_writer_chose(tmp_path):
    for classes, names in (
        ([3, 10, 3], ("3", "10")),
        ([3.0, 10.0, 3.0], ("3", "10")),  # where another part has a missing one
        ([True, False, True], ("False", "True")),
    ):
        path = write(tmp_path, {"x": [1, 2, 3], "y": classes})
        assert parquet(path, "y", test=0).class_names == names
    assert parquet(path, "x", targets="values", test=0).train.labels.tolist() == [[1], [2], [3]]


def test_types_may_differ_between_parts_and_columns_not(tmp_path):
    null = pyarrow.nulls(2)
    parts = [
        {"x": [1, 2], "sky": ["blue", "gray"], "good": ["no", "yes"]},
        {"good": ["no", "no"], "sky": null, "x": [1.5, None]},  # in another order
        {"x": null, "sky": pyarrow.array(["blue"] * 2).dictionary_encode(), "good": ["yes"] * 2},
    ]
    for number, part in enumerate(parts):
        write(tmp_path, part, f"part-{number}.parquet")
    data = parquet(str(tmp_path), "good", missing="mean", test=0)
    assert data.features == ("x", "sky=missing", "sky=blue", "sky=gray")
    assert data.train.inputs[:, 0].tolist() == [1, 2, 1.5, 1.5, 1.5, 1.5]
    write(tmp_path, {**parts[0], "x": [datetime.date(2000, 1, 1)] * 2}, "part-3.parquet")
    with pytest.raises(UserError, match=r"part-3.parquet: .*; x is date32\[day\] in one of them"):
        parquet(str(tmp_path), "good", missing="mean")
    (tmp_path / "year=2001").mkdir()
    with pytest.raises(UserError, match=r"only the names of its folders hold \(year=2001\)"):
        parquet(str(tmp_path), "good")


def test_files_that_are_something_else_or_damaged(tmp_path, monkeypatch):
    path = write(tmp_path, {"x": [1, 2, 3], "good": GOOD})
    with pytest.raises(UserError, match=r"is a Parquet file. Set data.kind to parquet"):
        csv(path, "good")
    whole = (tmp_path / "cars.parquet").read_bytes()
    for name, content in (("cut", whole[:-9]), ("text", b"x,good\n1,no\n"), ("empty", b"")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UserError, match=rf"{name} cannot be read as a Parquet file: "):
            parquet(str(tmp_path / name), "good")
    for start in range(4, 60, 7):
        (tmp_path / "bent").write_bytes(whole[:start] + b"\xff" * 9 + whole[start + 9 :])
        with contextlib.suppress(UserError):  # or another value, which nobody could know
            parquet(str(tmp_path / "bent"), "good")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UserError, match=r"pyarrow, which is not installed: pip install 'keras-"):
        parquet(path, "good")
