"""The learning rate before a run: range test, and preview of a schedule."""

# Before any import of Keras: TensorFlow's start-up lines are held back there.
import suite.training  # noqa: F401
