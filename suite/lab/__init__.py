"""What is done with whole runs: range tests, previews, trials of a change, ensembles, sweeps."""

# Before any import of Keras: TensorFlow's start-up lines are held back there.
import suite.training  # noqa: F401
