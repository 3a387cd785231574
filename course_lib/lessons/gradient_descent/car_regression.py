"""Gradient descent fits a line to the prices of 1,436 used cars.

The weights are always told in the units of the question, € and € per km. What can be chosen is the
unit in which x enters the risk, and with it the coordinates in which the steps are taken. Where
x is standardized, the picture has these coordinates for its axes and shows the round valley.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.datasets import load_toyota_corolla
from course_lib.functions import EmpiricalRisk, SquaredError, add_bias
from course_lib.optim import GradientDescent, minimize, quadratic_path

#: How x enters: its name → whether the mean is subtracted, and the length of one unit in km
#: (None: one standard deviation).
UNITS = {"km": (False, 1.0), "100,000 km": (False, 1e5), "standardized": (True, None)}

LECTURE_START = (900.0, -0.1)  # €, € per km


@dataclass(frozen=True, eq=False)
class CarRisk:
    """The mean squared error in one unit of x, and the way back to € and € per km."""

    risk: EmpiricalRisk  #: As a function of v: ŷ = v_1 + v_2 (x − center)/unit.
    #: center, unit: in km.
    center: float
    unit: float
    to_euro: np.ndarray  #: Shape (2, 2). w = to_euro @ v.
    limit: float  #: 2/L: gradient descent converges for every η below it and diverges above.

    @property
    def condition(self) -> float:
        """κ of the Hessian."""
        return self.risk.smoothness / self.risk.strong_convexity

    @property
    def best_rmse(self) -> float:
        """The error of the least-squares line, €."""
        return float(np.sqrt(self.risk.minimum))

    def weights(self, w) -> np.ndarray:
        """v for the line w."""
        return np.linalg.solve(self.to_euro, np.asarray(w, dtype=float))


@dataclass(frozen=True, eq=False)
class CarRun:
    """A run on the cars."""

    unit: str  #: How x entered.
    w: np.ndarray  #: Shape (T + 1, 2). Iterates: € at 0 km, € per km.
    #: rmse, excess: shape (T + 1,). Root of the mean squared error, €, and the part of it that the
    #: best line would save: the root mean squared distance between the predictions of w_t and of
    #: w*, √(f(w_t) − f*).
    rmse: np.ndarray
    excess: np.ndarray
    #: Shape (T + 1, 2), or None. The same path by the formula (I − ηH)ᵗ, if asked for.
    exact: np.ndarray | None
    best: np.ndarray  #: Shape (2,). The least-squares line.
    best_rmse: float  #: In €.
    status: str
    summary: str


@lru_cache(maxsize=1)
def cars() -> tuple[np.ndarray, np.ndarray]:
    """Kilometres driven and price in €, shape (1436,) each."""
    data = load_toyota_corolla()
    return data.X[:, 0], data.y


@lru_cache(maxsize=8)
def car_risk(unit: str = "100,000 km") -> CarRisk:
    """The risk with x in the chosen unit.

    Examples
    --------
    >>> round(car_risk("100,000 km").condition, 1)
    16.4
    """
    x, y = cars()
    centered, length = UNITS[checks.choice("unit", unit, UNITS)]
    center = float(x.mean()) if centered else 0.0
    length = float(x.std()) if length is None else length
    risk = EmpiricalRisk(SquaredError(), add_bias(((x - center) / length)[:, None]), y)
    to_euro = np.array([[1.0, -center / length], [0.0, 1 / length]])
    return CarRisk(risk, center, length, to_euro, 2 / risk.smoothness)


def to_plane(unit: str, w) -> np.ndarray:
    """Where the lines ``w``, shape (..., 2), lie in the picture of parameter space.

    Its axes are € at 0 km and € per km. Where x is standardized, they are € at the mean distance
    and € per standard deviation.
    """
    w = np.asarray(w, dtype=float)
    problem = car_risk(unit)
    return w @ np.linalg.inv(problem.to_euro).T if UNITS[unit][0] else w


def to_line(unit: str, place) -> np.ndarray:
    """The line at a place of the picture: `to_plane` undone."""
    place = np.asarray(place, dtype=float)
    return place @ car_risk(unit).to_euro.T if UNITS[unit][0] else place


@lru_cache(maxsize=128)
def car_regression(*, unit="100,000 km", lr=0.5, start=LECTURE_START, exact=False, steps=60):
    """Gradient descent on the mean squared error of price against distance driven.

    Parameters
    ----------
    unit : str
        One of `UNITS`.
    lr : float
        η in that unit.
    start : (float, float)
        w_0 in €, € per km.
    exact : bool
        Whether to compute the path by its closed form as well.
    steps : int

    Returns
    -------
    CarRun
    """
    problem = car_risk(unit)
    f, v0 = problem.risk, problem.weights(start)
    trace = minimize(f, v0, GradientDescent(lr), steps=steps)
    best = problem.to_euro @ f.minimizer
    formula = None
    if exact:
        t = np.arange(len(trace))
        formula = quadratic_path(f.hess(v0), f.minimizer, v0, lr, t) @ problem.to_euro.T
    w = trace.x @ problem.to_euro.T
    rmse = np.sqrt(trace.value)
    R = np.linalg.qr(f.X, mode="r") / np.sqrt(f.samples)
    excess = np.linalg.norm((trace.x - f.minimizer) @ R.T, axis=1)
    return CarRun(
        unit, w, rmse, excess, formula, best, float(np.sqrt(f.minimum)), trace.status,
        " ".join(_summary(problem, lr, w, rmse, best) + _comparison(w, formula, best)),
    )  # fmt: skip


def _summary(problem, lr, w, rmse, best) -> list[str]:
    part, last = lr / problem.limit, len(w) - 1
    verdict = _manner(part, round_bowl=problem.condition < 1.01)
    moved = abs(w[-1, 0] - w[0, 0])
    if part <= 1 and last and moved < 0.001 * abs(best[0] - w[0, 0]):
        verdict = f"b has moved by €{moved:.2g}, since κ = {problem.condition:.2g}"
    head = f"η = {lr:.3g} is {part:.3g} times the limit 2/L = {problem.limit:.3g}: {verdict}."
    if part > 1:
        return [head, f"After {last} steps the predictions are off by {_euro(rmse[-1])}."]
    return [head, f"After {last} steps: {_line(w[-1])}, off by €{rmse[-1]:,.0f}; "
                  f"least squares: {_line(best)}, off by €{problem.best_rmse:,.0f}."]  # fmt: skip


def _euro(amount) -> str:
    return f"€{float(f'{amount:.3g}'):,.0f}" if amount < 1e9 else f"€{amount:.1e}"


def _line(w) -> str:
    return f"€{w[0]:,.0f} and {100 * w[1]:.2f} ct/km".replace("-", "−")


def _comparison(w, formula, best) -> list[str]:
    if formula is None:
        return []
    # Relative to how far the run has been: a run that diverges magnifies rounding, too.
    gap = np.abs(formula - w).max(axis=0) / np.abs(w - best).max(axis=0).clip(1e-12)
    same = "agree to six digits" if gap.max() < 1e-6 else f"differ by {gap.max():.1g}"
    return [f"The formula and the steps {same}."]


def _manner(part: float, *, round_bowl: bool) -> str:
    if part > 1:
        return "it diverges, each jump longer than the last"
    if round_bowl and 0.02 < part <= 0.99:
        if abs(part - 0.5) < 0.001:
            return "the first step lands on the minimum"
        manner = (
            "goes straight to the minimum" if part < 0.5 else "jumps across the minimum and back"
        )
        return f"the bowl is round, and the path {manner}"
    if part > 0.99:
        return "it jumps across the valley and hardly gets anywhere"
    if part > 0.5:
        return "it jumps across the valley and settles"
    if part > 0.02:
        return "it slides into the valley, then along it"
    return "far too small, it has hardly left the start"
