"""Tables: what becomes of columns, and every mistake with file, row and column."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from suite.data.sources.csv import csv
from suite.errors import UserError
from tests.data.sources.cars_table import PATH, cars_table

SMALL = "age,sky,good\n20,blue,no\n70,gray,no\n40,blue,yes\n"


def write(folder, text, name="cars.csv"):
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(file)


def make(folder, text=SMALL, **arguments):
    given = {"target": "good", "categorical": ["sky"], "test": 0} | arguments
    return csv(write(folder, text), **given)


def test_numbers_stay_and_categories_become_columns(tmp_path):
    data = make(tmp_path)
    assert data.features == ("age", "sky=blue", "sky=gray")
    assert data.class_names == ("no", "yes")
    assert data.train.inputs.tolist() == [[20, 1, 0], [70, 0, 1], [40, 1, 0]]
    assert data.train.inputs.dtype == np.float32
    assert data.train.labels.tolist() == [0, 0, 1]
    assert (data.validation, data.test, data.name) == (None, None, "cars")


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_separator_is_seen_or_told(tmp_path, separator):
    text = SMALL.replace(",", separator)
    for told in ("auto", separator):
        assert make(tmp_path, text, separator=told).features == ("age", "sky=blue", "sky=gray")


def test_quotes_spaces_breaks_empty_lines_and_a_byte_order_mark(tmp_path):
    text = '\ufeffage, sky ,good\r\n20,"light, ""blue""",no\r\n\r\n 70 ,"a\nb",yes\r\n'
    data = make(tmp_path, text)
    assert data.features == ("age", "sky=a\nb", 'sky=light, "blue"')
    assert data.train.inputs[:, 0].tolist() == [20, 70]


def test_a_line_ends_where_a_row_of_csv_does(tmp_path):
    """Unicode has more ends of lines: form feed, next line, line and paragraph separator."""
    for sign in "\x0c\x1c\x85\u2028\u2029":
        text = SMALL.replace("gray", f"gra{sign}y")
        assert make(tmp_path, text).features == ("age", "sky=blue", f"sky=gra{sign}y")


def test_a_folder_holds_a_split_once(tmp_path):
    for name in ("train.csv", "training.csv"):
        write(tmp_path, SMALL, name)
    with pytest.raises(UserError, match=r"holds both train and training; keep one"):
        csv(str(tmp_path), "good")


def test_words_in_few_variants_are_categories_and_in_many_text(tmp_path, caplog):
    rows = [f"{n},{'ab'[n % 2]},customer {n},{n % 3}" for n in range(30)]
    text = "\n".join(["x,few,many,good", *rows])
    with caplog.at_level(logging.WARNING, "suite"):
        data = make(tmp_path, text, categorical=None)
    assert data.features == ("x", "few=a", "few=b")
    assert data.class_names == ("0", "1", "2")
    assert "left out as text: many; data.ignore says so" in caplog.text
    caplog.clear()
    assert make(tmp_path, text, categorical=None, ignore=["many", "x"]).input_shape == (2,)
    assert caplog.text == ""


def test_numbers_are_categories_where_they_are_said_to_be(tmp_path):
    text = "year,good\n2001,no\n1999,yes\n2001,yes\n"
    data = make(tmp_path, text, categorical=["year"])
    assert data.features == ("year=1999", "year=2001")
    assert data.train.inputs.tolist() == [[0, 1], [1, 0], [0, 1]]


def test_classes_that_are_numbers_go_by_their_size(tmp_path):
    text = "x,good\n1,10\n2,9\n3,-1\n"
    assert make(tmp_path, text, categorical=None).class_names == ("-1", "9", "10")


def test_values_are_real_numbers(tmp_path):
    text = "x,good\n1,1.5\n2,-2e3\n"
    data = make(tmp_path, text, categorical=None, targets="values")
    assert (data.targets, data.class_names) == ("values", ("good",))
    assert data.train.labels.tolist() == [[1.5], [-2000.0]]


