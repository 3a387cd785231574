"""Up to eight optimizers race from one start; all that have no line search in lockstep."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from course_lib.lessons.optimizers.race_terrains import NOISY, QUADRATIC, TERRAINS, race_objective
from course_lib.optim import (
    AdaDelta,
    AdaGrad,
    Adam,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
    Trace,
    Wolfe,
    minimize_each,
)

STEPS, SEED = 300, 0
TINY = 1e-12  # losses below are alike: which of them is smaller is rounding
SHARED = "all: one shared η"
STEP, GRADIENT = "steps", "gradient evaluations"

#: Argument of `race` → the racer's name.
RACERS = {
    "gd": "gradient descent",
    "momentum": "momentum",
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adadelta": "AdaDelta",
    "adam": "Adam",
    "wolfe": "line search",
}


@dataclass(frozen=True, eq=False)
class Racer:
    """One optimizer's run."""

    name: str
    trace: Trace
    loss: np.ndarray  #: Shape (T + 1,). f − f*, or f where it has no minimum.
    lr: float | None  #: η; None for the line search, which finds one in each step.

    @property
    def diverged_at(self) -> int | None:
        """The last step worth keeping of a run that diverged."""
        return self.trace.steps if self.trace.status == "diverged" else None


@dataclass(frozen=True, eq=False)
class Race:
    """A race on one landscape."""

    landscape: str  #: A key of `TERRAINS`.
    Q: np.ndarray | None  #: Shape (2, 2), or None. The Hessian of the quadratics.
    start: tuple[float, float]
    racers: tuple[Racer, ...]
    budget: str  #: What time is measured in: `STEP` or `GRADIENT`.
    whose: str  #: Whose η is looked at: a racer's name, or `SHARED`.
    summary: str

    def row(self, racer: Racer, t: int) -> int:
        """The row of the racer's trace at time t: after t steps, or what t gradients bought."""
        if self.budget == STEP:
            return min(t, racer.trace.steps)
        return int(np.searchsorted(racer.trace.evals[:, 1], t, side="right")) - 1

    def time(self, racer: Racer) -> np.ndarray:
        """When the racer reached each of its rows, shape (T + 1,)."""
        if self.budget == STEP:
            return np.arange(len(racer.trace))
        return racer.trace.evals[:, 1]

    def standing(self, t: int) -> list[tuple[Racer, float]]:
        """The racers at time t with their losses, the best first, who diverged last."""
        now = [(racer, self.row(racer, t)) for racer in self.racers]
        losses = [(racer, float(racer.loss[row])) for racer, row in now]
        return sorted(
            losses, key=lambda pair: (self.is_out(pair[0], t) and pair[1] > 0, _size(pair[1]))
        )

    def is_out(self, racer: Racer, t: int) -> bool:
        """Whether the racer has diverged by time t."""
        return racer.diverged_at is not None and self.row(racer, t) >= racer.diverged_at


def _size(loss: float) -> float:
    return 0.0 if abs(loss) < TINY else loss


