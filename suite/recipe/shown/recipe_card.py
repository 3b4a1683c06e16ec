"""A recipe in the cell of a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from suite.recipe.shown.setting import Setting, written


def recipe_card(
    name: str,
    topic: str | None,
    values: Mapping[str, Any],
    changed: Sequence[Setting],
    text: str,
) -> str:
    """The HTML of a recipe: no script, no style that it could not do without.

    Args:
        name, topic: of the recipe.
        values: the resolved recipe.
        changed: the settings that differ from their defaults.
        text: the resolved recipe as YAML.

    Example:
        >>> values = {"surface": "beale", "optimizer": "sgd", "training": {"steps": 9}}
        >>> "9 steps" in recipe_card("walk", None, values, [], "surface: beale")
        True
    """
    # Where a notebook shows a recipe, no sooner: a check does without.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    template = environment.get_template("recipe_card.html")
    told = what_it_does(values)
    return template.render(name=name, topic=topic, told=told, changed=changed, text=text)


def what_it_does(recipe: Mapping[str, Any]) -> list[str]:
    """What a run of a resolved recipe does, a sentence each.

    Example:
        >>> what_it_does({"surface": "beale", "optimizer": "sgd", "training": {"steps": 9}})
        ['Looks for the minimum of the surface beale by sgd, in 9 steps.']
    """
    sentences = [_of_surface(recipe) if recipe.get("surface") else _of_data(recipe)]
    callbacks = ", ".join(_words(one) for one in recipe.get("callbacks") or ())
    if callbacks:
        sentences.append(f"Looked at by {callbacks}.")
    sweep = recipe.get("sweep")
    if sweep:
        keys = ", ".join(sweep["over"]) or "the fold"
        sentences.append(f"A {_words(sweep['kind'])} sweep runs it many times and varies {keys}.")
    return sentences


def _of_surface(recipe: Mapping[str, Any]) -> str:
    steps = recipe["training"]["steps"]
    surface, optimizer = _words(recipe["surface"]), _words(recipe["optimizer"])
    return f"Looks for the minimum of the surface {surface} by {optimizer}, in {steps:,} steps."


def _of_data(recipe: Mapping[str, Any]) -> str:
    data, training = recipe["data"], recipe["training"]
    epochs = training["epochs"]
    named = data.get("name")  # of the many sets of one source
    source = f"{named} ({_words(data)})" if named else _words(data)
    return (
        f"Trains {_words(recipe['model'])} on {source} by {_words(recipe['optimizer'])} at "
        f"{_rate(recipe['optimizer'])}, for {epochs:,} epoch{'' if epochs == 1 else 's'} in "
        f"batches of {data['batch_size']:,}."
    )


def _rate(optimizer: Any) -> str:
    rate = optimizer.get("learning_rate") if isinstance(optimizer, dict) else None
    if isinstance(rate, dict):
        return f"a learning rate that follows {_words(rate)}"
    return "its own learning rate" if rate is None else f"a learning rate of {written(rate)}"


def _words(component: Any) -> str:
    """The name of a component, however the recipe writes it."""
    kind = component.get("kind") if isinstance(component, dict) else component
    return str(kind).rpartition(":")[2].rpartition("/")[2].replace("_", " ")
