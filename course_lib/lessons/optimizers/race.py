"""The optimizers of `RACERS` race from one start, in lockstep."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.lessons.optimizers.race_terrains import (
    NOISY,
    QUADRATIC,
    TERRAINS,
    from_flat,
    race_objective,
)
from course_lib.lessons.optimizers.racers import RACERS, racing, rates_on
from course_lib.optim import Optimizer, Trace, minimize_each

STEPS, SEED = 300, 0
TINY = 1e-12  # losses below are alike: which of them is smaller is rounding
SHARED = "all: one shared η"
FIRST = "gradient descent"


@dataclass(frozen=True, eq=False)
class Racer:
    """One optimizer's run."""

    name: str
    trace: Trace
    loss: np.ndarray  #: f − f*, or f where it has no minimum; shape (T + 1,)
    lr: float  #: η

    @property
    def diverged_at(self) -> int | None:
        """The last step worth keeping of a run that diverged."""
        return self.trace.steps if self.trace.status == "diverged" else None


@dataclass(frozen=True, eq=False)
class Race:
    """A race on one landscape."""

    landscape: str  #: a key of `TERRAINS`
    Q: np.ndarray | None  #: the Hessian of the quadratics, shape (2, 2)
    start: tuple[float, float]  #: in the picture
    racers: tuple[Racer, ...]
    whose: str  #: whose η is looked at: a racer's name, or `SHARED`
    summary: str

    def row(self, racer: Racer, t: int) -> int:
        """The row of the racer's trace after t steps; the last one of a run that diverged."""
        return min(t, racer.trace.steps)

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
    *, landscape=QUADRATIC, condition=100.0, angle=30.0, whose=FIRST, lr=1.0, beta=0.9, rho=0.9,
    start=TERRAINS[QUADRATIC].start, rates=(), **taking,
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
    lr, beta, rho : float
        η > 0, β and ρ in [0, 1): each for the racers whose entry takes it.
    start : (float, float)
        On a quadratic along the flat direction and along the steep one: it turns with the valley.
    rates : tuple of (str, float)
        η of others; who is not named has the one found for this landscape.
    **taking : bool
        Who takes part, by the keys of `racing`, such as ``adadelta=True``; who is not named
        runs if its entry is ticked.
    """
    known = racing()
    for key in taking:
        checks.choice("racer", key, tuple(known))
    names = [name for key, name in known.items() if taking.get(key, RACERS[name].ticked)]
    f = race_objective(landscape, condition, angle)
    here = from_flat(landscape, start, angle)
    own = dict(rates_on(landscape))
    own = dict.fromkeys(own, lr) if whose == SHARED else own | dict(rates) | {whose: lr}
    knobs = dict(beta=beta, rho=rho)
    optimizers = [_optimizer(name, knobs | {"lr": own[name]}) for name in names]
    traces = _run(landscape, f, here, optimizers)
    racers = [_racer(f, name, trace, own[name]) for name, trace in zip(names, traces, strict=True)]
    Q = getattr(f, "Q", None)
    run = Race(landscape, Q, here, tuple(racers), whose, "")
    return replace(run, summary=_summary(run, f, lr if whose == SHARED else None))


def _optimizer(name: str, knobs: dict) -> Optimizer:
    entry = RACERS[name]
    return entry.make(**{knob: knobs[knob] for knob in entry.knobs})


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
    whose = f"all with η = {shared:.3g}" if shared else "each with its own η"
    first = number(float(run.racers[0].loss[0]))
    told = f"{len(run.racers)} run, {whose}, from {'f − f*' if bounded else 'f'} = {first}."
    gone = [f"{r.name} at step {r.diverged_at}" for r in run.racers if run.is_out(r, STEPS)]
    if gone:
        told += f" {'Diverged' if bounded else 'Ran off to f = −∞'}: {', '.join(gone)}."
    return told


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
