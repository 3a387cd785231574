"""First-order runs on a `CForm`, with learning rates that do not depend on n and C."""

from __future__ import annotations

import numpy as np

from course_lib.linear.duality import stopping_test
from course_lib.optim import GradientDescent, SubgradientMethod, minimize
from course_lib.optim.optimizer import check_lr
from course_lib.schedules import InverseSqrt, InverseTime


def scaled(lr, factor: float):
    """A learning rate times a factor: a step η on the risk form is λη on the C form."""
    lr = check_lr(lr)
    return (lambda t: factor * lr(t)) if callable(lr) else factor * lr


def unit_lr(f) -> float:
    """1 / mean ‖xᵢ‖²: a step that changes the scores by about the slope of the loss."""
    return float(1 / np.einsum("ij,ij->", f.risk.X, f.risk.X) * f.risk.samples)


def gradient_descent(f, start, lr, tol, max_iter):
    """Gradient descent; by default with the step 1/L."""
    step = 1 / f.smoothness if lr is None else scaled(lr, f.lam)
    near = stopping_test(f, float(np.linalg.norm(f.grad(start))), tol)
    return minimize(f, start, GradientDescent(step), max_iter, stop=near)


def stochastic_descent(f, start, lr, batch_size, rng, max_iter):
    """Steps along gradients of mini-batches; by default η₀/√(t + 1), η₀ = 1/(L mean‖x‖²).

    L is the smoothness of the loss: η₀ is the step 1/L of a sample of mean size.
    """
    step = InverseSqrt(unit_lr(f) / f.risk.loss.smoothness) if lr is None else lr
    step = scaled(step, f.lam)
    return minimize(f, start, GradientDescent(step), max_iter, batch_size=batch_size, rng=rng)


def subgradient_descent(f, start, lr, batch_size, rng, max_iter):
    """The subgradient method, on all samples or on mini-batches; the same default steps."""
    step = scaled(InverseSqrt(unit_lr(f)) if lr is None else lr, f.lam)
    return minimize(f, start, SubgradientMethod(step), max_iter, batch_size=batch_size, rng=rng)


def pegasos(f, start, batch_size, rng, max_iter):
    """Steps 1/(λ(t + t₀)) on mini-batches: the rate that strong convexity λ allows.

    Pegasos takes t₀ = 1, whose first steps throw a free bias as far as nC. Here
    λt₀ = mean ‖x‖², Bottou's choice, so that no step is longer than that of `unit_lr`.
    """
    lr = unit_lr(f)
    step = scaled(InverseTime(lr, decay=lr * f.lam), f.lam)
    return minimize(f, start, GradientDescent(step), max_iter, batch_size=batch_size, rng=rng)
