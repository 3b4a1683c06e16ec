"""What reaches standard output, and what happens when that fails."""

from __future__ import annotations

import ast
import errno
import io
import subprocess
import sys

import pytest

from suite.runs.progress.choose_progress import choose_progress
from suite.screen import Screen, failure_of_output, guarded, plain, say, without_breaks
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
    """No `print` past `say`, but for what is printed with an end of its own."""
    for file in (CHECKOUT / "suite").rglob("*.py"):
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
