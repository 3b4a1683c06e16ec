"""Classes that are treated differently: their numbers, weights and counts."""
