"""Losses of the lectures that Keras lacks, one a file; all take class numbers and logits."""
