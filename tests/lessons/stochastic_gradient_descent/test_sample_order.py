"""Orders on the patients: the table is the library's SGD."""

import numpy as np
import pytest

from course_lib.functions import SquaredNorm
from course_lib.lessons.stochastic_gradient_descent import explorers
from course_lib.lessons.stochastic_gradient_descent.risks import (
    LAM,
    best_patient_weights,
    patient_objective,
    patients,
)
from course_lib.lessons.stochastic_gradient_descent.sample_order import (
    EPOCHS,
    ORDERS,
    RATES,
    epoch_rows,
    sample_order,
    table,
)
from course_lib.optim import sgd_epochs


@pytest.mark.parametrize("order", ORDERS[:3])
def test_the_table_is_the_librarys_sgd(order):
    run = sgd_epochs(
        patients(), np.zeros(19), RATES[6], epochs=EPOCHS, batch_size=50, order=order,
        rng=np.random.default_rng(2), penalty=LAM * SquaredNorm(),
    )  # fmt: skip
    J = patient_objective()
    mine = table(order, 50)[0][6, 2]
    np.testing.assert_allclose(mine, J(run.x[::6]) - J(best_patient_weights()), atol=1e-9)


def test_sorted_means_all_healthy_first():
    labels = patients().y[epoch_rows("sorted by class", np.random.default_rng(0))()]
    assert (np.diff(labels) >= 0).all()
    assert set(labels) == {-1, 1}


def test_with_all_patients_per_step_the_order_is_nothing():
    run = sample_order(batch=297)
    np.testing.assert_allclose(run.gap[1:], np.tile(run.gap[1], (3, 1)), rtol=1e-6)


def test_the_view_stresses_the_chosen_order():
    explorer = explorers.sample_order()
    explorer.set(order="sorted by class")
    widths = [line.get_linewidth() for line in explorer.view.gaps]
    assert int(np.argmax(widths)) == 3
    np.testing.assert_allclose(explorer.view.bias.get_ydata(), explorer.result.bias[3])
