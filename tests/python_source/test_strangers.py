"""Signatures read from source against `inspect`, on classes and functions of others."""

from __future__ import annotations

import importlib
import inspect
import itertools

import pytest

from suite.python_source.module import locate, module_file, read
from suite.python_source.parameter import REQUIRED, SourceText
from suite.python_source.signature import signature

GATHERED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
# Modules of the standard library, of what the suite depends on, and of what others bring along.
MODULES = [
    *("argparse", "calendar", "cmd", "configparser", "csv", "difflib", "email.message"),
    *("ftplib", "gettext", "gzip", "http.client", "imaplib", "json.encoder", "logging", "mailbox"),
    *("optparse", "pickle", "poplib", "pprint", "queue", "random", "sched", "shelve"),
    *("smtplib", "statistics", "string", "tarfile", "tempfile", "textwrap", "threading", "timeit"),
    *("traceback", "unittest.mock", "uuid", "weakref", "xmlrpc.client"),
    *("zipfile", "rich.table", "rich.live", "rich.console", "rich.progress_bar", "rich.text"),
    *("yaml.resolver", "yaml.emitter", "keras.src.layers.core.dense"),
    *("keras.src.optimizers.sgd", "keras.src.callbacks.early_stopping"),
    *("keras.src.trainers.epoch_iterator", "sklearn.linear_model._logistic"),
    *("sklearn.ensemble._forest", "sklearn.model_selection._split"),
    *("sklearn.preprocessing._data", "sklearn.decomposition._pca", "sklearn.svm._classes"),
]  # fmt: skip


def own_definitions(name):
    """What a module defines itself and has, once imported, under the same name."""
    module = importlib.import_module(name)
    for definition in read(module_file(name), name).definitions.values():
        loaded = vars(module).get(definition.name)
        if getattr(loaded, "__module__", None) == name and not isinstance(loaded, property):
            yield definition, loaded


def plain(loaded):
    """Whether the object takes what its source says: no decorator or metaclass is in between."""
    if inspect.isfunction(loaded):
        return not hasattr(loaded, "__wrapped__") and loaded.__code__.co_name == loaded.__name__
    return inspect.isclass(loaded) and inspect.isfunction(vars(loaded).get("__init__"))


def taken(loaded):
    """Name -> parameter of what a call takes, as Python sees it."""
    function = loaded.__init__ if inspect.isclass(loaded) else loaded
    parameters = list(inspect.signature(function, follow_wrapped=False).parameters.values())
    named = parameters[1:] if inspect.isclass(loaded) else parameters
    return {one.name: one for one in named if one.kind not in GATHERED}


@pytest.mark.parametrize("module", MODULES)
def test_the_source_tells_what_python_takes(module):
    pytest.importorskip(module.partition(".")[0])
    seen = 0
    for definition, loaded in own_definitions(module):
        if not plain(loaded) or (not definition.is_class and not inspect.isfunction(loaded)):
            continue
        if definition.is_class and "__init__" not in {
            getattr(one, "name", "") for one in definition.node.body
        }:
            continue  # made by a decorator
        actual = taken(loaded)
        found = {one.name: one for one in signature(definition).parameters}
        where = f"{module}.{definition.name}"
        assert [*found][: len(actual)] == [*actual], where
        for name, parameter in actual.items():
            assert found[name].required is (parameter.default is parameter.empty), where
        seen += 1
    assert seen > 0


@pytest.mark.parametrize("module", MODULES)
def test_literal_defaults_are_those_of_the_objects(module):
    pytest.importorskip(module.partition(".")[0])
    for definition, loaded in own_definitions(module):
        if not plain(loaded):
            continue
        actual = taken(loaded)
        for parameter in signature(definition).parameters:
            default = parameter.default
            if default is REQUIRED or isinstance(default, SourceText):
                continue
            if parameter.name in actual:
                assert default == actual[parameter.name].default, (module, definition.name)
                assert type(default) is type(actual[parameter.name].default)


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("sklearn.linear_model.Ridge", ["alpha", "fit_intercept", "copy_X", "max_iter", "tol"]),
        ("sklearn.svm.SVC", ["C", "kernel", "degree", "gamma", "coef0"]),
        ("keras.layers.Dense", ["units", "activation", "use_bias", "kernel_initializer"]),
        ("keras.Model", []),
        ("keras.callbacks.EarlyStopping", ["monitor", "min_delta", "patience", "verbose"]),
        ("yaml.Loader", ["stream"]),
    ],
)
def test_public_names_lead_to_the_class(path, names):
    if path.startswith("sklearn"):
        pytest.importorskip("sklearn")
    found = signature(locate(path)).parameters
    assert [one.name for one in itertools.islice(found, len(names))] == names
