"""Real pictures for this lesson: small sets, and what may happen to one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.ndimage import map_coordinates

from course_lib.datasets import load_fashion_mnist, load_mnist
from course_lib.datasets.images import CLOTHES, DIGITS, SIDE
from course_lib.lessons.shared.small_digits import halved

TRAIN, VALIDATION = 2000, 1000
FEW, FEW_OTHER = 300, 500
SETS = {"clothes": (load_fashion_mnist, CLOTHES), "digits": (load_mnist, DIGITS)}


@dataclass(frozen=True)
class Pictures:
    """A part of a training set to learn from, the next part to choose by."""

    X: np.ndarray  #: shape (2000, 784), in [0, 1]
    y: np.ndarray  #: shape (2000,)
    X_other: np.ndarray  #: for validation, shape (1000, 784)
    y_other: np.ndarray  #: shape (1000,)
    names: tuple[str, ...]  #: of the ten classes


@lru_cache(maxsize=2)
def pictures(name: str = "clothes") -> Pictures:
    """The pictures by a name of `SETS`."""
    load, names = SETS[name]
    data = load("train", size=TRAIN + VALIDATION)
    X = data.X.astype(float)
    return Pictures(X[:TRAIN], data.y[:TRAIN], X[TRAIN:], data.y[TRAIN:], names)


@lru_cache(maxsize=2)
def small_pictures(name: str = "clothes"):
    """Some of them at 14 × 14 pixels: what takes thousands of evaluations in a second.

    Returns
    -------
    A, y, A_other, y_other : array
        A has a column of ones and 196 pixels, less the mean picture, shape (300, 197); A_other
        has 500 rows.
    """
    data = pictures(name)
    parts = [halved(data.X[:FEW]), halved(data.X_other[:FEW_OTHER])]
    A, A_other = (
        np.column_stack([np.ones(len(part)), part - parts[0].mean(axis=0)]) for part in parts
    )
    return A, data.y[:FEW], A_other, data.y_other[:FEW_OTHER]


# ---- what may happen to a picture ---------------------------------------------------------------


@lru_cache(maxsize=1)
def _background() -> np.ndarray:
    """Stripes and blots, the same for every picture, shape (28, 28)."""
    row, column = np.mgrid[:SIDE, :SIDE]
    stripes = 0.5 + 0.5 * np.sin(1.1 * column + 0.7 * row)
    blots = 0.5 + 0.5 * np.sin(0.9 * row) * np.cos(0.6 * column - 1.0)
    return np.maximum(0.8 * stripes, blots)


def moved(X, *, shift=0.0, turn=0.0, bend=0.0) -> np.ndarray:
    """Pictures (n, 784) seen from elsewhere: to the right, turned, with rows that sway.

    Parameters
    ----------
    shift : float
        Pixels to the right.
    turn : float
        Degrees, clockwise.
    bend : float
        By how many pixels the rows sway to either side.
    """
    if not (shift or turn or bend):
        return np.array(X)
    row, column = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    column = column - shift - bend * np.sin(2 * np.pi * row / SIDE)
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    places = np.stack([cos * row - sin * column, sin * row + cos * column]) + (SIDE - 1) / 2
    seen = [map_coordinates(x.reshape(SIDE, SIDE), places, order=1) for x in X]
    return np.reshape(seen, np.shape(X))


def changed(X, *, shift=0.0, turn=0.0, bend=0.0, light=1.0, cover=0, clutter=0.0) -> np.ndarray:
    """Pictures (n, 784) in other circumstances; no label changes for a person who looks.

    Parameters
    ----------
    shift, turn, bend : float
        As in `moved`.
    light : float
        Every pixel times this.
    cover : int
        Side of a black square, in pixels, whose corner is at row and column 7.
    clutter : float
        How bright a pattern is that stands behind the thing, in [0, 1].
    """
    Z = moved(X, shift=shift, turn=turn, bend=bend)
    if clutter:
        behind = clutter * _background().ravel()
        Z = np.maximum(Z, behind * (Z < 0.15))
    Z = Z * light
    if cover:
        Z = Z.reshape(-1, SIDE, SIDE)
        Z[:, 7 : 7 + cover, 7 : 7 + cover] = 0
        Z = Z.reshape(len(X), -1)
    return Z
