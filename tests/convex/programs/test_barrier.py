"""The barrier method from inside: values, the line search, where a centre ends, multipliers."""

import numpy as np
import pytest
from scipy.linalg import LinAlgError

from course_lib.convex.programs import barrier
from course_lib.convex.programs.barrier import Terms, _Path, _solved, follow
from tests.functions.differences import central

#: log(e^5a + e^-5a + e^b + e^-b) subject to two posynomials of two and one terms.
TERMS = Terms(
    np.array([[5.0, 0], [-5, 0], [0, 1], [0, -1], [1, 0.5], [-0.5, 1], [0.3, -1]]),
    np.array([0.0, 0, 0.3, -0.2, -1.0, -2.0, -1.5]),
    np.array([0, 4, 6]),
)
START, ROOM = np.array([1.1, 0.4]), 0.7


def logs(u):
    power = TERMS.exponents @ u + TERMS.logs
    return np.array([np.log(np.exp(part).sum()) for part in np.split(power, [4, 6])])


def value(u, t, box):
    """The barrier function by its formula; infinite outside."""
    slack = np.r_[ROOM - logs(u)[1:], box**2 - u**2]
    return t * logs(u)[0] - np.log(slack).sum() if (slack > 0).all() else np.inf


def path(u=START, max_steps=100, enough=None):
    return _Path(TERMS, np.array(u), ROOM, max_steps, enough)


def test_values_and_derivatives_of_the_terms():
    at, share, gradients = TERMS.at(START)
    np.testing.assert_allclose(at, logs(START), rtol=1e-13)
    np.testing.assert_allclose(np.add.reduceat(share, TERMS.starts), 1.0)
    factors = np.array([2.0, 3.0, 0.5])
    numbers = [central(lambda x, i=i: np.array([logs(p)[i] for p in x]), START[None])[0]
               for i in range(3)]  # fmt: skip
    np.testing.assert_allclose(gradients, numbers, rtol=1e-7)
    pull = central(lambda x: np.array([factors @ TERMS.at(p)[2] for p in x]), START[None])[0]
    np.testing.assert_allclose(TERMS.hessian(share, gradients, factors), pull, rtol=1e-6)
    assert TERMS.owner.tolist() == [0, 0, 0, 0, 1, 1, 2]
    assert (TERMS.first, Terms(np.eye(3), np.zeros(3), np.array([0])).first) == (4, 3)
    basis, w = np.array([[1.0], [2.0]]), np.array([0.3])
    moved = TERMS.moved(START, basis).at(w)
    np.testing.assert_allclose(moved[0], logs(START + basis @ w), rtol=1e-13)


@pytest.mark.parametrize("box", [100.0 + 2 * 1.1, 1.3])
def test_newtons_step_is_that_of_the_barrier_function(box):
    at, t = path(), 3.0
    assert at.box == 100.0 + 2 * 1.1
    at.box = box  # the smaller one is felt
    at._look(START)
    step, decrement = at._newton(t)
    grad = central(lambda x: np.array([value(p, t, at.box) for p in x]), START[None])[0]
    hess = central(lambda x: np.array([
        central(lambda y: np.array([value(p, t, at.box) for p in y]), q[None], h=1e-4)[0]
        for q in x]), START[None], h=1e-4)[0]  # fmt: skip
    np.testing.assert_allclose(step, -np.linalg.solve(hess, grad), rtol=1e-3)
    assert decrement == pytest.approx(-grad @ step, rel=1e-5)


