"""Studies are run: every variant with every seed, measured and judged."""
