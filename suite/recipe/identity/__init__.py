"""What makes two runs the same work: recipe, code, folders left out."""
