"""What models, compositions and verdicts carry, and sets at their edges."""

import numpy as np
import pytest

from course_lib.convex import (
    AffineComposition,
    Product,
    Restriction,
    TaylorModel,
    Verdict,
    clarke_differential,
    definiteness,
    is_subgradient,
    linear_model,
    lipschitz_estimate,
    quadratic_model,
    second_order_test,
    subdifferential,
)
from course_lib.convex.hull import hull_vertices, separation
from course_lib.convex.programs import (
    Nonnegative,
    linear_program,
    polygon,
    quadratic_program,
    simplex_path,
)
from course_lib.functions import (
    L1,
    AbsoluteValue,
    ConstantFunction,
    MaxAffine,
    NormL1,
    Objective,
    Quadratic,
    ReLU,
    Saddle,
)


class Secret(Objective):
    """A function of which only values and gradients are known, flat for x < 0."""

    dim, differentiable, bounds, name = 1, False, ((-1.0, 1.0),), "secret"

    def _value(self, x):
        return np.maximum(x[..., 0], 0.0)

    def _grad(self, x):
        return (x > 0).astype(float)


class Ripples(Secret):
    """Steep everywhere and high nowhere: far points do not tell how steep."""

    def _value(self, x):
        return np.sin(200 * x[..., 0])


def test_compositions():
    f = AffineComposition(Quadratic([1.0, 3.0]), [[2.0], [0.0]], [1.0, 0.0])
    assert (f.dim, f.bounds, f.convex, f.differentiable) == (1, ((-2.0, 2.0),), True, True)
    assert (f.smoothness, f.b.tolist()) == (12.0, [1.0, 0.0])
    assert f.name == "quadratic of Ax + b"
    assert f.formula == r"\left(\frac12 (x-c)^\top Q (x-c)\right)(Ax + b)"
    kinked = AffineComposition(NormL1(2), np.eye(2))
    assert (kinked.smoothness, kinked.differentiable, kinked.b.tolist()) == (None, False, [0, 0])
    assert kinked.directional([0.0, -1.0], [2.0, 1.0]) == 1.0
    assert AffineComposition(Saddle(), np.eye(2)).convex is None
    line = Restriction(Saddle(), [0.0, 1.0], [1.0, 0.0])
    assert (line.name, line.formula) == ("saddle on a line", r"\left(x^2 - y^2\right)(x + s d)")
    product = Product(Saddle(), L1())
    assert product.name == "saddle · ‖w‖₁"
    assert product.formula == r"\left(x^2 - y^2\right)\left(\|w\|_1\right)"
    assert (product.dim, product.bounds) == (2, Saddle().bounds)
    assert (product.differentiable, product.convex) == (False, None)
    swapped = Product(L1(), Saddle())
    assert (swapped.dim, swapped.bounds, swapped.differentiable) == (2, Saddle().bounds, False)


def test_local_models():
    model = quadratic_model(Quadratic([2.0, 4.0], center=[1.0, -1.0]), [3.0, 3.0])
    assert (model.smoothness, model.strong_convexity, model.convex) == (4.0, 2.0, True)
    assert model.bounds == ((1.0, 5.0), (1.0, 5.0))
    np.testing.assert_allclose(model.minimizer, [1.0, -1.0])
    assert model.minimum == pytest.approx(0.0, abs=1e-12)
    assert model.name == "local model"
    assert model.formula == r"f(x_0) + g^\top(x-x_0) + \frac12 (x-x_0)^\top H (x-x_0)"
    flat = linear_model(Saddle(), [1.0, 0.0])
    assert (flat.minimum, len(flat.minimizers), flat.smoothness) == (-np.inf, 0, 0.0)
    assert (flat.strong_convexity, flat.convex) == (None, True)
    level = TaylorModel([0.0], 3.0, [0.0])
    assert (level.minimum, level.minimizer.tolist()) == (3.0, [0.0])
    bent = TaylorModel([0.0, 0.0], 0.0, [0.0, 0.0], [[1.0, 2.0], [0.0, -1.0]])
    assert bent.curvature.tolist() == [[1.0, 1.0], [1.0, -1.0]]
    assert (bent.convex, bent.minimum) == (False, -np.inf)


def test_verdicts_of_curvature_without_curvature():
    rng = np.random.default_rng(0)
    found = second_order_test(AbsoluteValue(), rng, 7)
    assert found == Verdict("second order", None, 0.0, 7)
    assert second_order_test(Secret(), rng, 5) == Verdict("second order", None, np.inf, 5)
    assert found.message == "the second order condition does not apply to this f here"


