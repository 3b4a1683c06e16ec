"""What is done with whole runs: range tests, previews, trials of a change, ensembles."""

# Before any import of Keras: TensorFlow's start-up lines are held back there.
import suite.training  # noqa: F401
