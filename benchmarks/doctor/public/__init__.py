"""Faults from public reports, on images of MNIST's and CIFAR's size and on tables."""
