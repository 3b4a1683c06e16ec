"""Looking at a model without training it: its first batch, its summary, its predictions."""
