"""What a run's recipe has wrong is refused at its line, when the run is measured again."""

from __future__ import annotations

import json

import keras
import pytest
from PIL import Image

from tests.commands import suite

OWN = """
import keras

@keras.saving.register_keras_serializable(package="own")
class Twice(keras.layers.Layer):
    def call(self, x):
        return 2 * x
"""
RECIPE = """\
data: {kind: moons, samples: 60, batch_size: 10}
model: {kind: mlp, widths: [4]}
loss: auto
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made(here, text, model=None):
    """The folder of a run with this recipe."""
    (here / "run").mkdir()
    (here / "run" / "recipe.yaml").write_text(text)
    summary = {"status": "finished", "recipe": "made", "metrics": {}, "classes": ["0", "1"]}
    (here / "run" / "summary.json").write_text(json.dumps(summary))
    if model is None:
        x = keras.Input((2,))
        model = keras.Model(x, keras.layers.Dense(2)(x))
        model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        model.optimizer.build(model.trainable_variables)
    model.save(here / "run" / "model.keras")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: moons", "kind: mooons", "1:14 data.kind: unknown data source 'mooons'"),
        (
            "kind: moons, samples: 60",
            "kind: arrays, path: no.npz",
            "1:7 data: The array file {here}/no.npz does not exist.",
        ),
        ("batch_size: 10", "batch_size: 900", "1:46 data.batch_size: A batch of 900 is larger"),
        (
            "samples: 60",
            "samples: 60, class_counts: {zebra: 3}",
            "1:56 data.class_counts.zebra: no such class",
        ),
        ("loss: auto", "loss: no_loss", "3:7 loss.kind: unknown loss 'no_loss'"),
        ("loss: auto", "loss: {kind: ./own.py:Loss}", "3:14 loss.kind: no file "),
        ("model:", "model", "2:25: not valid YAML: "),
    ],
)
def test_evaluate(here, old, new, said):
    made(here, RECIPE.replace(old, new, 1))
    answer = suite("evaluate", "run")
    assert answer.err.startswith(f"run/recipe.yaml:{said.format(here=here)}"), answer.err
    assert answer.status == 2


@pytest.fixture
def own_model(here):
    """A model with a layer of a file beside the recipe, which then is gone."""
    (here / "own.py").write_text(OWN)
    scope = {}
    exec(compile(OWN, "own.py", "exec"), scope)
    x = keras.Input((4, 4, 1))
    model = keras.Model(x, keras.layers.Dense(2)(keras.layers.Flatten()(scope["Twice"]()(x))))
    yield model
    for name in [name for name in keras.saving.get_custom_objects() if name.startswith("own>")]:
        del keras.saving.get_custom_objects()[name]


@pytest.mark.parametrize("verb", ["evaluate", "predict"])
def test_code_that_is_gone(here, own_model, verb):
    made(here, RECIPE.replace("kind: mlp, widths: [4]", "kind: ../own.py:Twice"), own_model)
    keras.saving.get_custom_objects().pop("own>Twice")
    (here / "own.py").unlink()
    Image.new("L", (4, 4)).save(here / "i.png")
    answer = suite(verb, "run", *(["i.png"] if verb == "predict" else []))
    assert answer.err.startswith("run/recipe.yaml:2:15 model.kind: no file "), answer.err
    assert answer.status == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("evaluate", "gone"), "gone: there is no such folder"),
        (("evaluate", "gone.keras"), "gone.keras: there is no such file."),
        (("predict", "gone", "i.png"), "gone: there is no such folder"),
        (("predict", "gone.keras", "i.png"), "gone.keras: there is no such file."),
    ],
)
def test_runs_that_are_not_there_are_named_first(here, arguments, said):
    answer = suite(*arguments)
    assert answer.err.startswith(f"error: {said}")
    assert answer.status == 2
