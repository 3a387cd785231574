"""Optimizers, `minimize` and what it leaves behind."""

from course_lib.optim.first_order import GradientDescent, PolyakStep, SubgradientMethod
from course_lib.optim.minimize import minimize
from course_lib.optim.optimizer import Optimizer, State, StepRule
from course_lib.optim.stopping import GradientNorm, StepSize, StoppingTest, ValueChange
from course_lib.optim.trace import Trace

__all__ = [
    "GradientDescent",
    "GradientNorm",
    "Optimizer",
    "PolyakStep",
    "State",
    "StepRule",
    "StepSize",
    "StoppingTest",
    "SubgradientMethod",
    "Trace",
    "ValueChange",
    "minimize",
]
