"""One unit before and after its normalization."""

import numpy as np
import pytest

from course_lib.lessons.batchnorm.norm_unit import norm_unit, unit_values


@pytest.mark.parametrize("m", [2, 32, 256])
def test_the_batch_comes_out_with_mean_beta_and_deviation_gamma(m):
    run = norm_unit(batch_size=m, gamma=-1.5, beta=0.5)
    assert len(run.z) == m
    assert run.y.mean() == pytest.approx(0.5)
    assert run.y.std() == pytest.approx(1.5, rel=1e-3)


def test_running_statistics_near_those_of_all_digits_and_free_of_company():
    values = unit_values()
    run = norm_unit(batch_size=128, statistics="running")
    assert run.running[0] == pytest.approx(values.mean(), abs=0.15)
    assert run.running[1] == pytest.approx(values.std(), rel=0.1)
    assert np.ptp(run.retold) == 0
    np.testing.assert_allclose(run.y, (run.z - run.running[0]) / run.running[1])
