"""Sixty labelled digits, whitened with the right statistics or with ones that leak."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions import add_bias
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.linear import whitening

LABELLED, LEAKED, CLASSES = 60, 100, 10
VALIDATION = 1000  # digits of the training file that are never labelled here


@dataclass(frozen=True)
class FewDigits:
    """Accuracy of a least-squares classifier of whitened digits."""

    validation: float  #: on 1,000 other training digits
    leaked: float  #: on the 100 test digits that the leaking statistics have seen
    fresh: float  #: on the 400 test digits that no statistics have seen


@lru_cache(maxsize=64)
def few_digits(k: int | None = None, eps: float = 1e-9, seed: int = 0, leak=False) -> FewDigits:
    """Whiten, fit ten lines of least length to 60 digits, and count right answers.

    Parameters
    ----------
    k : int, optional
        Directions that are kept; all 196 if not given.
    eps : float
    seed : int
        Draws the labelled digits and the 100 test digits.
    leak : bool
        Whether the 100 test digits take part in the whitening's statistics.
    """
    X, y, X_test, y_test = small_digits()
    rng = np.random.default_rng([60, seed])
    few = rng.permutation(len(X) - VALIDATION)[:LABELLED]
    order = rng.permutation(len(X_test))
    seen, fresh = order[:LEAKED], order[LEAKED:]
    white = whitening(np.vstack([X[few], X_test[seen]]) if leak else X[few], k, eps=eps)
    targets = np.eye(CLASSES)[y[few]]
    W = np.linalg.lstsq(add_bias(white.apply(X[few])), targets, rcond=None)[0]

    def right(pictures, labels):
        scores = add_bias(white.apply(pictures)) @ W
        return float((scores.argmax(axis=1) == labels).mean())

    return FewDigits(right(X[-VALIDATION:], y[-VALIDATION:]), right(X_test[seen], y_test[seen]),
                     right(X_test[fresh], y_test[fresh]))  # fmt: skip
