"""Classes of animals from few traits: where the mistakes go under 0–1 cost and under tree cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.lessons.structured_and_ranking_svm.zoo_tree import (
    TREE,
    animal_classes,
    split,
    top_class,
    traits,
)
from course_lib.linear import ClassFeatures, StructuredRisk
from course_lib.linear.shared_slack import solve_shared_slack
from course_lib.linear.structured import all_constraints

TRAITS = ("legs", "tail", "catsize", "predator", "venomous", "domestic", "aquatic", "eggs")
COSTS = ("0–1", "tree distance")
TRAINING = 50  # animals; the other 51 are predicted
DISTANCES = (2, 4, 5)  # of two classes in the tree


def machine(cost: str, shared: bool) -> ClassFeatures:
    """Joint features of the seven classes, with a cost and with or without shared weights."""
    delta = TREE.distance if checks.choice("cost", cost, COSTS) == COSTS[1] else None
    return ClassFeatures(7, delta, TREE.rows if shared else None)


@dataclass(frozen=True)
class TreeCost:
    """Predictions for animals that were not in training."""

    delta: np.ndarray  #: the cost that was trained with, shape (7, 7)
    confusion: np.ndarray  #: animals of class i that were called j, shape (7, 7)
    far: np.ndarray  #: mistakes at each of `DISTANCES`, shape (3,)
    reference: np.ndarray  #: the same of 0–1 cost and separate weights, at this C, shape (3,)
    distance: float  #: mean tree distance of the predictions
    summary: str


@lru_cache(maxsize=512)
def _predicted(seen: int, cost: str, shared: bool, C: float):
    train, test = split(0, TRAINING)
    A, y = traits(TRAITS[:seen]), animal_classes()
    model = machine(cost, shared)
    w = weights(model, A[train], y[train], C)
    confusion = np.zeros((7, 7), dtype=np.int64)
    np.add.at(confusion, (y[test], top_class(model.scores(w, A[test]))), 1)
    return confusion


def weights(model, A, y, C) -> np.ndarray:
    """The structured SVM of animals many of whom are alike: each kind once, at their joint price.

    Half the rows, and an eighth of the time.
    """
    kinds, counts = np.unique(np.column_stack([y, A]), axis=0, return_counts=True)
    risk = StructuredRisk(model, kinds[:, 1:], kinds[:, 0].astype(np.int64))
    return solve_shared_slack(*all_constraints(risk), C * counts).weights


def by_distance(confusion) -> np.ndarray:
    """Mistakes at each of `DISTANCES`."""
    return np.array([confusion[TREE.distance == d].sum() for d in DISTANCES])


@lru_cache(maxsize=512)
def tree_cost(*, seen=6, cost="0–1", shared=False, C=1.0) -> TreeCost:
    """Train on 50 animals, predict the other 51.

    Parameters
    ----------
    seen : int
        How many of `TRAITS` are given, 1 to 8.
    cost : str
        One of `COSTS`: Δ in training.
    shared : bool
        Classes share the weights of the nodes above them.
    C : float
    """
    confusion = _predicted(seen, cost, shared, C)
    far = by_distance(confusion)
    return TreeCost(
        delta=machine(cost, shared).costs, confusion=confusion, far=far,
        reference=by_distance(_predicted(seen, COSTS[0], False, C)),
        distance=float((confusion * TREE.distance).sum() / confusion.sum()),
        summary=f"{far.sum()} of 51 animals are wrong: {far[0]} by two edges, {far[1]} by four, "
                f"{far[2]} by five. The mean tree distance is "
                f"{(confusion * TREE.distance).sum() / 51:.2f}.",
    )  # fmt: skip
