"""The facts that notebook 21 states in its folded answers and beside its code."""

import numpy as np
import pytest

from course_lib.datasets import load_toyota_corolla
from course_lib.functions import CATALOGUE, LeastSquares, Quadratic, Rosenbrock
from course_lib.lessons.second_order_methods import explorers
from course_lib.lessons.second_order_methods import noisy_newton as nn
from course_lib.lessons.second_order_methods.bfgs_ellipse import SCENES
from course_lib.lessons.second_order_methods.newton_race import (
    QUADRATIC,
    ROSENBROCK,
    TUMOURS,
    newton_race,
    reached,
)
from course_lib.lessons.second_order_methods.step_cost import (
    GRID,
    OF_MATRICES,
    WITH_VECTOR,
    step_cost,
)
from course_lib.lessons.second_order_methods.two_models import two_models
from course_lib.optim import BFGS, GaussNewton, bfgs_update, minimize
from tests.lessons.second_order_methods.test_exercises import diagonal_steps, pair

# ---- two models ---------------------------------------------------------------------------------


def test_the_best_damping():
    f = CATALOGUE["Himmelblau"]
    ends = {lam: float(f(two_models(damping=lam).damped_end)) for lam in np.geomspace(1, 1e4, 81)}
    best = min(ends, key=ends.get)
    assert best == pytest.approx(20, rel=0.1)
    assert round(ends[best], 1) == 6.4
    run = two_models()
    assert (round(run.value), round(float(f(run.newton_end)))) == (44, 307)
    timid = two_models(damping=1e4)
    assert np.linalg.norm(timid.damped_end - timid.point) < 0.02


def test_the_hilltop():
    f = CATALOGUE["Himmelblau"]
    run = two_models(point=(0.0, 0.0))
    assert run.curvatures.round().tolist() == [-42, -26]
    assert (round(run.value), round(float(f(run.newton_end)), 1)) == (170, 181.5)
    slopes = {lam: two_models(point=(0.0, 0.0), damping=lam).slope for lam in (30.0, 43.0, 100.0)}
    assert slopes[43.0] == slopes[100.0] == -1
    assert two_models(point=(0.0, 0.0), damping=10.0).slope == 1


def test_the_gradient_step_on_rosenbrock():
    f, at = CATALOGUE["Rosenbrock"], dict(function="Rosenbrock", point=(-1.2, 1.0))
    assert round(float(f([-1.2, 1.0])), 1) == 24.2
    assert round(float(f(two_models(**at, lr=0.001).gradient_end)), 1) == 5.4
    assert round(float(f(two_models(**at, lr=0.002).gradient_end))) == 37
    run = two_models(**at)
    assert run.curvatures[1] == pytest.approx(1500, rel=0.01)
    assert round(float(f(run.newton_end)), 1) == 4.7


def test_the_second_step_by_hand():
    f, x = Rosenbrock(), np.array([1.0, 0.0])
    np.testing.assert_allclose(f.grad(x), [400, -200])
    np.testing.assert_allclose(f.hess(x), [[1202, -400], [-400, 200]])
    np.testing.assert_allclose(f.hess(x) @ [0, 1], -f.grad(x))


def test_absolute_curvatures_go_downhill():
    f, x = CATALOGUE["Himmelblau"], np.array([0.5, 2.9])
    curvatures, axes = np.linalg.eigh(f.hess(x))
    assert curvatures[0] < 0
    assert f.grad(x) @ (axes / np.abs(curvatures)) @ axes.T @ -f.grad(x) < 0


# ---- the race -----------------------------------------------------------------------------------


def steps_and_calls(problem, condition=100.0):
    run = newton_race(problem=problem, condition=condition, newton=True, lbfgs=True)
    found = {}
    for racer in run.racers:
        t = reached(racer, 1e-6)
        found[racer.name] = None if t is None else (t, int(racer.calls[t]))
    return found, {racer.name: racer for racer in run.racers}


