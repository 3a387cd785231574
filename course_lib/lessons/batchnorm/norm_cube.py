"""Over which numbers of an activation tensor each normalization takes its mean and variance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.datasets import load_mnist
from course_lib.nn import BatchNorm, Eval, GroupNorm, InstanceNorm, LayerNorm, Train

SAMPLES, CHANNELS, PLACES = 6, 6, 6
NORMS = ("batch", "layer", "instance", "group", "weight")


@dataclass(frozen=True, eq=False)
class CubeRun:
    """The set that shares a mean and a variance with one number of the tensor."""

    box: tuple | None  #: extent along channels, samples and places; None for weights
    before: np.ndarray  #: means over the places of a real tensor, shape (samples, channels)
    after: np.ndarray  #: the same behind the normalization
    summary: str


@lru_cache(maxsize=1)
def activations() -> np.ndarray:
    """Six digits of unlike contrast, each in six 3 × 3 filters, at 2 × 3 places: (6, 6, 2, 3)."""
    pictures = load_mnist("train", size=SAMPLES).X.reshape(-1, 28, 28)[:, 2:26, 2:26]
    pictures = pictures * np.array([0.4, 1.0, 1.6, 0.7, 2.2, 1.2])[:, None, None]
    windows = np.lib.stride_tricks.sliding_window_view(pictures, (3, 3), axis=(1, 2))
    filters = np.random.default_rng(5).normal(size=(CHANNELS, 3, 3)) + 0.15
    answers = np.einsum("nijab,cab->ncij", windows, filters)
    return answers[..., :22, :21].reshape(SAMPLES, CHANNELS, 2, 11, 3, 7).mean(axis=(3, 5))


def make_norm(norm: str, groups: int):
    """The library's layer for tensors (n, 6, 2, 3)."""
    return {
        "batch": lambda: BatchNorm(CHANNELS, affine=False),
        "layer": lambda: LayerNorm((CHANNELS, 2, 3), affine=False),
        "instance": lambda: InstanceNorm(CHANNELS, affine=False),
        "group": lambda: GroupNorm(groups, CHANNELS, affine=False),
    }[norm]()


@lru_cache(maxsize=512)
def norm_cube(*, norm="group", groups=3, sample=2, channel=3) -> CubeRun:
    """The set of one number, and the real tensor before and after.

    Parameters
    ----------
    norm : str
        One of `NORMS`.
    groups : int
        1, 2, 3 or 6: for group normalization.
    sample, channel : int
        Where the number is, from 1.
    """
    checks.choice("norm", norm, NORMS)
    x, n, c = activations(), sample - 1, channel - 1
    before = x.mean(axis=(2, 3))
    if norm == "weight":
        after = _weight_normalized(x)
        return CubeRun(None, before, after, _summary(norm, None))
    layer = make_norm(norm, groups)
    after = layer.forward({}, x, Train() if norm == "batch" else Eval())[0].mean(axis=(2, 3))
    width = CHANNELS // groups
    first = c // width * width
    box = {
        "batch": ((c, c + 1), (0, SAMPLES)),
        "layer": ((0, CHANNELS), (n, n + 1)),
        "instance": ((c, c + 1), (n, n + 1)),
        "group": ((first, first + width), (n, n + 1)),
    }[norm] + ((0, PLACES),)
    return CubeRun(box, before, after, _summary(norm, box))


def _weight_normalized(x) -> np.ndarray:
    """Filters of length 1 instead of statistics: each channel divided by its filter's length."""
    filters = np.random.default_rng(5).normal(size=(CHANNELS, 9)) + 0.15
    return x.mean(axis=(2, 3)) / np.linalg.norm(filters, axis=1)


def _summary(norm, box) -> str:
    if box is None:
        return ("Weight normalization looks at no activation: it splits each column of W into a "
                "length g and a direction v/‖v‖.")  # fmt: skip
    (c0, c1), (n0, n1), (p0, p1) = box
    count = (c1 - c0) * (n1 - n0) * (p1 - p0)
    sets = SAMPLES * CHANNELS * PLACES // count
    return (f"{norm.capitalize()} normalization: {count} numbers share a mean and a variance "
            f"({n1 - n0} sample{'s' * (n1 - n0 > 1)} × {c1 - c0} channel{'s' * (c1 - c0 > 1)} × "
            f"{p1 - p0} places); there are {sets} such sets.")  # fmt: skip
