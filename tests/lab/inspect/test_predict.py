"""Files that are no images are left out and named; the others are classified all the same."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from PIL import Image

from suite.errors import UserError
from suite.lab.inspect.predict import predict_files


def test_goes_on_past_what_it_cannot_read(tmp_path):
    inputs = keras.Input((4, 4, 1))
    model = keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Flatten()(inputs)))
    for name in ("a.png", "b.png"):
        Image.fromarray(np.zeros((4, 4), np.uint8)).save(tmp_path / name)
    (tmp_path / "text.png").write_text("no image")
    files = [tmp_path / name for name in ("a.png", "absent.png", "text.png", "b.png")]
    files += [tmp_path / ("n" * 300), tmp_path]
    lines = predict_files(model, ["no", "yes"], files)
    assert [next(lines).split()[0] for _ in range(2)] == [str(files[0]), str(files[3])]
    with pytest.raises(UserError) as caught:
        next(lines)
    first, *others = str(caught.value).splitlines()
    assert first == "4 of 6 files are left out"
    assert [line.partition(": ")[0] for line in others] == [str(files[i]) for i in (1, 2, 4, 5)]
    assert all("cannot be read as an image" in line for line in others[:-1])
    assert others[-1].endswith(f"is a folder; name the files in it, such as {tmp_path}/*.jpg")


def network(shape):
    inputs = keras.Input(shape)
    return keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Flatten()(inputs)))


def saved(path, size, mode, **options):
    Image.new(mode, size).save(path, **options)
    return path


def notes(shape, *files):
    told = []
    lines = list(predict_files(network(shape), None, files, note=told.append))
    assert len(lines) == len(files)
    return told


def test_what_the_model_does_not_see_of_a_photo_is_said_once(tmp_path):
    photo = saved(tmp_path / "photo.jpg", (640, 480), "RGB")
    other = saved(tmp_path / "other.png", (28, 28), "RGBA")
    gray = saved(tmp_path / "gray.png", (28, 28), "L")
    assert notes((28, 28, 1), gray) == []
    text = f"note: the model sees 28 x 28 gray; {photo} is 640 x 480 in color"
    assert notes((28, 28, 1), photo) == [text]
    assert notes((28, 28, 1), gray, photo, other) == [f"{text} (1 more differ)"]


def test_a_gray_file_for_a_net_of_colors_loses_nothing(tmp_path):
    assert notes((28, 28, 3), saved(tmp_path / "gray.png", (28, 28), "L")) == []


def test_a_photo_is_measured_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = saved(tmp_path / "turned.jpg", (20, 10), "RGB", exif=exif)
    assert notes((20, 10, 3), turned) == []
    assert "20 x 10 in color" in notes((10, 20, 1), saved(tmp_path / "p.png", (20, 10), "RGB"))[0]


def test_a_model_of_any_size_sees_each_file_in_its_own(tmp_path):
    inputs = keras.Input((None, None, 1))
    pooled = keras.layers.GlobalAveragePooling2D()(inputs)
    model = keras.Model(inputs, keras.layers.Dense(2)(pooled))
    files = [
        saved(tmp_path / "a.png", (9, 7), "L"),
        saved(tmp_path / "b.png", (3, 5), "L"),
        saved(tmp_path / "c.png", (6, 6), "RGB"),
    ]
    told = []
    assert len(list(predict_files(model, None, files, note=told.append))) == 3
    assert told == [f"note: the model sees any size gray; {files[2]} is 6 x 6 in color"]


@pytest.mark.parametrize("ends", ["two inputs", "no classes", "maps"])
def test_a_model_that_classifies_no_images_is_refused(tmp_path, ends):
    inputs = keras.Input((4, 4, 1))
    flat = keras.layers.Flatten()(inputs)
    if ends == "two inputs":
        other = keras.Input((3,))
        both = keras.layers.Concatenate()([flat, other])
        model = keras.Model([inputs, other], keras.layers.Dense(2)(both))
    elif ends == "no classes":
        model = keras.Model(inputs, keras.layers.Dense(3)(flat))
    else:
        model = keras.Model(inputs, keras.layers.Conv2D(2, 1)(inputs))
    message = "one input and one output" if ends == "two inputs" else "has outputs of shape"
    with pytest.raises(UserError, match=message):
        list(predict_files(model, ["no", "yes"], [saved(tmp_path / "a.png", (4, 4), "L")]))


def test_files_with_chinese_names_stand_in_columns(tmp_path):
    files = [saved(tmp_path / name, (4, 4), "RGB") for name in ("卡车.png", "x.png")]
    lines = predict_files(network((4, 4, 3)), ["no", "yes"], files)
    beside = [line.removeprefix(str(file)) for file, line in zip(files, lines, strict=True)]
    assert [len(text) - len(text.lstrip()) for text in beside] == [2, 5]
