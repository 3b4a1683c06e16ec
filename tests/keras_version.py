"""What the oldest Keras that the suite supports cannot do, or does in other words."""

from __future__ import annotations

import keras
import pytest

VERSION = tuple(int(part) for part in keras.__version__.split(".")[:2])
not_in_3_12 = pytest.mark.skipif(VERSION <= (3, 12), reason="Keras 3.12 does it in another way")
