"""Every key of a recipe, of a study and of an exercise, each with a place of its own to link to."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from pages.docstring import escaped
from suite.recipe.schema.key_texts import Key, all_keys
from suite.studies.definition.study_settings import StudyFile
from suite.studies.exercises.exercise_settings import ExerciseFile


def key_pages() -> dict[str, str]:
    """A page of each kind of file."""
    # `topic` is the same key in both.
    exercise = [key for key in all_keys(ExerciseFile) if key.name != "topic"]
    study = [_STUDY, *_blocks(all_keys(StudyFile)), *_blocks(exercise)]
    return {
        "lookup/recipe.md": "\n\n".join([_RECIPE, *_blocks(all_keys())]) + "\n",
        "lookup/study.md": "\n\n".join(study) + "\n",
    }


_RECIPE = """# Keys of a recipe and of a sweep

A component is a name, or a mapping with `kind` and its arguments. A key set to `null` has its default. `python -m suite show KEY`
shows the same in the terminal, and `python -m suite schema` writes it for editors; the
<a href="../recipe.schema.json">schema of this version</a> lies on this site. A recipe with a `sweep` block is a
[sweep](../sweeps.md)."""
_STUDY = """# Keys of a study and of an exercise

A *study* judges claims about variants of a recipe, and an *exercise* asks for a recipe that reaches a goal; both lie beside the
recipes of a lecture. [How a study is written](../studies.md)."""


def name_of(key: Key) -> str:
    """A key as a file writes it: `study.try`."""
    return ".".join([*key.path[:-1], key.field.alias or key.path[-1]])


def anchor_of(key: Key) -> str:
    """Its place on the page: `training-ema`."""
    return name_of(key).replace(".", "-").replace("_", "-")


def _blocks(keys: list[Key]) -> Iterator[str]:
    """The keys of the top level, then block by block."""
    yield from map(_key, _inside(keys, ()))
    for block in (key for key in keys if key.block is not None):
        yield f"({anchor_of(block)})=\n## `{name_of(block)}`"
        yield escaped(block.text)
        if formulas := _formulas(block.block):
            yield f"```text\n{formulas}\n```"
        yield from map(_key, _inside(keys, block.path))
        if block.name == "data":
            yield "Any other key is an argument of the source: [sources](components/data.md)."


def _inside(keys: list[Key], path: tuple[str, ...]) -> list[Key]:
    return [key for key in keys if key.path[:-1] == path]


def _key(key: Key) -> str:
    """Its name, what it accepts, its default and what it is for."""
    name = name_of(key)
    if key.block is not None:
        return f"`{name}`\n: {escaped(' '.join(key.text.split()))} [Its keys](#{anchor_of(key)})"
    default = "required" if key.default == "required" else f"default `{key.default}`"
    facts = f"{escaped(' '.join(key.accepted.split()))}; {default}"
    text = escaped(" ".join(key.text.split()))
    return f"[`{name}`]{{#{anchor_of(key)}}}\n: *{facts}.* {text}".rstrip()


def _formulas(block: type[BaseModel] | None) -> str:
    """The indented lines of a block's docstring, before its arguments."""
    text = ((block and block.__doc__) or "").partition("Args:")[0]
    return "\n".join(line.strip() for line in text.splitlines()[1:] if line.startswith(" " * 8))
