r"""Geometric programs: posynomials, made convex by logarithms.

A posynomial :math:`f(x) = \sum_k c_k x_1^{a_{k1}} \cdots x_n^{a_{kn}}`, c_k > 0, is not convex.
With x = exp(u) its logarithm is: :math:`\log \sum_k \exp(a_k^\top u + \log c_k)`. Log-sum-exp is
none of the three cones, so these programs have a solver of their own, the barrier method.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from course_lib import checks
from course_lib.convex.programs.arguments import real
from course_lib.convex.programs.barrier import Terms, follow
from course_lib.convex.programs.problems import linear_program
from course_lib.convex.programs.reduction import noticed, solutions
from course_lib.convex.programs.solution import Certificate, Residuals, Solution

PROOF = 1e-6  # how nearly Σ νa + Σ ya = 0 in a proof, whose bound is 1
INSIDE = -0.1  # log f_i of a start that is deep enough inside


def geometric_program(objective, constraints=(), monomials=(), tol=1e-8, max_steps=200) -> Solution:
    r"""Minimize a posynomial of positive x subject to posynomials ≤ 1 and monomials = 1.

    .. math:: \min_{u} \log f_0(e^u) \quad \text{subject to } \log f_i(e^u) \le 0,\
              a_j^\top u + \log c_j = 0

    Parameters
    ----------
    objective : (coefficients, exponents)
        Of shapes (k,) and (k, n): the posynomial f_0 of k terms; coefficients are positive.
    constraints : list of (coefficients, exponents)
        The posynomials f_i, each at most 1.
    monomials : list of (coefficient, exponents)
        A positive number and a vector of shape (n,): each c_j x^{a_j} is 1.
    tol : float
        Of the log form: residuals, and the gap, which is then the relative gap of f_0.
    max_steps : int
        Newton steps of each of the two phases.

    Returns
    -------
    Solution
        ``x`` > 0 and ``path`` in the numbers of the caller, ``value`` = f_0(x). ``s`` = −log f_i(x)
        and the multipliers ``z``, ``y`` belong to the log form: f_i(x) ≤ 1 + d lets the value fall
        by about z_i d · 100 percent. "unbounded" means that f_0 comes as near to 0 as one likes
        along x·tʳ, t → ∞, r = ``certificate.x``. If infeasible, ``certificate.z`` holds a weight
        ν ≥ 0 for each term of the constraints, in order, and ``certificate.y`` one for each
        monomial, with Σ ν_k a_k + Σ y_j a_j = 0 and

        .. math:: \sum_i \sum_{k \in i} \nu_k \log\frac{c_k N_i}{\nu_k} + \sum_j y_j \log c_j = 1,
                  \quad N_i = \sum_{k \in i} \nu_k.

        By Jensen's inequality Σ N_i log f_i(x) is then at least 1 for every x with those monomials.

    Raises
    ------
    ValueError
        For example ``coefficients of objective must be positive, got -1 at [0]; ...``.

    Notes
    -----
    The barrier method. It starts inside: if x = 1 is not, then the least t with log f_i ≤ t is
    sought first, the same way, which ends in a point inside or in a proof that there is none.
    Monomials are eliminated by linear algebra. Whether f_0 can fall to 0 is a linear program.

    References
    ----------
    Boyd, Kim, Vandenberghe & Hassibi, A tutorial on geometric programming (2007); Boyd &
    Vandenberghe, Convex Optimization, §4.5, §11.3 and §11.4.

    Examples
    --------
    The box with the largest volume x₀x₁x₂ and a surface of at most 6 is a cube:

    >>> volume = ([1.0], [[-1, -1, -1]])
    >>> surface = ([1 / 3] * 3, [[1, 1, 0], [1, 0, 1], [0, 1, 1]])
    >>> geometric_program(volume, [surface]).x.round(6).tolist()
    [1.0, 1.0, 1.0]
    """
    terms, A, b = _checked(objective, constraints, monomials)
    tol = checks.in_range("tol", tol, 0, 1, "()")
    max_steps = checks.integer("max_steps", max_steps, low=1)
    return _solve(terms, A, b, tol, max_steps)


def _solve(terms: Terms, A, b, tol: float, max_steps: int) -> Solution:
    n, m, p = terms.exponents.shape[1], len(terms.starts) - 1, len(b)
    nothing = Solution(
        "infeasible", *(np.full(k, np.nan) for k in (n, m, m, p)), np.inf, np.inf, None, 0,
        np.full((1, n), np.nan), None,
    )  # fmt: skip
    start, basis, contradiction = solutions(A, b)
    if contradiction is not None:
        y = contradiction / -(b @ contradiction)
        nu = np.zeros(len(terms.logs) - terms.first)
        return replace(nothing, certificate=Certificate(z=nu, y=y))
    basis = np.eye(n) if basis is None else basis
    kept, _ = noticed(np.zeros((basis.shape[1],) * 2), (terms.exponents @ basis).T)
    basis = basis if kept is None else basis @ kept
    inner = terms.moved(start, basis)

    def with_path(w):
        return dict(steps=len(w) - 1, path=np.exp(start + w @ basis.T))

    way, nu = _phase_one(inner, tol, max_steps)
    if nu is not None:
        pull = nu @ terms.exponents[terms.first :]
        y = _multipliers(A, pull)
        scale = _bound(terms, nu) - y @ b
        if np.abs(pull + A.T @ y).max() <= PROOF * scale:
            proof = Certificate(z=nu / scale, y=y / scale)
            return replace(nothing, certificate=proof, **with_path(way))
    worst = inner.at(way[-1])[0][1:].max(initial=-np.inf)
    room = 0.0 if worst < 0 else worst + tol
    if (ray := _ray(terms, A)) is not None and room <= 100 * tol:
        nothing = replace(nothing, status="unbounded", value=0.0, dual_value=0.0)
        u = start + basis @ way[-1]
        return replace(nothing, x=np.exp(u), s=-terms.at(u)[0][1:], certificate=Certificate(x=ray),
                       **with_path(way))  # fmt: skip
    run = follow(inner, way[-1], room, tol, max_steps)
    status = run.status if room <= 100 * tol else "no_progress"
    path = np.vstack([way[:-1], run.path])
    found = replace(nothing, status=status, **with_path(path))
    return _finished(found, terms, A, b, start + basis @ path[-1], run.z)


def _phase_one(terms: Terms, tol: float, max_steps: int):
    """Points on the way to one inside, and None; or weights of terms that prove there is none.

    Minimizes t subject to log f_i ≤ t and −1 ≤ t.
    """
    n, first = terms.exponents.shape[1], terms.first
    start = np.zeros(n)
    worst = terms.at(start)[0][1:].max(initial=-np.inf)
    if worst < 0:
        return start[None], None
    inner = np.c_[terms.exponents[first:], np.full(len(terms.logs) - first, -1.0)]
    last = np.eye(n + 1)[n]
    lifted = Terms(
        np.vstack([last, inner, -last]),
        np.r_[0.0, terms.logs[first:], -1.0],
        np.r_[0, terms.starts[1:] - first + 1, len(inner) + 1],
    )
    run = follow(lifted, np.r_[start, worst + 1], 0.0, tol / 10, max_steps,
                 enough=lambda u: terms.at(u[:n])[0][1:].max() < INSIDE)  # fmt: skip
    end = run.path[-1]
    if run.status != "optimal" or terms.at(end[:n])[0][1:].max() <= tol:
        return run.path[:, :n], None
    nu = lifted.at(end)[1] * np.r_[1.0, run.z][lifted.owner]
    return run.path[:, :n], nu[1:-1]


def _bound(terms: Terms, nu) -> float:
    """Σ ν_k log(c_k N_i/ν_k) over the terms of the constraints."""
    first = terms.first
    total = np.add.reduceat(nu, terms.starts[1:] - first)[terms.owner[first:] - 1]
    share = np.where(nu > 0, nu / np.where(total > 0, total, 1.0), 1.0)
    return float(nu @ (terms.logs[first:] - np.log(share)))


def _multipliers(A, pull):
    """The least y with Aᵀy = −pull."""
    return np.linalg.lstsq(A.T, -pull, rcond=None)[0] if len(A) else np.zeros(0)


def _ray(terms: Terms, A):
    """A direction r of u along which all terms of f_0 fall and no other term rises, or None."""
    (k, n), first = terms.exponents.shape, terms.first
    falls = np.where(np.arange(k) < first, -1.0, 0.0)
    G = np.vstack([np.c_[terms.exponents, falls], np.r_[np.zeros(n), -1.0]])
    found = linear_program(np.eye(n + 1)[n], G, np.r_[np.zeros(k), 1.0],
                           np.c_[A, np.zeros(len(A))], np.zeros(len(A)))  # fmt: skip
    if found.status != "optimal" or found.value > -0.5:
        return None
    return found.x[:n] / -(terms.exponents[:first] @ found.x[:n]).max()


def _finished(found: Solution, terms: Terms, A, b, u, z) -> Solution:
    """The answer in the numbers of the caller, with the residuals of the log form."""
    logs, _, gradients = terms.at(u)
    pull = gradients[0] + z @ gradients[1:]
    y, s, norm = _multipliers(A, pull), -logs[1:], np.linalg.norm
    wrong = Residuals(
        primal=0.0,  # s is what it has to be
        equality=float(norm(A @ u - b) / max(1.0, norm(A @ u), norm(b))),
        dual=float(norm(pull + A.T @ y) / max(1.0, norm(gradients[0]))),
        slack=float(max(0.0, -s.min(initial=0.0))),
        multiplier=float(max(0.0, -z.min(initial=0.0))),
        complementarity=float(abs(s @ z)),
    )
    value = float(np.exp(logs[0]))
    return replace(found, x=np.exp(u), s=s, z=z, y=y, value=value,
                   dual_value=float(value * np.exp(-s @ z)), residuals=wrong)  # fmt: skip


def _checked(objective, constraints, monomials):
    """All terms, and the equations Au = b of the monomials."""
    constraints = checks.items("constraints", constraints, "(coefficients, exponents)")
    monomials = checks.items("monomials", monomials, "(coefficient, exponents)")
    families = [_posynomial("objective", objective, None)]
    n = families[0][1].shape[1]
    families += [_posynomial(f"constraints[{i}]", f, n) for i, f in enumerate(constraints)]
    counts = [len(coefficients) for coefficients, _ in families]
    terms = Terms(
        np.vstack([exponents for _, exponents in families]),
        np.log(np.concatenate([coefficients for coefficients, _ in families])),
        np.cumsum([0, *counts[:-1]], dtype=int),
    )
    A, b = np.zeros((len(monomials), n)), np.zeros(len(monomials))
    for j, monomial in enumerate(monomials):
        coefficient, exponents = _pair(f"monomials[{j}]", monomial)
        b[j] = -np.log(checks.positive(f"the coefficient of monomials[{j}]", coefficient))
        A[j] = checks.vector(f"exponents of monomials[{j}]", exponents, n)
    return terms, A, b


def _posynomial(name: str, given, n: int | None):
    """(coefficients, exponents) as arrays that fit."""
    coefficients, exponents = _pair(name, given)
    coefficients = real(f"coefficients of {name}", coefficients, 1)
    exponents = real(f"exponents of {name}", exponents, 2)
    if not len(coefficients):
        raise ValueError(f"{name} must have at least one term, got none")
    if coefficients.min() <= 0:
        k = int(coefficients.argmin())
        raise ValueError(
            f"coefficients of {name} must be positive, got {coefficients[k]:g} at [{k}]; "
            "a difference of posynomials is no posynomial: bring the term to the other side"
        )
    n = exponents.shape[1] if n is None else n
    if exponents.shape != (len(coefficients), n) or not n:
        raise ValueError(
            f"exponents of {name} must have shape ({len(coefficients)}, {n or 'n'}), "
            f"a row for each term and a column for each variable, got {exponents.shape}"
        )
    return coefficients, exponents


def _pair(name: str, given):
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        raise ValueError(f"{name} must be (coefficients, exponents), got {checks._short(given)}")
    return given
