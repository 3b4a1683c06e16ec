"""Models: functions from an input tensor to logits, one architecture per file."""
