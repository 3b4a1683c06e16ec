"""What components say of themselves in their source."""

from __future__ import annotations

import pytest

from suite.catalog import Component, Doors
from suite.catalog.catalog_view import CatalogView

SOURCE = """
import keras
from suite import Diagnostic
from suite.optimizers.full_batch import FullBatchOptimizer

class Mine(keras.losses.Loss):
    link = "sigmoid"
    computed = 1 + len("a")
    several = ("a", "b")
    unset: str

class Derived(Mine): ...

class Precise(keras.metrics.Precision): ...

class Changed(keras.metrics.Precision):
    def update_state(self, *arguments, **options): ...

class Watch(Diagnostic): ...

class Whole(FullBatchOptimizer): ...

class Half(Whole):
    full_batch = False

def loss(y_true, y_pred): ...
"""


@pytest.fixture
def view(tmp_path):
    (tmp_path / "mine.py").write_text(SOURCE)
    return CatalogView(Doors(tmp_path))


def own(name):
    return Component(f"./mine.py:{name}")


@pytest.mark.parametrize(
    ("name", "attribute", "value"),
    [
        ("Mine", "link", "sigmoid"),
        ("Derived", "link", "sigmoid"),
        ("Mine", "several", ("a", "b")),
        ("Mine", "computed", None),
        ("Mine", "unset", None),
        ("Mine", "missing", None),
        ("Precise", "link", None),
        ("loss", "link", None),
        ("nothing", "link", None),
    ],
)
def test_what_a_class_sets_in_its_body(view, name, attribute, value):
    assert view.said("losses", own(name), attribute) == value


def test_a_word_is_no_component(view):
    assert view.said("losses", "auto", "link") is None


@pytest.mark.parametrize(
    ("optimizer", "expected"),
    [
        (Component("l_bfgs"), True),
        (Component("LBFGS"), True),
        (Component("newton_cg"), True),
        (Component("sgd"), False),
        (Component("no_such_thing"), False),
        (own("Whole"), True),
        (own("Half"), False),
        (own("loss"), False),
    ],
)
def test_which_optimizers_take_the_whole_training_set(view, optimizer, expected):
    assert view.is_full_batch(optimizer) is expected


@pytest.mark.parametrize(
    ("augmentation", "expected"),
    [("mixup", True), ("random_crop", False), ("nothing", False)],
)
def test_which_augmentations_mix_labels(view, augmentation, expected):
    assert view.mixes_labels(Component(augmentation)) is expected


@pytest.mark.parametrize(
    ("callback", "expected"),
    [
        (Component("dead_neurons"), True),
        (Component("GradientNorm"), True),
        (Component("early_stopping"), False),
        (Component("nothing"), False),
        (own("Watch"), True),
        (own("Mine"), False),
    ],
)
def test_which_callbacks_are_diagnostics(view, callback, expected):
    assert view.is_diagnostic(callback) is expected


METRICS = {"precision", "recall", "accuracy", "keras_accuracy"}


@pytest.mark.parametrize(
    ("metric", "name"),
    [
        (Component("precision"), "precision"),
        (Component("Precision"), "precision"),
        (Component("keras.metrics:Precision"), "precision"),
        (Component("keras.metrics:Accuracy"), "keras_accuracy"),
        (Component("accuracy"), "accuracy"),
        (Component("auc"), None),
        (Component("nothing"), None),
        (own("Precise"), "precision"),
        (own("Changed"), None),
        (own("loss"), None),
    ],
)
def test_the_name_in_a_table_however_it_is_written(view, metric, name):
    assert view.own_name("metrics", metric, METRICS) == name


@pytest.mark.parametrize(
    ("kind", "component", "base", "expected"),
    [
        ("losses", own("Mine"), "Loss", True),
        ("losses", own("Derived"), "Mine", True),
        ("losses", own("Derived"), "Loss", True),
        ("losses", own("Mine"), "Metric", False),
        ("layers", Component("dropout"), "Layer", True),
        ("layers", Component("nothing"), "Layer", False),
    ],
)
def test_from_what_a_class_derives(view, kind, component, base, expected):
    assert view.derives(kind, component, base) is expected


def test_layers_that_draw_at_random(view):
    assert not view.draws_at_random("dense")
    assert not view.draws_at_random("nothing")
