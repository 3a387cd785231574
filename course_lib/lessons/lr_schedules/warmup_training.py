"""The first steps of deep ReLU networks on digits, with a warm-up and without."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from course_lib import checks
from course_lib.functions.objective import QUIET
from course_lib.lessons.shared.network_stack import NetworkStack, rounded, shuffled, told
from course_lib.lessons.shared.remembered import in_turn, remembered
from course_lib.lessons.shared.small_digits import TRAIN, small_digits
from course_lib.optim import SGD, Adam, Momentum
from course_lib.schedules import Linear, Warmup

SEEDS, WIDTH, BATCH, STEPS = 5, 32, 100, 240
BETA = 0.9
GUESSING = float(np.log(10))
OPTIMIZERS = ("SGD", "momentum", "Adam")
#: A rate for each at which the first steps matter.
RATES = {"SGD": 0.4, "momentum": 0.1, "Adam": 0.04}
#: The constant in the limit c/λ of the rate, on a quadratic; Adam's steps are rescaled.
LIMITS = {"SGD": 2.0, "momentum": 2 * (1 + BETA)}
#: A loss that counts as having learned.
LEARNED = GUESSING / 2

#: Steps at which the curvature is measured, on which digits and how.
MEASURED = (0, 1, 2, 4, 7, 11, 16, 23, 32, 44, 60, 80, 105, 140, 180, 225)
CURVED, FIRST_ROUNDS, ROUNDS, NUDGE = 200, 16, 5, 1e-4
#: What the curvature costs, in steps of the training: two gradients a round, for two seeds.
_ROUND = 2 * 2 * CURVED / (SEEDS * BATCH)


@dataclass(frozen=True, eq=False)
class FirstSteps:
    """Five trainings with one schedule; NaN after an overflow."""

    rates: np.ndarray  #: Shape (T,).
    loss: np.ndarray  #: Shape (T, seeds). Of each mini-batch, before its step.
    moved: np.ndarray  #: Shape (T, seeds). ‖Δw‖ / ‖w‖ of each step.
    #: Shape (len(MEASURED), 2). c/λ of two seeds, λ being the largest curvature of the loss there:
    #: longer steps climb the walls of the valley. Empty for Adam.
    limit: np.ndarray

    @property
    def final(self) -> np.ndarray:
        """The mean loss of each seed's last 20 steps; infinite where it ended before."""
        tail = self.loss[-20:].mean(axis=0)
        return np.where(np.isfinite(tail), tail, np.inf)

    @property
    def learned(self) -> int:
        """How many seeds end below half the loss of guessing."""
        return int((self.final < LEARNED).sum())


@dataclass(frozen=True, eq=False)
class WarmupRun:
    """The same trainings with a warm-up and without: weights, digits and their order alike."""

    optimizer: str
    lr: float
    cold: FirstSteps
    warm: FirstSteps
    summary: str


def schedule(lr: float, warmup: int):
    """A straight line up to `lr` in `warmup` steps, and one down to 0 at the end."""
    down = Linear(lr, STEPS - warmup)
    return Warmup(warmup, down) if warmup else down


def make_optimizer(name: str, rates):
    """One of `OPTIMIZERS` with this schedule."""
    checks.choice("optimizer", name, OPTIMIZERS)
    if name == "SGD":
        return SGD(rates)
    return Momentum(rates, beta=BETA) if name == "momentum" else Adam(rates)


