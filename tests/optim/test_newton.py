"""Newton's method by hand, affine invariance, the order of convergence, the trust region's step."""

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.functions import DoubleWell, Himmelblau, Quadratic, Rosenbrock, Saddle
from course_lib.functions.objective import Objective
from course_lib.optim import Newton, TrustRegionNewton, minimize, trust_step
from course_lib.optim.newton import solve_model

seeds = st.integers(0, 2**32 - 1)


def test_one_step_ends_on_a_quadratic_of_any_condition():
    f = Quadratic([1.0, 1e6], angle=0.7, center=[3.0, -2.0])
    np.testing.assert_allclose(minimize(f, [0.0, 0.0], Newton(), 1).x[1], [3, -2], rtol=1e-9)


def test_rosenbrock_by_hand():
    """At (0, 0): g = (−2, 0), H = diag(2, 200); the step is (1, 0), and the next one lands."""
    trace = minimize(Rosenbrock(), [0.0, 0.0], Newton(), 2)
    np.testing.assert_allclose(trace.x, [[0, 0], [1, 0], [1, 1]], atol=1e-12)
    np.testing.assert_allclose(trace.value, [1, 100, 0], atol=1e-20)


def test_damping_is_added_to_every_curvature():
    f = Quadratic([1.0, 3.0])
    trace = minimize(f, [2.0, 4.0], Newton(damping=1.0), 1)
    np.testing.assert_allclose(trace.x[1], [2 - 2 / 2, 4 - 12 / 4])
    np.testing.assert_allclose(minimize(f, [2.0, 4.0], Newton(lr=0.5), 1).x[1], [1.0, 2.0])


def test_the_floor_leaves_a_saddle_that_the_pure_step_goes_to():
    f, start = Saddle(), [1.0, 0.2]
    np.testing.assert_allclose(minimize(f, start, Newton(), 1).x[1], [0, 0], atol=1e-12)
    lam = np.linalg.eigvalsh(f.hess(np.array(start)))
    lift = 0.5 - lam[0]
    expected = start - f.grad(start) / (np.diag(f.hess(start)) + lift)
    np.testing.assert_allclose(minimize(f, start, Newton(floor=0.5), 1).x[1], expected)
    assert minimize(f, start, Newton(floor=0.5), 1).value[1] < f(start)


def test_the_pure_step_finds_maxima_too():
    trace = minimize(DoubleWell(), [0.1], Newton(), 10)
    assert abs(trace.x[-1, 0]) < 1e-8  # between the wells f has its hill
    assert trace.value[-1] > trace.value[0]


def test_a_change_of_units_changes_nothing():
    """Newton's iterates go with the coordinates: x = Sz gives x_t = S z_t."""
    S = np.array([[100.0, 3.0], [0.0, 0.01]])
    f = Rosenbrock()

    class InOtherUnits(Objective):
        dim = 2

        def _value(self, z):
            return f(z @ S.T)

        def _grad(self, z):
            return f.grad(z @ S.T) @ S

        def _hess(self, z):
            return S.T @ f.hess(z @ S.T) @ S

    z0 = np.linalg.solve(S, [-1.2, 1.0])
    one, other = (
        minimize(g, x, Newton(), 5).x for g, x in ((f, [-1.2, 1.0]), (InOtherUnits(), z0))
    )
    np.testing.assert_allclose(other @ S.T, one, rtol=1e-6, atol=1e-8)


def test_the_digits_double():
    """‖x_{t+1} − x*‖ ≤ C‖x_t − x*‖² with one C."""
    trace = minimize(Himmelblau(), [3.4, 2.4], Newton(), 6)
    distance = np.linalg.norm(trace.x - [3.0, 2.0], axis=1)[:4]
    ratio = distance[1:] / distance[:-1] ** 2
    assert ratio.max() < 1  # a method that is only linear would reach 500 here
    assert distance[-1] < 2e-5


# --------------------------------------------------------------------------------- trust region


def random_model(seed, kind):
    rng = np.random.default_rng(seed)
    d = int(rng.integers(1, 7))
    values = rng.normal(size=d) * 10 ** rng.uniform(-2, 2)
    if kind == "convex":
        values = np.abs(values)
    Q = np.linalg.qr(rng.normal(size=(d, d)))[0]
    g = rng.normal(size=d) * 10 ** rng.uniform(-2, 2)
    if kind == "hard":
        values[0] = values.min() - 1.0
        g -= Q[:, 0] * (Q[:, 0] @ g)
    H = Q @ np.diag(values) @ Q.T
    return (H + H.T) / 2, g, 10 ** rng.uniform(-2, 2)


