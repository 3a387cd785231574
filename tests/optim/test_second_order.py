"""The contract of Newton, BFGS, L-BFGS and Gauss–Newton: pure, frozen, named bad input, SciPy."""

import numpy as np
import pytest
import scipy.optimize

from course_lib.functions import (
    EmpiricalRisk,
    Himmelblau,
    LeastSquares,
    LogLoss,
    Quadratic,
    Rosenbrock,
    SquaredNorm,
    add_bias,
)
from course_lib.optim import (
    BFGS,
    LBFGS,
    Backtracking,
    GaussNewton,
    Newton,
    TrustRegionNewton,
    Wolfe,
    minimize,
)


def rosenbrock_residuals():
    """Residuals whose half sum of squares is Rosenbrock's function."""

    def residuals(x):
        root = np.sqrt(2)
        return np.stack([root * (1 - x[..., 0]), 10 * root * (x[..., 1] - x[..., 0] ** 2)], -1)

    def jacobian(x):
        one, root = np.ones_like(x[..., 0]), np.sqrt(2)
        rows = [[-root * one, 0 * one], [-20 * root * x[..., 0], 10 * root * one]]
        return np.stack([np.stack(row, -1) for row in rows], -2)

    return LeastSquares(residuals, jacobian, dim=2)


def logistic_risk():
    rng = np.random.default_rng(3)
    X = rng.standard_normal((60, 4)) * [1, 2, 0.5, 3]
    y = np.sign(X @ [1, -1, 2, 0.3] + 0.5 * rng.standard_normal(60))
    return EmpiricalRisk(LogLoss(), add_bias(X), y) + 0.1 * SquaredNorm()


METHODS = [
    Newton(Backtracking(), floor=1e-3),
    TrustRegionNewton(),
    BFGS(),
    BFGS(scaled=False),
    LBFGS(),
    LBFGS(memory=1),
    GaussNewton(Backtracking()),
]
SCIPY = {
    "Newton": "Newton-CG",
    "TrustRegionNewton": "trust-exact",
    "BFGS": "BFGS",
    "LBFGS": "L-BFGS-B",
    "GaussNewton": "BFGS",
}


@pytest.mark.parametrize("optimizer", METHODS, ids=repr)
def test_steps_are_pure_and_by_hand_they_are_those_of_minimize(optimizer):
    f = rosenbrock_residuals() if isinstance(optimizer, GaussNewton) else Rosenbrock()
    x = start = np.array([-1.2, 1.0])
    state = optimizer.init(x)
    path = []
    for _ in range(8):
        again = optimizer.step(f, x.copy(), state)[0]
        x, state = optimizer.step(f, x, state)
        np.testing.assert_array_equal(x, again)
        path.append(x)
    assert start.tolist() == [-1.2, 1.0]
    np.testing.assert_array_equal(minimize(f, start, optimizer, steps=8).x[1:], path[:8])


@pytest.mark.parametrize("optimizer", METHODS, ids=repr)
def test_an_optimizer_is_a_value(optimizer):
    assert eval(repr(optimizer)) == optimizer
    assert hash(optimizer) == hash(eval(repr(optimizer)))
    with pytest.raises(AttributeError):
        optimizer.lr = 2.0


