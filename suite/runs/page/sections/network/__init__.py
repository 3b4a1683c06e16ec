"""The model: its graph, its layers, what they cost."""
