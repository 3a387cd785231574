"""What changed copies of the digits are worth, for 100 to 2,000 digits; the wrong ones too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from course_lib import checks
from course_lib.datasets.augment import (
    flipped,
    shifted,
    turned,
    without_columns,
    without_pixels,
    without_rows,
    zoomed,
)
from course_lib.lessons.dropout_and_augmentation.digits import BATCH, small_pictures, train
from course_lib.lessons.shared.remembered import completed
from course_lib.lessons.shared.small_digits import SIDE

DIGITS = (100, 250, 500, 1000, 2000)
TESTED, SEEDS, STEPS, COPIES, SHOWN = 2000, 5, 3000, 9, 12


def _moved(images, rng):
    return zoomed(shifted(turned(images, rng, 15), rng, 1), rng, 1.1)


def _holed(images, rng):
    return without_pixels(without_columns(without_rows(images, rng, 1), rng, 1), rng, 0.1)


def _any_turn(images, rng):
    return turned(images, rng, 180)


KINDS = {
    "none": None,
    "turn ±15°, shift ±1, zoom ×1.1": _moved,
    "delete a row, a column, 10 % of pixels": _holed,
    "flip left-right": flipped,
    "turn by any angle": _any_turn,
}


@cache
def bank(kind: str) -> np.ndarray:
    """The 2,000 training digits, and nine changed copies of each: shape (10, 2000, 196)."""
    data = small_pictures()
    if KINDS[kind] is None:
        return data.X[None]
    images = (data.X + data.centre).reshape(-1, SIDE, SIDE)
    rng = np.random.default_rng(181)
    copies = [KINDS[kind](images, rng) for _ in range(COPIES)]
    return np.stack([data.X, *[c.reshape(data.X.shape) - data.centre for c in copies]])


def wrong(kind: str, digits: int, seed: int) -> int:
    """How many of 2,000 test digits are wrong after about 3,000 steps; half a second.

    Every run takes as many steps, whether its pictures are few and often seen or many.
    """
    data, copies = small_pictures(), bank(kind)[:, :digits]
    X, y = copies.reshape(-1, SIDE * SIDE), np.tile(data.y[:digits], len(copies))
    run = completed(train(X, y, epochs=max(1, STEPS * BATCH // len(X)), seed=seed))
    return round(TESTED * (1 - run.evaluate(data.X_test, data.y_test).accuracy))


#: What `wrong` gave: for each kind and each of `DIGITS` the seeds 0 to 4.
MEASURED = {
    "none": (
        (632, 605, 615, 612, 600),
        (409, 408, 393, 396, 402),
        (299, 310, 295, 283, 315),
        (248, 257, 251, 237, 252),
        (191, 203, 197, 196, 210),
    ),
    "turn ±15°, shift ±1, zoom ×1.1": (
        (512, 511, 536, 498, 550),
        (309, 314, 314, 314, 314),
        (201, 196, 211, 215, 212),
        (174, 172, 172, 144, 151),
        (133, 120, 132, 114, 165),
    ),
    "delete a row, a column, 10 % of pixels": (
        (562, 590, 575, 582, 573),
        (421, 435, 408, 405, 422),
        (322, 309, 315, 290, 306),
        (221, 236, 260, 220, 233),
        (174, 172, 176, 160, 161),
    ),
    "flip left-right": (
        (684, 636, 644, 663, 673),
        (495, 480, 511, 485, 517),
        (387, 363, 381, 382, 419),
        (306, 308, 289, 301, 306),
        (212, 222, 256, 219, 226),
    ),
    "turn by any angle": (
        (870, 812, 844, 856, 795),
        (672, 660, 684, 616, 604),
        (496, 447, 505, 466, 478),
        (369, 325, 357, 327, 352),
        (268, 301, 314, 281, 310),
    ),
}


@dataclass(frozen=True, eq=False)
class Gain:
    """One way to change the digits, beside none."""

    plain: np.ndarray  #: percent of errors without changed copies, shape (sizes, seeds)
    changed: np.ndarray  #: with them, shape (sizes, seeds)
    examples: np.ndarray  #: what the network saw besides the digits, shape (12, 14, 14)
    summary: str


@lru_cache(maxsize=8)
def augment_gain(*, kind="none") -> Gain:
    """Errors by sample size, without changed copies and with this kind."""
    checks.choice("kind", kind, KINDS)
    plain, changed = (100 / TESTED * np.array(MEASURED[name]) for name in ("none", kind))
    examples = bank(kind)[-1, :SHOWN].reshape(-1, SIDE, SIDE) + small_pictures().centre
    means = (
        f"{a:.1f}" if kind == "none" else f"{a:.1f} → {b:.1f}"
        for a, b in zip(plain.mean(axis=1), changed.mean(axis=1), strict=True)
    )
    told = ", ".join(f"{n:,}: {mean}" for n, mean in zip(DIGITS, means, strict=True))
    how = "digits alone" if kind == "none" else "without → with copies"
    return Gain(plain, changed, examples, f"Mean test error in %, {how}. {told}.")
