"""The same table in memory and streamed, as CSV and as Parquet: equal batches, bit for bit."""

from __future__ import annotations

import csv as writer
import gzip
import hashlib
import os

import numpy as np
import pytest
import tensorflow as tf

from suite.data.batches.pipeline import Pipeline
from suite.data.files.rows import Inputs
from suite.data.files.tables import csv_file, parquet_file, row_file
from suite.data.files.tables.row_file import StreamedRows
from suite.data.normalization import fit_normalization
from suite.data.sources.csv import csv
from suite.data.sources.parquet import parquet
from suite.errors import UserError

ROWS = 3000
ASKED = {"target": "good", "missing": "mean", "ignore": ["note"], "categorical": ["year"]}


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch, tmp_path):
    """Many blocks of a small table, and a cache of its own."""
    monkeypatch.setattr(csv_file, "_CELLS", 1000)
    monkeypatch.setattr(csv_file, "_BYTES", 5000)
    monkeypatch.setattr(parquet_file, "_CELLS", 1000)
    monkeypatch.setenv("SUITE_CACHE", str(tmp_path / "cache"))


def columns():
    """Numbers, some missing; words; a word with separators; years that are categories; a text."""
    random = np.random.default_rng(4)
    age = random.normal(40, 10, ROWS).round(6).tolist()
    return {
        "age": [None if n % 17 == 3 else age[n] for n in range(ROWS)],
        "sky": [("blue", "gray, dark", 'so "so"', None)[n] for n in random.integers(0, 4, ROWS)],
        "year": random.integers(1999, 2003, ROWS).tolist(),
        "way": random.lognormal(3, 5, ROWS).tolist(),
        "note": [f"line {n}\nand another" for n in range(ROWS)],
        "good": [("no", "yes", "maybe")[n] for n in random.integers(0, 3, ROWS)],
    }


def write_csv(path, table, ends="\n"):
    with open(path, "w", newline="") as file:
        quoting = writer.QUOTE_ALL if ends != "\n" else writer.QUOTE_MINIMAL
        out = writer.writer(file, lineterminator=ends, quoting=quoting)
        out.writerow(table)
        out.writerows(zip(*table.values(), strict=True))
    return str(path)


def write_parquet(path, table):
    import pyarrow
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.table(table), path, row_group_size=700)
    return str(path)


def hashes(dataset, first_step=0, steps=200, threads=None):
    """A digest of each batch."""
    batches = Pipeline(dataset, 32, seed=3).training(first_step).take(steps)
    options = tf.data.Options()
    if threads:
        options.threading.private_threadpool_size = threads
    return [
        hashlib.sha256(x.tobytes() + y.tobytes()).hexdigest()
        for x, y in batches.with_options(options).as_numpy_iterator()
    ]


def test_200_batches_are_the_same_wherever_the_rows_are(tmp_path):
    table = columns()
    paths = write_csv(tmp_path / "t.csv", table), write_parquet(tmp_path / "t.parquet", table)
    whole = csv(paths[0], **ASKED)
    assert isinstance(whole.train.inputs, np.ndarray)
    expected = hashes(whole)
    assert len(set(expected)) == 200
    for source, path in zip((csv, parquet), paths, strict=True):
        for decode in ("memory", "streaming"):
            made = source(path, decode=decode, **ASKED)
            assert isinstance(made.train.inputs, StreamedRows) == (decode == "streaming")
            assert (made.features, made.class_names) == (whole.features, whole.class_names)
            assert hashes(made) == expected
            np.testing.assert_array_equal(made.test.inputs[:], whole.test.inputs)
            np.testing.assert_array_equal(made.test.labels, whole.test.labels)


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_batches_are_the_same_from_any_start_with_any_number_of_threads(tmp_path, threads):
    data = csv(write_csv(tmp_path / "t.csv", columns()), decode="streaming", **ASKED)
    expected = hashes(data)
    for start in (1, 73, 150):  # an epoch has 75 steps
        assert hashes(data, start, 20, threads) == expected[start : start + 20]


@pytest.mark.parametrize("kind", ["standard", "min_max", "log"])
def test_normalization_goes_by_all_rows(tmp_path, kind):
    path = write_csv(tmp_path / "t.csv", columns())
    streamed, whole = (csv(path, decode=decode, **ASKED) for decode in ("streaming", "memory"))
    layers = [fit_normalization(data.train.inputs, kind) for data in (streamed, whole)]
    assert layers[0].get_config() == layers[1].get_config()


