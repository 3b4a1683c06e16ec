"""One training step, as a replica computes it."""
