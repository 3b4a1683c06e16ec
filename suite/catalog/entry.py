"""One component of the catalog: where it is, what it takes, what it says about itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from suite.catalog.keras_topics import KERAS_TOPICS
from suite.catalog.kinds import KINDS
from suite.python_source import docstring
from suite.python_source.module import Definition
from suite.python_source.parameter import Parameter
from suite.python_source.signature import Signature, signature


@dataclass(frozen=True)
class Entry:
    """A name of the catalog. Only `load` imports the component; all else is read from its source.

    Args:
        kind: table it belongs to, for instance "optimizers".
        name: as a recipe writes it.
        origin: "suite", "keras 3.15.1", a package, or a file's path.
        module: module to import, or None for a file outside any package.
        attribute: name inside the module.
        file: where its source is.
        definition: its source as a syntax tree; None for an object that only running code makes.

    Example:
        >>> from suite.catalog import HERE
        >>> entry = HERE.find("layers", "dropout")
        >>> entry.attribute, [one.name for one in entry.parameters][:2], entry.topics
        ('Dropout', ['rate', 'noise_shape'], ('reg/dropout',))
    """

    kind: str
    name: str
    origin: str
    module: str | None
    attribute: str
    file: Path
    definition: Definition | None = field(repr=False, compare=False)

    @property
    def is_known(self) -> bool:
        """Whether the suite or Keras brings it, whoever names it."""
        is_located = ":" in self.name
        return not is_located and (self.origin == "suite" or self.origin.startswith("keras "))

    @property
    def line(self) -> int:
        return self.definition.node.lineno if self.definition else 1

    @cached_property
    def documentation(self) -> str:
        return docstring.documentation(self.definition) if self.definition else ""

    @property
    def summary(self) -> str:
        return docstring.summary(self.documentation)

    @cached_property
    def argument_texts(self) -> dict[str, str]:
        return docstring.argument_texts(self.definition) if self.definition else {}

    @property
    def topics(self) -> tuple[str, ...]:
        return docstring.topics(self.documentation) or KERAS_TOPICS.get((self.kind, self.name), ())

    @cached_property
    def _signature(self) -> Signature:
        return signature(self.definition) if self.definition else Signature(open_ended=True)

    @property
    def context(self) -> tuple[Parameter, ...]:
        """The leading parameters of a function that the suite or Keras supplies."""
        return self._signature.parameters[: self._context_length]

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What a recipe may give."""
        return self._signature.parameters[self._context_length :]

    @property
    def open_ended(self) -> bool:
        """Whether keywords beyond `parameters` are taken, or cannot be known from the source."""
        return self._signature.open_ended

    @property
    def _context_length(self) -> int:
        if self.definition is None or self.definition.is_class:
            return 0
        wanted = len(KINDS[self.kind].context)
        leading = self._signature.parameters[:wanted]
        return wanted if len(leading) == wanted and all(one.required for one in leading) else 0

    def load(self) -> Any:
        """Import the class or function.

        Raises:
            UserError: the module cannot be imported, with the user's file and line.
        """
        from suite.catalog.load_part import load_part  # what only looks needs none of it

        return load_part(self.kind, self.module, self.attribute, self.file)
