"""Rosenblatt's perceptron: correct the line at each mistake."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.linear.classifier import LinearClassifier, check_samples, signs_of, two_classes


@dataclass(eq=False)
class Perceptron(LinearClassifier):
    r"""Go through the samples and, at each mistake, turn the line towards the sample.

    .. math:: y_i (w^\top x_i + b) \le 0: \qquad w \leftarrow w + y_i x_i, \quad
              b \leftarrow b + y_i

    Parameters
    ----------
    max_epochs : int
        Passes over the samples at most.
    rng : numpy.random.Generator, optional
        A new random order each pass; the order of the samples if not given.

    Attributes
    ----------
    coef_, intercept_, classes_, weights_
        As in `LinearClassifier`. Of the many lines that separate, the order decides which one.
    path_ : array, shape (U + 1, d + 1)
        (b, w) after each of the U corrections, from 0 on.
    mistakes_ : int array, shape (U,)
        The sample of each correction.
    converged_ : bool
        Whether the last pass had no mistake. It never is where no plane separates.

    Notes
    -----
    Where a plane through the origin separates (1, x) with margin γ and ‖(1, x)‖ ≤ R, there are at
    most (R/γ)² corrections, in whatever order.

    References
    ----------
    Rosenblatt (1958); Novikoff (1962); lecture decks A and B.

    Examples
    --------
    >>> model = Perceptron().fit([[0.0], [1.0], [3.0]], [-1, -1, 1])
    >>> model.converged_, model.predict([[0.5], [3.0]]).tolist()
    (True, [-1, 1])
    """

    max_epochs: int = 1000
    rng: np.random.Generator | None = None

    def __post_init__(self):
        checks.integer("max_epochs", self.max_epochs, low=1)
        if self.rng is not None:
            checks.generator("rng", self.rng)

    def fit(self, X, y) -> Perceptron:
        """Fit to samples X (n, d) with labels y (n,), two different ones."""
        X, index, classes = check_samples(X, y)
        two_classes(classes, "a perceptron")
        rows = signs_of(index)[:, None] * X
        v, path, mistakes = np.zeros(X.shape[1]), [np.zeros(X.shape[1])], []
        for _ in range(self.max_epochs):
            before = len(mistakes)
            for i in self._order(len(rows)):
                if rows[i] @ v <= 0:
                    v = v + rows[i]
                    path.append(v)
                    mistakes.append(i)
            if len(mistakes) == before:
                break
        self.converged_ = len(mistakes) == before
        self.path_, self.mistakes_ = np.array(path), np.array(mistakes, dtype=np.int64)
        self._keep(v, classes)
        return self

    def _order(self, n) -> list[int]:
        return (np.arange(n) if self.rng is None else self.rng.permutation(n)).tolist()
