"""The one way from a recipe to data, model and callbacks."""
