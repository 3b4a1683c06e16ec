"""Encoded images in files of records, as TensorFlow Datasets writes them."""
