"""Derivatives by differences, and where to take them."""

import numpy as np


def central(function, x, h=1e-5):
    """∂function/∂x_i on the last axis: shape of function(x) + (d,)."""
    steps = h * np.eye(x.shape[-1])
    slopes = [(function(x + e) - function(x - e)) / (2 * h) for e in steps]
    return np.stack(slopes, axis=-1)


def inside(f, rng, count=150, margin=0.02):
    """Random points in the bounds of f, away from their edge: shape (count, d)."""
    low, high = np.array(f.bounds).T
    pad = margin * (high - low)
    return rng.uniform(low + pad, high - pad, (count, f.dim))


def smooth_points(f, rng, count=150, clear=1e-3):
    """Random points with no kink within `clear`: the gradient is nearly the same all around."""
    x = inside(f, rng, 4 * count)
    kinked = np.zeros(len(x), dtype=bool)
    for e in np.eye(f.dim):
        for sign in (-1, 1):
            jump = np.abs(f.grad(x + sign * clear * e) - f.grad(x)).max(axis=-1)
            bend = np.nan_to_num(np.abs(f.hess(x)).max(axis=(-2, -1)))
            kinked |= jump > 0.05 + 4 * clear * bend
    chosen = x[~kinked][:count]
    assert len(chosen) >= count // 2, "too few smooth points to test anything"
    return chosen
