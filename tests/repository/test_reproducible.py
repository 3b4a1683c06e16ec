"""A recipe gives the same weights, bit for bit, in every process."""

from __future__ import annotations

import zipfile

import pytest

from tests.commands import start, succeed

pytestmark = pytest.mark.slow
# Everything random at once: augmentation, mixed labels, dropout, initial weights, order.
CHANGES = {
    "models/resnet20-digits": ["training.epochs=1"],
    "quickstart": [
        "training.epochs=3",
        "training.ema=0.9",
        "data.augment=[{kind: random_crop, padding: 1}, mixup]",
    ],
    "models/mlp-digits": ["training.epochs=3", "training.precision=mixed_bfloat16"],
}


def weights(path):
    with zipfile.ZipFile(path / "model.keras") as archive:
        return archive.read("model.weights.h5")


@pytest.mark.parametrize("name", CHANGES)
def test_two_processes_give_the_same_bits(name, tmp_path):
    changes = [["training.steps_per_execution=auto"], ["training.steps_per_execution=3"]]
    for out, change in zip("ab", changes, strict=True):
        process = start("run", name, *CHANGES[name], *change, "--quiet", "--out", tmp_path / out)
        _, errors = process.communicate(timeout=300)
        assert (process.returncode, errors) == (0, "")
    assert weights(tmp_path / "a") == weights(tmp_path / "b")


def test_another_seed_gives_other_weights(tmp_path):
    for seed in "01":
        command = ["run", "models/mlp-digits", "training.epochs=1", f"seed={seed}", "--quiet"]
        succeed(*command, "--out", tmp_path / seed)
    assert weights(tmp_path / "0") != weights(tmp_path / "1")
