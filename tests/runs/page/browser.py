"""A page opened in a browser without a screen, watched for what it must not do."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.commands import CHECKOUT

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser_path() -> str:
    """The system's chromium; without one the test is skipped."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed")
    return found


def axe_script() -> str:
    """The rules of accessibility, axe-core from npm; without it the test is skipped."""
    given = os.environ.get("SUITE_AXE", CHECKOUT / "node_modules/axe-core/axe.min.js")
    if not Path(given).is_file():
        pytest.skip(
            f"no axe-core: `npm install axe-core`, or SUITE_AXE names its axe.min.js: {given}"
        )
    return Path(given).read_text("utf-8")


@dataclass
class Watched:
    """A tab, and what it said and asked for.

    Args:
        tab: of playwright.
        complaints: errors and warnings of the console, exceptions.
        requests: what it asked for beside itself.
    """

    tab: Any
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, file: Path) -> None:
        self.tab.goto(file.as_uri())
        # Not `wait_for_function`, whose text a page that allows no other scripts does not run.
        self.tab.evaluate(
            """async () => {
              for (let n = 0; n < 500 && document.querySelector('.canvas') && !window.echarts; n++)
                await new Promise((done) => setTimeout(done, 10));
            }"""
        )

    def draw_all(self) -> None:
        """Scroll through the page, so that every chart is drawn."""
        self.tab.evaluate(
            "document.querySelectorAll('details.folded').forEach((one) => (one.open = true))"
        )
        self.tab.evaluate(
            """async () => {
              for (const one of document.querySelectorAll('.canvas')) {
                one.scrollIntoView();
                for (let n = 0; n < 100 && !one.querySelector('canvas'); n++)
                  await new Promise((done) => setTimeout(done, 20));
              }
            }"""
        )

    @property
    def undrawn(self) -> list[str]:
        """The charts that are not drawn."""
        found: list[str] = self.tab.evaluate(
            "[...document.querySelectorAll('.canvas')]"
            ".filter((one) => !one.querySelector('canvas')).map((one) => one.parentElement.id)"
        )
        return found


@contextlib.contextmanager
def browser() -> Iterator[Any]:
    """Chromium without a screen."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            yield chromium
        finally:
            chromium.close()


@contextlib.contextmanager
def tab(
    chromium: Any, *, width: int = 1280, scheme: str = "light", **options: Any
) -> Iterator[Watched]:
    """A tab that is watched."""
    size = {"width": width, "height": 900}
    context = chromium.new_context(viewport=size, color_scheme=scheme, **options)
    watched = Watched(context.new_page())
    watched.tab.on(
        "console",
        lambda said: said.type in ("error", "warning") and watched.complaints.append(said.text),
    )
    watched.tab.on("pageerror", lambda error: watched.complaints.append(str(error)))
    watched.tab.on("dialog", lambda box: (watched.complaints.append("a dialog"), box.dismiss()))
    watched.tab.on("request", lambda asked: watched.requests.append(asked.url))
    try:
        yield watched
    finally:
        context.close()
