"""A picture that is moved, dimmed, covered or cluttered, and its nearest neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.lessons.linear_classifiers.pictures import changed, pictures
from course_lib.linear import distances, vote

MOST = 15
METRICS = {"ℓ2": 2, "ℓ1": 1}
#: Pictures of the validation set to ask about, two of each class.
ASKED = 20


@dataclass(frozen=True)
class NeighboursRun:
    """A changed picture and what is nearest to it."""

    names: tuple[str, ...]  #: of the ten classes
    true: int  #: the class of the picture
    original: np.ndarray  #: shape (784,)
    picture: np.ndarray  #: after the changes, shape (784,)
    near: np.ndarray  #: the k nearest training pictures, shape (k, 784)
    near_classes: np.ndarray  #: their classes, shape (k,)
    answer: int  #: the class that k nearest neighbours give
    nearest: np.ndarray  #: for each class, the distance to its nearest picture, shape (10,)
    to_original: float  #: how far the changed picture is from the original
    summary: str


@lru_cache(maxsize=1)
def asked() -> np.ndarray:
    """Rows of the validation set, two of each class in turn."""
    y = pictures().y_other
    rows = np.array([np.flatnonzero(y == c)[:2] for c in range(10)])
    return rows.T.ravel()


@lru_cache(maxsize=512)
def neighbours(*, image=11, metric="ℓ2", k=5, shift=0, turn=0, bend=0.0, light=1.0, cover=0,
               clutter=0.0) -> NeighboursRun:  # fmt: skip
    """Change one picture and find its nearest neighbours among 2,000.

    Parameters
    ----------
    image : int
        Of the 20 in `asked`.
    metric : str
        A key of `METRICS`.
    k : int
    shift, turn, bend, light, cover, clutter
        As in `pictures.changed`.
    """
    data, row = pictures(), asked()[image]
    original = data.X_other[row : row + 1]
    picture = changed(original, shift=shift, turn=turn, bend=bend, light=light, cover=cover,
                      clutter=clutter)  # fmt: skip
    d = distances(picture, data.X, METRICS[metric])[0]
    order = np.argsort(d, kind="stable")[:k]
    answer = int(vote(data.y[order][None], 10)[0])
    nearest = np.array([d[data.y == c].min() for c in range(10)])
    to_original = float(distances(picture, original, METRICS[metric])[0, 0])
    true = int(data.y_other[row])
    return NeighboursRun(
        names=data.names, true=true, original=original[0], picture=picture[0],
        near=data.X[order], near_classes=data.y[order], answer=answer, nearest=nearest,
        to_original=to_original,
        summary=_summary(data.names, true, answer, data.y[order], to_original, nearest),
    )  # fmt: skip


def _summary(names, true, answer, classes, to_original, nearest) -> str:
    votes = int((classes == answer).sum())
    moved = f"The change is {to_original:.1f} long, and the" if to_original else "The"
    return (
        f"This is a picture of the class {names[true]}. {votes} of {len(classes)} neighbours "
        f"say {names[answer]}. {moved} nearest training picture is {nearest.min():.1f} away."
    )
