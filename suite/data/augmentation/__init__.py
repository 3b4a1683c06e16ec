"""Augmentations: each draws per sample, as one operation on a whole batch.

An augmentation is a callable `(images, labels, seed) -> (images, labels)`. `seed` is an integer
tensor of shape (2,) for `tf.random.stateless_*`: equal seeds give equal batches. The class
attribute `mixes_labels` says whether it needs one-hot labels and changes them. One with the class
attribute `follows_samples` is called with (images, labels, seed, rows, epoch): the seed is then
that of the run, and rows are the places of the images in the training set.
"""
