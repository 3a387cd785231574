"""The facts that notebook 01 states in its text, its folded answers and its captions."""

import itertools
from collections import Counter

import numpy as np
import pytest

from course_lib import datasets
from course_lib.lessons.math_basics.chain_shapes import FACTORS, chain_shapes
from course_lib.lessons.math_basics.digit_projection import (
    BOOT,
    DIGITS,
    digit_directions,
    digit_projection,
)
from course_lib.lessons.math_basics.matrix_map import MATRICES, columns_of, drag, matrix_map
from course_lib.lessons.math_basics.norm_ball import norm_ball, p_norm
from course_lib.lessons.math_basics.projection import Z, projection
from course_lib.lessons.math_basics.slope_and_bend import slope_and_bend
from course_lib.linear import principal_directions

# ---- vectors and norms --------------------------------------------------------------------------


def test_the_lectures_vector():
    v = np.array([0, 1, 2, 4, 0, 2])
    assert [round(float(p_norm(v, p)), 9) for p in (1, 2, np.inf)] == [9, 5, 4]


def test_the_norm_never_grows_with_p():
    x = np.random.default_rng(0).normal(size=(200, 6))
    sizes = np.array([p_norm(x, p) for p in (0.5, 1, 1.5, 2, 4, 50, np.inf)])
    assert (np.diff(sizes, axis=0) <= 1e-12 * sizes[:-1]).all()


def test_which_mean_digits_are_most_alike_and_most_opposed():
    digits = datasets.load_mnist("train", 6000)
    means = np.array([digits.X[digits.y == c].mean(axis=0) for c in range(10)], dtype=float)
    means -= means.mean(axis=0)
    means /= np.linalg.norm(means, axis=1)[:, None]
    cosines = means @ means.T
    apart = cosines - 2 * np.eye(10)
    assert np.unravel_index(apart.argmax(), (10, 10)) == (4, 9)
    assert np.unravel_index(cosines.argmin(), (10, 10)) == (0, 1)


@pytest.mark.parametrize("inverse", np.linspace(0, 3.3, 12))
def test_points_on_the_axes_never_move(inverse):
    p = np.inf if inverse == 0 else 1 / inverse
    assert p_norm(np.array([[1.0, 0], [0, -1.0]]), p).tolist() == [1, 1]


def test_near_two_axes_the_inequality_breaks_at_one_half():
    run = norm_ball(inverse=2.0, u=(1.2, 0.1), v=(0.1, 1.0))
    assert "= 3.73, and ‖u + v‖ = 4.79" in run.summary
    assert norm_ball(inverse=2.0).ratio < 1  # not in the first picture
    rng = np.random.default_rng(0)
    u, v = np.abs(rng.normal(size=(2, 2000, 2)))  # one quadrant: always longer at p = ½
    ratio = p_norm(u + v, 0.5) / (p_norm(u, 0.5) + p_norm(v, 0.5))
    assert ratio.min() > 1 - 1e-12
    opposite = v * [-1, -1]
    assert (p_norm(u + opposite, 0.5) < p_norm(u, 0.5) + p_norm(v, 0.5)).mean() > 0.9


def test_when_both_ways_are_equally_long():
    rng = np.random.default_rng(0)
    u, v = np.abs(rng.normal(size=(2, 500, 2)))
    np.testing.assert_allclose(p_norm(u + v, 1), p_norm(u, 1) + p_norm(v, 1))
    assert (p_norm(u + v, 2) < p_norm(u, 2) + p_norm(v, 2)).all()
    np.testing.assert_allclose(p_norm(u + 2.5 * u, 2), 3.5 * p_norm(u, 2))


# ---- matrices -----------------------------------------------------------------------------------


def of(name, **values):
    a1, a2 = MATRICES[name]
    return matrix_map(matrix=name, a1=a1, a2=a2, **values)


