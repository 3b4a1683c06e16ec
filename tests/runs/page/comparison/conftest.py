"""Hundreds of small files."""

from __future__ import annotations

import pytest

from suite.runs.files import write_whole


@pytest.fixture(autouse=True)
def unflushed(monkeypatch):
    """Nobody cuts the power here."""
    monkeypatch.setattr(write_whole, "flush", lambda path: None)
