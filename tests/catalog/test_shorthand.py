"""What recipes write in short, spelt out."""

from __future__ import annotations

import pytest

from suite.catalog import HERE, Catalog, Component, Doors
from suite.catalog.shorthand import source_name, spelt_out


def spelt(kind, value, catalog=HERE):
    component = Component.parse(value)
    return spelt_out(catalog.find(kind, component.kind), component)


@pytest.mark.parametrize(
    ("kind", "value", "arguments"),
    [
        ("optimizers", {"kind": "sgd", "momentum": 0.0}, {"momentum": 0.0}),
        ("layers", {"kind": "dense", "units": 1e3}, {"units": 1000}),
        ("layers", {"kind": "dense", "units": 2.5}, {"units": 2.5}),
        ("layers", {"kind": "conv2d", "kernel_size": [3.0, 3]}, {"kernel_size": [3, 3]}),
        ("layers", {"kind": "dropout", "rate": 0.0}, {"rate": 0.0}),
        ("layers", {"kind": "group_normalization", "groups": 4.0}, {"groups": 4}),
        ("models", {"kind": "mlp", "widths": [64.0, 32]}, {"widths": [64, 32]}),
        ("callbacks", {"kind": "early_stopping", "patience": 5.0}, {"patience": 5}),
        ("callbacks", {"kind": "early_stopping", "min_delta": 1.0}, {"min_delta": 1.0}),
        ("callbacks", {"kind": "early_stopping", "patience": "5ep"}, {"patience": "5ep"}),
        ("optimizers", {"kind": "sgd", "unknown": 1.0}, {"unknown": 1.0}),
    ],
)
def test_whole_numbers_where_they_are_meant(kind, value, arguments):
    found = spelt(kind, value).arguments
    assert found == arguments
    assert repr(found) == repr(arguments)


@pytest.mark.parametrize(
    ("written", "arguments"),
    [
        ("mnist", {"name": "mnist"}),
        ("MNIST", {"name": "mnist"}),
        ("FashionMNIST", {"name": "fashion_mnist"}),
        ("mnist_corrupted/fog", {"name": "mnist_corrupted/fog"}),
        ({"kind": "cifar10", "resize": 8}, {"name": "cifar10", "resize": 8}),
    ],
)
def test_a_set_of_tfds_by_its_own_name(written, arguments):
    found = spelt("data", written)
    assert (found.kind, found.arguments) == ("tfds", arguments)


def test_a_source_of_ours_stays_what_it_is():
    assert spelt("data", "digits") == Component("digits")
    assert spelt("data", {"kind": "tfds", "name": "x"}) == Component("tfds", {"name": "x"})
    assert source_name(HERE.find("data", "digits"), Component("digits")) is None
    assert source_name(HERE.find("data", "mnist"), Component("mnist")) == "mnist"
    assert source_name(HERE.find("layers", "dense"), Component("mnist")) is None


def test_bare_names_in_a_list_of_layers(tmp_path):
    (tmp_path / "net.py").write_text(
        "def net(inputs, classes, layers: list[Layer] = (), words: list[str] = ()): ...\n"
    )
    catalog = Catalog(Doors(tmp_path))
    arguments = {"layers": ["flatten", {"kind": "dense"}, 3, " "], "words": ["flatten"]}
    found = spelt("models", {"kind": "./net.py:net", **arguments}, catalog)
    assert found.arguments == {
        "layers": [{"kind": "flatten"}, {"kind": "dense"}, 3, " "],
        "words": ["flatten"],
    }


def test_nothing_of_the_recipe_is_changed():
    component = Component("dense", {"units": 1e3})
    spelt_out(HERE.find("layers", "dense"), component)
    assert component.arguments == {"units": 1e3}
