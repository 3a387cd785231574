"""Momentum along the flattest and the steepest direction of a quadratic: the 2 × 2 picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions import Quadratic
from course_lib.optim import Momentum, Nesterov, best_momentum, minimize, momentum_matrix

STEPS = 80
HEAVY_BALL, NESTEROV = "heavy ball", "Nesterov"
METHODS = {HEAVY_BALL: Momentum, NESTEROV: Nesterov}
ETAS, BETAS = np.linspace(0.02, 4, 120), np.linspace(0, 0.99, 100)  # of the map
NEAR = 0.005  # half a tick of the slider


@dataclass(frozen=True, eq=False)
class MomentumModes:
    """Momentum on ½(μx₁² + Lx₂²) with L = 1 and μ = 1/κ, started at rest in (1, 1).

    In all arrays the flat direction (λ = μ) comes first, the steep one (λ = L) second.
    """

    nesterov: bool
    lr: float  #: the η used
    beta: float  #: the β used
    x: np.ndarray  #: shape (T + 1, 2); T ends early where the run diverges
    eigenvalues: np.ndarray  #: of each direction's iteration matrix, complex, shape (2, 2)
    q: float  #: the larger of both directions' factors per step
    factors: np.ndarray  #: q for every β in `BETAS` and η in `ETAS`, shape (100, 120)
    optimum: tuple[float, float] | None  #: the heavy ball's best η and β, if these are used
    verdicts: tuple[str, str]  #: how each direction moves
    summary: str


@lru_cache(maxsize=64)
def factor_map(method: str, condition: float) -> np.ndarray:
    """The factor per step for every β in `BETAS` (rows) and η in `ETAS` (columns)."""
    curvatures = np.array([1 / condition, 1.0])[:, None, None]
    pairs = eigenvalue_loci(curvatures, ETAS, BETAS[:, None], method == NESTEROV)
    return np.abs(pairs).max(axis=(0, -1))


@lru_cache(maxsize=256)
def momentum_modes(
    *, method=HEAVY_BALL, condition=25.0, lr=1.0, beta=0.8, best=False
) -> MomentumModes:
    """What η and β do to each direction.

    Parameters
    ----------
    method : str
        `HEAVY_BALL` or `NESTEROV`.
    condition : float
        κ ≥ 1.
    lr : float
        η > 0, in units of 1/L.
    beta : float
        In [0, 1).
    best : bool
        Take the heavy ball's best η and β instead.
    """
    curvatures, nesterov = np.array([1 / condition, 1.0]), method == NESTEROV
    optimum = best_momentum(1.0, 1 / condition) if best else None
    lr, beta = optimum or (lr, beta)
    eigenvalues = np.array(
        [np.linalg.eigvals(momentum_matrix(lam, lr, beta, nesterov)) for lam in curvatures]
    ).astype(complex)
    q = float(np.abs(eigenvalues).max())
    trace = minimize(Quadratic(curvatures), [1.0, 1.0], METHODS[method](lr, beta), steps=STEPS)
    verdicts = tuple(_verdict(lam, lr, beta, nesterov) for lam in curvatures)
    return MomentumModes(
        nesterov, lr, beta, trace.x, eigenvalues, q, factor_map(method, condition),
        optimum, verdicts, _summary(condition, lr, beta, q, verdicts),
    )  # fmt: skip


def eigenvalue_loci(curvature, lr, beta, nesterov: bool = False) -> np.ndarray:
    r"""The eigenvalues of `momentum_matrix` for arrays of λ, η and β.

    .. math:: z = \tfrac12 \bigl(\tau \pm \sqrt{\tau^2 - 4 \delta}\bigr)

    with the trace τ = 1 − ηλ + β and the determinant δ = β of the heavy ball; for Nesterov both β
    are multiplied with 1 − ηλ.

    Parameters
    ----------
    curvature, lr, beta : float or array, shapes that broadcast to (...)
    nesterov : bool

    Returns
    -------
    complex array, shape (..., 2)

    Examples
    --------
    >>> eigenvalue_loci(1.0, 0.25, [0.0, 0.25]).real.tolist()
    [[0.75, 0.0], [0.5, 0.5]]
    """
    plain = 1 - lr * np.asarray(curvature)
    det = np.asarray(beta) * (plain if nesterov else np.ones_like(plain))
    trace = plain + det
    root = np.sqrt((trace**2 - 4 * det).astype(complex))
    return np.stack([trace + root, trace - root], axis=-1) / 2


def critical_beta(curvature: float, lr: float, nesterov: bool = False) -> float | None:
    r"""The β at which a direction is critically damped: (1 − √ηλ)², for Nesterov over 1 − ηλ.

    None for Nesterov with ηλ ≥ 1, where no β gives equal eigenvalues but those at 0.

    Examples
    --------
    >>> critical_beta(0.04, 1.0)
    0.64
    """
    root = (lr * curvature) ** 0.5
    if nesterov:
        return (1 - root) / (1 + root) if root < 1 else None
    return (1 - root) ** 2


def _verdict(lam, lr, beta, nesterov) -> str:
    pair = eigenvalue_loci(lam, lr, beta, nesterov)
    modulus = float(np.abs(pair).max())
    critical = critical_beta(lam, lr, nesterov)
    if modulus >= 1 - 1e-9:
        return "grows: diverges" if modulus > 1 + 1e-9 else "never settles"
    if critical is not None and lr * lam < 1 and abs(beta - critical) <= NEAR:
        return "critically damped"
    if np.abs(pair.imag).max() > 1e-6:
        return "oscillates"
    return "damped" if pair.real[np.abs(pair).argmax()] >= 0 else "flips sign"


def _summary(condition, lr, beta, q, verdicts) -> str:
    head = (
        f"κ = {condition:.3g}, η = {lr:.3g}, β = {beta:.3g}: the flat direction "
        f"{_sentence(verdicts[0])}, the steep one {_sentence(verdicts[1])}"
    )
    if q >= 1 - 1e-9:
        return f"{head}; q = {q:.3f}, so the distance does not shrink."
    speed = f"10 times less every {np.log(10) / -np.log(q):.1f} steps" if q > 0.01 else "at once"
    return f"{head}; q = {q:.3f}, {speed}."


def _sentence(verdict) -> str:
    return f"is {verdict}" if verdict.endswith("damped") else verdict.split(":")[0]