def test_the_symmetric_part_has_perpendicular_eigenvectors_and_the_same_form():
    run, even = of("not symmetric"), of("not symmetric", halved=True)
    assert abs(run.eigenvectors[:, 0] @ run.eigenvectors[:, 1]) > 0.3
    assert even.eigenvectors[:, 0] @ even.eigenvectors[:, 1] == pytest.approx(0, abs=1e-12)
    np.testing.assert_array_equal(run.height, even.height)


def test_between_bowl_and_saddle_the_circle_collapses():
    """a₂ is lowered along a vertical line: at 0.32 the determinant is 0."""
    kinds = {}
    for y in (0.33, 0.32, 0.31):
        run = matrix_map(a1=(2.0, 0.8), a2=(0.8, y))
        kinds[y] = run.kind
        if y == 0.32:
            assert np.linalg.det(run.A) == pytest.approx(0)
            assert run.eigenvalues[0] == pytest.approx(0)
            assert np.linalg.matrix_rank(run.image, tol=1e-9) == 1  # a segment
    assert kinds == {0.33: "positive definite", 0.32: "positive semidefinite", 0.31: "indefinite"}
    columns = columns_of(*MATRICES["turned bowl"], False)
    assert drag(columns, "a2", 0.8, 0.3) == {"a1": (2.0, 0.8), "a2": (0.8, 0.3)}


def test_the_shear_is_a_saddle():
    run = of("shear")
    np.testing.assert_allclose(run.eigenvalues, 1)
    assert run.kind == "indefinite"
    assert "(A + Aᵀ)/2 has −0.20 and 2.20" in run.summary


# ---- projections --------------------------------------------------------------------------------


def test_the_squares_of_the_first_picture_and_the_tilt_that_holds_z():
    assert "0.85 + 2.81 = 3.66, and ‖z − y‖² = 3.66" in projection().summary
    tilts = np.arange(-60.0, 91.0, 5.0)
    residuals = [projection(tilt=float(t)).residual for t in tilts]
    assert tilts[np.argmin(residuals)] == 65.0
    assert min(residuals) < 5e-4
    assert sorted(residuals)[1] > 0.1


def test_a_lines_residual_is_longest_at_a_right_angle():
    assert np.linalg.norm(Z) == pytest.approx(1.73, abs=0.005)
    run = projection(kind="line", turn=-70.0, tilt=25.0)
    assert run.residual == pytest.approx(np.linalg.norm(Z), abs=1e-4)
    assert abs(run.coordinates[0]) < 0.01


def test_at_sixty_degrees_the_formula_is_off():
    assert "XXᵀz is 0.73 away" in projection(between=60.0).summary


def test_directions_for_half_and_for_most_of_the_five():
    kept = digit_projection().kept["principal"]
    assert (np.argmax(kept >= 0.5), np.argmax(kept >= 0.9)) == (21, 87)
    assert kept[5] < 0.1


def test_random_directions_keep_their_share_of_the_dimensions():
    shares = [digit_projection(picture=name).kept["random"][100] for name in DIGITS]
    assert digit_projection().kept["random"][100] == pytest.approx(0.149, abs=0.001)
    assert np.mean(shares) == pytest.approx(100 / 784, abs=0.02)
    assert min(shares) > 0.12
    assert max(shares) < 0.16


def test_the_boot_keeps_less_than_every_digit():
    shares = [digit_projection(picture=name).kept["principal"][100] for name in DIGITS]
    assert 0.855 < min(shares) < 0.87
    assert 0.945 < max(shares) < 0.95
    boot = digit_projection(picture=BOOT).kept["principal"][100]
    assert boot == pytest.approx(0.70, abs=0.005)


def test_twenty_directions_hold_two_thirds_of_the_spread():
    found = digit_directions()
    assert found.variance[:20].sum() / found.total == pytest.approx(0.65, abs=0.005)


