"""Every file of a run directory, missing and damaged: the page and the terminal name it."""

from __future__ import annotations

import html
import json
import re
import shutil
import zipfile

import pytest

import suite
from suite.cli.main import main
from suite.runs import History, RunDirectory
from suite.runs.files.gaps import gaps
from suite.runs.page.run_page import run_page
from suite.runs.run_record import RunRecord
from tests.runs.unopened_files import PNG, write_model

FINDING = {
    "diagnostic": "dead_neurons", "severity": "warning", "text": "Half of `conv1` is dead.",
    "layer": "conv1", "step": 8, "figure": 0.5, "limit": 0.5, "topic": "activations/dying-relu",
    "edit": None,
}  # fmt: skip


def trained(path) -> RunDirectory:
    """Every file that a run may leave."""
    directory = RunDirectory(path)
    directory.make()
    directory.write_recipe(suite.load("quickstart").to_yaml())
    directory.write_summary({"status": "finished", "recipe": "mine", "epochs": 2})
    rows = [
        {"epoch": n, "loss": 1 / n, "val_loss": 0.5, "gradient_norm/global": 1.0} for n in (1, 2)
    ]
    History(rows).write(directory.history_csv)
    for step in (9, 18):
        directory.log_measurement(step, "gradient_norm", {"global": 1.0})
    directory.write_findings([FINDING])
    directory.write_setup({"epochs": 2, "samples": 100, "layers": []})
    directory.write_examination({"memorize": {"linear": None}})
    directory.write_outcome({"split": "test", "samples": 6, "of": 6, "kind": "classes"})
    (path / "identity.json").write_text(json.dumps({"code": {}, "data": {}, "recipe": {}}) + "\n")
    for name in ("model.keras", "best.keras"):
        write_model(path / name)
    directory.curves_png.write_bytes(PNG)
    return directory


def walked(path) -> RunDirectory:
    directory = RunDirectory(path)
    directory.make()
    directory.write_recipe(suite.load("optim/surface-quadratic").to_yaml())
    directory.write_summary({"status": "finished", "surface": "quadratic", "steps": 1})
    (path / "path.csv").write_text("step,x,y,f\n0,1.0,1.0,9.0\n1,0.5,0.5,3.0\n")
    (path / "path.png").write_bytes(PNG)
    return directory


def of_code(path) -> RunDirectory:
    directory = trained(path)
    directory.write_summary({"status": "finished", "origin": "code", "epochs": 2})
    for name in ("recipe.yaml", "identity.json", "best.keras"):
        (path / name).unlink()
    return directory


MADE = {"trained": trained, "walked": walked, "of_code": of_code}
# What is there only at times, or made of the others.
OPTIONAL = {"examination.json", "curves.png", "path.png"}
WAYS = {
    "missing": None,
    "empty": lambda content: b"",
    "garbage": lambda content: b"\x00\xff\xfe[garbage: {" + bytes(range(256)),
    "truncated": lambda content: content[: 2 * len(content) // 3],
    "all but the last byte": lambda content: content[:-1],
    "of another type": lambda content: b"[[1, 2], null]\n",
}


@pytest.fixture(scope="module", params=list(MADE))
def whole(request, tmp_path_factory):
    return MADE[request.param](tmp_path_factory.mktemp(request.param) / "whole")


def seen_on(directory) -> str:
    """What a reader of the page sees above the other sections."""
    page = re.sub(r"<(script|style).*?</\1>", " ", run_page(directory), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.mark.parametrize("way", list(WAYS))
def test_a_file_that_is_not_as_it_was_written_is_named(whole, way, tmp_path, capsys):
    # Nothing tells whether a call of suite.fit was to look at its model.
    optional = OPTIONAL | ({"outcome.json"} if whole.is_of_code else set())
    for name in sorted(file.name for file in whole.path.iterdir()):
        shutil.copytree(whole.path, copy := tmp_path / name / "run")
        change, file = WAYS[way], copy / name
        if change is None:
            file.unlink()
        else:
            file.write_bytes(change(file.read_bytes()))
            if file.read_bytes() == (whole.path / name).read_bytes():
                continue
        text = seen_on(RunDirectory(copy))
        assert "How to repeat it" in text
        assert "cannot be shown" not in text, (name, way)
        assert main(["report", str(copy)]) == 0
        said = capsys.readouterr().out
        # JSON is as whole without the line break at its end.
        is_whole = way == "all but the last byte" and name.endswith(".json")
        is_optional = (way == "missing" and name in optional) or is_whole
        named = re.compile(rf"{re.escape(name)}((:\d+)?: | is (missing|empty))")
        for told in (text, " ".join(said.split())):
            assert bool(named.search(told)) != is_optional, (name, said)


def test_a_whole_run_lacks_nothing(whole):
    assert gaps(RunRecord(whole, is_forgiving=True)) == []


@pytest.mark.parametrize("entry", ["config.json", "model.weights.h5"])
def test_an_archive_that_is_no_model(tmp_path, entry):
    directory = trained(tmp_path / "run")
    with zipfile.ZipFile(directory.model_keras, "w") as archive:
        archive.writestr(entry, "{}")
    (told,) = gaps(RunRecord(directory))
    assert told.startswith(f"{directory.model_keras}: is damaged: there ")


def test_a_configuration_whose_bytes_have_changed(tmp_path):
    directory = trained(tmp_path / "run")
    content = directory.model_keras.read_bytes().replace(b"Functional", b"Functionel", 1)
    directory.model_keras.write_bytes(content)
    (told,) = gaps(RunRecord(directory))
    assert "model.keras: is damaged: Bad CRC-32" in told


def test_weights_alone_stand_for_the_model(tmp_path):
    directory = trained(tmp_path / "run")
    directory.model_keras.unlink()
    directory.weights_h5.write_bytes(b"\x89HDF\r\n\x1a\n")
    assert gaps(RunRecord(directory)) == []
    directory.weights_h5.write_bytes(b"")
    assert gaps(RunRecord(directory)) == [f"{directory.weights_h5}: is damaged: it is empty."]


def test_a_folder_in_the_place_of_any_file_is_named(whole, tmp_path):
    for name in sorted(file.name for file in whole.path.iterdir()):
        shutil.copytree(whole.path, copy := tmp_path / name)
        (copy / name).unlink()
        (copy / name).mkdir()
        told = gaps(RunRecord(RunDirectory(copy), is_forgiving=True))
        assert any(f"{name}: " in one for one in told), (name, told)
        assert "How to repeat it" in seen_on(RunDirectory(copy))


@pytest.mark.parametrize("status", ["running", "interrupted", "failed"])
def test_what_a_run_that_did_not_end_has_not_written_is_no_loss(tmp_path, status):
    directory = trained(tmp_path / "run")
    directory.write_summary({"status": status, "epochs": 2})
    for name in ("model.keras", "best.keras", "outcome.json", "curves.png", "examination.json"):
        (directory.path / name).unlink()
    assert gaps(RunRecord(directory)) == []


def test_a_record_that_forgives_nothing_tells_it_all_the_same(tmp_path):
    directory = trained(tmp_path / "run")
    for name in ("setup.json", "outcome.json", "examination.json"):
        (directory.path / name).write_text("[")
    told = gaps(RunRecord(directory))
    assert [one.partition(": ")[0].rpartition("/")[2] for one in told] == [
        "setup.json",
        "examination.json",
        "outcome.json",
    ]