@settings(max_examples=60, deadline=None)
@given(seeds, st.sampled_from(["convex", "any", "hard"]))
def test_the_step_is_the_lowest_point_of_the_ball(seed, kind):
    """Necessary and sufficient (Moré & Sorensen), and no random point of the ball is lower."""
    H, g, radius = random_model(seed, kind)
    p, damping = trust_step(H, g, radius)
    size = max(np.abs(H).max(), 1.0) * radius + np.linalg.norm(g)
    assert np.linalg.norm(p) <= radius * (1 + 1e-9)
    assert damping >= 0
    assert np.linalg.eigvalsh(H)[0] + damping >= -1e-9 * size
    np.testing.assert_allclose(H @ p + damping * p, -g, atol=1e-7 * size)
    assert damping * (radius - np.linalg.norm(p)) <= 1e-6 * size * max(radius, 1)
    others = np.random.default_rng(0).normal(size=(200, g.size))
    others *= radius / np.linalg.norm(others, axis=1, keepdims=True)
    model = others @ g + 0.5 * ((others @ H) * others).sum(1)
    assert g @ p + 0.5 * p @ H @ p <= model.min() + 1e-9 * size * radius


def test_the_hard_case_by_hand():
    p, damping = trust_step(np.diag([-2.0, 1.0]), np.array([0.0, 3.0]), 2.0)
    assert damping == pytest.approx(2.0)
    np.testing.assert_allclose([abs(p[0]), p[1]], [np.sqrt(3), -1])
    p, damping = trust_step(np.diag([-2.0, 1.0]), np.zeros(2), 2.0)  # on the saddle itself
    np.testing.assert_allclose(np.abs(p), [2, 0], atol=1e-12)


def test_scipys_model_step_agrees():
    """One iteration of trust-exact from the same radius lands on the same point."""
    f, start = Himmelblau(), np.array([0.5, 0.3])
    oracle = scipy.optimize.minimize(
        f, start, jac=f.grad, hess=f.hess, method="trust-exact",
        options=dict(maxiter=1, initial_trust_radius=0.7),
    )  # fmt: skip
    mine = minimize(f, start, TrustRegionNewton(radius=0.7), 1).x[1]
    # SciPy stops on the rim once it is within 10 % of the radius.
    np.testing.assert_allclose(mine, oracle.x, atol=0.1)
    assert np.linalg.norm(mine - start) == pytest.approx(0.7)


def test_the_radius_follows_the_ratio():
    method, f = TrustRegionNewton(radius=0.1), Quadratic([1.0, 2.0])
    x, state = np.array([5.0, 5.0]), method.init(np.zeros(2))
    x, state = method.step(f, x, state)
    assert state.radius == pytest.approx(0.2)  # a quadratic keeps its promise
    bold = TrustRegionNewton(radius=50.0)
    x, state = bold.step(Rosenbrock(), np.array([0.0, 0.0]), bold.init(x))
    assert x.tolist() == [0, 0]  # (1, 0) would raise f from 1 to 100
    assert (state.t, state.lr) == (1, 0)  # a step that is refused counts
    assert state.radius == pytest.approx(0.25)


def test_it_leaves_a_saddle_by_itself():
    trace = minimize(Himmelblau(), [-0.128, -1.954], TrustRegionNewton(), 30)
    assert trace.value[-1] < 1e-20
    with pytest.raises(ValueError, match=r"^H must be square of the size of g, got \(2, 2\) and 3"):
        trust_step(np.eye(2), np.zeros(3), 1.0)


def told(value_after, radius, **options):
    """The state after one step whose model is ‖p‖² lower, where f falls by what is told."""

    class Told(Objective):
        name, dim = "told", 2

        def _value(self, x):
            return np.where((x == 0).all(-1), 0.0, value_after)

        def _grad(self, x):
            return np.array([-1.0, 0.0])

        def _hess(self, x):
            return np.zeros((2, 2))

    method = TrustRegionNewton(radius=radius, **options)
    return method.step(Told(), np.zeros(2), method.init(np.zeros(2)))


