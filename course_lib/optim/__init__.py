"""Optimizers, `minimize` and what it leaves behind."""

from course_lib.optim.adaptive import Adam, RMSProp
from course_lib.optim.closed_form import (
    best_constant_lr,
    descent_guarantee,
    quadratic_path,
    rate_convex,
    rate_quadratic,
    rate_strongly_convex,
    steps_to_stationary,
)
from course_lib.optim.first_order import GradientDescent, PolyakStep, SubgradientMethod
from course_lib.optim.in_place import InPlaceOptimizer
from course_lib.optim.line_search import (
    Backtracking,
    ExactLineSearch,
    LineSearch,
    LineSearchResult,
    Wolfe,
)
from course_lib.optim.minimize import minimize
from course_lib.optim.optimizer import Optimizer, State, StepRule
from course_lib.optim.stopping import AnyOf, GradientNorm, StepSize, StoppingTest, ValueChange
from course_lib.optim.trace import Trace

__all__ = [
    "Adam",
    "AnyOf",
    "Backtracking",
    "ExactLineSearch",
    "GradientDescent",
    "GradientNorm",
    "InPlaceOptimizer",
    "LineSearch",
    "LineSearchResult",
    "Optimizer",
    "PolyakStep",
    "RMSProp",
    "State",
    "StepRule",
    "StepSize",
    "StoppingTest",
    "SubgradientMethod",
    "Trace",
    "ValueChange",
    "Wolfe",
    "best_constant_lr",
    "descent_guarantee",
    "minimize",
    "quadratic_path",
    "rate_convex",
    "rate_quadratic",
    "rate_strongly_convex",
    "steps_to_stationary",
]
