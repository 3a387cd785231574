"""The picture of momentum shows the eigenvalues, motions and rates of the run."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.lessons.optimizers.momentum_modes import NESTEROV, momentum_modes
from course_lib.lessons.optimizers.momentum_modes_view import MomentumModesView
from course_lib.optim import momentum_matrix


@pytest.fixture
def view():
    return MomentumModesView(Figure(figsize=(9.4, 4.3)))


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
    assert view.radius.get_text() == "dashed: √β = 0.70"
    view.update(momentum_modes(beta=0.49, method=NESTEROV))
    assert not view.ring.get_visible()


def test_the_marks_on_the_rate(view):
    run = momentum_modes(condition=25.0, lr=1.0, beta=0.8)
    view.update(run)
    assert view.now.get_xydata().tolist() == [[0.8, run.rho]]
    assert view.optimum.get_xydata()[0] == pytest.approx([(2 / 3) ** 2, 2 / 3])
    beta, rho = view.least.get_xydata()[0]
    worst = view.worst.get_xydata()
    assert rho == worst[:, 1].min()
    assert beta == worst[worst[:, 1].argmin(), 0]


def test_what_grows_is_cut_off(view):
    run = momentum_modes(lr=3.9, beta=0.2)
    view.update(run)
    assert np.abs(view.moves[1].get_ydata()).max() <= 3
    assert len(view.moves[1].get_ydata()) == len(run.x) < 81
