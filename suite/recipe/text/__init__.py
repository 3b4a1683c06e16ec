"""The text of a recipe: where it comes from, its dialect of YAML, and the place of every value."""
