"""Momentum's two directions against matrix powers and numerical eigenvalues."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.lessons.optimizers import explorers
from course_lib.lessons.optimizers.momentum_modes import (
    BETAS,
    ETAS,
    METHODS,
    NESTEROV,
    STEPS,
    critical_beta,
    eigenvalue_loci,
    momentum_modes,
)
from course_lib.lessons.optimizers.momentum_modes_view import MomentumModesView
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


def test_the_map_holds_the_factor_of_every_pair():
    factors = momentum_modes(condition=25.0).factors
    for row, column in ((0, 0), (40, 20), (64, 70), (99, 119), (10, 100)):
        want = max(
            np.abs(np.linalg.eigvals(momentum_matrix(lam, ETAS[column], BETAS[row]))).max()
            for lam in (0.04, 1.0)
        )
        assert factors[row, column] == pytest.approx(want, rel=1e-6)


@pytest.mark.parametrize("condition", [2.0, 25.0, 150.0])
def test_polyaks_pair_is_the_best(condition):
    best = momentum_modes(condition=condition, best=True)
    root = condition**0.5
    bound = (root - 1) / (root + 1)
    assert (
        (best.lr, best.beta) == best.optimum == pytest.approx((4 / (1 + 1 / root) ** 2, bound**2))
    )
    assert best.q == pytest.approx(bound, rel=1e-6)
    assert bound - 1e-9 <= best.factors.min() < bound + 0.03, "nothing on the map is faster"
    assert momentum_modes(condition=condition).optimum is None


def test_the_summary_has_the_numbers():
    run = momentum_modes(condition=25.0, lr=1.0, beta=0.64)
    assert run.summary.endswith(
        "the flat direction is critically damped, the steep one oscillates; q = 0.800, 10 times "
        "less every 10.3 steps."
    )
    assert "does not shrink" in momentum_modes(lr=3.9, beta=0.2).summary
    assert len(run.x) == STEPS + 1


@pytest.fixture
def view():
    return MomentumModesView(Figure(figsize=(9.6, 3.9)))


def test_points_are_eigenvalues_and_curves_are_motions(view):
    run = momentum_modes(condition=16.0, lr=0.7, beta=0.5)
    view.update(run)
    for i, lam in enumerate((1 / 16, 1.0)):
        want = np.sort_complex(np.linalg.eigvals(momentum_matrix(lam, 0.7, 0.5)).astype(complex))
        x, y = view.points[i].get_data()
        np.testing.assert_allclose(np.sort_complex(x + 1j * y), want, atol=1e-9)
        np.testing.assert_array_equal(view.moves[i].get_ydata(), run.x[:, i])
        assert view.verdicts[i].get_text() == run.verdicts[i]
    start = view.size.get_ydata()[0]
    assert start == pytest.approx(1.0)


def test_the_ring_has_the_radius_root_beta_and_is_the_heavy_balls(view):
    view.update(momentum_modes(beta=0.49))
    np.testing.assert_allclose(np.hypot(*view.ring.get_data()), 0.7)
    view.update(momentum_modes(beta=0.49, method=NESTEROV))
    assert not view.ring.get_visible()


def test_the_marks_on_the_map(view):
    run = momentum_modes(condition=25.0, lr=1.0, beta=0.8)
    view.update(run)
    assert view.now.get_xydata().tolist() == [[1.0, 0.8]]
    assert not len(view.optimum.get_xdata()), "the best pair is not told before it is asked for"
    drawn = view.image.get_array()
    np.testing.assert_array_equal(drawn.mask, run.factors >= 1)
    np.testing.assert_array_equal(drawn.compressed(), -run.factors[run.factors < 1])
    view.update(momentum_modes(condition=25.0, best=True))
    assert view.optimum.get_xydata()[0] == pytest.approx([4 / 1.2**2, (2 / 3) ** 2])


def test_a_click_on_the_map_sets_both():
    explorer = explorers.momentum_modes()
    explorer.set(best=True)
    x, y = explorer.view.map.transData.transform((2.0, 0.5))
    explorer.live.pointer = ["click", x, explorer.live.size[1] - y, 1]
    assert (explorer.result.lr, explorer.result.beta) == pytest.approx((2.0, 0.5), abs=0.021)
    assert not explorer.values["best"]


def test_what_grows_is_cut_off(view):
    run = momentum_modes(lr=3.9, beta=0.2)
    view.update(run)
    assert np.abs(view.moves[1].get_ydata()).max() <= 3
    assert len(view.moves[1].get_ydata()) == len(run.x) < 81
