"""Line searches: the conditions they promise, by hand, on random functions and against SciPy."""

import warnings

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.functions import (
    AbsoluteValue,
    Beale,
    EmpiricalRisk,
    Exponential,
    Himmelblau,
    MaxAffine,
    NegativeLog,
    NormL2,
    Quadratic,
    Rosenbrock,
    Softplus,
    SquaredError,
    SquaredNorm,
    ThreeExponentials,
)
from course_lib.functions.objective import Objective
from course_lib.optim import Backtracking, ExactLineSearch, GradientDescent, Wolfe, minimize
from course_lib.optim.counting import Counted

SEARCHES = [Backtracking(), Wolfe(), Wolfe(c2=0.1), ExactLineSearch()]
SMOOTH = [Rosenbrock(), Beale(), Himmelblau(), ThreeExponentials(), Quadratic([1, 100], 0.4)]
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(autouse=True)
def _no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


class RandomWaves(Objective):
    """A quadratic bowl with random waves on it: smooth, many valleys, bounded below."""

    name = "waves"

    def __init__(self, rng, d):
        self.dim = d
        self.k, self.phase = rng.normal(size=(5, d)), rng.uniform(0, 6, 5)
        self.height = rng.normal(size=5)

    def _value(self, x):
        return 0.5 * (x**2).sum(-1) + np.sin(x @ self.k.T + self.phase) @ self.height

    def _grad(self, x):
        return x + (np.cos(x @ self.k.T + self.phase) * self.height) @ self.k


class Raised(Objective):
    """f + level: the same path, with fewer digits left for it in the value."""

    name = "raised"

    def __init__(self, f, level):
        self.f, self.level, self.dim = f, level, f.dim

    def _value(self, x):
        return self.f(x) + self.level

    def _grad(self, x):
        return self.f.grad(x)


def random_ray(seed):
    rng = np.random.default_rng(seed)
    d = int(rng.integers(1, 6))
    f, x = RandomWaves(rng, d), 3 * rng.normal(size=d)
    return f, x, -f.grad(x) * 10 ** rng.uniform(-3, 3)


def armijo(f, x, p, alpha, c1):
    return f(x + alpha * p) <= f(x) + c1 * alpha * f.grad(x) @ p


# ------------------------------------------------------------------------------------ by hand


def test_backtracking_by_hand():
    # φ(α) = ½(1 − α)² from x = 1 along −1: Armijo with c₁ = ½ holds for α ≤ 1.
    found = Backtracking(initial=3.0, shrink=0.5, c1=0.5).search(SquaredNorm(), [1.0], [-1.0])
    np.testing.assert_array_equal(found.trials, [[3.0, 2.0], [1.5, 0.125], [0.75, 0.03125]])
    assert (found.alpha, found.value, found.success) == (0.75, 0.03125, True)
    assert (found.start, found.slope, found.f_evals, found.grad_evals) == (0.5, -1.0, 4, 1)
    np.testing.assert_allclose(found.armijo_line([0, 2], c1=0.5), [0.5, -0.5])


def test_wolfe_by_hand():
    # φ'(α) = α − 1: |φ'| ≤ 0.1 needs α in [0.9, 1.1]; 0.25 is doubled to 1.
    found = Wolfe(c2=0.1, initial=0.25).search(SquaredNorm(), [1.0], [-1.0])
    np.testing.assert_array_equal(found.trials[:, 0], [0.25, 0.5, 1.0])
    assert found.alpha == 1.0
    # From above: 8 is too high, and the parabola through it has its bottom at 1, then exact.
    assert Wolfe(c2=0.1, initial=8.0).search(SquaredNorm(), [1.0], [-1.0]).alpha == 1.0


def test_exact_search_goes_beyond_one():
    # The slide looks in (0, 1); on x²/200 from 1 along −f' the best step is 100.
    f = Quadratic([0.01])
    found = ExactLineSearch().search(f, [1.0], -f.grad([1.0]))
    assert found.alpha == pytest.approx(100, rel=1e-12)
    assert f([1.0 - 0.01 * found.alpha]) < 1e-25


@pytest.mark.parametrize("name", ["value", "grad"])
def test_what_is_known_already_has_its_shape(name):
    f, x = Quadratic([1.0, 2.0]), np.ones(2)
    with pytest.raises(ValueError, match=f"^{name} must be an array with"):
        Backtracking().search(f, x, -x, **{name: np.ones((1, 1))})


@pytest.mark.parametrize("known", [dict(value=np.inf), dict(grad=np.array([np.nan, 1.0]))])
def test_what_is_known_to_be_infinite_is_a_status(known):
    found = Backtracking().search(Quadratic([1.0, 2.0]), np.ones(2), -np.ones(2), **known)
    assert (found.status, found.alpha, found.success) == ("diverged", 0, False)
    assert found.message == "f or its gradient is not finite"


