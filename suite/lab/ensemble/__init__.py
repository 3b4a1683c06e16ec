"""Models measured alone and together."""

# Before any import of Keras: TensorFlow's start-up lines are held back there.
import suite.training  # noqa: F401
