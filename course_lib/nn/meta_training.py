"""Training of a learned optimizer: gradient descent through the steps of gradient descent."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any, Protocol

import numpy as np

from course_lib import checks
from course_lib.autodiff import Tensor, backward, gate
from course_lib.nn.history import Progress
from course_lib.nn.learned_optimizer import CoordinatewiseLSTM
from course_lib.optim.adam import Adam
from course_lib.optim.optimizer import LearningRate

PROGRESS_EVERY = 0.1  # seconds


class Problems(Protocol):
    """Several functions to minimize at once."""

    start: np.ndarray  #: where each begins, shape (functions, d)

    def value_and_grad(self, x: np.ndarray, t: int) -> tuple[np.ndarray, np.ndarray]:
        """Values, shape (..., functions), and gradients, shape (..., functions, d), at step t.

        Functions with mini-batches take another one at each t; the others do not look at it.
        """


class Family(Protocol):
    """A distribution of functions."""

    def draw(self, rng: np.random.Generator, count: int) -> Problems:
        """So many functions of this family."""


@gate
def known(x, *, value, grad):
    """A function whose value and gradient are at hand: the gradient counts as a constant."""
    return value, lambda dz: (dz[..., None] * grad,)


def meta_loss(rule: CoordinatewiseLSTM, params, problems: Problems, x, grad, memory,
              unroll: int, t: int = 0):  # fmt: skip
    r"""Take `unroll` steps with the rule and add up what they reach.

    .. math:: \mathcal L(\theta) = \frac{1}{U} \sum_{k=1}^{U} f(x_{t+k}), \qquad
              x_{t+k+1} = x_{t+k} + m_\theta\bigl(\nabla f(x_{t+k}), \dots\bigr)

    The mean is over functions, too. The gradients that enter the rule count as constants: so no
    second derivative of f is needed, and dL/dθ is an approximation.

    Parameters
    ----------
    rule : CoordinatewiseLSTM
    params : dict of str to Tensor
        θ.
    problems : Problems
    x, grad : array, shape (functions, d)
        Where to begin, and the gradient there.
    memory : array, shape (functions · d, 2H)
    unroll : int
        U, the steps that are taken.
    t : int
        The steps taken before.

    Returns
    -------
    loss : Tensor
    x, grad, memory : array
        Where the last step ends: what the next call begins with.
    """
    checks.instance("rule", rule, CoordinatewiseLSTM)
    checks.instance("params", params, Mapping, "write rule.init(rng)")
    slope = getattr(problems, "value_and_grad", problems)
    checks.function("problems", slope, "give it value_and_grad(x, t)")
    x, grad = (checks.numbers(name, part) for name, part in (("x", x), ("grad", grad)))
    if not isinstance(memory, Tensor):
        memory = checks.numbers("memory", memory)
    unroll, t = checks.integer("unroll", unroll, low=1), checks.integer("t", t, low=0)
    total = 0.0
    for k in range(unroll):
        step, memory = rule.step(params, grad, memory)
        x = step + x
        value, grad = problems.value_and_grad(x.value, t + k + 1)
        total = known(x, value=value, grad=grad).sum() + total
    share = np.asarray(1 / (unroll * len(grad)), grad.dtype)
    return total * share, x.value, grad, memory.value


@dataclass(frozen=True, eq=False, repr=False)
class MetaTraining:
    """What a meta-training has reached; with `meta_train(..., resume=it)` it goes on.

    Attributes
    ----------
    params : dict of str to array
        θ.
    losses : array, shape (meta-steps,)
        The mean of f over the steps of each segment.
    status : str
        "finished" or "interrupted".
    """

    params: Mapping[str, np.ndarray]
    losses: np.ndarray
    status: str
    _rest: Any  #: random numbers, Adam's means, the episode under way

    def __repr__(self) -> str:
        """Without losses: the same on every machine."""
        return f"<meta-training {self.status}: {len(self.losses)} meta-steps>"


def meta_train(
    rule: CoordinatewiseLSTM,
    family: Family,
    *,
    steps: int,
    rng: np.random.Generator | None = None,
    params=None,
    unroll: int = 20,
    episode: int = 100,
    functions: int = 32,
    lr: LearningRate = 0.003,
    max_norm: float = 1.0,
    resume: MetaTraining | None = None,
    progress=None,
    dtype=np.float32,
) -> MetaTraining:
    """Learn θ by Adam on the meta-loss, with back-propagation through `unroll` steps at a time.

    An episode draws functions and runs the rule on them. It is cut into segments: the gradient
    goes back to the beginning of a segment and no further (*truncated*), while x and the memory
    go on. Each segment is one meta-step.

    Parameters
    ----------
    rule : CoordinatewiseLSTM
    family : Family
    steps : int
        Meta-steps to take.
    rng : numpy.random.Generator
        For θ and the functions; not needed with `resume`.
    params : dict of str to array, optional
        θ to go on from; drawn if not given.
    unroll, episode : int
        Steps of a segment and of an episode, which is a multiple of it.
    functions : int
        Drawn for each episode.
    lr : float or schedule
        Adam's rate.
    max_norm : float
        The length to which longer meta-gradients are cut.
    resume : MetaTraining, optional
        Goes on where that one stood, as if it had never stopped. Give the same other arguments.
    progress : callable, optional
        ``progress(Progress)``, up to ten times a second; `Progress.epoch` counts meta-steps.
    dtype : float32 or float64

    Returns
    -------
    MetaTraining
        Also where the kernel or `progress` raises KeyboardInterrupt: "interrupted", with what was
        reached.

    Raises
    ------
    ValueError
        ``episode must be a multiple of unroll, got 100 and 30``
    """
    steps = checks.integer("steps", steps, low=0)
    unroll, episode = checks.integer("unroll", unroll, 1), checks.integer("episode", episode, 1)
    if episode % unroll:
        raise ValueError(f"episode must be a multiple of unroll, got {episode} and {unroll}")
    checks.integer("functions", functions, 1)
    checks.positive("max_norm", max_norm)
    checks.instance("rule", rule, CoordinatewiseLSTM)
    checks.function("family", getattr(family, "draw", family), "give it draw(rng, count)")
    checks.choice("dtype", dtype, (np.float32, np.float64, float, "float32", "float64"))
    if progress is not None:
        checks.function("progress", progress)
    adam = Adam(lr)
    if resume is None:
        rng = copy.deepcopy(checks.generator("rng", rng))
        loop = _Loop.begin(rule, rng, params, adam, dtype)
    else:
        checks.instance("resume", resume, MetaTraining)
        loop = copy.deepcopy(resume._rest)
    before = np.zeros(0) if resume is None else resume.losses
    losses, status, began, told = [], "finished", perf_counter(), 0.0
    try:
        for k in range(steps):
            if loop.t % episode == 0:
                loop = loop.new_episode(family, functions)
            loop, loss = loop.advance(rule, adam, unroll, max_norm)
            losses.append(loss)
            now = perf_counter()
            if progress and (now - told >= PROGRESS_EVERY or k + 1 == steps):
                told, done = now, k + 1
                left = (now - began) * (steps - done) / done
                progress(Progress(done, steps, done, steps, loss, None, now - began, left,
                                  done=done == steps))  # fmt: skip
    except KeyboardInterrupt:
        status = "interrupted"
    history = np.concatenate([before, losses])
    return MetaTraining(_named(rule, loop.theta.copy()), history, status, loop)


@dataclass(frozen=True)
class _Loop:
    """All that changes. A meta-step makes a new one, so an interrupt finds a whole one."""

    rng: np.random.Generator
    theta: np.ndarray
    state: Any
    t: int = 0
    problems: Any = None
    x: Any = None
    grad: Any = None
    memory: Any = None

    @classmethod
    def begin(cls, rule, rng, params, adam, dtype) -> _Loop:
        if params is None:
            params = rule.init(rng)
        rule.check_params(params)
        theta = np.concatenate([np.ravel(params[name]) for name in rule.shapes()]).astype(dtype)
        return cls(rng, theta, adam.init(theta))

    def new_episode(self, family, functions) -> _Loop:
        rng, kind = copy.deepcopy(self.rng), self.theta.dtype
        problems = family.draw(rng, functions)
        x = problems.start.astype(kind)
        grad = problems.value_and_grad(x, 0)[1].astype(kind)
        return replace(self, rng=rng, problems=problems, x=x, grad=grad, memory=None, t=0)

    def advance(self, rule, adam, unroll, max_norm) -> tuple[_Loop, float]:
        params = {n: Tensor(v) for n, v in _named(rule, self.theta).items()}
        memory = self.memory
        if memory is None:
            memory = rule.cell.rest(self.x.size, self.theta.dtype)
        loss, x, grad, memory = meta_loss(
            rule, params, self.problems, self.x, self.grad, memory, unroll, self.t
        )
        found = backward(loss)
        slope = np.concatenate([np.ravel(found[p]) for p in params.values()])
        norm = float(np.linalg.norm(slope))
        if norm > max_norm:
            slope *= max_norm / norm
        theta, state = self.theta.copy(), copy.deepcopy(self.state)
        state = adam.update(theta, slope, state)
        new = replace(self, theta=theta, state=state, t=self.t + unroll, x=x, grad=grad,
                      memory=memory)  # fmt: skip
        return new, float(loss.value)


def _named(rule, theta) -> dict[str, np.ndarray]:
    """θ by name, as views."""
    parts, at = {}, 0
    for name, shape in rule.shapes().items():
        size = int(np.prod(shape))
        parts[name], at = theta[at : at + size].reshape(shape), at + size
    return parts
