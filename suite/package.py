"""The suite as it is installed: its version, and the folder where it lies."""

from pathlib import Path

VERSION = "0.1.0"
FOLDER = Path(__file__).resolve().parent
REPOSITORY = "https://github.com/keras-training-suite/keras-training-suite"
SITE = "https://keras-training-suite.github.io/keras-training-suite"
