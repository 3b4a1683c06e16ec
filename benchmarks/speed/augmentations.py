"""Each augmentation of images of 224x224: the suite's pipeline, and torchvision's transforms."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

COUNT, PIXELS, BATCH, CLASSES = 512, 224, 64, 10
WORKERS = os.cpu_count() or 1  # of the DataLoader
ENDLESS = 2**40  # samples; the sampler shuffles anew after each pass
_TONES = ("brightness", "contrast", "saturation")
# Name in recipes -> arguments, and torchvision's counterpart with its own.
AUGMENTATIONS: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "none": ({}, "Identity", {}),
    "color_jitter": ({"hue": 0.1}, "ColorJitter", {**dict.fromkeys(_TONES, 0.2), "hue": 0.1}),
    "cutmix": ({}, "CutMix", {"num_classes": CLASSES}),
    "cutout": ({"size": 56}, "RandomErasing", {"p": 1, "scale": (1 / 16,) * 2, "ratio": (1, 1)}),
    "mixup": ({}, "MixUp", {"alpha": 0.2, "num_classes": CLASSES}),
    "rand_augment": ({}, "RandAugment", {}),
    "random_crop": ({"padding": 28}, "RandomCrop", {"size": PIXELS, "padding": 28}),
    "random_flip": ({}, "RandomHorizontalFlip", {}),
    "random_resized_crop": ({}, "RandomResizedCrop", {"size": PIXELS}),
    "random_rotation": ({}, "RandomRotation", {"degrees": 15}),
}


def pictures() -> tuple[np.ndarray, np.ndarray]:
    """Random images and their classes."""
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (COUNT, PIXELS, PIXELS, 3), dtype=np.uint8)
    return images, random.integers(0, CLASSES, COUNT, dtype=np.int32)


def of_the_suite(name: str) -> Iterator:
    """An endless stream of batches by the suite's pipeline."""
    import suite.training  # noqa: F401 - imports TensorFlow, quietly
    from suite.catalog import HERE, Component
    from suite.data import Dataset, Pipeline, Split

    classes = tuple(str(label) for label in range(CLASSES))
    dataset = Dataset("random", Split(*pictures()), None, None, classes)
    component = Component(name, AUGMENTATIONS[name][0])
    augmentations = [] if name == "none" else [HERE.build("augmentations", component)]
    return iter(Pipeline(dataset, BATCH, augmentations, one_hot=True).training())


def of_torchvision(name: str) -> Iterator:
    """An endless stream of batches by a DataLoader, whose workers augment."""
    import torch
    from torch.utils.data import DataLoader, RandomSampler, TensorDataset, default_collate
    from torchvision.transforms import v2

    images, labels = pictures()
    pixels = torch.from_numpy(images.transpose(0, 3, 1, 2).copy()).share_memory_()
    samples = TensorDataset(pixels, torch.from_numpy(labels.astype(np.int64)))
    collate = _collated(name, v2, default_collate)
    sampler = RandomSampler(samples, num_samples=ENDLESS)
    return iter(
        DataLoader(samples, BATCH, sampler=sampler, num_workers=WORKERS, collate_fn=collate)
    )


def _collated(name: str, transforms: Any, default: Callable[[list], list]) -> Callable:
    """Samples as a batch, each augmented by itself, or mixed with others."""
    _, of, arguments = AUGMENTATIONS[name]
    augment = getattr(transforms, of)(**arguments)
    if name == "cutmix":
        return lambda samples: augment(*default(samples))
    if name == "mixup":
        return lambda samples: augment(*(v.float() if v.ndim == 4 else v for v in default(samples)))
    return lambda samples: default([(augment(image), label) for image, label in samples])