def test_rosenbrock():
    found, racers = steps_and_calls(ROSENBROCK)
    assert found["GD"] is None is found["Nesterov"]
    assert [found[name][0] for name in ("Newton", "L-BFGS", "BFGS")] == [19, 33, 36]
    assert racers["Nesterov"].gap[-1] == pytest.approx(3e-5, rel=0.1)
    assert racers["GD"].gap[-1] > racers["Nesterov"].gap[-1]


def test_the_quadratic():
    low, high = (steps_and_calls(QUADRATIC, k)[0] for k in (100.0, 1e4))
    assert low["Newton"][0] == high["Newton"][0] == 1
    assert (low["BFGS"][0], high["BFGS"][0]) == (54, 131)
    assert (low["L-BFGS"][0], high["L-BFGS"][0]) == (38, 290)
    assert (low["Nesterov"][0], high["Nesterov"]) == (84, None)


def test_the_tumours():
    found, _ = steps_and_calls(TUMOURS)
    assert found["Newton"] == (6, 204)
    assert found["L-BFGS"] == (13, 28)


# ---- BFGS ---------------------------------------------------------------------------------------


def first_right(**values):
    run = explorers.bfgs_ellipse().peek(**values)
    near = (np.abs(run.ratios - 1) < 0.1).all(axis=1)
    return next(t for t in range(len(near)) if near[t:].all()), len(near) - 1


def test_when_the_ellipse_fits():
    assert first_right()[0] == 3
    assert first_right(search="exact")[0] == 2
    assert {first_right(condition=k)[0] for k in (3.0, 30.0, 100.0)} == {3}
    on = dict(function="Rosenbrock", start=SCENES["Rosenbrock"][0])
    assert first_right(**on) == (31, 34)
    assert first_right(**on, search="exact") == (16, 18)


# ---- costs --------------------------------------------------------------------------------------


def ranges(**values):
    """Method → the d of `GRID` at which it is the fastest."""
    found = {}
    for d in GRID:
        found.setdefault(step_cost(d=float(d), **values).fastest, []).append(float(d))
    return found


def test_who_finishes_first():
    found = ranges(samples=1e4, condition=100.0)
    assert list(found) == ["Newton", "L-BFGS"]
    assert 75 < max(found["Newton"]) < 90 < min(found["L-BFGS"]) < 110
    run = step_cost()
    k = int(np.argmin(np.abs(GRID - 1000)))
    assert run.total["Newton"][k] / run.total["L-BFGS"][k] == pytest.approx(11, rel=0.05)
    assert (run.steps["Newton"], run.steps["L-BFGS"]) == (8, 39)
    crossing = max(ranges(samples=1e4, condition=1e4)["Newton"])
    assert crossing == pytest.approx(800, abs=100)
    few = ranges(samples=100.0, condition=10.0)
    assert list(few) == ["GD", "L-BFGS"]
    assert max(few["GD"]) == pytest.approx(5600, rel=0.01)
    faster = WITH_VECTOR / OF_MATRICES
    assert faster == pytest.approx(5, rel=0.05)


# ---- noise --------------------------------------------------------------------------------------


def end(**values):
    run = explorers.noisy_newton().peek(**values)
    return float(np.median(run.gaps[:, nn.SEEN > nn.STEPS - 20])), run


def test_the_floor_of_newton():
    high, run = end(method=nn.NEWTON, batch=8, lr=1.0)
    assert high == pytest.approx(0.07, rel=0.1)
    assert np.median(run.plain[nn.SEEN > nn.STEPS - 20]) == pytest.approx(0.006, rel=0.1)
    assert run.gaps.max() > 10
    assert end(method=nn.NEWTON, batch=128, lr=1.0)[0] == pytest.approx(0.003, rel=0.2)
    assert end(method=nn.NEWTON, batch=8, lr=0.1)[0] == pytest.approx(0.006, rel=0.2)
    assert end(method=nn.NEWTON, batch=569, lr=1.0)[0] < 1e-12
    assert end(method=nn.NEWTON, batch=32, lr=0.1)[0] == pytest.approx(4e-4, rel=0.2)
    assert end(method=nn.GRADIENT, batch=32, lr=1.0)[0] == pytest.approx(2.5e-4, rel=0.1)


