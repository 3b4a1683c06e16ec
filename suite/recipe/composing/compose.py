"""A recipe with everything it extends and every override, as one tree of nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from suite.errors import UserError
from suite.given_path import same_name
from suite.recipe.composing import overrides as changes
from suite.recipe.composing.merge import merged_recipe
from suite.recipe.schema.recipe_settings import DEFAULT_VALUES, SHARED_DATA_KEYS
from suite.recipe.text import provenance
from suite.recipe.text.document import Document, read
from suite.recipe.text.node import Node, from_plain
from suite.recipe.text.place import DEFAULTS, Origin
from suite.recipe.text.problems import Problem
from suite.recipe.text.sources import Source, open_source


@dataclass
class Composition:
    """One tree, the texts it came from in the order of reports, and the mistakes in their form.

    Args:
        root: the values, defaults included; none where a text could not be used at all.
    """

    root: Node | None
    origins: list[Origin]
    problems: list[Problem] = field(default_factory=list)


def compose(source: Source, overrides: Sequence[str] = (), trust: bool = False) -> Composition:
    """Read a recipe and lay it over what it extends and the defaults, and overrides over it.

    Args:
        source: its text.
        overrides: `key=value`, or `list+=value`.
        trust: whether a recipe from the web may extend one of another host.

    Example:
        >>> from suite.recipe.text.sources import open_recipe
        >>> whole = compose(open_recipe("quickstart"), ["seed=3"])
        >>> whole.root.find(("seed",)).plain(), [origin.name for origin in whole.origins][1:]
        (3, ["override 'seed=3'"])
    """
    chain = _Chain(trust)
    chain.add(source, ())
    composition = Composition(None, [item.origin for item in chain.read], chain.problems)
    roots = [document.root for document in chain.documents if document.root is not None]
    if len(roots) == len(chain.documents):
        root = default = _defaults(_as_name(source.name))
        for written in roots:
            root = merged_recipe(root, written, default, SHARED_DATA_KEYS)
        composition.root = Node(root.content, chain.read[0].origin.at())
    return override(composition, overrides)


def override(composition: Composition, texts: Sequence[str]) -> Composition:
    """The composition with overrides laid over it."""
    if not texts:
        return composition
    parsed = [changes.parse_override(text) for text in texts]
    problems = [item for item in parsed if isinstance(item, Problem)]
    overrides = [item for item in parsed if isinstance(item, changes.Override)]
    origins = [*composition.origins, *map(changes.override_origin, texts)]
    known = Composition(composition.root, origins, [*composition.problems, *problems])
    return override_with(known, overrides)


def override_with(composition: Composition, overrides: Sequence[changes.Override]) -> Composition:
    """The same with overrides that were read already."""
    root = composition.root
    if root is None:
        return composition
    default = _defaults(root.content["name"].plain())
    root, found = changes.applied(
        root,
        overrides,
        default,
        lambda base, over: merged_recipe(base, over, default, SHARED_DATA_KEYS),
    )
    return Composition(root, composition.origins, [*composition.problems, *found])


def _defaults(name: str) -> Node:
    return from_plain({**DEFAULT_VALUES, "name": name}, DEFAULTS)


class _Chain:
    """Every text a recipe is made of, what is extended before what extends it."""

    def __init__(self, trust: bool) -> None:
        self.trust = trust
        self.read: list[Source] = []
        self.documents: list[Document] = []
        self.problems: list[Problem] = []

    def add(self, source: Source, above: tuple[Source, ...]) -> None:
        source, document = self.opened(source)
        # Read once: what two recipes both extend must not undo what the first one changed.
        self.read.append(source)
        self.problems += document.problems
        if document.root is not None:
            extends = document.root.content.get("extends")
            document.root = document.root.replaced(("extends",), None) if extends else document.root
            for target in self.targets(extends):
                self.extend(target, source, (*above, source))
        self.documents.append(document)

    def opened(self, source: Source) -> tuple[Source, Document]:
        """The text read; one that says it came from the web is read as if it came now."""
        document = read(source.text, source.origin)
        line = document.root.child(provenance.KEY) if document.root is not None else None
        if line is None:
            return source, document
        # Of a page of the web the line says nothing new, and it lists nothing as the user's own.
        origin = source.origin if source.origin.remote else provenance.marked(line, source.origin)
        if isinstance(origin, Problem):
            return source, Document(source.origin, None, [*document.problems, origin])
        document = read(source.text, origin)
        if document.root is not None:
            document.root = document.root.replaced((provenance.KEY,), None)
        return replace(source, origin=origin), document

    def targets(self, extends: Node | None) -> list[Node]:
        if extends is None or extends.content is None:
            return []
        items = extends.content if isinstance(extends.content, list) else [extends]
        for item in items:
            if not isinstance(item.content, str):
                message = "must be a recipe or a list of recipes: a path, a shipped name or an URL"
                self.problems.append(Problem.at(item.place, ("extends",), message))
        return [item for item in items if isinstance(item.content, str)]

    def extend(self, target: Node, base: Source, above: tuple[Source, ...]) -> None:
        try:
            source = open_source(target.content, base, trust=self.trust)
        except UserError as error:
            message = f"{target.content}: {error}"
            self.problems.append(Problem.at(target.place, ("extends",), message))
            return
        addresses = [item.address for item in above]
        if source.address in addresses:
            names = [item.origin.name for item in above[addresses.index(source.address) :]]
            message = f"the recipes extend each other in a circle: {' -> '.join(names)} -> "
            message += f"{source.origin.name}; remove one `extends`"
            self.problems.append(Problem.at(target.place, ("extends",), message))
        elif source.address not in [item.address for item in self.read]:
            self.add(source, above)


def _as_name(text: str) -> str:
    """The name of a file as the name of a recipe."""
    letters = same_name(text)
    allowed = [letter if letter.isalnum() or letter in "-_.+" else "-" for letter in letters]
    return "".join(allowed).lstrip("-.+") or "recipe"
