"""A recipe in the cell of a notebook."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from suite.recipe import load
from suite.recipe.shown.recipe_card import what_it_does

SWEEP = "sweep={over: {optimizer.learning_rate: [0.1, 0.2]}}"


class Elements(HTMLParser):
    """Every element is closed where it was opened."""

    def __init__(self, html):
        super().__init__()
        self.open = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def differing(html):
    rows = re.findall(
        r"<tr><td[^>]*><code>(.*?)</code></td><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td>", html
    )
    return {key: (value, default) for key, value, default in rows}  # fmt: skip


def test_what_differs_from_the_defaults_stands_in_a_table():
    html = load("quickstart", "seed=7", "optimizer.beta_1=0.8")._repr_html_()
    Elements(html)
    changed = differing(html)
    assert changed["seed"] == ("7", "0")
    assert changed["optimizer.beta_1"] == ("0.8", "0.9")
    assert not {"optimizer.beta_2", "name", "topic"} & set(changed)
    assert "beta_2: 0.999" in html  # in the whole recipe, below


@pytest.mark.parametrize(
    ("recipe", "overrides", "told"),
    [
        (
            "quickstart",
            ("training.epochs=1", "optimizer=sgd", "callbacks=[dead_neurons, history]"),
            "Trains cnn on digits by sgd at a learning rate of 0.01, for 1 epoch in batches of 64. "
            "Looked at by dead neurons, history.",
        ),
        ("quickstart", (), "at a learning rate that follows one cycle, for 12 epochs"),
        ("models/resnet20-cifar10", (), "Trains resnet on cifar10 (tfds) by sgd at"),
        ("optim/surface-beale", (), "Looks for the minimum of the surface beale by"),
        ("quickstart", (SWEEP,), "A grid sweep runs it many times and varies optimizer.learning_"),
    ],
)
def test_what_it_would_train_in_sentences(recipe, overrides, told):
    loaded = load(recipe, *overrides)
    assert told in " ".join(what_it_does(loaded.resolved()))
    Elements(loaded._repr_html_())


def test_the_names_of_a_user_s_own_code_are_short_and_no_html():
    values = load("quickstart").resolved() | {
        "model": {"kind": "./folder/my_net.py:MyNet"},
        "data": {"kind": "pkg.sub:make_<b>", "batch_size": 1000},
    }
    (told, *_) = what_it_does(values)
    assert told.startswith("Trains MyNet on make <b> by")
    assert "batches of 1,000" in told
