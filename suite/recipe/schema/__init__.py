"""What a recipe may hold, block by block."""
