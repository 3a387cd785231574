r"""What the steps need of each cone: its product, its distance to the boundary, its scaling.

Each of the three cones consists of the squares of a commutative product u ∘ v. For points s and z
inside there is one linear map W of the cone onto itself with
:math:`\lambda = W z = W^{-\top} s` (Nesterov & Todd 1997): seen through it both are the same point.

============  ==========================  =========================================
cone          u ∘ v                       W
============  ==========================  =========================================
orthant       uᵢ vᵢ                       diag √(sᵢ/zᵢ)
second order  (uᵀv, u₀ v₁ + v₀ u₁)        β (2vvᵀ − J), J = diag(1, −1, …, −1)
semidefinite  (UV + VU)/2                 U ↦ RᵀUR, with RᵀZR = R⁻¹SR⁻ᵀ diagonal
============  ==========================  =========================================

Vectors stand on the last axis. All second-order cones are handled at once, as are all matrices of
one size.

References
----------
Vandenberghe, The CVXOPT linear and quadratic cone program solvers (2010), §4 and §5.
"""

from __future__ import annotations

import numpy as np

TINY = 1e-300


class Orthant:
    """m numbers ≥ 0."""

    def __init__(self, m: int):
        self.size = self.degree = m
        self.identity = np.ones(m)

    def least(self, u) -> float:
        return float(u.min())

    def product(self, u, v):
        return u * v

    def common(self, sizes):
        return sizes

    def scaling(self, s, z):
        return OrthantScaling(s, z)


class OrthantScaling:
    def __init__(self, s, z):
        self.w, self.point = np.sqrt(s / z), np.sqrt(s * z)
        self.inverse = 1 / self.w

    def s_down(self, vectors):
        return vectors * self.inverse

    def s_up(self, v):
        return v * self.w

    z_up = s_down

    def divide(self, v):
        return v / self.point

    def fall(self, v) -> float:
        return max(0.0, -float((v / self.point).min()))


class Lorentz:
    """Second-order cones of the given sizes, one after the other."""

    def __init__(self, sizes):
        self.heads = np.cumsum([0, *sizes[:-1]])
        self.block = np.repeat(np.arange(len(sizes)), sizes)
        self.size, self.degree = len(self.block), len(sizes)
        self.identity = np.zeros(self.size)
        self.identity[self.heads] = 1.0
        self.sign = 2 * self.identity - 1  # the diagonal of J

    def sums(self, u):
        """Sums over each cone's entries, on the last axis."""
        return np.add.reduceat(u, self.heads, axis=-1)

    def tail(self, u):
        """‖u₁‖ of each cone."""
        return np.sqrt(self.sums(np.where(self.identity, 0.0, u) ** 2))

    def least(self, u) -> float:
        return float((u[self.heads] - self.tail(u)).min())

    def product(self, u, v):
        out = u[self.heads][self.block] * v + v[self.heads][self.block] * u
        out[self.heads] = self.sums(u * v)
        return out

    def common(self, sizes):
        return np.maximum.reduceat(sizes, self.heads)[self.block]

    def unit(self, u):
        """u divided by √(uᵀJu), and that root, cone by cone."""
        head, tail = u[self.heads], self.tail(u)
        root = np.sqrt(np.maximum((head - tail) * (head + tail), TINY))
        return u / root[self.block], root

    def scaling(self, s, z):
        return LorentzScaling(self, s, z)


