"""Three ways to better weights at equal cost: random search, local search, the gradient."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.functions import MulticlassHinge
from course_lib.lessons.linear_classifiers.pictures import SETS, pictures, small_pictures

#: A gradient needs the scores and one more product of their size: as much as two evaluations.
PRICE = 2
#: The evaluations a player stops at.
FRAMES = (1, 3, 5, 7, 9, 13, 17, 23, 31, 43, 57, 77, 101, 141, 201, 301, 401, 501, 601, 701,
          801, 901, 1001)  # fmt: skip
RACERS = ("random search", "local search", "gradient")
LOSS, CLASSES, AT_ONCE = MulticlassHinge(), 10, 25


@dataclass(frozen=True)
class Racer:
    """The best weights of one method so far, after the evaluations `FRAMES`."""

    W: np.ndarray  #: shape (frames, 197, 10)
    loss: np.ndarray  #: mean loss on the training pictures, shape (frames,)
    validation: np.ndarray  #: part of right answers on other pictures, shape (frames,)


@dataclass(frozen=True)
class SearchRace:
    """All three, in the order of `RACERS`."""

    names: tuple[str, ...]  #: of the ten classes
    racers: tuple[Racer, ...]
    summary: str


def _mean_loss(A, y, W) -> np.ndarray:
    """Of weights (..., d, K)."""
    return LOSS(A @ W, y).mean(axis=-1)


def _racer(data, kept) -> Racer:
    A, y, A_other, y_other = small_pictures(data)
    W = np.array(kept)
    return Racer(W, _mean_loss(A, y, W), ((A_other @ W).argmax(axis=-1) == y_other).mean(axis=-1))


@lru_cache(maxsize=64)
def random_search(data: str, spread: float, seed: int) -> Racer:
    """Draw W ~ N(0, spread²) again and again, and keep the best."""
    A, y, _, _ = small_pictures(data)
    rng = np.random.default_rng([1, seed])
    best, least, kept, done = None, np.inf, [], 0
    for frame in FRAMES:
        while done < frame:
            W = spread * rng.normal(size=(min(AT_ONCE, frame - done), A.shape[1], CLASSES))
            losses = _mean_loss(A, y, W)
            first = int(np.argmin(losses))
            if losses[first] < least:
                best, least = W[first], losses[first]
            done += len(W)
        kept.append(best)
    return _racer(data, kept)


@lru_cache(maxsize=64)
def local_search(data: str, length: float, seed: int) -> Racer:
    """From W = 0, try W + N(0, length²) and stay there if the loss is lower."""
    A, y, _, _ = small_pictures(data)
    rng = np.random.default_rng([2, seed])
    W = np.zeros((A.shape[1], CLASSES))
    least, kept = _mean_loss(A, y, W), []
    for evaluation in range(1, FRAMES[-1] + 1):
        if evaluation > 1:
            tried = W + length * rng.normal(size=W.shape)
            loss = _mean_loss(A, y, tried)
            if loss < least:
                W, least = tried, loss
        if evaluation in FRAMES:
            kept.append(W)
    return _racer(data, kept)


@lru_cache(maxsize=64)
def follow_the_gradient(data: str, lr: float) -> Racer:
    """From W = 0, steps against the gradient; each is charged `PRICE` evaluations."""
    A, y, _, _ = small_pictures(data)
    W = np.zeros((A.shape[1], CLASSES))
    grad, best, least, kept = np.zeros_like(W), W, np.inf, []
    for evaluation in range(1, FRAMES[-1] + 1):
        if evaluation % PRICE == 1:
            W = W - lr * grad
            scores = A @ W
            loss, grad = LOSS(scores, y).mean(), A.T @ LOSS.grad(scores, y) / len(y)
            if loss < least:
                best, least = W, loss
        if evaluation in FRAMES:
            kept.append(best)
    return _racer(data, kept)


@lru_cache(maxsize=256)
def search_race(*, data="clothes", spread=0.1, length=0.001, lr=0.001, seed=0) -> SearchRace:
    """Three methods on 300 pictures of 14 × 14 pixels, with 1,001 evaluations of the loss each.

    Parameters
    ----------
    data : str
        A key of `SETS`.
    spread : float
        Standard deviation of the weights that random search draws.
    length : float
        Standard deviation of the steps that local search tries.
    lr : float
        η of the gradient.
    seed : int
        Of both searches.
    """
    checks.choice("data", data, SETS)
    racers = (random_search(data, spread, seed), local_search(data, length, seed),
              follow_the_gradient(data, lr))  # fmt: skip
    return SearchRace(
        pictures(data).names, racers,
        f"300 {data}, 1,970 weights, seed {seed}. Random search draws with spread {spread:.2g}, "
        f"local search tries steps of {length:.2g}, the gradient has η = {lr:.2g}.",
    )  # fmt: skip
