"""The components of a recipe against what the catalog says of them."""
