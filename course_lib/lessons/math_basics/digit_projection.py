"""A real picture projected onto k directions: the digit rebuilt, and what is left of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.datasets import load_fashion_mnist, load_mnist
from course_lib.linear import PrincipalDirections, Subspace, principal_directions

TRAINING, MOST = 4000, 200  # pictures that the directions are found from; the largest k
SIDE = 28
BOOT = "an ankle boot"
DIGITS = tuple(f"digit {c}" for c in range(10))
PICTURES = (*DIGITS, BOOT)
PRINCIPAL, RANDOM = "principal", "random"
BASES = (PRINCIPAL, RANDOM)


@dataclass(frozen=True)
class DigitProjectionRun:
    """z = picture − mean picture, and P_K z for the first k directions of a basis."""

    picture: np.ndarray  #: from 0 (paper) to 1, shape (28, 28)
    rebuilt: np.ndarray  #: mean picture + XXᵀz, shape (28, 28)
    left: np.ndarray  #: z − XXᵀz, shape (28, 28)
    k: int
    coordinates: np.ndarray  #: Xᵀz, shape (k,)
    kept: dict  #: basis → ‖P_K z‖²/‖z‖² for 0, 1, … 200 directions, shape (201,)
    basis: str
    summary: str


@lru_cache(maxsize=1)
def digit_directions() -> PrincipalDirections:
    """The 200 principal directions of the first 4,000 training digits."""
    return principal_directions(load_mnist("train", TRAINING).X, MOST)


@lru_cache(maxsize=1)
def random_directions() -> Subspace:
    """200 orthonormal directions drawn without looking at any picture."""
    draws = np.random.default_rng(0).normal(size=(SIDE * SIDE, MOST))
    return Subspace(np.linalg.qr(draws)[0])


def basis_of(name: str) -> Subspace:
    """The directions by name."""
    return digit_directions().subspace if name == PRINCIPAL else random_directions()


@lru_cache(maxsize=1)
def sample_pictures() -> dict[str, np.ndarray]:
    """The first test picture of each digit, and of an ankle boot: name → shape (784,)."""
    digits, clothes = load_mnist("test", 200), load_fashion_mnist("test", 200)
    chosen = {name: digits.X[np.argmax(digits.y == c)] for c, name in enumerate(DIGITS)}
    chosen[BOOT] = clothes.X[np.argmax(clothes.y == clothes.classes.index("ankle boot"))]
    return {name: picture.astype(float) for name, picture in chosen.items()}


@lru_cache(maxsize=64)
def _coordinates(picture: str, basis: str) -> tuple[np.ndarray, np.ndarray]:
    """z, and its coordinates in all 200 directions."""
    z = sample_pictures()[picture] - digit_directions().mean
    return z, basis_of(basis).coordinates(z)


@lru_cache(maxsize=64)
def _kept(picture: str) -> dict[str, np.ndarray]:
    shares = {}
    for basis in BASES:
        z, c = _coordinates(picture, basis)
        shares[basis] = np.concatenate([[0.0], np.cumsum(c**2)]) / (z @ z)
    return shares


@lru_cache(maxsize=256)
def digit_projection(*, picture="digit 5", basis=PRINCIPAL, k=5) -> DigitProjectionRun:
    """Project a picture that the directions have not seen.

    Parameters
    ----------
    picture : str
    basis : {"principal", "random"}
    k : int
        0 to 200.
    """
    (z, c), mean = _coordinates(picture, basis), digit_directions().mean
    part = basis_of(basis).X[:, :k] @ c[:k]
    kept = _kept(picture)
    return DigitProjectionRun(
        picture=_square(z + mean), rebuilt=_square(part + mean), left=_square(z - part), k=k,
        coordinates=c[:k], kept=kept, basis=basis,
        summary=_summary(picture, basis, k, kept[basis][k], np.linalg.norm(z - part)),
    )  # fmt: skip


def _square(flat) -> np.ndarray:
    return flat.reshape(SIDE, SIDE)


def _summary(picture, basis, k, share, left) -> str:
    numbers = "1 number" if k == 1 else f"{k} numbers"
    return (
        f"{picture[0].upper()}{picture[1:]} from {numbers} in place of 784 ({basis} directions): "
        f"‖P_K z‖² is {100 * share:.1f} % of ‖z‖²; the residual is {left:.2f} long."
    )
