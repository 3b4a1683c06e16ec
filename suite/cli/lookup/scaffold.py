"""What a user brings, to begin with: small working files and their tests."""

from __future__ import annotations

import keyword
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from suite.catalog.names.spelling import snake_case
from suite.errors import UserError
from suite.given_path import brief
from suite.recipe.text.modeline import with_modeline

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Scaffold:
    """What `new KIND NAME` writes.

    Args:
        files: template -> name of the file; `$name`, `$camel`, `$dashed` and `$title` are the given
            name in its forms, here and in the templates.
        use: how it is used then, a line; `$file` is the first file.
        folder: where it is written unless the user says otherwise.

    Example:
        >>> SCAFFOLDS["loss"].files["test_loss.py"], SCAFFOLDS["callback"].folder
        ('test_$name.py', 'callbacks')
    """

    files: Mapping[str, str]
    use: str
    folder: str = "."


def _part(kind: str, use: str, folder: str = ".") -> Scaffold:
    """A file of Python and its test."""
    files = {f"{kind}.py": "$name.py", f"test_{kind}.py": "test_$name.py"}
    return Scaffold(files, f"python -m suite run quickstart {use}", folder)


SCAFFOLDS: Mapping[str, Scaffold] = {
    "callback": _part("callback", "callbacks+=$name", "callbacks"),
    "model": _part("model", "model=$file:$name"),
    "source": _part("source", "data.kind=$file:$name model=mlp"),
    "loss": _part("loss", "loss=$file:$camel"),
    "metric": _part("metric", "metrics+=$file:$camel"),
    "augmentation": _part("augmentation", "data.augment+=$file:$camel"),
    "check": _part("check", "checks+=$file:$name"),
    "plugin": Scaffold(
        {
            "callback.py": "$name.py",
            "plugin.toml": "pyproject.toml",
            "test_callback.py": "test_$name.py",
            "test_plugin.py": "test_package.py",
        },
        "python -m pip install -e $folder && python -m suite run quickstart callbacks+=$name",
        "$dashed",
    ),
    "recipe": Scaffold({"recipe.yaml": "$name.yaml"}, "python -m suite run $file"),
}


def write_scaffold(kind: str, name: str, folder: Path | None = None) -> tuple[list[Path], str]:
    """Write the files of a scaffold.

    Args:
        kind: of `SCAFFOLDS`.
        name: in snake_case or CamelCase.
        folder: made where it is missing; None is the scaffold's own.

    Returns:
        The files, and the command that uses them.

    Raises:
        UserError: the name is no Python name, one of the files exists, or cannot be written.

    Example:
        >>> files, use = write_scaffold("check", "mostly_blank")
        >>> [file.name for file in files], use.split()[-1]
        (['mostly_blank.py', 'test_mostly_blank.py'], 'checks+=./mostly_blank.py:mostly_blank')
    """
    scaffold, words = SCAFFOLDS[kind], _words(kind, name)
    folder = Path(_filled(scaffold.folder, words)) if folder is None else folder
    files = [folder / _filled(file, words) for file in scaffold.files.values()]
    for file in files:
        if os.path.lexists(file):
            raise UserError(f"{file}: exists already; choose another name, or remove it.")
    words |= {"file": _as_place(files[0]), "folder": str(folder)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for template, file in zip(scaffold.files, files, strict=True):
            text = _filled((_TEMPLATES / f"{template}.txt").read_text("utf-8"), words)
            text = with_modeline(text, folder) if file.suffix == ".yaml" else text
            with file.open("x", encoding="utf-8") as opened:
                opened.write(text)
    except OSError as error:
        cause = error.strerror or error
        message = (
            f"{folder}: {files[0].name} cannot be written there ({cause}); choose another --folder"
        )
        raise UserError(message) from error
    return files, _filled(scaffold.use, words)


def _words(kind: str, name: str) -> dict[str, str]:
    """The forms of a name that templates have fields for."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
        raise UserError(f"{brief(name)}: is no name for a {kind}; use letters, digits and `_`.")
    module = snake_case(name)
    if keyword.iskeyword(module) or keyword.iskeyword(name):
        raise UserError(f"{name}: is a word of Python's own; choose another name.")
    return {
        "name": module,
        "camel": "".join(part.capitalize() for part in module.split("_")),
        "dashed": module.replace("_", "-"),
        "title": module.replace("_", " ").capitalize(),
    }


def _filled(text: str, words: Mapping[str, str]) -> str:
    return Template(text).substitute(words)


def _as_place(file: Path) -> str:
    """A file as a recipe names it: a plain name would be a module's."""
    text = file.as_posix()
    return text if "/" in text else f"./{text}"
