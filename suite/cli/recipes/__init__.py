"""Verbs about a recipe, before it is trained."""
