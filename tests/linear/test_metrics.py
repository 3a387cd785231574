"""ROC and calibration against counting, and against scikit-learn."""

import numpy as np
import pytest

from course_lib.linear import auc, calibration_curve, roc_curve

rng = np.random.default_rng(8)
Y = rng.integers(0, 2, 200)
SCORE = np.round(Y + rng.normal(0, 1, 200), 1)  # with ties


def test_rates_are_counts():
    curve = roc_curve(Y, SCORE)
    for threshold, fpr, tpr in zip(curve.thresholds, curve.fpr, curve.tpr, strict=True):
        assert tpr == (SCORE[Y == 1] >= threshold).mean()
        assert fpr == (SCORE[Y == 0] >= threshold).mean()
    assert (curve.fpr[0], curve.tpr[0], curve.fpr[-1], curve.tpr[-1]) == (0, 0, 1, 1)


def test_the_area_is_the_probability_of_the_right_order():
    differences = SCORE[Y == 1][:, None] - SCORE[Y == 0]
    want = (differences > 0).mean() + 0.5 * (differences == 0).mean()
    curve = roc_curve(Y, SCORE)
    assert auc(curve.fpr, curve.tpr) == pytest.approx(want)


def test_the_other_class_mirrors():
    one, other = roc_curve(Y, SCORE), roc_curve(Y, -SCORE, positive=0)
    assert auc(one.fpr, one.tpr) == pytest.approx(auc(other.fpr, other.tpr))


def test_calibration_by_hand():
    curve = calibration_curve([0, 1, 1, 0, 1], [0.1, 0.15, 0.9, 1.0, 0.95], bins=5)
    np.testing.assert_allclose(curve.predicted, [0.125, 0.95])
    np.testing.assert_allclose(curve.observed, [0.5, 2 / 3])
    assert curve.count.tolist() == [2, 3]


def test_a_bin_with_one_sample_counts_and_an_empty_one_does_not():
    curve = calibration_curve([0, 1, 1], [0.05, 0.5, 0.55], bins=10)
    assert curve.count.tolist() == [1, 2]
    assert (curve.predicted.tolist(), curve.observed.tolist()) == ([0.05, 0.525], [0, 1])
    curve = calibration_curve(["no", "yes"], [1.0, 0.0], bins=4, positive="no")
    assert (curve.predicted.tolist(), curve.observed.tolist()) == ([0, 1], [0, 1])


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: roc_curve([1, 1], [0, 1]), "y must be a vector with two classes, got 1"),
        (lambda: roc_curve([0, 1], [0, np.nan]), "score must be finite"),
        (lambda: roc_curve([0, 1], [0, 1, 2]), "equally many rows: y has 2, score has 3"),
        (lambda: roc_curve([0, 1], [0, 1], positive=2), "positive must be one of 0, 1"),
        (lambda: calibration_curve([0, 1], [0, 1.5]), r"probability must be in \[0, 1\]"),
        (lambda: calibration_curve([0, 1], [0, 1], bins=0), "bins must be at least 1"),
    ],
)
def test_bad_arguments_are_named(call, text):
    with pytest.raises(ValueError, match=text):
        call()


@pytest.mark.oracle
def test_scikit_learn_agrees():
    metrics = pytest.importorskip("sklearn.metrics")
    calibration = pytest.importorskip("sklearn.calibration")
    fpr, tpr, thresholds = metrics.roc_curve(Y, SCORE, drop_intermediate=False)
    ours = roc_curve(Y, SCORE)
    np.testing.assert_allclose(ours.fpr, fpr)
    np.testing.assert_allclose(ours.tpr, tpr)
    np.testing.assert_allclose(ours.thresholds, thresholds)
    assert auc(ours.fpr, ours.tpr) == pytest.approx(metrics.roc_auc_score(Y, SCORE))
    p = rng.uniform(0, 1, 200)
    observed, predicted = calibration.calibration_curve(Y, p, n_bins=7)
    np.testing.assert_allclose(calibration_curve(Y, p, 7).observed, observed)
    np.testing.assert_allclose(calibration_curve(Y, p, 7).predicted, predicted)
