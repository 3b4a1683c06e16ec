"""Whatever a recipe has wrong is refused at its line, by each verb that comes to it."""

from __future__ import annotations

import pytest

from tests.commands import suite

LINES = {
    "data": "data: {kind: moons, samples: 200, batch_size: 5}",
    "model": "model: {kind: mlp, widths: [4]}",
    "optimizer": "optimizer: {kind: sgd, learning_rate: 0.1}",
    "training": "training: {epochs: 1}",
}
OWN = """
import keras

from suite.data import Dataset

def model(inputs, classes):
    raise ValueError("this network is broken")

def twice(inputs, classes):
    dense = lambda x: keras.layers.Dense(classes, name="same")(x)
    return dense(dense(inputs))

def pooled(inputs, classes):
    x = keras.layers.Reshape((2, 1))(inputs)
    return keras.layers.Dense(classes)(keras.layers.Flatten()(keras.layers.MaxPooling1D(1)(x)))

def normalized(inputs, classes):
    return keras.layers.Dense(classes)(keras.layers.BatchNormalization()(inputs))

def data():
    return "no dataset"

def disk():
    raise OSError("the disk is gone")

class Augmentation:
    def __init__(self):
        raise ValueError("this augmentation is broken")

class Loss(keras.losses.Loss):
    def __init__(self):
        raise RuntimeError("this loss is broken")

class Metric(keras.metrics.Metric):
    takes = ("nothing", "probabilities")

class Optimizer(keras.optimizers.SGD):
    def __init__(self):
        raise ValueError("this optimizer is broken")

class Idle(keras.optimizers.schedules.LearningRateSchedule):
    def __call__(self, step):
        return 0.0 * keras.ops.cast(step, "float32")

class Callback(keras.callbacks.Callback):
    def __init__(self):
        raise KeyError("this callback is broken")

def no_callback():
    return 3

def initialization(model, inputs, seed, say):
    raise ValueError("this initialization is broken")
"""
VERBS = {
    "run": ("run", "--quiet", "--out", "out"),
    "lr": ("lr", "--out", "lr.png"),
    "preview": ("lr", "--preview", "--out", "lr.png"),
    "check": ("check", "--build"),
    "summary": ("summary",),
}
ALL = tuple(VERBS)
MODEL = ("run", "lr", "check", "summary")  # they build the network
RATE = ("run", "lr", "preview", "check")  # they build the optimizer
TRAINED = ("run", "lr", "check")  # they compile the model
STEPS = ("run", "lr")  # they take steps

