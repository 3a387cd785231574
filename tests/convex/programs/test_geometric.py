"""Geometric programs: known designs, multipliers, proofs, and what is refused."""

import numpy as np
import pytest
from scipy.optimize import minimize

from course_lib.convex import programs


def value(posynomial, x):
    coefficients, exponents = (np.asarray(part, float) for part in posynomial)
    return float(coefficients @ np.exp(exponents @ np.log(x)))


BOX = dict(  # Boyd & Vandenberghe §4.5.4: the largest box with bounds on walls, floor and shape
    objective=([1.0], [[-1, -1, -1]]),
    constraints=[
        ([2 / 200, 2 / 200], [[1, 1, 0], [1, 0, 1]]),
        ([1 / 60], [[0, 1, 1]]),
        ([0.5], [[1, -1, 0]]), ([0.5], [[-1, 1, 0]]),
        ([0.5], [[0, -1, 1]]), ([0.5], [[0, 1, -1]]),
    ],
)  # fmt: skip


def test_the_largest_box():
    """By SciPy on the volume itself, from a grid of starts."""
    found = programs.geometric_program(**BOX)
    constraints = [
        dict(type="ineq", fun=lambda x, f=f: 1 - value(f, np.abs(x))) for f in BOX["constraints"]
    ]
    best = max(
        (minimize(lambda x: -np.prod(x), start, constraints=constraints, tol=1e-10)
         for start in np.ndindex(3, 3, 3) if min(start) > 0),
        key=lambda r: r.success * -r.fun,
    )  # fmt: skip
    assert found.status == "optimal"
    assert 1 / found.value == pytest.approx(-best.fun, rel=1e-6)
    np.testing.assert_allclose(found.x, best.x, rtol=1e-3)


def test_a_minimum_by_hand():
    """x + 4/x is least at 2; with a monomial y = x² carried along."""
    found = programs.geometric_program(([1.0, 4.0], [[1, 0], [-1, 0]]), (), [(1.0, [2, -1])])
    np.testing.assert_allclose(found.x, [2.0, 4.0], rtol=1e-7)
    assert found.value == pytest.approx(4.0, rel=1e-8)
    assert found.y[0] == pytest.approx(0.0, abs=1e-8)


def test_multipliers_tell_the_relative_change():
    """To first order: f_i ≤ 1 + d lets log f_0 fall by z_i d, a monomial = 1 + d by y_j d."""
    monomials = [(0.05, [1.0, 1.0, 0.0])]
    found = programs.geometric_program(**BOX, monomials=monomials)
    d = 1e-4
    for i, (coefficients, exponents) in enumerate(BOX["constraints"]):
        changed = list(BOX["constraints"])
        changed[i] = (np.array(coefficients) / (1 + d), exponents)
        other = programs.geometric_program(BOX["objective"], changed, monomials)
        assert np.log(other.value / found.value) / d == pytest.approx(-found.z[i], abs=2e-3)
    other = programs.geometric_program(**BOX, monomials=[(0.05 / (1 + d), [1.0, 1.0, 0.0])])
    assert np.log(other.value / found.value) / d == pytest.approx(-found.y[0], abs=2e-3)
    assert found.z.max() > 0.1
    assert abs(found.y[0]) > 0.1


def test_every_condition_holds_at_the_answer():
    found = programs.geometric_program(**BOX)
    u, pull = np.log(found.x), np.zeros(3)
    families = [BOX["objective"], *BOX["constraints"]]
    for weight, (coefficients, exponents) in zip([1.0, *found.z], families, strict=True):
        terms = np.array(coefficients) * np.exp(np.array(exponents) @ u)
        pull += weight * (terms / terms.sum()) @ np.array(exponents)
    np.testing.assert_allclose(pull, 0, atol=1e-7)
    np.testing.assert_allclose(
        found.s, [-np.log(value(f, found.x)) for f in families[1:]], atol=1e-12
    )
    assert found.s.min() > -1e-9
    assert found.z.min() > -1e-9
    assert abs(found.s @ found.z) < 1e-7
    assert found.residuals.worst < 1e-7
    assert found.gap == pytest.approx(0.0, abs=1e-7 * found.value)


def proved(constraints, monomials, certificate):
    """(Σ νa + Σ ya, the bound below Σ N log f), by the definition in the docstring."""
    nu, n, start, bound = certificate.z, len(np.atleast_2d(constraints[0][1])[0]), 0, 0.0
    pull = np.zeros(n)
    for coefficients, exponents in constraints:
        part = nu[start : start + len(coefficients)]
        start += len(coefficients)
        pull += part @ np.array(exponents, float)
        total = part.sum()
        bound += sum(
            v * np.log(c * total / v) for c, v in zip(coefficients, part, strict=True) if v
        )
    for y, (coefficient, exponents) in zip(certificate.y, monomials, strict=True):
        pull += y * np.array(exponents, float)
        bound += y * np.log(coefficient)
    assert start == len(nu)
    return pull, bound