@pytest.mark.parametrize("word", ["", "NA", "nan", "?", "NULL"])
def test_missing_values_are_refused_filled_or_dropped(tmp_path, word, caplog):
    text = f"age,sky,good\n20,{word},no\n{word},gray,no\n40,blue,yes\n60,gray,no\n"
    with pytest.raises(UserError, match=r"cars.csv:2, column sky: .* missing value, one of 2 rows"):
        make(tmp_path, text)
    data = make(tmp_path, text, missing="mean")
    assert data.features == ("age", "sky=missing", "sky=blue", "sky=gray")
    assert data.train.inputs[:2].tolist() == [[20, 1, 0, 0], [40, 0, 0, 1]]
    with caplog.at_level(logging.WARNING, "suite"):
        assert len(make(tmp_path, text, missing="drop").train) == 2
    assert "2 of 4 rows lack a value and are left out" in caplog.text


def test_a_row_without_a_target_is_left_out_by_drop_alone(tmp_path):
    text = f"{SMALL}33,gray,\n"
    for missing in ("refuse", "mean"):
        with pytest.raises(UserError, match=r"cars.csv:5, column good: '' is a .*data.missing: dr"):
            make(tmp_path, text, missing=missing)
    assert len(make(tmp_path, text, missing="drop").train) == 3


def test_the_training_file_decides_what_columns_there_are(tmp_path):
    write(tmp_path, SMALL, "train.csv")
    write(tmp_path, "age,sky,good\n,gray,yes\n", "test.csv")
    write(tmp_path, "age,sky,good\n1,pink,yes\n", "valid.csv")
    arguments = {"target": "good", "categorical": ["sky"], "missing": "mean"}
    with pytest.raises(UserError, match=r"valid.csv:2, column sky: 'pink' is a category that no"):
        csv(str(tmp_path), **arguments)
    data = csv(str(tmp_path), unknown="zeros", **arguments)
    assert data.validation.inputs.tolist() == [[1, 0, 0]]
    # the mean of the training file's ages
    np.testing.assert_allclose(data.test.inputs, [[130 / 3, 0, 1]], rtol=1e-6)
    with pytest.raises(ValueError, match="`test` is a share of a single file"):
        csv(str(tmp_path), test=0.5, **arguments)


def test_a_share_of_a_single_file_is_for_testing(tmp_path):
    rows = [f"{n},{'ab'[n % 2]}" for n in range(20)]
    path = write(tmp_path, "\n".join(["x,good", *rows]))
    data, again = csv(path, "good"), csv(path, "good")
    assert (len(data.train), len(data.test)) == (16, 4)
    assert sorted(data.test.labels.tolist()) == [0, 0, 1, 1]
    np.testing.assert_array_equal(data.test.inputs, again.test.inputs)
    values = csv(path, "x", targets="values", test=0.5)
    assert (len(values.train), len(values.test)) == (10, 10)


