"""`suite.layers.Maxout` and its like: each package lists its names and imports them when asked."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import suite
from suite.catalog import KINDS, own_entries
from tests.commands import CHECKOUT, environment
from tests.test_architecture import imported, parsed

# Of `suite.checks` the names are those of the machine that runs them.
ROOMS = {
    kind: importlib.import_module(table.room.replace("/", "."))
    for kind, table in KINDS.items()
    if table.room.startswith("suite/")
    and own_entries(kind)
    and table.room.count("/") == 1
    and kind != "checks"
}


def test_the_packages_of_parts():
    assert set(ROOMS) == {
        *("models", "layers", "initializers", "initializations", "optimizers", "schedules"),
        *("losses", "metrics", "surfaces", "trackers", "activations"),
    }


@pytest.mark.parametrize("kind", ROOMS)
def test_a_package_lists_what_the_catalog_has(kind):
    # What gives Keras's own activations their arguments is no activation itself.
    listed = set(ROOMS[kind].__all__) - {"BoundActivation", "BoundFunction"}
    assert sorted(listed) == sorted(one.attribute for one in own_entries(kind))
    for entry in own_entries(kind):
        assert getattr(ROOMS[kind], entry.attribute) is entry.load()
        assert entry.attribute in dir(ROOMS[kind])


def test_activations_are_those_of_keras_with_arguments():
    from suite.activations import BoundActivation, BoundFunction

    assert issubclass(BoundActivation, BoundFunction)


def test_packages_import_nothing_heavy():
    packages = ", ".join(f"suite.{room}" for room in ROOMS)
    script = f"import sys, {packages}; assert not {{'keras', 'numpy'}} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True, env=environment())


@pytest.mark.slow
def test_a_layer_may_be_the_first_to_import_keras():
    """Keras has all layers imported, while the file of this one is at its first lines."""
    script = "from suite.layers import Maxout; assert Maxout.__name__ == 'Maxout'"
    subprocess.run([sys.executable, "-c", script], check=True, env=environment())


@pytest.mark.parametrize("room", ["activations", "initializers", "layers"])
def test_a_layer_may_be_imported_before_keras(room):
    """Then Keras has the others imported, which may not need anything of the unfinished one."""
    for file in Path(CHECKOUT, "suite", room).glob("[!_]*.py"):
        for name in imported(parsed(file)):
            inside = name.split(".")[:2] == ["suite", room]
            assert not inside or name.split(".")[2][0] == "_", f"{file.name} imports {name}"


def test_the_function_keeps_its_place_when_its_file_is_imported():
    file = importlib.import_module("suite.models.cnn")
    assert isinstance(file, ModuleType)
    from suite import models
    from suite.models import cnn
    from suite.models.cnn import cnn as same

    assert cnn is same is models.cnn is file.cnn


def test_a_file_without_such_a_function_is_a_module():
    from suite.schedules import step

    assert isinstance(step, ModuleType)
    assert step.Step is suite.schedules.Step


@pytest.mark.parametrize("package", [suite, *ROOMS.values()], ids=lambda one: one.__name__)
def test_any_other_name_is_unknown(package):
    with pytest.raises(
        AttributeError, match=f"^module '{package.__name__}' has no attribute 'Foo'"
    ):
        package.Foo  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'Foo'"):
        exec(f"from {package.__name__} import Foo")


@pytest.mark.parametrize("name", suite.__all__)
def test_the_package_itself(name):
    assert getattr(suite, name).__name__ == name
    assert name in vars(suite)  # at hand from the first use on


def test_a_star_brings_all_names():
    names: dict[str, object] = {}
    exec("from suite.surfaces import *", names)
    assert {"Beale", "Quadratic", "Rosenbrock", "Saddle"} <= set(names)
