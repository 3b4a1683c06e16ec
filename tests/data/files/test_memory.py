"""The memory of the machine."""

from __future__ import annotations

from suite.data.files import memory


def test_the_memory_of_this_machine_is_that_of_a_machine():
    assert 2**28 < memory.memory_bytes() < 2**50


def test_a_system_that_does_not_tell_has_eight_gigabytes(monkeypatch):
    monkeypatch.delattr(memory.os, "sysconf", raising=False)
    assert memory.memory_bytes() == 8 * 2**30
