"""A digit drawn with a soft pen, centred as MNIST's are, and what a trained network says of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.ndimage import affine_transform

from course_lib.lessons.training_a_network.digits import (
    SIDE,
    STORED_NET,
    stored_params,
    unseen_digits,
)
from course_lib.nn import Eval

BOX, REAL, SHOWN = 20, 40, 6
EMPTY = bytes(SIDE * SIDE)
VIEWS = ("weights", "weights × ink")
_MIDDLE = SIDE / 2  # counted from 0: where the centre of mass of MNIST's digits is, on average
_ROW, _COLUMN = np.mgrid[:SIDE, :SIDE] + 0.5


@dataclass(frozen=True)
class DrawADigit:
    """What stands on the pad, what the network gets of it, and its answer."""

    ink: np.ndarray  #: the pad in [0, 1], shape (28, 28)
    seen: np.ndarray  #: what the network gets, shape (28, 28)
    p: np.ndarray  #: the ten probabilities, shape (10,)
    units: np.ndarray  #: the six hidden units that say most, shape (6,)
    active: np.ndarray  #: their outputs, shape (6,)
    pictures: np.ndarray  #: of these units, all scaled by one number to ±1, shape (6, 784)
    pen: tuple[float, float] | None  #: where the pen is, in pixels
    width: float  #: of the pen, in pixels
    summary: str


def real_ink(number: int) -> bytes:
    """One of the first 40 test digits, 0 … 255, as the pad holds it."""
    X, _ = unseen_digits()
    return np.round(255 * X[number % REAL]).astype(np.uint8).tobytes()


def stroke(ink: bytes, start, end, width: float) -> bytes:
    """The pad after a soft stroke from `start` to `end`, points (x, y) in pixels from the top left.

    Ink only darkens: a pixel at the distance d from the stroke gets width/2 + ½ − d, between 0
    and 1.
    """
    (x0, y0), (x1, y1) = start, end
    dx, dy = x1 - x0, y1 - y0
    along = ((_COLUMN - x0) * dx + (_ROW - y0) * dy) / max(dx * dx + dy * dy, 1e-9)
    along = np.clip(along, 0, 1)
    d = np.hypot(_COLUMN - x0 - along * dx, _ROW - y0 - along * dy)
    new = np.round(255 * np.clip(width / 2 + 0.5 - d, 0, 1)).astype(np.uint8)
    return np.maximum(new.ravel(), np.frombuffer(ink, np.uint8)).tobytes()


def centred(picture: np.ndarray) -> np.ndarray:
    """As MNIST was made: scaled into a box of 20 × 20, its centre of mass put into the middle."""
    rows, columns = np.flatnonzero(picture.any(axis=1)), np.flatnonzero(picture.any(axis=0))
    if not len(rows):
        return picture
    longer = max(np.ptp(rows), np.ptp(columns)) + 1
    zoom = BOX / longer
    weight = picture / picture.sum()
    centre = np.array([(weight * (_ROW - 0.5)).sum(), (weight * (_COLUMN - 0.5)).sum()])
    # "grid-constant": ink at the edge of the pad fades out as it does elsewhere.
    return affine_transform(
        picture, np.full(2, 1 / zoom), centre - _MIDDLE / zoom, order=1, mode="grid-constant"
    )


@lru_cache(maxsize=256)
def draw_a_digit(*, ink: bytes = EMPTY, pen=None, width=2.0, centring=True,
                 view=VIEWS[0]) -> DrawADigit:  # fmt: skip
    """Ask the stored network about a drawing.

    Parameters
    ----------
    ink : bytes
        784 numbers from 0 to 255, row by row.
    pen : (x, y), optional
    width : float
        Of the pen.
    centring : bool
        Whether the drawing is moved and scaled as MNIST's digits were.
    view : str
        Of `VIEWS`.
    """
    pad = np.frombuffer(ink, np.uint8).reshape(SIDE, SIDE) / 255
    seen = centred(pad) if centring else pad
    params = stored_params()
    x = seen.reshape(1, -1).astype(np.float32)
    outputs, _ = STORED_NET.layer_outputs(params, x, Eval())
    scores = outputs[-1][0].astype(float)
    p = np.exp(scores - scores.max())
    p /= p.sum()
    hidden = outputs[1][0]
    units = np.argsort(-hidden, kind="stable")[:SHOWN]
    pictures = params["0.W"][:, units].T
    if view == VIEWS[1]:
        pictures = pictures * x
    return DrawADigit(
        ink=pad, seen=seen, p=p, units=units, active=hidden[units],
        pictures=pictures / max(float(np.abs(pictures).max()), 1e-9), pen=pen, width=width,
        summary=_summary(pad, p),
    )  # fmt: skip


def _summary(pad, p) -> str:
    first, second = np.argsort(-p, kind="stable")[:2]
    what = "The pad is empty, and still the" if not pad.any() else "The"
    return f"{what} network answers {first} ({p[first]:.1%}), then {second} ({p[second]:.1%})."
