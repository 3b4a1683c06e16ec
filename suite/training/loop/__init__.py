"""The training loop: epochs, calls of the compiled step, and what stands between two steps."""
