"""The augmentations of a run, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import tensorflow as tf

from suite.data.batches.augmentation import Mixing, PerSample

# Of inputs, labels and a key; of rows and epoch too, if it follows the samples.
Augmentation = Callable[..., tuple[tf.Tensor, tf.Tensor]]
_Samples = tuple[tf.Tensor, tf.Tensor]


@dataclass(frozen=True)
class Chain:
    """Reads samples and augments them: those of a whole batch, or chosen ones of it.

    Augmentation number i draws at step t from a key folded from (seed, i, t). One that follows the
    samples from epoch to epoch (`follows_samples`) gets the key (seed, i), the rows and the epoch
    in place of that.

    Chosen samples are, bit for bit, what they are in the whole batch. For them no more is read than
    they need: themselves, and where samples are mixed, their partners. An augmentation of somebody
    else's draws for the batch that it is given, and so gets all of it.

    Args:
        augmentations: in their order.
        seed: of the run.
        steps_per_epoch: batches in an epoch.
        is_fused: whether the first augmentation happens while samples are read, by its draws.

    Example:
        >>> from suite.data.augmentation.mixup import Mixup
        >>> read = lambda rows: (tf.cast(rows, tf.float32), tf.one_hot(rows, 8))
        >>> chain, step, rows = Chain([Mixup()], seed=0, steps_per_epoch=1), 0, tf.range(8)
        >>> whole, part = chain(read, step, rows), chain(read, step, rows, tf.constant([6, 1]))
        >>> bool(np.all(part[0] == whole[0].numpy()[[6, 1]]))
        True
    """

    augmentations: Sequence[Augmentation]
    seed: int
    steps_per_epoch: int
    is_fused: bool = False

    def __call__(
        self,
        read: Callable[..., _Samples],
        step: tf.Tensor,
        rows: tf.Tensor,
        positions: tf.Tensor | None = None,
    ) -> _Samples:
        """Inputs and labels of a batch.

        Args:
            read: rows -> inputs and labels; (rows, draws), where that augments them.
            step: global number of the batch.
            rows: of the whole batch, in the training set.
            positions: in the batch, of the samples that are wanted, of shape (b,); None: of all.
        """
        samples = read(*self.asked(step, rows, positions))
        return self.augmented(samples, step, rows, positions)

    def asked(
        self, step: tf.Tensor, rows: tf.Tensor, positions: tf.Tensor | None = None
    ) -> tuple[tf.Tensor, ...]:
        """What has to be read for it: rows, and draws, where reading augments."""
        wanted = self._wanted(step, rows, positions)[0]
        if not self.is_fused:
            return (_at(rows, wanted),)
        draws = self._draws(self._key(0, step), rows)
        return _at(rows, wanted), _at(draws, wanted)

    def augmented(
        self,
        samples: _Samples,
        step: tf.Tensor,
        rows: tf.Tensor,
        positions: tf.Tensor | None = None,
    ) -> _Samples:
        """What becomes of the samples that were read."""
        wanted = self._wanted(step, rows, positions)
        for index in range(int(self.is_fused), len(self.augmentations)):
            augmentation, key = self.augmentations[index], self._key(index, step)
            before, after = wanted[index : index + 2]
            if _follows_samples(augmentation):
                epoch = step // self.steps_per_epoch
                samples = augmentation(*samples, key, _at(rows, after), epoch)
            elif before is None:
                inputs, labels = augmentation(*samples, key)
                samples = _at(inputs, after), _at(labels, after)
            else:
                assert isinstance(augmentation, PerSample | Mixing)  # no other takes a part
                samples = augmentation.part(*samples, key, _count(rows), after)
        return samples

    def _wanted(
        self, step: tf.Tensor, rows: tf.Tensor, positions: tf.Tensor | None
    ) -> list[tf.Tensor | None]:
        """The positions that are needed before each augmentation, then behind the last."""
        wanted = [positions]
        for index in reversed(range(len(self.augmentations))):
            augmentation, key = self.augmentations[index], self._key(index, step)
            wanted.insert(0, _needed(augmentation, key, rows, wanted[0]))
        return wanted

    def _draws(self, key: tf.Tensor, rows: tf.Tensor) -> tf.Tensor:
        first = self.augmentations[0]
        assert isinstance(first, PerSample)
        return first.draw(key, _count(rows), None)

    def _key(self, index: int, step: tf.Tensor) -> tf.Tensor:
        key = tf.constant([self.seed, index], tf.int64)
        if _follows_samples(self.augmentations[index]):
            return key
        return tf.random.experimental.stateless_fold_in(key, step)


def _needed(
    augmentation: Augmentation, key: tf.Tensor, rows: tf.Tensor, wanted: tf.Tensor | None
) -> tf.Tensor | None:
    """The positions of the samples from which an augmentation makes those that are wanted."""
    if wanted is None or _follows_samples(augmentation) or isinstance(augmentation, PerSample):
        return wanted
    if not isinstance(augmentation, Mixing):
        return None
    needed = augmentation.needed(key, _count(rows), wanted)
    known = needed.shape[0] is not None and rows.shape[0] is not None
    return None if known and needed.shape[0] >= rows.shape[0] else needed


def _follows_samples(augmentation: Augmentation) -> bool:
    return bool(getattr(augmentation, "follows_samples", False))


def _count(rows: tf.Tensor) -> int | tf.Tensor:
    return tf.shape(rows)[0] if rows.shape[0] is None else rows.shape[0]


def _at(values: tf.Tensor, positions: tf.Tensor | None) -> tf.Tensor:
    return values if positions is None else tf.gather(values, positions)