@pytest.mark.parametrize("optimizer", METHODS, ids=repr)
@pytest.mark.parametrize("f", [Rosenbrock(), logistic_risk()], ids=["Rosenbrock", "logistic"])
def test_the_minimum_is_scipys(optimizer, f):
    start = np.array([-1.2, 1.0]) if f.dim == 2 else np.zeros(f.dim)
    if isinstance(optimizer, GaussNewton):
        if f.dim > 2:
            return
        f = rosenbrock_residuals()
    method = SCIPY[type(optimizer).__name__]
    hess = f.hess if method in ("Newton-CG", "trust-exact") else None
    oracle = scipy.optimize.minimize(f, start, jac=f.grad, hess=hess, method=method, tol=1e-9)
    trace = minimize(f, start, optimizer, steps=200)
    np.testing.assert_allclose(trace.x[-1], oracle.x, atol=2e-5)
    assert trace.value[-1] <= oracle.fun + 1e-12
    assert trace.grad_norm[-1] < 1e-6


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Newton(damping=-1.0), r"^damping must be zero or positive, got -1"),
        (lambda: Newton(lr=0.0), r"^lr must be positive"),
        (lambda: Newton(floor=0.0), r"^floor must be positive"),
        (lambda: TrustRegionNewton(radius=-1), r"^radius must be positive"),
        (lambda: TrustRegionNewton(1.0, 0.5), r"^largest must be at least radius = 1, got 0\.5"),
        (lambda: TrustRegionNewton(accept=0.3), r"^accept must be in \[0, 0\.25\)"),
        (lambda: BFGS(lr=-1.0), r"^lr must be positive"),
        (lambda: LBFGS(memory=0), r"^memory must be .* 1.*got 0"),
        (lambda: LBFGS(memory=2.5), r"^memory must be"),
        (lambda: GaussNewton(damping=-1), r"^damping must be zero or positive"),
        (lambda: GaussNewton().step(Rosenbrock(), np.zeros(2), None), r"^f must have gauss_newton"),
        (
            lambda: LeastSquares(lambda x: np.zeros(3), lambda x: np.zeros((2, 3)), 2),
            r"^jacobian must map points \(2,\) to \(3, 2\).*got \(2, 3\)",
        ),
    ],
)
def test_bad_input_is_named(make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make()


@pytest.mark.parametrize("optimizer", [Newton(100.0), BFGS(50.0), LBFGS(50.0)], ids=repr)
def test_a_run_that_diverges_says_so(optimizer):
    trace = minimize(Rosenbrock(), [-1.2, 1.0], optimizer, steps=100)
    assert trace.status == "diverged"
    assert np.isfinite(trace.x).all()


def test_line_searches_refuse_steps_that_go_up():
    top = Himmelblau()  # near its hilltop both curvatures are negative
    trace = minimize(top, [0.0, 0.0], Newton(Backtracking()), steps=5)
    assert (trace.status, trace.steps) == ("max_steps", 0)
    assert "not a direction of descent" in trace.message
    assert minimize(top, [0.0, 0.0], Newton(Backtracking(), floor=1.0), 40).value[-1] < 1e-12


def test_singular_hessians_are_named():
    flat = Quadratic.of([[1.0, 0.0], [0.0, 0.0]], [1.0, 0.0])
    trace = minimize(flat, [3.0, 1.0], Newton(), steps=5)
    assert trace.steps == 0
    assert "singular" in trace.message
    assert minimize(flat, [3.0, 1.0], Newton(damping=1e-6), steps=5).value[-1] < -0.49999


@pytest.mark.parametrize("optimizer", [BFGS(), LBFGS()], ids=repr)
def test_no_value_and_no_gradient_is_asked_for_twice(optimizer):
    """Each trial of the search costs a value; where it ends, its gradient serves the next step."""
    calls = {"f": [], "grad": []}

    class Told(Rosenbrock):
        def _value(self, p):
            calls["f"].append(p.tobytes())
            return super()._value(p)

        def _grad(self, p):
            calls["grad"].append(p.tobytes())
            return super()._grad(p)

    f, x = Told(), np.array([-1.2, 1.0])
    state = optimizer.init(x)
    for _ in range(20):
        x, state = optimizer.step(f, x, state)
    for asked in calls.values():
        assert len(asked) == len(set(asked))


def test_a_mini_batch_gets_its_own_gradient():
    """What is known of one batch is not taken for the next one's."""
    f, x = logistic_risk(), np.zeros(5)
    one, two = f.sample(np.random.default_rng(0), 10), f.sample(np.random.default_rng(1), 10)
    method = LBFGS(0.1)
    x, state = method.step(one, x, method.init(x))
    fresh = state._replace(known=None)
    np.testing.assert_array_equal(method.step(two, x, state)[0], method.step(two, x, fresh)[0])
    assert not np.allclose(method.step(two, x, state)[0], method.step(one, x, state)[0])


def test_wolfe_makes_every_pair_teach():
    method, x = BFGS(Wolfe(c2=0.9)), np.array([0.1, 2.5])
    state = method.init(x)
    for _ in range(15):
        x, state = method.step(Himmelblau(), x, state)
        if state.halt:
            break
        assert np.linalg.eigvalsh(state.memory).min() > 0
