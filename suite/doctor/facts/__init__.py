"""What stands in the setup of a run: its layers, its optimizer, its loss, its schedule."""
