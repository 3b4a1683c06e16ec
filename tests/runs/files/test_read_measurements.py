"""Reading `diagnostics.jsonl` whole: what is there, what is damaged, what is too much."""

from __future__ import annotations

import json
import random

from suite.runs.files.measurements import Measurements, steps_of


def line(step, diagnostic, **values):
    return json.dumps({"step": step, "diagnostic": diagnostic, "values": values}) + "\n"


def read(tmp_path, *lines, **options):
    file = tmp_path / "diagnostics.jsonl"
    file.write_text("".join(lines), "utf-8")
    return Measurements.read(file, **options)


def test_no_file_has_nothing(tmp_path):
    found = Measurements.read(tmp_path / "diagnostics.jsonl")
    assert (found.of, found.damaged) == ({}, 0)


def test_numbers_and_lists_are_kept_apart(tmp_path):
    found = read(
        tmp_path,
        line(1, "dead", conv=0.5, **{"active/conv": [0.5, 1.0]}),
        line(2, "dead", conv=None, **{"active/conv": [0.25, None]}),
        line(2, "loss", mean=3),
    )
    assert list(found.of) == ["dead", "loss"]
    assert found.of["dead"].numbers == {"conv": {1: 0.5, 2: None}}
    assert found.of["dead"].lists == {"active/conv": {1: [0.5, 1.0], 2: [0.25, None]}}
    assert found.of["dead"].has_all_lists
    assert found.of["loss"].numbers == {"mean": {2: 3}}


def test_names_that_look_like_lists_are_names(tmp_path):
    names = ['a": [1, 2]', "b[0]", "c\\", '": [', "é"]
    found = read(tmp_path, line(1, "odd", **dict.fromkeys(names, 1.0), last=[2.0]))
    assert list(found.of["odd"].numbers) == names
    assert found.of["odd"].lists == {"last": {1: [2.0]}}


def test_what_is_half_written_or_damaged_is_passed_over(tmp_path):
    found = read(
        tmp_path,
        line(1, "loss", mean=1.0),
        "not JSON\n",
        '{"step": "two", "diagnostic": "loss", "values": {}}\n',
        "[" * 100_000 + "\n",
        "\n",
        line(3, "loss", mean=2.0),
        line(4, "loss", mean=3.0)[:-20],
    )
    assert found.of["loss"].numbers == {"mean": {1: 1.0, 3: 2.0}}
    assert found.damaged == 4


def test_what_is_no_number_is_left_out_and_what_is_not_finite_is_none(tmp_path):
    text = '{"step": 1, "diagnostic": "d", "values": {"a": NaN, "b": Infinity, "c": "x", "d": true,'
    text += f' "e": 1{"0" * 400}, "f": [[1, 2]], "g": {{}}}}}}\n'
    found = read(tmp_path, text)
    assert found.of["d"].numbers == {"a": {1: None}, "b": {1: None}, "e": {1: None}}
    assert found.of["d"].lists == {}


def test_of_a_step_that_is_there_twice_the_later_holds(tmp_path):
    found = read(tmp_path, *(line(5, "d", a=value, b=[value]) for value in (1.0, 2.0)))
    assert found.of["d"].numbers == {"a": {5: 2.0}}
    assert found.of["d"].lists == {"b": {5: [2.0]}}


def test_of_many_lists_some_are_read_and_of_numbers_all(tmp_path):
    lines = [line(step, "d", a=float(step), b=[float(step)]) for step in range(500)]
    found = read(tmp_path, *lines, most_lists=5).of["d"]
    assert len(found.numbers["a"]) == 500
    assert list(found.lists["b"]) == [0, 125, 250, 374, 499]
    assert not found.has_all_lists


def test_agrees_with_reading_line_by_line(tmp_path):
    """The oracle: `json` alone."""
    draw = random.Random(0)
    lines = []
    for step in range(50):
        values = {f"layer{n}": draw.gauss(0, 10.0 ** draw.randint(-30, 30)) for n in range(5)}
        values |= {f"list/{n}": [draw.random() for _ in range(draw.randint(0, 6))] for n in "ab"}
        lines.append(line(step, "d", **values))
    found = read(tmp_path, *lines).of["d"]
    for step, text in enumerate(lines):
        for name, value in json.loads(text)["values"].items():
            kept = found.lists if isinstance(value, list) else found.numbers
            assert kept[name][step] == value


def test_steps_are_those_of_any_row():
    assert steps_of({"a": {3: 1.0, 1: 1.0}, "b": {2: 1.0}}) == [1, 2, 3]
