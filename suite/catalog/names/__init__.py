"""Where the names of the catalog come from: Keras, the suite, plugins, and how they are spelt."""