def test_two_workers_read_the_halves_of_each_batch(tmp_path):
    data = csv(write_csv(tmp_path / "t.csv", columns()), **ASKED, decode="streaming")
    rows = Pipeline(data, 32, seed=3).training_rows()
    whole = rows.whole().take(200).as_numpy_iterator()
    halves = [
        rows.of(rows.elements.map(lambda step, batch, at=at: (step, batch, tf.range(at, at + 16))))
        for at in (0, 16)
    ]
    own = (half.take(200).as_numpy_iterator() for half in halves)
    for batch, *parts in zip(whole, *own, strict=True):
        for tensor, *of_workers in zip(batch, *parts, strict=True):
            assert np.array_equal(tensor, np.concatenate(of_workers))


def test_rows_come_as_they_are_asked_for(tmp_path):
    data = csv(write_csv(tmp_path / "t.csv", columns()), decode="streaming", test=0, **ASKED)
    whole = csv(str(tmp_path / "t.csv"), test=0, **ASKED).train.inputs
    rows: Inputs = data.train.inputs
    for key in (slice(10, 20), np.array([5, 3, 3, 2999, 4]), np.array([], np.int64), 7, -1):
        np.testing.assert_array_equal(rows[key], whole[key])
    part = rows.subset(np.array([9, 2, 7]))
    np.testing.assert_array_equal(part[np.array([2, 0])], whole[[7, 9]])
    assert part.digest() != rows.digest() == data.train.inputs.digest()


def test_the_pass_is_made_once(tmp_path, monkeypatch):
    path = write_csv(tmp_path / "t.csv", columns())
    first = csv(path, decode="streaming", **ASKED)
    monkeypatch.setattr(csv_file.CsvFile, "blocks", lambda *_: pytest.fail("read again"))
    again = csv(path, decode="streaming", **ASKED)
    assert again.train.inputs.digest() == first.train.inputs.digest()
    np.testing.assert_array_equal(again.train.inputs[:5], first.train.inputs[:5])


