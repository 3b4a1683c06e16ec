"""Samples that do not fit into memory: they stay in their files and are read when they are due."""
