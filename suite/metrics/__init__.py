"""Metrics that Keras does not have as a class."""
