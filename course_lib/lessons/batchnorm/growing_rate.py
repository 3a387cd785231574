"""Weight decay with a constant rate beside a rate that grows for ever, without weight decay."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.shared.remembered import remembered
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import Activation, BatchNorm, Dense, Sequential, SoftmaxCrossEntropy, Train
from course_lib.schedules import Exponential

SEEDS, DIGITS, BATCH = 3, 960, 32
LOSS = SoftmaxCrossEntropy()
RATE, STEPS = 0.5, 200


def invariant_network(normed: bool = True) -> Sequential:
    """196-32-32-10 with a batch norm without γ and β after every Dense: scale decides nothing."""
    layers = []
    for n_in, n_out in ((196, 32), (32, 32), (32, 10)):
        layers.append(Dense(n_in, n_out, bias=False))
        layers += [BatchNorm(n_out, affine=False, eps=1e-12)] if normed else []
        layers += [Activation("relu")] if n_out == 32 else []
    return Sequential(layers)


def descend(net, schedule, decay: float, seed: int, steps: int = STEPS):
    """SGD with weight decay, ``w ← (1 − ηλ) w − η g``: the losses and ‖w‖ of every step."""
    X, y, *_ = small_digits()
    rng = np.random.default_rng(seed)
    w, losses, lengths = net.pack(net.init(rng)), np.full(steps, np.nan), np.full(steps, np.nan)
    for t in range(steps):
        rows = rng.integers(0, DIGITS, BATCH)
        params, eta = net.unpack(w), schedule(t)
        with np.errstate(all="ignore"):  # without BN a growing rate overflows: that is the point
            outputs, cache = net.forward(params, X[rows], Train())
            losses[t], grad = LOSS.value_and_grad(outputs, y[rows])
            if not np.isfinite(losses[t]):
                break
            lengths[t] = np.linalg.norm(w)
            grads = net.backward(params, cache, grad, wrt_input=False)[1]
            w = (1 - eta * decay) * w - eta * net.pack(grads)
    return losses, lengths


def growing_schedule(decay: float) -> Exponential:
    r"""η (1 − ηλ)^(−2t − 1): without weight decay the same function as η with weight decay λ."""
    shrink = 1 - RATE * decay
    return Exponential(RATE / shrink, factor=shrink**-2.0)


#: Network → with batch norm, with weight decay (else the rate grows).
NETWORKS = {
    "BN, weight decay": (True, True), "BN, growing η": (True, False),
    "plain, growing η": (False, False),
}  # fmt: skip


@remembered(maxsize=4)
def growing_rate(decay: float = 0.01) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Losses and lengths ‖w‖ of the three networks: name → two arrays of shape (seeds, STEPS)."""
    found = {}
    for name, (normed, decayed) in NETWORKS.items():
        schedule = (lambda t: RATE) if decayed else growing_schedule(decay)
        net, used = invariant_network(normed), decay if decayed else 0.0
        runs = [descend(net, schedule, used, seed) for seed in range(SEEDS)]
        found[name] = tuple(np.array(part) for part in zip(*runs, strict=True))
    return found
