"""What programs and tests of convexity refuse, word for word."""

import numpy as np
import pytest

from course_lib.convex import (
    AffineComposition,
    Product,
    Restriction,
    TaylorModel,
    chord_gap,
    clarke_differential,
    definiteness,
    midpoint_test,
    subdifferential,
)
from course_lib.convex.programs import (
    Semidefinite,
    conic_program,
    linear_program,
    polygon,
    quadratic_program,
    second_order_program,
    semidefinite_program,
    simplex_path,
)
from course_lib.functions import AbsoluteValue, NormL2, Quadratic, Saddle, SquaredNorm

EYE = np.eye(2)

REFUSED = [
    (lambda: linear_program([]), "c must have at least one entry: a program needs a variable"),
    (lambda: linear_program([1.0], G=[[1.0]]), "h must be given with G, got None"),
    (lambda: linear_program([1.0], h=[1.0]), "G must be given with h, got None"),
    (lambda: linear_program([1.0], A=[[1.0]]), "b must be given with A, got None"),
    (
        lambda: linear_program([1.0], [[1.0, 2.0]], [1.0]),
        "G must have shape (1, 1), a row for each entry of h and a column for each of c, got "
        "(1, 2)",
    ),
    (
        lambda: linear_program([1.0], [[1.0], [2.0]], [1.0]),
        "G must have shape (1, 1), a row for each entry of h and a column for each of c, got "
        "(2, 1)",
    ),
    (
        lambda: linear_program([1j]),
        "c must be real, got complex numbers; split them into two parts",
    ),
    (
        lambda: linear_program([1.0], A=[[1.0]], b=[1j]),
        "b must be real, got complex numbers; split them into two parts",
    ),
    (
        lambda: quadratic_program([[1.0, 2.0], [0.0, 1.0]], [0.0, 0.0]),
        "P must be symmetric, got 2 at [0, 1] and 0 at [1, 0]; (P + P.T) / 2 has the same "
        "quadratic form",
    ),
    (
        lambda: quadratic_program([[-2.0, 0.0], [0.0, 1.0]], [0.0, 0.0]),
        "P must be positive semidefinite, its smallest eigenvalue is -2; the program is not "
        "convex: add 2 or more to the diagonal of P, or look for local minima instead",
    ),
    (lambda: quadratic_program(EYE, [0.0]), "P must have shape (1, 1), got (2, 2)"),
    (lambda: second_order_program([1.0], [3.0]), "balls[0] must be (A_i, b_i, c_i, d_i), got 3.0"),
    (
        lambda: second_order_program([1.0], [([[1.0]], [0.0], [1.0])]),
        "balls[0] must be (A_i, b_i, c_i, d_i), got ([[1.0]], [0.0], [1.0])",
    ),
    (
        lambda: second_order_program([1.0], [([[1.0, 2.0]], [0.0], [1.0], 0.0)]),
        "A of balls[0] must have shape (1, 1), a row for each entry of b of balls[0] and a "
        "column for each of c, got (1, 2)",
    ),
    (
        lambda: second_order_program([1.0], [([[1.0]], [0.0], [1.0, 2.0], 0.0)]),
        "c of balls[0] must have 1 entries, as c has, got 2",
    ),
    (
        lambda: second_order_program([1.0], [([[1.0]], [0.0], [1.0], "d")]),
        "d of balls[0] must be a number, got 'd'",
    ),
    (
        lambda: second_order_program([1.0], [([1.0], [0.0], [1.0], 0.0)]),
        "A of balls[0] must be an array with 2 axes, got an array of shape (1,)",
    ),
    (
        lambda: second_order_program([1.0], 3),
        "balls must be a sequence of (A_i, b_i, c_i, d_i), got 3",
    ),
    (
        lambda: semidefinite_program([1.0], [EYE]),
        "matrices must be [F_0, F_1, ..., F_1], one more than the 1 entries of c, got 1",
    ),
    (
        lambda: semidefinite_program([1.0], []),
        "matrices must be [F_0, F_1, ..., F_1], one more than the 1 entries of c, got 0",
    ),
    (
        lambda: semidefinite_program([1.0], [[EYE, EYE], [EYE]]),
        "matrices[1] must be [F_0, F_1, ..., F_1], one more than the 1 entries of c, got 1",
    ),
    (
        lambda: semidefinite_program([1.0], [EYE, np.eye(3)]),
        "matrices[1] must have shape (2, 2), got (3, 3)",
    ),
    (
        lambda: semidefinite_program([1.0], [[[1.0, 2.0], [0.0, 1.0]], EYE]),
        "matrices[0] must be symmetric, got 2 at [0, 1] and 0 at [1, 0]; (matrices[0] + "
        "matrices[0].T) / 2 has the same quadratic form",
    ),
    (
        lambda: semidefinite_program([1.0], [np.ones((2, 3)), EYE]),
        "matrices[0] must have shape (2, 2), got (2, 3)",
    ),
    (
        lambda: conic_program([1.0], [[1.0]] * 4, [1.0, 2.0, 0.0, 1.0], [Semidefinite(2)]),
        "rows 0 to 3 of h must be a symmetric 2 × 2 matrix, row by row, for Semidefinite(2)",
    ),
    (
        lambda: conic_program(
            [1.0], [[1.0], [2.0], [0.0], [1.0]], [1.0, 2.0, 2.0, 1.0], [Semidefinite(2)]
        ),
        "rows 0 to 3 of column 0 of G must be a symmetric 2 × 2 matrix, row by row, for "
        "Semidefinite(2)",
    ),
    (
        lambda: simplex_path([1.0, 1.0], EYE, [1.0, 1.0], start=[3.0, 0.0]),
        "start must satisfy G x <= h, got 2 too much in row 0; leave it out, and a first "
        "vertex is found",
    ),
    (lambda: simplex_path([1.0, 1.0], EYE, [1.0]), "G must have shape (1, 2), got (2, 2)"),
    (
        lambda: polygon(EYE, [1.0, 1.0]),
        "G x <= h must be bounded, got a set that reaches to infinity; add the four sides of "
        "the picture as rows",
    ),
    (lambda: polygon([[1.0]], [1.0]), "G must have shape (1, 2), got (1, 1)"),
    (
        lambda: linear_program([1.0], [[-1.0]], [0.0]).slack_matrix,
        "the program has no Semidefinite cone, and so no matrix",
    ),
    (
        lambda: chord_gap(Quadratic([2.0]), [0.0], [1.0], [0.5, 1.5]),
        "t must be in [0, 1], got 0.5 to 1.5",
    ),
    (
        lambda: Restriction(Saddle(), [0.0, 0.0], [0.0, 0.0]),
        "direction must not be zero, got the zero vector",
    ),
    (
        lambda: AffineComposition(Saddle(), [[1.0]]),
        "A must have 2 rows, one a coordinate of f, got 1",
    ),
    (
        lambda: AffineComposition(Saddle(), [1.0, 2.0]),
        "A must be an array with 2 axes, got an array of shape (2,)",
    ),
    (
        lambda: AffineComposition(Saddle(), EYE, [1.0]),
        "b must be a number or have 2 entries, got (1,)",
    ),
    (lambda: Product(Saddle(), AbsoluteValue()), "factors must have one dimension, got 2 and 1"),
    (lambda: TaylorModel([0.0], 1.0, [1.0], [1.0]), "curvature must have shape (1, 1), got (1,)"),
    (
        lambda: definiteness([[1.0, 2.0], [0.0, 1.0]]),
        "H must be symmetric, got [[1.0, 2.0], [0.0, 1.0]]; use (H + H.T) / 2",
    ),
    (
        lambda: definiteness([[1.0, 2.0]]),
        "H must be symmetric, got [[1.0, 2.0]]; use (H + H.T) / 2",
    ),
    (lambda: definiteness(EYE, tolerance=-1), "tolerance must be zero or positive, got -1.0"),
    (lambda: subdifferential(Saddle(), 0.0), "f must be a function of one variable, saddle has 2"),
    (
        lambda: clarke_differential(NormL2(2), [0.0, 0.0]).interval,
        "interval is for functions of one variable, this has 2",
    ),
    (
        lambda: midpoint_test(SquaredNorm(), np.random.default_rng(0)),
        "bounds must be given, ½‖w‖² has none; pass [(low, high), ...]",
    ),
]


@pytest.mark.parametrize(("call", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_refused_word_for_word(call, message):
    with pytest.raises((TypeError, ValueError, AttributeError)) as said:
        call()
    assert str(said.value) == message
