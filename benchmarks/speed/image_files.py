"""A folder of JPEG files that decode as slowly as photographs do, made within minutes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

SIDES = (400, 500)  # of a picture, in pixels; drawn anew for each file
BASES = 4  # distinct pictures of a class; its files are parts of them
_CANVAS = 560
_THREADS = 2


def make_image_files(
    folder: Path, count: int, classes: int, source: Path | None = None, test: int = 0
) -> None:
    """Write `folder/train/<class>/<number>.jpg`, the same ones each time.

    A file is a random part of a picture of its class, perhaps mirrored, of 400 to 500 pixels, saved
    with quality 80 to 95. Pictures are leaves of many sizes that lie on one another, each with a
    color and a grain of its own (the statistics of natural scenes: edges at all scales, a spectrum
    of 1/f; Lee, Mumford and Huang 2001); about 100 KB a file, as ImageNet's have.

    Args:
        folder: made where it is missing. What it holds already is left.
        count: files, divided among the classes.
        classes: folders.
        source: a folder of image files to enlarge in place of leaves; each class takes some.
        test: files of `folder/test` beside them.
    """
    found = sorted(source.rglob("*.jpg")) if source else []
    for split, files in (("train", count), ("test", test)):
        with ThreadPoolExecutor(_THREADS) as pool:
            jobs = (
                pool.submit(
                    _write_class,
                    folder / split / f"class{number:03}",
                    (number, split == "test"),
                    [*range(number, files, classes)],
                    found[number::classes] or found,
                )
                for number in range(classes if files else 0)
            )
            for job in [*jobs]:
                job.result()


def link_many(folder: Path, files: Path, copies: int) -> None:
    """A folder in which each file of another one is found so many times, in that many classes.

    Class k holds links to the folders of the classes k, k + 1, ...: whoever lists it meets every
    name anew, and whoever opens one finds the file.

    Args:
        folder: made; must not exist.
        files: made by `make_image_files`, with at least `copies` classes.
        copies: links in each class.
    """
    classes = sorted(path.resolve() for path in (files / "train").iterdir())
    for number, path in enumerate(classes):
        links = folder / "train" / path.name
        links.mkdir(parents=True)
        for step in range(copies):
            target = classes[(number + step) % len(classes)]
            (links / f"of_{target.name}").symlink_to(target)


def _write_class(
    folder: Path, key: tuple[int, bool], numbers: Sequence[int], source: Sequence[Path]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names = [folder / f"{number:06}.jpg" for number in numbers]
    if all(name.exists() for name in names):
        return
    pictures = list(_pictures(key[0], source))
    random = np.random.default_rng([*key, 1])
    for name in names:
        name.write_bytes(_part(pictures[random.integers(len(pictures))], random))


def _part(picture: Image.Image, random: np.random.Generator) -> bytes:
    """A random part of a picture as a JPEG file."""
    width, height = random.integers(SIDES[0], SIDES[1] + 1, 2)
    left, top = random.integers(0, _CANVAS - width + 1), random.integers(0, _CANVAS - height + 1)
    part = picture.crop((left, top, left + width, top + height))
    if random.random() < 0.5:
        part = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    file = io.BytesIO()
    part.save(file, "JPEG", quality=int(random.integers(80, 96)))
    return file.getvalue()


def _pictures(number: int, source: Sequence[Path]) -> Iterator[Image.Image]:
    """The pictures of a class, which its files are parts of."""
    random = np.random.default_rng([number, 0])
    if not source:
        palette = random.integers(0, 256, (6, 3))
        yield from (_grained(_leaves(palette, random), random) for _ in range(BASES))
    for place in random.permutation(len(source))[:BASES]:
        with Image.open(source[place]) as opened:
            small = opened.convert("RGB")
        large = small.resize((_CANVAS, _CANVAS), Image.Resampling.BICUBIC)
        yield _grained(large, random)


def _leaves(palette: np.ndarray, random: np.random.Generator) -> Image.Image:
    """Discs of colors near those of the palette, their number falling as the cube of the radius."""
    picture = Image.new("RGB", (_CANVAS, _CANVAS))
    draw = ImageDraw.Draw(picture)
    count = 3000
    radii = 4 / np.sqrt(random.uniform(2e-4, 1, count))
    places = random.uniform(0, _CANVAS, (count, 2))
    colors = palette[random.integers(len(palette), size=count)] + random.normal(0, 25, (count, 3))
    shapes = random.uniform(0.4, 1.0, (count, 2))
    for radius, (x, y), color, (a, b) in zip(radii, places, colors, shapes, strict=True):
        box = (x - a * radius, y - b * radius, x + a * radius, y + b * radius)
        draw.ellipse(box, fill=tuple(int(c) for c in color.clip(0, 255)))
    return picture


def _grained(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    """The picture with noise of a spectrum of 1/f, the same in all colors."""
    frequencies = np.hypot(np.fft.fftfreq(_CANVAS)[:, None], np.fft.rfftfreq(_CANVAS))
    frequencies[0, 0] = 1
    waves = random.normal(size=(2, *frequencies.shape)) / frequencies
    grain = np.fft.irfft2(waves[0] + 1j * waves[1], s=(_CANVAS, _CANVAS))
    grain *= 14 / grain.std()
    values = np.asarray(picture) + grain[..., None] + random.normal(0, 2, (_CANVAS, _CANVAS, 1))
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))
