"""When a process counts as outgrown."""

from __future__ import annotations

import pytest

from suite.lab.shared.outgrown import Outgrown, _Replaceable, count_piece, resident
from suite.lab.shared.share import share

MB = 1e6


def test_only_what_comes_after_the_first_ten_counts():
    sizes = iter([900 * MB, 1_190 * MB, 1_210 * MB, 1_150 * MB, 1_250 * MB, 1_250 * MB])
    process = _Replaceable(memory=lambda: next(sizes))
    for _ in range(10):
        process.count(lambda: True)
    process.count(lambda: True)  # 290 MB
    process.count(lambda: True)  # 310 MB, of which garbage was 60
    with pytest.raises(Outgrown, match="350 MB"):
        process.count(lambda: True)


def test_nobody_goes_on_with_nothing():
    sizes = iter([0.0, 900 * MB, 900 * MB])
    process = _Replaceable(memory=lambda: next(sizes))
    for _ in range(11):
        process.count(lambda: False)


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
