"""Covering arrays: few settings of many controls, in which every pair of values meets.

A fault that takes two controls shows in some row, however many there are: ten switches have 180
pairs of positions, and eleven rows hold all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, islice, product

Row = dict[str, object]
SEEDS = 30  # rows that are tried for one that is taken


def covering_rows(values: Mapping[str, Sequence]) -> list[Row]:
    """Rows that hold every pair of values of every two names; the same rows every time.

    Greedy: each row starts with a pair that is in none yet, then every other name takes the value
    that brings most such pairs with the names before it; of some starts the best is taken.

    Parameters
    ----------
    values : mapping
        Name → its values, at least one.

    Returns
    -------
    list of dict
        Name → value. With one name, a row for each of its values.

    Examples
    --------
    >>> covering_rows({"x": [0, 1], "y": "ab"})
    [{'x': 0, 'y': 'a'}, {'x': 0, 'y': 'b'}, {'x': 1, 'y': 'a'}, {'x': 1, 'y': 'b'}]
    >>> len(covering_rows({name: [0, 1] for name in "abcdefghij"}))
    11
    """
    names = list(values)
    if len(names) == 1:
        return [{names[0]: value} for value in values[names[0]]]
    places = {name: range(len(values[name])) for name in names}  # values need not be hashable
    missing = dict.fromkeys(
        frozenset([(one, a), (other, b)])
        for one, other in combinations(names, 2)
        for a, b in product(places[one], places[other])
    )
    rows = []
    while missing:
        tried = [_grown(dict(start), places, missing) for start in islice(missing, SEEDS)]
        row = max(tried, key=lambda row: sum(pair in missing for pair in _pairs(row)))
        for pair in _pairs(row):
            missing.pop(pair, None)
        rows.append({name: values[name][row[name]] for name in names})
    return rows


def _pairs(row) -> list[frozenset]:
    return [frozenset(pair) for pair in combinations(row.items(), 2)]


def _grown(row, places, missing) -> dict:
    for name in [name for name in places if name not in row]:
        row[name] = max(
            places[name],
            key=lambda a, n=name: sum(frozenset([(n, a), old]) in missing for old in row.items()),
        )
    return row


def smallest_failing(row: Row, fails: Callable[[Row], bool]) -> Row:
    """The part of a failing row that still fails and of which no name can be left out.

    Parameters
    ----------
    row : dict
        Fails as a whole.
    fails : callable
        ``fails(part)`` tries some of the row's values, the others left where they were first.
    """
    for name in list(row):
        rest = {other: value for other, value in row.items() if other != name}
        if rest and fails(rest):
            row = rest
    return row