def test_pairs_of_two_batches():
    one, _ = end(method=nn.SAME, batch=32, lr=0.1)
    two, _ = end(method=nn.OTHER, batch=32, lr=0.1)
    assert one == pytest.approx(0.0004, rel=0.3)
    assert two == pytest.approx(0.03, rel=0.3)
    # Most steps are far too short, a few far too long.
    J = nn.tumours()[1]
    path = nn.walk(nn.OTHER, 32, 0.1, 0.0, np.zeros((nn.SEEDS, 2)), nn.STEPS)
    lengths = np.linalg.norm(np.diff(path, axis=1), axis=2)[:, 1:].ravel()
    right = np.array([np.linalg.norm(0.1 * np.linalg.solve(J.hess(w), J.grad(w)))
                      for w in path[:, 1:-1].reshape(-1, 2)])  # fmt: skip
    assert np.median(lengths / right) < 0.3
    assert (lengths / right).max() > 3


# ---- exercise 4 ---------------------------------------------------------------------------------


def test_the_diagonal_at_three_angles():
    assert [diagonal_steps(angle) for angle in (0.0, np.pi / 8, np.pi / 4)] == [1, 177, 346]
    H = Quadratic([1.0, 100.0], angle=np.pi / 4).hess(np.zeros(2))
    np.testing.assert_allclose(np.diag(H), 50.5)
    np.testing.assert_allclose(np.linalg.eigvals(np.eye(2) - H / 50.5), [99 / 101, -99 / 101])


# ---- beside the code ----------------------------------------------------------------------------


def test_gauss_newton_on_rosenbrock_by_hand():
    root = np.sqrt(2)
    f = LeastSquares(
        lambda x: np.stack([root * (1 - x[..., 0]), 10 * root * (x[..., 1] - x[..., 0] ** 2)], -1),
        lambda x: np.stack([
            np.stack([-root + 0 * x[..., 0], 0 * x[..., 0]], -1),
            np.stack([-20 * root * x[..., 0], 10 * root + 0 * x[..., 0]], -1)], -2),
        dim=2,
    )  # fmt: skip
    assert f([0.3, 0.4]) == pytest.approx(float(Rosenbrock()([0.3, 0.4])))
    path = minimize(f, [-1.2, 1.0], GaussNewton(), 2).x
    np.testing.assert_allclose(path[1:], [[1, -3.84], [1, 1]], atol=1e-12)


def test_half_of_the_price():
    assert np.log(2) / 0.6668 * 1e5 == pytest.approx(104_000, rel=1e-3)


def test_bfgs_fits_the_same_curve():
    cars = load_toyota_corolla()
    km, price = cars.X[:, 0] / 1e5, cars.y / 1e3

    def jacobian(w):
        shrunk = np.exp(-w[..., 1:] * km)
        return np.stack([shrunk, -w[..., :1] * km * shrunk], axis=-1)

    f = LeastSquares(lambda w: w[..., :1] * np.exp(-w[..., 1:] * km) - price, jacobian, 2)
    ends = [minimize(f, [10.0, 0.0], method, 30).x[-1] for method in (GaussNewton(), BFGS())]
    np.testing.assert_allclose(ends[0], ends[1], rtol=1e-6)
    np.testing.assert_allclose(ends[0], [16.4081, 0.6668], rtol=1e-4)


def test_a_pair_of_negative_curvature_and_its_repair():
    rng = np.random.default_rng(0)
    for _ in range(50):
        root = rng.normal(size=(3, 3))
        M, dx, dg = root @ root.T + 0.1 * np.eye(3), rng.normal(size=3), rng.normal(size=3)
        if dx @ dg >= 0:
            dg = -dg
        r, c = pair(M, dx, dg), dx @ np.linalg.solve(M, dx)
        assert np.linalg.eigvalsh(bfgs_update(M, dx, dg))[0] < 0
        assert dx @ r == pytest.approx(c / 5)
        assert np.linalg.eigvalsh(bfgs_update(M, dx, r))[0] > 0
