"""The recipes that come with the suite."""

from __future__ import annotations

from pathlib import Path

from suite import package
from suite.tables import listing

# Folders beside the recipes of a lecture, whose files are no recipes.
_OTHERS = ("studies", "exercises", "solutions")


def folder() -> Path | None:
    """The folder of the shipped recipes: inside an installed suite, beside it in a checkout."""
    checkout = package.FOLDER.parent
    if (package.FOLDER / "recipes").is_dir():
        return package.FOLDER / "recipes"
    if (checkout / "recipes").is_dir() and (checkout / "pyproject.toml").is_file():
        return checkout / "recipes"
    return None


def shipped() -> dict[str, Path]:
    """Every shipped recipe by its name, the path without suffix: `models/resnet20-cifar10`.

    Example:
        >>> shipped()["quickstart"].name
        'quickstart.yaml'
    """
    root = folder()
    found = [] if root is None else sorted(root.rglob("*.yaml"))
    return {_name(path): path for path in found if path.parent.name not in _OTHERS}


def shipped_studies() -> dict[str, Path]:
    """Every shipped study by its name: `init/zeros` is `init/studies/zeros.yaml`.

    Example:
        >>> shipped_studies()["init/zeros"].parent.name
        'studies'
    """
    return shipped_beside("studies")


def shipped_beside(kind: str) -> dict[str, Path]:
    """The files of a kind beside the recipes of each lecture, by lecture and name.

    Args:
        kind: `studies`, `exercises` or `solutions`.

    Example:
        >>> shipped_beside("exercises")["activations/dying-relu"].name
        'dying-relu.yaml'
    """
    root = folder()
    found = [] if root is None else sorted(root.glob(f"*/{kind}/*.yaml"))
    return {_name(path).replace(f"/{kind}/", "/"): path for path in found}


def _name(path: Path) -> str:
    return path.relative_to(folder() or path).with_suffix("").as_posix()


def find_shipped(name: str) -> Path | None:
    """The recipe of a name; the last part is enough where only one recipe has it."""
    recipes = shipped()
    name = name.removesuffix(".yaml")
    if name in recipes:
        return recipes[name]
    matches = [path for known, path in recipes.items() if known.rpartition("/")[2] == name]
    return matches[0] if len(matches) == 1 else None


def header(path: Path) -> str:
    """The comment at the top of a recipe, without the `#`.

    Example:
        >>> header(shipped()["quickstart"]).partition(":")[0]
        'Quickstart'
    """
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").strip())
    return "\n".join(lines)


def list_recipes(width: int = 100) -> str:
    """A line a shipped recipe: its name and the first line of its comment, as far as it fits.

    Example:
        >>> "quickstart" in list_recipes()
        True
    """
    rows = [
        (name, header(path).partition("\n")[0].removeprefix("Lecture: "), "")
        for name, path in shipped().items()
    ]
    return "\n".join(listing(rows, width))