@pytest.mark.parametrize("curvature", [1e-3, 0.5, 1.0, 1e3])
def test_the_closed_form_serves_every_curvature(curvature):
    found = ExactLineSearch().search(Quadratic([curvature]), [2.0], [-1.0])
    assert found.message == "the zero of the slope, in closed form"
    assert found.alpha == pytest.approx(2.0)


def test_exact_steepest_descent_zig_zags_at_the_known_rate():
    # Worst start of Q = diag(1, κ): every step multiplies f by ((κ − 1)/(κ + 1))².
    kappa = 9.0
    trace = minimize(Quadratic([1, kappa]), [kappa, 1.0], GradientDescent(ExactLineSearch()), 10)
    np.testing.assert_allclose(trace.value[1:] / trace.value[:-1], 0.64, rtol=1e-9)
    np.testing.assert_allclose(trace.lr, 2 / (1 + kappa), rtol=1e-9)
    steps = np.diff(trace.x, axis=0)
    assert np.abs((steps[1:] * steps[:-1]).sum(axis=1)).max() < 1e-9


# --------------------------------------------------------------------- the promised conditions


@given(seed=seeds)
@settings(max_examples=60, deadline=None)
def test_backtracking_accepts_the_first_alpha_with_sufficient_decrease(seed):
    f, x, p = random_ray(seed)
    search = Backtracking(initial=2.0, shrink=0.4, c1=0.2)
    found = search.search(f, x, p)
    assert found.success
    holds = [bool(armijo(f, x, p, a, 0.2)) for a in found.trials[:, 0]]
    assert holds == [False] * (len(holds) - 1) + [True]
    np.testing.assert_allclose(found.trials[:, 0], 2 * 0.4 ** np.arange(len(holds)))
    assert found.alpha == found.trials[-1, 0]


@given(seed=seeds, c2=st.floats(0.01, 0.95))
@settings(max_examples=80, deadline=None)
def test_wolfe_keeps_both_conditions(seed, c2):
    f, x, p = random_ray(seed)
    found = Wolfe(c1=1e-3, c2=c2).search(f, x, p)
    assert found.success, found.message
    assert found.alpha > 0
    assert armijo(f, x, p, found.alpha, 1e-3)
    assert abs(f.grad(x + found.alpha * p) @ p) <= c2 * abs(f.grad(x) @ p) * (1 + 1e-12)


@given(seed=seeds)
@settings(max_examples=60, deadline=None)
def test_exact_search_ends_where_the_slope_is_zero(seed):
    f, x, p = random_ray(seed)
    found = ExactLineSearch().search(f, x, p)
    assert found.success
    assert found.value < found.start
    width = 1e-6 * found.alpha
    a, b = f(x + (found.alpha - width) * p), f(x + (found.alpha + width) * p)
    tolerance = 1e-12 * (1 + abs(found.value))
    assert found.value <= min(a, b) + tolerance


@pytest.mark.parametrize("search", SEARCHES, ids=repr)
@given(seed=seeds)
@settings(max_examples=30, deadline=None)
def test_what_is_reported_is_what_was_asked(search, seed):
    f, x, p = random_ray(seed)
    counted = Counted(f)
    found = search.search(counted, x, p)
    assert (found.f_evals, found.grad_evals) == (counted.f_evals, counted.grad_evals)
    assert found.f_evals == len(found.trials) + 1
    alphas, values = found.trials.T
    np.testing.assert_allclose(values, f(x + alphas[:, None] * p), rtol=1e-12, atol=1e-12)
    assert [found.alpha, found.value] in found.trials.tolist()
    given_both = search.search(Counted(f), x, p, value=f(x), grad=f.grad(x))
    assert given_both.alpha == pytest.approx(found.alpha, rel=1e-9)
    assert given_both.f_evals == found.f_evals - 1
    assert given_both.grad_evals == found.grad_evals - 1


# ------------------------------------------------------------------------------ against SciPy


@pytest.mark.parametrize("f", SMOOTH, ids=repr)
@pytest.mark.parametrize("start", [[-1.2, 1.0], [0.5, 2.0]])
def test_scipy_finds_the_same_exact_step(f, start):
    x = np.array(start)
    p = -f.grad(x) / np.linalg.norm(f.grad(x))
    found = ExactLineSearch(initial=0.05).search(f, x, p)
    grid = np.linspace(0, 2 * found.alpha, 4001)
    assert found.value <= f(x + grid[1:2001, None] * p).min() + 1e-9
    best = scipy.optimize.minimize_scalar(
        lambda a: float(f(x + a * p)),
        bounds=(0.9 * found.alpha, 1.1 * found.alpha),
        method="bounded",
        options={"xatol": 1e-10},
    )
    assert found.alpha == pytest.approx(best.x, rel=1e-6)


