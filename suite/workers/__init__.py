"""Several processes as one run: who they are, how they meet and start. No TensorFlow."""
