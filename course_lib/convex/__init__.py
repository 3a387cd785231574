"""Is it convex? The definitions as tests with witnesses, subgradients, local models."""

from course_lib.convex.chord import (
    chord_gap,
    chord_test,
    find_violation,
    midpoint_gap,
    midpoint_test,
)
from course_lib.convex.clarke import (
    ClarkeDifferential,
    clarke_differential,
    lipschitz_estimate,
)
from course_lib.convex.derivative_tests import (
    definiteness,
    first_order_test,
    second_order_test,
    tangent_gap,
)
from course_lib.convex.hull import hull_vertices, separation
from course_lib.convex.operations import (
    AffineComposition,
    Product,
    Restriction,
)
from course_lib.convex.subdifferential import (
    Interval,
    crossings,
    is_subgradient,
    one_sided,
    subdifferential,
)
from course_lib.convex.taylor import TaylorModel, linear_model, quadratic_model
from course_lib.convex.verdict import Verdict, Witness

__all__ = [
    "AffineComposition",
    "ClarkeDifferential",
    "Interval",
    "Product",
    "Restriction",
    "TaylorModel",
    "Verdict",
    "Witness",
    "chord_gap",
    "chord_test",
    "clarke_differential",
    "crossings",
    "definiteness",
    "find_violation",
    "first_order_test",
    "hull_vertices",
    "is_subgradient",
    "linear_model",
    "lipschitz_estimate",
    "midpoint_gap",
    "midpoint_test",
    "one_sided",
    "quadratic_model",
    "second_order_test",
    "separation",
    "subdifferential",
    "tangent_gap",
]
