"""What the checks share: the context they look at, walks over the graph, copies of a model."""
