"""Building blocks that the models share; not components themselves."""
