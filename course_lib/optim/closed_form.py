r"""What theory promises: the exact path on a quadratic, and bounds with their conditions.

The bounds do not check their conditions, so that a figure can show what happens without them.
D is the distance ‖x₀ − x*‖ of the start from a minimizer.
"""

from __future__ import annotations

import numpy as np

from course_lib import checks


def quadratic_path(hessian, minimizer, x0, lr: float, t) -> np.ndarray:
    r"""Where gradient descent is after t steps on a quadratic, without taking them.

    .. math:: x_t - x^\star = (I - \eta H)^t (x_0 - x^\star)
              = \sum_i (1 - \eta\lambda_i)^t \, q_i q_i^\top (x_0 - x^\star)

    Each eigenvector q_i of H has its own geometric sequence: monotone for ηλ_i < 1, alternating
    for 1 < ηλ_i < 2, growing for ηλ_i > 2.

    Parameters
    ----------
    hessian : array, shape (d, d)
        H, symmetric; 2XᵀX/n for the mean squared error.
    minimizer, x0 : array, shape (d,)
        x* may be any point where the gradient is 0.
    lr : float
        η > 0.
    t : int or integer array, shape (...)
        Numbers of steps, ≥ 0.

    Returns
    -------
    array, shape (..., d)
        Infinite (or NaN) where the path has left the floating-point numbers.

    References
    ----------
    Lecture deck C, w_{t+1} − w* = (I − 2ηXᵀX)(w_t − w*).

    Examples
    --------
    >>> quadratic_path([[1.0, 0.0], [0.0, 3.0]], [0, 0], [8.0, 1.0], lr=0.5, t=[0, 1, 2]).tolist()
    [[8.0, 1.0], [4.0, -0.5], [2.0, 0.25]]
    """
    H = checks.array("hessian", hessian, ndim=2)
    if H.shape[0] != H.shape[1] or not np.allclose(H, H.T, rtol=1e-10):
        raise ValueError(f"hessian must be a symmetric matrix, got shape {H.shape}; "
                         "the path is along its orthogonal eigenvectors")  # fmt: skip
    start, end = checks.vector("x0", x0, len(H)), checks.vector("minimizer", minimizer, len(H))
    lr, t = checks.positive("lr", lr), _counts("t", t)
    eigenvalues, Q = np.linalg.eigh(H)
    offset = Q.T @ (start - end)
    with np.errstate(all="ignore"):
        factors = (1 - lr * eigenvalues) ** t[..., None]
        # A direction that is not started in stays empty, even where its factor overflows.
        parts = np.where(offset == 0, 0.0, factors * offset)
        return end + parts @ Q.T


def _counts(name: str, value) -> np.ndarray:
    out = checks.array(name, value)
    if (out < 0).any() or (out != np.floor(out)).any():
        raise ValueError(f"{name} must be whole numbers ≥ 0, got {value!r}; it counts steps")
    return out


def rate_convex(k, lr: float, distance: float) -> np.ndarray:
    r"""Bound of f(x_k) − f* for convex, L-smooth f: :math:`D^2 / (2 k \alpha)`.

    Condition: a constant step 0 < α ≤ 1/L. k ≥ 1; infinite at k = 0.

    Examples
    --------
    >>> rate_convex([1, 10], lr=0.5, distance=2.0).tolist()
    [4.0, 0.4]
    """
    lr, D = checks.positive("lr", lr), checks.non_negative("distance", distance)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((k := _counts("k", k)) > 0, D**2 / (2 * k * lr), np.inf)


def rate_strongly_convex(k, smoothness: float, strong_convexity: float, distance: float):
    r"""Bound of f(x_k) − f*: :math:`\tfrac L2 \bigl(\tfrac{\kappa-1}{\kappa+1}\bigr)^{2k} D^2`.

    Conditions: μ-strongly convex, L-smooth f and the step α = 2/(L + μ); κ = L/μ.

    Examples
    --------
    >>> rate_strongly_convex([0, 1], smoothness=3.0, strong_convexity=1.0, distance=2.0).tolist()
    [6.0, 1.5]
    """
    L, mu = _curvatures(smoothness, strong_convexity)
    D = checks.non_negative("distance", distance)
    return L / 2 * ((L - mu) / (L + mu)) ** (2 * _counts("k", k)) * D**2


