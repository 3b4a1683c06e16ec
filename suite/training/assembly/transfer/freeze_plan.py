"""Which layers of a model do not train."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import keras

from suite.recipe.schema.transfer_settings import HEAD_ONLY, TransferSettings
from suite.recipe.text.key_path import KeyPath
from suite.suggest import close_names, did_you_mean
from suite.training.assembly.transfer.take_weights import head_of, layers_with_weights

_HEAD = "head"
_LISTED = 8


class UnknownLayer(Exception):
    """A pattern that no layer matches; `place` is the key of `transfer` below which it stands."""

    def __init__(self, pattern: str, names: Iterable[str], place: KeyPath) -> None:
        names = [*names]
        word = pattern.replace("*", "").replace("?", "")
        starts = {name[: len(word) + 1]: name for name in reversed(names)}
        close = close_names(word, [*names, *starts])
        hint = did_you_mean(starts.get(name, name) for name in close)
        listed = ", ".join(names[:_LISTED]) + (", ..." if len(names) > _LISTED else "")
        super().__init__(f"no layer with weights has the name {pattern!r}{hint} there are {listed}")
        self.place = place


@dataclass(frozen=True)
class FreezePlan:
    """Layers that are frozen, in the order of the forward pass.

    Args:
        names: the frozen layers.
        blocks: all layers but the head, in blocks: a layer with a kernel, and the layers without
            one behind it, such as its normalization.

    Example:
        >>> FreezePlan(("a", "b"), blocks=(("a",), ("b",), ("c",))).joins(layers=1)
        {'b': 1, 'a': 2}
    """

    names: tuple[str, ...]
    blocks: tuple[tuple[str, ...], ...]

    def joins(self, layers: int) -> dict[str, int]:
        """When frozen layers join in, counted in intervals: the blocks nearest to the head first.

        Args:
            layers: blocks that join each time.
        """
        frozen = [block for block in self.blocks if set(block) & set(self.names)]
        return {
            name: index // layers + 1
            for index, block in enumerate(reversed(frozen))
            for name in block
            if name in self.names
        } | {name: 1 for name in self.names if name not in sum(frozen, ())}


def freeze_plan(model: keras.Model, transfer: TransferSettings) -> FreezePlan:
    """What the `transfer` block freezes in a model.

    Example:
        >>> dense = [keras.layers.Dense(2, name=name) for name in ("one", "two", "head")]
        >>> model = keras.Sequential([keras.Input((2,)), *dense])
        >>> freeze_plan(model, TransferSettings(plan="last_layer")).names
        ('one', 'two')

    Topic: practice/transfer

    Layers that `replace` names have learned nothing yet, and are never frozen.

    Raises:
        UnknownLayer: a pattern matches nothing.
    """
    layers = layers_with_weights(model)
    head = head_of(model)
    blocks = _kernel_blocks({name: layer for name, layer in layers.items() if name != head})
    frozen: set[str] = set()
    if transfer.plan in HEAD_ONLY:
        frozen = set(layers) - {head}
    elif transfer.freezes:
        freeze, first = transfer.freeze, transfer.freeze.first
        if not freeze.names_layers:  # little_different by itself
            first = max(1, len(blocks) // 2)
        frozen |= set(sum(blocks[: first or 0], ()))
        for index, pattern in enumerate(freeze.layers):
            frozen |= set(matching(pattern, layers, head, ("freeze", "layers", index)))
        if freeze.through is not None:
            last = matching(freeze.through, layers, head, ("freeze", "through"))[-1]
            frozen |= set(list(layers)[: list(layers).index(last) + 1])
    for pattern in transfer.replace:
        frozen -= set(fnmatch.filter(layers, pattern))
    return FreezePlan(tuple(name for name in layers if name in frozen), blocks)


def _kernel_blocks(layers: dict[str, keras.Layer]) -> tuple[tuple[str, ...], ...]:
    """The layers in blocks that begin with a layer with a kernel."""
    blocks: list[list[str]] = []
    for name, layer in layers.items():
        has_kernel = any(len(weight.shape) > 1 for weight in layer.weights)
        # What comes before the first kernel goes with it.
        first = len(blocks) == 1 and not any(
            len(weight.shape) > 1 for one in blocks[0] for weight in layers[one].weights
        )
        if not blocks or (has_kernel and not first):
            blocks.append([])
        blocks[-1].append(name)
    return tuple(map(tuple, blocks))


def matching(pattern: str, names: Iterable[str], head: str, place: KeyPath) -> list[str]:
    """The names that a pattern matches; `head` is the last layer with weights."""
    names = list(names)
    if pattern == _HEAD and _HEAD not in names:
        return [head]
    found = fnmatch.filter(names, pattern)
    if not found:
        raise UnknownLayer(pattern, names, place)
    return found


def freeze(model: keras.Model, names: Sequence[str], statistics: bool) -> None:
    """Take layers out of training for good.

    Args:
        model: not yet compiled.
        names: of the layers.
        statistics: whether batch normalization keeps its moving statistics and uses them; otherwise
            it normalizes by the batch, and they move on.
    """
    layers = layers_with_weights(model)
    for name in names:
        layer = layers[name]
        if isinstance(layer, keras.layers.BatchNormalization) and not statistics:
            for variable in layer.trainable_variables:
                variable.trainable = False
        else:
            layer.trainable = False
