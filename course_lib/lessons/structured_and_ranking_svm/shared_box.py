"""The multiclass SVM of three classes in the plane, and the box that each point shares out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from course_lib.functions import add_bias
from course_lib.lessons.shared.carried import carry
from course_lib.linear import ClassFeatures, StructuredSVM

WIDTH, HEIGHT = 4.0, 3.0  # of the drawn half plane
NAMES = ("blue", "orange", "green")
ACROSS, UP = np.linspace(-WIDTH, WIDTH, 57), np.linspace(-HEIGHT, HEIGHT, 43)
GRID = add_bias(np.stack(np.meshgrid(ACROSS, UP), axis=-1).reshape(-1, 2))
NONE = 1e-5  # a multiplier below this part of C is 0 but for rounding


#: Five points of each class (x₁, x₂, class); orange point 10 lies among the green ones.
POINTS = (
    (-2.6, -1.2, 0), (-1.9, -0.2, 0), (-1.2, -1.7, 0), (-0.5, -0.6, 0), (-3.0, 0.4, 0),
    (2.5, -1.4, 1), (1.6, -0.4, 1), (0.8, -1.7, 1), (2.9, 0.3, 1), (0.9, 1.4, 1),
    (0.1, 2.2, 2), (-0.8, 1.3, 2), (1.5, 2.3, 2), (-1.7, 2.1, 2), (0.3, 0.5, 2),
)  # fmt: skip


@dataclass(frozen=True)
class SharedBox:
    """The machine, its regions and its multipliers."""

    X: np.ndarray  #: points, shape (15, 2)
    y: np.ndarray  #: class indices, shape (15,)
    W: np.ndarray  #: (bias, w₁, w₂) of each class, shape (3, 3)
    scores: np.ndarray  #: of the classes on the grid, shape (43, 57, 3)
    share: np.ndarray  #: α_iy / C, shape (15, 3); 0 in the column of the right class
    slack: np.ndarray  #: of each point, shape (15,)
    held: int  #: the point that is being moved
    summary: str

    @property
    def support(self) -> np.ndarray:
        """Points with a positive multiplier."""
        return np.flatnonzero(self.share.sum(axis=1) > 0)


@lru_cache(maxsize=256)
def shared_box(*, C=1.0, cost=1.0, points=POINTS, held=(9, 0.0, 0.0)) -> SharedBox:
    """Crammer and Singer's machine of ``points``.

    Parameters
    ----------
    C : float
        The price of slack.
    cost : float
        Δ of saying orange for a blue point; all other mistakes cost 1.
    points : tuple of (x₁, x₂, class)
    held : (index, dx, dy)
        The point that the pointer moves, and where it is seen from the pointer.
    """
    table = np.array(points, dtype=float)
    X, y = table[:, :2], table[:, 2].astype(np.int64)
    delta = 1 - np.eye(3)
    delta[0, 1] = cost
    svm = StructuredSVM(ClassFeatures(3, delta), C, method="all").fit(add_bias(X), y)
    share = np.zeros((len(y), 3))
    # `all_constraints` goes through the labels in order, and through the samples in each.
    label = np.concatenate([np.full((y != k).sum(), k) for k in range(3)])
    share[svm.groups_, label] = svm.alpha_ / C
    share[share < NONE] = 0.0
    model = svm.model
    own = model.scores(svm.weights_, add_bias(X))
    needs = (delta[y] + own).max(axis=1) - own[np.arange(len(y)), y]
    return SharedBox(
        X=X, y=y, W=svm.weights_.reshape(3, 3), share=share, slack=np.maximum(needs, 0.0),
        scores=model.scores(svm.weights_, GRID).reshape(len(UP), len(ACROSS), 3), held=held[0],
        summary=_summary(C, share, y, own.argmax(axis=1)),
    )  # fmt: skip


def _summary(C, share, y, said) -> str:
    total = share.sum(axis=1)
    full, wrong = int((total > 1 - 1e-3).sum()), int((said != y).sum())
    both = int(((share > 0).sum(axis=1) > 1).sum())
    return (
        f"C = {C:.3g}: {int((total > 0).sum())} of {len(y)} points are support vectors, {both} "
        f"against both other classes; {full} spent all of C; {wrong} on the wrong side."
    )


#: The points with the held one carried along to the pointer, within the picture.
move = partial(carry, reach=(WIDTH, HEIGHT))
