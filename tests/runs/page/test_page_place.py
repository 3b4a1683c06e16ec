"""A page replaces pages, and nothing that somebody else has."""

from __future__ import annotations

import os

import pytest

from suite.cli.main import main
from suite.errors import RunFailure, UserError
from suite.runs.directory.run_directory import RunDirectory
from suite.runs.files.write_whole import write_whole
from suite.runs.page.page_place import is_page, place_of_page, refuse_bad_page
from suite.runs.page.run_page import write_page


@pytest.fixture
def run(tmp_path):
    directory = RunDirectory(tmp_path / "mine")
    directory.make()
    directory.write_recipe("model: mlp")
    directory.write_summary({"status": "finished", "recipe": "mlp"})
    return directory


def test_a_page_is_known(run):
    page = write_page(run)
    assert is_page(page)
    refuse_bad_page(page)
    assert write_page(run) == page


@pytest.mark.parametrize("name", ["model.keras", "history.csv", "page", "folder.html", "mine.html"])
def test_what_is_no_page_is_left_alone(run, name, capsys, monkeypatch):
    monkeypatch.chdir(run.path.parent)
    place = run.path.parent / name
    if name == "folder.html":
        place.mkdir()
    elif name != "page":
        place.write_text("mine")
    assert main(["report", str(run.path), "--out", str(place)]) == 2
    assert f"{place}: " in capsys.readouterr().err
    if place.is_file():
        assert place.read_text() == "mine"


@pytest.mark.parametrize("out", [".", "/"])
def test_a_folder_is_no_place(run, out, capsys):
    assert main(["report", str(run.path), "--out", out]) == 2
    assert "name an .html file" in capsys.readouterr().err


def test_somebodys_file_of_the_pages_name_stays(run):
    run.report_html.write_text("mine")
    assert write_page(run).name == "report-2.html"
    assert run.report_html.read_text() == "mine"
    assert place_of_page(run.path / "free.html").name == "free.html"


def test_a_folder_with_a_report_of_another_kind_is_no_run(tmp_path):
    (tmp_path / "report.html").write_text("mine")
    with pytest.raises(UserError, match="has none of its files"):
        RunDirectory.remains(tmp_path)


def test_what_is_no_file_is_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(RunFailure, match="it is no file"):
        write_whole(pipe, "text")
    assert pipe.is_fifo()
