"""What `suite.fit` looks at beside the training: checks before, diagnostics in it, the doctor
after it. None of it changes a weight, and none of it ends the training."""
