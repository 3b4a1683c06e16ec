"""What the pages of `docs/do` show, run as a reader would."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import suite
from tests.commands import CHECKOUT
from tests.commands import suite as command

FOLDER = CHECKOUT / "docs" / "do"
_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE_NAME = re.compile(r"# ([\w/]+\.\w+)\n")
# What is shown and not run: other programs, other machines, what a file holds.
_NOT_RUN = ("sh", "toml")
_GAP = "..."


@dataclass(frozen=True)
class Block:
    """A fenced block: its language and its text."""

    language: str
    text: str

    @property
    def file(self) -> Path | None:
        """The file that the first line says it is."""
        named = _FILE_NAME.match(self.text)
        return Path(named[1]) if named else None


def blocks(page: str) -> list[Block]:
    """The blocks of a page in their order, but for directives and what has no language."""
    return [Block(*found) for found in _FENCED.findall((FOLDER / page).read_text("utf-8"))]


def run_page(page: str) -> None:
    """Run all of a page in the working directory: files are written, Python is executed, commands
    are typed, recipes are loaded.

    Raises:
        AssertionError: a block is not what it claims to be.
    """
    names: dict[str, object] = {}
    for block in blocks(page):
        if block.file is not None:
            block.file.parent.mkdir(parents=True, exist_ok=True)
            block.file.write_text(block.text)
        match block.language:
            case "python":
                exec(compile(block.text, str(block.file or page), "exec"), names)
            case "yaml":
                _load(block)
            case "console":
                for line, expected in _commands(block.text):
                    _type(line, expected)
            case other:
                assert other in _NOT_RUN, f"{page}: nobody runs a block of {other}"


def _load(block: Block) -> None:
    """A whole recipe, or some keys of one."""
    if block.file is None:
        Path("some-keys.yaml").write_text(f"extends: quickstart\n{block.text}")
    suite.load(block.file or "some-keys.yaml")


def _commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command with the lines that are shown of its answer."""
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
    assert parts[0] == "", "a console begins with a command"
    for part in parts[1:]:
        first, *answer = part.splitlines()
        yield first, answer


def _type(line: str, expected: list[str]) -> None:
    words = shlex.split(line)
    assert words[:2] == ["python", "-m"], line
    if words[2] == "pytest":  # that what `new` writes passes is a test of its own
        assert Path(words[3]).is_file(), line
        return
    if words[2] == "pip":
        assert tomllib.loads(Path(words[-1], "pyproject.toml").read_text("utf-8"))["project"], line
        return
    assert words[2] == "suite", line
    answer = command(*words[3:])
    assert answer.status == 0, f"{line}\n{answer.err}"
    if expected:
        pattern = r"\s.*?".join(_parts(expected)) if expected[0] != _GAP else _anywhere(expected)
        assert re.search(pattern, f"{answer.out}\n", re.DOTALL), f"{line}\n{answer.out}"


def _parts(expected: list[str]) -> list[str]:
    """The lines between the gaps, their spaces of any width and `...` for anything."""
    return [_line(line) for line in expected if line != _GAP]


def _anywhere(expected: list[str]) -> str:
    return ".*?".join(_parts(expected))


def _line(line: str) -> str:
    return r".*?".join(r"\s+".join(map(re.escape, part.split())) for part in line.split(_GAP))
