"""PyTorch's side: a loop, eager or compiled, channels last, the whole data set in memory.

Crop and flip are what a careful user writes for small images: the set is padded once, and one
gather takes the window of every image of a batch, mirrored or not. On a processor this leaves more
of it to training than a DataLoader does, whose workers want cores of their own.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch.nn import functional

from benchmarks.speed.task import BATCH, LEARNING_RATE, MEAN, MOMENTUM, VARIANCE
from benchmarks.speed.torch_networks import NETWORKS

PADDING = 4


class Images:
    """Random crop and flip of uint8 images, then normalization; a draw for each image."""

    def __init__(self, pixels: np.ndarray, device: torch.device) -> None:
        pad = (0, 0, PADDING, PADDING, PADDING, PADDING)
        self.size = pixels.shape[1]
        self.padded = functional.pad(torch.from_numpy(pixels), pad).to(device)
        self.mean = torch.tensor(MEAN, device=device)
        self.scale = torch.tensor(VARIANCE, device=device).rsqrt()

    def __getitem__(self, rows: torch.Tensor) -> torch.Tensor:
        device, count = rows.device, len(rows)
        window = torch.arange(self.size, device=device)
        top, left = torch.randint(0, 2 * PADDING + 1, (2, count, 1), device=device)
        mirrored = torch.rand(count, 1, device=device) < 0.5
        column = left + torch.where(mirrored, window.flip(0), window)
        image, row, column = rows[:, None, None], (top + window)[:, :, None], column[:, None, :]
        pixels = (self.padded[image, row, column] - self.mean) * self.scale
        return pixels.permute(0, 3, 1, 2)  # channels last in memory


def torch_loop(
    task: str, precision: str, x: np.ndarray, y: np.ndarray, compiled: bool = False
) -> Callable[[], object]:
    """A function that trains one epoch and returns its mean loss and accuracy.

    Args:
        task: key of `TASKS`.
        precision: key of `PRECISIONS`; bfloat16 by autocast.
        x: float32 vectors, or uint8 images.
        y: labels.
        compiled: whether `torch.compile` makes one function of network and loss.
    """
    torch.manual_seed(0)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = NETWORKS[task]().to(device, memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), LEARNING_RATE, MOMENTUM, fused=True)
    inputs = Images(x, device) if x.ndim == 4 else torch.from_numpy(x).to(device)
    labels = torch.from_numpy(y).long().to(device)

    def forward(batch: torch.Tensor, target: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        with torch.autocast(device.type, torch.bfloat16, enabled=precision == "bfloat16"):
            logits = model(batch)
            loss = functional.cross_entropy(logits, target)
        return loss, (logits.detach().argmax(1) == target).sum()

    if compiled:
        forward = torch.compile(forward)

    def epoch() -> tuple[float, float]:
        loss_sum = torch.zeros((), device=device)
        correct = torch.zeros((), dtype=torch.long, device=device)
        for rows in torch.randperm(len(y), device=device).split(BATCH):
            loss, right = forward(inputs[rows], labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss_sum += loss.detach() * len(rows)
            correct += right
        return loss_sum.item() / len(y), correct.item() / len(y)

    return epoch
