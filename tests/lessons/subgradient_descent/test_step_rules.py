"""The runs behind the step-rule explorers: minimizers, level curves, the bound, the verdicts."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from scipy.optimize import minimize as scipy_minimize

from course_lib.functions import L1, Quadratic
from course_lib.lessons.subgradient_descent.step_rules import (
    FRAMES,
    RULES,
    STARTS,
    STEPS,
    LassoRisk,
    best_value_bound,
    car_risk,
    catalogue_scene,
    lasso_minimizer,
    lasso_path,
    lasso_scene,
    level_curves,
    step_rules,
)
from course_lib.lessons.subgradient_descent.step_rules_view import StepRulesView


def test_a_constant_step_on_the_absolute_value_ends_in_the_lectures_cycle():
    run = step_rules(function="|x|", rule="constant", lr=0.3, start=(0.4,))
    np.testing.assert_allclose(run.x[:5, 0], [0.4, 0.1, -0.2, 0.1, -0.2], atol=1e-12)
    np.testing.assert_allclose(run.best_gap[1:], 0.1, atol=1e-12)
    assert "cycle between -0.2 and 0.1" in run.summary


def test_steps_with_a_finite_sum_stop_short():
    run = step_rules(function="|x|", rule="1/t²", lr=1.0, start=(2.0,))
    assert run.x[-1, 0] == pytest.approx(2 - np.sum(1 / np.arange(1, STEPS + 1) ** 2))
    assert "stops short" in run.summary
    assert "1.64" in run.summary
    near = step_rules(function="|x|", rule="1/t²", lr=1.0, start=(1.6,))
    assert "stops short" not in near.summary  # π²/6 is further than 1.6


def test_polyak_lands_on_the_minimum_of_a_cone_at_once():
    run = step_rules(function="|x|", rule="Polyak", lr=0.3, start=(1.7,))
    assert run.x.ravel().tolist() == [1.7, 0.0]
    assert "step 1" in run.summary


@pytest.mark.parametrize("function", STARTS)
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("lr", [0.02, 0.3, 2.0])
def test_no_run_exceeds_the_bound(function, rule, lr):
    run = step_rules(function=function, rule=rule, lr=lr, start=STARTS[function])
    assert (run.best_gap[: len(run.bound)] <= run.bound * (1 + 1e-12)).all()
    assert len(run.bound) == len(run.x) - 1


@pytest.mark.parametrize("lam", [0.02, 0.5, 1.3])
def test_no_lasso_run_exceeds_the_bound(lam):
    for rule in RULES:
        run = lasso_path(lam=lam, rule=rule, lr=0.2)
        assert (run.best_gap[: len(run.bound)] <= run.bound * (1 + 1e-12)).all()


def test_the_bound_by_hand():
    # one step of 2: (9 + 4·4) / 4; then one of 1: (9 + 4·5) / 6
    np.testing.assert_allclose(best_value_bound([2.0, 1.0], R=3.0, G=2.0), [25 / 4, 29 / 6])


@pytest.mark.parametrize("lam", [0.0, 0.1, 0.64, 1.0, 1.9])
def test_the_lasso_minimizer_is_what_a_derivative_free_search_finds(lam):
    risk = car_risk()
    w = lasso_minimizer(risk, lam)

    def f(v):
        return float(risk(v)) + lam * np.abs(v).sum()

    found = scipy_minimize(f, [-0.3, 0.1], method="Nelder-Mead",
                           options=dict(xatol=1e-9, fatol=1e-13, maxiter=4000))  # fmt: skip
    assert f(w) <= found.fun + 1e-12
    np.testing.assert_allclose(w, found.x, atol=1e-5)


def test_a_strong_penalty_kills_the_weights_one_by_one():
    zeros = [int(np.sum(lasso_minimizer(car_risk(), lam) == 0)) for lam in (0.6, 0.7, 1.7, 1.8)]
    assert zeros == [0, 1, 1, 2]


def test_the_car_risk_is_the_mean_squared_error():
    from course_lib.datasets import load_toyota_corolla

    X, y = load_toyota_corolla(features=("Age_08_04", "Weight"))
    X, y = (X - X.mean(axis=0)) / X.std(axis=0), (y - y.mean()) / y.std()
    for w in ([0.0, 0.0], [1.0, -2.0], [-0.77, 0.2]):
        assert car_risk()(w) + 1 == pytest.approx(np.mean((X @ w - y) ** 2))


def test_the_fused_risk_is_the_sum_of_its_terms():
    fused, terms = LassoRisk(car_risk(), 0.7), car_risk() + 0.7 * L1()
    x = np.array([[0.0, 0.3], [-1.2, 0.0], [0.4, -2.0], [0.0, 0.0]])
    np.testing.assert_allclose(fused(x), terms(x))
    np.testing.assert_allclose(fused.grad(x), terms.grad(x))


def test_level_curves_lie_on_their_levels():
    f = Quadratic([1.0, 10.0], angle=0.4, center=[1.0, 2.0])
    curves = level_curves(f, f.minimizer, [0.5, 2.0])
    assert curves.shape == (2, 91, 2)
    np.testing.assert_allclose(f(curves), [[0.5] * 91, [2.0] * 91], rtol=1e-4)
    for scene in (catalogue_scene("max of affine, 2-D"), lasso_scene(0.8)):
        inside = np.abs(scene.levels - scene.minimizer).max(axis=-1) < 5
        height = scene.f(scene.levels) - scene.minimum
        for curve, kept in zip(height, inside, strict=True):
            assert np.ptp(curve[kept]) < 1e-3


def test_a_large_step_on_the_lasso_diverges_and_says_so():
    run = lasso_path(rule="constant", lr=1.0)
    assert run.status == "diverged"
    assert "diverges" in run.summary
    assert np.isfinite(run.value).all()


def test_frames_start_at_0_and_end_with_the_run():
    assert FRAMES[0] == 0
    assert FRAMES[-1] == STEPS
    assert list(FRAMES) == sorted(set(FRAMES))


def test_the_gap_is_drawn_as_far_as_the_run_has_gone_and_the_bound_for_all_steps():
    view, run = StepRulesView(Figure()), step_rules()
    view.update(run)
    view.show(run, 3)
    assert view.gap.get_xdata().tolist() == [1, 2, 3, 4]
    np.testing.assert_allclose(view.best_gap.get_ydata(), run.best_gap[:4])
    assert len(view.bound.get_xdata()) == len(run.bound)
