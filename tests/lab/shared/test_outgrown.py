"""When a process counts as outgrown."""

from __future__ import annotations

import pytest

from suite.lab.shared import outgrown
from suite.lab.shared.outgrown import Outgrown, count_piece, may_be_replaced, resident
from suite.lab.shared.share import share

MB = 1e6


@pytest.fixture
def sizes(monkeypatch):
    """Of this process, one after the other."""
    found = []
    monkeypatch.setattr(outgrown, "resident", lambda: found.pop(0) * MB)
    return found


def test_only_what_comes_after_the_first_ten_counts(sizes):
    sizes += [900, 1_140, 1_160, 1_100, 1_200, 1_200]
    with may_be_replaced():
        for _ in range(10):
            count_piece(lambda: True)
        count_piece(lambda: True)  # 240 MB
        count_piece(lambda: True)  # 260 MB, of which 60 were garbage
        with pytest.raises(Outgrown, match="300 MB"):
            count_piece(lambda: True)


def test_nobody_goes_on_with_nothing(sizes):
    sizes += [0, 900, 900]
    with may_be_replaced():
        for _ in range(11):
            count_piece(lambda: False)
    assert not sizes


def test_outside_of_a_command_nothing_is_counted(tmp_path):
    done = []
    share(
        range(12),
        lock=lambda piece: tmp_path / f"{piece}.lock",
        is_done=done.__contains__,
        compute=done.append,
    )
    count_piece(lambda: True)
    assert done == list(range(12))


def test_resident_memory_follows_what_is_used():
    before = resident()
    held = bytearray(80_000_000)
    held[::4096] = b"x" * len(held[::4096])
    assert 60 * MB < resident() - before < 120 * MB
