"""What the styles of a CNN set: small, LeNet-5, AlexNet, VGG."""

from __future__ import annotations

from typing import Any

SMALL = {
    "filters": [32, 64],
    "convs_per_block": 1,
    "kernel_size": 3,
    "strides": 1,
    "padding": "same",
    "pool": "max",
    "pool_size": 2,
    "pool_strides": 2,
    "norm": "none",
    "dense": [128],
    "dropout": 0.0,
    "activation": "relu",
}
STYLES: dict[str, dict[str, Any]] = {
    "small": SMALL,
    # LeCun et al. 1998, figure 2; its trainable pools and partial connections left out.
    "lenet5": SMALL
    | {
        "filters": [6, 16],
        "kernel_size": 5,
        "padding": "valid",
        "pool": "average",
        "dense": [120, 84],
        "activation": "tanh",
    },
    # Krizhevsky et al. 2012 on one device: without the split into two groups.
    "alexnet": SMALL
    | {
        "filters": [96, 256, 384, 384, 256],
        "kernel_size": [11, 5, 3, 3, 3],
        "strides": [4, 1, 1, 1, 1],
        "pool": ["max", "max", "none", "none", "max"],
        "pool_size": 3,
        "norm": ["local_response", "local_response", "none", "none", "none"],
        "dense": [4096, 4096],
        "dropout": 0.5,
    },
    # Simonyan and Zisserman 2014, configuration D.
    "vgg": SMALL
    | {
        "filters": [64, 128, 256, 512, 512],
        "convs_per_block": [2, 2, 3, 3, 3],
        "dense": [4096, 4096],
        "dropout": 0.5,
    },
}