def test_what_is_left_out_is_said_again(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("SUITE_CACHE", str(tmp_path / "cache"))
    asked = {**ASKED, "ignore": None, "missing": "drop"}
    path = write_csv(tmp_path / "t.csv", columns())
    for _ in range(2):
        caplog.clear()
        data = csv(path, decode="streaming", **asked)
        assert "left out as text: note" in caplog.text
        assert f"{ROWS - len(data.train) - len(data.test)} of 3000 rows lack" in caplog.text


def test_a_column_that_turns_out_otherwise_is_read_again(tmp_path):
    """Its first block holds numbers, or nothing, and words follow; and the other way round."""
    late = ["1"] * 500 + ["red", "blue"] * 1250
    early = ["red", "blue"] * 100 + [str(n) for n in range(ROWS - 200)]
    empty = [""] * 1000 + [str(n) for n in range(ROWS - 1000)]
    table = {"late": late, "early": early, "empty": empty, "good": ["no", "yes"] * (ROWS // 2)}
    path = write_csv(tmp_path / "t.csv", table)
    asked = {"target": "good", "missing": "mean", "test": 0}
    with pytest.raises(UserError, match=r"t.csv:2, column early: 'red' is no number"):
        csv(path, **asked)
    data = csv(path, ignore=["early"], **asked)
    assert data.features == ("late=1", "late=blue", "late=red", "empty")
    assert data.train.inputs[[0, 500, -1]][:, :3].tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    assert data.train.inputs[[0, -1], 3].tolist() == [999.5, 1999]


def test_parts_of_a_table_follow_one_another(tmp_path):
    table = columns()
    whole = csv(write_csv(tmp_path / "t.csv", table), test=0, **ASKED)
    for source, write, suffix in (
        (csv, write_csv, "csv"),
        (parquet, write_parquet, "parquet"),
    ):
        folder = tmp_path / suffix
        folder.mkdir()
        (folder / f"_SUCCESS.{suffix}").touch()
        for part in range(12):  # part-10 comes behind part-9
            rows = slice(part * 250, part * 250 + 250)
            piece = {name: cells[rows] for name, cells in table.items()}
            write(folder / f"part-{part}.{suffix}", piece)
        made = source(str(folder), test=0, decode="streaming", **ASKED)
        np.testing.assert_array_equal(made.train.inputs[:], whole.train.inputs)
        for split in ("train", "test"):
            (folder / "of" / split).mkdir(parents=True)
            os.link(folder / f"part-1.{suffix}", folder / "of" / split / f"a.{suffix}")
        split = source(str(folder / "of"), **ASKED)
        assert (len(split.train), len(split.test)) == (250, 250)


def test_what_changes_while_it_is_read_is_named(tmp_path, monkeypatch):
    path = write_csv(tmp_path / "t.csv", columns())
    data = csv(path, decode="streaming", **ASKED)
    (rows,) = (tmp_path / "cache").glob("t-*/train_rows.f32")
    with rows.open("r+b") as file:
        file.truncate(1000)
    with pytest.raises(UserError, match=r"train_rows.f32 changed while rows of it were being read"):
        data.train.inputs[:10]
    write = row_file.RowWriter.add

    def also_grow(self, kept):
        write(self, kept)
        with open(path, "a") as file:
            file.write("1,blue,2000,1,no,yes\n")

    monkeypatch.setattr(row_file.RowWriter, "add", also_grow)
    os.utime(path)
    with pytest.raises(UserError, match=r"t.csv changed while it was being read"):
        csv(path, decode="streaming", **ASKED)
    assert not list((tmp_path / "cache").glob(".partial-*"))


def test_packed_files_and_every_end_of_a_line(tmp_path):
    table = columns()
    whole = csv(write_csv(tmp_path / "t.csv", table), **ASKED)
    with gzip.open(tmp_path / "p.csv.gz", "wb") as packed:
        packed.write((tmp_path / "t.csv").read_bytes())
    others = [
        str(tmp_path / "p.csv.gz"),
        write_csv(tmp_path / "w.csv", table, "\r\n"),
        write_csv(tmp_path / "m.csv", table, "\r"),
    ]
    for path in others:
        made = csv(path, decode="streaming", **ASKED)
        np.testing.assert_array_equal(made.train.inputs[:], whole.train.inputs)
    cut = (tmp_path / "p.csv.gz").read_bytes()[:-2000]
    (tmp_path / "cut.csv.gz").write_bytes(cut)
    with pytest.raises(UserError, match=r"cut.csv.gz is damaged or not complete"):
        csv(str(tmp_path / "cut.csv.gz"), **ASKED)


def test_pyarrow_and_python_take_lines_apart_alike(tmp_path, monkeypatch):
    """Random tables of awkward cells: the same rows at the same lines, or the same complaint."""
    random = np.random.default_rng(5)
    cells = ["1", " 2", "3e2", "1_0", "+4", "inf", "NA", "", " ", "a", 'b"c', '"d"', '"e""f"', "é"]
    cells += ['"g\nh"', '"i,j"', "\u2028", '"k" ', "0x1", ".5", "1e400", '"', "'l'"]
    alike = 0
    for number in range(300):
        odds = np.where(np.arange(len(cells)) < 8, 1.0, 0.02 if number % 3 else 0.2)
        rows = random.choice(cells, (random.integers(1, 9), 3), p=odds / odds.sum())
        end = random.choice(["\n", "\r\n", "\n\n"], p=[0.6, 0.3, 0.1])
        file = tmp_path / "t.csv"
        file.write_bytes(end.join(["x,y,z", *map(",".join, rows.tolist())]).encode() + b"\n")
        with monkeypatch.context() as patch:
            patch.setattr(csv_file, "_BYTES", 20)
            quick = taken_apart(file)
            patch.setattr(csv_file, "plain_columns", lambda *_: None)
            slow = taken_apart(file)
        assert quick[1:] == slow[1:], file.read_bytes()
        alike += quick[0] > 0
    assert alike > 100  # by pyarrow, at least in part


def taken_apart(file):
    """How many blocks pyarrow read; rows with their lines, what they are as numbers; the error."""
    found, blocks = [], 0
    try:
        for block in csv_file.CsvFile(file).blocks(("x", "y", "z")):
            blocks += type(block.columns["x"]).__name__ == "ArrowTexts"
            for row in range(len(block)):
                columns = block.columns.values()
                texts = [cells.shown(row) for cells in columns]
                known = [str(cells.numbers[row]) + str(cells.missing[row]) for cells in columns]
                groups = [
                    names[places[row]] for names, places in (one.categories() for one in columns)
                ]
                found.append((int(block.rows[row]), texts, known, groups))
    except UserError as error:
        return blocks, [], str(error)
    return blocks, found, None
