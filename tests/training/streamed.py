"""A recipe that streams the images of `image_folder`."""

RECIPE = """
name: streamed
data:
  kind: folder
  path: images
  resize: [8, 8]
  decode: streaming
  batch_size: 8
  augment: [random_resized_crop, random_flip]
model: {kind: mlp, widths: [4]}
training: {epochs: 1}
"""
