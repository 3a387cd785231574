"""Checks of notebook 17: batch normalization forward, backward, and its running statistics."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Case, Report, run_check
from course_lib.nn.norms import normalize, normalize_backward

EPS = 1e-5
_X = np.array([[1.0, 10.0], [3.0, 10.5], [2.0, 14.0], [7.0, 9.5]])
_GAMMA, _BETA = np.array([2.0, -0.5]), np.array([0.5, 3.0])
_G = np.array([[0.3, -1.0], [0.0, 2.0], [-0.7, 0.5], [1.1, 0.25]])


def _forward(x, gamma, beta, eps):
    return gamma * normalize(x, 0, eps)[0] + beta


def check_forward(function: Callable) -> Report:
    """``function(x, gamma, beta, eps)``: γ x̂ + β over the batch, x of shape (n, d)."""

    def case(asked, x, gamma, beta, eps, hint):
        return Case(f"batchnorm_forward({asked})", lambda f: f(x.copy(), gamma, beta, eps),
                    _forward(x, gamma, beta, eps), hint)  # fmt: skip

    ones, zeros = np.ones(2), np.zeros(2)
    cases = (
        case("x of shape (4, 2), γ = 1, β = 0, eps=0", _X, ones, zeros, 0.0,
             "a mean and a variance a column (axis=0); the variance divides by n, not n − 1"),
        case("the same x, eps=1", _X, ones, zeros, 1.0, "ε is added to σ², inside the root"),
        case("the same x, γ = [2, −0.5], β = [0.5, 3]", _X, _GAMMA, _BETA, EPS,
             "γ stretches x̂ first, then β shifts"),
        case("a column that is constant", np.array([[5.0, 1.0], [5.0, 3.0]]), ones, zeros, EPS,
             "ε is what keeps a constant column from 0/0"),
    )  # fmt: skip
    return run_check("batch normalization, forward", function, cases)


def check_backward(function: Callable) -> Report:
    """``function(dy, x_hat, gamma, std)``: the gradients (dx, dgamma, dbeta)."""
    x_hat, _, _, inverse = normalize(_X, 0, EPS)
    std = 1 / inverse[0]
    dx = normalize_backward(_G * _GAMMA, x_hat, inverse, 0)

    def part(k):
        return lambda f: f(_G.copy(), x_hat.copy(), _GAMMA, std)[k]

    cases = (
        Case("dbeta of batchnorm_backward(dy, x_hat, gamma, std)", part(2), _G.sum(axis=0),
             "β is added to every sample of its column: the sum of dy, not the mean"),
        Case("dgamma", part(1), (_G * x_hat).sum(axis=0), "γ multiplies x̂: sum dy · x̂"),
        Case("dx", part(0), dx,
             "start with g = γ dy; take off its mean and x̂ times the mean of g x̂, column by "
             "column; divide by std last"),
        Case("dx summed over the batch", lambda f: part(0)(f).sum(axis=0), np.zeros(2),
             "shifting all x changes nothing, so each column of dx has sum 0"),
    )  # fmt: skip
    return run_check("batch normalization, backward", function, cases)


def check_running(function: Callable) -> Report:
    """``function(running, x, decay)``: (mean, var) after one batch, from (mean, var) before."""
    start = (np.array([0.0, 10.0]), np.array([1.0, 4.0]))

    def want(decay):
        return (decay * start[0] + (1 - decay) * _X.mean(axis=0),
                decay * start[1] + (1 - decay) * _X.var(axis=0, ddof=1))  # fmt: skip

    def part(k, decay):
        return lambda f: f(tuple(s.copy() for s in start), _X.copy(), decay)[k]

    cases = (
        Case("the mean of update_running((m, v), x, decay=0.9)", part(0, 0.9), want(0.9)[0],
             "decay weighs the OLD value: 0.9 of it stays"),
        Case("the variance", part(1, 0.9), want(0.9)[1],
             "the running variance takes the unbiased estimate: divide by n − 1 (ddof=1)"),
        Case("both with decay=0", lambda f: np.stack([part(0, 0.0)(f), part(1, 0.0)(f)]),
             np.stack(want(0.0)), "decay 0 forgets everything but this batch"),
    )  # fmt: skip
    return run_check("running statistics", function, cases)
