"""What looks something up fits the terminal, and cuts no word."""

from __future__ import annotations

import pytest

from tests.commands import succeed

LOOKUPS = [
    ("list",),
    ("list", "recipes"),
    ("topics",),
    ("topics", "models"),
    ("show", "training"),
    ("show", "training.epochs"),
]


@pytest.mark.parametrize("arguments", LOOKUPS, ids=" ".join)
def test_lines_fit(arguments, monkeypatch):
    monkeypatch.setenv("COLUMNS", "1000")
    known = {word for line in succeed(*arguments).splitlines() for word in line.split()}
    for width in (72, 80, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        lines = succeed(*arguments).splitlines()
        assert max(map(len, lines)) <= width
        assert {word for line in lines for word in line.split()} <= known | {"..."}
