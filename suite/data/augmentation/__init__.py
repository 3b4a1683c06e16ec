"""Augmentations: each draws per sample, as one operation on a whole batch.

An augmentation is a callable `(images, labels, seed) -> (images, labels)`. `seed` is an integer
tensor of shape (2,) for `tf.random.stateless_*`: equal seeds give equal batches. The class
attribute `mixes_labels` says whether it needs one-hot labels and changes them.
"""
