"""A ball on a double well: how one number decides where gradient descent comes to rest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from course_lib import checks

#: Steps drawn, and the last of many more that tell what becomes of the ball.
START, STEPS, LONG = 0.2, 60, 64
#: f″ at the two minima of w⁴ − 3w²; a step size below 2/f″ settles there.
CURVATURE = 12.0
BOUND, ESCAPED = 2.2, 1e6


@dataclass(frozen=True)
class BallRun:
    """One run and, for comparison, the resting places of every step size."""

    lr: float  #: Step size η.
    #: grid, curve: shape (401,). f(w) = w⁴ − 3w² over the drawn interval.
    grid: np.ndarray
    curve: np.ndarray
    #: x, value: shape (STEPS + 1,). The ball's places w_t and heights f(w_t); after an escape the
    #: last finite ones.
    x: np.ndarray
    value: np.ndarray
    #: Shape (bins of w, bins of η). How often runs of that η visit that w once they have settled,
    #: each column at most 1.
    density: np.ndarray
    rates: tuple[float, float]  #: The ends of the η axis of `density`.
    kind: str  #: "creeps", "settles", "rings", "swings", "wanders", "roams" or "escapes".
    summary: str


def height(w):
    """f(w) = w⁴ − 3w², by products only: the same bits on every machine."""
    square = w * w
    return square * (square - 3.0)


def step(w, lr):
    """One step of gradient descent, w − η (4w³ − 6w)."""
    return w - lr * (w * (4.0 * (w * w) - 6.0))


@lru_cache(maxsize=256)
def ball(*, lr=0.03) -> BallRun:
    """Gradient descent on w⁴ − 3w² from w = 0.2.

    Parameters
    ----------
    lr : float
        Step size η > 0; the picture shows 0 to 0.36.
    """
    lr = checks.positive("lr", lr)
    x, later = np.split(roll(lr, SETTLED + VISITS), [STEPS + 1])
    grid = np.linspace(-BOUND, BOUND, 401)
    kind = behaviour(x, later[-LONG:])
    return BallRun(
        lr=lr, grid=grid, curve=height(grid), x=x, value=height(x), density=resting_places(),
        rates=RATES, kind=kind, summary=_summary(kind, lr, x[-1], later[-LONG:]),
    )  # fmt: skip


def roll(lr: float, steps: int) -> np.ndarray:
    """The ball's places, standing still outside the picture once it has escaped."""
    x = [START]
    for _ in range(steps):
        x.append(step(x[-1], lr) if abs(x[-1]) < 2 * BOUND else x[-1])
    return np.array(x)


def behaviour(x: np.ndarray, later: np.ndarray) -> str:
    """What the run does: from the places drawn, and those long after."""
    if np.abs(later).max() > BOUND:
        return "escapes"
    if np.ptp(later) < 1e-3:
        if np.ptp(x[-10:]) < 1e-3:
            return "settles"
        return "creeps" if (np.diff(x) > 0).all() else "rings"
    if (later > 0).any() and (later < 0).any():
        return "roams"
    return "swings" if _places(later) <= 16 else "wanders"


def _places(later: np.ndarray) -> int:
    return len(np.unique(later.round(4)))


SENTENCES = {
    "creeps": "creeps: after {steps} steps it has come to w = {last:.2f} and is still on its way.",
    "settles": "settles at w = {last:.3f}, the bottom of the right valley, f = −2.25.",
    "rings": "rings about the bottom of the right valley and settles long after.",
    "swings": "never settles: it swings between {places} places, from {low:.2f} to {high:.2f}.",
    "wanders": "wanders about the right valley, from {low:.2f} to {high:.2f}, and never repeats.",
    "roams": "jumps over the hill and roams both valleys, from {low:.2f} to {high:.2f}.",
    "escapes": "is thrown out: in the end every step lands higher than the one before.",
}


def _summary(kind: str, lr: float, last: float, later: np.ndarray) -> str:
    facts = dict(steps=STEPS, last=last, low=later.min(), high=later.max(), places=_places(later))
    return f"η = {lr:.3f}: the ball {SENTENCES[kind].format(**facts)}".replace("-", "−")


RATES, WIDTH, HEIGHT, SETTLED, VISITS = (0.0, 0.36), 360, 170, 300, 400


@cache
def resting_places() -> np.ndarray:
    """Visits after the first 300 steps, for 360 step sizes at once; columns are scaled to 1."""
    rates = (np.arange(WIDTH) + 0.5) / WIDTH * RATES[1]
    w = np.full(WIDTH, START)
    counts = np.zeros((HEIGHT, WIDTH))
    columns = np.arange(WIDTH)
    for t in range(SETTLED + VISITS):
        w = np.clip(step(w, rates), -10.0, 10.0)
        row = np.floor((w + BOUND) / (2 * BOUND) * HEIGHT).astype(np.int64)
        seen = (row >= 0) & (row < HEIGHT) & (t >= SETTLED)
        counts[row[seen], columns[seen]] += 1
    most = counts.max(axis=0)
    # A visit now and then must still be seen beside a place that is visited all the time.
    return np.sqrt(counts / np.where(most > 0, most, 1))
