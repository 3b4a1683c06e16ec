"""Looking at a model without training it: its first batch, its summary, its predictions."""

# Before any import of Keras: TensorFlow's start-up lines are held back there.
import suite.training  # noqa: F401
