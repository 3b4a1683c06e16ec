"""What the commands share: options, the machine in words, tables, and the page of figures."""

from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path

from suite.runs.environment import describe_environment
from suite.runs.files.write_whole import write_whole

_TITLE = """# Benchmarks

Ratios of what took turns on one machine; above 1 the suite is faster, where a table does not say
otherwise. Absolute figures are those of the machine named. `python -m benchmarks --page
docs/benchmarks.md` measures all of it anew.

<!-- must-hold: begin -->
<!-- must-hold: end -->
"""


def options(description: str, rounds: int | None) -> argparse.ArgumentParser:
    """A parser with the options that every benchmark has; `rounds` is None where they differ."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    default = f" (default {rounds})" if rounds else ""
    parser.add_argument(
        "--rounds", type=positive, default=rounds, help=f"turns of each side{default}"
    )
    parser.add_argument("--page", type=Path, help="write the table into this Markdown file, too")
    return parser


def positive(text: str) -> int:
    """A whole number from 1 on, for argparse."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {number}")
    return number


def installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def machine() -> str:
    """The device, and the versions of whatever computes."""
    from suite.training.replicas.strategy import describe_devices  # imports TensorFlow

    environment = describe_environment(accelerators=describe_devices())
    versions = dict(environment["versions"])
    for package in ("torch", "torchvision", "jax"):
        if installed(package):
            versions[package] = metadata.version(package)
    settings = [f"{name}={value}" for name, value in environment["variables"].items()]
    packages = [f"{name} {version}" for name, version in versions.items()]
    return f"{environment['device']}; {', '.join([*packages, *settings])}."


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; columns after the first two are figures, to the right."""
    rule = ["---" if index < 2 else "---:" for index in range(len(header))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, rule, *rows))


def whole_page(title: str, documentation: str, command: str, table: str) -> str:
    """A page with one table: what it shows is the third paragraph of a module's documentation."""
    explanation = " ".join(documentation.split("\n\n")[2].split())
    return f"# {title}\n\n{explanation}\n\nMade by `{command}` on {machine()}\n\n{table}\n"


def publish(name: str, text: str, page: Path | None) -> None:
    """Print a benchmark's section, and put it into the page where one is given."""
    print(text, flush=True)
    if page is not None:
        write_section(page, name, text)


def write_section(page: Path, name: str, text: str) -> None:
    """Replace the section `name` of a page, or add it at the end; the others stay.

    Raises:
        ValueError: the section begins but does not end.
    """
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    section = f"{begin}\n{text.strip()}\n{end}"
    old = page.read_text("utf-8") if page.exists() else _TITLE
    before, found, rest = old.partition(begin)
    if not found:
        write_whole(page, f"{old.rstrip()}\n\n{section}\n")
        return
    _, closed, after = rest.partition(end)
    if not closed:
        raise ValueError(f"{page} must hold `{end}` after `{begin}`.")
    write_whole(page, before + section + after)
