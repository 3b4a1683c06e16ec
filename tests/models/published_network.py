"""`python published_network.py NAME FILE SIZE ...`: weights and logits of a published network.

A process of its own: PyTorch's and TensorFlow's libraries do not go together in every build. Exit
status 3 where a library is missing.
"""

from __future__ import annotations

import re
import sys

import numpy as np

MISSING = 3
CLASSES = 10


def main(name: str, file: str, sizes: list[int]) -> int:
    try:
        import torch

        if name == "seresnet50":
            from timm import create_model as create
        else:
            import torchvision

            create = getattr(torchvision.models, name)
    except (ImportError, RuntimeError):  # torchvision beside another build of torch
        return MISSING
    torch.manual_seed(0)
    network = create(*([name] if name == "seresnet50" else []), num_classes=CLASSES)
    with torch.no_grad():  # statistics and scales that could not be mistaken for each other
        for key, value in network.state_dict().items():
            if re.search(r"(running_|bn\d|downsample\.1)", key) and value.ndim == 1:
                value.uniform_(0.5, 1.5)
        network.eval()
        content = {key: value.numpy() for key, value in network.state_dict().items()}
        for size in sizes:
            x = np.random.default_rng(size).normal(size=(2, 3, size, size)).astype("float32")
            content[f"logits/{size}"] = network(torch.from_numpy(x)).numpy()
    np.savez(file, **content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], [int(size) for size in sys.argv[3:]]))
