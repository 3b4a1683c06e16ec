"""The suite as it is installed."""

from __future__ import annotations

import re

import suite
from suite.package import FOLDER, VERSION


def test_the_version_is_one():
    assert suite.__version__ == VERSION
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)


def test_the_folder_holds_the_suite():
    assert (FOLDER / "package.py").is_file()
    assert FOLDER.is_absolute()
    assert FOLDER.name == "suite"


def test_what_is_public_is_there_and_is_listed():
    for name in suite.__all__:
        assert getattr(suite, name) is not None
        assert name in dir(suite)
