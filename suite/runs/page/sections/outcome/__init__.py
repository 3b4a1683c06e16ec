"""What the trained model does: sections of `outcome.json`."""
