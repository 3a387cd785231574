"""Each step of the interior-point methods against the whole system, solved without elimination."""

import numpy as np
import pytest

from course_lib.linear import interior_point, shared_slack


def textbook_step(z, linear, right, pairs):
    """Mehrotra's step on linear · z = right and uv = 0 for each pair (u, v) of parts of z."""
    first, second = (np.concatenate([pair[k] for pair in pairs]) for k in (0, 1))
    products = np.zeros((first.size, z.size))
    products[np.arange(first.size), first] = z[second]
    products[np.arange(first.size), second] = z[first]

    def direction(to):
        rest = np.concatenate([right - linear @ z, to])
        return np.linalg.lstsq(np.vstack([linear, products]), rest, rcond=None)[0]

    def longest(d):
        both = np.concatenate([first, second])
        return 1 / max(np.max(-d[both] / z[both]), 1e-300)

    guess = direction(-z[first] * z[second])
    before, there = (z[first] * z[second]).mean(), z + min(1.0, longest(guess)) * guess
    mu = ((there[first] * there[second]).mean() / before) ** 3 * before
    step = direction(mu - guess[first] * guess[second] - z[first] * z[second])
    return z + min(1.0, 0.995 * longest(step)) * step


def parts(*sizes):
    ends = np.cumsum(sizes)
    return [np.arange(end - size, end) for end, size in zip(ends, sizes, strict=True)]


def placed(columns, size, at):
    out = np.zeros((len(columns), size))
    out[:, at] = columns
    return out


@pytest.mark.parametrize("C", [0.7, np.inf], ids=["soft", "hard"])
def test_the_hinge_program_walks_as_the_whole_system_does(C):
    rng = np.random.default_rng(3)
    X, y = np.column_stack([np.ones(9), rng.normal(size=(9, 2))]), np.repeat([-1.0, 1.0], [4, 5])
    X[:, 1] += 3 * y
    point = interior_point._Point(X, y, C, 1)
    A, eye, P = y[:, None] * X, np.eye(9), np.diag([0.0, 1.0, 1.0])
    v, alpha, s, xi, beta = parts(3, 9, 9, 9, 9)
    soft = np.isfinite(C)
    size = beta[-1] + 1 if soft else s[-1] + 1
    linear = [placed(P, size, v) - placed(A.T, size, alpha)]
    linear += [placed(eye, size, s) - placed(A, size, v)]
    right = np.concatenate([np.zeros(3), -np.ones(9)])
    if soft:
        linear[1] -= placed(eye, size, xi)
        linear += [placed(eye, size, alpha) + placed(eye, size, beta)]
        right = np.concatenate([right, np.full(9, C)])
    pairs = [(alpha, s), (beta, xi)] if soft else [(alpha, s)]

    def now():
        both = [point.v, point.alpha, point.s]
        return np.concatenate([*both, point.xi, point.beta] if soft else both)

    for _ in range(5):
        expected = textbook_step(now(), np.vstack(linear), right, pairs)
        point.advance()
        np.testing.assert_allclose(now(), expected, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(point.margin, A @ point.v)
        np.testing.assert_allclose(point.residual, A.T @ point.alpha - P @ point.v)
        np.testing.assert_allclose(
            point.s - point.margin + 1 - point.xi, point.shortfall, atol=1e-9
        )


def test_shared_slack_walks_as_the_whole_system_does():
    rng = np.random.default_rng(4)
    G, b, groups = rng.normal(size=(7, 3)), rng.uniform(0.5, 2, 7), np.array([0, 0, 1, 1, 1, 2, 2])
    C = np.array([1.0, 0.5, 2.0])
    member = (np.arange(3)[:, None] == groups).astype(float)
    point = shared_slack._Point(G @ G.T, b, member, C)
    alpha, z, t, xi = parts(7, 7, 3, 3)
    linear = np.vstack([
        placed(G @ G.T, 20, alpha) + placed(member.T, 20, xi) - placed(np.eye(7), 20, z),
        placed(member, 20, alpha) + placed(np.eye(3), 20, t),
    ])  # fmt: skip
    right = np.concatenate([b, C])

    def now():
        return np.concatenate([point.alpha, point.z, point.t, point.xi])

    start = now()
    assert (start > 0).all()
    np.testing.assert_allclose(linear @ start, right)  # it begins feasible
    shares = C / (member.sum(axis=1) + 1)  # each row of a group and what is left get the same
    np.testing.assert_allclose(point.t, shares)
    np.testing.assert_allclose(point.alpha, shares[groups])
    for k in range(3):
        assert point.z[groups == k].min() >= 1
    for _ in range(5):
        expected = textbook_step(now(), linear, right, [(alpha, z), (t, xi)])
        point.advance()
        np.testing.assert_allclose(now(), expected, rtol=1e-6, atol=1e-9)


def test_how_many_steps_are_allowed_and_what_is_said():
    X, y = np.array([[1.0, -2.0], [1.0, 1.0], [1.0, 4.0]]), np.array([-1.0, 1.0, 1.0])
    found = interior_point.solve_hinge_qp(X, y, 1.0, max_iter=2)
    assert (found.trace.status, found.trace.steps) == ("max_steps", 2)
    assert "after 2 steps, above tol = 1e-09; standardize" in found.trace.message
    done = interior_point.solve_hinge_qp(X, y, 1.0)
    assert done.trace.status == "converged"
    assert len(done.trace) == done.trace.steps + 1 == len(done.trace.value)
    assert repr(done.trace).startswith(
        f"<DualTrace of {done.trace.steps} steps: value {done.trace.value[-1]:.6g}, relative gap "
    )
    np.testing.assert_array_equal(
        done.trace.gap, (done.trace.value - done.trace.dual_value) / done.trace.value
    )
    hard = interior_point.solve_hinge_qp(X, y, np.inf)
    assert hard.trace.gap[0] == np.inf  # there is no separating plane yet
    assert not hard.trace.x.flags.writeable
