"""What the linear classifiers share: labels in, predictions out."""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.functions.risk import add_bias


def check_samples(X, y) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Samples with a leading column of ones, class indices 0, 1, …, and the classes in order.

    Raises
    ------
    ValueError
        ``X must be finite everywhere, …``, ``X and y must have equally many rows: …``,
        ``y must hold at least two classes, got only 1``, or that y is not a list of labels.
    """
    X = checks.array("X", X, ndim=2, finite=False, hint="write X[:, None] for one feature")
    checks.array("X", X)
    y = checks.labels("y", y)
    if y.ndim != 1:
        raise ValueError(f"y must be a vector of labels, got an array of shape {y.shape}")
    checks.same_length(X=X, y=y)
    if y.dtype.kind == "f" and not np.isfinite(y).all():
        where = int(np.argmin(np.isfinite(y)))
        raise ValueError(f"y must hold labels, got {y[where]} at [{where}]; leave that sample out")
    classes, index = np.unique(y, return_inverse=True)
    if classes.size > max(2, len(y) // 2) and y.dtype.kind == "f":
        raise ValueError(f"y must hold labels, got {classes.size} different numbers for {len(y)} "
                         "samples; these are values for a regression")  # fmt: skip
    if classes.size < 2:
        got = f"only {classes[0]!r}" if classes.size else "no sample"
        raise ValueError(f"y must hold at least two classes, got {got}")
    return add_bias(X), index, classes


def two_classes(classes, what: str) -> None:
    """Refuse more than two."""
    if classes.size > 2:
        raise ValueError(f"y must hold two classes for {what}, got {classes.size}")


def signs_of(index) -> np.ndarray:
    """Class indices 0 and 1 as −1.0 and +1.0."""
    return 2.0 * index - 1.0


def is_infinite(C) -> bool:
    """Whether C is the number ∞; an array or a text is not, and is refused where C is checked."""
    return isinstance(C, float) and np.inf == C


class LinearClassifier:
    """Scores Xw + b; the class is the sign of one score, or the largest of several.

    Attributes
    ----------
    classes_ : array, shape (K,)
        The labels in order; of two the second one is the positive class.
    coef_ : array, shape (1, d) for two classes, else (K, d)
    intercept_ : array, shape (1,) or (K,)
    weights_ : array
        Both as the vector that was optimized: biases first.
    """

    def _keep(self, weights, classes) -> None:
        table = np.reshape(weights, (-1, 1 if classes.size == 2 else classes.size))
        self.weights_, self.classes_ = np.array(weights), classes
        self.intercept_, self.coef_ = table[0].copy(), table[1:].T.copy()
        self.n_features_in_ = self.coef_.shape[1]

    def _check_is_fitted(self) -> None:
        if not hasattr(self, "coef_"):
            name = type(self).__name__
            raise AttributeError(f"{name} must be fitted first; call fit(X, y)")

    def decision_function(self, X) -> np.ndarray:
        """Scores, shape (n,) for two classes, (n, K) for more.

        X has one sample per row, shape (n, d); a grid of points, (..., d), will do as well.
        """
        self._check_is_fitted()
        X = checks.array("X", X)
        if X.ndim < 2:
            hint = "write X[None, :] for a single sample" if X.ndim else "write [[x]]"
            raise ValueError(f"X must have one sample per row, got shape {X.shape}; {hint}")
        scores = checks.points("X", X, self.n_features_in_) @ self.coef_.T + self.intercept_
        return scores[..., 0] if self.classes_.size == 2 else scores

    def predict(self, X) -> np.ndarray:
        """The class of each sample."""
        scores = self.decision_function(X)
        winner = (scores > 0).astype(int) if self.classes_.size == 2 else scores.argmax(axis=-1)
        return self.classes_[winner]

    def score(self, X, y) -> float:
        """The part of the samples whose class is predicted right."""
        found, y = self.predict(X), checks.labels("y", y)
        if y.ndim != 1:
            raise ValueError(f"y must be a vector of labels, got an array of shape {y.shape}")
        checks.same_length(X=found, y=y)
        checks.integer("the number of samples", len(y), low=1)
        return float((found == y).mean())
