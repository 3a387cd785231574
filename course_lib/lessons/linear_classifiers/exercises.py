"""Checks of notebook 07: the first step, the loss with its gradient, differences, features."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip
from course_lib.functions import add_bias
from course_lib.lessons.linear_classifiers.shapes import shape
from course_lib.linear import separating_plane

# ---- the first step ------------------------------------------------------------------------------


def _first_step(*, average=True, others=True, sign=1, one_class=False, hinge=False) -> Callable:
    def first_templates(X, y, K, lr):
        rows = []
        for c in range(K):
            own = X[y == c].sum(axis=0)
            if one_class:
                own = own * len(X) / max((y == c).sum(), 1)
            rows.append(own - (X.sum(axis=0) / K if others else 0))
        factor = lr * (K if hinge else 1) / (len(X) if average else 1)
        return sign * factor * np.array(rows)

    return first_templates


def _first_step_cases():
    """By central differences of the mean softmax loss, written out here."""
    for seed, K, n, lr, hint in (
        (0, 3, 6, 1.0, "from W = 0 every probability is 1/K"),
        (1, 2, 7, 0.5, "the classes need not be of equal size"),
        (2, 4, 9, 2.0, "there are K rows, each with as many numbers as a sample"),
    ):
        rng = np.random.default_rng(seed)
        X, y = rng.normal(size=(n, 3)).round(2), rng.permutation(np.arange(n) % K)

        def loss(W, X=X, y=y):
            f = X @ W.T
            return (np.log(np.exp(f).sum(axis=1)) - f[np.arange(len(y)), y]).mean()

        step, gradient = 1e-5, np.zeros((K, 3))
        for place in np.ndindex(K, 3):
            W = np.zeros((K, 3))
            W[place] = step
            gradient[place] = (loss(W) - loss(-W)) / (2 * step)
        yield Ask((X, y, K, lr), -lr * gradient, hint, atol=1e-7)


check_first_templates = Exercise(
    "the templates after one step",
    "first_templates(X, y, K, lr)",
    lambda: tuple(_first_step_cases()),
    (
        Slip("the wrong sign", _first_step(sign=-1),
             "the step goes against the gradient: a class moves towards its own samples"),
        Slip("a sum for the mean", _first_step(average=False),
             "the objective is the mean loss: divide by n"),
        Slip("only its own samples", _first_step(others=False),
             "each sample also pushes every class away, with probability 1/K"),
        Slip("the mean of the class", _first_step(one_class=True),
             "divide the sum over a class by n, not by the size of the class"),
        Slip("the step of the SVM", _first_step(hinge=True),
             "this is K times too long: it is the step of the multiclass SVM loss"),
    ),
)  # fmt: skip

# ---- the loss and its gradient -------------------------------------------------------------------


def _svm(*, own=False, mean=True, pushed=True, margin=1.0, strict=True, keep=True) -> Callable:
    def svm_loss(W, X, y):
        rows = np.arange(len(y))
        f = X @ W
        z = f - f[rows, y][:, None] + margin
        counted = z > 0 if strict else z >= 0
        if not own:
            counted[rows, y] = False
        pull = counted.astype(float)
        if pushed:
            pull[rows, y] = -pull.sum(axis=1) if not own else pull[rows, y] - pull.sum(axis=1)
        n = len(y) if mean else 1
        loss = (z * counted).sum() / n
        return loss, (X.T @ pull / (n if keep else 1))

    return svm_loss


def _by_loops(W, X, y):
    """The definition, sample by sample and class by class; the gradient by differences."""

    def loss(V):
        total = 0.0
        for x, label in zip(X, y, strict=True):
            f = V.T @ x
            total += sum(max(0.0, f[j] - f[label] + 1) for j in range(len(f)) if j != label)
        return total / len(y)

    gradient = np.zeros_like(W)
    for place in np.ndindex(W.shape):
        d = np.zeros_like(W)
        d[place] = 1e-6
        gradient[place] = (loss(W + d) - loss(W - d)) / 2e-6
    return loss(W), gradient


def _svm_cases():
    rng = np.random.default_rng(4)
    lecture = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
    three = (lecture, np.eye(3), np.arange(3))
    yield Ask(three, _by_loops(*three), "these are the lecture's scores: the loss is 15.8/3",
              rtol=1e-4, atol=1e-7)  # fmt: skip
    for n, d, K in ((5, 4, 3), (8, 3, 5)):
        W, X = rng.normal(size=(d, K)).round(2), rng.normal(size=(n, d)).round(2)
        y = rng.integers(0, K, n)
        yield Ask((W, X, y), _by_loops(W, X, y), "compare with differences, entry by entry",
                  rtol=1e-4, atol=1e-7)  # fmt: skip


check_svm_loss = Exercise(
    "the multiclass SVM loss and its gradient",
    "svm_loss(W, X, y) -> loss, gradient",
    lambda: tuple(_svm_cases()),
    (
        Slip("its own class counted", _svm(own=True),
             "j = y is not in the sum: it would add max(0, 0 + 1) = 1 for each sample"),
        Slip("a sum for the mean", _svm(mean=False), "divide by the number of samples"),
        Slip("the loss is a mean, the gradient a sum", _svm(keep=False),
             "the gradient of a mean is a mean as well"),
        Slip("nothing at its own class", _svm(pushed=False),
             "f_y stands in every term that counts, with a minus: its column gets minus their "
             "number times x"),
        Slip("no margin", _svm(margin=0.0), "each term has + 1: being ahead is not enough"),
    ),
)  # fmt: skip

# ---- the numerical gradient ----------------------------------------------------------------------


def _numeric(*, h=1e-5, restore=True, half=True, forward=False, sign=1) -> Callable:
    def numerical_gradient(f, w):
        w, gradient = w.copy(), np.zeros(len(w))
        for j in range(len(w)):
            before = w[j]
            w[j] = before + h
            high = f(w)
            w[j] = before - h
            low = f(w)
            if restore:
                w[j] = before
            if forward:
                low = f(w)
                gradient[j] = (high - low) / h
            else:
                gradient[j] = sign * (high - low) / (2 * h if half else h)
        return gradient

    return numerical_gradient


def bowl(w):
    return float(np.sin(w).sum() + 0.5 * w @ w + w[0] * w[-1] ** 2)


def far(w):
    return float(1000.0 + np.exp(w).sum() * w[0])


def _bowl_slope(w):
    g = np.cos(w) + w
    g[0] += w[-1] ** 2
    g[-1] += 2 * w[0] * w[-1]
    return g


def _far_slope(w):
    g = np.exp(w) * w[0]
    g[0] += np.exp(w).sum()
    return g


_HERE, _THERE = np.array([0.3, -1.1, 2.0]), np.array([-0.5, 0.25])

check_numerical_gradient = Exercise(
    "a numerical gradient to seven digits",
    "numerical_gradient(f, w)",
    (
        Ask((bowl, _HERE), _bowl_slope(_HERE), "one coordinate at a time, forth and back",
            rtol=1e-7),
        Ask((far, _THERE), _far_slope(_THERE), "near f = 1000 the rounding of f is a thousand "
            "times larger: which h balances it?", rtol=1e-7),
    ),
    (
        Slip("as it was", _numeric(h=0.1, restore=False, half=False),
             "start with the point: is w the same before and after a coordinate?"),
        Slip("only put back", _numeric(h=0.1, half=False),
             "w is put back now; next, how far apart are w[j] + h and w[j] − h?"),
        Slip("only divided by 2h", _numeric(h=0.1, restore=False),
             "w[j] must be put back before the next coordinate moves"),
        Slip("h is still 0.1", _numeric(h=0.1),
             "the truncation error is h²|f‴|/6: with h = 0.1 that is far more than 10⁻⁷"),
        Slip("only h made small", _numeric(half=False, restore=False),
             "now h is fine; two faults are left, in the point and in the quotient"),
        Slip("not put back", _numeric(restore=False),
             "a coordinate that stays moved shifts the point for all that follow"),
        Slip("divided by h", _numeric(half=False), "twice too large: divide by 2h"),
        Slip("a forward difference", _numeric(forward=True),
             "a forward difference has an error of h|f″|/2: take the central one"),
        Slip("h far too small", _numeric(h=1e-12),
             "h = 10⁻¹² leaves four digits of the difference: rounding is all one sees"),
    ),
)  # fmt: skip

# ---- features ------------------------------------------------------------------------------------

COLUMNS = 4
#: Task → what to think about where no plane was found.
TASKS = {
    "XOR": "which product of coordinates has one sign on each class?",
    "a ring": "how does its distance from the middle tell a point of the ring from the others?",
    "two modes": "both modes have a large |x₁|: which smooth function is large on both sides?",
}


def _separates(name):
    X, y = shape(name, seed=1)

    def judge(Z):
        Z = np.asarray(Z, dtype=float)
        if Z.ndim != 2 or len(Z) != len(X):
            return f"a row of features for each point has shape ({len(X)}, m), not {Z.shape}"
        if Z.shape[1] > COLUMNS:
            return f"at most {COLUMNS} features are allowed, not {Z.shape[1]}"
        if not np.isfinite(Z).all():
            return "a feature is not finite at some point"
        if separating_plane(add_bias(Z), y) is None:
            return f"no plane separates the classes of {name} in these features: {TASKS[name]}"
        return True

    return Ask((X,), judge)


def _all_monomials(X):
    a, b = X.T
    return np.column_stack([a, b, a * b, a * a, b * b, (a * a + b * b) ** 2])


check_features = Exercise(
    "one feature map for three tasks",
    "features(X)",
    lambda: tuple(_separates(name) for name in TASKS),
    (Slip("too many", _all_monomials, "six features work too, but four are enough"),),
)
