"""Bounds hold where their conditions do, and the experiment sees where a run breaks one."""

from itertools import pairwise

import numpy as np
import pytest

from course_lib.lessons.gradient_descent import explorers
from course_lib.lessons.gradient_descent.convergence import convergence

STARTS = [(-2.4, 1.2), (0.5, 2.9), (-1.0, 0.0)]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("condition", [1.0, 3.0, 100.0])
@pytest.mark.parametrize("lr", [0.05, 0.5, 1.0])
def test_short_steps_keep_their_promises(condition, lr, start):
    run = convergence(condition=condition, lr=lr, start=start, angle=35.0)
    assert run.linear.holds
    assert run.convex.holds
    assert run.linear.broken_at is None
    assert run.convex.broken_at is None


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("condition", [1.5, 10.0, 100.0])
def test_the_best_step_keeps_its_promise(condition, start):
    run = convergence(condition=condition, lr=2 / (1 + 1 / condition), start=start)
    assert run.strong.holds
    assert run.strong.broken_at is None


def test_long_steps_break_the_bounds():
    run = convergence(condition=10.0, lr=1.95)
    assert not any(bound.holds for bound in (run.linear, run.convex, run.strong))
    assert run.linear.broken_at == 1
    assert run.convex.broken_at == 1
    assert run.linear.verdict == "fails, × at t = 1"


def test_a_condition_is_sufficient_not_necessary():
    run = convergence(condition=10.0, lr=1.5)
    assert not run.linear.holds
    assert run.linear.broken_at is None


def test_a_short_step_is_slower_than_the_best_one_promises():
    run = convergence(condition=10.0, lr=1.0)
    t = run.strong.broken_at
    assert run.gap[t] > run.strong.values[t]
    assert run.gap[t - 1] <= run.strong.values[t - 1]


@pytest.mark.parametrize("angle", [0.0, 30.0, 90.0])
def test_curvature_is_as_asked(angle):
    run = convergence(condition=8.0, angle=angle)
    np.testing.assert_allclose(np.linalg.eigvalsh(run.Q), [1 / 8, 1])
    flat = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    np.testing.assert_allclose(run.Q @ flat, flat / 8, atol=1e-12)


@pytest.mark.parametrize(
    ("lr", "words"), [(2.05, "diverges"), (2.0, "neither"), (0.3, "the flat one decides")]
)
def test_summary(lr, words):
    assert words in convergence(lr=lr).summary


def test_from_the_minimum():
    assert "no distance left" in convergence(start=(0.0, 0.0)).summary


def test_the_best_step_replaces_the_one_given():
    run = convergence(condition=7.0, lr=0.1, best=True)
    assert run.strong.holds
    assert "With η = 1.750 " in run.summary


@pytest.mark.parametrize("values", [{"lr": 2.1}, {"condition": 20.0}, {"best": True}])
def test_conditions_and_verdicts_stand_side_by_side(values):
    explorer = explorers.convergence()
    explorer.set(**values)
    for ax in (explorer.view.distance, explorer.view.gap):
        boxes = sorted(text.get_window_extent().intervalx.tolist() for text in ax.texts)
        assert ax.bbox.x0 < boxes[0][0]
        assert boxes[-1][1] < ax.bbox.x1
        assert all(end + 5 < start for (_, end), (start, _) in pairwise(boxes))
