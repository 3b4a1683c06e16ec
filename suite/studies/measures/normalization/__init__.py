"""What normalizations do: facts about the layers, and measures of nets that hold them."""
