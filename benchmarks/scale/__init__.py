"""What many devices would do: a small model, fed with what is measured and read from the graph."""
