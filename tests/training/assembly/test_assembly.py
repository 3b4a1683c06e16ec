"""From a recipe to its parts: each made once, and no more of them than were asked for."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import suite
from suite.recipe import RecipeError
from suite.runs import RunDirectory
from suite.training.assembly import assembly as module
from suite.training.assembly.assembly import Assembly

MOONS = (
    "quickstart",
    "data={kind: moons, samples: 60, batch_size: 10}",
    "model={kind: mlp, widths: [4]}",
)


def assembled(*changes, **options):
    return Assembly(suite.load(*MOONS, *changes), **options)


@pytest.mark.parametrize(
    "part",
    [
        "augmentations",
        "clock",
        "dataset",
        "declared_task",
        "measuring_pipeline",
        "model",
        "network",
        "optimizer",
        "pipeline",
        "rates",
        "task",
    ],
)
def test_each_part_is_made_once(part):
    assembly = assembled()
    assert getattr(assembly, part) is getattr(assembly, part)


def test_the_model_is_the_network_compiled():
    assembly = assembled("optimizer={kind: sgd, learning_rate: 0.2}")
    network = assembly.network
    assert not network.compiled
    assert assembly.model is network
    assert network.compiled
    assert network.optimizer is assembly.optimizer
    assert [layer.name for layer in network.layers[:3]] == ["input", "normalization", "dense1"]


@pytest.fixture
def made(monkeypatch):
    """What the assembly makes, in the order in which it is made."""
    names = []
    for name in (
        "recipe_dataset",
        "training_pipeline",
        "build_network",
        "build_optimizer",
        "compile_to_train",
    ):
        original = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *a, f=original, n=name, **k: [names.append(n), f(*a, **k)][1]
        )
    return names


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("declared_task", []),
        ("augmentations", []),
        ("task", ["recipe_dataset"]),
        ("measuring_pipeline", ["recipe_dataset"]),
        ("pipeline", ["recipe_dataset", "training_pipeline"]),
        ("optimizer", ["recipe_dataset", "training_pipeline", "build_optimizer"]),
        ("clock", ["recipe_dataset", "training_pipeline", "build_optimizer"]),
        ("network", ["recipe_dataset", "build_network"]),
        (
            "model",
            [
                "recipe_dataset",
                "build_network",
                "training_pipeline",
                "build_optimizer",
                "compile_to_train",
            ],
        ),
    ],
)
def test_a_part_needs_no_more_than_it_is_made_of(made, part, expected):
    getattr(assembled(), part)
    assert made == expected


def test_a_declared_shape_needs_no_data(made):
    model = assembled().outline((3,), 5)
    assert made == ["build_network"]
    assert (model.input_shape, model.output_shape) == ((None, 3), (None, 5))
    assert not any(isinstance(layer, keras.layers.Normalization) for layer in model.layers)


def test_what_can_be_refused_before_the_data_is_loaded_is(made, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text(
        "class Broken:\n    def __init__(self):\n        raise ValueError('no')"
    )
    with pytest.raises(RecipeError, match=r"data.augment.0: .*own.py:Broken: no"):
        assembled("data.augment=[./own.py:Broken]").check_first()
    assert made == []


def test_normalization_is_fitted_on_the_training_set():
    assembly = assembled()
    x = assembly.dataset.train.inputs
    layer = assembly.network.get_layer("normalization")
    np.testing.assert_allclose(np.ravel(layer.mean), x.mean(axis=0), rtol=1e-4)
    assert "normalization" not in [
        layer.name for layer in assembled("data.normalize=none").network.layers
    ]


@pytest.mark.parametrize(
    ("changes", "steps_per_epoch"),
    [((), None), (("optimizer=l_bfgs",), 1), (("optimizer=newton_cg",), 1)],
)
def test_an_epoch_of_the_full_batch_is_one_step(changes, steps_per_epoch):
    assembly = assembled("training.epochs=6", *changes)
    expected = steps_per_epoch or assembly.pipeline.steps_per_epoch
    assert assembly.clock.steps_per_epoch == expected
    assert assembly.clock.steps("50%") == 3 * expected


def test_an_optimizer_for_the_full_batch_is_not_watched_in_its_steps():
    assert assembled("optimizer=l_bfgs").monitors() == []
    assert assembled().monitors()
    assert assembled("training.diagnostics=none").monitors() == []


def test_callbacks_write_below_the_run_directory(tmp_path):
    directory = RunDirectory(tmp_path / "run")
    (logger,) = assembled("callbacks=[{kind: csv_logger, filename: log.csv}]").callbacks(directory)
    assert logger.filename == str(tmp_path / "run" / "log.csv")


def test_durations_of_callbacks_are_steps_of_this_run(tmp_path):
    assembly = assembled("callbacks=[{kind: model_checkpoint, filepath: a.keras, save_freq: 2ep}]")
    (checkpoint,) = assembly.callbacks(RunDirectory(tmp_path))
    assert checkpoint.save_freq == 2 * assembly.pipeline.steps_per_epoch


@pytest.mark.parametrize(
    ("change", "option", "expected"),
    [
        ("training.epochs=3", "epochs", 3),
        ("training.clip_norm=2.0", "clip_norm", 2.0),
        ("training.gradient_accumulation=5", "micro_batches", 5),
        ("training.steps_per_execution=4", "steps_per_execution", 4),
        ("training.jit_compile=auto", "jit_compile", False),
    ],
)
def test_how_steps_are_computed(change, option, expected):
    assert getattr(assembled(change).loop_options(), option) == expected


def test_data_sets_the_weights_where_the_recipe_asks_and_no_checkpoint_brings_them():
    said = []
    assembly = assembled("initialization=lsuv", say=said.append)
    before = [weight.copy() for weight in assembly.model.get_weights()]
    assembly.initialize(from_checkpoint=True)
    assert said == []
    for weight, old in zip(assembly.model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)
    assembly.initialize()
    assert said[0].startswith("lsuv: ")
    assembled(say=pytest.fail).initialize()


def test_a_trained_model_is_given_the_measures_of_its_data():
    """A loss of the user's own is not in the file; the task is what the data says."""
    assembly = assembled("loss={kind: binary_crossentropy, from_logits: true}")
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    assembly.compile_to_measure(model)
    batch = next(iter(assembly.measuring_pipeline.evaluation(assembly.dataset.train)))
    assert set(model.test_on_batch(*batch, return_dict=True)) == {"loss", "accuracy"}


def test_checks_look_at_the_model_and_at_the_first_batch():
    assembly = assembled()
    context = assembly.check_context()
    assert context.model is assembly.model
    assert context.classes == 2
    expected = next(iter(assembly.pipeline.training().take(1)))
    for one, other in zip(context.batch, expected, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("model.kernel_initializer=he_normal", []),
        ("model.kernel_initializer=zeros", ["init_symmetry"]),
        ("training.diagnostics=none", []),
    ],
)
def test_what_the_checks_of_a_run_find(change, expected):
    changes = [change] if "none" not in change else [change, "model.kernel_initializer=zeros"]
    found = assembled(*changes).findings_before_training()
    assert [finding.diagnostic for finding in found] == expected
