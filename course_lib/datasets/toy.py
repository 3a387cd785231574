"""Point clouds in the plane whose shape is the lesson.

Each takes the number of samples, a noise level (the standard deviation of Gaussian noise in both
coordinates), a random generator and optionally the two labels, and returns a `Dataset`. The
classes have equal sizes, give or take one sample, and the order of the samples is random.
"""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.datasets.dataset import Dataset
from course_lib.datasets.real import class_labels


def make_blobs(n=200, noise=0.6, *, rng, centers=3, labels=None) -> Dataset:
    """Gaussian blobs.

    Parameters
    ----------
    n : int
        Samples, at least one a blob.
    noise : float
        Standard deviation of a blob, ≥ 0.
    rng : numpy.random.Generator
    centers : int or array, shape (k, d)
        The middle of each blob; a number k puts k of them evenly on a circle of radius 2.
    labels : sequence of int, optional
        One a blob; 0, 1, … if not given.

    Returns
    -------
    Dataset

    Examples
    --------
    >>> make_blobs(6, rng=np.random.default_rng(0), centers=2, labels=(-1, 1)).y.sum()
    np.int64(0)
    """
    if checks.numbers("centers", centers).ndim == 0:
        count = checks.integer("centers", centers, low=1)
        angles = np.pi / 2 + 2 * np.pi * np.arange(count) / count
        centers = 2 * np.column_stack([np.cos(angles), np.sin(angles)])
    centers = checks.array("centers", centers, ndim=2)
    index = _classes(n, len(centers), rng)
    return _dataset("blobs", centers[index], index, noise, rng, labels)


def make_moons(n=200, noise=0.15, *, rng, labels=None) -> Dataset:
    """Two half circles that reach into each other; `make_blobs` says what the arguments are."""
    index = _classes(n, 2, rng)
    angle = rng.uniform(0, np.pi, n)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    points = np.where(index[:, None] == 0, upper, [1.0, 0.5] - upper)
    return _dataset("moons", points - [0.5, 0.25], index, noise, rng, labels)


def make_circles(n=200, noise=0.1, *, rng, inner=0.5, labels=None) -> Dataset:
    """A circle of radius 1 (first class) around one of radius `inner`, in (0, 1)."""
    inner = checks.in_range("inner", inner, 0, 1, "()")
    index = _classes(n, 2, rng)
    angle, radius = rng.uniform(0, 2 * np.pi, n), np.where(index == 0, 1.0, inner)
    points = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return _dataset("circles", points, index, noise, rng, labels)


def make_xor(n=200, noise=0.1, *, rng, labels=None) -> Dataset:
    """The unit square around 0 (side 2): first class where the signs of x₁ and x₂ agree."""
    index = _classes(n, 2, rng)
    points = rng.uniform(0, 1, (n, 2)) * rng.choice([-1.0, 1.0], (n, 1))
    points[index == 1, 1] *= -1
    return _dataset("xor", points, index, noise, rng, labels)


def make_spirals(n=200, noise=0.05, *, rng, turns=1.5, labels=None) -> Dataset:
    """Two spiral arms of `turns` turns (> 0), each the other turned by 180°."""
    turns = checks.positive("turns", turns)
    index = _classes(n, 2, rng)
    # The square root spreads the samples evenly along the arm instead of crowding the middle.
    radius = np.sqrt(rng.uniform(0.01, 1, n))
    angle = 2 * np.pi * turns * radius + np.pi * index
    points = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return _dataset("spirals", points, index, noise, rng, labels)


def _classes(n, count, rng) -> np.ndarray:
    n = checks.integer("n", n, low=count)
    return checks.generator("rng", rng).permutation(np.arange(n) % count)


def _dataset(name, points, index, noise, rng, labels) -> Dataset:
    noise = checks.non_negative("noise", noise)
    count, d = index.max() + 1, points.shape[1]
    labels = class_labels(labels, count)
    return Dataset(
        X=points + noise * rng.standard_normal(points.shape),
        y=labels[index],
        feature_names=tuple(f"x{i + 1}" for i in range(d)),
        target_name="class",
        classes=tuple(f"class {label}" for label in labels),
        source="made by chance",
        licence="CC0",
        name=name,
    )
