"""Jacobian-vector, vector-Jacobian and Hessian-vector products, without the matrices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib import checks
from course_lib.autodiff.backward import QUIET, backward
from course_lib.autodiff.dual import Dual, as_dual
from course_lib.autodiff.tensor import Tensor, as_tensor


def jvp(f: Callable, x, v):
    r"""Forward mode: f(x), and how fast it changes as x moves along v.

    .. math:: \dot y = \frac{\partial f}{\partial x}\, v
              = \frac{\mathrm d}{\mathrm d s} f(x + s v) \Big|_{s = 0}

    Parameters
    ----------
    f : callable
        Takes tensors and returns a Tensor, of any shape.
    x, v : number or array, or a tuple of them
        A tuple is handed to f as several arguments. Each v has the shape of its x.

    Returns
    -------
    value, tangent : number or array
        Both of the shape of f(x).

    Notes
    -----
    The sweep remembers nothing: its memory does not grow with the number of gates.

    Examples
    --------
    >>> jvp(lambda x, y: x * x * y, (3.0, 2.0), (1.0, 0.0))
    (18.0, 12.0)
    """
    checks.function("f", f)
    pairs = zip(*_several(x, v), strict=True)
    with np.errstate(**QUIET):
        out = f(*[Tensor(Dual(a, da), requires_grad=False) for a, da in pairs])
    out = as_dual(as_tensor(out).value)
    return out.value, out.tangent


def vjp(f: Callable, *x):
    r"""Reverse mode: f(x), and the function that leads a gradient at f(x) back to x.

    .. math:: \bar x = \Bigl(\frac{\partial f}{\partial x}\Bigr)^{\!\top} \bar y

    Parameters
    ----------
    f : callable
        Takes tensors and returns a Tensor, of any shape.
    *x : numbers or arrays

    Returns
    -------
    value : number or array
    pull : callable
        ``pull(u)``, with u of the shape of f(x), returns the product of u with each Jacobian: an
        array for one argument, a tuple for several.

    Examples
    --------
    >>> value, pull = vjp(lambda x: x * x, [1.0, 3.0])
    >>> pull([1.0, 0.0])
    array([2., 0.])
    """
    checks.function("f", f)
    inputs = [Tensor(_number("x", a)) for a in x]
    with np.errstate(**QUIET):
        out = as_tensor(f(*inputs))

    def pull(u):
        grads = backward(out, seed=u) if out.requires_grad else {}
        found = tuple(grads[t] if t in grads else np.zeros(t.shape)[()] for t in inputs)
        return found if len(found) > 1 else found[0]

    return out.value, pull


def hvp(f: Callable, x, v):
    r"""Forward over reverse: the gradient of f, and its Hessian times v.

    .. math:: \nabla^2 f(x)\, v = \frac{\mathrm d}{\mathrm d s} \nabla f(x + s v) \Big|_{s = 0}

    Parameters
    ----------
    f : callable
        Takes tensors and returns one number as a Tensor.
    x, v : number or array, or a tuple of them
        As in `jvp`.

    Returns
    -------
    gradient, product : number or array, or tuples of them

    Notes
    -----
    `backward` itself runs on dual numbers. The matrix is never made: the cost is a constant times
    that of f, whatever the number of variables is. At a kink the Hessian of the side whose slope
    `backward` takes.

    References
    ----------
    Pearlmutter, Fast Exact Multiplication by the Hessian (1994).

    Examples
    --------
    >>> hvp(lambda x, y: x * x * y, (3.0, 2.0), (1.0, 0.0))
    ((12.0, 9.0), (4.0, 6.0))
    """
    checks.function("f", f)
    points, directions = _several(x, v)
    inputs = [Tensor(Dual(a, da)) for a, da in zip(points, directions, strict=True)]
    with np.errstate(**QUIET):
        out = as_tensor(f(*inputs))
    grads = backward(out) if out.requires_grad else {}
    found = [as_dual(grads.get(t, 0.0 * t.value)) for t in inputs]
    gradient, product = tuple(g.value for g in found), tuple(g.tangent for g in found)
    return (gradient, product) if isinstance(x, tuple) else (gradient[0], product[0])


def _number(name: str, part):
    """A number or an array of numbers, as it is."""
    if not isinstance(part, Dual):  # which says itself that it cannot be nested
        checks.numbers(name, part)
    return part


def _several(x, v) -> tuple[list, list]:
    """Points and directions as lists of equal length, checked one by one."""
    points, directions = (a if isinstance(a, tuple) else (a,) for a in (x, v))
    if len(points) != len(directions):
        raise ValueError(
            f"v must have a part for each of the {len(points)} parts of x, got {len(directions)}"
        )
    points = [Tensor(_number("x", part)).value for part in points]
    directions = [Tensor(_number("v", part)).value for part in directions]
    for a, da in zip(points, directions, strict=True):
        if np.shape(a) != np.shape(da):
            raise ValueError(f"v must be of the shape of x, {np.shape(a)}, got {np.shape(da)}")
    return points, directions
