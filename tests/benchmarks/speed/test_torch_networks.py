"""The networks in PyTorch are those of the suite: equal weights give equal logits."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from benchmarks.speed.task import MEAN, TASKS, VARIANCE

torch = pytest.importorskip("torch")

from benchmarks.speed.torch_loop import Images, torch_loop  # noqa: E402
from benchmarks.speed.torch_networks import NETWORKS, parameters  # noqa: E402


@pytest.fixture(autouse=True)
def one_thread():
    """Two that wait for each other are slow where other tests run beside them."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def layer_name(module: str) -> str:
    """`stage1_block1.conv1` is the layer `stage1_block1_conv1`."""
    return module.replace(".", "_")


def copied(model: keras.Model, network: torch.nn.Module) -> set[str]:
    """Give a PyTorch network the weights of a Keras model; returns the layers it took."""
    taken = set()
    for name, module in network.named_modules():
        if not list(module.parameters(recurse=False)):
            continue
        layer = model.get_layer(layer_name(name))
        taken.add(layer.name)
        first, *rest = (torch.from_numpy(weight.copy()) for weight in layer.get_weights())
        order = {4: (3, 2, 0, 1), 2: (1, 0), 1: (0,)}[first.ndim]
        module.weight.data.copy_(first.permute(order))
        if module.bias is not None:
            module.bias.data.copy_(rest[0])
    return taken


@pytest.mark.parametrize("name", TASKS)
def test_equal_weights_give_equal_logits(name):
    task = TASKS[name]
    model, network = task.model(), NETWORKS[name]()
    layers = {layer.name for layer in model.layers if layer.trainable_weights}
    assert copied(model, network) == layers
    x, _ = task.data(1)
    x = x[:8]
    ours = model(x, training=True).numpy()
    if task.images:
        x = ((x - np.array(MEAN)) / np.sqrt(VARIANCE)).transpose(0, 3, 1, 2)
    with torch.no_grad():
        theirs = network.train()(torch.from_numpy(x.astype("float32"))).numpy()
    np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    ("name", "count"), [("mlp", 269_322), ("resnet20", 269_722), ("se_resnet20", 274_847)]
)
def test_parameters_are_as_many_as_published(name, count):
    assert parameters(NETWORKS[name]()) == count


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_loop_learns(precision):
    x, _ = TASKS["mlp"].data(4)
    y = (x[:, :392].mean(axis=1) > x[:, 392:].mean(axis=1)).astype("int32")
    epoch = torch_loop("mlp", precision, x, y)
    losses = [epoch()[0] for _ in range(4)]
    assert losses[-1] < 0.5 * losses[0]


def test_crop_and_flip_give_windows_of_the_padded_image():
    torch.manual_seed(0)
    pixels = np.random.default_rng(0).integers(1, 256, (3, 32, 32, 3), dtype=np.uint8)
    rows = torch.tensor([2, 0, 1] * 4)
    images = Images(pixels, torch.device("cpu"))[rows].permute(0, 2, 3, 1).numpy()
    images = np.round(images * np.sqrt(VARIANCE) + MEAN).astype(int)
    padded = np.pad(pixels, ((0, 0), (4, 4), (4, 4), (0, 0)))
    seen = set()
    for row, image in zip(rows.tolist(), images, strict=True):
        places = [
            (top, left, step)
            for top in range(9)
            for left in range(9)
            for step in (1, -1)
            if (padded[row, top : top + 32, left : left + 32][:, ::step] == image).all()
        ]
        assert len(places) == 1
        seen.update(places)
    assert len(seen) > 6  # each image has a draw of its own
    assert {step for _, _, step in seen} == {1, -1}
