"""Count what an optimizer spends: the objective behind a counter."""

from __future__ import annotations

from course_lib.functions.objective import Objective


class Counted(Objective):
    """f with a counter of the points at which its value and its gradient were asked for.

    It calls the objective without checking the points again: `minimize` has checked the first
    one, and the shape cannot change after that.

    Attributes
    ----------
    target : Objective
        Who answers; `minimize` puts a new mini-batch here before each step.
    f_evals, grad_evals, hess_evals : int
        Numbers of points so far.
    """

    def __init__(self, f: Objective):
        self.target = f
        self.f_evals = self.grad_evals = self.hess_evals = 0

    def __getattr__(self, name):
        # Only reached where normal look-up fails: what just this kind of objective has.
        if name == "target":  # while a copy is being made
            raise AttributeError(name)
        return getattr(self.target, name)

    def __call__(self, x):
        self.f_evals += _points(x)
        return self.target._value(x)

    def grad(self, x):
        self.grad_evals += _points(x)
        return self.target._grad(x)

    def hess(self, x):
        self.hess_evals += _points(x)
        return self.target._hess(x)

    _value, _grad, _hess = __call__, grad, hess

    def sample(self, rng, batch):
        return self.target.sample(rng, batch)


def _delegate(name: str) -> property:
    return property(lambda self: getattr(self.target, name))


# Looked up when asked for, since some (the smoothness of a risk) take an eigenvalue problem.
for _name in Objective.__annotations__:
    setattr(Counted, _name, _delegate(_name))


def _points(x) -> int:
    return 1 if x.ndim == 1 else x.size // x.shape[-1]
