"""The checker itself: it passes what is right, fails what is wrong and names the place."""

import numpy as np
import pytest

from course_lib import autodiff as ad
from course_lib.autodiff import gate, gradcheck


@gate
def wrong_in_one_place(x):
    factor = np.ones_like(x)
    factor[1, 2] = 1.001
    return x * x, lambda dy: (2 * x * dy * factor,)


def test_the_worst_entry_is_named():
    x = np.arange(1.0, 7.0).reshape(2, 3)
    report = gradcheck(lambda a, b: a.sum() * 0.1 + wrong_in_one_place(b).sum(), [1.0, 2.0], x)
    assert not report
    assert (report.argument, report.index, report.entries) == (1, (1, 2), 8)
    assert report.relative_error == pytest.approx(1e-3, rel=0.01)
    assert report.backward == pytest.approx(12.012)
    assert report.difference == pytest.approx(12.0)
    assert repr(report).splitlines() == [
        "the gradients differ: relative error 1.0e-03 > 1e-06",
        "  worst of 8: argument 1 at [1, 2]: backward 12.012, difference 12",
    ]


def test_what_is_right_passes_at_every_scale():
    for scale in (1e-8, 1.0, 1e8):
        report = gradcheck(lambda x, s=scale: ad.sin(x).sum() * s, [0.3, -2.0, 5.0])
        assert report.passed, report
        assert "the gradients agree" in repr(report)


def test_a_large_value_beside_a_small_gradient():
    """Differences of a value of 1e6 are good to about 1e-4: not all of that is an error."""
    assert gradcheck(lambda x: 1e6 + 1e-3 * ad.sin(x), 0.3)
    wrong = gate(lambda x: (1e3 + x, lambda dy: (1.001 * dy,)))
    assert not gradcheck(wrong, 0.3)


def test_what_is_wrong_fails_at_every_scale():
    @gate
    def half_right(x):
        return x * x, lambda dz: (dz * x,)

    for scale in (1e-30, 1e-6, 1.0, 1e9):
        found = gradcheck(lambda x, scale=scale: half_right(x) * scale, 3.0)
        assert found.relative_error == pytest.approx(0.5, rel=1e-3), scale


def test_a_gradient_of_zero_that_should_not_be():
    stuck = gate(lambda x: (3 * x, lambda dy: (0 * dy,)))
    report = gradcheck(stuck, 2.0)
    assert not report
    assert (report.backward, report.index) == (0.0, ())


def test_nan_does_not_pass():
    lost = gate(lambda x: (x, lambda dy: (dy * np.nan,)))
    assert not gradcheck(lost, [1.0, 2.0])


def test_swapped_outputs_are_seen():
    """All weights equal to 1 would hide them."""
    swapped = gate(lambda x: (x, lambda dy: (dy[::-1],)))
    assert not gradcheck(swapped, [1.0, 2.0])


def test_a_kink_is_reported():
    assert not gradcheck(ad.relu, 0.0)
    assert gradcheck(ad.relu, 1e-3)


def test_what_f_does_not_use():
    assert gradcheck(lambda x, y: x * 2.0, 1.0, [3.0, 4.0])
    assert gradcheck(lambda x: 4.0, 1.0)


@pytest.mark.parametrize(
    ("arguments", "settings", "error", "says"),
    [
        ((), {}, TypeError, "needs the point to check at"),
        ((np.ones(0),), {}, ValueError, "arguments must hold at least one number"),
        (([np.nan],), {}, ValueError, "arguments.0. must be finite everywhere"),
        ((1.0,), {"step": 0}, ValueError, "step must be positive, got 0"),
        ((1.0,), {"tolerance": -1}, ValueError, "tolerance must be positive, got -1"),
    ],
)
def test_refused(arguments, settings, error, says):
    with pytest.raises(error, match=says):
        gradcheck(lambda *x: sum(x, 0.0), *arguments, **settings)