@pytest.mark.parametrize(
    ("diagonal", "word"),
    [
        ([1, 2], "positive definite"),
        ([0, 2], "positive semidefinite"),
        ([-1, -2], "negative definite"),
        ([0, -2], "negative semidefinite"),
        ([-1, 1], "indefinite"),
        ([0, 0], "zero"),
        ([-0.9e-9, 1], "positive semidefinite"),
        ([-1.1e-9, 1], "indefinite"),
        ([1.1e-9, 1], "positive definite"),
        ([0.9e-9, -1], "negative semidefinite"),
    ],
)
def test_words_for_the_sign_of_a_matrix(diagonal, word):
    assert definiteness(np.diag(np.array(diagonal, float))) == word


class TestClarke:
    def test_sampled_where_nothing_is_known(self):
        class Plane(Secret):
            dim, bounds = 2, ((-1.0, 1.0),) * 2

        rng = np.random.default_rng(0)
        flat = clarke_differential(Plane(), [-1.0, -1.0], rng)
        assert (flat.method, flat.gradients.tolist()) == ("sampled", [[0.0, 0.0]])
        assert (flat.exists, flat.is_point, flat.stationary()) == (True, True, True)
        corner = clarke_differential(Plane(), [0.0, -1.0], rng)
        assert corner.gradients.tolist() == [[0.0, 0.0], [1.0, 0.0]]
        assert (corner.is_point, corner.contains([0.5, 0.0])) == (False, True)
        assert not corner.contains([0.5, 1e-3])
        with pytest.raises(TypeError, match=r"^rng must be a numpy Generator, got None"):
            clarke_differential(Plane(), [0.0, 0.0])

    def test_one_variable(self):
        found = clarke_differential(ReLU(), 0.0)
        assert (found.method, found.gradients.tolist()) == ("exact", [[0.0], [1.0]])
        assert str(found.interval) == "[0, 1]"
        assert found.contains(1.0)
        assert found.contains(1.0 + 1e-9)
        assert not found.contains(1.0 + 1e-8)

    def test_close_pairs_see_steep_ripples(self):
        found = lipschitz_estimate(Ripples(), 0.0, 1.0, np.random.default_rng(0), pairs=40)
        assert 180 < found <= 200


def test_hulls():
    assert hull_vertices([[2.0, 1.0]]).tolist() == [[2.0, 1.0]]
    on_a_line = [[0.0, 0.0], [3.0, 3.0], [1.0, 1.0]]
    assert sorted(hull_vertices(on_a_line).tolist()) == [[0.0, 0.0], [3.0, 3.0]]
    assert hull_vertices([[3.0], [1.0], [2.0]]).ravel().tolist() == [1.0, 3.0]
    square = np.array([[1.0, 1.0], [0.0, 1.0], [1.0, 0.0], [0.0, 0.0]])
    assert hull_vertices(square).tolist() == [[0, 0], [1, 0], [1, 1], [0, 1]]
    gap, direction = separation([[0.0, 0.0], [2.0, 0.0]], [3.0, 0.0])
    assert (gap, direction[0]) == (1.0, 1.0)
    assert separation([[0.0], [2.0]], [1.0])[0] == 0.0
    for call in (hull_vertices, lambda points: separation(points, [1.0])):
        with pytest.raises(ValueError, match=r"^points must be an array with 2 axes, got an array"):
            call([1.0, 2.0])
    with pytest.raises(ValueError, match=r"^g must "):
        separation([[0.0, 1.0]], [1.0])


def test_subgradients_of_what_is_not_convex():
    wave = -ReLU()
    assert str(subdifferential(wave, 0.0)) == "∅"
    assert str(subdifferential(MaxAffine(), 2 / 3)) == "[-0.5, 1]"
    verdict = is_subgradient(Saddle(), [0.0, 0.0], [0.0, 0.0], np.random.default_rng(0))
    assert (verdict.holds, verdict.condition) == (False, "subgradient")
    assert verdict.witness.gap == verdict.gap < -3.5
    assert str(subdifferential(ConstantFunction(1.0), 3.0)) == "{0}"


