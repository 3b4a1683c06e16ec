"""Plain Keras scripts of two shipped recipes: the other side of `benchmarks.commands`."""