def test_ten_subspaces_tell_digits():
    train, test = datasets.load_mnist("train", 6000), datasets.load_mnist("test", 1000)
    Z = train.X[:4000]
    own = [principal_directions(Z[train.y[:4000] == c], 40) for c in range(10)]

    def left(o, X, ks):
        """Squared residuals for each k, by Pythagoras: (len(ks), n)."""
        shifted = X - o.mean
        gone = np.cumsum(np.pad(o.subspace.coordinates(shifted) ** 2, ((0, 0), (1, 0))), axis=1)
        return ((shifted**2).sum(axis=1)[:, None] - gone)[:, ks].T

    def accuracy(X, y, ks):
        residuals = np.stack([left(o, X, ks) for o in own])
        return (residuals.argmin(axis=0) == y).mean(axis=1)

    ks = [0, 5, 20, 25, 30, 40]
    validation = accuracy(train.X[4000:], train.y[4000:], ks)
    np.testing.assert_allclose(validation[[0, 1, 4]], [0.82, 0.92, 0.95], atol=0.006)
    assert ks[validation.argmax()] == 30
    assert np.ptp(validation[2:]) < 0.01
    np.testing.assert_allclose(accuracy(test.X, test.y, [30, 0]), [0.93, 0.77], atol=0.006)


# ---- derivatives --------------------------------------------------------------------------------


def test_the_slope_is_largest_along_the_gradient_and_zero_across():
    slopes = {a: slope_and_bend(angle=float(a)).slope for a in range(0, 361, 5)}
    steepest = sorted(slopes, key=slopes.get)[-2:]
    assert sorted(steepest) == [225, 230]
    assert max(slopes.values()) == pytest.approx(30.9, abs=0.05)
    flattest = sorted(slopes, key=lambda a: abs(slopes[a]))[:2]
    assert sorted(flattest) == [135, 315]
    turn = slope_and_bend().gradient
    assert np.rad2deg(np.arctan2(*turn[::-1])) % 360 == pytest.approx(227, abs=0.1)


def test_the_eigenvalues_at_the_first_point():
    lam = np.linalg.eigvalsh(slope_and_bend().hessian)
    assert lam[0] < 0 < lam[1]
    assert "line order 2.0, parabola order 3.0" in slope_and_bend().summary


def test_where_the_bend_vanishes_the_line_is_of_third_order():
    name = "one variable: sin x₁ + x₁²/20"
    run = slope_and_bend(function=name, angle=0.0, x=(0.1, -1.0))
    assert abs(run.bend) < 2e-4
    np.testing.assert_allclose(run.orders, 3, atol=0.03)
    assert slope_and_bend(function=name, angle=0.0, x=(1.2, -1.0)).orders[0] < 2.1


# ---- the chain rule -----------------------------------------------------------------------------


def verdicts(n, m, r):
    found = {
        names: chain_shapes(first=names[0], second=names[1], third=names[2], n=n, m=m, r=r).verdict
        for names in itertools.product(FACTORS, repeat=3)
    }
    return found, Counter(found.values())


def test_of_216_choices_one_is_the_gradient():
    found, count = verdicts(3, 4, 2)
    assert count == {"refused": 200, "other shape": 14, "right": 1, "row": 1}
    assert found["(∂y/∂x)ᵀ", "(∂u/∂y)ᵀ", "∂z/∂u"] == "right"
    assert found["(∂z/∂u)ᵀ", "∂u/∂y", "∂y/∂x"] == "row"


def test_with_square_matrices_wrong_orders_fit():
    found, count = verdicts(3, 3, 3)
    assert (count["refused"], count["wrong"], count["right"]) == (106, 16, 1)
    assert found["∂y/∂x", "∂u/∂y", "∂z/∂u"] == "wrong"


def test_numbers_commute():
    found, _ = verdicts(1, 1, 1)
    each_once = [names for names in found if len({name.strip("()ᵀ") for name in names}) == 3]
    assert len(each_once) == 48
    assert {found[names] for names in each_once} == {"right"}
