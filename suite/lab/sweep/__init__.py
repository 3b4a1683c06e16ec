"""Many runs of a recipe, the best of them kept."""