@pytest.mark.parametrize(
    ("constraints", "monomials"),
    [
        ([([2.0], [[1.0]]), ([1.0], [[-1.0]])], []),  # x ≤ 1/2 and 1 ≤ x
        ([([1.0, 1.0], [[1.0], [-1.0]])], []),  # x + 1/x ≤ 1
        ([([1.0, 1.0], [[1.0, 0.0], [0.0, 1.0]])], [(0.75, [-0.5, -0.5])]),  # x + y ≤ 1, √xy = 3/4
        ([([1.0], [[1.0, 0.0]])], [(1.0, [1.0, 1.0]), (3.0, [2.0, 2.0])]),  # xy = 1, 3(xy)² = 1
    ],
)
def test_infeasible_programs_come_with_their_proof(constraints, monomials):
    n = len(constraints[0][1][0])
    found = programs.geometric_program(([1.0], np.ones((1, n))), constraints, monomials)
    assert found.status == "infeasible"
    pull, bound = proved(constraints, monomials, found.certificate)
    np.testing.assert_allclose(pull, 0, atol=1e-6)
    assert bound == pytest.approx(1.0, abs=1e-9)
    assert found.certificate.z.min(initial=0.0) >= 0
    assert found.value == np.inf


def test_an_objective_that_falls_to_zero_is_unbounded_with_its_ray():
    constraints = [([1.0], [[1.0, -1.0]])]  # x ≤ y
    found = programs.geometric_program(([1.0, 2.0], [[1.0, 0.0], [0.0, 1.0]]), constraints)
    assert (found.status, found.value) == ("unbounded", 0.0)
    ray = found.certificate.x
    assert max(ray) == pytest.approx(-1.0)  # every term of the objective falls
    assert ray[0] - ray[1] <= 1e-7
    assert value(constraints[0], found.x) <= 1


def test_a_single_feasible_point():
    """x ≤ 1 and 1/x ≤ 1 leave x = 1, where no start is inside."""
    found = programs.geometric_program(([1.0, 3.0], [[1.0], [0.0]]),
                                       [([1.0], [[1.0]]), ([1.0], [[-1.0]])])  # fmt: skip
    assert found.status == "optimal"
    assert found.x[0] == pytest.approx(1.0, abs=1e-6)
    assert found.value == pytest.approx(4.0, rel=1e-6)


def test_a_start_on_the_edge_is_moved_inside():
    """x = 1 satisfies 1/x ≤ 1, but not strictly."""
    found = programs.geometric_program(([1.0], [[1.0]]), [([1.0], [[-1.0]])])
    assert found.status == "optimal"
    assert found.s[0] >= 0
    assert found.x[0] == pytest.approx(1.0, abs=1e-7)
    assert found.z[0] == pytest.approx(1.0)


def test_a_constraint_that_can_be_left_behind_for_ever():
    """y appears in one constraint only, and the larger the better: its logarithm has no bound."""
    found = programs.geometric_program(
        ([1.0, 1.0], [[1.0, 0.0], [-1.0, 0.0]]), [([1.0], [[0, -1]])]
    )
    assert found.status == "optimal"
    assert found.value == pytest.approx(2.0, rel=1e-7)
    assert found.x[1] >= 1


def test_the_search_for_a_start_ends_inside():
    """x = 1 breaks 50 ≤ xy; going on to the innermost point would take twice the steps."""
    found = programs.geometric_program(([1.0, 1.0], np.eye(2)), [([50.0], [[-1.0, -1.0]])])
    np.testing.assert_allclose(found.x, np.sqrt(50), rtol=1e-6)
    assert found.steps < 50
    assert found.path.max() < 1000


def test_the_path_is_positive_and_ends_at_the_answer():
    found = programs.geometric_program(**BOX)
    assert found.path.shape == (found.steps + 1, 3)
    assert (found.path > 0).all()
    np.testing.assert_array_equal(found.path[-1], found.x)
    cut = programs.geometric_program(**BOX, max_steps=3)
    assert (cut.status, cut.steps) == ("max_steps", 3)


ONE = ([1.0], [[1.0]])


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (dict(objective=([1.0, -1.0], [[1.0], [2.0]])), r"must be positive, got -1 at \[1\]"),
        (dict(objective=([1.0], [[1.0], [2.0]])), r"of objective must have shape \(1, 1\)"),
        (dict(objective=([], np.zeros((0, 1)))), "objective must have at least one term"),
        (dict(objective=[1.0]), r"objective must be \(coefficients, exponents\), got \[1.0\]"),
        (dict(constraints=[([1.0], [[1.0, 2.0]])]), r"exponents of constraints\[0\] must have"),
        (dict(constraints=[([np.nan], [[1.0]])]), r"coefficients of constraints\[0\] must be fin"),
        (dict(monomials=[(0.0, [1.0])]), r"coefficient of monomials\[0\] must be positive"),
        (dict(monomials=[(1.0, [1.0, 2.0])]), "a vector of 1 entries"),
        (dict(tol=2), "tol must be in"),
    ],
)
def test_bad_arguments_are_named(change, text):
    with pytest.raises(ValueError, match=text):
        programs.geometric_program(**dict(objective=ONE) | change)
