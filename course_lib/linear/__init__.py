"""Linear models: logistic regression, the support vector machine, the perceptron, subspaces."""

from course_lib.linear.dual_trace import DualTrace
from course_lib.linear.logistic import LogisticRegression
from course_lib.linear.metrics import Calibration, RocCurve, auc, calibration_curve, roc_curve
from course_lib.linear.perceptron import Perceptron
from course_lib.linear.separable import separating_plane
from course_lib.linear.subspace import (
    PrincipalDirections,
    Subspace,
    orthonormal_basis,
    principal_directions,
)
from course_lib.linear.svm import KKTResiduals, LinearSVM, kkt_residuals

__all__ = [
    "Calibration",
    "DualTrace",
    "KKTResiduals",
    "LinearSVM",
    "LogisticRegression",
    "Perceptron",
    "PrincipalDirections",
    "RocCurve",
    "Subspace",
    "auc",
    "calibration_curve",
    "kkt_residuals",
    "orthonormal_basis",
    "principal_directions",
    "roc_curve",
    "separating_plane",
]
