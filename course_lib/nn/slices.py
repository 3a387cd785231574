"""Directions to cut a network's landscape along, and what the risk is on the cut."""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective
from course_lib.nn.layer import Layer


def filter_normalized(net: Layer, theta, direction) -> np.ndarray:
    r"""A direction whose part in each neuron is as long as that neuron's own weights.

    .. math:: d_{j} \leftarrow \frac{d_{j}}{\lVert d_{j} \rVert} \lVert \theta_{j} \rVert

    A neuron j is a column of a weight matrix, here θ_j. Biases, and the scales and shifts of a
    normalization, are not moved: their part of the direction is 0.

    Parameters
    ----------
    net : Layer
        What is normalized are the parameters with two axes, (fan-in, fan-out).
    theta, direction : array, shape (net.size,)

    Returns
    -------
    array, shape (net.size,)
        A new one.

    References
    ----------
    Li, Xu, Taylor, Studer & Goldstein, Visualizing the Loss Landscape of Neural Nets (2018).
    """
    checks.instance("net", net, Layer, "write mlp((2, 8, 2))")
    theta = checks.vector("theta", theta, net.size)
    result = checks.vector("direction", direction, net.size).copy()
    own = net.unpack(theta)
    for name, part in net.unpack(result).items():
        if part.ndim < 2:
            part[:] = 0
            continue
        length = np.linalg.norm(part, axis=0)
        part *= np.linalg.norm(own[name], axis=0) / np.where(length > 0, length, 1)
    return result


def plane_values(f: Objective, centre, directions, x, y) -> np.ndarray:
    """f at centre + xᵢ · first + yⱼ · second direction, on a grid.

    Parameters
    ----------
    f : Objective
    centre : array, shape (d,)
    directions : array, shape (2, d)
    x, y : array, shapes (m,) and (n,)

    Returns
    -------
    array, shape (n, m)
        As contours read it: a row for each y.
    """
    f = checks.instance("f", f, Objective, "write NetworkRisk(...)")
    centre = checks.vector("centre", centre, f.dim)
    x, y = checks.vector("x", x), checks.vector("y", y)
    directions = checks.array("directions", directions, ndim=2)
    if directions.shape != (2, centre.size):
        raise ValueError(f"directions must have shape (2, {centre.size}), got {directions.shape}")
    first, second = directions
    return np.array([[f(centre + a * first + b * second) for a in x] for b in y])


def principal_plane(path) -> tuple[np.ndarray, float]:
    """The plane through a path's end in which most of its way from there lies.

    Parameters
    ----------
    path : array, shape (t, d)
        t ≥ 3 points.

    Returns
    -------
    directions : array, shape (2, d)
        Orthonormal: the first two right singular vectors of path − its last point.
    share : float
        How much of the squared distances from the end the plane holds, in [0, 1].
    """
    path = checks.array("path", path, ndim=2)
    checks.integer("the number of points of path", len(path), low=3)
    away = path - path[-1]
    _, size, directions = np.linalg.svd(away, full_matrices=False)
    total = float(np.sum(size**2))
    return directions[:2], float(np.sum(size[:2] ** 2)) / total if total > 0 else 1.0
