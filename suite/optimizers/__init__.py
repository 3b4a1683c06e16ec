"""Optimizers of the lectures that Keras lacks, one a file."""
