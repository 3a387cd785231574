"""Ten pictures on a bench: changed by sliders, and what a classifier makes of them afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.datasets import load_emoji, load_fashion_mnist, load_mnist
from course_lib.datasets.augment import (
    AXES,
    transformed,
    without_columns,
    without_pixels,
    without_rows,
)
from course_lib.datasets.images import CLOTHES, DIGITS
from course_lib.lessons.dropout_and_augmentation.digits import small_pictures, train
from course_lib.lessons.shared.small_digits import halved

SHOWN, EPOCHS = 10, 20
SETS = ("digits", "clothes", "emoji")
FLIPS = ("none", *AXES)
LOADERS = {"digits": (load_mnist, DIGITS), "clothes": (load_fashion_mnist, CLOTHES)}
SHORT = {"T-shirt/top": "T-shirt", "ankle boot": "boot"}
EMOJI = (
    ("arrow", 15, "right"), ("arrow", 18, "left"), ("arrow", 19, "up"), ("arrow", 20, "down"),
    ("hand-fingers-closed", 1, "thumb up"), ("hand-fingers-closed", 2, "thumb down"),
    ("hand-single-finger", 2, "to left"), ("hand-single-finger", 3, "to right"),
    ("face-smiling", 10, "smile"), ("face-smiling", 11, "upside"),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Shelf:
    """Ten pictures with their names, and a classifier for them."""

    images: np.ndarray  #: shape (10, side, side) or (10, 32, 32, 3)
    paper: float  #: the empty pixel
    names: tuple[str, ...]
    classify: object  #: images → (number in `names`, confidence), shape (10,) each


@lru_cache(maxsize=3)
def shelf(name: str) -> Shelf:
    """One picture of each class that its classifier gets right; or ten emoji."""
    return _emoji() if name == "emoji" else _greys(name)


def _greys(name: str) -> Shelf:
    load, names = LOADERS[name]
    data = small_pictures(name)
    run = train(data.X, data.y, epochs=EPOCHS, seed=0)

    def classify(images):
        X = halved(images.reshape(len(images), -1)) - data.centre
        scores = np.exp(run.predict(X))
        chances = scores / scores.sum(axis=1, keepdims=True)
        return chances.argmax(axis=1), chances.max(axis=1)

    test = load("test", size=500)
    images = test.X.reshape(-1, 28, 28).astype(float)
    answers, sure = classify(images)
    rows = [np.flatnonzero((test.y == k) & (answers == k) & (sure > 0.9))[0] for k in range(SHOWN)]
    return Shelf(images[rows], 0.0, tuple(SHORT.get(n, n) for n in names), classify)


def _emoji() -> Shelf:
    images = np.array([load_emoji("noto", group).X[i] for group, i, _ in EMOJI], dtype=float)
    images = images.reshape(SHOWN, 32, 32, 3)

    def classify(changed):
        """The most alike of the ten; the confidence compares it with the next."""
        apart = ((changed[:, None] - images[None]) ** 2).mean(axis=(2, 3, 4))
        near, second = np.sort(apart, axis=1)[:, :2].T
        return apart.argmin(axis=1), second / (near + second + 1e-12)

    return Shelf(images, 1.0, tuple(text for *_, text in EMOJI), classify)


@dataclass(frozen=True, eq=False)
class Bench:
    """Ten pictures before and after."""

    before: np.ndarray  #: shape (10, side, side) or (10, 32, 32, 3)
    after: np.ndarray  #: the same shape
    names: tuple[str, ...]
    answers: tuple[str, ...]  #: the classifier's, after the change
    right: np.ndarray  #: whether it still gives the old label, shape (10,)
    sure: np.ndarray  #: its confidence, shape (10,)
    summary: str


@lru_cache(maxsize=64)
def augment_bench(*, pictures="digits", flip="none", turn=0, right=0, down=0, zoom=1.0, rows=0,
                  columns=0, share=0.0, draw=0) -> Bench:  # fmt: skip
    """Change ten pictures, all alike, and ask the classifier."""
    checks.choice("pictures", pictures, SETS)
    checks.choice("flip", flip, FLIPS)
    found, rng = shelf(pictures), np.random.default_rng([18, draw])
    images = found.images if flip == "none" else np.flip(found.images, AXES[flip])
    paper = found.paper
    images = transformed(images, turn=turn, right=right, down=down, zoom=zoom, paper=paper)
    images = without_rows(images, rng, rows, paper=paper)
    images = without_columns(images, rng, columns, paper=paper)
    images = np.clip(without_pixels(images, rng, share, paper=paper), 0, 1)
    answers, sure = found.classify(images)
    same = answers == np.arange(SHOWN)
    return Bench(
        found.images, images, found.names, tuple(found.names[k] for k in answers), same, sure,
        f"The classifier still gives the old label to {same.sum()} of {SHOWN} pictures.",
    )  # fmt: skip
