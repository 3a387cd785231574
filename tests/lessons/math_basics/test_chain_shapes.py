"""Factors of the chain rule: which orders fit, and which one is the gradient."""

import itertools

import numpy as np
import pytest

from course_lib import autodiff
from course_lib.lessons.math_basics import explorers
from course_lib.lessons.math_basics.chain_shapes import FACTORS, chain, chain_shapes, judge
from course_lib.plots.style import color

RIGHT = dict(first="(∂y/∂x)ᵀ", second="(∂u/∂y)ᵀ", third="∂z/∂u")


@pytest.mark.parametrize("sizes", [(3, 4, 2), (1, 1, 1), (5, 1, 3), (5, 5, 5)])
def test_the_jacobians_are_those_of_automatic_derivatives(sizes):
    c = chain(*sizes)
    x = autodiff.Tensor(c.x)
    y = autodiff.tanh(c.W @ x)
    u = autodiff.tanh(c.V @ y)
    z = autodiff.sum((u - 1) * (u - 1)) / 2
    grads = autodiff.backward(z)
    A, B, g = c.jacobians()
    assert (A.shape, B.shape, g.shape) == ((sizes[1], sizes[0]), (sizes[2], sizes[1]),
                                           (sizes[2], 1))  # fmt: skip
    np.testing.assert_allclose(g[:, 0], grads[u])
    np.testing.assert_allclose(B.T @ g[:, 0], grads[y])
    np.testing.assert_allclose(A.T @ B.T @ g[:, 0], grads[x])
    np.testing.assert_allclose(c.differences(), grads[x], atol=1e-8)
    assert c(c.x) == pytest.approx(float(z.value))


@pytest.mark.parametrize("sizes", list(itertools.product((1, 3, 5), repeat=3)))
def test_the_right_order_is_right_for_all_sizes(sizes):
    run = chain_shapes(**RIGHT, **dict(zip("nmr", sizes, strict=True)))
    assert run.verdict == "right"
    assert run.fits == (True, True)
    assert run.product.shape == (sizes[0], 1)


def test_the_first_clash_is_told_with_its_shapes():
    run = chain_shapes()
    assert run.product is None
    assert run.fits == (False, True)
    assert run.summary == (
        "Refused: ∂z/∂u is 2 × 1 and ∂u/∂y is 2 × 4; 1 column cannot meet 2 rows."
    )
    second = chain_shapes(first="∂u/∂y", second="∂y/∂x", third="∂z/∂u")
    assert second.fits == (True, False)
    assert "∂y/∂x is 4 × 3 and ∂z/∂u is 2 × 1; 3 columns cannot meet 2 rows" in second.summary


def test_verdicts():
    numeric = np.array([[1.0], [2.0]])
    assert judge(None, numeric) == "refused"
    assert judge(numeric + 1e-9, numeric) == "right"
    assert judge(numeric[::-1], numeric) == "wrong"
    assert judge(numeric.T, numeric) == "row"
    assert judge(2 * numeric.T, numeric) == "other shape"
    assert judge(np.eye(2), numeric) == "other shape"


def test_a_fitting_product_is_numpys():
    for names in itertools.product(FACTORS, repeat=3):
        run = chain_shapes.__wrapped__(first=names[0], second=names[1], third=names[2])
        try:
            want = run.factors[0] @ run.factors[1] @ run.factors[2]
        except ValueError:
            assert run.product is None
        else:
            np.testing.assert_allclose(run.product, want)


def test_what_is_drawn_is_what_is_computed():
    explorer = explorers.chain_shapes()
    view = explorer.view
    cells = 2 * 1 + 2 * 4 + 4 * 3 + 3  # the factors and the differences
    assert len(view.cells.get_paths()) == len(view.cells.get_array()) == cells
    assert [t.get_text() for t in view.joints] == ["1 ≠ 2", "4 = 4"]
    assert view.verdict.get_text() == "✗ refused"
    explorer.set(**RIGHT)
    run = explorer.result
    assert len(view.cells.get_array()) == 3 * 4 + 4 * 2 + 2 + 3 + 3
    np.testing.assert_array_equal(view.cells.get_array()[-6:-3], run.product.ravel())
    assert [t.get_text() for t in view.shapes] == ["3 × 4", "4 × 2", "2 × 1", "3 × 1", "3 × 1"]
    said = [t.get_text() for t in view.numbers[0]]
    assert said == [f"{v:.1f}".replace("-", "−") for v in run.product.ravel() + 0.0] + ["", ""]
    assert view.verdict.get_text() == "✓ the gradient"


def test_cells_are_drawn_from_above_row_by_row_and_joints_coloured_by_fit():
    explorer = explorers.chain_shapes()
    view = explorer.view
    corners = [path.vertices[:4].mean(axis=0) for path in view.cells.get_paths()]
    (x0, y0), (x1, y1) = corners[0], corners[1]  # ∂z/∂u has two rows
    assert (x0, y0) == pytest.approx((x1, y1 + 1))
    second = np.array(corners[2:10]).reshape(2, 4, 2)  # ∂u/∂y is 2 × 4
    np.testing.assert_allclose(np.diff(second[..., 0], axis=1), 1)
    np.testing.assert_allclose(np.diff(second[..., 1], axis=0), -1)
    values = view.cells.get_array()[2:10].reshape(2, 4)
    np.testing.assert_array_equal(values, explorer.result.factors[1])
    assert [t.get_color() for t in view.joints] == [color.pink, color.green]
