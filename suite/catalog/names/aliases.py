"""Other names of components, next to those that Keras exports itself."""

from __future__ import annotations

from suite.catalog.names.spelling import key

# Names that Keras takes as text, `loss="mse"`, without exporting them.
_LOSSES = {
    "bce": "binary_crossentropy",
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
}
ALIASES: dict[str, dict[str, str]] = {
    "initializers": {
        "normal": "random_normal",
        "uniform": "random_uniform",
        "one": "ones",
        "zero": "zeros",
    },
    "losses": {**_LOSSES, "kld": "kl_divergence"},
    "metrics": {**_LOSSES, "acc": "accuracy"},
    # Names of the lectures for schedules that Keras calls otherwise.
    "schedules": {
        "cosine": "cosine_decay",
        "cosine_restarts": "cosine_decay_restarts",
        "exponential": "exponential_decay",
        "inverse_time": "inverse_time_decay",
        "polynomial": "polynomial_decay",
    },
}

# TFDS sets of images with one label each: `kind: mnist` is `{kind: tfds, name: mnist}`.
TFDS_NAMES: tuple[str, ...] = (
    "mnist",
    "fashion_mnist",
    "kmnist",
    "emnist",
    "mnist_corrupted",
    "pneumonia_mnist",
    "binary_alpha_digits",
    "cmaterdb",
    "omniglot",
    "svhn_cropped",
    "cifar10",
    "cifar100",
    "cifar10_1",
    "cifar10_corrupted",
    "stl10",
    "imagenette",
    "imagewang",
    "imagenet_resized",
    "imagenet2012",
    "imagenet2012_subset",
    "imagenet2012_fewshot",
    "imagenet2012_corrupted",
    "imagenet_a",
    "imagenet_r",
    "imagenet_v2",
    "imagenet_sketch",
    "imagenet_lt",
    "beans",
    "caltech101",
    "caltech_birds2010",
    "caltech_birds2011",
    "cars196",
    "cassava",
    "cats_vs_dogs",
    "citrus_leaves",
    "colorectal_histology",
    "deep_weeds",
    "dmlab",
    "domainnet",
    "eurosat",
    "food101",
    "horses_or_humans",
    "malaria",
    "oxford_flowers102",
    "oxford_iiit_pet",
    "patch_camelyon",
    "plant_leaves",
    "plant_village",
    "plantae_k",
    "quickdraw_bitmap",
    "resisc45",
    "rock_paper_scissors",
    "siscore",
    "smallnorb",
    "stanford_dogs",
    "tf_flowers",
    "uc_merced",
)


def alias_of(kind: str, name: str) -> str | None:
    """What an alias of this table stands for, whatever its case and underscores."""
    table = {key(alias): target for alias, target in ALIASES.get(kind, {}).items()}
    return table.get(key(name))


def tfds_name(name: str) -> str | None:
    """TFDS's own spelling of an image set's name, `mnist` or `mnist_corrupted/fog`, or None."""
    base, slash, config = name.partition("/")
    own = {key(one): one for one in TFDS_NAMES}.get(key(base))
    return f"{own}{slash}{config}" if own else None
