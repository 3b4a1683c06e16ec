"""What several augmentations share, and the operations that `rand_augment` chooses from."""
