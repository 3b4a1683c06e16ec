"""The plain values of a recipe against the schema: settings, or what is wrong with the values."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_origin

from pydantic import PydanticUserError, TypeAdapter, ValidationError

from suite.catalog.arguments.yaml_numbers import number_in
from suite.recipe.schema.base_settings import LARGEST_COUNT, Settings
from suite.recipe.schema.recipe_settings import (
    PROBLEMS,
    DataSettings,
    RecipeSettings,
    TrainingSettings,
)
from suite.recipe.schema.wording import (
    block,
    described,
    expectation,
    hint_at,
    options,
    received,
    unknown_key,
)
from suite.recipe.text.key_path import KeyPath, key_text
from suite.recipe.text.node import Node
from suite.recipe.text.problems import MOST, Problem

_SECTIONS: dict[str, type[Settings]] = {"data": DataSettings, "training": TrainingSettings}
_ELSEWHERE = [f"{name}.{key}" for name, model in _SECTIONS.items() for key in model.model_fields]
_ELSEWHERE += ["optimizer.learning_rate"]


@dataclass(frozen=True)
class SettingsRead:
    """What became of the values of a recipe.

    Args:
        settings: none where something is wrong.
        sound: the settings with those left out that are wrong; none where nothing is left.
        problems: what is wrong.
        wrong: the keys that it is wrong with.
    """

    settings: RecipeSettings | None
    sound: RecipeSettings | None
    problems: list[Problem]
    wrong: frozenset[str] = frozenset()


def read_settings(values: Mapping[str, Any], written: Node) -> SettingsRead:
    """The settings that plain values make.

    Args:
        values: with a `Component` for each component.
        written: the same as it was written, which knows where mistakes stand.
    """
    settings: RecipeSettings | None = None
    paths: list[KeyPath] = []
    problems: list[Problem] = []
    try:
        settings = RecipeSettings.model_validate(values)
    except ValidationError as error:
        for path, problem in itertools.islice(_problems(error, written), MOST):
            paths.append(path)
            problems.append(problem)
    if all(values.get(name) is None for name in PROBLEMS):
        settings, place = None, written.place_of(("model",), key=False)
        message = "required and not given; name a model, for instance `model: mlp`"
        problems.append(Problem.at(place, ("model",), message, "no_model"))
    sound = settings or _without(values, paths)
    return SettingsRead(settings, sound, problems, frozenset(key_text(path[:2]) for path in paths))


def _problems(error: ValidationError, written: Node) -> Iterator[tuple[KeyPath, Problem]]:
    """One problem for each place, though pydantic reports every branch of a union."""
    seen = set()
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        path = _existing(written, item["loc"])
        if path not in seen:
            seen.add(path)
            yield path, _problem(item["type"], path, item["loc"], written)


def _problem(kind: str, path: KeyPath, location: KeyPath, written: Node) -> Problem:
    if kind == "extra_forbidden":
        place = written.place_of(path, key=True)
        return Problem.at(place, path, _unknown_key(path), "unknown_key")
    found = written.find(path)
    value = None if found is None else found.plain()
    annotation = expectation(RecipeSettings, location)
    if kind == "missing":
        wanted = f"a mapping with the key `{location[-1]}`, {described(annotation)}"
        message = f"must be {wanted}. Received: {received(value)}"
    else:
        message = _misfit(kind, annotation, value)
    return Problem.at(written.place_of(path, key=False), path, message, "value")


def _unknown_key(path: KeyPath) -> str:
    if path == ("study",):
        return "a study is no recipe: `python -m suite study FILE` runs it"
    model = block(expectation(RecipeSettings, path[:-1])) or RecipeSettings
    elsewhere = [name for name in _ELSEWHERE if name != key_text(path)]
    accepted = [*model.model_fields, *([] if path[1:] else ["extends"])]
    return unknown_key(str(path[-1]), accepted, elsewhere)


def _misfit(kind: str, annotation: Any, value: Any) -> str:
    """What is said of a value of another type, or out of its range."""
    if isinstance(value, int) and value > LARGEST_COUNT and kind == "less_than_equal":
        return f"must be at most {LARGEST_COUNT}. Received: {value}"
    hint = hint_at(value, options(annotation)) if isinstance(value, str) else ""
    if isinstance(value, str) and (number := number_in(value, lambda one: _takes(annotation, one))):
        hint = f" ({number})"
    if isinstance(value, str) and get_origin(annotation) is list:
        hint = f"; write [{value}]"
    return f"must be {described(annotation)}. Received: {received(value)}{hint}"


def _takes(annotation: Any, value: Any) -> bool:
    """Whether a value is accepted as it is."""
    try:
        taken = TypeAdapter(annotation, config=Settings.model_config).validate_python(value)
    except (ValidationError, PydanticUserError):  # the latter: a block has settings of its own
        return False
    return type(taken) is type(value)


def _existing(root: Node, location: KeyPath) -> KeyPath:
    """The part of pydantic's location that the recipe itself has."""
    path: KeyPath = ()
    for part in location:
        if root.find((*path, part)) is None:
            break
        path = (*path, part)
    return path


def _without(values: Mapping[str, Any], paths: list[KeyPath]) -> RecipeSettings | None:
    """The settings without those at some paths."""
    rest = dict(values)
    for path in paths:
        if path[0] in _SECTIONS and len(path) > 1:
            section = {key: item for key, item in rest[path[0]].items() if key != path[1]}
            rest = {**rest, path[0]: section}
        else:
            rest = {key: item for key, item in rest.items() if key != path[0]}
    if all(rest.get(name) is None for name in PROBLEMS):
        rest["model"] = "mlp"
    try:
        return RecipeSettings.model_validate(rest)
    except ValidationError:
        return None
