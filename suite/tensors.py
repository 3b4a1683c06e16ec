"""Types of what Keras computes with, for signatures; Keras itself has none."""

from __future__ import annotations

from typing import Any, TypeAlias

# A tensor of the backend, eager or inside a graph, a symbolic one of Keras's, or a variable:
# classes that have nothing in common.
Tensor: TypeAlias = Any
# None where a length is not known.
Shape: TypeAlias = tuple[int | None, ...]
