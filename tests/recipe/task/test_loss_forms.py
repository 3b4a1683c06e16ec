"""What each loss takes, however a recipe names it."""

from __future__ import annotations

import pytest

from suite.catalog import HERE, Component, Doors
from suite.catalog.catalog_view import CatalogView
from suite.recipe.task.loss_forms import LINKS, LOSS_FORMS, LossForm, known_loss, loss_form

CATALOG = CatalogView(Doors())


def test_every_loss_of_the_catalog_has_a_form():
    assert {entry.name for entry in HERE.entries("losses")} == set(LOSS_FORMS)


def test_every_link_is_some_losses():
    assert {form.link for form in LOSS_FORMS.values()} == set(LINKS)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("mean_squared_error", "mean_squared_error"),
        ("mse", "mean_squared_error"),
        ("MeanSquaredError", "mean_squared_error"),
        ("keras.losses:MeanSquaredError", "mean_squared_error"),
        ("Huber", "huber"),
        ("multi_class_hinge", "multi_class_hinge"),
        ("KLDivergence", "kl_divergence"),
        ("nothing_of_the_kind", None),
        ("./gone.py:Loss", None),
    ],
)
def test_the_name_of_a_loss(written, name):
    assert known_loss(Component(written), CATALOG) == name


def test_auto_is_no_loss_by_itself():
    assert known_loss("auto", CATALOG) is None
    assert loss_form("auto", CATALOG) is None


@pytest.mark.parametrize("name", sorted(LOSS_FORMS))
def test_the_form_of_a_loss(name):
    assert loss_form(Component(name), CATALOG) == LOSS_FORMS[name]
    assert loss_form(Component(name, {"from_logits": True}), CATALOG) == LOSS_FORMS[name]


@pytest.mark.parametrize("name", sorted(LOSS_FORMS))
def test_without_logits_a_cross_entropy_is_given_probabilities(name):
    form = LOSS_FORMS[name]
    expected = "given" if form.link in ("softmax", "sigmoid") else form.link
    found = loss_form(Component(name, {"from_logits": False}), CATALOG)
    assert found == LossForm(form.labels, expected)


DERIVED = """
import keras

class Named(keras.losses.Huber):
    pass

class Changed(keras.losses.Huber):
    def call(self, y_true, y_pred):
        return y_pred

def plain(y_true, y_pred):
    return y_pred
"""


@pytest.mark.parametrize(("own", "name"), [("Named", "huber"), ("Changed", None), ("plain", None)])
def test_a_class_that_computes_what_its_base_does_is_its_base(folder, own, name):
    (folder / "own.py").write_text(DERIVED)
    catalog = CatalogView(Doors(folder))
    assert known_loss(Component(f"./own.py:{own}"), catalog) == name
    form = loss_form(Component(f"./own.py:{own}"), catalog)
    assert form == (None if name is None else LOSS_FORMS[name])
