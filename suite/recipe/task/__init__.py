"""What a recipe predicts, from which losses, metrics and figures follow."""
