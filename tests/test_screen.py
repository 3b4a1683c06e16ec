"""What reaches standard output, and what happens when that fails."""

from __future__ import annotations

import ast
import errno
import io
import os
import shlex
import subprocess
import sys

import pytest

from suite.runs.progress.choose_progress import choose_progress
from suite.screen import (
    Screen,
    columns,
    failure_of_output,
    folded,
    guarded,
    plain,
    say,
    shows_blocks,
    without_breaks,
)
from tests.commands import CHECKOUT, environment, suite


class Failing(io.StringIO):
    """Takes some writes, then none."""

    def __init__(self, error, takes=0):
        super().__init__()
        self.error, self.takes = error, takes

    def write(self, text):
        if self.takes <= 0:
            raise self.error
        self.takes -= 1
        return super().write(text)


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("é 中 🙂 \u200d \xa0 $x$ [red]", "é 中 🙂 \u200d \xa0 $x$ [red]"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[31mred\x1b[0m \x1b[1;4mbold\x1b[m", "red bold"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x1b[2J\x1b[H", r"\x1b[2J\x1b[H"),
        ("a\rb\x08c\x00\x7f", r"a\rb\x08c\x00\x7f"),
        ("\x9b31m", r"\x9b31m"),
        ("a\u202eb\u2066c\u2028", r"a\u202eb\u2066c\u2028"),
        (b"caf\xe9".decode("utf-8", "surrogateescape"), r"caf\udce9"),
    ],
)
def test_a_terminal_obeys_nothing(text, shown):
    assert plain(text) == shown


def test_a_name_with_a_line_break_is_one_line():
    assert without_breaks("c\nd  38.9%") == r"c\nd  38.9%"


def test_output_that_fails_ends_nothing(monkeypatch):
    out = Failing(FULL, takes=1)
    monkeypatch.setattr(sys, "stdout", out)
    with guarded():
        print("one", end="")
        for _ in range(3):
            say("two")
        assert failure_of_output() == "No space left on device"
    assert sys.stdout is out
    assert out.getvalue() == "one"


@pytest.mark.parametrize("error", [BrokenPipeError(), None])
def test_a_reader_that_has_gone_is_no_failure(monkeypatch, error):
    monkeypatch.setattr(sys, "stdout", Failing(error) if error else io.StringIO())
    with guarded():
        say("text")
        assert failure_of_output() is None


def test_closed_streams_are_as_good_as_none(monkeypatch):
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stdout", closed)
    monkeypatch.setattr(sys, "stderr", None)
    with guarded():
        say("text")
        say("text", error=True)
        sys.stdout.flush()
        assert not sys.stdout.isatty()
        assert not sys.stderr.isatty()


def test_a_stream_of_somebody_s_making_may_lack_all_but_write(monkeypatch):
    class Log:
        text = ""

        def write(self, text):
            self.text += text

    log = Log()
    monkeypatch.setattr(sys, "stdout", log)
    with guarded():
        say("text")
        assert not sys.stdout.isatty()
    choose_progress().message("a message")
    assert log.text == "text\na message\n"


def test_a_progress_display_without_a_stream(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    choose_progress().message("nobody hears")


def test_a_working_directory_that_is_gone_is_named(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    answer = suite("check", "quickstart")
    message = "error: the working directory is gone (no such file or directory); change to another"
    assert (answer.status, answer.err) == (2, f"{message}\n")


def test_characters_that_the_encoding_lacks_are_shown_by_their_codes():
    raw = io.BytesIO()
    screen = Screen(io.TextIOWrapper(raw, encoding="ascii", write_through=True))
    screen.writelines(["é", "中 a\n"])
    assert raw.getvalue() == rb"\xe9\u4e2d a" + b"\n"
    assert screen.failure is None


def test_guards_do_not_pile_up():
    with guarded():
        outer = sys.stdout
        with guarded():
            assert sys.stdout is outer
        assert sys.stdout is outer
    assert not isinstance(sys.stdout, Screen)


def test_a_list_that_is_lost_is_a_failure(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", Failing(FULL))
    from suite.cli.main import main

    assert main(["list", "optimizers"]) == 1
    message = "error: standard output cannot be written: No space left on device\n"
    assert capsys.readouterr().err == message


def test_names_that_are_escapes_are_shown(tmp_path):
    path = tmp_path / "r.yaml"
    path.write_text('model: mlp\n"\\e]0;own\\a\\u202e": 1\noptimizer: {kind: "\\e[2Jsgd"}\n')
    for answer in (
        suite("check", path),
        suite("check", tmp_path / "\x1b[2J.yaml"),
        suite("show", "\x1b[2J"),
        suite("run", "quickstart", "a.\x1b[2J=3"),
        suite("run", "quickstart", "--\x1b[2J"),
        suite("check", path, "--traceback"),
    ):
        assert answer.status == 2
        assert "\x1b" not in answer.out + answer.err
        assert "\u202e" not in answer.out + answer.err
        assert r"\x1b" in answer.err


def test_everything_is_said_plainly():
    """No `print` past `say`, but for what is printed with an end of its own, and in files that
    are handed on and know nothing of the suite."""
    handed_on = set((CHECKOUT / "suite/lab/export/bundle").glob("*.py"))
    for file in set((CHECKOUT / "suite").rglob("*.py")) - handed_on:
        tree = ast.parse(file.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "print":
                assert "plain(" in ast.unparse(node), f"{file}:{node.lineno}"


@pytest.mark.parametrize(
    ("redirection", "status"),
    [
        (">&-", 0),
        ("2>&-", 0),
        (">&- 2>&- <&-", 0),
        (">/dev/full", 1),
        ("| head -1", 0),
        ("| true", 0),
    ],
)
def test_a_shell_closes_fills_or_cuts_standard_output(redirection, status):
    if not sys.platform.startswith("linux"):
        pytest.skip("needs /dev/full and a POSIX shell")
    verb = "--help" if "true" in redirection else "list layers"
    command = f'"{sys.executable}" -m suite {verb} {redirection}; exit ${{PIPESTATUS[0]}}'
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, env=environment()
    )
    assert done.returncode == status
    lost = "error: standard output cannot be written: No space left on device\n"
    assert done.stderr == (lost if status else "")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("short", 40, ["short"]),
        ("", 40, [""]),
        ("a b\n\nc", 3, ["a b", "", "c"]),
        ("one two three", 7, ["one two", "  three"]),
        ("    one two three", 11, ["    one two", "      three"]),
        ("/a/long/path/of/a/run", 8, ["/a/long/path/of/a/run"]),
        ("runs: /a/long/path-of-a-run", 8, ["runs:", "  /a/long/path-of-a-run"]),
        ("/a b: " + "c" * 8, 8, ["/a b:", "  cccccccc"]),
        ("it: python -m suite report", 24, ["it: python -m suite \\", "  report"]),
        ("  python -m suite run a b=c", 24, ["  python -m suite run \\", "    a b=c"]),
        ('python -m suite run "a b" c', 24, ["python -m suite run \\", '  "a b" c']),
        ("python -m suite run 'a b c' '", 24, ["python -m suite run \\", "  'a b c' '"]),
        ("a loss (since step 9)  try: b -> c", 20, ["a loss", "  (since step 9)", "  try: b -> c"]),
        ("a long loss that fell (since step 9)", 22, ["a long loss that fell", "  (since step 9)"]),
        ("trial 1  rate=0.1  val_loss 0.5  2 s", 26, ["trial 1  rate=0.1", "  val_loss 0.5  2 s"]),
        ("see: it: python -m suite list", 16, ["see: it: python", "  -m suite list"]),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="the shell is not POSIX's")
def test_long_lines_are_broken_between_words(text, width, lines):
    assert folded(text, width).split("\n") == lines


@pytest.mark.skipif(os.name == "nt", reason="the shell is not POSIX's")
@pytest.mark.parametrize("width", [1, 24, 40, 60, 80, 200])
def test_a_command_that_is_broken_is_the_same_command(width):
    line = (
        """python -m suite run "my runs/a/recipe.yaml" optimizer='{kind: sgd, momentum: 0.9}' a=b"""
    )
    assert shlex.split(folded(line, width).replace("\\\n", "")) == shlex.split(line)


def test_a_command_stays_whole_where_lines_do_not_go_on(monkeypatch):
    monkeypatch.setattr(os, "name", "nt")
    assert folded("it: python -m suite report a", 12) == "it: python -m suite report a"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_what_is_said_is_broken_on_terminals_alone(stream, monkeypatch):
    monkeypatch.setenv("COLUMNS", "12")
    out = stream()
    monkeypatch.setattr(sys, "stdout", out)
    say("one two three")
    lines = "one two\n  three\n" if stream is Terminal else "one two three\n"
    assert out.getvalue() == lines


@pytest.mark.parametrize(
    ("asked", "stream", "width"),
    [
        (None, io.StringIO(), 72),
        ("", io.StringIO(), 72),
        ("0", io.StringIO(), 72),
        ("wide", io.StringIO(), 72),
        ("120", io.StringIO(), 120),
        ("120", Terminal(), 120),
        (None, Terminal(), 72),  # it has no descriptor
        (None, object(), 72),
    ],
)
def test_the_width_of_a_stream(asked, stream, width, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    if asked is not None:
        monkeypatch.setenv("COLUMNS", asked)
    assert columns(stream, piped=72) == width


@pytest.mark.parametrize(
    ("variables", "encoding", "blocks"),
    [
        ({}, "utf-8", True),
        ({}, "ascii", False),
        ({}, "cp1252", False),
        ({}, "no-such", False),
        ({"LANG": "C"}, "utf-8", False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "utf-8", False),  # which Python has set
        ({"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, "utf-8", True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "POSIX"}, "utf-8", False),
        ({"LANG": "en_US.UTF-8"}, "utf-8", True),
    ],
)
def test_blocks_are_shown_where_they_can_be(variables, encoding, blocks, monkeypatch):
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert shows_blocks(type("Stream", (), {"encoding": encoding})()) is blocks
