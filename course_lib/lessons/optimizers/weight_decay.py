"""L2 in Adam's gradient against decay beside it: which of a spam filter's weights shrink?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.datasets import load_spambase
from course_lib.functions import EmpiricalRisk, LogLoss
from course_lib.optim import Adam

METHODS = ("Adam + L2", "AdamW", "SGD + L2")
LAMBDAS = 10 ** (np.arange(-30, 1) / 10)  # from 0.001 to 1
RATES = (0.003, 0.01, 0.03)
STEPS, BATCH, EVERY, SEED = 400, 16, 10, 0
FRAMES = STEPS // EVERY
SGD_FACTOR = 0.1  # SGD's step has the gradient's size, and would diverge with Adam's η


@lru_cache(maxsize=1)
def spam_risk() -> EmpiricalRisk:
    """Mean log loss of 4,601 messages: words and signs per thousand, capital runs as logarithms.

    All 57 columns are centred, which stands in for a bias, and keep their units: a gradient is as
    large as its feature is frequent.
    """
    data = load_spambase(labels=(-1, 1))
    X = np.concatenate([10 * data.X[:, :-3], np.log(data.X[:, -3:])], axis=1)
    return EmpiricalRisk(LogLoss(), X - X.mean(axis=0), data.y)


@lru_cache(maxsize=1)
def feature_names() -> tuple[str, ...]:
    """The words and signs, as they are written in a picture."""
    signs = dict(charSemicolon=";", charRoundbracket="(", charSquarebracket="[", charHash="#",
                 charExclamation="!", charDollar="$")  # fmt: skip
    return tuple(
        signs.get(name, name.removeprefix("num")) for name in load_spambase().feature_names
    )


@dataclass(frozen=True, eq=False)
class DecayTable:
    """Runs with λ = 0 (the first) and with each of `LAMBDAS`, before and after every 10 steps.

    All of shape (methods, 1 + λs, frames, 57).
    """

    w: np.ndarray
    rms: np.ndarray  #: √ŝ, the root of the running mean of the squared gradient that it saw
    #: What the penalty took off a weight in this step, as a part of the weight and divided by the
    #: learning rate; 0 in the first run.
    decay: np.ndarray


@lru_cache(maxsize=8)
def decay_table(lr: float) -> DecayTable:
    """All runs with this learning rate, on the same mini-batches; about a tenth of a second."""
    risk, rng = spam_risk(), np.random.default_rng(SEED)
    lam = np.concatenate([[0.0], LAMBDAS])[:, None]
    w = np.zeros((len(METHODS), len(lam), risk.dim))
    adam = Adam(lr)
    coupled, decoupled = adam.init(w[0]), adam.init(w[1])
    pull, square = np.zeros_like(w[0]), np.zeros_like(w[0])
    rows = [(w.copy(), np.zeros_like(w), np.zeros_like(w))]
    for t in range(1, STEPS + 1):
        grad = risk.sample(rng, BATCH).grad(w)
        penalty = lam * w[0]
        # Adam is linear in m, so the penalty's share of the step can be told apart.
        pull += (1 - adam.beta1) * (penalty - pull)
        square += (1 - adam.beta2) * ((grad[2] + lam * w[2]) ** 2 - square)
        before = w[0].copy()
        coupled = adam.update(w[0], grad[0] + penalty, coupled)
        w[1] *= 1 - lr * lam
        decoupled = adam.update(w[1], grad[1], decoupled)
        w[2] -= SGD_FACTOR * lr * (grad[2] + lam * w[2])
        if t % EVERY == 0:
            rms = np.sqrt(np.stack([coupled.v, decoupled.v, square]) / (1 - adam.beta2**t))
            share = pull / (1 - adam.beta1**t) / (rms[0] + adam.eps)
            decay = np.broadcast_to(lam, w.shape).copy()
            decay[0] = np.divide(share, before, out=np.zeros_like(share), where=before != 0)
            rows.append((w.copy(), rms, decay))
    return DecayTable(*(np.stack(part, axis=2) for part in zip(*rows, strict=True)))


@dataclass(frozen=True, eq=False)
class DecayRun:
    """One λ, among all. Arrays have shape (methods, frames, 57)."""

    lam: float
    lr: float
    w: np.ndarray  #: weights with λ
    free: np.ndarray  #: and without
    rms: np.ndarray  #: as in `DecayTable`, for this λ
    decay: np.ndarray  #: as in `DecayTable`, for this λ
    clear: np.ndarray  #: bool, where the weight without λ is above half of the median
    sure: np.ndarray  #: bool, where the weight with λ is
    with_sgd: bool
    summary: str

    @property
    def kept(self) -> np.ndarray:
        """w with λ ÷ w without, NaN where it is not clear: shape (methods, frames, 57)."""
        return np.where(self.clear, self.w / np.where(self.clear, self.free, 1.0), np.nan)


@lru_cache(maxsize=256)
def weight_decay(*, lam=0.1, lr=0.01, with_sgd=False) -> DecayRun:
    """The weights of a spam filter with this penalty, of `LAMBDAS` the nearest, and without."""
    table = decay_table(lr)
    k = int(np.argmin(np.abs(np.log(LAMBDAS / lam))))
    free, w = table.w[:, 0], table.w[:, k + 1]
    run = DecayRun(
        float(LAMBDAS[k]), lr, w, free, table.rms[:, k + 1],
        table.decay[:, k + 1], _large(free), _large(w), bool(with_sgd), "",
    )  # fmt: skip
    return DecayRun(**{**vars(run), "summary": _summary(run)})


def _large(w) -> np.ndarray:
    size = np.abs(w)
    return size > 0.5 * np.median(size, axis=-1, keepdims=True)


def _summary(run: DecayRun) -> str:
    return (
        f"λ = {run.lam:.2g}, η = {run.lr:g}, 57 weights. Ringed are george, a name in wanted "
        f"messages, and 3d, a word of advertisements."
    )
