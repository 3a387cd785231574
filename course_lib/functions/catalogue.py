"""The landscapes by name: what explorers choose from and what the catalogue tests walk."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from course_lib import checks
from course_lib.functions.extrema import Max, MaxAffine, Min
from course_lib.functions.noisy import NoisyQuadratic
from course_lib.functions.nonsmooth import AbsDifference, CreasedWells, NormL1, NormL2
from course_lib.functions.objective import ConstantFunction, Objective
from course_lib.functions.smooth import (
    Beale,
    Himmelblau,
    MonkeySaddle,
    Quadratic,
    Rastrigin,
    Rosenbrock,
    Saddle,
    ThreeExponentials,
)
from course_lib.functions.univariate import (
    AbsoluteValue,
    DoubleWell,
    Exponential,
    Huber,
    Logarithm,
    NegativeLog,
    Quartic,
    ReLU,
    RootAbs,
    Softplus,
    SquareRoot,
    Wave,
)


def _with(f: Objective, **facts) -> Objective:
    """f with facts that its construction cannot know."""
    for name, value in facts.items():
        setattr(f, name, value)
    return f


def _parabola() -> Objective:
    return _with(Quadratic([2.0]), name="x²", formula="x^2", bounds=((-2.0, 2.0),))


def _creased_parabola() -> Objective:
    """max(x, x² − 2): kinks at −1, where its minimum is, and at 2."""
    return _with(
        Max(Quadratic.of([[0.0]], [-1.0]), Quadratic.of([[2.0]], [0.0]) + ConstantFunction(-2.0)),
        name="max(x, x² − 2)",
        formula=r"\max(x,\, x^2 - 2)",
        bounds=((-3.0, 3.0),),
        minimum=-1.0,
        minimizers=np.array([[-1.0]]),
    )


def _two_valleys() -> Objective:
    """min(|x|, |x − 2|): two global minima, and a kink that points up between them."""
    return _with(
        Min(AbsoluteValue(), MaxAffine([[-1.0], [1.0]], [2.0, -2.0])),
        name="min(|x|, |x − 2|)",
        formula=r"\min(|x|,\, |x - 2|)",
        bounds=((-1.5, 3.5),),
        convex=False,
    )


def _negative(f: Objective, name: str) -> Objective:
    return _with(-f, name=name, formula="-" + f.formula, convex=False, minimum=-np.inf)


CATALOGUE: MappingProxyType[str, Objective] = MappingProxyType(
    {
        # one variable, convex
        "x²": _parabola(),
        "x⁴": Quartic(),
        "eˣ": Exponential(),
        "−log x": NegativeLog(),
        "log(1 + eˣ)": Softplus(),
        "Huber": Huber(),
        "|x|": AbsoluteValue(),
        "max(0, x)": ReLU(),
        "max of affine": MaxAffine(),
        "max(x, x² − 2)": _creased_parabola(),
        # one variable, not convex
        "x⁴ − 3x²": DoubleWell(),
        "sin x + x²/20": Wave(),
        "log x": Logarithm(),
        "√x": SquareRoot(),
        "√|x|": RootAbs(),
        "−|x|": _negative(AbsoluteValue(), "−|x|"),
        "−max(0, x)": _negative(ReLU(), "−max(0, x)"),
        "min(|x|, |x − 2|)": _two_valleys(),
        # several variables, convex
        "quadratic": Quadratic([1.0, 10.0]),
        "turned quadratic": _with(Quadratic([1.0, 8.0], angle=np.pi / 6), name="turned quadratic"),
        "noisy quadratic": NoisyQuadratic([1.0, 10.0], noise=1.0),
        "three exponentials": ThreeExponentials(),
        "‖x‖₁": NormL1(2),
        "‖x‖₂": NormL2(2),
        "max of affine, 2-D": _with(MaxAffine.plane(), name="max of affine, 2-D"),
        # several variables, not convex
        "Rosenbrock": Rosenbrock(),
        "Himmelblau": Himmelblau(),
        "Beale": Beale(),
        "Rastrigin": Rastrigin(2),
        "saddle": Saddle(),
        "monkey saddle": MonkeySaddle(),
        "|x| − |y|": AbsDifference(),
        "|x² − 1| + cx + y²": CreasedWells(),
    }
)


def landscape(name: str) -> Objective:
    """The landscape of that name.

    Examples
    --------
    >>> landscape("Rosenbrock").minimizer.tolist()
    [1.0, 1.0]
    """
    return CATALOGUE[checks.choice("name", name, CATALOGUE)]
