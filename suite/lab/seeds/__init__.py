"""A recipe run with several seeds, and what chance does to its figures."""
