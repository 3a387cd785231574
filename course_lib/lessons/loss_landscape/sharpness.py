"""Minima of SGD, of large batches and of Adam: spectra, sharpness, and what a scale does to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from course_lib import checks
from course_lib.lessons.shared.network_stack import NetworkStack, told
from course_lib.lessons.shared.remembered import in_turn, remembered
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import NetworkRisk, SoftmaxCrossEntropy, Spectrum, hessian_vector, lanczos
from course_lib.optim import Adam, GradientDescent

DIGITS, SIZES, SEEDS = 400, (196, 16, 10), 5
MOST, LOOK = 2000, 10  # steps at most, and how often the loss is looked at
PRODUCTS, QUICK = 40, 12  # of Lanczos for a spectrum, and for λ_max
#: Name → (optimizer, batch size); the same learning rate for both batch sizes.
METHODS = {
    "SGD, B = 10": (GradientDescent(0.2), 10),
    "SGD, B = 200": (GradientDescent(0.2), 200),
    "Adam, B = 10": (Adam(0.004), 10),
}
FIRST = next(iter(METHODS))
STOPS = (0.3, 0.1, 0.03)
SCALES = (1, 2, 4)
STACK = NetworkStack(SIZES)


@dataclass(frozen=True, eq=False)
class Minima:
    """Where one method stopped, from each seed."""

    theta: np.ndarray  #: shape (seeds, dim)
    steps: np.ndarray  #: taken, shape (seeds,)
    loss: np.ndarray  #: over all training digits, shape (seeds,)
    test_error: np.ndarray  #: in percent, shape (seeds,)


@dataclass(frozen=True, eq=False)
class Sharpness:
    """λ_max and its scale-free relative at the minima of all methods; keys of `METHODS`."""

    method: str
    stop: float
    scale: int
    spectrum: Spectrum  #: of seed 0 of that method, after the rescaling
    largest: dict[str, np.ndarray]  #: λ_max after the rescaling, shape (seeds,) each
    adaptive: dict[str, np.ndarray]  #: λ_max of |θ| H |θ| after the rescaling, same shapes
    minima: dict[str, Minima]
    summary: str


def training_digits() -> tuple[np.ndarray, np.ndarray]:
    """400 digits of 14 × 14 pixels and their classes."""
    X, y, _, _ = small_digits()
    return X[:DIGITS], y[:DIGITS]


def risk() -> NetworkRisk:
    """The mean cross entropy of the 196-16-10 network on these digits."""
    return NetworkRisk(STACK.net, SoftmaxCrossEntropy(), *training_digits())


@remembered(maxsize=16)
def minima(method: str, stop: float, progress=None) -> Minima:
    """Train until the loss over all digits is below `stop`, five seeds at once.

    Every method stops at the same loss: the Hessian of a cross entropy fades with the loss, so
    minima of different depths would not compare.
    """
    optimizer, batch = METHODS[method]
    (X, y), w = training_digits(), STACK.starts(SEEDS)
    rngs = [np.random.default_rng([22, s]) for s in range(SEEDS)]
    # The stored rows of finished seeds stay; the others go on.
    done, theta = np.full(SEEDS, -1), w.copy()
    state, losses = optimizer.init(w), [np.full(SEEDS, np.nan)]
    for step in told(progress, MOST, losses):
        if step % LOOK == 0:
            losses.append(STACK.loss(w, X[None], y[None]))
            new = (losses[-1] < stop) & (done < 0)
            done[new], theta[new] = step, w[new]
            if (done >= 0).all():
                break
        rows = np.array([rng.choice(DIGITS, batch, replace=False) for rng in rngs])
        _, grad = STACK.loss_and_grad(w, X[rows], y[rows])
        state = optimizer.update(w, grad, state)
    theta[done < 0] = w[done < 0]
    _, _, X_test, y_test = small_digits()
    return Minima(
        theta, np.where(done < 0, MOST, done), STACK.loss(theta, X[None], y[None]),
        100 - STACK.accuracy(theta, X_test[None], y_test[None]),
    )  # fmt: skip


def rescaled(theta, scale) -> np.ndarray:
    """The same function: hidden weights and biases times `scale`, output weights divided by it."""
    params = {k: v.copy() for k, v in STACK.net.unpack(np.asarray(theta)).items()}
    params["0.W"] *= scale
    params["0.b"] *= scale
    params["2.W"] /= scale
    return STACK.net.pack(params)


def spectrum_at(theta, products: int, adaptive: bool = False) -> Spectrum:
    """Lanczos on the Hessian there, or on |θ| H |θ|, which no rescaling of a layer changes."""
    f = risk()
    by = np.abs(theta) if adaptive else np.ones_like(theta)
    return lanczos(lambda v: by * hessian_vector(f, theta, by * v), f.dim, products,
                   rng=np.random.default_rng(22))  # fmt: skip


@remembered(maxsize=64)
def largest_at(method: str, stop: float, scale: int, adaptive: bool) -> np.ndarray:
    """λ_max at the rescaled minima of a method, or its scale-free relative: shape (seeds,)."""
    found = minima(method, stop).theta
    return np.array([
        spectrum_at(rescaled(theta, scale), QUICK, adaptive).largest for theta in found
    ])  # fmt: skip


@remembered(maxsize=64)
def sharpness(*, method=FIRST, stop=0.1, scale=1, progress=None) -> Sharpness:
    """Spectrum and sharpness at the end of training.

    Parameters
    ----------
    method : str
        A key of `METHODS`: whose spectrum is shown.
    stop : float
        The training loss at which all stop: one of `STOPS`.
    scale : int
        By which the hidden layer is multiplied and the output layer divided.
    progress : callable, optional
        As for `course_lib.nn.fit`.
    """
    checks.choice("method", method, METHODS)
    checks.choice("stop", stop, STOPS)
    results = in_turn([partial(minima, name, stop) for name in METHODS], progress)
    found = dict(zip(METHODS, results, strict=True))
    largest = {name: largest_at(name, stop, scale, False) for name in METHODS}
    adaptive = {name: largest_at(name, stop, scale, True) for name in METHODS}
    spectrum = spectrum_at(rescaled(found[method].theta[0], scale), PRODUCTS)
    return Sharpness(method, stop, scale, spectrum, largest, adaptive, found,
                     _summary(largest))  # fmt: skip


def _summary(largest) -> str:
    said = [
        f"{name}: {values.mean():.3g} ± {values.std(ddof=1):.2g}"
        for name, values in largest.items()
    ]
    return f"λₘₐₓ, mean ± standard deviation of {SEEDS} seeds. {'; '.join(said)}."
