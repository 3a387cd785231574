"""What notebook 00's folded answers say of its pictures."""

from collections import Counter

import numpy as np
import pytest

from course_lib.lessons.start_here import explorers
from course_lib.lessons.start_here.ball import CURVATURE, ball, step
from course_lib.lessons.start_here.course_map import NOTEBOOKS, course_map, what_it_rests_on


def test_at_015_it_swings_from_side_to_side_ever_less():
    away = explorers.ball().peek(lr=0.15).x - np.sqrt(1.5)
    near = away[np.argmax(away > 0) :]  # from the first step beyond the bottom
    assert (near[1:12] * near[:11] < 0).all()
    assert (np.abs(near[1:12]) < np.abs(near[:11])).all()


def test_at_003_it_walks_down_one_side():
    assert (np.diff(explorers.ball().peek(lr=0.03).x) >= -1e-12).all()


def test_it_stops_settling_at_a_sixth():
    assert pytest.approx(0.1667, abs=1e-4) == 2 / CURVATURE
    kinds = [ball(lr=lr).kind for lr in (0.15, 0.164, 0.17, 0.19)]
    assert kinds == ["settles", "rings", "swings", "swings"]


def places(lr) -> int:
    """How many places are visited long after the start."""
    x = 0.2
    seen = []
    for t in range(6000):
        x = x - lr * (4 * x**3 - 6 * x)
        if t >= 5000:
            seen.append(round(x, 5))
    return len(set(seen))


def test_then_two_places_then_four_then_none_repeats():
    assert [places(lr) for lr in (0.19, 0.21)] == [2, 4]
    assert places(0.23) > 300


def test_both_valleys_at_03_and_thrown_out_at_035():
    run = explorers.ball().peek(lr=0.3)
    assert run.kind == "roams"
    assert run.x.min() < -1 < 1 < run.x.max()
    away = explorers.ball().peek(lr=0.35)
    assert "thrown out: in the end every step lands higher than the one before" in away.summary
    last = int(np.argmax(np.abs(away.x) > 2.2))  # outside of the picture for the first time
    assert (np.diff(away.value[last - 2 : last + 1]) > 0).all()
    # From |w| on which a step makes larger, there is no way back.
    assert (np.abs(step(away.x, 0.35)) > np.abs(away.x))[np.abs(away.x) > 1.72].all()


def test_batch_norm_rests_on_eight():
    assert course_map(goal=17).before == (1, 2, 4, 7, 8, 12, 13, 16)


def test_math_basics_supports_everything_and_two_more_the_most():
    supported = Counter(k for n in NOTEBOOKS for k in what_it_rests_on(n.number))
    assert supported[1] == len(NOTEBOOKS) - 2
    assert {k for k, _ in supported.most_common(3)} == {1, 2, 4}
