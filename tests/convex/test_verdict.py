"""What the tests of convexity share: where they look, when a gap counts, and what is said."""

import numpy as np
import pytest

from course_lib.convex import Verdict, Witness
from course_lib.convex.verdict import TOLERANCE, box_of, draw, draw_pairs, judge, show
from course_lib.functions import Quadratic, Saddle, SquaredNorm


def witness_at(i):
    return Witness("chord", 0.0, np.zeros(1), np.zeros(1), float(i))


def judged(gaps, sizes=1.0):
    return judge("chord", np.array(gaps), np.broadcast_to(sizes, len(gaps)), witness_at)


def test_a_gap_counts_where_it_exceeds_rounding():
    assert judged([0.5 * -TOLERANCE, 3.0]) == Verdict("chord", True, 0.5 * -TOLERANCE, 2)
    assert judged([-TOLERANCE, 3.0]).holds is True  # exactly as much is none yet
    found = judged([1.0, -1.5 * TOLERANCE, np.nan])
    assert (found.holds, found.gap, found.tried) == (False, -1.5 * TOLERANCE, 3)
    assert found.witness.t == 1.0
    assert judged([-5e-9], 10.0).holds is True
    assert judged([-5e-9], np.inf).holds is False  # no size, no excuse


def test_the_strongest_violation_is_the_witness_and_not_what_is_rounding():
    found = judged([-2.0, -3.0, -4.0], [1.0, 1.0, 1e10])
    assert (found.gap, found.witness.t) == (-3.0, 1.0)


def test_what_has_no_gap_at_all_does_not_apply():
    assert judged([np.nan, np.inf]) == Verdict("chord", None, np.inf, 2)
    assert judged([np.nan, -np.inf]).gap == -np.inf
    assert judged([np.nan, 2.0]) == Verdict("chord", True, 2.0, 2)


def test_points_are_uniform_in_the_box_and_pairs_half_close():
    rng, f = np.random.default_rng(0), Saddle()
    x = draw(f, rng, 4000, [(1.0, 3.0), (-5.0, -4.0)])
    np.testing.assert_allclose(x.min(axis=0), [1, -5], atol=0.01)
    np.testing.assert_allclose(x.max(axis=0), [3, -4], atol=0.01)
    np.testing.assert_allclose(x.mean(axis=0), [2, -4.5], atol=0.05)
    x, y = draw_pairs(f, rng, 4000, [(0.0, 1.0), (0.0, 1.0)])
    apart = np.linalg.norm(x - y, axis=1)
    assert np.median(apart[::2]) == pytest.approx(0.51, abs=0.05)
    near = np.quantile(apart[1::2], [0.05, 0.5, 0.95])
    assert 3e-4 < near[0] < 2e-3 < near[1] < 4e-2 < near[2] < 0.6
    assert ((y >= 0) & (y <= 1)).all()
    assert len(draw_pairs(f, rng, 3)[0]) == 3


@pytest.mark.parametrize(
    ("f", "bounds", "message"),
    [
        (Saddle(), [(0, 1)], r"each coordinate, 2 of them, got \[\[0.0, 1.0\]\]"),
        (Quadratic([2.0]), [(1, 0)], "each coordinate, one pair, got"),
        (SquaredNorm(), [(0, 1), (2, 2)], "each coordinate, pairs, got"),
        (Saddle(), [0, 1], "bounds must be an array with 2 axes"),
    ],
)
def test_wrong_bounds_are_named(f, bounds, message):
    with pytest.raises(ValueError, match=message):
        box_of(f, bounds)


def test_sentences():
    assert [show(1.23456), show([-0.0]), show([1.5, -2.0])] == ["1.235", "0", "(1.5, -2)"]
    x, y, d = np.array([1.0, 2.0]), np.array([0.5, -1.0]), np.array([0.0, 1.0])
    said = {
        "midpoint": "between x = (1, 2) and y = (0.5, -1), at t = 0.5, f lies 0.25 above the chord",
        "chord": "between x = (1, 2) and y = (0.5, -1), at t = 0.5, f lies 0.25 above the chord",
        "first order": "the tangent at x = (1, 2) lies 0.25 above f at y = (0.5, -1)",
        "second order": "at x = (1, 2) the curvature along (0, 1) is -0.25 < 0",
        "subgradient": "the line with slope g at x = (1, 2) lies 0.25 above f at y = (0.5, -1)",
    }
    for condition, sentence in said.items():
        witness = Witness(condition, -0.25, x, y, 0.5, d)
        assert witness.message == sentence
        assert Verdict(condition, False, -0.25, 7, witness).message == sentence
    assert Verdict("chord", True, 0.1, 7).message == (
        "no violation of the chord condition among 7 tried")  # fmt: skip
    assert Verdict("chord", None, np.inf, 7).message == (
        "the chord condition does not apply to this f here")  # fmt: skip