@lru_cache(maxsize=128)
def race(
    *, landscape=QUADRATIC, condition=100.0, angle=30.0, whose="gradient descent", lr=1.0,
    beta=0.9, rho=0.9, eps=1e-6, budget=STEP, gd=True, momentum=True, nesterov=True,
    adagrad=True, rmsprop=True, adadelta=False, adam=True, wolfe=False,
    start=TERRAINS[QUADRATIC].start, rates=TERRAINS[QUADRATIC].pairs,
) -> Race:  # fmt: skip
    """Run the chosen optimizers for 300 steps from one start.

    Parameters
    ----------
    landscape : str
        A key of `TERRAINS`.
    condition, angle : float
        κ ≥ 1, and degrees from the first axis to the flat direction, of the quadratics.
    whose : str
        The optimizer that ``lr`` is for, or `SHARED`.
    lr : float
        η > 0.
    beta : float
        β of momentum and Nesterov and β₁ of Adam, in [0, 1).
    rho : float
        ρ of RMSProp and AdaDelta, in [0, 1).
    eps : float
        ε > 0 of the methods that divide by gradients.
    budget : str
        `STEP` or `GRADIENT`.
    gd, momentum, nesterov, adagrad, rmsprop, adadelta, adam, wolfe : bool
        Who takes part; the last is gradient descent with a Wolfe line search.
    start : (float, float)
    rates : tuple of (str, float)
        η of each of the others.
    """
    taking = (gd, momentum, nesterov, adagrad, rmsprop, adadelta, adam, wolfe)
    names = [name for name, part in zip(RACERS.values(), taking, strict=True) if part]
    f = race_objective(landscape, condition, angle)
    own = dict(rates) if whose != SHARED else dict.fromkeys(dict(rates), lr)
    own |= {whose: lr} if whose != SHARED else {}
    optimizers = [_optimizer(name, own.get(name), beta, rho, eps) for name in names]
    traces = _run(landscape, f, start, optimizers)
    racers = [
        _racer(f, name, trace, own.get(name)) for name, trace in zip(names, traces, strict=True)
    ]
    Q = getattr(f, "Q", None)
    run = Race(landscape, Q, start, tuple(racers), budget, whose, "")
    return replace(run, summary=_summary(run, f, lr if whose == SHARED else None))


def _optimizer(name, lr, beta, rho, eps):
    return {
        "gradient descent": lambda: GradientDescent(lr),
        "momentum": lambda: Momentum(lr, beta),
        "Nesterov": lambda: Nesterov(lr, beta),
        "AdaGrad": lambda: AdaGrad(lr, eps),
        "RMSProp": lambda: RMSProp(lr, rho, eps),
        "AdaDelta": lambda: AdaDelta(lr, rho, eps),
        "Adam": lambda: Adam(lr, beta, eps=eps),
        "line search": lambda: GradientDescent(Wolfe()),
    }[name]()


def _noise(landscape) -> dict:
    """One noisy term a step, the same for all racers; nothing where f is exact."""
    return dict(batch_size=1, rng=np.random.default_rng(SEED)) if landscape == NOISY else {}


#: Runs that were asked for lately: most controls concern one or two of the racers.
_RUNS: OrderedDict = OrderedDict()


def _run(landscape, f, start, optimizers) -> list[Trace]:
    keys = [(f, start, optimizer) for optimizer in optimizers]
    missing = [key for key in keys if key not in _RUNS]
    new = minimize_each(f, start, [key[-1] for key in missing], STEPS, **_noise(landscape))
    _RUNS.update(zip(missing, new, strict=True))
    found = [_RUNS[key] for key in keys]
    while len(_RUNS) > 256:
        _RUNS.popitem(last=False)
    return found


def _racer(f, name, trace, lr) -> Racer:
    bottom = f.minimum if np.isfinite(f.minimum) else 0.0
    return Racer(name, trace, trace.value - bottom, lr)


def _summary(run, f, shared) -> str:
    if not run.racers:
        return "Nobody is at the start: tick an optimizer."
    bounded = np.isfinite(f.minimum)
    ranked = [f"{r.name} {number(v)}" for r, v in run.standing(STEPS) if not run.is_out(r, STEPS)]
    gone = [f"{r.name} at step {r.diverged_at}" for r in run.racers if run.is_out(r, STEPS)]
    parts = [f"All with η = {shared:.3g}."] if shared else []
    if ranked:
        spent = f"{STEPS} steps" if run.budget == STEP else f"{STEPS} gradients"
        parts.append(f"{'f − f*' if bounded else 'f'} after {spent}: {', '.join(ranked)}.")
    if gone:
        parts.append(f"{'Diverged' if bounded else 'Ran off to f = −∞'}: {', '.join(gone)}.")
    return " ".join(parts)


def number(value: float) -> str:
    """Two or three digits, with a true minus; what is too small to matter is only bounded.

    Examples
    --------
    >>> number(2.13e-9), number(7e-31), number(-3.7212)
    ('2.1e−09', '<1e−12', '−3.72')
    """
    if abs(value) < TINY:
        return "<1e−12"
    text = f"{value:.1e}" if not 0.01 <= abs(value) < 100 else f"{value:.3g}"
    return text.replace("-", "−")
