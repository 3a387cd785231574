"""A network whose last hidden layer has two units, and its samples as the last layer sees them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from course_lib.lessons.neural_networks.plane_data import REACH, split
from course_lib.lessons.neural_networks.playground import Learner, Setting, advance, trained
from course_lib.linear import LogisticRegression
from course_lib.nn import Eval

NOISE = {"moons": 0.09, "rings": 0.1, "XOR": 0.05}
FRAMES = (0, 10, 20, 40, 60, 80, 100, 130, 160, 200, 250, 300, 400, 500, 600, 800, 1000)
ACTIVATIONS = {"tanh": "tanh", "none (identity)": "identity"}
SIDE = 41  # points a side of the map
THREADS = 13  # lines of the lattice each way


@dataclass(frozen=True)
class LearnedFeaturesRun:
    """One training, seen in the plane of x and in the plane of the two learned features."""

    X: np.ndarray  #: training samples, shape (n, 2)
    y: np.ndarray  #: −1 and +1, shape (n,)
    grid: np.ndarray  #: x₁ and x₂ of the map, shape (SIDE,)
    scores: np.ndarray  #: the network over the map, shape (FRAMES, SIDE, SIDE)
    features: np.ndarray  #: ψ(x) of the samples, scaled to the picture, shape (FRAMES, n, 2)
    lattice: np.ndarray  #: a lattice of the plane of x, as one broken line, shape (m, 2)
    warped: np.ndarray  #: the same lattice under ψ, shape (FRAMES, m, 2)
    w: np.ndarray  #: weights of the last layer for the scaled features, shape (FRAMES, 2)
    b: np.ndarray  #: its bias, shape (FRAMES,)
    wrong: np.ndarray  #: training samples on the wrong side, shape (FRAMES,)
    line_wrong: int  #: of a logistic regression on x itself
    refitted_wrong: int  #: of a logistic regression on the features of the last step
    summary: str


@lru_cache(maxsize=1)
def _lattice() -> np.ndarray:
    """Lines of constant x₁, then of constant x₂, with a NaN behind each."""
    along = np.append(np.linspace(-REACH, REACH, 61), np.nan)
    across = np.linspace(-REACH, REACH, THREADS)
    down = np.column_stack([np.repeat(across, 62), np.tile(along, THREADS)])
    down[np.isnan(down[:, 1])] = np.nan
    return np.concatenate([down, down[:, ::-1]])


def hidden_and_score(learner: Learner, X) -> tuple[np.ndarray, np.ndarray]:
    """ψ(x) of the last hidden layer, shape (n, 2), and the score of the output, shape (n,)."""
    outputs, _ = learner.net.layer_outputs(learner.net.unpack(learner.theta), X, Eval())
    return outputs[-2], outputs[-1][:, 0]


@lru_cache(maxsize=64)
def learners(data: str, activation: str, seed: int) -> tuple[Learner, ...]:
    """The network 2-8-2-1 after each of `FRAMES` steps with Adam."""
    setting = Setting(data, NOISE[data], layers=(8, 2), activation=ACTIVATIONS[activation],
                      optimizer="Adam", lr=0.03, seed=seed)  # fmt: skip
    rules = dict(data=data, noise=NOISE[data], optimizer="Adam", lr=0.03, batch=20)
    found = [trained(setting, 0)]
    for before, now in pairwise(FRAMES):
        found.append(advance(found[-1], now - before, **rules))
    return tuple(found)


@lru_cache(maxsize=64)
def learned_features(*, data="rings", activation="tanh", seed=0) -> LearnedFeaturesRun:
    """Train 2-8-2-1 and look at its last hidden layer."""
    X, y = split(data, NOISE[data])[:2]
    grid = np.linspace(-REACH, REACH, SIDE)
    plane = np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2)
    lattice = _lattice()
    scores, features, warped, w, b, wrong = [], [], [], [], [], []
    for learner in learners(data, activation, seed):
        params, last = learner.net.unpack(learner.theta), len(learner.net.layers) - 1
        psi, score = hidden_and_score(learner, X)
        scores.append(hidden_and_score(learner, plane)[1].reshape(SIDE, SIDE))
        features.append(psi)
        warped.append(hidden_and_score(learner, lattice)[0])
        w.append(params[f"{last}.W"][:, 0])
        b.append(params[f"{last}.b"][0])
        wrong.append(int((score * y <= 0).sum()))
    # Without bounds the features grow as they are learned: one scale for all steps.
    scale = 1.0 if activation == "tanh" else np.abs(features).max()
    run = dict(wrong=np.array(wrong), line_wrong=_errors(X, y),
               refitted_wrong=_errors(features[-1], y))  # fmt: skip
    return LearnedFeaturesRun(
        X=X, y=y, grid=grid, scores=np.array(scores), features=np.array(features) / scale,
        lattice=lattice, warped=np.array(warped) / scale, w=np.array(w) * scale, b=np.array(b),
        **run, summary=_summary(len(y), **run),
    )  # fmt: skip


def _errors(X, y) -> int:
    """Samples on the wrong side of a logistic regression's line."""
    model = LogisticRegression(C=10.0).fit(X, y)
    return int((model.predict(X) != y).sum())


def _summary(n, line_wrong, **_) -> str:
    return f"{n} training samples. Logistic regression on x itself gets {line_wrong} of them wrong."
