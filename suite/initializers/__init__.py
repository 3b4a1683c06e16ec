"""Initializers of the lectures that Keras lacks, one per file."""
