"""One feature of the heart data: the numbers, the button, the picture."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from scipy.special import expit

from course_lib.lessons.logistic_regression import explorers
from course_lib.lessons.logistic_regression.logistic_curve import (
    BIAS,
    FEATURES,
    SLOPE,
    best_on_sliders,
    heart_feature,
    logistic_curve,
)
from course_lib.lessons.logistic_regression.logistic_curve_view import DEAR, LogisticCurveView


def test_likelihood_is_a_product_over_the_patients():
    run = logistic_curve(feature="age", bias=0.3, slope=-0.7)
    p, y = run.probability, run.data.y
    np.testing.assert_allclose(p, expit(0.3 - 0.7 * run.data.z))
    product = np.prod(np.where(y == 1, p, 1 - p))
    np.testing.assert_allclose(np.exp(run.log_likelihood), product)
    np.testing.assert_allclose(run.cross_entropy, -np.log(product) / len(y))


@pytest.mark.parametrize("name", FEATURES)
def test_the_optimum_has_no_slope_and_nothing_drawn_is_lower(name):
    data = heart_feature(name)
    run = logistic_curve(feature=name, bias=data.best[0], slope=data.best[1])
    residual = data.y - run.probability
    assert abs(residual.sum()) < 1e-5
    assert abs(residual @ data.z) < 1e-5
    np.testing.assert_allclose(run.cross_entropy, data.lowest)
    assert data.height.min() >= data.lowest
    rounded = logistic_curve(feature=name, **best_on_sliders(name))
    assert rounded.cross_entropy - data.lowest < 1e-4
    assert "as far as the sliders can tell" in rounded.summary


def test_the_height_is_the_cross_entropy():
    height = heart_feature("age").height
    for i, j in ((0, 0), (40, 13)):
        run = logistic_curve(feature="age", bias=BIAS[j], slope=SLOPE[i])
        np.testing.assert_allclose(height[i, j], run.cross_entropy)


def test_shares_are_those_of_the_patients():
    for name in FEATURES:
        data = heart_feature(name)
        assert data.bins.shape[1] >= 4
        assert (np.diff(data.bins[0]) > 0).all()
        assert data.bins[1].min() >= 0
        assert data.bins[1].max() <= 1
    run = logistic_curve(slope=0.0)
    assert run.boundary is None


def test_the_button_jumps_to_the_optimum():
    explorer = explorers.logistic_curve()
    explorer.controls["best"].click()
    assert explorer.values["bias"] == -0.17
    assert explorer.values["slope"] == -0.99


def test_rings_mark_the_costly_labels():
    view, run = LogisticCurveView(Figure()), logistic_curve()
    view.update(run)
    assert len(view.dear.get_xdata()) == (run.cost > DEAR).sum() > 0
    assert view.now.get_xydata().tolist() == [[run.bias, run.slope]]
    assert view.middle.get_xdata()[0] == run.boundary


@pytest.mark.parametrize("values", [dict(), dict(slope=-1.0), dict(bias=2.0)])
def test_sliders_make_no_artists(values):
    view = LogisticCurveView(Figure())
    view.update(logistic_curve())
    before = [len(ax.get_children()) for ax in view.left.figure.axes]
    view.update(logistic_curve(**values))
    after = [len(ax.get_children()) for ax in view.left.figure.axes]
    assert after == before
