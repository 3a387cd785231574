"""Entropy, cross entropy and the Kullback–Leibler divergence of two coins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions import cross_entropy, entropy, kl_divergence

UNITS = {"nats (natural log)": ("nats", 1.0), "bits (log₂)": ("bits", float(np.log(2)))}
GRID = np.linspace(0.002, 0.998, 250)


@dataclass(frozen=True)
class TwoDistributions:
    """The truth p = (1 − p₁, p₁), the belief q = (1 − q₁, q₁), and what believing costs."""

    p: np.ndarray  #: Shape (2,).
    q: np.ndarray  #: Shape (2,).
    unit: str  #: "nats" or "bits"; all costs are in it.
    #: entropy, cross, kl: H(p), H(p, q) and KL(p‖q); the last two may be infinite.
    entropy: float
    cross: float
    kl: float
    #: other_entropy, other_cross, other_kl: H(q), H(q, p), KL(q‖p).
    other_entropy: float
    other_cross: float
    other_kl: float
    curve: np.ndarray  #: Shape (250,). H(p, ·) over `GRID`.
    entropies: np.ndarray  #: Shape (250,). H(·), the lowest cost of each truth.
    summary: str


@lru_cache(maxsize=256)
def two_distributions(*, p=0.7, q=0.4, unit="nats (natural log)") -> TwoDistributions:
    """The costs of believing q where p is true, for two outcomes."""
    name, size = UNITS[unit]
    one, other = np.array([1 - p, p]), np.array([1 - q, q])
    believed = np.stack([1 - GRID, GRID], axis=-1)
    truth = np.broadcast_to(one, believed.shape)
    H, cross, kl = (
        float(f) / size for f in (entropy(one), cross_entropy(one, other),
                                  kl_divergence(one, other))
    )  # fmt: skip
    other_H, other_cross, other_kl = (
        float(f) / size for f in (entropy(other), cross_entropy(other, one),
                                  kl_divergence(other, one))
    )  # fmt: skip
    return TwoDistributions(
        p=one, q=other, unit=name, entropy=H, cross=cross, kl=kl, other_entropy=other_H,
        other_cross=other_cross, other_kl=other_kl, curve=cross_entropy(truth, believed) / size,
        entropies=entropy(believed) / size, summary=_summary(p, q, name, H, cross, kl, other_kl),
    )  # fmt: skip


def _summary(p, q, unit, H, cross, kl, other_kl) -> str:
    if np.isinf(cross):
        return (
            f"p = {p:.2f}, q = {q:.2f}: q calls impossible what p lets happen, so the cross "
            "entropy is infinite: one such sample and the likelihood is 0."
        )
    if p == q:
        return (
            f"p = q = {p:.2f}: the cross entropy is as low as it gets, the entropy H(p) = {H:.3f} "
            f"{unit}; KL = 0."
        )
    other = "infinite" if np.isinf(other_kl) else f"{other_kl:.3f}"
    return (
        f"p = {p:.2f}, q = {q:.2f}: H(p, q) = {cross:.3f} {unit} = H(p) {H:.3f} + KL(p‖q) "
        f"{kl:.3f}; the other way round KL(q‖p) is {other}."
    )
