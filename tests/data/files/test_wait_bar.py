from __future__ import annotations

import pytest

from suite.data.files import wait_bar as module
from suite.data.files.wait_bar import wait_bar


@pytest.mark.parametrize(
    ("patience", "terminal", "shown"),
    [(-1.0, True, True), (60.0, True, False), (-1.0, False, False)],
)
def test_only_long_work_on_a_terminal_shows_a_bar(monkeypatch, capsys, patience, terminal, shown):
    monkeypatch.setattr(module, "PATIENCE", patience)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    if terminal:
        monkeypatch.setenv("FORCE_COLOR", "1")  # makes rich take any stream for a terminal
    with wait_bar("decoding 3 images", 3) as advance:
        for _ in range(3):
            advance(1)
    out, err = capsys.readouterr()
    assert out == ""
    assert ("decoding 3 images" in err) == shown
    assert shown or err == ""
