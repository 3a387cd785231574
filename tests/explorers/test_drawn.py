"""The places that a control is put to while all explorers are swept."""

import itertools

import pytest

from course_lib.explorers.controls import choice, int_slider, log_slider, slider
from tests.explorers.drawn import TICKS, ticks, trains
from tests.explorers.toy import toy_explorer


def test_a_slider_of_few_ticks_is_put_to_all():
    assert ticks(slider("a", 0, 0.5, 0.1, 0.1)) == pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert ticks(int_slider("n", 1, 64, 4, 3)) == list(range(1, 65, 3))
    assert len(ticks(log_slider("r", 0.001, 1, 0.1))) == TICKS


def test_a_long_one_to_its_ends_to_some_between_and_to_special_values():
    found = ticks(slider("ρ", 0, 0.999, 0.987, 0.001))
    assert found == sorted(set(found))
    assert len(found) < 2 * TICKS
    assert max(b - a for a, b in itertools.pairwise(found)) < 0.02
    for value in (0, 0.001, 0.1, 0.5, 0.9, 0.987, 0.998, 0.999):
        assert any(v == pytest.approx(value) for v in found), value
    assert {1, 2, 3, 10, 127, 128} < set(ticks(int_slider("n", 1, 128, 32)))
    assert any(v == pytest.approx(1) for v in ticks(log_slider("r", 0.001, 7, 0.1)))


def test_a_slow_one_to_its_quarters():
    assert ticks(slider("a", 0, 4, 1, 0.1, slow=True)) == [0, 1, 2, 3, 4]
    assert ticks(choice("kind", ["a", "b"])) == []


def test_what_trains_at_each_value():
    slow = dict(controls=dict(height=slider("height", 0, 3, 1, 0.5, slow=True)), react={})
    assert trains(toy_explorer(**slow))
    assert not trains(toy_explorer())
