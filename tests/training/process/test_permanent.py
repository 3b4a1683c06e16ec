"""What is imported in a process of the suite's own, and the garbage collector."""

from __future__ import annotations

import gc
import sys
import weakref

import pytest

from suite import screen
from suite.training.process import quiet
from suite.training.process.permanent import permanent


class Ring:
    """Garbage that only the collector frees."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before():
    gc.collect()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.parametrize("enabled", [True, False])
def test_nothing_is_collected_in_the_block_and_the_collector_is_as_before(enabled):
    (gc.enable if enabled else gc.disable)()
    with permanent():
        assert not gc.isenabled()
    assert gc.isenabled() is enabled


def test_an_error_leaves_the_collector_running():
    with pytest.raises(ImportError), permanent():
        raise ImportError
    assert gc.isenabled()


def test_what_was_there_is_kept_and_what_comes_after_is_collected():
    with permanent():
        there = weakref.ref(Ring())
    after = weakref.ref(Ring())
    gc.collect()
    assert there() is not None
    assert after() is None


@pytest.mark.parametrize("own", [True, False])
def test_only_a_process_of_the_suites_own_keeps_what_is_imported(own, tmp_path, monkeypatch):
    (tmp_path / "tensorflow.py").write_text(
        "class config:\n    list_logical_devices = staticmethod(list)\n"
    )
    (tmp_path / "keras.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("tensorflow", "keras"):
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(quiet, "check_backend", lambda: None)
    monkeypatch.setattr(sys, "stderr", screen.Screen(sys.stderr, is_own=own))
    before = gc.get_freeze_count()
    quiet.import_tensorflow()
    assert (gc.get_freeze_count() > before) is own
    assert gc.isenabled()