class TestPrograms:
    def test_what_is_printed(self):
        found = linear_program([1.0, 1.0], -np.eye(2), [0.0, -2.0])
        assert repr(found).startswith(f"optimal after {found.steps} steps: value 2, gap ")
        assert "x = [" in repr(found)
        assert ", " in repr(found).partition("x = ")[2]
        short = linear_program([1.0], [[-1.0]], [0.0], max_steps=1)
        assert ", worst residual " in repr(short)
        none = linear_program([1.0], [[1.0], [-1.0]], [-1.0, -1.0])
        assert repr(none).endswith("no x satisfies the constraints; certificate.z and .y prove it")
        down = linear_program([1.0], [[1.0]], [0.0])
        assert repr(down).endswith("the value falls for ever along certificate.x")
        assert np.isnan(down.gap)

    def test_the_parts_of_a_solution(self):
        found = quadratic_program(np.eye(2), [-3.0, 0.0], [[1.0, 0.0], [0.0, 1.0]], [1.0, 5.0])
        np.testing.assert_allclose(found.x, [1.0, 0.0], atol=1e-6)
        assert found.cones == (Nonnegative(2),)
        np.testing.assert_allclose(found.slacks[0], [0.0, 5.0], atol=1e-6)
        np.testing.assert_allclose(found.multipliers[0], [2.0, 0.0], atol=1e-6)
        assert found.gap == found.value - found.dual_value
        assert len(found.path) == found.steps + 1

    def test_a_form_that_is_symmetric_but_for_rounding(self):
        found = quadratic_program([[2.0, 1e-11], [0.0, 2.0]], [-2.0, -4.0])
        np.testing.assert_allclose(found.x, [1.0, 2.0], atol=1e-6)
        flat = quadratic_program([[1.0, 0.0], [0.0, -1e-10]], [-1.0, 0.0], -np.eye(2), [0.0, 0.0])
        assert flat.status == "optimal"

    def test_vertices(self):
        square = np.vstack([np.eye(2), -np.eye(2)])
        path = simplex_path([-1.0, -2.0], square, [1.0, 1.0, 0.0, 0.0], start=[1.0, 1.0])
        assert path.tolist() == [[1.0, 1.0]]
        assert simplex_path([1.0], [[1.0], [-1.0]], [-1.0, -1.0]).shape == (0, 1)
        assert simplex_path([1.0], [[0.0]], [-1.0]).shape == (0, 1)
        assert simplex_path([1.0, 0.0], [[0.0, 1.0]], [1.0]).shape == (0, 2)  # no vertex
        down = simplex_path([-1.0], [[-1.0]], [-2.0])
        assert down.tolist() == [[2.0]]
        scaled = simplex_path([-1.0, -2.0], 10 * square, [10.0, 10.0, 0.0, 0.0], start=[0.0, 0.0])
        assert scaled.tolist() == [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]

    def test_polygons(self):
        square = np.vstack([np.eye(2), -np.eye(2)])
        assert polygon(square, [1.0, 1.0, -1.0, -1.0]).tolist() == [[1.0, 1.0]]
        assert polygon(square, [1.0, 1.0, 0.0, -1.0]).tolist() == [[0.0, 1.0], [1.0, 1.0]]
        assert polygon(square, [0.0, 1.0, -1.0, 0.0]).shape == (0, 2)
        assert polygon([[0.0, 0.0]], [-1.0]).shape == (0, 2)
        away = polygon([[1.0, 0.0], [-1.0, 0.0]], [0.0, -1.0])
        assert away.shape == (0, 2)
        strip = r"^G x <= h must be bounded, got a set that reaches to infinity"
        for G, h in (([[1.0, 0.0], [-1.0, 0.0]], [1.0, 1.0]), (np.zeros((0, 2)), [])):
            with pytest.raises(ValueError, match=strip):
                polygon(G, h)

    @pytest.mark.parametrize("degrees", range(10, 360, 50))
    def test_polygons_that_are_turned(self, degrees):
        cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        turn = np.array([[cos, -sin], [sin, cos]])
        strip = np.array([[0.0, 1.0], [0.0, -1.0], [-1.0, 0.0]]) @ turn.T
        with pytest.raises(ValueError, match=r"^G x <= h must be bounded"):
            polygon(strip, [1.0, 1.0, 1.0])
        wedge = np.array([[-1.0, 2.0], [-1.0, -0.5]]) @ turn.T
        with pytest.raises(ValueError, match=r"^G x <= h must be bounded"):
            polygon(wedge, [1.0, 1.0])
        triangle = np.array([[-1.0, 2.0], [-1.0, -0.5], [1.0, 0.0]]) @ turn.T
        corners = polygon(triangle, [0.0, 0.0, 2.0]) @ turn
        corners = corners[np.lexsort(corners.round(9).T[::-1])]
        np.testing.assert_allclose(corners, [[0.0, 0.0], [2.0, -4.0], [2.0, 1.0]], atol=1e-9)
