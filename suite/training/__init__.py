"""The heart: a recipe or a compiled model goes in, a trained model comes out."""

from suite.training.quiet import import_tensorflow

import_tensorflow()

from suite.training.fit import fit  # noqa: E402
from suite.training.run import run  # noqa: E402

__all__ = ["fit", "run"]
