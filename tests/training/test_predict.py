"""Files that are no images are left out and named; the others are classified all the same."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from PIL import Image

from suite.errors import UserError
from suite.training.predict import predict_files


def test_goes_on_past_what_it_cannot_read(tmp_path):
    inputs = keras.Input((4, 4, 1))
    model = keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Flatten()(inputs)))
    for name in ("a.png", "b.png"):
        Image.fromarray(np.zeros((4, 4), np.uint8)).save(tmp_path / name)
    (tmp_path / "text.png").write_text("no image")
    files = [tmp_path / name for name in ("a.png", "absent.png", "text.png", "b.png")]
    files.append(tmp_path / ("n" * 300))
    lines = predict_files(model, ["no", "yes"], files)
    assert [next(lines).split()[0] for _ in range(2)] == [str(files[0]), str(files[3])]
    with pytest.raises(UserError) as caught:
        next(lines)
    first, *others = str(caught.value).splitlines()
    assert first == "3 of 5 files are left out"
    assert [line.partition(": ")[0] for line in others] == [str(files[i]) for i in (1, 2, 4)]
    assert all("cannot be read as an image" in line for line in others)
