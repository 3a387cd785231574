"""Reverse mode: one sweep from the loss back to every input."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib import checks
from course_lib.autodiff.dual import Dual, as_dual
from course_lib.autodiff.tensor import Tensor, as_tensor

QUIET = {"over": "ignore", "invalid": "ignore", "divide": "ignore", "under": "ignore"}


def backward(L: Tensor, seed=None) -> dict[Tensor, float | np.ndarray]:
    r"""The gradient of L with respect to every tensor it was made of.

    .. math:: \frac{\partial L}{\partial x} =
              \sum_{z \,:\, x \to z} \frac{\partial L}{\partial z} \frac{\partial z}{\partial x}

    A tensor passes its gradient on once every gate that used it has sent its part: many paths add.

    Parameters
    ----------
    L : Tensor
        One number, unless ``seed`` is given.
    seed : number or array, optional
        The gradient at L itself, of L's shape: 1 for a scalar. With it the result is the
        vector-Jacobian product seedᵀ ∂L/∂x.

    Returns
    -------
    dict
        Tensor → gradient, of the tensor's shape and precision, for L, the inputs and everything
        between; L comes first. Constants are left out.

    Raises
    ------
    ValueError
        ``L must be one number, got shape (3,); take its sum or mean, or pass seed=``

    Notes
    -----
    Without recursion: depth is limited by memory alone. The cost is O(V + E) local rules. Nothing
    is stored on the graph, so that a second call gives what the first one gave. Gradients may
    share memory with one another: read them, and do not change them in place.

    References
    ----------
    Griewank, "On automatic differentiation", 1989; Baur and Strassen, 1983. Deck A, back
    propagation.

    Examples
    --------
    >>> x, y, z = Tensor(-2.0), Tensor(5.0), Tensor(-4.0)
    >>> grads = backward((x + y) * z)
    >>> grads[x], grads[y], grads[z]
    (-4.0, -4.0, 3.0)
    """
    grads = {L: _start(L, seed)}
    waiting = _uses(L)
    ready = [L]
    with np.errstate(**QUIET):
        for z in ready:  # grows while it is read
            if z.pull is None:
                continue
            for x, dx in zip(z.inputs, z.pull(grads[z]), strict=True):
                if not x.requires_grad:
                    continue
                if type(dx) is not float or type(x.value) is not float:
                    dx = fit(dx, x.value)
                grads[x] = grads[x] + dx if x in grads else dx
                waiting[x] -= 1
                if not waiting[x]:
                    ready.append(x)
    return grads


def _uses(L: Tensor) -> dict[Tensor, int]:
    """How many times each tensor behind L is an input of a gate behind L."""
    uses, found = {L: 0}, [L]
    for z in found:  # grows while it is read
        for x in z.inputs:
            if x.requires_grad:
                if x in uses:
                    uses[x] += 1
                else:
                    uses[x] = 1
                    found.append(x)
    return uses


def _start(L: Tensor, seed):
    if type(L) is not Tensor:
        raise TypeError(f"L must be a Tensor, got {type(L).__name__}; build it from tensors")
    if not L.requires_grad:
        raise ValueError("L must depend on a Tensor that requires a gradient, got a constant")
    if seed is None:
        if L.shape:
            raise ValueError(
                f"L must be one number, got shape {L.shape}; take its sum or mean, or pass seed="
            )
        return 1.0 if type(L.value) is float else type(L.value)(1)
    seed = checks.array("seed", seed, finite=False)
    if seed.shape != L.shape:
        raise ValueError(f"seed must have the shape of L, {L.shape}, got {seed.shape}")
    return fit(seed, L.value)


def fit(dx, value):
    """The gradient dx summed over the axes along which value was repeated, in its precision."""
    if callable(dx):
        dx = dx()
    if type(value) is Dual:  # forward over reverse: the gradient has a tangent too
        dx = as_dual(dx)
        return Dual(fit(dx.value, value.value), fit(dx.tangent, value.value))
    if type(value) is float:
        return dx if type(dx) is float else float(np.sum(dx))
    shape, dx = np.shape(value), np.asarray(dx)
    if dx.shape != shape:
        extra = dx.ndim - len(shape)
        repeated = [extra + k for k, n in enumerate(shape) if n == 1 != dx.shape[extra + k]]
        dx = dx.sum(axis=(*range(extra), *repeated)).reshape(shape)
    return dx.astype(value.dtype, copy=False) if shape else value.dtype.type(dx)


def value_and_grad(f: Callable) -> Callable:
    """The function that gives f and its gradient at once.

    Parameters
    ----------
    f : callable
        ``f(x, y, ..., **data)`` takes tensors and returns one number as a Tensor.

    Returns
    -------
    callable
        ``(value, gradient)`` of numbers, arrays, or dicts of them (a network's parameters). The
        gradient has the form of the argument, and is a tuple where there are several. Keyword
        arguments are handed on as they are.

    Examples
    --------
    >>> value_and_grad(lambda x, y: x * x * y)(3.0, 2.0)
    (18.0, (12.0, 9.0))
    >>> value_and_grad(lambda w, x: (w * x).sum())([2.0, 1.0], x=np.array([3.0, 4.0]))
    (10.0, array([3., 4.]))
    """
    checks.function("f", f)

    def both(*arguments, **data):
        if not arguments:
            raise TypeError("value_and_grad needs a positional argument to differentiate by")
        tensors = [_wrap(a) for a in arguments]
        with np.errstate(**QUIET):
            L = as_tensor(f(*tensors, **data))
        grads = backward(L) if L.requires_grad else {}
        found = tuple(_gradients(t, grads) for t in tensors)
        return L.value, found if len(found) > 1 else found[0]

    return both


def _wrap(argument):
    if isinstance(argument, dict):
        return {name: Tensor(value, name=str(name)) for name, value in argument.items()}
    return Tensor(argument)


def _gradients(tensors, grads: dict):
    """The gradients in the form of the argument; zero for what f did not use."""
    if isinstance(tensors, dict):
        return {name: _gradients(t, grads) for name, t in tensors.items()}
    found = grads.get(tensors)
    if found is None:
        return 0.0 if type(tensors.value) is float else np.zeros_like(tensors.value)
    return found
