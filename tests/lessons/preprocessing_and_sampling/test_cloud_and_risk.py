"""The descent on prepared penguins against the descent that is really run."""

import numpy as np
import pytest

from course_lib.datasets import load_penguins
from course_lib.functions import EmpiricalRisk, SquaredError, add_bias
from course_lib.lessons.preprocessing_and_sampling import cloud_and_risk as lesson
from course_lib.optim import GradientDescent, minimize


@pytest.mark.parametrize(
    ("kind", "strength"), [("standardize", 1.0), ("PCA whitening", 0.5), ("zero mean", 1.0)]
)
def test_steps_and_gaps_are_those_of_a_run(kind, strength):
    X, y = lesson.penguins()
    run = lesson.cloud_and_risk(kind=kind, strength=strength)
    risk = EmpiricalRisk(SquaredError(), add_bias(lesson.prepared(X, kind, strength)), y)
    L, mu = risk.smoothness, risk.strong_convexity
    assert run.condition == pytest.approx(L / mu)
    trace = minimize(risk, np.zeros(3), GradientDescent(2 / (L + mu)), run.steps)
    gap = (trace.value - risk.minimum) / (trace.value[0] - risk.minimum)
    assert gap[-1] <= lesson.TOLERANCE < gap[-2]
    seen = run.step[run.step <= run.steps].astype(int)
    np.testing.assert_allclose(run.gap[: len(seen)], gap[seen], rtol=1e-6)


@pytest.mark.parametrize("kind", ["PCA whitening", "ZCA whitening"])
def test_strength_is_a_power_of_the_variances(kind):
    X, _ = lesson.penguins()
    raw = np.linalg.eigvalsh(np.cov(X.T, bias=True))
    half = np.linalg.eigvalsh(np.cov(lesson.prepared(X, kind, 0.5).T, bias=True))
    np.testing.assert_allclose(half, np.sqrt(raw))


def test_the_ways_to_zero_mean_and_to_scale():
    X, _ = lesson.penguins()
    data = load_penguins(("flipper_length_mm", "bill_length_mm"))
    np.testing.assert_allclose(X * [100, 10], data.X)
    np.testing.assert_array_equal(lesson.prepared(X, "zero mean", 0.0), X)
    half = lesson.prepared(X, "zero mean", 0.5)
    np.testing.assert_allclose(half.mean(axis=0), X.mean(axis=0) / 2)
    scaled = lesson.prepared(X, "standardize", 0.5)
    np.testing.assert_allclose(scaled.std(axis=0), np.sqrt(X.std(axis=0)))
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-12)


def test_equal_curvatures_arrive_in_one_step():
    descent = lesson.Descent(np.full(3, 2.0), np.full(3, 1 / 3), 0.5)
    assert descent.steps(1e-6) == 1
    two = lesson.Descent(np.array([1.0, 3.0]), np.array([0.5, 0.5]), 0.5)
    assert two.steps(1e-6) == 10  # the gap is quartered in each step: 4⁻¹⁰ < 1e-6 < 4⁻⁹
