"""From rows of arrays to batches: their order, and the pipeline of `tf.data`."""
