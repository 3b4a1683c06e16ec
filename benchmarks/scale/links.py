"""How long replicas exchange values over a link."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """What lies between two replicas that are neighbours in the ring.

    Args:
        name: as the tables call it.
        bandwidth: bytes a second in one direction that a program gets.
        latency: seconds from one replica to the next, with all that software adds.
        trees: whether small values go by trees, as NCCL sends them, where that is faster.
    """

    name: str
    bandwidth: float
    latency: float
    trees: bool = True

    def all_reduce(self, size: float, replicas: int) -> float:
        """Seconds until every replica has the sum of `size` bytes of each.

        In a ring of N each sends N - 1 pieces of 1 / N of the bytes to be summed, and N - 1 of the
        sums; in a tree all bytes go up once and down once:

            ring = 2 (N - 1) (latency + size / (N bandwidth))
            tree = 2 ceil(log2 N) (latency + size / bandwidth)
        """
        if replicas == 1:
            return 0.0
        around = 2 * (replicas - 1) * (self.latency + size / replicas / self.bandwidth)
        levels = math.ceil(math.log2(replicas))
        up_and_down = 2 * levels * (self.latency + size / self.bandwidth)
        return min(around, up_and_down) if self.trees else around

    def hand_round(self, size: float, replicas: int) -> float:
        """Seconds until every replica has the `size` bytes of each: half a ring."""
        return (replicas - 1) * (self.latency + size / self.bandwidth)


# 85 % of what the standards allow, and usual latencies of the software above them: assumptions.
# Between hosts the eight GPUs of a host share its card, as the ring leaves each host once.
NVLINK = Link("NVLink 4, 450 GB/s", 0.85 * 450e9, 4e-6)
PCIE = Link("PCIe 4, 32 GB/s", 0.85 * 32e9, 8e-6)
NETWORKS = (
    Link("10 Gbit Ethernet", 0.85 * 1.25e9, 30e-6),
    Link("25 Gbit Ethernet", 0.85 * 3.125e9, 30e-6),
    Link("100 Gbit Ethernet", 0.85 * 12.5e9, 20e-6),
    Link("InfiniBand NDR, 400 Gbit", 0.85 * 50e9, 5e-6),
)


@dataclass(frozen=True)
class Exchanged:
    """What a step of a replica exchanges, in bytes; each exchange waits for the one before.

    Args:
        gradients: in one exchange, once all are there.
        forward: of batch normalization, a layer each; every replica's row reaches all.
        back: of batch normalization, sums, a layer each.
    """

    gradients: int
    forward: Sequence[int] = ()
    back: Sequence[int] = ()

    def gradient_seconds(self, link: Link, replicas: int) -> float:
        return link.all_reduce(self.gradients, replicas)

    def statistics_seconds(self, link: Link, replicas: int) -> float:
        """On GPUs rows are sums of zeros and one row; between processors they are handed round."""
        if not link.trees:
            own = [*self.forward, *self.back]
            return sum(link.hand_round(size, replicas) for size in own)
        rows = [link.all_reduce(replicas * size, replicas) for size in self.forward]
        return sum(rows) + sum(link.all_reduce(size, replicas) for size in self.back)
