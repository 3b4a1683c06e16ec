"""The texts of `list` and `show`."""

from __future__ import annotations

import pytest

from suite.catalog import HERE, KINDS, Catalog, Doors, UnknownName
from suite.catalog.pages.component_list import component_list
from suite.catalog.pages.component_pages import component_pages


def test_a_line_each():
    lines = component_list(HERE, "optimizers").splitlines()
    assert lines[0] == f"optimizers ({len(lines) - 1})"
    assert [line.split()[0] for line in lines[1:]] == [
        entry.name for entry in HERE.entries("optimizers")
    ]
    [adam] = [line for line in lines if line.split()[0] == "adam"]
    assert "Optimizer that implements the Adam algorithm." in adam
    assert adam.endswith("[optim/adam]")


def test_all_kinds_within_the_width():
    text = component_list(HERE, width=100)
    assert [kind for kind in KINDS if f"{kind} (" not in text] == []
    assert max(map(len, text.splitlines())) <= 100
    assert "fashion_mnist" in text
    assert "mse = mean_squared_error" in text


def test_broken_plugins_are_listed(tmp_path):
    (tmp_path / "bad.py").write_text("class (:\n")
    text = component_list(Catalog(Doors(plugins=(tmp_path,))), "callbacks", width=999)
    assert "left out: " in text
    assert "bad.py:1" in text


def test_show():
    text = component_pages(HERE, "AdamW")
    assert text.startswith("optimizers/adamw  (keras 3.")
    assert "  weight_decay = 0.004\n      Float. If set, weight decay is applied." in text
    assert "In a recipe: optimizer: adamw" in text
    assert "optimizer.py" not in text
    assert "adamw.py:" in text
    assert "Args:" not in text
    assert "{{" not in text


def test_show_ours():
    text = component_pages(HERE, "resnet")
    assert "  depth = 20\n      one of 18, 20," in text
    assert "Topics: models/resnet" in text
    assert "inputs" not in text.partition("Arguments:")[2]
    assert "(required)" not in text


def test_show_required_arguments():
    text = component_pages(HERE, "cosine_decay")
    assert "decay_steps (required)" in text
    assert "learning_rate: {kind: cosine_decay, initial_learning_rate: <initial_l" in text


def test_show_every_kind_that_has_the_name():
    both = component_pages(HERE, "relu")
    assert both.startswith("layers/relu ")
    assert "\nactivations/relu " in both
    assert component_pages(HERE, "activations/relu").startswith("activations/relu ")
    assert "layers/relu" not in component_pages(HERE, "activations/relu")


def test_show_a_tfds_set():
    assert "`mnist` stands for {kind: tfds, name: mnist}" in component_pages(HERE, "mnist")
    assert "stands for" not in component_pages(HERE, "tfds")


@pytest.mark.parametrize(
    ("path", "start"),
    [
        ("keras.layers:Dense", "layers/"),
        ("keras.callbacks:History", "callbacks/"),
        ("keras.optimizers:SGD", "optimizers/"),
        ("keras.losses:Huber", "losses/"),
        ("suite.models.resnet:resnet", "models/"),
    ],
)
def test_show_a_path_in_its_kind(path, start):
    assert component_pages(HERE, path).startswith(start + path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("adm", "did you mean 'adam'"),
        ("layers/relo", "unknown layer 'relo'; did you mean 'relu'"),
        ("optimizers/relu", "a name in layers and activations"),
        ("zzzzzz", "unknown name 'zzzzzz'; all names: python -m suite list"),
        ("fashon_mnist", "did you mean 'fashion_mnist'"),
    ],
)
def test_show_unknown(name, message):
    with pytest.raises(UnknownName) as caught:
        component_pages(HERE, name)
    assert message in str(caught.value)


def test_every_page_can_be_shown():
    for kind in KINDS:
        for entry in HERE.entries(kind):
            page = component_pages(HERE, f"{kind}/{entry.name}")
            assert page.startswith(f"{kind}/{entry.name}  ({entry.origin})")
            assert "In a recipe: " in page
