"""Lanczos against exact eigenvalues, of a made matrix and of a network's exact Hessian."""

import numpy as np
import pytest

from course_lib.nn import NetworkRisk, SoftmaxCrossEntropy, hessian, hessian_vector, lanczos, mlp


def symmetric(values, seed=0):
    Q, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((len(values),) * 2))
    return Q @ np.diag(values) @ Q.T


def test_all_steps_give_all_eigenvalues():
    values = np.array([-2.0, -0.5, 0.3, 1.0, 4.0, 9.0])
    A = symmetric(values)
    run = lanczos(lambda v: A @ v, 6, 50, rng=np.random.default_rng(1))
    np.testing.assert_allclose(run.values, values, atol=1e-12)
    assert run.weights.sum() == pytest.approx(1)
    _, vectors = np.linalg.eigh(A)
    np.testing.assert_allclose(run.weights, (vectors.T @ run.start) ** 2, atol=1e-12)


def test_few_steps_find_the_ends_of_a_networks_exact_hessian():
    rng = np.random.default_rng(5)
    risk = NetworkRisk(mlp((6, 8, 4), "tanh"), SoftmaxCrossEntropy(), rng.standard_normal((40, 6)),
                       rng.integers(0, 4, 40))  # fmt: skip
    theta = risk.start(rng)
    exact = np.linalg.eigvalsh(hessian(risk, theta))
    run = lanczos(lambda v: hessian_vector(risk, theta, v), risk.dim, 30, rng=rng)
    assert run.largest == pytest.approx(exact[-1], rel=1e-6)
    assert run.smallest == pytest.approx(exact[0], rel=1e-2)
    assert run.largest <= exact[-1] + 1e-12
    assert run.smallest >= exact[0] - 1e-12
    assert len(run.values) == 30


def test_no_ghosts_after_many_steps():
    values = np.r_[np.linspace(0, 1, 199), 100.0]
    A = symmetric(values)
    run = lanczos(lambda v: A @ v, 200, 120, rng=np.random.default_rng(2))
    assert (run.values > 50).sum() == 1


def test_it_ends_where_nothing_new_can_come():
    asked = []

    def product(v):
        asked.append(v)
        return 3 * v

    run = lanczos(product, 20, 10, rng=np.random.default_rng(0))
    assert len(asked) == 1
    np.testing.assert_allclose(run.values, [3])


def test_the_density_integrates_to_one_and_counts_eigenvalues():
    values = np.r_[np.zeros(150), np.full(50, 2.0)] + np.linspace(0, 1e-3, 200)
    A = symmetric(values)
    run = lanczos(lambda v: A @ v, 200, 20, rng=np.random.default_rng(4))
    grid = np.linspace(-3, 5, 4001)
    density = run.density(grid, 0.1)
    assert np.trapezoid(density, grid) == pytest.approx(1, abs=1e-6)
    assert np.trapezoid(density[grid > 1], grid[grid > 1]) == pytest.approx(0.25, abs=0.08)


@pytest.mark.parametrize("scale", [1e-9, 1e9])
def test_that_nothing_new_comes_is_judged_by_the_size_of_the_product(scale):
    values = scale * np.array([1.0, 2, 3, 3, 3, 3])
    A = symmetric(values)
    run = lanczos(lambda v: A @ v, 6, 6, rng=np.random.default_rng(3))
    np.testing.assert_allclose(run.values, scale * np.array([1.0, 2, 3]), rtol=1e-9)


def test_a_product_may_overwrite_what_it_is_given():
    A = symmetric([1.0, 2, 5, 7])

    def product(v):
        v[:] = A @ v
        return v

    run = lanczos(product, 4, 4, rng=np.random.default_rng(3))
    np.testing.assert_allclose(run.values, [1, 2, 5, 7])


def test_wrong_arguments_are_named():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="steps must"):
        lanczos(lambda v: v, 3, 0, rng=rng)
    with pytest.raises(ValueError, match=r"product\(v\) must"):
        lanczos(lambda v: v[1:], 3, 2, rng=rng)
    with pytest.raises(TypeError, match="rng must"):
        lanczos(lambda v: v, 3, 2, rng=0)
    with pytest.raises(ValueError, match="width must be positive"):
        lanczos(lambda v: v, 3, 2, rng=rng).density([0.0], 0)
    with pytest.raises(ValueError, match="dim must be at least 1"):
        lanczos(lambda v: v, 0, 2, rng=rng)


def test_one_row_and_one_step_are_enough():
    found = lanczos(lambda v: 3 * v, 1, 1, rng=np.random.default_rng(0))
    np.testing.assert_allclose([found.values, found.weights], [[3], [1]])
    assert len(lanczos(lambda v: v * np.arange(4), 4, 2, rng=np.random.default_rng(0)).values) == 2
