"""Trackers for tests: one that writes down what it is told, and some that are broken."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

from suite import Tracker


class Told(Tracker):
    """Writes a line for each call; resumed, it goes on in the same file."""

    def __init__(self, path: str | None = None):
        self.path = path

    def note(self, what, *values):
        with Path(self.path).open("a") as file:
            file.write(json.dumps([what, *values]) + "\n")

    def open(self, run):
        self.path = self.path or str(run.folder / "told.jsonl")
        self.note("open", run.id, run.name, run.group, run.settings.get("seed"))
        return run.id or "first"

    def log(self, step, values):
        self.note("log", step, dict(values))

    def finding(self, finding):
        self.note("finding", finding["diagnostic"], finding["text"])

    def finish(self, status, figures, files):
        self.note("finish", status, dict(figures), [file.name for file in files])


class Broken(Told):
    """Raises at one of its calls, or at every one."""

    def __init__(self, at: str = "all", path: str | None = None):
        super().__init__(path)
        self.at = at

    def note(self, what, *values):
        if self.at in ("all", what):
            raise RuntimeError(f"no {what} today")
        super().note(what, *values)


class Hanging(Tracker):
    """Never comes back."""

    def __init__(self, at: str = "open"):
        self.at = at

    def open(self, run):
        if self.at == "open":
            time.sleep(3600)

    def log(self, step, values):
        if self.at == "log":
            time.sleep(3600)


class Starved(Tracker):
    """Is stopped for a time when all is over, and then needs a moment."""

    def __init__(self, seconds: float):
        self.seconds = seconds

    def finish(self, status, figures, files):
        subprocess.Popen(["sh", "-c", f"sleep {self.seconds}; kill -CONT {os.getpid()}"])
        os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(0.5)


class Leaving(Tracker):
    """Ends its process, politely or not."""

    def __init__(self, by: str = "exit"):
        self.by = by

    def open(self, run):
        print("a last word")
        if self.by == "exit":
            raise SystemExit(0)
        os.abort()


def lines(path):
    """What a `Told` was told."""
    return [json.loads(line) for line in Path(path).read_text().splitlines()]