# The changed line, where the answer says the mistake is, what it says, and who comes to it.
REFUSED = [
    ("optimizer: {kind: sgd, momentun: 0.9}", "3:24 optimizer.momentun", "unknown argument", ALL),
    ("metrics: [{kind: no_metric}]", "5:18 metrics.0.kind", "unknown metric", ALL),
    ("data: {kind: arrays, path: no.npz}", "1:7 data", "The array file ", ALL),
    ("data: {kind: folder, path: no}", "1:7 data", "The image folder ", ALL),
    ("data: {kind: ./own.py:data}", "1:7 data", "The data source ", ALL),
    ("data: {kind: ./own.py:disk}", "1:7 data", "{folder}/own.py:disk: OSError: the disk", ALL),
    ("data: {kind: moons, samples: 60, fold: {index: 0, of: 50}}", "1:7 data", "Data `moons`", ALL),
    (
        "data: {kind: moons, samples: 60, class_counts: {zebra: 3}}",
        "1:56 data.class_counts.zebra",
        "no such class; the classes are 0, 1",
        ALL,
    ),
    (
        "data: {kind: moons, samples: 60, batch_size: 500}",
        "1:46 data.batch_size",
        "A batch of 500 is larger than the training set of `moons`",
        RATE,
    ),
    (
        "data: {kind: moons, batch_size: 9, augment: [./own.py:Augmentation]}",
        "1:46 data.augment.0",
        "{folder}/own.py:Augmentation: this augmentation is broken",
        RATE,
    ),
    (
        "data: {kind: moons, batch_size: 9, normalize: {kind: pca_whitening, components: 9}}",
        "1:47 data.normalize",
        "pca_whitening does not fit the training inputs: ",
        MODEL,
    ),
    (
        "training: {epochs: 1, class_weights: {zebra: 2.0}}",
        "4:46 training.class_weights.zebra",
        "no such class; the classes are 0, 1",
        RATE,
    ),
    ("model: {kind: ./own.py:model}", "2:8 model", "{folder}/own.py:model: this network is", MODEL),
    ("model: {kind: ./own.py:twice}", "2:8 model", "The name ", MODEL),
    (
        "penalties: [{layers: conv*, kernel_regularizer: l2}]",
        "5:22 penalties.0.layers",
        "no layer of the model matches 'conv*'",
        MODEL,
    ),
    (
        "transfer: {source: gone.keras}",
        "5:20 transfer.source",
        "{folder}/gone.keras is not there",
        MODEL,
    ),
    (
        "optimizer: {kind: ./own.py:Optimizer}",
        "3:12 optimizer",
        "{folder}/own.py:Optimizer: this optimizer is broken",
        RATE,
    ),
    (
        "optimizer: {kind: sgd, learning_rate: {kind: ./own.py:Idle}}",
        "3:39 optimizer.learning_rate",
        "is 0 in each of the ",
        RATE,
    ),
    ("loss: {kind: ./own.py:Loss}", "5:7 loss", "{folder}/own.py:Loss: RuntimeError: ", TRAINED),
    ("metrics: [./own.py:Metric]", "5:11 metrics.0", "{folder}/own.py:Metric must ", ALL),
    (
        "initialization: {kind: ./own.py:initialization}",
        "5:17 initialization",
        "{folder}/own.py:initialization: this initialization is broken",
        TRAINED,
    ),
    ("training: {strategy: mirrored}", "4:22 training.strategy", "mirrored needs several", STEPS),
    ("optimizer: l_bfgs", "3:12 optimizer", "l_bfgs has no learning rate", ("lr", "preview")),
    (
        "callbacks: [./own.py:Callback]",
        "5:13 callbacks.0",
        "{folder}/own.py:Callback: KeyError: 'this callback is broken'",
        ("run",),
    ),
    ("callbacks: [./own.py:no_callback]", "5:13 callbacks.0", "", ("run",)),
]


# A second line beside the first.
TOGETHER = [
    (
        "model: {kind: ./own.py:normalized}",
        "2:8 model",
        "LBFGS compares losses of the whole training set",
    ),
    (
        "penalties: [{layers: dense1, kernel_constraint: non_neg}]",
        "2:8 model",
        "LBFGS knows no constraints, and ",
    ),
]


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with the files that recipes name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text(OWN)
    return tmp_path


def written(*lines):
    """The recipe with some lines changed, or added."""
    return "\n".join({**LINES, **{line.partition(":")[0]: line for line in lines}}.values())


@pytest.mark.parametrize(("line", "place", "message", "verbs"), REFUSED, ids=lambda v: str(v)[:40])
def test_a_mistake_is_refused_at_its_place(here, line, place, message, verbs):
    (here / "recipe.yaml").write_text(written(line))
    before = sorted(here.iterdir())
    for verb in verbs:
        name, *options = VERBS[verb]
        answer = suite(name, "recipe.yaml", *options)
        expected = f"recipe.yaml:{place}: {message.format(folder=here)}"
        assert answer.err.startswith(expected), (verb, answer.err)
        assert answer.status == 2
    assert [path for path in sorted(here.iterdir()) if path.name != "__pycache__"] == before


@pytest.mark.parametrize(("line", "place", "message"), TOGETHER)
def test_what_the_full_batch_cannot_take_is_refused_at_its_place(here, line, place, message):
    (here / "recipe.yaml").write_text(written("optimizer: l_bfgs", line))
    answer = suite("run", "recipe.yaml", "--quiet", "--out", "out")
    assert answer.err.startswith(f"recipe.yaml:{place}: {message}")
    assert answer.status == 2
    assert not (here / "out").exists()
