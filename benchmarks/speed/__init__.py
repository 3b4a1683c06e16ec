"""Benchmarks of speed: their tasks, the sides that take turns, the networks in PyTorch."""
