"""Everything the course minimizes: landscapes, losses, regularizers, risks."""

from course_lib.functions.catalogue import CATALOGUE, landscape, landscape_names
from course_lib.functions.extrema import Max, MaxAffine, Min
from course_lib.functions.losses import AbsoluteError, HuberLoss, Loss, SquaredError
from course_lib.functions.nonsmooth import AbsDifference, CreasedWells, NormL1, NormL2
from course_lib.functions.objective import ConstantFunction, Objective, Scaled, Sum
from course_lib.functions.regularizers import L1, SquaredNorm
from course_lib.functions.risk import EmpiricalRisk, add_bias
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
    Univariate,
    Wave,
)

__all__ = [
    "CATALOGUE",
    "L1",
    "AbsDifference",
    "AbsoluteError",
    "AbsoluteValue",
    "Beale",
    "ConstantFunction",
    "CreasedWells",
    "DoubleWell",
    "EmpiricalRisk",
    "Exponential",
    "Himmelblau",
    "Huber",
    "HuberLoss",
    "Logarithm",
    "Loss",
    "Max",
    "MaxAffine",
    "Min",
    "MonkeySaddle",
    "NegativeLog",
    "NormL1",
    "NormL2",
    "Objective",
    "Quadratic",
    "Quartic",
    "Rastrigin",
    "ReLU",
    "RootAbs",
    "Rosenbrock",
    "Saddle",
    "Scaled",
    "Softplus",
    "SquareRoot",
    "SquaredError",
    "SquaredNorm",
    "Sum",
    "ThreeExponentials",
    "Univariate",
    "Wave",
    "add_bias",
    "landscape",
    "landscape_names",
]
