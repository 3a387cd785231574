"""The conditions of optimality and of certificates, written down once more by their definition."""

import numpy as np

from course_lib.convex import programs


def blocks(cones, vector):
    """The part of each cone, matrices as such."""
    start = 0
    for cone in cones:
        part = vector[start : start + cone.size]
        start += cone.size
        yield (
            cone,
            part.reshape(cone.n, cone.n) if isinstance(cone, programs.Semidefinite) else part,
        )
    assert start == len(vector)


def inside_by(cones, vector):
    """The least eigenvalue: ≥ 0 means in the cone."""
    least = np.inf
    for cone, part in blocks(cones, vector):
        if isinstance(cone, programs.SecondOrder):
            found = part[0] - np.linalg.norm(part[1:])
        elif isinstance(cone, programs.Semidefinite):
            np.testing.assert_allclose(part, part.T, atol=1e-12 * (1 + np.abs(part).max()))
            found = np.linalg.eigvalsh(part)[0]
        else:
            found = part.min(initial=np.inf)
        least = min(least, found)
    return least


def whole(n, G=None, h=None, A=None, b=None, P=None):
    """All arrays of a program, those not given without rows."""
    G, h = (np.zeros((0, n)), np.zeros(0)) if G is None else (np.asarray(G, float), np.asarray(h))
    A, b = (np.zeros((0, n)), np.zeros(0)) if A is None else (np.asarray(A, float), np.asarray(b))
    return G, h, A, b, np.zeros((n, n)) if P is None else np.asarray(P, float)


def assert_optimal(found, c, G=None, h=None, cones=(), A=None, b=None, P=None, atol=1e-6):
    """Every condition of Karush, Kuhn and Tucker, one by one."""
    assert found.status == "optimal"
    c = np.asarray(c, float)
    G, h, A, b, P = whole(len(c), G, h, A, b, P)
    x, s, z, y = found.x, found.s, found.z, found.y
    near = lambda a, b: np.testing.assert_allclose(a, b, atol=atol * (1 + np.abs(b).max(initial=0)))  # noqa: E731
    near(G @ x + s, h)
    near(A @ x, b)
    near(P @ x + c + G.T @ z + A.T @ y, np.zeros_like(c))
    assert inside_by(cones, s) >= -atol
    assert inside_by(cones, z) >= -atol
    value = 0.5 * x @ P @ x + c @ x
    near(found.value, value)
    near(found.dual_value, value)
    near(s @ z / (1 + abs(value)), 0.0)


def assert_proves_infeasible(found, G=None, h=None, cones=(), A=None, b=None, atol=1e-6):
    """z in the cones, Gᵀz + Aᵀy = 0, hᵀz + bᵀy = −1."""
    assert found.status == "infeasible"
    n = np.shape(G if G is not None else A)[1]
    G, h, A, b, _ = whole(n, G, h, A, b)
    z, y = found.certificate.z, found.certificate.y
    assert inside_by(cones, z) >= -1e-12 * np.abs(z).max(initial=0.0)
    np.testing.assert_allclose(G.T @ z + A.T @ y, 0, atol=atol)
    np.testing.assert_allclose(h @ z + b @ y, -1, atol=1e-9)
    assert found.value == np.inf
    assert np.isnan(found.x).all()


def assert_proves_unbounded(found, c, G=None, h=None, cones=(), A=None, b=None, P=None, atol=1e-6):
    """A feasible point, and a ray from it with Px = 0, Ax = 0, −Gx in the cones, cᵀx = −1."""
    assert found.status == "unbounded"
    c = np.asarray(c, float)
    G, h, A, b, P = whole(len(c), G, h, A, b, P)
    ray = found.certificate.x
    np.testing.assert_allclose(P @ ray, 0, atol=atol)
    np.testing.assert_allclose(A @ ray, 0, atol=atol)
    np.testing.assert_allclose(c @ ray, -1, atol=1e-9)
    assert inside_by(cones, -G @ ray) >= -atol
    assert inside_by(cones, h - G @ found.x) >= -atol * (1 + np.abs(h).max(initial=0))
    np.testing.assert_allclose(A @ found.x, b, atol=atol * (1 + np.abs(b).max(initial=0)))
    assert found.value == -np.inf
