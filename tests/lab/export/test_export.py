"""What is exported says what the model says, or is not there."""

from __future__ import annotations

import os

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.errors import RunFailure, UserError
from suite.lab.export import saved_model
from suite.lab.export.export import export
from suite.lab.export.formats import FORMATS
from suite.lab.export.saved_model import write_graph
from suite.lab.export.served import Served
from tests.commands import suite
from tests.lab.export.runs import image_net, made_run, row_net, two_ended
from tests.layers.table import TABLE, images

GRAPHS = ["saved_model", "onnx", "tflite"]


def need(name):
    for module in FORMATS[name].packages:
        pytest.importorskip(module)


def exported(tmp_path, name, model, **options):
    """The outputs of an export beside those of the model, for one example and for three."""
    need(name)
    folder = made_run(tmp_path / "run", model, recipe="")
    found = export(folder, name, **options)
    served = Served(model)
    ask = FORMATS[name].opened(found.path, served.output_names)
    random = np.random.default_rng(1)
    for count in (1, 3):
        batch = {
            one: random.uniform(0, 9, (count, *[size or 8 for size in spec.shape[1:]])).astype(
                spec.dtype.as_numpy_dtype
            )
            for one, spec in zip(served.input_names, served.specs, strict=True)
        }
        yield served.outputs(batch), ask(batch)


def assert_equal(pairs):
    for expected, found in pairs:
        assert expected.keys() == found.keys()
        for output, wanted in expected.items():
            np.testing.assert_allclose(found[output], wanted, atol=2e-5)


@pytest.mark.parametrize("name", GRAPHS)
def test_what_only_trains_is_not_in_the_file(tmp_path, name):
    assert_equal(exported(tmp_path, name, image_net()))


@pytest.mark.parametrize("name", GRAPHS)
def test_constants_that_a_layer_keeps_are_in_the_file(tmp_path, name):
    assert_equal(exported(tmp_path, name, row_net()))


@pytest.mark.parametrize("name", GRAPHS)
def test_several_inputs_and_outputs_go_by_their_names(tmp_path, name):
    assert_equal(exported(tmp_path, name, two_ended()))


def test_a_saved_model_is_called_as_the_model_is(tmp_path):
    model = row_net()
    found = export(made_run(tmp_path / "run", model, recipe=""), "saved_model")
    loaded = tf.saved_model.load(found)
    inputs = np.ones((2, 2), "float32")
    np.testing.assert_allclose(loaded.serve(inputs), model(inputs), atol=1e-6)


def test_an_onnx_file_takes_any_number_of_inputs_by_their_names(tmp_path):
    need("onnx")
    import onnx

    graph = onnx.load(export(made_run(tmp_path / "run", row_net()), "onnx")).graph
    (given,), (found,) = graph.input, graph.output
    assert (given.name, found.name) == ("rows", "scores")
    assert given.type.tensor_type.shape.dim[0].dim_param == "batch"


@pytest.mark.slow
@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("layer", TABLE)
def test_every_layer_of_the_suite_is_taken_by_every_format(tmp_path, layer, name):
    need(name)
    inputs = keras.Input(images().shape[1:], name="images")
    x = keras.layers.Flatten()(TABLE[layer].make()(inputs))
    folder = made_run(tmp_path / "run", keras.Model(inputs, keras.layers.Dense(3)(x)), recipe="")
    assert "100 drawn inputs" in export(folder, name).compared


@pytest.mark.slow
def test_what_a_format_has_no_operation_for_is_refused_in_a_sentence(tmp_path):
    need("tflite")
    words = keras.Input((5,), dtype="int32")
    x = keras.layers.LSTM(3)(keras.layers.Embedding(10, 4)(words))
    folder = made_run(tmp_path / "run", keras.Model(words, x), recipe="")
    with pytest.raises(RunFailure, match="tflite does not take this model") as caught:
        export(folder, "tflite")
    assert len(str(caught.value)) < 700
    assert {one.name for one in folder.iterdir()} == {"summary.json", "model.keras"}
    export(folder, "saved_model")


def test_examples_are_those_of_the_run(tmp_path):
    folder = made_run(tmp_path / "run", row_net())
    text = export(folder, "saved_model").to_text()
    assert "like model.keras on 100 test examples (largest difference 0, at most" in text


def test_it_is_compared_in_full_float32(tmp_path, monkeypatch):
    settings, seen = tf.config.experimental, []

    def write(source, path):
        seen.append(settings.tensor_float_32_execution_enabled())
        raise ValueError

    monkeypatch.setattr(saved_model, "write", write)
    folder = made_run(tmp_path / "run", row_net(), recipe="")
    with pytest.raises(RunFailure):
        export(folder, "saved_model")
    assert seen == [False]
    assert settings.tensor_float_32_execution_enabled()


