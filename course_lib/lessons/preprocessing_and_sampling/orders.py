"""In which order samples are shown: sorted, shuffled, classes in turn, large errors first."""

from __future__ import annotations

import numpy as np

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
        rounds = -(-steps // len(y))
        return np.tile(np.argsort(y, kind="stable"), rounds)[:steps]
    if order == SHUFFLED:
        rounds = -(-steps // len(y))
        return np.concatenate([rng.permutation(len(y)) for _ in range(rounds)])[:steps]
    return _in_turn(y, steps, rng)


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
        times = -(-rounds // len(own))
        queue = np.concatenate([rng.permutation(own) for _ in range(times)])
        columns.append(queue[:rounds])
    table = np.array(columns)  # a row for each class, a column for each round
    return np.concatenate([table[turn, k] for k, turn in enumerate(turns)])[:steps]
