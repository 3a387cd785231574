"""Projections: known cases, and the inequality that characterizes the nearest point."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.optim import Ball, Box
from course_lib.optim.sets import ConvexSet

SETS = [Ball(1.5), Ball(0.5, center=(1.0, -1.0, 2.0)), Box(-1.0, 0.5), Box((-1, 0, -np.inf), 2)]


def metrics(rng):
    """None, a diagonal, and a full matrix with a bad condition."""
    A = rng.standard_normal((3, 3))
    return [None, np.array([1e-3, 1.0, 40.0]), A @ A.T + 0.01 * np.eye(3)]


def points_of(set_, rng, n=400):
    around = 3 * rng.standard_normal((n, 3))
    return np.array([set_.project(z) for z in around])


def test_every_set_is_here():
    assert {type(s) for s in SETS} == set(ConvexSet.__subclasses__())


@pytest.mark.parametrize("set_", SETS, ids=repr)
@pytest.mark.parametrize("which", [0, 1, 2])
def test_nothing_in_the_set_is_nearer(set_, which):
    """p is the projection of x in the norm of H exactly if (x − p)ᵀH(z − p) ≤ 0 for all z in C."""
    rng = np.random.default_rng(1)
    inside = points_of(set_, rng)
    for x in 4 * rng.standard_normal((20, 3)) + 1:
        metric = metrics(rng)[which]
        H = np.eye(3) if metric is None else np.diag(metric) if metric.ndim == 1 else metric
        p = set_.project(x, metric)
        np.testing.assert_allclose(set_.project(p), p, rtol=1e-12)  # p lies in the set
        scale = np.abs(H).max() * (1 + x @ x)
        assert ((inside - p) @ (H @ (x - p))).max() <= 1e-9 * scale


@pytest.mark.parametrize("set_", SETS, ids=repr)
def test_points_inside_stay(set_):
    for x in points_of(set_, np.random.default_rng(2), 20):
        assert set_.project(x) is x or not set_.contains(x)
    x = np.array([0.6, -0.0, 0.2]) if set_ == SETS[0] else set_.project(np.array([0.9, -0.9, 2.0]))
    np.testing.assert_allclose(set_.project(x, np.ones(3)), x, rtol=1e-14)


def test_the_metric_matters():
    """A heavy second coordinate moves less, and a coupled box moves the free one too."""
    x = np.array([3.0, 3.0])
    round_, heavy = Ball(1.0).project(x), Ball(1.0).project(x, np.array([1.0, 9.0]))
    np.testing.assert_allclose(round_, [0.5**0.5, 0.5**0.5])
    assert heavy[1] > 1.2 * heavy[0]
    np.testing.assert_allclose(np.linalg.norm(heavy), 1, rtol=1e-12)
    H = np.array([[2.0, 1.0], [1.0, 2.0]])
    pulled = Box((-9, -9), (9, 1)).project(np.array([0.5, 3.0]), H)
    np.testing.assert_allclose(pulled, [0.5 + 1, 1])  # min 2u² + 2uv + 2v², v = −2: u = 1


@given(x=st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=2), r=st.floats(1e-6, 1e6))
def test_the_euclidean_ball_is_the_round_metric(x, r):
    x = np.array(x)
    expected = Ball(r).project(x)
    for metric in (np.full(2, 7.0), 7 * np.eye(2)):
        np.testing.assert_allclose(Ball(r).project(x, metric), expected, rtol=1e-9, atol=1e-12 * r)


def test_what_is_not_finite_becomes_nan():
    for set_ in (Ball(1.0), Box(-1, 1)):
        assert np.isnan(set_.project(np.array([np.inf, 0.0]))).all()
        assert np.isnan(set_.project(np.array([5.0, 0.0]), np.array([np.nan, 1.0]))).all()


def test_single_precision_stays():
    x = np.array([3.0, 4.0], dtype=np.float32)
    for set_ in (Ball(1.0), Box(-1, 1)):
        for metric in (None, np.eye(2, dtype=np.float32)):
            assert set_.project(x, metric).dtype == np.float32


def test_a_set_is_a_value():
    for set_ in SETS[:3]:
        assert eval(repr(set_)) == set_
        assert hash(eval(repr(set_))) == hash(set_)
    assert Box([0, 0], [1, 2]) == Box((0.0, 0.0), (1.0, 2.0))


@given(radius=st.one_of(st.floats(max_value=0), st.sampled_from([np.nan, np.inf, None, "r"])))
def test_a_bad_radius_is_named(radius):
    with pytest.raises((ValueError, TypeError), match=r"^radius must be .*; the distance"):
        Ball(radius)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Ball(1.0, center=[[0.0]]), r"^center must be a number or a list of numbers"),
        (lambda: Ball(1.0, center=np.nan), r"^center must be finite"),
        (lambda: Ball(1.0, center="here"), r"^center must be an array of numbers"),
        (lambda: Box(1, 0), r"^low must be below high, got low = 1.0 and high = 0.0; swap"),
        (lambda: Box((0, 2), (1, 2)), r"^low must be below high"),
        (lambda: Box(np.nan, 2), r"^low must be a number or a list of numbers"),
        (lambda: Box(0, None), r"^high must be"),
    ],
)
def test_bad_input_is_named(make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make()


def test_the_boundary_belongs_to_the_set():
    box, ball = Box((-1.0, 0.0), (1.0, 2.0)), Ball(5.0, (1.0, 0.0))
    for x in ([-1, 0], [1, 2], [-1, 2], [0, 1]):
        assert box.contains(x)
    for x in ([-1.1, 1], [1.1, 1], [0, -0.1], [0, 2.1], [np.nan, 1]):
        assert not box.contains(x)
    assert ball.contains([4, 4])
    assert not ball.contains([4.001, 4])
    for set_ in (box, ball):
        with pytest.raises(ValueError, match="x must be an array with 1 axes"):
            set_.contains([[0.0, 1.0]])