MISTAKES = [
    ("", {}, r"cars.csv is empty"),
    ("age,sky,good\n", {}, "there are no rows below"),
    ("age,sky,age\n1,2,3\n", {}, r"cars.csv:1: two columns are called `age`"),
    ("age,,good\n1,2,3\n", {}, r"cars.csv:1: column 2 has no name"),
    (f"{SMALL}1,2\n", {}, r"cars.csv:5: a row of 2 cells, where 3 columns are named"),
    (f'{SMALL}1,"2,3\n', {}, r"cars.csv:5: no row of a CSV file"),
    (b"\xff\xfe\x00", {}, r"cars.csv is no text in UTF-8 \(byte 0\), but perhaps in UTF-16"),
    (SMALL.encode() + b"1,caf\xe9,no\n", {}, r"cars.csv:5: no text in UTF-8. Save"),
    (b"PK\x03\x04....", {}, "cars.csv is a ZIP archive, perhaps a spreadsheet"),
    (b"\x28\xb5\x2f\xfd....", {}, "cars.csv is packed by zstd. Unpack it"),
    (",age,good\n0,1,no\n", {}, r"cars.csv:1: column 1 has no name. If these are the numbers of"),
    (f'{SMALL}1,"open,no\n' + "2,blue,no\n" * 20_000, {}, "cars.csv:5: no row of .*left open?"),
    (
        "x,y,good\n" + "".join(f"a{n},b{n},no\n" for n in range(10_001)) + "c,d,yes\n",
        {"categorical": ["x"]},
        r"would become 10,002 features, 10,002 of them categories of x",
    ),
    (SMALL, {"target": "goods"}, "there is no column `goods`, which data.target names.*good"),
    (SMALL, {"ignore": ["ago"]}, "there is no column `ago`, which data.ignore names.*age"),
    (SMALL, {"ignore": ["good"]}, "data.ignore names the target"),
    (SMALL, {"categorical": ["sly"]}, "no column `sly`, which data.categorical names"),
    (
        SMALL,
        {"ignore": ["age", "sky"], "categorical": None},
        "no column of numbers or categories is left",
    ),
    (SMALL, {"targets": "values"}, r"cars.csv:2, column good: 'no' is no number"),
    (
        "x,good\n" + "".join(f"{n},{n / 7}\n" for n in range(40)),
        {"categorical": None},
        "column good: 40 different numbers in 40 rows are no classes; set data.targets: values",
    ),
    (
        "x,good\n" + "".join(f"{n},{n % 2}\n" for n in range(20)) + "12 km,1\n",
        {"categorical": None},
        r"cars.csv:22, column x: '12 km' is no number, in a column of numbers",
    ),
    ("x,good\n1,a\n2,a\n", {"categorical": None}, "all 2 training examples belong to one class"),
]


@pytest.mark.parametrize(
    ("text", "arguments", "message"), MISTAKES, ids=[message[:30] for _, _, message in MISTAKES]
)
def test_every_mistake_has_its_place(tmp_path, text, arguments, message):
    with pytest.raises(UserError, match=message):
        make(tmp_path, text, **arguments)


def test_files_that_are_not_there_or_do_not_fit(tmp_path):
    with pytest.raises(UserError, match=r"does not exist. Set data.path to a CSV file"):
        csv(str(tmp_path / "none.csv"), "good")
    with pytest.raises(UserError, match=r"holds no train.csv"):
        csv(str(tmp_path), "good")
    write(tmp_path, SMALL, "train.csv")
    write(tmp_path, "age,good\n1,yes\n", "test.csv")
    with pytest.raises(UserError, match=r"test.csv: the columns are age, good, and those of train"):
        csv(str(tmp_path), "good")
    write(tmp_path, "good,sky,age\nyes,blue,1\n", "test.csv")  # in another order
    assert csv(str(tmp_path), "good", categorical=["sky"]).test.inputs.tolist() == [[1, 1, 0]]
    write(tmp_path, "age,sky,good\n1,blue,maybe\n", "test.csv")
    with pytest.raises(UserError, match=r"test.csv:2, column good: 'maybe' is a class that no tr"):
        csv(str(tmp_path), "good", categorical=["sky"])


@pytest.mark.parametrize(
    "arguments",
    [{"targets": "labels"}, {"missing": "zero"}, {"unknown": "skip"}, {"test": 1.0}]
    + [{"separator": one} for one in ("", ",,", '"')],
    ids=str,
)
def test_arguments_out_of_their_range(tmp_path, arguments):
    with pytest.raises(ValueError, match=f"Argument `{next(iter(arguments))}` must be"):
        make(tmp_path, **arguments)


def test_the_shipped_table_is_what_its_code_makes():
    assert PATH.read_text() == cars_table()
    data = csv(str(PATH), "claim", ignore=["note"])
    assert data.features[:3] == ("age", "mileage", "weather=fog")
    assert (data.input_shape, data.class_names) == ((10,), ("no", "yes"))
    assert 0.3 < data.train.labels.mean() < 0.7