def test_the_best_epoch_has_a_model_of_its_own(tmp_path):
    folder = made_run(tmp_path / "run", row_net(), recipe="")
    best = row_net()
    best.get_layer("scores").bias.assign([5.0, 7.0])
    best.save(folder / "best.keras")
    found = export(folder, "saved_model", best=True)
    assert found.path == folder / "best_saved_model"
    loaded = tf.saved_model.load(found)
    mean = np.full((1, 2), 0.5, "float32")
    np.testing.assert_allclose(loaded.serve(mean), [[5.0, 7.0]])


def of_other_weights(source, path):
    """An exporter that is nearly right."""
    other = keras.models.clone_model(source.model)
    other.set_weights([weight * 1.001 for weight in source.model.get_weights()])
    write_graph(other, path, lambda served: served)


def while_training(source, path):
    """What Keras's own export makes of a model with a layer that draws at random."""
    source.model.export(path, verbose=False)


def of_one_example(source, path):
    """An exporter that forgets that examples come together."""

    def first(served):
        return lambda *inputs: served(*[one[:1] for one in inputs])

    write_graph(source.model, path, first)


def that_breaks_down(source, path):
    (path / "variables").mkdir(parents=True)
    raise ValueError("no such operation")


def on_a_full_disk(source, path):
    path.mkdir()
    raise OSError(28, "No space left on device")


WRONG = {
    of_other_weights: "its outputs differ from those of the Keras model for",
    while_training: "its outputs differ from those of the Keras model for",
    of_one_example: "has the shape (1, 3), not (25, 3)",
    that_breaks_down: "does not take this model (ValueError: no such operation)",
    on_a_full_disk: "cannot be written: No space left on device",
}


@pytest.mark.parametrize("write", WRONG, ids=lambda write: write.__name__)
def test_a_wrong_export_is_refused_and_leaves_nothing(tmp_path, monkeypatch, write):
    monkeypatch.setattr(saved_model, "write", write)
    folder = made_run(tmp_path / "run", image_net(), recipe="")
    before = sorted(folder.iterdir())
    with pytest.raises(RunFailure) as caught:
        export(folder, "saved_model")
    assert WRONG[write] in str(caught.value)
    assert sorted(folder.iterdir()) == before


def test_a_model_that_gives_no_numbers_is_not_exported(tmp_path):
    broken = row_net()
    broken.get_layer("scores").bias.assign([np.nan, 0])
    folder = made_run(tmp_path / "run", broken, recipe="")
    with pytest.raises(RunFailure, match=r"its outputs \(scores\) are no numbers.* doctor "):
        export(folder, "saved_model")
    assert {one.name for one in folder.iterdir()} == {"summary.json", "model.keras"}


BAD = {
    "a format that there is not": (["--to", "onxx"], "onxx: unknown format; did you mean 'onnx'?"),
    "no best model": (["--best"], "has no best.keras; leave --best out"),
    "something is there": (["--to", "card", "--out", "taken"], "taken: is there already"),
    "a file as a folder": (["--to", "card", "--out", "taken/card.md"], "cannot be written"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_sentence_and_leaves_nothing(tmp_path, monkeypatch, case):
    options, said = BAD[case]
    monkeypatch.chdir(tmp_path)
    made_run(tmp_path / "run", row_net())
    (tmp_path / "taken").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    answer = suite("export", "run", *options)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err
    assert sorted(tmp_path.rglob("*")) == before


def test_runs_without_a_model_say_why(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = made_run(tmp_path / "run", row_net(), status="interrupted")
    (folder / "model.keras").unlink()
    with pytest.raises(UserError, match=r"is interrupted and has no model\.keras; finish it with"):
        export("run")
    made_run(folder, row_net(), surface="beale")
    with pytest.raises(UserError, match="went over a surface"):
        export("run", "card")
    (folder / "sweep.json").write_text("{}")
    with pytest.raises(UserError, match="is a sweep; export one of its runs"):
        export("run")


def test_a_missing_package_is_named_with_its_extra(tmp_path, monkeypatch):
    monkeypatch.setattr("suite.lab.export.formats.find_spec", lambda name: None)
    folder = made_run(tmp_path / "run", row_net())
    for name, packages in {"onnx": "tf2onnx and onnxruntime", "tflite": "ai-edge-litert"}.items():
        with pytest.raises(UserError, match=packages) as caught:
            export(folder, name)
        assert 'pip install "keras-training-suite[export]"' in str(caught.value)


def test_an_unfinished_run_is_exported_with_a_word(tmp_path):
    folder = made_run(tmp_path / "run", row_net(), recipe="", status="interrupted")
    assert "note: the run is interrupted after 0 epochs" in export(folder, "saved_model").to_text()


def test_the_command_says_where_it_is_and_how_it_was_compared(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made_run(tmp_path / "run", row_net())
    (tmp_path / "there").mkdir()
    answer = suite("export", "run", "--to", "saved_model", "--out", "there")
    assert answer.status == 0, answer.err
    assert answer.out.startswith("there/model_saved_model: ")
    assert os.path.isdir("there/model_saved_model")
