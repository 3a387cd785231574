"""One walk over every landscape: what it says of itself must be true."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.convex import find_violation, midpoint_test
from course_lib.functions import CATALOGUE, landscape
from tests.functions.differences import central, inside, smooth_points

every = pytest.mark.parametrize("f", CATALOGUE.values(), ids=CATALOGUE.keys())


def only(condition):
    chosen = {name: f for name, f in CATALOGUE.items() if condition(f)}
    return pytest.mark.parametrize("f", chosen.values(), ids=chosen.keys())


@pytest.fixture
def rng():
    return np.random.default_rng(20)


def assert_close(got, want, tolerance):
    """Equal up to a part of the largest entry of each row, so that steep walls hide nothing."""
    scale = 1 + np.abs(want).reshape(len(want), -1).max(axis=1)
    scale = scale.reshape(-1, *[1] * (want.ndim - 1))
    np.testing.assert_allclose(got / scale, want / scale, atol=tolerance)


def test_a_landscape_bears_its_own_name():
    others = {name: f.name for name, f in CATALOGUE.items() if name != f.name}
    assert others == {"Huber": "Huber(δ = 1)"}


def test_the_bowls_have_the_curvatures_that_are_promised():
    for name, want in (("quadratic", [1, 10]), ("noisy quadratic", [1, 10]),
                       ("turned quadratic", [1, 8])):  # fmt: skip
        lam = np.linalg.eigvalsh(landscape(name).hess([0.0, 0.0]))
        np.testing.assert_allclose(lam, want)
    down = np.array([np.cos(np.pi / 6), np.sin(np.pi / 6)])  # the first axis, turned by 30°
    turned = landscape("turned quadratic").hess([0.0, 0.0])
    np.testing.assert_allclose(turned @ down, down)


@every
def test_gradient_is_the_slope(f, rng):
    x = smooth_points(f, rng)
    assert_close(f.grad(x), central(f, x), 1e-6)


@every
def test_hessian_is_the_slope_of_the_gradient(f, rng):
    x = smooth_points(f, rng)
    H = f.hess(x)
    np.testing.assert_allclose(H, np.swapaxes(H, -1, -2), atol=1e-12 * (1 + np.abs(H).max()))
    assert_close(H, central(f.grad, x), 1e-5)


@every
def test_directional_derivative_is_the_one_sided_slope(f, rng):
    x, d = smooth_points(f, rng, 40), rng.standard_normal((40, f.dim))
    h = 1e-5  # three points on one side
    want = (4 * f(x + h * d) - 3 * f(x) - f(x + 2 * h * d)) / (2 * h)
    assert_close(f.directional(x, d), want, 1e-6)


@every
def test_limiting_gradients_are_gradients_close_by(f, rng):
    """At smooth points, and at every special point that is known: minimizers and kinks."""
    special = [*inside(f, rng, 5), *f.minimizers, *([[k[0]] for k in getattr(f, "kinks", ())])]
    for x in map(np.asarray, special):
        limits = f.active_gradients(x)
        close = f.grad(x + 1e-9 * rng.standard_normal((2000, f.dim)))
        if not np.isfinite(limits).all():
            assert np.abs(close).max() > 1e3  # slopes without bound
            continue
        apart = np.abs(close[:, None, :] - limits).max(axis=-1)
        tolerance = 0.05 if len(limits) == 72 else 1e-5 * (1 + np.abs(limits).max())
        assert apart.min(axis=1).max() <= tolerance, "a gradient close by is no limit"
        assert apart.min(axis=0).max() <= tolerance, "a limit is no gradient close by"


@only(lambda f: hasattr(f, "kinks") and f.kinks)
def test_kinks_have_the_slopes_they_say(f):
    for place, left, right in f.kinks:
        x = np.array([place])
        for side, slope in ((-1.0, left), (1.0, right)):
            got = side * (f(x + side * 1e-9) - f(x)) / 1e-9
            if np.isinf(slope):
                assert np.sign(got) == np.sign(slope)
                assert abs(got) > 1e4
            else:
                np.testing.assert_allclose(got, slope, atol=1e-5)
        assert np.isnan(f.hess(x)).all()


@only(lambda f: f.convex)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_convex_functions_lie_above_every_subgradient_line(f, data):
    box = [st.floats(low, high) for low, high in f.bounds]
    x, y = (np.array([data.draw(s) for s in box]) for _ in range(2))
    for g in [f.grad(x), *f.active_gradients(x)]:
        line = f(x) + g @ (y - x)
        assert f(y) >= line - 1e-9 * (1 + abs(line))


@only(lambda f: f.minimum is not None)
def test_nothing_lies_below_the_minimum(f, rng):
    assert (f(inside(f, rng, 20_000, margin=0.0)) >= f.minimum - 1e-12).all()


@only(lambda f: f.minimum == -np.inf)
def test_unbounded_functions_go_down(f):
    far = 1e100 * np.array([[1.0, 0.3], [-1.0, 0.3], [0.3, 1.0], [0.3, -1.0]])[:, : f.dim]
    near_zero = np.full((1, f.dim), 1e-300)  # where log x goes down
    assert min(f(far).min(), f(near_zero).min()) < -100


@only(lambda f: len(f.minimizers))
def test_minimizers_attain_the_minimum_and_are_stationary(f):
    assert f.minimizers.shape[1] == f.dim
    assert len(np.unique(f.minimizers, axis=0)) == len(f.minimizers)  # each is named once
    for x in f.minimizers:
        np.testing.assert_allclose(f(x), f.minimum, atol=1e-12)
        for d in np.vstack([np.eye(f.dim), -np.eye(f.dim)]):
            assert f.directional(x, d) >= -1e-9 * (1 + np.abs(f.active_gradients(x)).max())


@only(lambda f: f.convex is not None)
def test_convex_flag_agrees_with_the_chord(f, rng):
    verdict = find_violation(f, rng)
    assert verdict.holds is f.convex
    assert midpoint_test(f, rng, 4000).holds is f.convex
    if not f.convex:
        w = verdict.witness
        middle = f(w.t * w.x + (1 - w.t) * w.y)
        assert w.t * f(w.x) + (1 - w.t) * f(w.y) < middle, "the witness proves nothing"


@every
def test_smoothness_and_strong_convexity_bound_the_hessian(f, rng):
    H = f.hess(smooth_points(f, rng, 400))
    values = np.linalg.eigvalsh(H)
    if f.smoothness is not None:
        assert np.abs(values).max() <= f.smoothness * (1 + 1e-9)
        assert np.abs(values).max() >= 0.95 * f.smoothness, "L is not the smallest bound"
    if f.strong_convexity is not None:
        assert f.strong_convexity > 0
        assert values.min() >= f.strong_convexity * (1 - 1e-9)
        assert values.min() <= 1.05 * f.strong_convexity, "μ is not the largest bound"


@every
def test_a_grid_is_the_same_as_a_loop(f, rng):
    x = np.concatenate([inside(f, rng, 10), np.zeros((2, f.dim))]).reshape(3, 4, f.dim)
    for call in (f, f.grad, f.hess, lambda p: f.directional(p, np.ones(f.dim))):
        want = np.array([[call(p) for p in row] for row in x])
        got = call(x)
        assert got.shape == want.shape
        np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-13)


@every
@pytest.mark.filterwarnings("error")
def test_huge_points_give_values_without_warnings(f):
    for size in (1e3, 1e155, 1e308):
        x = np.array([[size] * f.dim, [-size] * f.dim])
        f(x), f.grad(x), f.hess(x), f.directional(x, x)


@every
def test_inputs_stay_as_they_were_and_outputs_are_new(f, rng):
    x = inside(f, rng, 3)
    before = x.copy()
    f.grad(x)[...] = 7.0
    f.hess(x)[...] = 7.0
    np.testing.assert_array_equal(x, before)
    assert not (f.grad(x) == 7.0).all()
    assert not (f.hess(x) == 7.0).all()


@every
def test_wrong_points_are_refused(f):
    with pytest.raises(ValueError, match=rf"x must be points with {f.dim} coordinates"):
        f(np.zeros(f.dim + 1))
    with pytest.raises(ValueError, match="x must be a point"):
        f.grad(1.0)


@every
def test_name_formula_and_bounds_are_there(f):
    assert f.name != "f"
    assert f.formula != "f(x)"
    assert np.shape(f.bounds) == (f.dim, 2)
    assert all(low < high for low, high in f.bounds)


def test_every_landscape_has_the_name_that_the_text_uses():
    """Written out here: a name misspelt in a class would be misspelt in its key as well."""
    names = """x² | x⁴ | eˣ | −log x | log(1 + eˣ) | Huber | |x| | max(0, x) | max of affine
        | max(x, x² − 2) | x⁴ − 3x² | sin x + x²/20 | log x | √x | √|x| | −|x| | −max(0, x)
        | min(|x|, |x − 2|) | quadratic | turned quadratic | noisy quadratic | three exponentials
        | ‖x‖₁ | ‖x‖₂ | max of affine, 2-D | Rosenbrock | Himmelblau | Beale | Rastrigin | saddle
        | monkey saddle | |x| − |y| | |x² − 1| + cx + y²"""
    assert [" ".join(name.split()) for name in names.split(" | ")] == [
        f.name.replace("Huber(δ = 1)", "Huber") for f in CATALOGUE.values()
    ]


def test_landscape_finds_by_name():
    assert landscape("Beale") is CATALOGUE["Beale"]
    with pytest.raises(ValueError, match=r"name must be one of .*'Rosenbrock'.* got 'banana'"):
        landscape("banana")
