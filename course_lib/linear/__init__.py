"""Linear models: classifiers of two classes and more, regression with penalties, structured
outputs, ranking, subspaces, and the nearest neighbours that they are compared with.
"""

from course_lib.linear.dual_trace import DualTrace
from course_lib.linear.joint_features import ClassFeatures, JointFeatures, SignFeatures
from course_lib.linear.logistic import LogisticRegression
from course_lib.linear.metrics import Calibration, RocCurve, auc, calibration_curve, roc_curve
from course_lib.linear.multiclass import MulticlassLinear
from course_lib.linear.neighbours import NearestNeighbours, Neighbours, distances, vote
from course_lib.linear.penalized import PenalizedFit, duality_gap, lambda_max, lasso
from course_lib.linear.penalized_path import PenalizedPath, lambda_grid, lasso_path, ridge_path
from course_lib.linear.perceptron import Perceptron
from course_lib.linear.ranking import RankSVM, ranked_pairs, swapped_pairs
from course_lib.linear.separable import separating_plane
from course_lib.linear.structured import CutTrace, StructuredRisk, StructuredSVM
from course_lib.linear.subspace import (
    PrincipalDirections,
    Subspace,
    orthonormal_basis,
    principal_directions,
)
from course_lib.linear.svm import KKTResiduals, LinearSVM, kkt_residuals
from course_lib.linear.taxonomy import Taxonomy
from course_lib.linear.whitening import Whitening, whitening

__all__ = [
    "Calibration",
    "ClassFeatures",
    "CutTrace",
    "DualTrace",
    "JointFeatures",
    "KKTResiduals",
    "LinearSVM",
    "LogisticRegression",
    "MulticlassLinear",
    "NearestNeighbours",
    "Neighbours",
    "PenalizedFit",
    "PenalizedPath",
    "Perceptron",
    "PrincipalDirections",
    "RankSVM",
    "RocCurve",
    "SignFeatures",
    "StructuredRisk",
    "StructuredSVM",
    "Subspace",
    "Taxonomy",
    "Whitening",
    "auc",
    "calibration_curve",
    "distances",
    "duality_gap",
    "kkt_residuals",
    "lambda_grid",
    "lambda_max",
    "lasso",
    "lasso_path",
    "orthonormal_basis",
    "principal_directions",
    "ranked_pairs",
    "ridge_path",
    "roc_curve",
    "separating_plane",
    "swapped_pairs",
    "vote",
    "whitening",
]
