"""Metrics that Keras does not have, or not under their name."""
