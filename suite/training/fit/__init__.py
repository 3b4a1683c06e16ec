"""`suite.fit`: the loop for any compiled Keras model, with the events of `Model.fit`."""
