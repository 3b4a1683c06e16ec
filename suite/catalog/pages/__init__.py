"""What `list` and `show` say of components."""
