"""Models: functions from an input tensor to logits, one architecture a file."""
