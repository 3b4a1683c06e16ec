"""PyTorch's usual input: a DataLoader whose workers crop and flip one image after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch
from PIL import Image, ImageOps
from torch.utils.data import DataLoader, Dataset, RandomSampler

from benchmarks.page import installed

WORKERS = 2
PADDING = 4
ENDLESS = 2**40  # samples; the sampler shuffles anew after each pass


def loader_name() -> str:
    """What the side is, in words."""
    transforms = "torchvision" if installed("torchvision") else "torchvision's steps in PIL"
    return f"PyTorch DataLoader, {WORKERS} workers, {transforms}"


class CroppedImages(Dataset):
    """Random crop with padding, horizontal flip, float tensor: a draw for each image."""

    def __init__(self, pixels: np.ndarray, labels: np.ndarray) -> None:
        # In shared memory, so that workers get no copies.
        self.pixels = torch.from_numpy(pixels).share_memory_()
        self.labels = labels.tolist()
        self.augment = torchvision_steps(pixels.shape[1]) if installed("torchvision") else pil_steps

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, row: int) -> tuple[torch.Tensor, int]:
        return self.augment(Image.fromarray(self.pixels[row].numpy())), self.labels[row]


def torchvision_steps(size: int) -> Callable[[Image.Image], torch.Tensor]:
    from torchvision import transforms

    return transforms.Compose(
        [
            transforms.RandomCrop(size, padding=PADDING),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
        ]
    )


def pil_steps(image: Image.Image) -> torch.Tensor:
    """What torchvision does to a PIL image, without torchvision."""
    width, height = image.size
    left, top = torch.randint(0, 2 * PADDING + 1, (2,)).tolist()
    image = ImageOps.expand(image, PADDING).crop((left, top, left + width, top + height))
    if torch.rand(1) < 0.5:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return torch.from_numpy(np.array(image)).permute(2, 0, 1).contiguous().float().div(255)


def image_loader(pixels: np.ndarray, labels: np.ndarray, batch_size: int) -> Iterator:
    """An endless stream of batches. The workers are started here."""
    images = CroppedImages(pixels, labels)
    sampler = RandomSampler(images, num_samples=ENDLESS)
    return iter(DataLoader(images, batch_size, sampler=sampler, num_workers=WORKERS))
