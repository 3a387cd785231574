"""The p-norm, its ball, and the triangle inequality below and above p = 1."""

import numpy as np
import pytest

from course_lib.lessons.math_basics import explorers
from course_lib.lessons.math_basics.norm_ball import drag, norm_ball, p_norm, unit_ball
from tests.lessons.pointer import point


@pytest.mark.parametrize("p", [0.3, 0.5, 1, 1.7, 2, 20, np.inf])
def test_the_size_is_that_of_numpy_for_many_vectors_at_once(p):
    X = np.random.default_rng(0).normal(size=(4, 5, 3))
    X[0, 0] = 0
    np.testing.assert_allclose(p_norm(X, p), np.linalg.norm(X, ord=p, axis=-1), rtol=1e-12)


def test_huge_and_tiny_vectors_do_not_overflow():
    assert p_norm(np.array([3e300, 4e300]), 2) == pytest.approx(5e300)
    assert p_norm(np.array([3e-300, 4e-300]), 2) == pytest.approx(5e-300)


@pytest.mark.parametrize("p", [1 / 3.3, 0.5, 1.0, 2.0, 7.0, np.inf])
def test_the_rim_has_length_one_and_passes_the_axes_and_the_diagonal(p):
    ball = unit_ball(p)
    np.testing.assert_allclose(np.linalg.norm(ball, ord=p, axis=1), 1, rtol=1e-10)
    corner = 2.0 ** (-1 / p)
    for place in ([1, 0], [0, 1], [-1, 0], [0, -1], [corner, corner], [-corner, corner]):
        assert np.abs(ball - place).max(axis=1).min() < 1e-9
    np.testing.assert_allclose(ball[0], ball[-1], atol=1e-12)
    steps = np.hypot(*np.diff(ball, axis=0).T)
    assert steps.max() < 0.15, "no corner is cut"


@pytest.mark.parametrize("inverse", [0.0, 0.25, 0.5, 0.95, 1.0])
def test_no_pair_breaks_the_inequality_from_one_on(inverse):
    p = np.inf if inverse == 0 else 1 / inverse
    u, v = np.random.default_rng(1).normal(size=(2, 5000, 2))
    assert (p_norm(u + v, p) <= (p_norm(u, p) + p_norm(v, p)) * (1 + 1e-12)).all()


@pytest.mark.parametrize("inverse", [1.05, 1.5, 3.3])
def test_below_one_the_axes_break_it_by_two_to_the_power(inverse):
    run = norm_ball(inverse=inverse, u=(1.0, 0.0), v=(0.0, 1.0))
    assert run.ratio == pytest.approx(2 ** (inverse - 1))
    assert "broken" in run.summary


def test_the_marked_point_lies_in_the_ball_if_and_only_if_the_inequality_holds():
    rng = np.random.default_rng(2)
    for inverse in (0.0, 0.4, 1.0, 1.6, 3.0):
        p = np.inf if inverse == 0 else 1 / inverse
        for u, v in rng.normal(size=(5, 2, 2)):
            run = norm_ball.__wrapped__(inverse=inverse, u=tuple(u), v=tuple(v))
            first, second, between = run.on_chord
            np.testing.assert_allclose(np.linalg.norm(run.on_chord[:2], ord=p, axis=1), 1)
            share = run.lengths[0] / (run.lengths[0] + run.lengths[1])
            np.testing.assert_allclose(between, share * first + (1 - share) * second, atol=1e-12)
            assert np.linalg.norm(between, ord=p) == pytest.approx(run.ratio)


def test_the_curve_holds_the_ratio_of_its_p():
    run = norm_ball(inverse=1.65)
    assert run.ratio == pytest.approx(run.ratios[np.isclose(run.inverse, 1.65)][0])
    assert run.ratios[0] == pytest.approx(norm_ball(inverse=0.0).ratio)


def test_both_ways_equal_is_said_so():
    run = norm_ball(inverse=1.0, u=(1.0, 0.5), v=(0.2, 0.7))
    assert "Both ways are equally long" in run.summary


def test_a_click_takes_the_nearer_tip_and_a_drag_keeps_it():
    explorer = explorers.norm_ball()
    point(explorer, 0, -0.5, 1.1)
    assert explorer.values["held"] == "v"
    np.testing.assert_allclose(explorer.result.v, [-0.5, 1.1], atol=0.02)
    point(explorer, 0, 1.2, 0.4, "drag")  # over u, and still v moves
    np.testing.assert_allclose(explorer.result.v, [1.2, 0.4], atol=0.02)
    np.testing.assert_allclose(explorer.result.u, [1.2, 0.4])
    point(explorer, 1, 2.0, 1.0)
    assert explorer.result.p == pytest.approx(0.5)


def test_a_tip_stays_in_the_picture_and_away_from_zero():
    assert drag("u", 9.0, -9.0) == {"u": (1.96, -1.96)}
    assert drag("v", 0.0, 0.0) == {"v": (0.1, 0.0)}


def test_what_is_drawn_is_what_is_computed():
    explorer = explorers.norm_ball()
    explorer.set(inverse=2.0, u=(1.0, 0.2), v=(0.1, 0.9))
    run, view = explorer.result, explorer.view
    np.testing.assert_allclose(view.sum.get_xydata()[1], run.u + run.v)
    np.testing.assert_allclose(view.now.get_xydata()[0], [2.0, run.ratio])
    np.testing.assert_allclose(view.between.get_xydata()[0], run.on_chord[2])
    np.testing.assert_allclose(view.rim.get_xydata(), run.ball)
