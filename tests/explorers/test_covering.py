"""The rows hold every pair, are few, and the same every time."""

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.explorers.covering import covering_rows, smallest_failing

counts = st.lists(st.integers(1, 4), min_size=1, max_size=7)


@given(counts)
def test_every_pair_of_values_is_in_a_row(sizes):
    values = {f"c{k}": [f"{k}.{j}" for j in range(size)] for k, size in enumerate(sizes)}
    rows = covering_rows(values)
    assert all(set(row) == set(values) for row in rows)
    for one, other in combinations(values, 2):
        met = {(row[one], row[other]) for row in rows}
        assert met == set(product(values[one], values[other]))
    for name in values:
        assert {row[name] for row in rows} == set(values[name])


@pytest.mark.parametrize(("switches", "most"), [(2, 4), (5, 7), (10, 11), (15, 11)])
def test_rows_are_few(switches, most):
    assert len(covering_rows({f"s{k}": [False, True] for k in range(switches)})) <= most


def test_the_same_rows_every_time():
    """Strings are hashed differently in each run: an order that hung on that would show here."""
    rows = covering_rows({"a": "xy", "b": "xyz", "c": "xy"})
    assert ["".join(row.values()) for row in rows] == ["xxx", "xyy", "yxy", "yyx", "xzx", "yzy"]


def test_values_need_not_be_hashable_nor_comparable():
    assert len(covering_rows({"a": [[1], {}], "b": [None, 2.0]})) == 4


@pytest.mark.parametrize("guilty", [["b"], ["a", "d"], ["a", "b", "c", "d"]])
def test_a_failing_row_is_reduced_to_what_must_be_there(guilty):
    row = {"a": 1, "b": 2, "c": 3, "d": 4}
    assert list(smallest_failing(row, lambda part: set(guilty) <= set(part))) == guilty
