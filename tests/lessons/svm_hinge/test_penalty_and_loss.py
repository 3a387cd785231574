"""The minimizer of any penalty with any loss, by a grid that needs no derivatives."""

import numpy as np
import pytest

from course_lib.functions import Hinge
from course_lib.lessons.svm_hinge import penalty_and_loss as pl
from course_lib.linear import LogisticRegression


def test_the_grid_finds_the_minimum_of_a_hinge_and_of_a_log_loss():
    rows = pl.signed_samples()
    w = pl.minimizer("hinge", "½‖w‖²", 0.1)

    def f(w):
        return 0.5 * w @ w + 0.1 * Hinge().of_margin(rows @ w).sum()

    rng = np.random.default_rng(0)
    assert all(f(w) <= f(w + d) + 1e-9 for d in rng.normal(scale=0.05, size=(200, 2)))


@pytest.mark.parametrize(("penalty", "name"), [("½‖w‖²", "l2"), ("‖w‖₁", "l1")])
def test_the_grid_agrees_with_the_library_on_symmetric_data(penalty, name):
    rows = pl.signed_samples()
    X, y = np.concatenate([rows, -rows]), np.repeat([1.0, -1.0], len(rows))
    model = LogisticRegression(C=0.05, penalty=name).fit(X, y)  # every loss counts twice
    np.testing.assert_allclose(model.intercept_, 0, atol=1e-4)
    np.testing.assert_allclose(pl.minimizer("log", penalty, 0.1), model.coef_[0], atol=1e-3)


def test_a_penalty_with_creases_gives_exact_zeros_and_a_round_one_does_not():
    assert (pl.minimizer("hinge", "‖w‖₁", 0.01) == 0).all()
    sparse = pl.penalty_and_loss(penalty="‖w‖₁", C=0.1)
    assert sparse.w[1] == 0
    assert "exactly 0" in sparse.summary
    assert (pl.penalty_and_loss(C=0.1).w != 0).all()


@pytest.mark.parametrize("penalty", pl.PENALTIES)
@pytest.mark.parametrize("C", [0.02, 0.5])
def test_the_ball_touches_the_loss_at_w(penalty, C):
    run = pl.penalty_and_loss(loss="log", penalty=penalty, C=C)
    R = pl.PENALTIES[penalty]
    np.testing.assert_allclose(R(run.ball), R(run.w), rtol=1e-4, atol=1e-9)
    loss = np.logaddexp(0, -(run.ball @ pl.signed_samples().T)).mean(axis=1)
    assert loss.min() >= run.level - 1e-4  # inside the ball no w has less loss


def test_an_unknown_loss_is_told():
    with pytest.raises(ValueError, match="loss must be"):
        pl.penalty_and_loss(loss="square")
