"""The model card: a README.md that tells what a model is, what it can do, and where it ends."""