@pytest.mark.parametrize(
    ("share", "radius", "lr"),
    [(0.76, 4.0, 1.0), (0.75, 2.0, 1.0), (0.25, 2.0, 1.0), (0.24, 0.5, 1.0), (0.0, 0.5, 0.0),
     (-1.0, 0.5, 0.0), (np.nan, 0.5, 0.0)],
)  # fmt: skip
def test_the_borders_of_the_ratio(share, radius, lr):
    """The model falls along its slope of 1 by the whole radius."""
    x, state = told(-share * 2.0, 2.0)
    assert (state.t, state.lr, state.halt) == (1, lr, None)
    assert state.radius == pytest.approx(radius)
    np.testing.assert_allclose(x, [2.0 * lr, 0.0], atol=1e-12)
    x, state = told(-share * 2.0, 2.0, accept=0.24)  # a share of just `accept` is too little
    assert state.lr == (share > 0.24)


def test_the_largest_radius_and_the_first():
    assert TrustRegionNewton() == TrustRegionNewton(radius=1.0, largest=1e3, accept=0.0)
    assert told(-2.0, 2.0, largest=3.0)[1].radius == 3.0
    assert told(-2.0, 2.0, largest=2.0)[1].radius == 2.0
    with pytest.raises(ValueError, match=r"^largest must be at least radius = 1, got 0.5"):
        TrustRegionNewton(largest=0.5)
    with pytest.raises(ValueError, match=r"^accept must be in \[0, 0.25\)"):
        TrustRegionNewton(accept=0.25)
    state = TrustRegionNewton(radius=0.3).init(np.zeros(2))
    assert (state.t, state.halt, state.radius) == (0, None, 0.3)
    assert np.isnan(state.lr)


class Raised(Objective):
    """f = 1 with a slope: the model promises it along the radius of 1."""

    name, dim = "raised", 1

    def __init__(self, slope):
        self.slope = slope

    def _value(self, x):
        return np.ones(x.shape[:-1])

    def _grad(self, x):
        return np.array([self.slope])

    def _hess(self, x):
        return np.zeros((1, 1))


def test_a_promise_that_rounding_hides_is_the_end():
    method = TrustRegionNewton()
    x, state = method.step(Quadratic([1.0, 2.0]), np.zeros(2), method.init(np.zeros(2)))
    assert (x.tolist(), state.t, state.lr, state.radius) == ([0, 0], 1, 0.0, 1.0)
    assert state.halt.status == "converged"
    assert state.halt.reason.endswith(" of 0, which rounding hides")
    # Four units of the last digit of f are too little to be told from rounding, five are not.
    f = Raised(2.0**-50)
    assert method.step(f, np.zeros(1), method.init(np.zeros(1)))[1].halt is not None
    f = Raised(1.25 * 2.0**-50)
    assert method.step(f, np.zeros(1), method.init(np.zeros(1)))[1].halt is None


@pytest.mark.parametrize(
    ("H", "says"), [(np.diag([1.0, 0.0]), "singular"), (np.diag([np.nan, 1.0]), "singular")]
)
def test_a_model_without_one_stationary_point_halts(H, says):
    class Given(Objective):
        name, dim = "given", 2

        def _value(self, x):
            return np.zeros(x.shape[:-1])

        def _grad(self, x):
            return np.array([1.0, -1.0])

        def _hess(self, x):
            return H

    for method in (Newton(), Newton(floor=1e-3) if np.isnan(H).any() else Newton()):
        x, state = method.step(Given(), np.array([2.0, 3.0]), method.init(np.zeros(2)))
        assert (x.tolist(), state.t, state.lr) == ([2, 3], 1, 0.0)
        assert state.halt.status == "max_steps"
        assert says in state.halt.reason
    assert Newton() == Newton(lr=1.0, damping=0.0, floor=None)


@pytest.mark.parametrize(
    ("damping", "floor", "lift"),
    [(0.0, 0.5, 2.5), (3.0, 0.5, 3.0), (1.0, 0.5, 2.5), (0.0, None, 0)],
)
def test_the_larger_of_damping_and_floor_counts(damping, floor, lift):
    H = np.diag([-2.0, 1.0])
    np.testing.assert_allclose(Newton(1.0, damping, floor)._lifted(H), H + lift * np.eye(2))
    np.testing.assert_array_equal(H, np.diag([-2.0, 1.0]))


@pytest.mark.parametrize("sign", [1.0, -1.0], ids=["Cholesky", "Gauss"])
def test_a_step_that_overflows_is_none(sign):
    H = np.diag([1e-320, sign])
    assert solve_model(H, np.array([1.0, 1.0])) is None
    np.testing.assert_allclose(solve_model(H, np.array([0.0, 1.0])), [0, -sign])
