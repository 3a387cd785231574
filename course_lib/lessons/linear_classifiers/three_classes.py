"""Three classes in the plane, a line for each, both losses of every sample, and the descent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.functions import MulticlassHinge, MulticlassRisk, SoftmaxCrossEntropy, SquaredNorm

LOSSES = {"softmax": SoftmaxCrossEntropy(), "multiclass SVM": MulticlassHinge()}
STEPS, REACH, FAR = 200, 3.0, 1e9
#: The steps a player stops at.
FRAMES = (*range(11), *range(12, 21, 2), *range(25, 51, 5), *range(60, STEPS + 1, 10))

#: For each class (w₁, w₂) and a point of its line, (a₁, a₂): f_c(x) = wᵀ(x − a).
START = ((-0.6, 0.9, -1.6, 0.0), (1.0, 0.5, 0.0, -1.8), (0.2, 1.1, 1.5, 1.0))


@dataclass(frozen=True)
class ThreeClassesRun:
    """A descent from the lines that were drawn."""

    X: np.ndarray  #: samples, shape (15, 2)
    y: np.ndarray  #: shape (15,)
    lines: np.ndarray  #: (w, a) of each class as drawn, shape (3, 4)
    #: rows b, w₁, w₂, a column for each class, at the steps `FRAMES`; shape (frames, 3, 3)
    path: np.ndarray
    softmax: np.ndarray  #: of each sample at these steps, shape (frames, 15)
    hinge: np.ndarray  #: the same for the multiclass SVM
    wrong: np.ndarray  #: how many samples are misclassified, shape (frames,)
    summary: str


@lru_cache(maxsize=1)
def samples() -> tuple[np.ndarray, np.ndarray]:
    """Five points of each class; one of the first lies among the second."""
    rng = np.random.default_rng(3)
    centres = np.array([[-1.5, 0.9], [1.5, 1.0], [0.1, -1.6]])
    y = np.repeat(np.arange(3), 5)
    X = centres[y] + rng.normal(scale=0.55, size=(15, 2))
    X[4] = [1.0, 0.6]
    return X, y


def weights_of(lines) -> np.ndarray:
    """Rows b, w₁, w₂ and a column for each class, of lines (w, a)."""
    lines = np.asarray(lines, dtype=float)
    w, a = lines[:, :2], lines[:, 2:]
    return np.vstack([-(w * a).sum(axis=1), w.T])


def objective(loss: str, lam: float):
    """Mean loss + λ/2 ‖W‖² of the samples, a function of the nine weights."""
    X, y = samples()
    A = np.column_stack([np.ones(len(X)), X])
    return MulticlassRisk(LOSSES[loss], A, y, 3) + lam * SquaredNorm(unpenalized=3)


def descent_path(A, y, loss, lr: float, lam: float, W) -> np.ndarray:
    """Gradient descent on `objective` from W: shape (STEPS + 1, 3, K).

    The same iterates as `minimize` with `GradientDescent`, at a third of the time. A run that has
    left for `FAR` stays where it is.
    """
    path, decay = [W], lam * np.array([[0.0], [1.0], [1.0]])
    for _ in range(STEPS):
        if np.abs(W).max() < FAR:
            W = W - lr * (A.T @ loss.grad(A @ W, y) / len(y) + decay * W)
        path.append(W)
    return np.array(path)


@lru_cache(maxsize=256)
def three_classes(*, loss="softmax", lr=0.3, lam=0.01, lines=START) -> ThreeClassesRun:
    """Gradient descent on the mean loss, from three lines.

    Parameters
    ----------
    loss : str
        A key of `LOSSES`: what is minimized. Both are measured.
    lr : float
        η > 0.
    lam : float
        λ, the weight of ½‖W‖².
    lines : three tuples (w₁, w₂, a₁, a₂)
    """
    checks.choice("loss", loss, LOSSES)
    X, y = samples()
    A = np.column_stack([np.ones(len(X)), X])
    path = descent_path(A, y, LOSSES[loss], lr, lam, weights_of(lines))[list(FRAMES)]
    scores = A @ path
    both = {name: measure(scores, y) for name, measure in LOSSES.items()}
    wrong = (scores.argmax(axis=-1) != y).sum(axis=-1)
    return ThreeClassesRun(
        X=X, y=y, lines=np.array(lines, dtype=float), path=path, softmax=both["softmax"],
        hinge=both["multiclass SVM"], wrong=wrong, summary=_summary(both, wrong),
    )  # fmt: skip


def _summary(both, wrong) -> str:
    said = "; ".join(
        f"{name} {of[0].sum():.2f}, mean {of[0].mean():.2f}" for name, of in both.items()
    )
    return f"Losses of your lines, at step 0: {said}; {wrong[0]} of 15 wrong."


# ---- dragging -----------------------------------------------------------------------------------

ARM = 0.6  # length of the drawn arrow for ‖w‖ = 1
LONGEST = 4.0  # of ‖w‖


def handles(lines) -> np.ndarray:
    """Where each class can be grabbed: its point on the line and its arrow's tip, (3, 2, 2)."""
    lines = np.asarray(lines, dtype=float)
    feet, w = lines[:, 2:], lines[:, :2]
    return np.stack([feet, feet + ARM * w], axis=1)


def grab(lines, x: float, y: float) -> tuple[int, int]:
    """(class, 0 for the point on the line or 1 for the tip) of the handle that is nearest."""
    away = np.linalg.norm(handles(lines) - [x, y], axis=-1)
    c, part = np.unravel_index(np.argmin(away), away.shape)
    return int(c), int(part)


def pull(lines, held, x: float, y: float):
    """The lines with one handle moved: its line is shifted, or turned with a new ‖w‖."""
    c, part = held
    w1, w2, a1, a2 = lines[c]
    x, y = (round(min(max(v, -REACH), REACH), 3) for v in (x, y))
    if part == 0:
        new = (w1, w2, x, y)
    else:
        w = np.array([x - a1, y - a2]) / ARM
        size = float(np.linalg.norm(w))
        if size < 0.05:
            return lines
        w1, w2 = (float(v) for v in w * min(1.0, LONGEST / size))
        new = (round(w1, 3), round(w2, 3), a1, a2)
    return (*lines[:c], new, *lines[c + 1 :])
