"""Initializations of a whole model from training data, before the first step, one per file.

Each is a function `(model, inputs, seed, say, **options)` that changes the model's weights in
place. `inputs` are the raw training inputs, as the model takes them, and `say` shows a line.
"""
