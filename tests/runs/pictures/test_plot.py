"""Charts that were asked for by name, as files and in a notebook."""

from __future__ import annotations

import dataclasses
import io

import pytest
from PIL import Image

from suite.errors import UserError
from suite.runs import Run, RunDirectory
from suite.runs.page.charts.table import Table
from suite.runs.pictures.plot import Plot

LAYERS = Table(name="layers", title="Layers $x$", columns=["layer"], rows=[["dense"]])
UNITS = Table(name="units", title="Units", columns=["layer"], rows=[["dense"]])


@pytest.mark.parametrize(
    ("name", "begins"), [("a.png", b"\x89PNG"), ("a.SVG", b"<?xml"), ("a.pdf", b"%PDF")]
)
def test_each_kind_of_file_is_written_and_always_the_same(tmp_path, name, begins):
    first, again = tmp_path / "one" / name, tmp_path / "two" / name
    assert Plot([LAYERS]).save(str(first)) == [first]
    Plot([LAYERS]).save(again)
    assert first.read_bytes().startswith(begins)
    assert first.read_bytes() == again.read_bytes()


def test_a_picture_has_the_pixels_of_a_projector(tmp_path):
    Plot([LAYERS], dark=True).save(tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (1920, 1080)
        assert max(image.convert("RGB").getpixel((5, 5))) < 40


def test_one_replaces_its_file_and_several_replace_none(tmp_path):
    out = tmp_path / "a.png"
    out.write_text("mine")
    Plot([LAYERS]).save(out)
    assert out.read_bytes().startswith(b"\x89PNG")
    (tmp_path / "a-units.png").write_text("mine")
    written = Plot([LAYERS, UNITS]).save(out)
    assert [path.name for path in written] == ["a-layers.png", "a-units-2.png"]
    assert (tmp_path / "a-units.png").read_text() == "mine"


def test_the_name_of_a_layer_leads_to_no_other_folder(tmp_path):
    charts = [dataclasses.replace(LAYERS, name=name) for name in ("../../a/b", "c:d")]
    written = Plot(charts).save(tmp_path / "x.png")
    assert [path.name for path in written] == ["x-a-b.png", "x-c-d.png"]
    assert {path.parent for path in written} == {tmp_path}


def test_a_bad_ending_is_refused_before_anything_is_drawn(tmp_path):
    plot = Plot([LAYERS])
    with pytest.raises(UserError, match=r"name a \.png, \.svg or \.pdf file"):
        plot.save(tmp_path / "a.jpg")
    assert "figures" not in vars(plot)


def test_shows_itself_in_a_notebook():
    with Image.open(io.BytesIO(Plot([LAYERS])._repr_png_())) as one:
        assert one.size == (960, 540)
    with Image.open(io.BytesIO(Plot([LAYERS, UNITS])._repr_png_())) as two:
        assert two.size == (960, 1080)
    assert repr(Plot([LAYERS, UNITS])) == "<Plot of layers, units>"


def make_run(path):
    directory = RunDirectory(path)
    directory.write_recipe("model: mlp\n")
    directory.write_summary({"status": "finished", "recipe": "mlp"})
    for step in (9, 19):
        directory.log_measurement(step, "zero_weights", {"overall": step / 100})
    return Run(directory)


def test_a_run_draws_what_is_on_its_page(tmp_path):
    run = make_run(tmp_path / "run")
    (figure,) = run.plot("zero_weights_overall").figures
    assert any("zero" in text.get_text() for text in figure.texts)
    run.plot("zero_weights", tmp_path / "out.svg", dark=True)
    assert (tmp_path / "out.svg").is_file()
    with pytest.raises(UserError, match="did you mean 'zero_weights_overall'"):
        run.plot("zero_weights_overal")
    with pytest.raises(UserError, match=r"name a \.png"):
        run.plot("anything", tmp_path / "out.jpg")
