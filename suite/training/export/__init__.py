"""A trained model as a file that plain Keras opens."""
