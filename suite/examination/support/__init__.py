"""What the examinations share: samples, the model's answers to them, features, neighbors."""
