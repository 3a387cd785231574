"""Changed copies of pictures: new training samples whose labels a person would leave as they are.

Every function takes pictures of shape (n, height, width) or (n, height, width, colours) and returns
new ones of the same shape. The pictures stay as they were. `scipy.ndimage` computes the pixels of
turned, shifted and zoomed pictures; `rng` draws how far, anew for each picture.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import affine_transform

from course_lib import checks

AXES = {"left-right": 2, "up-down": 1}


def transformed(images, *, turn=0.0, right=0.0, down=0.0, zoom=1.0, paper=0.0) -> np.ndarray:
    """Pictures turned about their centre, zoomed and then shifted, by exactly this much.

    Parameters
    ----------
    images : array, shape (n, height, width) or (n, height, width, colours)
    turn : float or array, shape (n,)
        Degrees, counter-clockwise.
    right, down : float or array, shape (n,)
        Pixels; parts of a pixel are interpolated linearly.
    zoom : float or array, shape (n,)
        Over 1 things grow.
    paper : float
        What comes in from outside of the picture.

    Examples
    --------
    >>> transformed(np.array([[[1.0, 2.0], [3.0, 4.0]]]), turn=180)[0].tolist()
    [[4.0, 3.0], [2.0, 1.0]]
    """
    images = _pictures(images)
    n, centre = len(images), (np.array(images.shape[1:3]) - 1) / 2
    turn, right, down, zoom = (
        _one_each(name, value, n)
        for name, value in (("turn", turn), ("right", right), ("down", down), ("zoom", zoom))
    )
    if (zoom <= 0).any():
        raise ValueError(f"zoom must be positive, got {zoom.min():g}; 1 keeps the size")
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    # Rounded, so that half a turn lands on pixels and not 1e-16 beside the edge.
    back = np.round(np.array([[cos, sin], [-sin, cos]]) / zoom, 12).transpose(2, 0, 1)
    start = centre - np.einsum("nij,nj->ni", back, centre + np.column_stack([down, right]))
    out = np.empty_like(images)
    for i, c in np.ndindex(n, images[0, 0, 0].size if n else 0):
        where = (i, ..., c) if images.ndim == 4 else i
        affine_transform(images[where], back[i], start[i], output=out[where], order=1,
                         mode="grid-constant", cval=paper)  # fmt: skip
    return out


def turned(images, rng, degrees, *, paper=0.0) -> np.ndarray:
    """Each picture turned by up to `degrees` to either side, all angles equally likely."""
    images, degrees = _pictures(images), checks.in_range("degrees", degrees, 0, 180)
    angle = checks.generator("rng", rng).uniform(-degrees, degrees, len(images))
    return transformed(images, turn=angle, paper=paper)


def shifted(images, rng, pixels, *, paper=0.0) -> np.ndarray:
    """Each picture shifted by up to `pixels` in both directions, by whole pixels."""
    images, pixels = _pictures(images), checks.integer("pixels", pixels, low=0)
    by = checks.generator("rng", rng).integers(-pixels, pixels, (2, len(images)), endpoint=True)
    return transformed(images, right=by[0], down=by[1], paper=paper)


def zoomed(images, rng, factor, *, paper=0.0) -> np.ndarray:
    """Each picture larger or smaller by up to `factor` ≥ 1; halving is as likely as doubling."""
    images, factor = _pictures(images), checks.number("factor", factor)
    if factor < 1:
        raise ValueError(f"factor must be at least 1, got {factor:g}; 1 keeps the size")
    by = checks.generator("rng", rng).uniform(-1, 1, len(images))
    return transformed(images, zoom=factor**by, paper=paper)


def flipped(images, rng, axis="left-right", *, chance=0.5) -> np.ndarray:
    """Each picture mirrored with this chance; `axis` is "left-right" or "up-down"."""
    images, axis = _pictures(images), AXES[checks.choice("axis", axis, AXES)]
    chance = checks.in_range("chance", chance, 0, 1)
    chosen = checks.generator("rng", rng).random(len(images)) < chance
    out = images.copy()
    out[chosen] = np.flip(images[chosen], axis)
    return out


def without_rows(images, rng, count, *, paper=0.0) -> np.ndarray:
    """Each picture with `count` of its rows deleted: they become paper."""
    return _without(_pictures(images), rng, count, 1, paper)


def without_columns(images, rng, count, *, paper=0.0) -> np.ndarray:
    """Each picture with `count` of its columns deleted: they become paper."""
    return _without(_pictures(images), rng, count, 2, paper)


def without_pixels(images, rng, share, *, paper=0.0) -> np.ndarray:
    """Each pixel deleted with chance `share`: dropout of the inputs, without the scaling."""
    images, share = _pictures(images), checks.in_range("share", share, 0, 1)
    lost = checks.generator("rng", rng).random(images.shape[:3]) < share
    out = images.copy()
    out[lost] = paper
    return out


def _without(images, rng, count, axis, paper) -> np.ndarray:
    n, lines = len(images), images.shape[axis]
    count = int(checks.in_range("count", checks.integer("count", count), 0, lines))
    order = checks.generator("rng", rng).random((n, lines)).argsort(axis=1)
    out = images.copy()
    out.swapaxes(1, axis)[np.arange(n)[:, None], order[:, :count]] = paper
    return out


def _pictures(images) -> np.ndarray:
    images = checks.array("images", images)
    if images.ndim not in (3, 4):
        raise ValueError("images must have the shape (n, height, width) or (n, height, width, "
                         f"colours), got {images.shape}; write X.reshape(-1, 28, 28)")  # fmt: skip
    return images


def _one_each(name, value, n) -> np.ndarray:
    value = checks.array(name, value)
    if value.shape not in ((), (n,)):
        raise ValueError(f"{name} must be a number or one for each of the {n} pictures, got an "
                         f"array of shape {value.shape}")  # fmt: skip
    return np.broadcast_to(value, n).astype(float)
