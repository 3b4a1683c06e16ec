"""The names that a run of a recipe will log."""

from __future__ import annotations

import pytest

from suite.catalog import Doors
from suite.catalog.catalog_view import CatalogView
from suite.recipe.schema.recipe_types import TrainingRecipeSettings
from suite.recipe.task.figures import MONITORS, OF_THE_LOOP, Figures, figures_of, figures_of_batches

CATALOG = CatalogView(Doors())


def settings(**given):
    return TrainingRecipeSettings(**{"model": "mlp", **given})


@pytest.mark.parametrize(
    ("metrics", "names", "groups"),
    [
        ([], ["loss"], ()),
        (["accuracy"], ["loss", "accuracy"], ()),
        (["accuracy", "auc"], ["loss", "accuracy", "auc"], ()),
        (["auc", "auc"], ["loss", "auc"], ()),
        ([{"kind": "auc", "name": "area"}], ["loss", "area"], ()),
        (["AUC"], ["loss", "auc"], ()),
        (["Precision"], ["loss", "precision"], ()),
        (["f1_score"], ["loss", "f1_score"], ("f1_score_",)),
        ([{"kind": "f1_score", "name": "f"}], ["loss", "f"], ()),
        (["top_k_categorical_accuracy"], ["loss", "top_k_categorical_accuracy"], ()),
        (["balanced_accuracy"], ["loss", "balanced_accuracy"], ()),
        (["keras.metrics:mean_squared_error"], ["loss", "mean_squared_error"], ()),
    ],
)
def test_figures_of_a_batch(metrics, names, groups):
    found = figures_of_batches(settings(metrics=metrics), CATALOG)
    assert (list(found.names), found.groups, found.is_open) == (names, groups, False)


def test_figures_of_an_epoch():
    found = figures_of(settings(), CATALOG)
    measured = ("loss", "accuracy", "val_loss", "val_accuracy")
    assert found.names == (*measured, *OF_THE_LOOP)
    assert found.groups == tuple(f"{name}/" for name in MONITORS)
    assert not found.is_open


def test_without_the_suites_own_diagnostics():
    quiet = settings(training={"diagnostics": "none"}, callbacks=["gradient_norm"])
    assert figures_of(quiet, CATALOG).groups == ("gradient_norm/",)


def test_a_full_batch_has_no_diagnostics():
    found = figures_of(settings(optimizer="l_bfgs"), CATALOG)
    assert found.groups == ()
    assert found.names[-1] == "full_batch/passes"


def test_groups_of_validation():
    found = figures_of(settings(metrics=["f1_score"]), CATALOG)
    assert {"f1_score_", "val_f1_score_"} <= set(found.groups)
    assert "val_f1_score_3" in found


OWN = """
import keras
import suite

class Mine(suite.Diagnostic):
    pass

class Plain(keras.callbacks.Callback):
    pass

class Area(keras.metrics.AUC):
    pass

def distance(y_true, y_pred):
    return y_pred
"""


@pytest.mark.parametrize(
    ("given", "is_open", "name"),
    [
        ({"callbacks": ["./own.py:Mine"]}, True, "whatever"),
        ({"callbacks": ["./own.py:Plain"]}, True, "whatever"),
        ({"metrics": ["./own.py:Area"]}, True, "whatever"),
        ({"metrics": ["./own.py:distance"]}, False, "distance"),
        ({"metrics": ["keras.metrics:Recall"]}, True, "whatever"),
        ({"callbacks": ["keras.callbacks:History"]}, False, "loss"),
        ({"callbacks": ["early_stopping"]}, False, "loss"),
    ],
)
def test_what_is_the_users_own_may_log_anything(folder, given, is_open, name):
    (folder / "own.py").write_text(OWN)
    found = figures_of(settings(**given), CatalogView(Doors(folder)))
    assert found.is_open is is_open
    assert name in found


FIGURES = Figures(("loss", "accuracy", "val_loss"), ("gradient_norm/",))


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("loss", True),
        ("val_loss", True),
        ("gradient_norm/dense", True),
        ("gradient_norm", False),
        ("val_accuracy", False),
        ("", False),
    ],
)
def test_whether_a_name_is_a_figure(name, is_one):
    assert (name in FIGURES) is is_one
    assert name in Figures((), is_open=True)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "acuracy",
            "there is no figure 'acuracy'; did you mean 'accuracy'? the run logs loss, accuracy, "
            "val_loss, gradient_norm/...",
        ),
        (
            "xyz",
            "there is no figure 'xyz'; the run logs loss, accuracy, val_loss, gradient_norm/...",
        ),
    ],
)
def test_what_is_said_of_another_name(name, message):
    assert FIGURES.missing(name) == message
