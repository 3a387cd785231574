"""The breast cancer of notebook 08: the same numbers as scikit-learn, whose conventions we keep."""

import numpy as np
import pytest

from course_lib.datasets import load_breast_cancer, standardize, train_test_split
from course_lib.linear import LogisticRegression, auc, calibration_curve, roc_curve


@pytest.fixture(scope="module")
def parts():
    data = load_breast_cancer(labels=(1, 0))
    split = train_test_split(data.X, data.y, test=1 / 3, rng=np.random.default_rng(1))
    train_X, test_X, train_y, test_y = split
    train_Z, scaler = standardize(train_X)
    return train_Z, scaler.transform(test_X), train_y, test_y


@pytest.mark.oracle
@pytest.mark.parametrize("C", [0.01, 1.0, 100.0])
def test_coefficients_are_scikit_learns(parts, C):
    from sklearn.linear_model import LogisticRegression as Theirs

    train_Z, test_Z, train_y, test_y = parts
    ours = LogisticRegression(C=C).fit(train_Z, train_y)
    theirs = Theirs(C=C, tol=1e-12, max_iter=10_000, solver="newton-cholesky")
    theirs.fit(train_Z, train_y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(ours.intercept_, theirs.intercept_, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(
        ours.predict_proba(test_Z), theirs.predict_proba(test_Z), rtol=1e-5, atol=1e-9
    )
    assert ours.score(test_Z, test_y) == theirs.score(test_Z, test_y)


@pytest.mark.oracle
def test_roc_area_loss_and_calibration_are_scikit_learns(parts):
    from sklearn.calibration import calibration_curve as their_calibration
    from sklearn.metrics import log_loss, roc_auc_score

    train_Z, test_Z, train_y, test_y = parts
    p = LogisticRegression().fit(train_Z, train_y).predict_proba(test_Z)[:, 1]
    curve = roc_curve(test_y, p)
    assert auc(curve.fpr, curve.tpr) == pytest.approx(roc_auc_score(test_y, p))
    mine = -np.log(np.where(test_y == 1, p, 1 - p)).mean()
    assert mine == pytest.approx(log_loss(test_y, p))
    observed, predicted = their_calibration(test_y, p, n_bins=5)
    ours = calibration_curve(test_y, p, bins=5)
    np.testing.assert_allclose(ours.observed, observed)
    np.testing.assert_allclose(ours.predicted, predicted)
