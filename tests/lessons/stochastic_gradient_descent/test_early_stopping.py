"""Early stopping: the training is the library's SGD, the rule stops where it says."""

import numpy as np
import pytest

from course_lib.functions import EmpiricalRisk, LogLoss, SquaredNorm
from course_lib.lessons.stochastic_gradient_descent import explorers
from course_lib.lessons.stochastic_gradient_descent.early_stopping import (
    BATCH,
    EPOCHS,
    LR,
    early_stopping,
    messages,
    stopped,
    training,
)
from course_lib.optim import sgd_epochs


def test_the_losses_are_those_of_the_librarys_sgd():
    parts = messages(50, 3)
    ones = [np.ones(len(part)) for part in parts]
    risks = [EmpiricalRisk(LogLoss(), part, y) for part, y in zip(parts, ones, strict=True)]
    run = sgd_epochs(
        risks[0], np.zeros(58), LR, epochs=EPOCHS, batch_size=BATCH,
        rng=np.random.default_rng([3, 1]), penalty=0.1 * SquaredNorm(unpenalized=1),
    )  # fmt: skip
    loss, _ = training(50, 0.1, 3)
    for row, risk in zip(loss, risks, strict=True):
        np.testing.assert_allclose(row, risk(run.x[:: 50 // BATCH]), atol=1e-9)


def test_the_three_sets_share_no_message():
    parts = messages(100, 0)
    assert [len(part) for part in parts] == [100, 500, 2000]
    np.testing.assert_allclose(np.abs(parts[0][:, 0]), 1)


@pytest.mark.parametrize(
    ("values", "patience", "expected"),
    [([3, 2, 1], 1, (2, 2)), ([3, 3, 1], 1, (0, 1)), ([3, 4, 1, 2, 2], 2, (2, 4))],
)
def test_the_rule_by_hand(values, patience, expected):
    assert stopped(values, patience) == expected


def test_test_errors_are_those_of_the_kept_and_the_last_epoch():
    run = early_stopping()
    _, error = training(100, 0.0, 0)
    assert run.test == (error[2, run.best], error[2, -1])
    assert run.loss[1, run.best] == run.loss[1, : run.stop + 1].min()


def test_the_view_marks_both_epochs():
    explorer = explorers.early_stopping()
    run, view = explorer.result, explorer.view
    assert [mark.get_xdata()[0] for mark in view.marks[0]] == [run.best, run.stop]
    assert view.marks[1][0].get_alpha() < view.marks[0][0].get_alpha()