@remembered(maxsize=256)
def first_steps(
    *, optimizer="SGD", lr=0.4, warmup=0, depth=5, scale=1.6, progress=None
) -> FirstSteps:
    """Train 196 → depth × 32 ReLU → 10 for 240 steps, from five seeds at once.

    Parameters
    ----------
    optimizer : str
        One of `OPTIMIZERS`.
    lr : float
        The largest rate.
    warmup : int
        Steps of the warm-up; 0 for none.
    depth : int
        Hidden layers.
    scale : float
        The weights' start, in multiples of He's.
    progress : callable, optional
        ``progress(Progress)`` on the way.
    """
    X, y, *_ = small_digits()
    nets = NetworkStack((X.shape[1], *[WIDTH] * depth, 10))
    w, rates = nets.starts(SEEDS, scale), schedule(lr, warmup)
    opt = make_optimizer(optimizer, rates)
    state, order = opt.init(w), shuffled(SEEDS, TRAIN, -(-STEPS * BATCH // TRAIN))
    losses, moved = [], []
    curvature, limit = _Curvature(nets, w.shape[1]), []
    # Overflow is how a training ends here: it is told by NaN, not by warnings.
    with np.errstate(**QUIET):
        for t in told(_by_work(progress, optimizer), STEPS, losses):
            rows, before = order[:, t * BATCH : (t + 1) * BATCH], w.copy()
            loss, grad = nets.loss_and_grad(w, X[rows], y[rows])
            losses.append(loss)
            state = opt.update(w, grad, state)
            rounded(w)
            moved.append(np.linalg.norm(w - before, axis=1) / np.linalg.norm(before, axis=1))
            if t in MEASURED and optimizer in LIMITS:
                limit.append(LIMITS[optimizer] / curvature.largest(before))
    losses, moved = np.array(losses), np.array(moved)
    ended = np.cumsum(~np.isfinite(losses), axis=0) > 0
    losses[ended] = np.nan
    moved[ended | ~np.isfinite(moved)] = np.nan
    return FirstSteps(rates(np.arange(STEPS)), losses, moved, np.reshape(limit, (-1, 2)))


def _work(optimizer: str) -> np.ndarray:
    """What is done after 0, 1, … steps, in steps: most measurements are early, (STEPS + 1,)."""
    done = np.arange(STEPS + 1.0)
    if optimizer in LIMITS:
        for t in MEASURED:
            done[t + 1 :] += _ROUND * (ROUNDS if t else FIRST_ROUNDS)
    return done


def _by_work(progress, optimizer: str):
    """`progress`, told of the work that is done in place of the steps."""
    if progress is None:
        return None
    work = _work(optimizer)

    def tell(state):
        done, whole = work[state.step], work[-1]
        left = state.elapsed * (whole / done - 1)
        progress(replace(state, step=round(done), steps=round(whole), remaining=left))

    return tell


class _Curvature:
    """The largest eigenvalue of the Hessian by power iteration, which goes on where it was."""

    def __init__(self, nets: NetworkStack, size: int):
        X, y, *_ = small_digits()
        self.nets, self.X, self.y = nets, X[None, :CURVED], y[None, :CURVED]
        self.v = np.random.default_rng(5).standard_normal((2, size))
        self.rounds = FIRST_ROUNDS

    def largest(self, w) -> np.ndarray:
        """|λ| of the first two runs, shape (2,); NaN where it is 0 or no number."""
        for _ in range(self.rounds):
            self.v /= np.linalg.norm(self.v, axis=1, keepdims=True)
            self.v = self._times_hessian(w[:2], self.v)
        found, self.rounds = np.linalg.norm(self.v, axis=1), ROUNDS
        lost = ~(np.isfinite(found) & (found > 1e-9))
        self.v[lost] = 1.0
        return np.where(lost, np.nan, found)

    def _times_hessian(self, w, v) -> np.ndarray:
        """Hv from the gradients a little ahead and behind, along v."""
        ahead = self.nets.loss_and_grad(w + NUDGE * v, self.X, self.y)[1]
        behind = self.nets.loss_and_grad(w - NUDGE * v, self.X, self.y)[1]
        return (ahead - behind) / (2 * NUDGE)


@remembered(maxsize=256)
def warmup_training(
    *, optimizer="SGD", lr=0.4, warmup=40, depth=5, scale=1.6, progress=None
) -> WarmupRun:
    """The trainings of `first_steps` with and without a warm-up; ``warmup`` ≥ 1."""
    checks.integer("warmup", warmup, low=1)
    given = dict(optimizer=optimizer, lr=lr, depth=depth, scale=scale)
    cold, warm = in_turn([partial(first_steps, warmup=n, **given) for n in (0, warmup)], progress)
    return WarmupRun(optimizer, lr, cold, warm, _summary(optimizer, lr, warmup, cold, warm))


def _summary(optimizer, lr, warmup, cold, warm) -> str:
    told = [
        f"{name} {run.learned} of {SEEDS} seeds learn{_end(run)}"
        for name, run in (("without", cold), (f"with {warmup} steps of warm-up", warm))
    ]
    return f"{optimizer} up to η = {lr:.2g}: {told[0]}; {told[1]}. {_verdict(cold, warm)}"


def _end(run) -> str:
    if not run.learned:
        return ""
    return f" (median loss {np.median(run.final[run.final < LEARNED]):.2f})"


def _verdict(cold, warm) -> str:
    if warm.learned - cold.learned >= 2:
        return "The warm-up decides."
    if cold.learned - warm.learned >= 2:
        return "The warm-up harms."
    if max(cold.learned, warm.learned) <= 1:
        return "No warm-up helps: the rate is too high later on, too."
    ratio = np.median(warm.final) / np.median(cold.final)
    if ratio < 0.8:
        return "The warm-up helps."
    return "The warm-up costs time." if ratio > 1.25 else "The warm-up hardly matters."
