"""The race of four orders, against one run written out, and the sample that is dragged."""

import numpy as np
import pytest

from course_lib.functions import EmpiricalRisk, LogLoss, add_bias
from course_lib.lessons.preprocessing_and_sampling import explorers
from course_lib.lessons.preprocessing_and_sampling.order_race import STEPS, order_race
from course_lib.lessons.preprocessing_and_sampling.orders import ORDERS, shown
from tests.lessons.pointer import point


@pytest.mark.parametrize("number", range(4))
def test_weights_are_those_of_a_run_sample_by_sample(number):
    run = order_race(lr=0.2, outlier=(3.0, 1.0))
    risk = EmpiricalRisk(LogLoss(), add_bias(run.X), run.y)
    plan = (
        None
        if number == 3
        else shown(ORDERS[number], run.y, STEPS, np.random.default_rng([number, 0]))
    )
    w, seen = np.zeros(3), 0
    for t in range(STEPS):
        losses = risk.loss(risk.X @ w, run.y)
        i = int(np.argmax(losses)) if plan is None else plan[t]
        seen += i == 40
        w = w - 0.2 * risk.subset([i]).grad(w)
        np.testing.assert_allclose(run.weights[number, t + 1], w, atol=1e-9)
    if number == 3:
        assert run.outlier_share[3] == pytest.approx(seen / STEPS)


def test_accuracy_is_counted_on_other_samples():
    run = order_race()
    assert run.accuracy.shape == (4, 41, 6)
    assert run.looked.tolist() == list(range(0, 201, 5))
    assert (run.accuracy[:, 0] == 0).all()  # w = 0 calls nothing right
    assert run.accuracy[:, 1:].min() > 0.9
    assert (run.accuracy[3] == run.accuracy[3, :, :1]).all()  # no chance in it
    steps = [
        f"{100 * a:.0f}\N{NO-BREAK SPACE}%"
        for a in run.accuracy[:, run.looked > 100].mean(axis=(1, 2))
    ]
    for order, said in zip(ORDERS, steps, strict=True):
        assert f"{order} {said}" in run.summary


def test_the_ringed_sample_follows_the_pointer():
    explorer = explorers.order_race()
    point(explorer, 0, 4.0, 1.5)
    assert explorer.values["outlier"] == (4.0, 1.5)
    np.testing.assert_array_equal(explorer.result.X[-1], [4.0, 1.5])
    assert explorer.result.y[-1] == -1
    point(explorer, 0, -5.0, -4.0, "drag")
    assert explorer.values["outlier"] == (-5.0, -4.0)
    point(explorer, 1, 50.0, 0.5)
    assert explorer.values["outlier"] == (-5.0, -4.0)
    explorer.reset()
    assert explorer.values["outlier"] == (-2.0, -0.7)
