"""Images by their principal components, and a cloud of points on its way to being white."""

from __future__ import annotations

import numpy as np

from suite.runs.page.charts.picture_grid import Picture, PictureGrid
from suite.runs.page.charts.section import Section
from suite.studies.definition.study_recipe import StudyRecipe
from suite.studies.measures.arm import Arm

# A study that measures one of these is about components of images.
_ABOUT_IMAGES = {"eigenvector_frequency", "reconstruction_error"}
_SIDE = 96
_POINTS = 6000


def component_sections(study: StudyRecipe) -> list[Section]:
    """The pictures of a study of images' components; none of any other.

    Args:
        study: with a recipe of images, whose `data.normalize` is `pca_whitening`.
    """
    about = {call.name for one in study.measures.values() for call in one.calls}
    if study.base is None or not about & _ABOUT_IMAGES:
        return []
    arm = Arm(study.base)
    images = arm.inputs(len(arm.dataset.train))
    components = arm.initial_model.get_layer("normalization").output.shape[-1]
    return [pca_pictures(images, components=components)]


def pca_pictures(images: np.ndarray, *, components: int, shown: int = 12) -> Section:
    """Mean, eigenvectors, reconstructions and whitened images, as the lectures show them.

        x = m + sum_i c_i u_i,    reconstruction: i <= n,    whitened: sum_i c_i / sqrt(l_i) u_i

    with m the mean, u_i the eigenvectors of the covariance and l_i its eigenvalues; a thousandth of
    the mean eigenvalue is added to each of them, or what never changes would be all that is seen.

    Args:
        images: of a training set, shape (N, H, W, C), at least two.
        components: n, that reconstructions and whitened images are made of, at least 1.
        shown: images and eigenvectors in a row, at least 1.

    Raises:
        ValueError: they are no images, or there are fewer than two.

    Example:
        >>> noise = np.random.default_rng(0).normal(size=(50, 4, 4, 1))
        >>> section = pca_pictures(noise, components=5, shown=3)
        >>> [(part.name, len(part.pictures)) for part in section.parts][:3]
        [('pca_images', 3), ('pca_vectors', 4), ('pca_rebuilt', 3)]

    Topic: data/pca-whitening
    """
    if images.ndim != 4 or len(images) < 2:
        raise ValueError(f"Argument `images` must be two images or more. Received: {images.shape}")
    rows = _Rows(images, components, shown)
    return Section(
        name="pca_pictures",
        title="In pictures",
        intro="Smooth eigenvectors come first; whitening makes the fine ones count as much.",
        parts=[rows.images(), rows.eigenvectors(), rows.rebuilt(), rows.whitened(), _cloud_grid()],
    )


class _Rows:
    """The rows of pictures of some images."""

    def __init__(self, images: np.ndarray, components: int, shown: int) -> None:
        self.shape = images.shape[1:]
        self.flat = images.reshape(len(images), -1).astype(np.float64)
        self.extent = float(self.flat.min()), float(self.flat.max())
        self.mean = self.flat.mean(axis=0)
        centered = self.flat - self.mean
        values, vectors = np.linalg.eigh(centered.T @ centered / len(centered))
        self.values, self.vectors = np.maximum(values[::-1], 0.0), vectors[:, ::-1]
        self.kept = self.vectors[:, :components]
        self.shown = shown
        self.coordinates = centered[:shown] @ self.kept

    def images(self) -> PictureGrid:
        shown = self.flat[: self.shown]
        return self._grid("images", "Images as they come", shown, self.extent, "image")

    def eigenvectors(self) -> PictureGrid:
        pictures = [_picture(self.mean.reshape(self.shape), None, ["mean"], "the mean image")]
        shares = self.values / self.values.sum()
        for number, vector in enumerate(self.vectors.T[: self.shown], 1):
            lines = [f"{number}: {shares[number - 1]:.1%}"]
            image = vector.reshape(self.shape)
            pictures.append(_picture(image, None, lines, f"eigenvector {number}"))
        title = "The mean, and the first eigenvectors"
        return PictureGrid(name="pca_vectors", title=title, pictures=pictures, size=_SIDE)

    def rebuilt(self) -> PictureGrid:
        count, of = self.kept.shape[1], len(self.values)
        share = self.values[:count].sum() / self.values.sum()
        title = f"From {count} of {of} components, {share:.0%} of the variance"
        images = self.coordinates @ self.kept.T + self.mean
        return self._grid("rebuilt", title, images, self.extent, "rebuilt image")

    def whitened(self) -> PictureGrid:
        spread = np.sqrt(self.values[: self.kept.shape[1]] + 1e-3 * self.values.mean())
        images = self.coordinates / spread @ self.kept.T
        return self._grid("white", "The same whitened", images, None, "whitened image")

    def _grid(
        self, name: str, title: str, flat: np.ndarray, extent: tuple[float, float] | None, of: str
    ) -> PictureGrid:
        pictures = [
            _picture(image, extent, [], f"{of} {number}")
            for number, image in enumerate(flat.reshape(-1, *self.shape), 1)
        ]
        return PictureGrid(name=f"pca_{name}", title=title, pictures=pictures, size=_SIDE)


def _picture(
    image: np.ndarray, extent: tuple[float, float] | None, lines: list[str], description: str
) -> Picture:
    from suite.examination.outcome.pictures import png, shades  # imports Keras

    low, high = extent or (float(image.min()), float(image.max()))
    return Picture(png=png(shades(image, low, high)), lines=lines, description=description)


def _cloud_grid() -> PictureGrid:
    """A cloud in the plane: as it is, decorrelated, and whitened."""
    from suite.examination.outcome.pictures import png

    points = np.random.default_rng(0).normal(size=(_POINTS, 2)) @ [[2.0, 1.2], [0.0, 0.5]]
    points -= points.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov(points.T))
    turned = points @ vectors[:, ::-1]
    steps = {
        "original": points,
        "decorrelated": turned,
        "whitened": turned / np.sqrt(values[::-1]),
    }
    pictures = [
        Picture(png=png(_density(found)), lines=[name], description=f"the cloud, {name}")
        for name, found in steps.items()
    ]
    return PictureGrid(name="pca_cloud", title="A cloud of points", pictures=pictures, size=160)


def _density(points: np.ndarray) -> np.ndarray:
    """How many points lie where in a square around 0, with the axes through it."""
    from suite.examination.outcome.pictures import shades

    counts, _, _ = np.histogram2d(points[:, 1], points[:, 0], bins=48, range=[[-7, 7]] * 2)
    image = shades(np.sqrt(counts)[::-1, :, None], 0.0, float(np.sqrt(counts.max())))
    image[24, :] = np.maximum(image[24, :], 70)
    image[:, 24] = np.maximum(image[:, 24], 70)
    return image
