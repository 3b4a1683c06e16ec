"""Models measured alone and together."""
