"""What is measured of a trained model, for a person to look at: `outcome.json`."""
