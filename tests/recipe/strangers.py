"""What a stranger may write into a recipe, and every place of the schema where he may write it."""

from __future__ import annotations

import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from suite.catalog import Component
from suite.recipe import RecipeError, load
from suite.recipe.schema.recipe_settings import RecipeSettings
from suite.recipe.text.dialect import dump

URL = "https://x.org/r.yaml"
# It leaves a trace when it is imported.
CODE = """
import pathlib, keras
pathlib.Path(__file__).with_name("RAN").touch()
class Boom(keras.callbacks.Callback): ...
class Évil(keras.callbacks.Callback): ...
def boom(*args, **arguments): ...
"""

SPELLINGS = (
    "subprocess:Popen",
    "subprocess:Popen ",
    " subprocess:Popen",
    "subprocess: Popen",
    "subprocess :Popen",
    "subprocess:\nPopen",
    "subprocess:\tPopen",
    "subprocess\u00a0:\u2003Popen",
    "\ufeffsubprocess:Popen",
    "subprocess：Popen",
    "SUBPROCESS:Popen",
    "os.path:os",
    "os.system",
    "builtins:eval",
    "suite.cli.main:main",
    "keras.utils:get_file",
    "keras.src.utils.file_utils:get_file",
    "code:Boom",
    "code.py:Boom",
    "./code.py:Boom",
    "./code.py:Boom\n",
    "./code.py : Boom",
    "./code.py:boom",
    "./code.py:Évil",
    "./code.py:E\u0301vil",
    "./code.py:Ｂｏｏｍ",
    "./code.py:Boom:Boom",
    "././code.py:Boom",
    "sub/../code.py:Boom",
    "../{folder}/code.py:Boom",
    "{path}/code.py:Boom",
    "~/code.py:Boom",
    "file://{path}/code.py:Boom",
    "https://x.org/code.py:Boom",
    "./CODE.PY:Boom",
    ".\\code.py:Boom",
    "C:\\code.py:Boom",
    "\\\\host\\share\\code.py:Boom",
    "'./code.py:Boom'",
    '"./code.py:Boom"',
    "`./code.py:Boom`",
    "./code.py",
    "from_the_folder",
    "FromTheFolder",
    "from_the_folder ",
)

# Texts that nothing is looked up by: shown, or compared with names that the model or the data has.
HARMLESS = {
    "name",  # can name one folder and nothing else, see test_settings.py
    "topic",
    "training.keep_best",  # a measure that history.csv has
    "penalties.0.layers",
    "transfer.freeze",
    "transfer.freeze.layers.0",
    "transfer.freeze.through",
    "transfer.replace.0",  # a pattern of names of layers
    "sweep.metric",
    "training.class_weights.x",  # refused as no number
    "data.class_counts.x",
}


Place = tuple[tuple, Any]


def lay_traps(folder: Path) -> None:
    """Code beside the recipe and in its `callbacks/`."""
    (folder / "code.py").write_text(CODE, "utf-8")
    (folder / "sub").mkdir(parents=True)
    (folder / "callbacks").mkdir()
    text = CODE.replace("Boom", "FromTheFolder")
    (folder / "callbacks" / "own.py").write_text(text, "utf-8")


def spelt(text: str, folder: Path) -> str:
    return text.replace("{path}", str(folder)).replace("{folder}", folder.name)


def judged(web: dict[str, str], recipe: dict[str, Any]) -> dict[str, str]:
    """The problems of a recipe from the web by key."""
    web[URL] = dump(recipe)
    try:
        load(URL)
    except RecipeError as error:
        return {problem.key: problem.message for problem in error.problems}
    return {}


def places(model: type[BaseModel] = RecipeSettings, path: tuple = ()) -> Iterator[Place]:
    """Every place of the schema where a recipe can write a value, with what it takes there."""
    for name, field in model.model_fields.items():
        yield from _within(field.annotation, (*path, name))
    if model.model_config.get("extra") == "allow":
        yield (*path, "an_argument"), Any


def _within(annotation: Any, path: tuple) -> Iterator[Place]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _within(arguments[0], path)
    elif origin in (Union, types.UnionType):
        for one in arguments:
            yield from _within(one, path)
    elif origin is list:
        yield from _within(arguments[0], (*path, 0))
    elif origin is dict:
        yield from _within(arguments[1], (*path, "x"))
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield path, annotation  # many blocks have a short form
        yield from places(annotation, path)
    else:
        yield path, annotation


def is_component(annotation: Any) -> bool:
    return annotation is Component


def at(path: tuple, value: Any) -> dict[str, Any]:
    """A recipe that holds a value at a place and else as little as can be."""
    recipe: dict[str, Any] = {}
    if path[0] != "surface":
        recipe["model"] = {"kind": "mlp", "widths": [4]}
    else:
        recipe |= {"optimizer": {"kind": "sgd", "learning_rate": 0.1}, "training": {"steps": 2}}
    if path[0] == "penalties" and len(path) == 3:
        recipe["penalties"] = [{"layers": "*", path[2]: value}]
        return recipe
    if path[0] == "data":
        recipe["data"] = {"kind": "digits"}
    below: Any = value
    for part in reversed(path[1:]):
        below = [below] if part == 0 else {part: below}
    known = recipe.get(path[0])
    both = isinstance(known, dict) and isinstance(below, dict)
    recipe[path[0]] = {**known, **below} if both else below
    return recipe
