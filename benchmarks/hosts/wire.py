"""A slow and lossy piece of cable, as a process: packets come in, wait, and go on.

    python -m benchmarks.hosts.wire DELAY LOSS

Started inside the router. What the router sends into the device `wire` comes out of it again after
DELAY seconds, but for a share LOSS, drawn with a fixed seed. It is below TCP, which sees a slow
network and no difference else.
"""

from __future__ import annotations

import fcntl
import os
import random
import select
import struct
import subprocess
import sys
import time
from collections import deque

_TUNSETIFF, _TUN, _NO_PI = 0x400454CA, 0x0001, 0x1000  # of linux/if_tun.h
_LARGEST = 2**16


def opened() -> int:
    """The device, up."""
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH", b"wire", _TUN | _NO_PI))
    subprocess.run(["ip", "link", "set", "wire", "up", "txqueuelen", "5000"], check=True)
    return device


def carry(device: int, delay: float, loss: float) -> None:
    """Pass packets on, forever."""
    draw = random.Random(0)
    waiting: deque[tuple[float, bytes]] = deque()
    while True:
        left = None if not waiting else max(0.0, waiting[0][0] - time.monotonic())
        if select.select([device], [], [], left)[0]:
            packet = os.read(device, _LARGEST)
            if draw.random() >= loss:
                waiting.append((time.monotonic() + delay, packet))
        while waiting and waiting[0][0] <= time.monotonic():
            os.write(device, waiting.popleft()[1])


if __name__ == "__main__":
    carry(opened(), float(sys.argv[1]), float(sys.argv[2]))
