"""The zip: a model with its page, its recipe, its card and a script that predicts."""