@pytest.mark.parametrize("f", SMOOTH, ids=repr)
@pytest.mark.parametrize("start", [[-1.2, 1.0], [0.5, 2.0]])
def test_scipys_wolfe_step_passes_our_test_and_ours_is_no_worse(f, start):
    x = np.array(start)
    p = -f.grad(x) / np.linalg.norm(f.grad(x))
    theirs = scipy.optimize.line_search(f, f.grad, x, p, c1=1e-4, c2=0.9)[0]
    ours = Wolfe().search(f, x, p)
    slope = f.grad(x) @ p
    for alpha in (theirs, ours.alpha):
        assert armijo(f, x, p, alpha, 1e-4)
        assert abs(f.grad(x + alpha * p) @ p) <= 0.9 * abs(slope)


def test_a_risk_gets_the_closed_form_too():
    rng = np.random.default_rng(0)
    X = np.column_stack([np.ones(50), rng.uniform(0, 2e5, 50)])
    f = EmpiricalRisk(SquaredError(), X, rng.normal(1e4, 3e3, 50))
    x = np.array([900.0, -0.1])
    g = f.grad(x)
    found = ExactLineSearch().search(f, x, -g)
    assert found.alpha == pytest.approx(g @ g / (g @ f.hess(x) @ g), rel=1e-9)
    assert len(found.trials) == 1
    with_penalty = ExactLineSearch().search(f + 0.1 * SquaredNorm(), x, -g)
    assert "closed form" in with_penalty.message


# ------------------------------------------------------------------------------- the odd cases


@pytest.mark.parametrize("search", SEARCHES, ids=repr)
def test_uphill_is_refused(search):
    found = search.search(SquaredNorm(), [1.0], [1.0])
    assert (found.alpha, found.success, found.status) == (0, False, "max_steps")
    assert "not a direction of descent" in found.message


@pytest.mark.parametrize("search", SEARCHES, ids=repr)
def test_a_stationary_start_has_converged(search):
    found = search.search(SquaredNorm(), [0.0], [0.0])
    assert (found.alpha, found.success, found.status) == (0, True, "converged")
    trace = minimize(SquaredNorm(), [0.0], GradientDescent(search), steps=9)
    assert (trace.status, trace.steps) == ("converged", 0)


@pytest.mark.parametrize("search", SEARCHES, ids=repr)
@pytest.mark.parametrize(
    ("x", "direction", "status", "says"),
    [
        ([1.0], [1.0], "max_steps", "not a direction of descent: the slope is 1"),
        ([1e200], [-1.0], "diverged", "f or its gradient is not finite"),
        ([np.nan], [-1.0], "diverged", "f or its gradient is not finite"),
    ],
)
def test_a_search_that_cannot_begin_has_found_nothing(search, x, direction, status, says):
    found = search.search(SquaredNorm(), x, direction)
    assert (found.alpha, found.success, found.status, found.message) == (0, False, status, says)
    assert len(found.trials) == 0


def test_a_search_that_ends_without_a_step_says_why():
    """Where rounding hides the fall it is the end of the road; where the slope lies it is not."""

    class High(SquaredNorm):
        def _value(self, x):
            return 1e16 + super()._value(x)

    class Lying(SquaredNorm):
        def _grad(self, x):
            return -super()._grad(x)

    found = Backtracking().search(High(), [1e-3], [-1.0])
    assert (found.alpha, found.success, found.status) == (0, False, "converged")
    assert "lost in rounding" in found.message
    found = Backtracking().search(Lying(), [1.0], [1.0])
    assert (found.alpha, found.success, found.status) == (0, False, "max_steps")
    assert "its gradient is wrong" in found.message


@pytest.mark.parametrize("search", SEARCHES, ids=repr)
def test_the_domain_of_the_logarithm_is_not_left(search):
    # x − log x has its minimum at 1; a unit step from 0.01 along 99 leads far beyond it and a
    # step from 30 along −100 out of the domain.
    class Barrier(NegativeLog):
        def _f(self, s):
            return s + super()._f(s)

        def _slope(self, s):
            return 1 + super()._slope(s)

    for x, p in ((0.01, 99.0), (30.0, -100.0)):
        found = search.search(Barrier(), [x], [p])
        assert found.success
        assert x + found.alpha * p > 0
        assert found.value < found.start


@pytest.mark.parametrize("search", [Wolfe(), ExactLineSearch()], ids=repr)
def test_falling_without_end_is_a_status(search):
    found = search.search(-SquaredNorm(), [1.0], [1.0])
    assert not found.success
    assert "may have no minimum" in found.message
    trace = minimize(-SquaredNorm(), [1.0], GradientDescent(search), steps=50)
    assert trace.status == "diverged"


def test_exact_search_on_a_function_that_only_approaches_its_infimum():
    found = ExactLineSearch().search(Exponential(), [0.0], [-1.0])
    assert found.value < 1e-6


