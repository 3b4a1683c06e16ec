"""A verdict goes by the unrounded median, and the page repeats each of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks import __main__ as command
from benchmarks.must_hold import TITLE, at_least, at_most, verdicts
from benchmarks.page import table, write_section


@pytest.mark.parametrize(
    ("limit", "ratios", "said"),
    [
        (at_least(1.05), [1.0, 1.05, 9.0], ">= 1.05: met"),
        (at_least(1.05), [1.0, 1.0499, 9.0], ">= 1.05: not met"),
        (at_most(1.1), [1.1, 0.1, 9.0], "<= 1.1: met"),
        (at_most(1.1), [1.1001, 0.1, 9.0], "<= 1.1: not met"),
    ],
)
def test_the_median_decides(limit, ratios, said):
    assert limit.verdict(ratios) == said


def test_verdicts_of_a_page_are_collected_with_their_ratios():
    lines = [("net", "a", "1.20 (1.1 to 1.3)", ">= 1.05: met", "x"), ("net", "b", "1", "", "y")]
    more = [("cmd", "s", "1.30 (1 to 2)", "<= 1.15: not met")]
    page = f"# P\n\n## One\n\n{table('abcde', lines)}\n\n## Two\n\n{table('abcd', more)}\n"
    assert verdicts(page).splitlines()[2:] == [
        "| One | net, a | 1.20 (1.1 to 1.3) | >= 1.05: met |",
        "| Two | cmd, s | 1.30 (1 to 2) | <= 1.15: not met |",
    ]
    assert verdicts(f"# P\n\n## {TITLE}\n\n{verdicts(page)}\n{page}") == verdicts(page)


def test_one_command_runs_all_and_collects_their_verdicts(tmp_path, monkeypatch, capsys):
    page = tmp_path / "page.md"

    def run(arguments: list[str]) -> subprocess.CompletedProcess:
        assert arguments[3:] == ["--rounds", "2", "--page", str(page)]
        name = arguments[2].removeprefix("benchmarks.")
        if name != "scaling":
            text = f"## {name}\n\n{table('abcd', [('net', name, '1.20', '>= 1.05: met')])}"
            write_section(page, name, text)
        return subprocess.CompletedProcess(arguments, int(name == "scaling"))

    monkeypatch.setattr(command.subprocess, "run", run)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--rounds", "2", "--page", str(page)])
    assert command.main() == 1
    text = page.read_text("utf-8")
    assert text.index("## Must hold") < text.index("## training")
    assert "Failed, and not of this run: scaling." in text
    assert text.count("met |") == 2 * (len(command.NAMES) - 1)
    assert "failed: scaling" in capsys.readouterr().err