@pytest.mark.parametrize(
    ("u", "t", "halves"),
    [((1.1, 0.4), 50.0, [3, 1, 0]), ((1.0, -1.0), 2.0, [2, 1, 0]), ((0.5, 0.5), 2.0, [0, 1, 0])],
)  # the first for want of room, the others also for want of a fall
def test_the_step_is_the_longest_half_that_falls_enough(u, t, halves):
    at, u, lengths = path(u), np.array(u), []
    for _ in halves:
        step, decrement = at._newton(t)
        falls = [value(u, t, at.box) - value(u + s * step, t, at.box) for s in 0.5 ** np.arange(40)]
        k = next(k for k, fall in enumerate(falls) if fall >= barrier.ARMIJO * 0.5**k * decrement)
        assert at._move(step, decrement, t)
        np.testing.assert_allclose(at.points[-1], u + 0.5**k * step)
        u = at.points[-1]
        lengths.append(k)
    assert lengths == halves


def test_a_search_that_never_falls_leaves_everything_as_it_was():
    at, t = path(), 50.0
    step, decrement = at._newton(t)
    before = [part.copy() for part in (at.logs, at.slack, at.sides)]
    assert not at._move(-step, decrement, t)
    assert len(at.points) == 1
    for old, new in zip(before, (at.logs, at.slack, at.sides), strict=True):
        np.testing.assert_array_equal(old, new)
    assert at._move(-1e-3 * step, 0.9 * barrier.QUADRATIC, t)  # whole where rounding hides the fall
    np.testing.assert_allclose(at.points[-1], START - 1e-3 * step)
    at._newton = lambda t: (-step, decrement)
    assert at.centre(t, 1e-6) == "no_progress"


def test_a_centre_ends_at_the_first_small_decrement():
    at, t = path([0.2, 1.8]), 50.0
    assert at.centre(t, 1e-6) == ""
    decrements = np.array([path(u)._newton(t)[1] for u in at.points])
    assert decrements[-1] <= 1e-6 < min(decrements[:-1])
    assert max(decrements[1:] / decrements[:-1]) > 1  # far away they may grow
    assert path().centre(t, 0.0) == ""  # rounding is the floor: it does not go on for ever


@pytest.mark.parametrize("steps", [1, 3])
def test_no_more_steps_than_asked_for(steps):
    run = follow(TERMS, START, ROOM, 1e-8, steps)
    assert (run.status, len(run.path)) == ("max_steps", steps + 1)


def test_it_ends_where_enough_is_met():
    run = follow(TERMS, START, ROOM, 1e-8, 100, enough=lambda u: u[0] < 0.9)
    assert run.status == "optimal"
    assert run.path[-1][0] < 0.9 <= run.path[:-1, 0].min()


def test_the_gap_of_the_end_is_at_most_the_tolerance():
    """Each product of slack and multiplier is 1/t; t grows from m/10 by factors of 20."""
    tol, m = 1e-6, 2 + 4
    run = follow(TERMS, START, ROOM, tol, 200)
    t = m / 10 * 20 ** np.arange(12.0)
    t = t[m <= tol * t][0]
    assert run.status == "optimal"
    at, _, gradients = TERMS.at(run.path[-1])
    np.testing.assert_allclose(run.z * (ROOM - at[1:]), 1 / t, rtol=1e-6)
    np.testing.assert_allclose(gradients[0] + run.z @ gradients[1:], 0, atol=1e-6)


def test_multipliers_look_one_step_ahead():
    t, at = 50.0, path()
    at.centre(t, 1e-18)
    best = 1 / (t * at.slack)
    near = path(at.points[-1] + 1e-5)
    assert abs(near.multipliers(t) - best).max() < 1e-2 * abs(1 / (t * near.slack) - best).max()
    near._newton = lambda t: np.linalg.cholesky(-np.eye(2))  # no step: what the slacks say
    np.testing.assert_array_equal(near.multipliers(t), 1 / (t * near.slack))


def test_a_matrix_that_rounding_made_indefinite_is_lifted():
    almost = np.array([[1.0, 1.0], [1.0, 1.0 - 1e-13]])
    x = _solved(almost.copy(), np.array([1.0, 1.0]))
    np.testing.assert_allclose(almost @ x, 1.0, rtol=1e-6)
    with pytest.raises(LinAlgError):
        _solved(np.diag([1.0, -1.0]), np.ones(2))
