"""What is wrong with a value of a component, and where in it the value stands."""

from __future__ import annotations

# From the component's arguments on; the way through a whole recipe is a `KeyPath`.
ArgumentPath = tuple[str | int, ...]
Misfit = tuple[ArgumentPath, str]
