"""Pages of studies and of lectures."""