@pytest.mark.parametrize("search", SEARCHES, ids=repr)
@pytest.mark.parametrize("f", [AbsoluteValue(), NormL2()], ids=repr)
def test_a_kink_on_the_ray_still_gives_a_lower_value(search, f):
    x, p = np.zeros(f.dim), np.zeros(f.dim)
    x[0], p[0] = 0.7, -3.0
    found = search.search(f, x, p)
    assert found.value < found.start
    assert found.alpha > 0


@pytest.mark.parametrize("search", SEARCHES, ids=repr)
@pytest.mark.parametrize("f", [Softplus(), SquaredNorm(), Rosenbrock()], ids=repr)
def test_descent_runs_to_the_end_without_rising(search, f):
    start = [-1.2, 1.0] if f.dim == 2 else [3.0]
    trace = minimize(f, start, GradientDescent(search), steps=200)
    assert (np.diff(trace.value) <= 0).all()
    assert trace.status in ("converged", "max_steps")
    assert trace.value[-1] < 0.05 * trace.value[0]


@pytest.mark.parametrize("search", SEARCHES, ids=repr)
def test_no_step_because_of_rounding_is_the_end_of_the_road(search):
    f = Raised(Quadratic([1, 50]), 100.0)
    trace = minimize(f, [-1.0, 1.0], GradientDescent(search), steps=5000)
    assert trace.status == "converged"
    assert "rounding" in trace.message
    assert 0 < trace.grad_norm[-1] < 1e-4
    assert trace.steps < 1000
    assert (np.diff(trace.value) < 0).all()


def test_rounding_is_told_from_a_kink_in_badly_scaled_units_too():
    rng = np.random.default_rng(0)
    X = np.column_stack([np.ones(50), rng.uniform(0, 2e5, 50)])
    f = EmpiricalRisk(SquaredError(), X, rng.normal(1e4, 3e3, 50))
    trace = minimize(f, [900.0, -0.1], GradientDescent(ExactLineSearch()), steps=500)
    assert trace.status == "converged"
    far = minimize(Raised(Rosenbrock(), 100.0), [-1.0, 1.0], GradientDescent(Wolfe()), 9000)
    assert far.status == "converged"
    assert trace.value[-1] == pytest.approx(f.minimum, rel=1e-9)


@pytest.mark.parametrize("search", [Backtracking(), Wolfe()], ids=repr)
@pytest.mark.parametrize("level", [0.0, 1.0, 1e6])
def test_a_crease_that_descent_cannot_follow_is_no_convergence(search, level):
    # max(x₁ + 3x₂, x₁ − 3x₂) falls along the crease x₂ = 0, but neither gradient points along it.
    f = MaxAffine([[1.0, 3.0], [1.0, -3.0]], [level, level])
    found = search.search(f, [0.0, 0.0], [-1.0, -3.0], grad=np.array([1.0, 3.0]))
    assert (found.alpha, found.success, found.status) == (0, False, "max_steps")
    assert "kink" in found.message


# -------------------------------------------------------------------------------- bad arguments

bad = st.one_of(
    st.text(), st.none(), st.booleans(), st.sampled_from([np.nan, np.inf, 0.0, -1.0, -1])
)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Backtracking, "initial"),
        (Backtracking, "shrink"),
        (Backtracking, "c1"),
        (Backtracking, "max_trials"),
        (Wolfe, "c1"),
        (Wolfe, "c2"),
        (Wolfe, "initial"),
        (Wolfe, "max_trials"),
        (ExactLineSearch, "initial"),
        (ExactLineSearch, "max_trials"),
    ],
)
@given(value=bad)
@settings(max_examples=25)
def test_bad_hyperparameters_are_named(kind, name, value):
    with pytest.raises((ValueError, TypeError), match=rf"^{name} must be"):
        kind(**{name: value})


@pytest.mark.parametrize(
    ("kind", "values", "text"),
    [
        (Wolfe, {"c1": 0.5, "c2": 0.4}, r"c2 must be in \(0.5, 1\), got 0.4; c1 < c2 < 1"),
        (Backtracking, {"shrink": 1.0}, r"shrink must be in \(0, 1\)"),
        (Backtracking, {"c1": 1.0}, r"c1 must be in \(0, 1\)"),
    ],
)
def test_ranges(kind, values, text):
    with pytest.raises(ValueError, match=text):
        kind(**values)


@pytest.mark.parametrize("search", SEARCHES, ids=repr)
def test_points_that_are_none_are_named(search):
    with pytest.raises(ValueError, match="direction must be an array with 1 axes"):
        search.search(SquaredNorm(), [1.0], 1.0)
    with pytest.raises(ValueError, match="x must be an array with 1 axes"):
        search.search(SquaredNorm(), 1.0, [1.0])
