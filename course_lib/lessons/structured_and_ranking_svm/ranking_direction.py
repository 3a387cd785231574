"""Ranking four modes of travel along a direction: every pair is a point that should lie ahead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.datasets import MODES, load_modechoice, standardize
from course_lib.linear import RankSVM, ranked_pairs

FEATURES = ("ttme", "invt")
TRAVELLERS = 210
ANGLES = np.arange(-180, 181, 2)  # degrees
#: Whose w → the price C of the ranking SVM; None for the one that is set by hand.
SOURCES = {"mine": None, **{f"ranking SVM, C = {C:g}": C for C in (0.001, 0.01, 0.1, 1.0)}}
MOST = 3.0  # of the drawn mean hinge


@dataclass(frozen=True)
class Trips:
    """The travellers' modes by two features, and all pairs of a chosen and another mode."""

    X: np.ndarray  #: standardized waiting and travelling time, shape (210, 4, 2)
    chosen: np.ndarray  #: index of the chosen mode, shape (210,)
    D: np.ndarray  #: chosen minus other, shape (630, 2)
    traveller: np.ndarray  #: of each pair, shape (630,)


@lru_cache(maxsize=1)
def trips() -> Trips:
    """All 210 travellers, standardized together."""
    data = load_modechoice(FEATURES)
    Z, _ = standardize(data.X)
    better, worse = ranked_pairs(data.y.astype(float), queries())
    return Trips(
        X=Z.reshape(-1, 4, 2), chosen=data.y.reshape(-1, 4).argmax(axis=1),
        D=Z[better] - Z[worse], traveller=queries()[better],
    )  # fmt: skip


def queries() -> np.ndarray:
    """The traveller of each row of `load_modechoice`."""
    return np.repeat(np.arange(TRAVELLERS), 4)


@lru_cache(maxsize=64)
def learned(C: float) -> tuple[float, float]:
    """The direction of the ranking SVM in degrees, and its length."""
    data = load_modechoice(FEATURES)
    w = RankSVM(C).fit(standardize(data.X)[0], data.y.astype(float), queries()).coef_
    return float(np.rad2deg(np.arctan2(w[1], w[0]))), float(np.hypot(*w))


def towards(angle, length=1.0) -> np.ndarray:
    """The vector of that angle (degrees) and length; angles may be an array."""
    angle = np.deg2rad(angle)
    return length * np.stack([np.cos(angle), np.sin(angle)], axis=-1)


@dataclass(frozen=True)
class RankingDirection:
    """A direction, its swapped pairs and one traveller's ranking."""

    trips: Trips
    w: np.ndarray  #: shape (2,)
    angle: float  #: of w, in degrees
    length: float
    swapped: np.ndarray  #: which pairs have wᵀd ≤ 0, shape (630,), bool
    counts: np.ndarray  #: swapped pairs at `ANGLES`, shape (181,)
    hinges: np.ndarray  #: mean hinge at `ANGLES` and this length, shape (181,)
    hinge: float  #: mean hinge of w
    traveller: int  #: index, from 0
    scores: np.ndarray  #: of that traveller's modes, shape (4,)
    summary: str


@lru_cache(maxsize=256)
def ranking_direction(*, angle=150.0, length=1.0, traveller=60, source="mine"):
    """Rank by wᵀx.

    Parameters
    ----------
    angle, length : float
        Of w: degrees, and > 0.
    traveller : int
        1 to 210, whose modes are shown.
    source : str
        A key of `SOURCES`: the w of a ranking SVM is taken instead.
    """
    data = trips()
    if SOURCES[checks.choice("source", source, SOURCES)] is not None:
        angle, length = learned(SOURCES[source])
    w = towards(angle, length)
    z = data.D @ w
    counts, _ = _over_angles(1.0)
    scores = data.X[traveller - 1] @ w
    swapped, hinge = z <= 0, float(np.maximum(0, 1 - z).mean())
    return RankingDirection(
        trips=data, w=w, angle=angle, length=length, swapped=swapped, counts=counts,
        hinges=_over_angles(length)[1], hinge=hinge, traveller=traveller - 1, scores=scores,
        summary=_summary(angle, length, int(swapped.sum()), hinge, traveller, scores,
                         data.chosen[traveller - 1], source),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _over_angles(length):
    z = trips().D @ towards(ANGLES, length).T
    return (z <= 0).sum(axis=0), np.maximum(0, 1 - z).mean(axis=0)


def _summary(angle, length, swapped, hinge, traveller, scores, chosen, source) -> str:
    order = np.argsort(-scores, kind="stable")
    place = int(np.flatnonzero(order == chosen)[0]) + 1
    whose = "Your w" if source == "mine" else source[0].upper() + source[1:]
    return (
        f"{whose}: {angle:.0f}°, length {length:.2f}; {swapped} of 630 pairs swapped, mean hinge "
        f"{hinge:.2f}. Traveller {traveller} took the {MODES[chosen]}, ranked {place} of 4."
    ).replace("-", "−")
