"""Old gradients: the recurrence, and its limit by the roots of its polynomial."""

import numpy as np
import pytest

from course_lib.functions import EmpiricalRisk, Quadratic, SquaredError
from course_lib.optim import GradientDescent, minimize
from course_lib.optim.parallel import stale_descent, stale_limit

BOWL = Quadratic([1.0, 0.3])


def test_without_delay_it_is_gradient_descent():
    mine = stale_descent(BOWL, [1.0, -2.0], 0.4, 0, steps=30)
    np.testing.assert_allclose(
        mine.x, minimize(BOWL, [1.0, -2.0], GradientDescent(0.4), 30).x, atol=1e-14
    )


def test_the_recurrence_by_hand():
    x = [1.0, 1.0, 1.0, 1.0]  # x₋₂ … x₀, and so on
    for _ in range(20):
        x.append(x[-1] - 0.2 * x[-3])
    run = stale_descent(Quadratic([1.0]), [1.0], 0.2, 2, steps=20)
    np.testing.assert_allclose(run.x[1:, 0], x[4:], atol=1e-14)


@pytest.mark.parametrize("delay", [0, 1, 2, 3, 7, 20])
def test_at_the_limit_the_largest_root_has_size_one(delay):
    def largest(step):
        polynomial = np.zeros(delay + 2)
        polynomial[:2] = 1, -1
        polynomial[-1] += step
        return np.abs(np.roots(polynomial)).max()

    limit = stale_limit(delay)
    assert largest(limit) == pytest.approx(1, abs=1e-7)
    assert largest(0.98 * limit) < 1 < largest(1.02 * limit)


@pytest.mark.parametrize("delay", [0, 1, 4])
def test_runs_converge_below_the_limit_and_diverge_above(delay):
    def end(part):
        lr = part * stale_limit(delay)
        return abs(stale_descent(Quadratic([1.0]), [1.0], lr, delay, steps=2000).x[-1, 0])

    assert end(0.95) < 1e-4
    assert not end(1.05) < 1e4


def test_each_step_may_have_a_delay_of_its_own():
    run = stale_descent(Quadratic([1.0]), [1.0], 0.5, [0, 1, 5], steps=3)
    assert run.x.ravel().tolist() == [1.0, 0.5, 0.0, -0.5]
    assert run.delay.tolist() == [0, 1, 5]


def test_stochastic_gradients_are_those_of_the_old_iterate():
    X, y = np.array([[1.0], [2.0]]), np.array([1.0, 0.0])
    f = EmpiricalRisk(SquaredError(), X, y)
    run = stale_descent(f, [3.0], 0.1, 1, steps=5, batch_size=1, rng=np.random.default_rng(0))
    draw, w = np.random.default_rng(0), [3.0, 3.0]
    for _ in range(5):
        part = f.sample(draw, 1)
        w.append(w[-1] - 0.1 * part.grad([w[-2]])[0])
    np.testing.assert_allclose(run.x[:, 0], w[1:], atol=1e-14)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(delay=-1), "delay must be whole numbers, zero or positive"),
        (dict(delay=0.5), "delay must be whole numbers"),
        (dict(delay=[1, 2]), "one for each of the 5 steps"),
        (dict(delay=0, lr=0.0), "lr must be positive"),
        (dict(delay=0, batch_size=1), "rng must be a numpy Generator"),
    ],
)
def test_bad_input_is_named(arguments, message):
    with pytest.raises((ValueError, TypeError), match=message):
        stale_descent(BOWL, [1.0, 1.0], **{"lr": 0.1, "steps": 5, **arguments})
