"""The files that streaming is measured with are like photographs, and the same each time."""

from __future__ import annotations

import numpy as np
from PIL import Image

from benchmarks.speed.image_files import link_many, make_image_files


def test_files_have_the_sizes_of_photographs_and_are_made_once(tmp_path):
    make_image_files(tmp_path / "a", 6, 2, test=2)
    make_image_files(tmp_path / "b", 6, 2, test=2)
    files = sorted((tmp_path / "a").rglob("*.jpg"))
    names = [str(file.relative_to(tmp_path / "a")) for file in files]
    assert [name for name in names if name.startswith("test")] == [
        "test/class000/000000.jpg",
        "test/class001/000001.jpg",
    ]
    assert sum(name.startswith("train/class001") for name in names) == 3
    assert len({file.read_bytes() for file in files}) == 8
    for name, file in zip(names, files, strict=True):
        assert file.read_bytes() == (tmp_path / "b" / name).read_bytes()
        assert 20_000 < file.stat().st_size < 300_000
        with Image.open(file) as image:
            assert all(400 <= side <= 500 for side in image.size)
    before = [file.stat().st_mtime_ns for file in files]
    make_image_files(tmp_path / "a", 6, 2, test=2)
    assert [file.stat().st_mtime_ns for file in files] == before


def test_their_spectrum_falls_as_that_of_photographs_does(tmp_path):
    """The power of natural scenes falls as about the square of the frequency."""
    make_image_files(tmp_path, 12, 3)
    slopes = []
    for file in tmp_path.rglob("*.jpg"):
        with Image.open(file) as image:
            gray = np.asarray(image.convert("L"), float)[:384, :384]
        window = np.hanning(384)
        power = np.abs(np.fft.fft2((gray - gray.mean()) * np.outer(window, window))) ** 2
        frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(384), np.fft.fftfreq(384)))
        bands = [
            (frequency > low) & (frequency <= 2 * low) for low in (0.01, 0.02, 0.04, 0.08, 0.16)
        ]
        logs = np.log2([power[band].mean() for band in bands])
        slopes.append(-np.polyfit(range(len(logs)), logs, 1)[0])
    assert 1.2 < np.mean(slopes) < 3.2


def test_pictures_of_somebody_else_are_enlarged(tmp_path):
    (tmp_path / "source").mkdir()
    for level in (0, 255):
        Image.new("RGB", (32, 32), (level, 0, 0)).save(tmp_path / "source" / f"{level}.jpg")
    make_image_files(tmp_path / "made", 12, 1, tmp_path / "source")
    reds = set()
    for file in (tmp_path / "made").rglob("*.jpg"):
        with Image.open(file) as image:
            red, green, _ = np.asarray(image).mean((0, 1))
        assert green < 30
        reds.add(bool(red > 128))
    assert reds == {False, True}


def test_many_names_lead_to_few_files(tmp_path):
    for name in "abc":
        (tmp_path / "few/train" / name).mkdir(parents=True)
        (tmp_path / "few/train" / name / f"{name}.jpg").write_text(name)
    link_many(tmp_path / "many", tmp_path / "few", 2)
    found = sorted((tmp_path / "many").glob("train/*/*/*.jpg"))
    assert [file.parts[-3] + file.read_text() for file in found] == [
        "aa",
        "ab",
        "bb",
        "bc",
        "ca",
        "cc",
    ]
