"""In which order samples are shown: sorted, shuffled, classes in turn, large errors first."""

from __future__ import annotations

import numpy as np

from course_lib.optim import batches

SORTED, SHUFFLED = "sorted by class", "shuffled"
TURNS, ERRORS = "another class next", "large error first"
ORDERS = (SORTED, SHUFFLED, TURNS, ERRORS)


def shown(order: str, y: np.ndarray, steps: int, rng: np.random.Generator) -> np.ndarray:
    """Which sample is shown at each step, for the orders that do not look at the errors.

    Parameters
    ----------
    order : str
        Any of `ORDERS` but large errors first.
    y : array, shape (n,)
        Class of each sample.
    steps : int
    rng : numpy.random.Generator

    Returns
    -------
    array of int, shape (steps,)
    """
    if order == SORTED:
        return np.argsort(y, kind="stable")[_rows(len(y), steps, rng, "as it stands")]
    if order == SHUFFLED:
        return _rows(len(y), steps, rng)
    return _in_turn(y, steps, rng)


def _rows(n, steps, rng, order="reshuffled") -> np.ndarray:
    """The rows of so many steps: whole epochs, the last one cut."""
    return np.concatenate(list(batches(n, n, -(-steps // n), rng=rng, order=order)))[:steps]


def _in_turn(y, steps, rng) -> np.ndarray:
    """One sample of each class per round, the classes in a new order that begins with another."""
    classes = np.unique(y)
    rounds = -(-steps // len(classes))
    turns = [rng.permutation(len(classes))]
    for _ in range(rounds - 1):
        turn = rng.permutation(len(classes))
        turns.append(turn[::-1] if turn[0] == turns[-1][-1] else turn)
    columns = []
    for c in classes:
        own = np.flatnonzero(y == c)
        columns.append(own[_rows(len(own), rounds, rng)])
    table = np.array(columns)  # a row for each class, a column for each round
    return np.concatenate([table[turn, k] for k, turn in enumerate(turns)])[:steps]
