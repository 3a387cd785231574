"""The circle's image, real eigenvectors, and the quadratic form of a 2 × 2 matrix."""

import numpy as np
import pytest
from scipy import linalg

from course_lib.lessons.math_basics import explorers
from course_lib.lessons.math_basics.matrix_map import (
    LEVELS,
    MATRICES,
    columns_of,
    drag,
    matrix_map,
    real_eigen,
)
from tests.lessons.pointer import point


def of(name, **values):
    a1, a2 = MATRICES[name]
    return matrix_map(matrix=name, a1=a1, a2=a2, **values)


@pytest.mark.parametrize("name", MATRICES)
def test_the_ellipse_has_the_singular_values_as_half_axes(name):
    run = of(name)
    lengths = np.hypot(*run.image)
    np.testing.assert_allclose([lengths.max(), lengths.min()], linalg.svdvals(run.A), atol=0.02)


@pytest.mark.parametrize("name", MATRICES)
def test_the_determinant_is_the_factor_of_areas_with_a_sign(name):
    run = of(name)
    (x, y), turned = run.image, np.linspace(0, 2 * np.pi, 181)
    area = np.trapezoid(x * np.gradient(y, turned), turned)  # ∮ x dy
    assert area == pytest.approx(np.pi * linalg.det(run.A), abs=5e-3)


@pytest.mark.parametrize("name", MATRICES)
def test_eigenvectors_keep_their_line(name):
    run = of(name)
    stretched = run.eigenvectors * run.eigenvalues
    np.testing.assert_allclose(run.A @ run.eigenvectors, stretched, atol=1e-7)
    theirs = linalg.eigvals(run.A)
    count = 2 if np.abs(theirs.imag).max() < 1e-9 else 0
    assert run.eigenvalues.size == count
    if count:
        np.testing.assert_allclose(run.eigenvalues, np.sort(theirs.real), atol=1e-7)
        np.testing.assert_allclose(np.hypot(*run.eigenvectors), 1)


def test_real_eigenvalues_of_a_matrix_without_symmetry_come_in_order():
    values, vectors = real_eigen(np.array([[3.0, 1.0], [0.0, -1.0]]))
    assert values.tolist() == [-1.0, 3.0]
    np.testing.assert_allclose(np.abs(vectors[:, 1]), [1, 0], atol=1e-12)


@pytest.mark.parametrize("name", MATRICES)
@pytest.mark.parametrize("halved", [False, True])
def test_the_form_is_that_of_A_and_of_its_symmetric_part(name, halved):
    run, whole = of(name, halved=halved), of(name)
    i, j = 7, 40
    x = np.array([run.side[j], run.side[i]])
    assert run.height[i, j] == pytest.approx(x @ whole.A @ x)
    np.testing.assert_array_equal(run.height, whole.height)
    assert run.form == pytest.approx(whole.form)
    assert run.kind == whole.kind
    if halved:
        np.testing.assert_allclose(run.A, (whole.A + whole.A.T) / 2)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("turned bowl", "positive definite"), ("saddle", "indefinite"), ("quarter turn", "zero"),
     ("projection", "positive semidefinite"), ("shear", "indefinite")],
)  # fmt: skip
def test_kinds(name, kind):
    assert of(name).kind == kind


def test_a_symmetric_matrix_stays_symmetric_when_dragged_and_another_does_not():
    bowl = columns_of(*MATRICES["turned bowl"], False)
    moved = drag(bowl, "a2", -0.5, 1.4)
    assert moved == {"a1": (2.0, -0.5), "a2": (-0.5, 1.4)}
    moved = drag(bowl, "a1", 1.0, 0.3)
    assert moved == {"a1": (1.0, 0.3), "a2": (0.3, 1.0)}
    shear = columns_of(*MATRICES["shear"], False)
    assert drag(shear, "a2", 2.0, 2.0) == {"a1": (1.0, 0.0), "a2": (2.0, 2.0)}
    assert drag(shear, "a2", 99.0, 0.0)["a2"] == (2.5, 0.0)
    halved = columns_of(*MATRICES["shear"], True)
    assert halved == {"a1": (1.0, 1.2), "a2": (1.2, 1.0)}


def test_a_click_takes_the_nearer_column_and_on_the_right_the_direction():
    explorer = explorers.matrix_map()
    explorer.set(matrix="shear")
    point(explorer, 0, 2.2, 1.1)
    assert explorer.values["held"] == "a2"
    np.testing.assert_allclose(explorer.result.A, [[1, 2.2], [0, 1.1]], atol=0.06)
    point(explorer, 1, 0.0, -1.5)
    assert explorer.values["angle"] == 270.0
    np.testing.assert_allclose(explorer.result.x, [0, -1], atol=1e-12)


def test_a_choice_brings_its_columns():
    explorer = explorers.matrix_map()
    explorer.set(matrix="saddle")
    np.testing.assert_allclose(explorer.result.A, [[1.0, 1.5], [1.5, -0.5]])


def test_what_is_drawn_is_what_is_computed():
    explorer = explorers.matrix_map()
    run, view = explorer.result, explorer.view
    np.testing.assert_allclose(view.Ax.get_xydata()[1], run.Ax)
    ends = view.ends.get_xydata()
    np.testing.assert_allclose(ends[:2].T, run.eigenvectors * run.eigenvalues)
    np.testing.assert_allclose(ends[2:], -ends[:2])
    np.testing.assert_allclose(view.image.get_xydata().T, run.image)
    explorer.set(matrix="quarter turn")
    assert len(view.ends.get_xydata()) == 0


def test_the_levels_are_drawn_by_their_sign():
    explorer = explorers.matrix_map()
    explorer.set(matrix="saddle")
    run, view = explorer.result, explorer.view
    for contours, sign in ((view.above, 1), (view.below, -1)):
        points = contours.line.get_xydata()
        points = points[np.isfinite(points).all(axis=1)]
        form = ((points @ run.A.T) * points).sum(axis=1)
        nearest = np.abs(form[:, None] - sign * LEVELS).min(axis=1)
        assert len(points) > 50
        assert nearest.max() < 0.02
