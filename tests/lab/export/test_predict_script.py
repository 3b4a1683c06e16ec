"""The script of the zip, taken apart in this process."""

from __future__ import annotations

import json

import numpy as np
import pytest

from suite.lab.export.bundle import predict
from tests.lab.export.runs import image_net, row_net, two_ended

ROWS = {"inputs": {"rows": {"shape": [2], "type": "float32"}}, "outputs": ["scores"]}
CLASSES = {"targets": "classes", "names": ["cat", "d\x1bog"], "activation": None}


@pytest.fixture
def told(tmp_path, monkeypatch, capsys):
    """Runs the script beside a model, and returns status, lines and complaints."""

    def run(model, facts, *arguments):
        model.save(tmp_path / "model.keras")
        said = {"modules": [], "own": {}, **facts}
        (tmp_path / "predict.json").write_text(json.dumps(said))
        monkeypatch.setattr(predict, "_HERE", tmp_path)
        monkeypatch.chdir(tmp_path)
        status = predict.main([*arguments])
        out, err = capsys.readouterr()
        return status, out.splitlines(), err

    return run


def test_a_table_may_have_a_head(told, tmp_path):
    model = row_net()
    (tmp_path / "a.csv").write_text("x,y\n1,2\n\n3,4e0\n")
    status, lines, _ = told(model, {**ROWS, **CLASSES}, "a.csv", "--save", "out.npz")
    scores = model(np.array([[1, 2], [3, 4]], "float32")).numpy()
    np.testing.assert_allclose(np.load(tmp_path / "out.npz")["scores"], scores, atol=1e-6)
    assert status == 0
    assert [line.split()[0] for line in lines] == ["a.csv[0]", "a.csv[1]"]
    # A name is shown and not obeyed.
    assert all("cat " in line and "d\\x1bog " in line for line in lines)


def test_what_cannot_be_read_is_left_out_and_the_rest_told(told, tmp_path):
    np.save(tmp_path / "one.npy", np.zeros(2))
    np.save(tmp_path / "wide.npy", np.zeros((4, 3)))
    (tmp_path / "text.csv").write_text("a,b\n")
    files = ["gone.npy", "wide.npy", "text.csv", "photo.png", "one.npy"]
    status, lines, complaints = told(row_net(), {**ROWS, **CLASSES}, *files)
    assert status == 1
    assert [line.split()[0] for line in lines] == ["one.npy[0]"]
    said = dict(line.split(": left out: ") for line in complaints.splitlines())
    assert list(said) == files[:4]
    assert said["wide.npy"] == "holds examples of shape (3,), not (2,)"
    assert said["text.csv"] == "has no row of numbers"
    assert "give a .csv or .npy file" in said["photo.png"]


def test_rows_of_a_table_may_be_images(told, tmp_path):
    (tmp_path / "a.csv").write_text(",".join(map(str, range(30))) + "\n")
    form = {"images": {"shape": [6, 5, 1], "type": "float32"}}
    facts = {"inputs": form, "outputs": ["scores"], **CLASSES, "names": []}
    model = image_net()
    _, _, complaints = told(model, facts, "a.csv", "--save", "out.npz")
    assert complaints == ""
    wanted = model(np.arange(30.0).reshape(1, 6, 5, 1), training=False).numpy()
    np.testing.assert_allclose(np.load(tmp_path / "out.npz")["scores"], wanted, atol=1e-5)


def test_several_inputs_come_as_arrays_with_their_names(told, tmp_path):
    form = {name: {"shape": [size], "type": "float32"} for name, size in (("z_left", 3), ("a", 4))}
    facts = {"inputs": form, "outputs": ["z", "b"], **CLASSES}
    arrays = {"a": np.ones((2, 4)), "z_left": np.zeros((2, 3))}
    np.savez(tmp_path / "in.npz", **arrays)
    np.savez(tmp_path / "few.npz", a=arrays["a"])
    model = two_ended()
    status, lines, complaints = told(
        model, facts, "few.npz", "one.npy", "in.npz", "--save", "out.npz"
    )
    assert (status, len(lines)) == (1, 2)
    assert "few.npz: left out: has no array z_left" in complaints
    assert "one.npy: left out: the model takes z_left, a: give an .npz file" in complaints
    for name, wanted in zip("zb", model([arrays["z_left"], arrays["a"]]), strict=True):
        np.testing.assert_allclose(np.load(tmp_path / "out.npz")[name], wanted, atol=1e-6)


@pytest.mark.parametrize(
    ("targets", "activation", "scores", "wanted"),
    [
        ("classes", None, [0.0, 0.0, np.log(2)], ["2 50.0%", "0 25.0%", "1 25.0%"]),
        ("classes", "softmax", [0.1, 0.7, 0.2], ["1 70.0%", "2 20.0%", "0 10.0%"]),
        ("classes", "sigmoid", [0.9], ["1 90.0%", "0 10.0%"]),
        ("classes", None, [0.0], ["0 50.0%", "1 50.0%"]),
        ("labels", None, [0.0, 1000.0], ["1 100.0%", "0 50.0%"]),
        ("values", None, [12.345678, -1.0], ["0 12.346", "1 -1"]),
    ],
)
def test_outputs_are_told_as_by_the_suite(targets, activation, scores, wanted):
    facts = {"targets": targets, "names": [], "activation": activation}
    assert list(predict.labelled(np.array(scores), facts)) == wanted


def test_the_model_is_opened_in_python_too(told, tmp_path):
    model = row_net()
    np.save(tmp_path / "a.npy", np.ones((3, 2)))
    assert told(model, {**ROWS, **CLASSES}, "a.npy")[0] == 0
    inputs = np.ones((3, 2), "float32")
    found = predict.open_model()(inputs)
    np.testing.assert_allclose(found, model(inputs), atol=1e-6)
