"""A table of numbers with the names that a figure or a report needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """n samples of d features with a target.

    Unpacks as ``X, y = data``. The arrays are read-only; copy what you want to change.

    Attributes
    ----------
    X : array, shape (n, d)
    y : array, shape (n,)
        A number, or a label where `classes` is not empty.
    feature_names : tuple of str
        With the unit where there is one.
    target_name : str
    classes : tuple of str
        Names of the labels, in the order of the labels; empty for a regression.
    source, licence, name : str
    note : str
        What was left out or is odd.
    """

    X: np.ndarray
    y: np.ndarray
    feature_names: tuple[str, ...]
    target_name: str
    classes: tuple[str, ...] = ()
    source: str = ""
    licence: str = ""
    name: str = ""
    note: str = ""

    def __post_init__(self):
        self.X.setflags(write=False)
        self.y.setflags(write=False)

    def __iter__(self) -> Iterator[np.ndarray]:
        return iter((self.X, self.y))

    def __len__(self) -> int:
        return len(self.y)

    def __repr__(self) -> str:
        n, d = self.X.shape
        kind = f"{len(self.classes)} classes" if self.classes else "a regression"
        features = ", ".join(self.feature_names[:4]) + (", …" if d > 4 else "")
        return (
            f"<{self.name}: {n} samples × {d} features ({features}) → {self.target_name}, {kind}>"
        )
