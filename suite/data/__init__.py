"""Data: sources, the decoded cache, preprocessing, augmentation and the batch pipeline."""

from suite.data.batches.pipeline import Pipeline
from suite.data.classes.class_weights import class_weights
from suite.data.dataset import Dataset, Split
from suite.data.load import load_dataset
from suite.data.normalization import fit_normalization

__all__ = [
    "Dataset",
    "Pipeline",
    "Split",
    "class_weights",
    "fit_normalization",
    "load_dataset",
]
