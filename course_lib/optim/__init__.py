"""Optimizers, `minimize` and what it leaves behind."""

from course_lib.optim.adam import Adam, AdamW
from course_lib.optim.adaptive import AdaDelta, AdaGrad, RMSProp
from course_lib.optim.closed_form import (
    best_constant_lr,
    best_momentum,
    descent_guarantee,
    momentum_matrix,
    quadratic_path,
    rate_convex,
    rate_quadratic,
    rate_strongly_convex,
    steps_to_stationary,
)
from course_lib.optim.first_order import SGD, GradientDescent, PolyakStep, SubgradientMethod
from course_lib.optim.full_matrix import FullMatrixAdaGrad
from course_lib.optim.gauss_newton import GaussNewton
from course_lib.optim.in_place import InPlaceOptimizer
from course_lib.optim.line_search import (
    Backtracking,
    ExactLineSearch,
    LineSearch,
    LineSearchResult,
    Wolfe,
)
from course_lib.optim.lockstep import minimize_each
from course_lib.optim.minimize import minimize
from course_lib.optim.momentum import Momentum, Nesterov
from course_lib.optim.newton import Newton, TrustRegionNewton, trust_step
from course_lib.optim.noisy_path import NoisyPath, noise_floor, noisy_path
from course_lib.optim.optimizer import Optimizer, State, StepRule
from course_lib.optim.quasi_newton import BFGS, LBFGS, bfgs_update, two_loops
from course_lib.optim.sets import Ball, Box, ConvexSet
from course_lib.optim.stochastic import (
    StochasticRun,
    batches,
    saga,
    sgd_epochs,
    svrg,
    svrg_rate,
    variance_reduced,
)
from course_lib.optim.stopping import AnyOf, GradientNorm, StepSize, StoppingTest, ValueChange
from course_lib.optim.trace import Trace
from course_lib.optim.wrappers import Clipped, Projected, ReduceOnPlateau

__all__ = [
    "BFGS",
    "LBFGS",
    "OPTIMIZERS",
    "SGD",
    "AdaDelta",
    "AdaGrad",
    "Adam",
    "AdamW",
    "AnyOf",
    "Backtracking",
    "Ball",
    "Box",
    "Clipped",
    "ConvexSet",
    "ExactLineSearch",
    "FullMatrixAdaGrad",
    "GaussNewton",
    "GradientDescent",
    "GradientNorm",
    "InPlaceOptimizer",
    "LineSearch",
    "LineSearchResult",
    "Momentum",
    "Nesterov",
    "Newton",
    "NoisyPath",
    "Optimizer",
    "PolyakStep",
    "Projected",
    "RMSProp",
    "ReduceOnPlateau",
    "State",
    "StepRule",
    "StepSize",
    "StochasticRun",
    "StoppingTest",
    "SubgradientMethod",
    "Trace",
    "TrustRegionNewton",
    "ValueChange",
    "Wolfe",
    "batches",
    "best_constant_lr",
    "best_momentum",
    "bfgs_update",
    "descent_guarantee",
    "minimize",
    "minimize_each",
    "momentum_matrix",
    "noise_floor",
    "noisy_path",
    "quadratic_path",
    "rate_convex",
    "rate_quadratic",
    "rate_strongly_convex",
    "saga",
    "sgd_epochs",
    "steps_to_stationary",
    "svrg",
    "svrg_rate",
    "trust_step",
    "two_loops",
    "variance_reduced",
]

# What an explorer offers and a catalogue test walks: each is called with a learning rate, and the
# rest as usual.
OPTIMIZERS = {
    "gradient descent": GradientDescent,
    "momentum": Momentum,
    "Nesterov": Nesterov,
    "AdaGrad": AdaGrad,
    "full-matrix AdaGrad": FullMatrixAdaGrad,
    "RMSProp": RMSProp,
    "AdaDelta": AdaDelta,
    "Adam": Adam,
    "AdamW": AdamW,
}
