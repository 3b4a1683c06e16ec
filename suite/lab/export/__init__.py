"""A trained model for others: for TensorFlow, ONNX Runtime, LiteRT, or as a zip to hand on."""
