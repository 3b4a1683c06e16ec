"""The same networks in PyTorch: modules are named as the Keras layers, weights are as many."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

BLOCKS = 3  # in each of the three stages of a ResNet-20
RATIO = 16


class Block(nn.Module):
    """A basic residual block, with squeeze-and-excitation and a projection where asked for."""

    def __init__(self, channels: int, width: int, stride: int, gated: bool) -> None:
        super().__init__()
        self.stride, self.missing = stride, width - channels
        self.conv1 = nn.Conv2d(channels, width, 3, stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(width)
        self.gated = gated
        if gated:
            self.se_reduce = nn.Linear(width, width // RATIO)
            self.se_expand = nn.Linear(width // RATIO, width)
            if stride > 1:
                self.shortcut_conv = nn.Conv2d(channels, width, 1, stride, bias=False)
                self.shortcut_norm = nn.BatchNorm2d(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = functional.relu(self.norm1(self.conv1(x)), inplace=True)
        y = self.norm2(self.conv2(y))
        if self.gated:
            gate = functional.relu(self.se_reduce(y.mean((2, 3))))
            y = y * torch.sigmoid(self.se_expand(gate))[:, :, None, None]
        return functional.relu(y + self.shortcut(x), inplace=True)

    def shortcut(self, x: torch.Tensor) -> torch.Tensor:
        if self.stride == 1:
            return x
        if self.gated:
            return self.shortcut_norm(self.shortcut_conv(x))
        half = self.missing // 2
        return functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, half, self.missing - half))


class ResNet20(nn.Module):
    """ResNet-20 without shortcut weights; with `gated` SE-ResNet-20 with projections."""

    def __init__(self, gated: bool = False) -> None:
        super().__init__()
        self.stem_conv = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.stem_norm = nn.BatchNorm2d(16)
        channels, self.blocks = 16, []
        for stage, width in enumerate((16, 32, 64), start=1):
            for index in range(1, BLOCKS + 1):
                stride = 2 if stage > 1 and index == 1 else 1
                self.blocks.append(f"stage{stage}_block{index}")
                self.add_module(self.blocks[-1], Block(channels, width, stride, gated))
                channels = width
        self.logits = nn.Linear(channels, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = functional.relu(self.stem_norm(self.stem_conv(x)), inplace=True)
        for name in self.blocks:
            x = self.get_submodule(name)(x)
        return self.logits(x.mean((2, 3)))


class MLP(nn.Module):
    """784-256-256-10 with ReLU."""

    def __init__(self) -> None:
        super().__init__()
        self.dense1 = nn.Linear(784, 256)
        self.dense2 = nn.Linear(256, 256)
        self.logits = nn.Linear(256, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = functional.relu(self.dense1(x))
        return self.logits(functional.relu(self.dense2(x)))


NETWORKS = {
    "mlp": MLP,
    "resnet20": ResNet20,
    "se_resnet20": lambda: ResNet20(gated=True),
}


def parameters(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())
