"""Explorers of notebook 22: kinds of points, escape, cliffs, slices, sharpness, paths."""

from __future__ import annotations

from course_lib.explorers.controls import choice, int_slider, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.loss_landscape.cliff import BOUNDS, START, STEPS
from course_lib.lessons.loss_landscape.cliff import cliff as run_cliff
from course_lib.lessons.loss_landscape.cliff_view import CliffView
from course_lib.lessons.loss_landscape.critical_point import DIMS
from course_lib.lessons.loss_landscape.critical_point import critical_point as run_critical_point
from course_lib.lessons.loss_landscape.critical_point_view import CriticalPointView
from course_lib.lessons.loss_landscape.escape import OFFSETS
from course_lib.lessons.loss_landscape.escape import STEPS as ESCAPE_STEPS
from course_lib.lessons.loss_landscape.escape import escape as run_escape
from course_lib.lessons.loss_landscape.escape_view import EscapeView
from course_lib.lessons.loss_landscape.landscape_slice import PLANES
from course_lib.lessons.loss_landscape.landscape_slice import landscape_slice as run_landscape_slice
from course_lib.lessons.loss_landscape.landscape_slice_view import LandscapeSliceView
from course_lib.lessons.loss_landscape.mode_path import PAIRS, WIDTHS
from course_lib.lessons.loss_landscape.mode_path import mode_path as run_mode_path
from course_lib.lessons.loss_landscape.mode_path_view import ModePathView
from course_lib.lessons.loss_landscape.sharpness import METHODS, SCALES, STOPS
from course_lib.lessons.loss_landscape.sharpness import sharpness as run_sharpness
from course_lib.lessons.loss_landscape.sharpness_view import SharpnessView


def critical_point() -> Explorer:
    """Two eigenvalues and the point they make; how rare minima are in d dimensions."""
    return Explorer(
        run_critical_point,
        CriticalPointView,
        dict(
            first=slider("eigenvalue λ₁", -2.0, 2.0, 1.0, 0.1),
            second=slider("eigenvalue λ₂", -2.0, 2.0, -1.0, 0.1),
            angle=slider("angle of v₁ (°)", -90.0, 90.0, 0.0, 5.0),
            dim=int_slider("dimension d", DIMS[0], DIMS[-1], 2),
        ),
        size=(9.4, 3.3),
    )


def escape() -> Explorer:
    """Plain, noisy, heavy-ball and Adam descent from beside a saddle."""
    return Explorer(
        run_escape,
        EscapeView,
        dict(
            offset=choice("offset of the start", OFFSETS, OFFSETS["10⁻⁶"]),
            lr=log_slider("learning rate η", 0.01, 0.5, 0.1, per_decade=10),
            noise=log_slider("size of the noise", 1e-6, 0.1, 1e-3, per_decade=2),
        ),
        size=(9.2, 3.4),
        player=Player("step", last=lambda run: ESCAPE_STEPS, start=3, stored=-1),
    )


def cliff() -> Explorer:
    """Gradient descent at a cliff, clipped and not. Click for another start."""

    def begin(pointer, values):
        if pointer.axes != 0:
            return {}
        (left, right), (low, high) = BOUNDS
        return {"start": (min(max(pointer.x, left), right), min(max(pointer.y, low), high))}

    return Explorer(
        run_cliff,
        CliffView,
        dict(
            lr=log_slider("learning rate η", 0.05, 5.0, 0.5, per_decade=10),
            threshold=log_slider("threshold c", 0.05, 5.0, 0.5, per_decade=10),
        ),
        size=(9.2, 3.5),
        state=dict(start=START),
        on_pointer=begin,
        player=Player("step", last=lambda run: STEPS, start=3, stored=-1),
    )


def landscape_slice() -> Explorer:
    """The landscape of a trained network on a plane; a new network trains for a moment."""
    return Explorer(
        run_landscape_slice,
        LandscapeSliceView,
        dict(
            plane=choice("plane", list(PLANES)),
            depth=choice("hidden layers", [2, 6]),
            width=choice("width", [16, 48]),
            skip=toggle("skip connections"),
            norm=toggle("batch normalization"),
            seed=choice("seed", [0, 1, 2]),
        ),
        size=(9.6, 3.3),
        progress="Training a network",
    )


def sharpness() -> Explorer:
    """How sharp the minima of three methods are, by a measure that scales and one that does not."""
    return Explorer(
        run_sharpness,
        SharpnessView,
        dict(
            method=choice("spectrum of", list(METHODS)),
            stop=choice("stop at a loss of", list(STOPS), 0.1),
            scale=choice("rescale by a", list(SCALES)),
        ),
        size=(9.6, 3.3),
        progress="Training fifteen networks",
    )


def mode_path() -> Explorer:
    """Two trained networks, and both ways from one to the other."""
    return Explorer(
        run_mode_path,
        ModePathView,
        dict(
            width=choice("hidden neurons", list(WIDTHS), 64),
            pair=choice("pair of starts", list(PAIRS)),
        ),
        size=(9.6, 3.3),
        progress="Training a path",
    )
