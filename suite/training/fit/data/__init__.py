"""What `suite.fit` takes as data, and the epochs that Keras makes of it."""
