"""The subgradient method against the library's, and its player."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.lessons.svm_hinge import explorers
from course_lib.lessons.svm_hinge import svm_descent as sd
from course_lib.lessons.svm_hinge.svm_descent_view import SvmDescentView
from course_lib.optim import SubgradientMethod, minimize


@pytest.mark.parametrize("rule", sd.RULES)
def test_the_path_is_that_of_the_library(rule):
    problem = sd.problem_of(2.0)
    run = sd.svm_descent(rule=rule, lr=0.3, C=2.0)
    lr = sd.RULES[rule](0.3, problem.f.lam)
    method = SubgradientMethod(lambda t: problem.f.lam * lr(t))
    trace = minimize(problem.f, np.zeros(3), method, 50)
    np.testing.assert_allclose(run.v[:51], trace.x, atol=1e-10)
    np.testing.assert_allclose(run.gap[:51], trace.value / problem.minimum - 1, atol=1e-9)


def test_a_batch_step_follows_only_its_batch():
    problem = sd.problem_of(1.0)
    run = sd.svm_descent(rule="constant", lr=0.1, C=1.0, batch=1)
    assert run.batches.shape == (sd.STEPS, 1)
    (i,) = run.batches[0]
    np.testing.assert_allclose(run.v[1], 0.1 * problem.y[i] * problem.A[i])


def test_no_iterate_is_below_the_optimum_and_shrinking_steps_come_near():
    for batch in sd.BATCHES.values():
        assert sd.svm_descent(batch=batch, lr=1.0).best_gap[-1] < 0.1
    value = sd.problem_of(1.0).f(sd.svm_descent().v)
    assert (value >= sd.problem_of(1.0).minimum * (1 - 1e-9)).all()


def test_a_run_that_leaves_is_named_and_stays_finite():
    run = sd.svm_descent(rule="constant", lr=10.0, C=0.01)
    assert "diverges" in run.summary
    assert run.v.shape == (sd.STEPS + 1, 3)
    assert np.isfinite(run.gap).all()


def test_the_line_moves_with_the_step():
    explorer = explorers.svm_descent()
    places = []
    for t in (1, 5, 20):
        explorer.live.scrub = t
        places.append(explorer.view.street.line.get_xydata().copy())
    assert not np.allclose(places[0], places[1])
    assert not np.allclose(places[1], places[2])


def test_the_player_counts_steps():
    explorer = explorers.svm_descent()
    assert explorer.t == 4
    explorer.set(t=400)
    np.testing.assert_allclose(explorer.view.now.get_xdata(), [401])


def test_an_unknown_rule_is_told():
    with pytest.raises(ValueError, match="rule must be"):
        sd.svm_descent(rule="1/k³")


def test_the_gap_is_drawn_as_far_as_the_run_has_gone():
    view, run = SvmDescentView(Figure()), sd.svm_descent()
    view.update(run)
    view.show(run, 3)
    shown = 1 + sd.FRAMES[3]
    np.testing.assert_allclose(view.gap.get_xdata(), 1 + np.arange(shown))
    assert len(view.best.get_xdata()) == shown
