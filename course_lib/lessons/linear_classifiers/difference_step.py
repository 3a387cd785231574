"""The numerical derivative: its error for every step h, in double and in single precision."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import expit

from course_lib import checks

LOWEST, HIGHEST, PER_DECADE = 1e-16, 1.0, 10
PRECISIONS = {"double": np.float64, "single": np.float32}


@dataclass(frozen=True)
class Curve:
    """A function of one number with its first three derivatives."""

    f: object  #: callable, in the precision of its argument
    derivatives: tuple  #: three callables: f′, f″, f‴


def _softplus(x):
    return np.log1p(np.exp(-x))


def _hinge(x):
    return np.maximum(x.dtype.type(0), 1 - x)


def _zero(x):
    return 0.0


CURVES = {
    # Only sums and products: the same digits on every machine, so this one comes first.
    "x³/3": Curve(
        lambda x: x * x * x / x.dtype.type(3), (lambda x: x * x, lambda x: 2 * x, lambda x: 2.0),
    ),
    "sin x": Curve(np.sin, (np.cos, lambda x: -np.sin(x), lambda x: -np.cos(x))),
    "eˣ": Curve(np.exp, (np.exp, np.exp, np.exp)),
    "log(1 + e⁻ˣ)": Curve(
        _softplus,
        (lambda x: -expit(-x), lambda x: expit(x) * expit(-x),
         lambda x: expit(x) * expit(-x) * (expit(-x) - expit(x))),
    ),
    "max(0, 1 − x)": Curve(
        _hinge, (lambda x: -1.0 if x < 1 else 0.0, _zero, _zero)
    ),
}  # fmt: skip


@dataclass(frozen=True)
class DifferenceStep:
    """Errors of both differences over all h, and the place that is looked at."""

    curve: str
    x: float
    h: float
    slope: float  #: f′(x)
    steps: np.ndarray  #: all h, shape (161,)
    forward: np.ndarray  #: |(f(x + h) − f(x))/h − f′(x)|, shape (161,)
    central: np.ndarray  #: |(f(x + h) − f(x − h))/2h − f′(x)|, shape (161,)
    truncation: np.ndarray  #: what Taylor leaves: h|f″|/2 and h²|f‴|/6, shape (2, 161)
    rounding: np.ndarray  #: ε(|f| + |x f′|)/h, shape (161,)
    here: tuple[float, float]  #: the two errors at h
    values: np.ndarray  #: f at x − h, x, x + h
    best: tuple[float, float]  #: h where truncation and rounding balance, forward and central
    summary: str


def _values(f, x, h, kind) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, h = kind(x), np.asarray(h, dtype=kind)
    return f(x - h), f(np.full_like(h, x)), f(x + h)


def differences(f, x: float, h, kind=np.float64) -> tuple[np.ndarray, np.ndarray]:
    """The forward and the central difference of f at x for steps h, all in one precision."""
    low, here, high = _values(f, x, h, kind)
    h = np.asarray(h, dtype=kind)
    return (high - here) / h, (high - low) / (2 * h)


@lru_cache(maxsize=512)
def difference_step(*, curve="x³/3", x=1.0, precision="double", h=0.1) -> DifferenceStep:
    """The error of a numerical derivative.

    Parameters
    ----------
    curve : str
        A key of `CURVES`.
    x : float
    precision : str
        A key of `PRECISIONS`.
    h : float
        The step that is looked at.
    """
    checks.choice("curve", curve, CURVES)
    kind, function = PRECISIONS[precision], CURVES[curve]
    first, second, third = (float(d(np.float64(x))) for d in function.derivatives)
    decades = round(np.log10(HIGHEST / LOWEST)) * PER_DECADE
    powers = np.logspace(np.log10(LOWEST), np.log10(HIGHEST), decades + 1)
    # To four digits: rounding errors depend on all digits of h, and powers on the machine.
    steps = np.array([float(f"{h:.3e}") for h in powers])
    errors = [np.abs(d.astype(float) - first) for d in differences(function.f, x, steps, kind)]
    here = [abs(float(d[0]) - first) for d in differences(function.f, x, [h], kind)]
    low, middle, high = (float(v[0]) for v in _values(function.f, x, [h], kind))
    unit = float(np.finfo(kind).eps) / 2
    value = float(function.f(np.float64(x)))
    noise = unit * max(abs(value) + abs(x * first), 1e-300)  # f rounds, and so does x + h
    best = (2 * np.sqrt(noise / abs(second)) if second else np.inf,
            np.cbrt(3 * noise / abs(third)) if third else np.inf)  # fmt: skip
    return DifferenceStep(
        curve=curve, x=x, h=h, slope=first, steps=steps, forward=errors[0], central=errors[1],
        truncation=np.stack([steps * abs(second) / 2, steps**2 * abs(third) / 6]),
        rounding=noise / steps, here=tuple(here), values=np.array([low, middle, high]),
        best=tuple(float(b) for b in best), summary=_summary(curve, x, precision, h, first, here),
    )  # fmt: skip


def _summary(curve, x, precision, h, slope, here) -> str:
    return (
        f"{curve} at x = {x:.3g}, {precision} precision, slope {slope:.6f}: with h = {h:.1e} the "
        f"forward difference is off by {here[0]:.1e}, the central one by {here[1]:.1e}."
    )
