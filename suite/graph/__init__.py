"""Computational graphs of a few gates: values forward, gradients backward."""

from suite.graph.graph import Graph, graph

__all__ = ["Graph", "graph"]
