"""Three species: probabilities, borders, the picture."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.functions import add_bias
from course_lib.lessons.logistic_regression.softmax_fields import (
    FEATURES,
    fitted_weights,
    penguins,
    softmax_fields,
)
from course_lib.lessons.logistic_regression.softmax_fields_view import SoftmaxFieldsView


@pytest.mark.parametrize("features", FEATURES)
def test_softmax_sums_to_one_and_one_vs_rest_does_not(features):
    one = softmax_fields(features=features)
    np.testing.assert_allclose(one.fields.sum(axis=-1), 1.0)
    np.testing.assert_allclose(one.answer.sum(), 1.0)
    other = softmax_fields(features=features, model="one-vs-rest")
    assert other.answer.sum() < 0.7
    assert f"the sum is {other.answer.sum():.2f}" in other.summary


def test_softmax_is_at_its_optimum():
    name, C = next(iter(FEATURES)), 2.0
    data, W = penguins(name), fitted_weights(name, "softmax", C)
    X = add_bias(data.scaler.transform(data.X))
    e = np.exp(X @ W)
    p = e / e.sum(axis=1, keepdims=True)
    slope = C * X.T @ (p - np.eye(3)[data.y]) + np.r_[np.zeros((1, 3)), W[1:]]
    assert np.abs(slope).max() < 1e-3


def test_borders_are_where_two_classes_tie():
    run = softmax_fields()
    first = run.fields.argmax(axis=-1)
    assert ((run.ahead > 0).sum(axis=-1) == 1).all()
    assert (run.ahead.argmax(axis=-1) == first).all()
    ordered = np.sort(np.log(run.fields), axis=-1)
    np.testing.assert_allclose(run.ahead.max(axis=-1), ordered[..., 2] - ordered[..., 1])


def test_bars_and_borders_of_three_species():
    view, run = SoftmaxFieldsView(Figure()), softmax_fields(model="one-vs-rest")
    view.update(run)
    np.testing.assert_allclose([bar.get_height() for bar in view.bars], run.answer)
    assert view.sum.get_text() == f"at ✚: sum {run.answer.sum():.2f}"
    for k, image in enumerate(view.fields):
        np.testing.assert_array_equal(image.get_array(), run.fields[..., k])
    assert len(view.borders.get_xdata()) > 50


@pytest.mark.parametrize("values", [dict(), dict(C=0.1), dict(model="one-vs-rest")])
def test_sliders_make_no_artists(values):
    view = SoftmaxFieldsView(Figure())
    view.update(softmax_fields())
    before = [len(ax.get_children()) for ax in view.left.figure.axes]
    view.update(softmax_fields(**values))
    after = [len(ax.get_children()) for ax in view.left.figure.axes]
    assert after == before
