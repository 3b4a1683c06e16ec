"""The columns that are read of every epoch where a history is read in brief."""

from __future__ import annotations

import re

from suite.doctor import EPOCH_COLUMNS
from tests.commands import CHECKOUT


def test_they_are_those_that_rules_ask_for():
    sources = [file.read_text("utf-8") for file in (CHECKOUT / "suite" / "doctor").rglob("*.py")]
    ways = (r'\.column\(f?"(\w+/[\w{}]+)"', r'"(\w+/\w+)" in case\.rows\[0\]')
    asked = {name for way in ways for source in sources for name in re.findall(way, source)}
    asked.remove("gradient_norm/{name}")
    assert asked | {"gradient_norm/mean", "gradient_norm/rms"} == set(EPOCH_COLUMNS)