def rate_quadratic(t, lr: float, strong_convexity: float, distance: float) -> np.ndarray:
    r"""Bound of ‖x_t − x*‖ on a quadratic: :math:`(1 - \eta\lambda_{\min})^t D`.

    Condition: 0 < η ≤ 1/λ_max. Beyond it the steepest direction may shrink more slowly, or grow,
    while this bound goes on falling.

    Examples
    --------
    >>> rate_quadratic([0, 1, 2], lr=0.1, strong_convexity=5.0, distance=8.0).tolist()
    [8.0, 4.0, 2.0]
    """
    lr = checks.positive("lr", lr)
    mu = checks.positive("strong_convexity", strong_convexity)
    D = checks.non_negative("distance", distance)
    return (1 - lr * mu) ** _counts("t", t) * D


def descent_guarantee(grad_norm, smoothness: float, lr: float | None = None) -> np.ndarray:
    r"""What the descent lemma promises: f(x_t) − f(x_{t+1}) is at least so much.

    .. math:: \eta \left(1 - \tfrac{\eta\beta}{2}\right) \|\nabla f(x_t)\|^2

    Condition: β-smooth f, convex or not. At η = 1/β (taken if `lr` is None) it is ‖∇f‖²/(2β);
    at η = 2/β nothing is promised any more, beyond it the number is negative.

    Examples
    --------
    >>> float(descent_guarantee(4.0, smoothness=2.0))
    4.0
    """
    beta = checks.positive("smoothness", smoothness)
    lr = 1 / beta if lr is None else checks.positive("lr", lr)
    return lr * (1 - lr * beta / 2) * checks.array("grad_norm", grad_norm, finite=False) ** 2


def steps_to_stationary(eps, smoothness: float, gap: float) -> np.ndarray:
    r"""Steps after which *some* iterate had ‖∇f‖ ≤ ε.

    .. math:: T = 2\beta\,(f(x_0) - f^\star) / \varepsilon^2

    Conditions: β-smooth f, convex or not, bounded below by f*, and η = 1/β. It holds for the best
    iterate, not for the last one.

    Examples
    --------
    >>> float(steps_to_stationary(0.1, smoothness=2.0, gap=1.0))
    400.0
    """
    beta, gap = checks.positive("smoothness", smoothness), checks.non_negative("gap", gap)
    eps = checks.array("eps", eps)
    if (eps <= 0).any():
        raise ValueError(f"eps must be positive, got {eps.min():g}")
    return np.ceil(np.round(2 * beta * gap / eps**2, 9))


def best_constant_lr(smoothness: float, strong_convexity: float) -> float:
    """α = 2/(L + μ): the constant step with the best worst case; beyond 2/L the run diverges."""
    L, mu = _curvatures(smoothness, strong_convexity)
    return 2 / (L + mu)


def best_momentum(smoothness: float, strong_convexity: float) -> tuple[float, float]:
    r"""(η, β) with which the heavy ball is fastest on quadratics.

    .. math:: \eta = \frac{4}{(\sqrt L + \sqrt\mu)^2}, \qquad
              \sqrt\beta = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}

    The error then shrinks like t√βᵗ; κ = L/μ.

    References
    ----------
    Polyak (1964).

    Examples
    --------
    >>> best_momentum(smoothness=9.0, strong_convexity=1.0)
    (0.25, 0.25)
    """
    L, mu = _curvatures(smoothness, strong_convexity)
    total = L**0.5 + mu**0.5
    return 4 / total**2, ((L**0.5 - mu**0.5) / total) ** 2


def momentum_matrix(curvature: float, lr: float, beta: float, nesterov: bool = False) -> np.ndarray:
    r"""M of (x, v)_{t+1} = M (x, v)_t for momentum on ½λx², shape (2, 2).

    .. math:: M = \begin{pmatrix} 1 - \eta\lambda & -\eta\beta \\
                                  \lambda & \beta \end{pmatrix}

    Its eigenvalues say how the ball moves: real ones fall without swinging, a complex pair (of
    modulus √β, as det M = β) swings; equal ones, at β = (1 − √(ηλ))², are critically damped.

    Parameters
    ----------
    curvature : float
        λ.
    lr, beta : float
        η > 0 and β in [0, 1).
    nesterov : bool
        With the gradient at the look-ahead x − ηβv.

    Examples
    --------
    >>> momentum_matrix(curvature=1.0, lr=0.5, beta=0.5).tolist()
    [[0.5, -0.25], [1.0, 0.5]]
    """
    lam, lr = checks.number("curvature", curvature), checks.positive("lr", lr)
    beta = checks.in_range("beta", beta, 0, 1, "[)")
    kept = beta * (1 - lr * lam) if checks.flag("nesterov", nesterov) else beta
    return np.array([[1 - lr * lam, -lr * kept], [lam, kept]])


def _curvatures(smoothness, strong_convexity) -> tuple[float, float]:
    L = checks.positive("smoothness", smoothness)
    mu = checks.in_range("strong_convexity", strong_convexity, 0, L, "(]", "0 < μ ≤ L")
    return L, mu
