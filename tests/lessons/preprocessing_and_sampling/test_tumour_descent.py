"""Gradient descent on prepared tumours, against the library's."""

import numpy as np
import pytest

from course_lib.functions import EmpiricalRisk, LogLoss, add_bias
from course_lib.lessons.preprocessing_and_sampling import tumour_descent as lesson
from course_lib.optim import GradientDescent, minimize


@pytest.mark.parametrize("name", lesson.PREPARATIONS)
def test_it_is_gradient_descent_at_the_rate_that_validation_chose(name):
    run = lesson.tumour_descent(name, 1)
    (X, y), (X_val, y_val), (X_test, y_test) = lesson._parts(1)
    prepare = lesson.preparation(name, X)
    risk = EmpiricalRisk(LogLoss(), add_bias(prepare(X)), y)
    held = EmpiricalRisk(LogLoss(), add_bias(prepare(X_val)), y_val)
    looks = {}
    for factor in lesson.FACTORS:
        trace = minimize(risk, np.zeros(31), GradientDescent(factor / risk.smoothness), 300)
        looks[factor] = float(held(trace.x[100])), trace
    assert run.factor == min(looks, key=lambda factor: looks[factor][0])
    validation, trace = looks[run.factor]
    assert run.validation == pytest.approx(validation)
    arrived = np.flatnonzero(trace.value <= 0.1)
    assert run.steps == (arrived[0] if len(arrived) else None)
    scores = add_bias(prepare(X_test)) @ trace.x[100]
    assert run.test == (scores * y_test > 0).mean()
    singular = np.linalg.svd(risk.X, compute_uv=False)
    assert run.condition == pytest.approx((singular[0] / singular[-1]) ** 2, rel=0.05)


def test_preparations_are_made_from_the_training_samples():
    (X, _), (X_val, _), _ = lesson._parts(0)
    for name in lesson.PREPARATIONS[1:]:
        Z = lesson.preparation(name, X)(X)
        np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-6)
        assert np.abs(lesson.preparation(name, X)(X_val).mean(axis=0)).max() > 1e-3
    np.testing.assert_allclose(np.cov(Z.T, bias=True), np.eye(30), atol=1e-6)


def test_the_three_parts_share_no_tumour():
    sizes = [len(y) for _, y in lesson._parts(3)]
    assert sizes == [285, 142, 142]
    rows = np.vstack([X for X, _ in lesson._parts(3)])
    assert len(np.unique(rows, axis=0)) == 569
