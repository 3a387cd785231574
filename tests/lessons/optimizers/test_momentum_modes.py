"""Momentum's two directions against matrix powers and numerical eigenvalues."""

import numpy as np
import pytest

from course_lib.lessons.optimizers.momentum_modes import (
    BETAS,
    METHODS,
    NESTEROV,
    STEPS,
    critical_beta,
    eigenvalue_loci,
    momentum_modes,
)
from course_lib.optim import momentum_matrix

CASES = [(m, k, lr, b) for m in METHODS for k in (4.0, 25.0) for lr in (0.3, 1.0, 2.5)
         for b in (0.0, 0.6, 0.95)]  # fmt: skip


@pytest.mark.parametrize(("method", "condition", "lr", "beta"), CASES)
def test_the_motion_is_that_of_matrix_powers(method, condition, lr, beta):
    run = momentum_modes(method=method, condition=condition, lr=lr, beta=beta)
    for i, lam in enumerate((1 / condition, 1.0)):
        M = momentum_matrix(lam, lr, beta, nesterov=method == NESTEROV)
        powers = [np.linalg.matrix_power(M, t)[0, 0] for t in range(len(run.x))]
        scale = max(1.0, np.abs(powers).max())
        np.testing.assert_allclose(run.x[:, i] / scale, np.array(powers) / scale, atol=1e-9)


@pytest.mark.parametrize("nesterov", [False, True])
def test_loci_are_the_eigenvalues(nesterov):
    for lam in (0.04, 1.0):
        loci = eigenvalue_loci(lam, 1.3, BETAS, nesterov)
        for beta, pair in zip(BETAS[::11], loci[::11], strict=True):
            want = np.linalg.eigvals(momentum_matrix(lam, 1.3, beta, nesterov)).astype(complex)
            np.testing.assert_allclose(np.sort_complex(pair), np.sort_complex(want), atol=1e-7)


def test_complex_pairs_lie_on_the_circle_of_root_beta():
    run = momentum_modes(condition=25.0, lr=1.0, beta=0.8)
    np.testing.assert_allclose(np.abs(run.eigenvalues), 0.8**0.5)
    assert (np.abs(run.eigenvalues.imag) > 0.1).all()


@pytest.mark.parametrize("nesterov", [False, True])
def test_at_the_critical_beta_the_pair_meets(nesterov):
    beta = critical_beta(0.04, 1.0, nesterov)
    for side, real in ((-0.01, True), (0.01, False)):
        pair = np.linalg.eigvals(momentum_matrix(0.04, 1.0, beta + side, nesterov))
        assert np.isreal(pair).all() == real
    assert critical_beta(1.0, 1.5, nesterov=True) is None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (dict(beta=0.64), ("critically damped", "oscillates")),
        (dict(beta=0.3), ("damped", "oscillates")),
        (dict(beta=0.8), ("oscillates", "oscillates")),
        (dict(beta=0.0, lr=1.5), ("damped", "flips sign")),
        (dict(beta=0.0, lr=2.0), ("damped", "never settles")),
        (dict(beta=0.2, lr=3.9), ("damped", "grows: diverges")),
    ],
)
def test_verdicts_agree_with_the_motion(values, words):
    run = momentum_modes(condition=25.0, **({"lr": 1.0} | values))
    assert run.verdicts == words
    for word, x in zip(words, run.x.T, strict=True):
        seen = np.sign(x[np.abs(x) > 1e-9])
        changes = int((np.diff(seen) != 0).sum())
        if "damped" in word:
            assert changes == 0
        elif word in ("flips sign", "never settles"):
            assert changes == len(seen) - 1
        else:
            assert changes > 1


def test_the_best_of_the_grid_and_the_best_of_all():
    run = momentum_modes(condition=25.0, lr=1.0)
    radii = [
        max(np.abs(np.linalg.eigvals(momentum_matrix(lam, 1.0, b))).max() for lam in (0.04, 1.0))
        for b in BETAS
    ]
    assert run.best_beta == BETAS[int(np.argmin(radii))] == pytest.approx(0.64, abs=0.003)
    assert run.best_rho == pytest.approx(min(radii), rel=1e-6)
    best = momentum_modes(condition=25.0, best=True)
    assert best.optimum == pytest.approx((4 / 1.2**2, (0.8 / 1.2) ** 2, 0.8 / 1.2))
    assert (best.lr, best.beta) == best.optimum[:2]
    assert best.rho == pytest.approx(2 / 3, rel=1e-6)
    others = [momentum_modes(condition=25.0, lr=lr, beta=b).rho
              for lr in np.linspace(0.5, 3.5, 16) for b in np.linspace(0, 0.98, 25)]  # fmt: skip
    assert min(others) >= best.rho - 1e-6, "nothing is faster"


def test_the_summary_has_the_numbers():
    run = momentum_modes(condition=25.0, lr=1.0, beta=0.64)
    assert "the flat direction is critically damped, the steep one oscillates; ρ = 0.800" in (
        run.summary
    )
    assert "at best 0.667; gradient descent at best 0.923" in run.summary
    assert "does not shrink" in momentum_modes(lr=3.9, beta=0.2).summary
    assert len(run.x) == STEPS + 1
