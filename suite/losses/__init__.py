"""Losses of the lectures that Keras lacks, one per file; all take class numbers and logits."""
