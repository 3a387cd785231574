"""Slices of the semidefinite cone against their formulas."""

import numpy as np
import pytest

from course_lib.lessons.convex_programs import explorers
from course_lib.lessons.convex_programs.semidefinite_slice import (
    CAP,
    CORRELATIONS,
    DISC,
    SLICES,
    SQUARE,
    boundary_of,
    matrices,
    semidefinite_slice,
)
from tests.lessons.pointer import point

#: The same regions without a matrix: at most 0 inside.
FORMULAS = {
    SQUARE: lambda x, y, third: np.maximum(abs(x), abs(y)) - 1,
    DISC: lambda x, y, third: x**2 + y**2 - 1,
    CAP: lambda x, y, third: np.maximum(y - 1, 2 * x**2 - 1 - y),
    CORRELATIONS: lambda x, y, third: x**2 + y**2 - 2 * third * x * y - 1 + third**2,
}


@pytest.mark.parametrize("name", SLICES)
@pytest.mark.parametrize("third", [0.0, 0.5, -0.9])
def test_the_boundary(name, third):
    x, y = boundary_of(matrices(name, third)).T
    np.testing.assert_allclose(FORMULAS[name](x, y, third), 0, atol=1e-9)


@pytest.mark.parametrize("name", SLICES)
@pytest.mark.parametrize("angle", [60.0, -130.0, 10.0, 171.0])
def test_the_optimum_is_the_lowest_point_of_the_boundary(name, angle):
    run = semidefinite_slice(slice=name, angle=angle)
    lowest = (boundary_of(run.F) @ run.c).min()
    assert run.c @ run.x == pytest.approx(lowest, abs=2e-3)
    assert run.c @ run.x < lowest + 1e-6
    assert run.eigenvalues[0] == pytest.approx(0, abs=1e-6)
    assert np.linalg.norm(run.c) == pytest.approx(1)


def test_the_ellipse_of_correlations_in_closed_form():
    """Its half axes are √(1 + x₃) and √(1 − x₃), turned by 45°."""
    run = semidefinite_slice(third=0.7, angle=20.0)
    M = np.array([[1, 0.7], [0.7, 1]])
    np.testing.assert_allclose(run.x, -M @ run.c / np.sqrt(run.c @ M @ run.c), atol=1e-4)


def test_eigenvalues_on_the_ray():
    run = semidefinite_slice()
    at = np.argmin(np.abs(np.linspace(0, 1.6, 81) - 1))
    np.testing.assert_allclose(run.walk[at], run.eigenvalues, atol=1e-9)
    np.testing.assert_allclose(run.walk[0], np.linalg.eigvalsh(run.F[0]))
    assert (run.walk[at + 1 :, 0] < 0).all()
    assert (run.walk[:at, 0] > 0).all()


def test_ranks():
    assert semidefinite_slice().rank == 2
    assert semidefinite_slice(slice=CAP, angle=45.0).rank == 1
    assert semidefinite_slice(slice=DISC).rank == 1
    assert semidefinite_slice(slice=SQUARE, angle=45.0).rank == 2


def test_a_click_turns_the_objective():
    explorer = explorers.semidefinite_slice()
    point(explorer, 0, 0.0, -1.0)
    assert explorer.values["angle"] == -90
    np.testing.assert_allclose(explorer.result.c, [0, 1], atol=1e-9)


def test_other_slices_and_correlations_are_refused():
    with pytest.raises(ValueError, match="slice must be one of"):
        semidefinite_slice(slice="a cake")
    with pytest.raises(ValueError, match=r"third must be in \[-0.9, 0.9\]"):
        semidefinite_slice(third=1.0)
