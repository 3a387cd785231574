"""Newton's steps of the embedding: they solve the linear equations they are derived from."""

import numpy as np
import pytest

from course_lib.convex.programs import Nonnegative, SecondOrder, Semidefinite
from course_lib.convex.programs.cones import Product
from course_lib.convex.programs.embedding import Data, _inside, _negative, _Point, _System, solve

CONES = (Nonnegative(3), SecondOrder(3), Semidefinite(2))


def point(quadratic):
    """The third iterate of a small program with every cone, all numbers of it different."""
    rng = np.random.default_rng(5)
    root = rng.standard_normal((2, 3)) * quadratic
    G = rng.standard_normal((10, 3))
    G[8] = G[7]  # a symmetric matrix
    cone = Product(CONES)
    h = G @ [0.3, -0.5, 0.2] + cone.identity
    c = -G.T @ (2 * cone.identity)
    at = _Point(Data(root.T @ root, c, G.T, h, cone, offset=0.7))
    at.advance()
    at.advance()
    return at


@pytest.mark.parametrize("quadratic", [0, 1])
def test_a_direction_solves_the_linear_equations(quadratic):
    at = point(quadratic)
    data, x, tau = at.data, at.x, at.tau
    at.advance()  # leaves the scaling of the point before
    later, at = at, point(quadratic)
    for name in ("scaling", "system", "h_down", "rz_down", "along"):
        setattr(at, name, getattr(later, name))
    to_product, part, to_pair = np.linspace(-1, 1, 10), 0.8, 0.3
    to_product[8] = to_product[7]
    step = at._direction(part, to_product, to_pair)
    ds, dz = at.scaling.s_up(step.s), at.scaling.z_up(step.z)
    close = dict(rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(
        data.P @ step.x + data.Gt @ dz + data.c * step.tau, -part * at.rx, **close)  # fmt: skip
    np.testing.assert_allclose(step.x @ data.Gt + ds - data.h * step.tau, -part * at.rz, **close)
    bend = 2 * (data.P @ x) @ step.x / tau - (x @ data.P @ x) * step.tau / tau**2
    fall = step.kappa + data.c @ step.x + data.h @ dz + bend
    assert fall == pytest.approx(-part * at.rt, rel=1e-7)
    product = data.cone.product(at.scaling.point, step.s + step.z)
    np.testing.assert_allclose(product, to_product, **close)
    assert at.kappa * step.tau + at.tau * step.kappa == pytest.approx(to_pair)


def test_the_measures_are_those_of_the_point():
    at = point(1)
    data, (x, s, z) = at.data, at.over_tau()
    norm = np.linalg.norm
    np.testing.assert_allclose(x * at.tau, at.x)
    primal, dual = data.Gt.T @ x + s - data.h, data.P @ x + data.Gt @ z + data.c
    np.testing.assert_allclose(at.rz, at.tau * primal, atol=1e-12)
    np.testing.assert_allclose(at.rx, at.tau * dual, atol=1e-12)
    below = -data.h @ z - x @ data.P @ x - data.c @ x  # κ/τ at a solution
    assert at.rt == pytest.approx(at.kappa - at.tau * below)
    assert at.mu == pytest.approx((at.s @ at.z + at.tau * at.kappa) / (3 + 1 + 2 + 1))
    value = 0.7 + 0.5 * x @ data.P @ x + data.c @ x
    bound = 0.7 - 0.5 * x @ data.P @ x - data.h @ z
    gap = max(abs(value - bound), s @ z) / max(1.0, min(abs(value), abs(bound)))
    parts = [
        norm(primal) / max(1.0, norm(data.h), norm(data.Gt.T @ x), norm(s)),
        norm(dual) / max(1.0, norm(data.c), norm(data.P @ x), norm(data.Gt @ z)),
    ]
    assert at.error == pytest.approx(max(*parts, gap))
    assert at.ray_error == pytest.approx(max(norm(data.P @ at.x), norm(at.x @ data.Gt + at.s)))
    assert at.proof_error == pytest.approx(norm(data.Gt @ at.z))


def test_a_step_stays_inside_and_goes_nearly_to_the_edge():
    at = point(1)
    before = at.x.copy()
    at.scaling = at.data.cone.scaling(at.s, at.z)
    for change in ("s", "z", "tau", "kappa"):
        step = type("Step", (), dict(s=np.zeros(10), z=np.zeros(10), tau=0.0, kappa=0.0))
        assert at._longest(step) == np.inf
        inward = -3.0 if change in ("tau", "kappa") else -3 * at.data.cone.identity
        setattr(step, change, inward)
        edge = at._longest(step)
        if change in ("tau", "kappa"):
            assert edge == pytest.approx(getattr(at, change) / 3)
        else:
            assert at.data.cone.least(at.scaling.point - 3 * edge * at.data.cone.identity) == (
                pytest.approx(0.0, abs=1e-9))  # fmt: skip
    assert 0 < at.advance() <= 1
    assert (at.x != before).any()
    assert min(at.data.cone.least(at.s), at.data.cone.least(at.z), at.tau, at.kappa) > 0


@pytest.mark.parametrize("steps", [1, 4])
def test_no_more_steps_than_asked_for(steps):
    run = solve(point(1).data, 1e-12, steps)
    assert (run.status, len(run.path)) == ("max_steps", steps + 1)


def test_small_helpers():
    cone = Product(CONES)
    u = np.arange(10.0)
    u[8] = u[7]
    assert cone.least(u) < 0
    assert cone.least(_inside(cone, u)) == pytest.approx(1.0)
    good = 2 * cone.identity
    assert _inside(cone, good) is good
    assert not _negative(np.array([1.0, -1.0, -1e-13]))
    assert _negative(np.array([1.0, -1.0, -1e-11]))
    rng = np.random.default_rng(0)
    G, P = rng.standard_normal((5, 3)), np.diag([0.0, 1.0, 2.0])
    r, q = rng.standard_normal(3), rng.standard_normal(5)
    x, z = _System(P, G.T).solve(r, q)
    np.testing.assert_allclose(P @ x + G.T @ z, r)
    np.testing.assert_allclose(G @ x - z, q)
