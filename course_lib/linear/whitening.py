"""Whitening: data whose coordinates have variance 1 and are uncorrelated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.linear.subspace import Subspace, principal_directions

KINDS = ("pca", "zca")
#: A variance below this part of the largest is rounding: no direction to divide by.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Whitening:
    r"""Divide centred data by their spread along each of k orthonormal directions.

    .. math:: z = D^{-s} X^\top (x - \bar x) \;\text{(PCA)}, \qquad
              z = X D^{-s} X^\top (x - \bar x) \;\text{(ZCA)}

    The strength s leads from the coordinates (PCA) or the projection (ZCA) at s = 0 to white data
    at s = 1; the variance along direction j becomes :math:`\lambda_j / (\lambda_j+\varepsilon)^s`.

    Make it with `whitening` from the *training* samples and use it on all others, or the test set
    leaks into the training.

    Parameters
    ----------
    mean : array, shape (d,)
    subspace : Subspace
        Its basis vectors, the columns of X, are the k directions.
    scales : array, shape (k,)
        The diagonal of D, positive: √(λ_j + ε).
    kind : {"pca", "zca"}
        "zca" turns the result back, so that a picture stays a picture.

    Raises
    ------
    ValueError
        ``scales must be positive, got 0; choose eps > 0 or fewer directions``

    Examples
    --------
    >>> white = Whitening(np.array([1.0, 0.0]), Subspace(np.eye(2)), np.array([2.0, 0.5]), "zca")
    >>> white.apply([3.0, 1.0]).tolist(), white.apply([3.0, 1.0], strength=0.0).tolist()
    ([1.0, 2.0], [2.0, 1.0])
    >>> white.invert([1.0, 2.0]).tolist()
    [3.0, 1.0]
    """

    mean: np.ndarray
    subspace: Subspace
    scales: np.ndarray
    kind: str = "pca"

    def __post_init__(self):
        subspace = checks.instance("subspace", self.subspace, Subspace, "write Subspace(X)")
        mean = checks.vector("mean", self.mean, len(subspace.X))
        scales = checks.vector("scales", self.scales, subspace.dim)
        checks.choice("kind", self.kind, KINDS)
        if not (scales > 0).all():
            raise ValueError(f"scales must be positive, got {scales.min():g}; "
                             "choose eps > 0 or fewer directions")  # fmt: skip
        for name, value in (("mean", mean.copy()), ("scales", scales.copy())):
            value.setflags(write=False)
            object.__setattr__(self, name, value)

    def apply(self, x, strength: float = 1.0) -> np.ndarray:
        """z for points x, shape (..., d) → (..., k) for PCA and (..., d) for ZCA."""
        divisor = self._divisor(strength)
        x = checks.points("x", x, len(self.mean))
        return self._turned(self.subspace.coordinates(x - self.mean) / divisor)

    def invert(self, z, strength: float = 1.0) -> np.ndarray:
        """The x whose image is z: shape (..., k) for PCA, (..., d) for ZCA → (..., d).

        With k < d directions it is the projection of x onto them, around the mean.
        """
        divisor = self._divisor(strength)
        if self.kind == "zca":
            c = self.subspace.coordinates(checks.points("z", z, len(self.mean)))
        else:
            c = checks.points("z", z, self.subspace.dim)
        return self.mean + self.subspace.place(c * divisor)

    def matrix(self, strength: float = 1.0) -> np.ndarray:
        """W of z = W (x − mean): a row, or filter, for each entry of z."""
        rows = (self.subspace.X / self._divisor(strength)).T
        return self.subspace.X @ rows if self.kind == "zca" else rows

    def _divisor(self, strength) -> np.ndarray:
        return self.scales ** checks.in_range("strength", strength, 0, 1)

    def _turned(self, c) -> np.ndarray:
        return self.subspace.place(c) if self.kind == "zca" else c


def whitening(data, k: int | None = None, *, eps: float = 0.0, kind: str = "pca") -> Whitening:
    r"""The whitening of these data, along their k principal directions.

    .. math:: \tfrac1n \sum_i z_i z_i^\top = \mathrm{diag}\Bigl(
              \tfrac{\lambda_j}{\lambda_j + \varepsilon}\Bigr) \quad \text{(PCA)}

    Parameters
    ----------
    data : array, shape (n, d)
        One training sample in each row, n ≥ 2.
    k : int, optional
        How many directions, the widest first; all d if not given.
    eps : float
        ε ≥ 0, in the squared unit of the data. It is added to each variance, inside the root:
        directions of variance far below ε are hardly stretched.
    kind : {"pca", "zca"}

    Returns
    -------
    Whitening

    Raises
    ------
    ValueError
        ``eps must be positive for these data, which vary along only 3 of the 5 directions …``

    Notes
    -----
    Variances are divided by n. A variance below 1e-12 of the largest counts as rounding; where
    columns have very different units, standardize them first. scikit-learn's ``PCA(whiten=True)``
    divides by n − 1 and has no ε.

    Examples
    --------
    >>> white = whitening([[0.0, 0.0], [2.0, 0.0], [0.0, 4.0], [2.0, 4.0]])
    >>> white.apply([[2.0, 4.0], [2.0, 0.0]]).tolist()
    [[1.0, 1.0], [-1.0, 1.0]]
    """
    eps = checks.non_negative("eps", eps)
    checks.choice("kind", kind, KINDS)
    found = principal_directions(data, k)
    varying = int((found.variance > ROUNDING * found.variance[0]).sum())
    if eps == 0 and varying < found.subspace.dim:
        raise ValueError(
            f"eps must be positive for these data, which vary along only {varying} of the "
            f"{found.subspace.dim} directions, got 0; or choose k ≤ {varying}, or standardize "
            "columns of very different units first"
        )
    return Whitening(found.mean, found.subspace, np.sqrt(found.variance + eps), kind)
