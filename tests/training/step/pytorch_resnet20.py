"""Thirty steps of ResNet-20 by PyTorch in float64: the other side of `test_resnet20_steps`.

`python -m tests.training.step.pytorch_resnet20` writes `resnet20_losses.json` anew. Weights, images
and labels are drawn by NumPy, so that both sides begin with the same numbers.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("resnet20_losses.json")
STEPS, BATCH, SIZE, CLASSES = 30, 16, 16, 10
# Sums of powers of two: Keras takes an optimizer's and a regularizer's numbers through float32, and
# 0.9 would be another number on its side.
RATE, MOMENTUM, DECAY = 0.125, 0.875, 2.0**-13
# Channels into and out of each 3x3 convolution, and its stride: stem, then nine blocks of two.
CONVOLUTIONS = [(3, 16, 1)] + [
    (before, width, stride)
    for stage, width in enumerate((16, 32, 64))
    for block in range(3)
    for before, stride in (
        (width // 2, 2) if stage and not block else (width, 1),
        (width, 1),
    )
]


def problem() -> tuple[list[np.ndarray], np.ndarray, np.ndarray, np.ndarray]:
    """Kernels (height, width, in, out), the logits' matrix, images, labels."""
    rng = np.random.default_rng(0)
    kernels = [
        rng.normal(0, np.sqrt(2 / (9 * before)), (3, 3, before, after))
        for before, after, _ in CONVOLUTIONS
    ]
    logits = rng.normal(0, np.sqrt(1 / 64), (64, CLASSES))
    images = rng.normal(size=(STEPS * BATCH, SIZE, SIZE, 3))
    return kernels, logits, images, rng.integers(CLASSES, size=STEPS * BATCH)


def losses() -> list[float]:
    """The training loss of each step."""
    import torch
    from torch.nn import functional

    kernels, logits, images, labels = problem()

    def parameter(array):
        return torch.tensor(array, dtype=torch.float64, requires_grad=True)

    weights = [parameter(kernel.transpose(3, 2, 0, 1)) for kernel in kernels]
    scales = [parameter(np.ones(after)) for _, after, _ in CONVOLUTIONS]
    shifts = [parameter(np.zeros(after)) for _, after, _ in CONVOLUTIONS]
    matrix, bias = parameter(logits.T), parameter(np.zeros(CLASSES))

    def normalized_convolution(x, index):
        x = functional.conv2d(x, weights[index], stride=CONVOLUTIONS[index][2], padding=1)
        return functional.batch_norm(
            x, None, None, scales[index], shifts[index], training=True, eps=1e-5
        )

    def network(x):
        x = functional.relu(normalized_convolution(x, 0))
        for index in range(1, len(CONVOLUTIONS), 2):
            before, after, stride = CONVOLUTIONS[index]
            skip = x[:, :, ::stride, ::stride]
            skip = functional.pad(skip, (0, 0, 0, 0, (after - before) // 2, (after - before) // 2))
            branch = functional.relu(normalized_convolution(x, index))
            x = functional.relu(normalized_convolution(branch, index + 1) + skip)
        return functional.linear(x.mean((2, 3)), matrix, bias)

    optimizer = torch.optim.SGD(
        [
            {"params": [*weights, matrix], "weight_decay": DECAY},
            {"params": [*scales, *shifts, bias]},
        ],
        lr=RATE,
        momentum=MOMENTUM,
        nesterov=True,
    )
    found = []
    for step in range(STEPS):
        rows = slice(step * BATCH, (step + 1) * BATCH)
        x = torch.tensor(images[rows].transpose(0, 3, 1, 2))
        loss = functional.cross_entropy(network(x), torch.tensor(labels[rows]))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        found.append(loss.item())
    return found


if __name__ == "__main__":
    FILE.write_text(json.dumps(losses(), indent=1) + "\n", "utf-8")