class LorentzScaling:
    def __init__(self, cone: Lorentz, s, z):
        self.cone = cone
        s, s_root = cone.unit(s)
        z, z_root = cone.unit(z)
        half = np.sqrt((1 + cone.sums(s * z)) / 2)[cone.block]
        middle = (s + cone.sign * z) / (2 * half)
        self.beta = np.sqrt(s_root / z_root)[cone.block]
        self.v = (middle + cone.identity) / np.sqrt(2 * (middle[cone.heads] + 1))[cone.block]
        self.flipped = cone.sign * self.v
        self.point = self.s_up(z * z_root[cone.block])
        self.unit, self.root = cone.unit(self.point)

    def s_up(self, v):
        """W is its own transpose: W v = β (2 v (vᵀu) − Ju)."""
        cone = self.cone
        return self.beta * (2 * self.v * cone.sums(self.v * v)[cone.block] - cone.sign * v)

    def s_down(self, vectors):
        cone = self.cone
        along = cone.sums(self.flipped * vectors)[..., cone.block]
        return (2 * self.flipped * along - cone.sign * vectors) / self.beta

    z_up = s_down

    def divide(self, v):
        cone, u = self.cone, self.point
        head = u[cone.heads]
        first = cone.sums(cone.sign * u * v) / self.root**2
        out = (v - first[cone.block] * u) / head[cone.block]
        out[cone.heads] = first
        return out

    def fall(self, v) -> float:
        """By the map that takes λ to a multiple of the identity: there it is ‖v₁‖ − v₀."""
        cone, u = self.cone, self.unit
        first = cone.sums(cone.sign * u * v)
        heads = cone.heads
        part = (first + v[heads]) / (u[heads] + 1)
        return max(0.0, float(((cone.tail(v - part[cone.block] * u) - first) / self.root).max()))


class Matrices:
    """`count` symmetric n × n matrices, each of n² entries."""

    def __init__(self, n: int, count: int):
        self.n, self.shape = n, (count, n, n)
        self.size, self.degree = count * n * n, count * n
        self.identity = np.tile(np.eye(n).ravel(), count)

    def least(self, u) -> float:
        return float(np.linalg.eigvalsh(u.reshape(self.shape)).min())

    def product(self, u, v):
        both = u.reshape(self.shape) @ v.reshape(self.shape)
        return (both + both.swapaxes(1, 2)).ravel() / 2

    def common(self, sizes):
        return np.repeat(sizes.reshape(self.shape[0], -1).max(axis=1), self.n**2)

    def scaling(self, s, z):
        return MatrixScaling(self, s, z)


class MatrixScaling:
    """R = L₁ V Λ^(−1/2) from S = L₁L₁ᵀ, Z = L₂L₂ᵀ and the singular values L₂ᵀL₁ = UΛVᵀ."""

    def __init__(self, cone: Matrices, s, z):
        self.cone = cone
        L1, L2 = (np.linalg.cholesky(u.reshape(cone.shape)) for u in (s, z))
        U, self.values, Vt = np.linalg.svd(L2.swapaxes(1, 2) @ L1)
        root = np.sqrt(self.values)[:, None, :]
        self.R = L1 @ (Vt.swapaxes(1, 2) / root)
        self.R_inverse_t = L2 @ (U / root)
        self.point = (np.eye(cone.n) * self.values[:, None, :]).ravel()
        self.sums = self.values[:, :, None] + self.values[:, None, :]

    def s_down(self, vectors):
        """R⁻¹UR⁻ᵀ of every U: two large products, as the result is symmetric."""
        count, n, _ = self.cone.shape
        U = vectors.reshape(-1, count, n, n)
        out = np.empty_like(U)
        for i, right in enumerate(self.R_inverse_t):
            half = (U[:, i].reshape(-1, n) @ right).reshape(-1, n, n)
            other = half.swapaxes(1, 2).reshape(-1, n) @ right
            out[:, i] = other.reshape(-1, n, n)
        return out.reshape(vectors.shape)

    def s_up(self, v):
        return self._around(self.R, v)

    def z_up(self, v):
        return self._around(self.R_inverse_t, v)

    def _around(self, T, v):
        out = T @ v.reshape(self.cone.shape) @ T.swapaxes(1, 2)
        return ((out + out.swapaxes(1, 2)) / 2).ravel()

    def divide(self, v):
        return (2 * v.reshape(self.cone.shape) / self.sums).ravel()

    def fall(self, v) -> float:
        root = np.sqrt(self.values)
        scaled = v.reshape(self.cone.shape) / (root[:, :, None] * root[:, None, :])
        return max(0.0, -float(np.linalg.eigvalsh(scaled).min()))
