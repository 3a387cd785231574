"""The animals of the zoo: the tree of their classes, and the answers that a photo does not show."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course_lib.datasets import ZOO_CLASSES, load_zoo
from course_lib.functions import add_bias
from course_lib.linear import Taxonomy

TREE = Taxonomy(
    ZOO_CLASSES,
    {
        "mammal": "warm", "bird": "warm",
        "reptile": "cold", "amphibian": "cold", "fish": "cold",
        "warm": "backbone", "cold": "backbone",
        "insect": "no backbone", "invertebrate": "no backbone",
        "backbone": "animal", "no backbone": "animal",
    },
)  # fmt: skip

#: What a photo shows, and what it does not, in the order in which they are asked for.
SEEN = ("hair", "feathers", "fins", "legs", "tail", "catsize", "domestic")
HIDDEN = ("backbone", "toothed", "milk", "eggs", "breathes", "aquatic", "airborne", "predator",
          "venomous")  # fmt: skip


TIE = 1e-3  # of two scores


@lru_cache(maxsize=32)
def traits(names: tuple[str, ...]) -> np.ndarray:
    """A column of ones and a column for each trait; legs in units of four, shape (101, 1 + k)."""
    X = load_zoo(names).X.copy()
    if "legs" in names:
        X[:, names.index("legs")] /= 4
    A = add_bias(X)
    A.setflags(write=False)
    return A


@lru_cache(maxsize=32)
def answers(names: tuple[str, ...] = HIDDEN) -> np.ndarray:
    """−1 for no and +1 for yes, shape (101, k)."""
    Y = 2 * load_zoo(names).X.astype(np.int64) - 1
    Y.setflags(write=False)
    return Y


def animal_classes() -> np.ndarray:
    """The class of each animal, shape (101,)."""
    return load_zoo().y


def said(svm, A) -> np.ndarray:
    """The class that a fitted machine names for each row of A, by `top_class`."""
    return top_class(svm.model.scores(svm.weights_, A))


def top_class(scores) -> np.ndarray:
    """The class with the highest score; scores that agree to `TIE` tie, and the first class wins.

    Animals with the same traits and different classes leave exact ties, which rounding errors
    would break one way on one machine and the other way on the next.
    """
    return (scores > scores.max(axis=1, keepdims=True) - TIE).argmax(axis=1)


def split(seed: int, *sizes: int) -> list[np.ndarray]:
    """The animals in random order, cut into groups of these sizes and the rest."""
    order = np.random.default_rng(seed).permutation(101)
    return np.split(order, np.cumsum(sizes))
