"""The heart: a recipe or a compiled model goes in, a trained model comes out."""

from suite.training.process.quiet import import_tensorflow

import_tensorflow()
