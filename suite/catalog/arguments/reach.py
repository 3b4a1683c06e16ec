"""What a recipe from the web may not say in arguments: whatever leads out of its run directory.

Names of components are judged where they are looked up (`Lookup.find`). Here it is the other texts,
by their form whatever the argument, and by the argument's name where a plain word is a file.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from suite.catalog.arguments.misfit import ArgumentPath, Misfit
from suite.catalog.component import Component, is_component
from suite.catalog.names.aliases import tfds_name
from suite.catalog.names.doors import NAMES_CODE, Doors
from suite.catalog.names.spelling import key

# Arguments of callbacks that name a file or folder to write: a run has them in its directory.
OUTPUTS = ("filename", "filepath", "folder", "log_dir")
# What the suite reads and runs itself: no callback of a stranger's may write it.
OF_THE_RUN = (
    "best.keras",
    "callbacks",
    "checkpoints",
    "curves.png",
    "diagnostics.jsonl",
    "examination.json",
    "findings.json",
    "history.csv",
    "identity.json",
    "model.keras",
    "model.weights.h5",
    "outcome.json",
    "path.csv",
    "path.png",
    "recipe.yaml",
    "report.html",
    "setup.json",
    "summary.json",
    "track",
)
_READ_BY_OTHERS = (".py", ".pyc", ".pth", ".so", ".yaml", ".yml", ".sh", ".ipynb")
# Components that do nothing but reach out, whatever they are given.
_REACHING = {
    ("callbacks", "remotemonitor"): "sends figures to a host",
    ("layers", "tfsmlayer"): "runs a graph that lies on this machine",
    ("trackers", "comet"): "sends figures to a host",
    ("trackers", "mlflow"): "sends figures to a host",
    ("trackers", "wandb"): "sends figures to a host",
}
_DOWNLOADS = {("models", "application"): "weights"}

_LEADS_OUT = re.compile(
    r"\s*(~|\.?[/\\])|\s*[A-Za-z]:[/\\]|.*://|(.*[/\\])?\s*\.\.\s*([/\\]|$)", re.S
)
_FILE = re.compile(
    r"(.*_)?(file|filename|filepath|path|dir|directory|folder|root|url|uri|host|address|endpoint"
    r"|vocabulary|port|socket)s?"
)
# A name of files as a recipe writes it: parts without signs, and Keras's fields such as
# `{epoch:02d}` and `{val_loss:.3f}`, of which no conversion makes a part like `..`.
_FIELD = re.compile(r"\{[^\W\d]\w*(:0?\d{0,2}(\.\d{1,2})?[deEfFgG]?)?\}")
_PART = r"(?!\.{1,2}(/|$))[\w.+ -]+"
_OUTPUT = re.compile(rf"{_PART}(/{_PART})*")
_TFDS = re.compile(r"[\w/-]+(\.[\w-]+)*(:[\d.*]+)?")

_REMEDY = "give it yourself, as an override, or pass --trust if you trust this address"


def strays(kind: str, component: Component, doors: Doors) -> Iterator[Misfit]:
    """Everything in a component that came from the web and leads out of the run directory.

    Args:
        kind: the table that the component's name is looked up in.
        component: as the recipe has it.
        doors: of the recipe; through open ones everything goes.

    Returns:
        Pairs of a path inside the component and a message.
    """
    if not doors.are_open:
        yield from _Walk(kind, doors).component(kind, component, ())


class _Walk:
    def __init__(self, kind: str, doors: Doors):
        self.kind = kind
        self.doors = doors

    def component(self, kind: str, component: Component, path: ArgumentPath) -> Iterator[Misfit]:
        name = (kind, key(component.kind))
        for known, what in _REACHING.items():
            if known[1] == name[1] and not self.doors.open_to(component.kind):
                yield (*path, "kind"), f"{what}, which a recipe from the web may not; {_REMEDY}"
        for argument, value in component.arguments.items():
            place = (*path, argument)
            if argument == _DOWNLOADS.get(name) and self.strange(value):
                yield place, f"downloads, and a recipe from the web reaches no host; {_REMEDY}"
            elif name == ("data", "tfds") and argument == "name" and self.strange(value):
                if not (_TFDS.fullmatch(value) and tfds_name(value.partition(":")[0])):
                    yield place, f"names a set that the catalog does not list; {_REMEDY}"
            else:
                yield from self.value(argument, value, place)

    def value(self, argument: str, value: Any, path: ArgumentPath) -> Iterator[Misfit]:
        if is_component(value):
            yield from self.component("", Component.parse(value), path)
        elif isinstance(value, Mapping):
            if "class_name" in value:  # Keras would look up and build what is written there
                yield (*path, "class_name"), NAMES_CODE
            for name, one in value.items():
                yield from self.value(str(name), one, (*path, name))
        elif isinstance(value, list | tuple):
            for index, one in enumerate(value):
                # Several words may be a vocabulary itself; several files are files.
                name = argument if argument != "vocabulary" else ""
                yield from self.value(name, one, (*path, index))
        elif isinstance(value, int) and argument in OUTPUTS:  # a file that is open already
            yield path, f"must be a text, the name of a file. Received: {value!r}"
        elif self.strange(value) and (message := self.text(argument, value, len(path) == 1)):
            yield path, message

    def strange(self, value: Any) -> bool:
        """Whether a value is a text that is not the user's own."""
        return isinstance(value, str) and not self.doors.open_to(value)

    def text(self, argument: str, text: str, is_direct: bool) -> str | None:
        """What is wrong with a stranger's text."""
        if self.kind == "callbacks" and is_direct and argument in OUTPUTS:
            return self.output(text)
        if names_code(text):
            return NAMES_CODE
        if _FILE.fullmatch(argument) or _LEADS_OUT.match(text) or "\0" in text:
            return (
                "names a file of this machine, or a host, which a recipe from the web may not; "
                f"{_REMEDY}"
            )
        return None

    def output(self, text: str) -> str | None:
        """What is wrong with a file that a callback is to write."""
        if self.doors.home is not None and "\0" not in text:
            text = _below(self.doors.home, text)
        plain = _FIELD.sub("0", text)
        if not _OUTPUT.fullmatch(plain):
            return (
                "must be a plain name of a file in the run directory, which a recipe from the web "
                f"may not leave; {_REMEDY}"
            )
        # As file systems compare names that care little for case and form.
        folded = unicodedata.normalize("NFKC", plain).casefold().rstrip(". ")
        first = folded.split("/")[0].rstrip(". ")
        if first in OF_THE_RUN or folded.endswith(_READ_BY_OTHERS):
            return f"is a file that others read; choose another name, or {_REMEDY}"
        return None


def names_code(text: str) -> bool:
    """Whether a text has the form `package.module:Name` or `./file.py:Name`, however spelt."""
    place, _, attribute = text.rpartition(":")
    return bool(place.strip()) and attribute.strip().isidentifier()


def _below(home: Path, text: str) -> str:
    """A path relative to the run directory; `..` where it leads out of it, even through a link."""
    real, given = os.path.realpath(home), text.replace("{{", "{").replace("}}", "}")
    path = os.path.realpath(os.path.join(real, given))
    return os.path.relpath(path, real).replace(os.sep, "/")
