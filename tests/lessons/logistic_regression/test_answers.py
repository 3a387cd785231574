"""The facts that notebook 08 states in its folded answers and beside its figures."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from course_lib import datasets
from course_lib.datasets import standardize
from course_lib.functions import LogLoss
from course_lib.lessons.logistic_regression import explorers
from course_lib.lessons.logistic_regression.boundary_descent import penguin_pair
from course_lib.lessons.logistic_regression.logistic_curve import FEATURES
from course_lib.lessons.logistic_regression.logistic_curve_view import DEAR
from course_lib.lessons.logistic_regression.polynomial_boundary import monomials
from course_lib.lessons.logistic_regression.softmax_fields import softmax_fields
from course_lib.linear import LogisticRegression, auc, calibration_curve, roc_curve

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "08_logistic_regression.ipynb"


@cache
def notebook_names(*cells) -> dict:
    """What these cells of the notebook define, run on their own."""
    source = {
        c["id"]: "".join(c["source"]) for c in json.loads(NOTEBOOK.read_text("utf8"))["cells"]
    }
    names = dict(
        np=np, datasets=datasets, standardize=standardize, LogLoss=LogLoss, monomials=monomials,
        LogisticRegression=LogisticRegression,
    )  # fmt: skip
    for cell in cells:
        exec(source[cell], names)
    return names


# ---- one feature --------------------------------------------------------------------------------


def test_with_the_wrong_sign_the_slow_ill_and_the_fast_healthy_hearts_get_rings():
    run = explorers.logistic_curve().peek(bias=-0.17, slope=2.0)
    ringed, data = run.cost > DEAR, run.data
    assert data.x[ringed & (data.y == 1)].max() < data.mean
    assert data.x[ringed & (data.y == 0)].min() > data.mean


def test_without_a_weight_the_best_bias_is_the_base_rate():
    curve = explorers.logistic_curve()
    losses = {b: curve.peek(bias=b, slope=0.0).cross_entropy for b in np.arange(-250, 251) / 100}
    best = min(losses, key=losses.get)
    assert best == -0.17
    run = curve.peek(bias=best, slope=0.0)
    assert run.probability[0] == pytest.approx(0.46, abs=0.005)
    assert run.data.y.mean() == pytest.approx(0.46, abs=0.005)


def test_odds_per_standard_deviation():
    curve = explorers.logistic_curve()
    rate, cholesterol = (
        curve.peek(feature=name).data for name in ("max heart rate", "cholesterol")
    )
    assert set(FEATURES) >= {rate.name, cholesterol.name}
    assert np.exp(rate.best[1]) == pytest.approx(0.37, abs=0.005)
    assert np.exp(cholesterol.best[1]) == pytest.approx(1.19, abs=0.005)
    share = cholesterol.y.mean()
    base = -share * np.log(share) - (1 - share) * np.log(1 - share)
    assert 0 < base - cholesterol.lowest < 0.005


# ---- two features -------------------------------------------------------------------------------


def test_a_low_c_mostly_fades_the_colours():
    descent = explorers.boundary_descent()
    usual, low = descent.peek().best, descent.peek(C=0.0032).best
    turned = np.degrees(np.abs(np.subtract(*(np.arctan2(w[2], w[1]) for w in (usual, low)))))
    assert 1 < turned < 45
    assert np.linalg.norm(low[1:]) < 0.2 * np.linalg.norm(usual[1:])
    data = penguin_pair("Adelie / Chinstrap")
    p = 1 / (1 + np.exp(-(low[0] + data.scaler.transform(data.X) @ low[1:])))
    assert np.abs(p - data.y.mean()).max() < 0.3
    assert "ηλ > 2" in descent.peek(C=0.0032, lr=3.0).summary


def test_separable_classes_have_no_optimum_without_a_penalty():
    descent = explorers.boundary_descent()
    free = descent.peek(pair="Adelie / Gentoo", free=True, lr=100.0)
    assert free.best is None
    assert free.loss[-1] < 1e-3
    assert free.norm[-1] > 50
    assert descent.peek(pair="Adelie / Gentoo").best_norm == pytest.approx(4.1, abs=0.05)
    one = descent.peek(pair="Adelie / Gentoo", free=True, own=((50.0, 15.0, 0),))
    assert np.isfinite(one.best_norm)


# ---- two distributions --------------------------------------------------------------------------


def test_the_best_belief_is_the_truth():
    beliefs = explorers.two_distributions()
    costs = {q: beliefs.peek(p=0.7, q=q).cross for q in np.arange(1, 100) / 100}
    assert min(costs, key=costs.get) == 0.7
    assert costs[0.7] == pytest.approx(0.611, abs=5e-4)
    sure = beliefs.peek(p=1.0, q=0.4)
    assert sure.cross == pytest.approx(-np.log(0.4))
    assert sure.entropy == 0


def test_kl_is_not_symmetric():
    run = explorers.two_distributions().peek(p=0.5, q=0.0)
    assert np.isinf(run.kl)
    assert run.other_kl == pytest.approx(0.693, abs=5e-4)


# ---- three classes ------------------------------------------------------------------------------


def test_flat_fields_say_how_frequent_each_species_is():
    run = explorers.softmax_fields().peek(C=0.0032)
    shares = np.bincount(run.data.y) / len(run.data.y)
    usual = explorers.softmax_fields().peek()
    assert (np.ptp(run.fields, axis=(0, 1)) < 0.8 * np.ptp(usual.fields, axis=(0, 1))).all()
    assert np.abs(softmax_fields(C=1e-6).fields - shares).max() < 0.01


def test_three_times_no():
    run = explorers.softmax_fields().peek(model="one-vs-rest")
    assert run.answer.sum() == pytest.approx(0.40, abs=0.005)
    assert run.answer.max() < 0.5


# ---- nonlinear features -------------------------------------------------------------------------


def test_the_degrees_without_much_penalty():
    bent = explorers.polynomial_boundary()
    two, nine = bent.peek(degree=2), bent.peek(degree=9)
    assert two.val.argmin() == 1
    assert nine.val[8] / two.val[1] == pytest.approx(9, abs=0.5)
    assert (two.fit.val_error, nine.fit.val_error) == pytest.approx((0.16, 0.20), abs=0.005)
    assert nine.val[8] == pytest.approx(3.4, abs=0.05)
    assert bent.peek(degree=9, n=200).val[8] == pytest.approx(1.4, abs=0.05)


def test_at_a_price_of_one_the_caption_calls_degree_nine_as_good_as_the_best():
    run = explorers.polynomial_boundary().peek(degree=9, C=1.0)
    assert run.val[8] == pytest.approx(0.38, abs=0.005)
    assert run.val.min() == pytest.approx(0.35, abs=0.005)
    assert "about as good as the best degree" in run.summary


def test_validation_data_choose_a_circle_and_training_data_do_not():
    names = notebook_names("code-val")
    loss_of, circle, table = (names[k] for k in ("loss_of", "circle", "table"))
    assert len(table) == 36
    best = min(table, key=table.get)
    assert best == (2, 10.0)
    assert table[best] == pytest.approx(0.33, abs=0.005)
    greedy = min(names["grid"], key=lambda choice: loss_of(*choice, names["train"]))
    assert greedy == (9, 1e4)
    test = circle(2000, 7)
    assert loss_of(*best, test) == pytest.approx(0.37, abs=0.005)
    assert loss_of(*greedy, test) == pytest.approx(4.1, abs=0.05)


# ---- real data ----------------------------------------------------------------------------------


def clinic(C):
    names = notebook_names("code-049")
    return names["clinic"].y, names["forecasts"][C]


def test_the_curves_agree_and_the_losses_do_not():
    for C, loss in ((0.01, 0.45), (1.0, 0.39)):
        y, p = clinic(C)
        curve = roc_curve(y, p)
        assert auc(curve.fpr, curve.tpr) == pytest.approx(0.91, abs=0.005)
        assert -np.log(np.where(y == 1, p, 1 - p)).mean() == pytest.approx(loss, abs=0.005)


def test_a_strong_penalty_is_not_sure_enough():
    _, low, _, high, _ = np.transpose(calibration_curve(*clinic(0.01), bins=5)[:2])
    assert low[0] == pytest.approx(0.3, abs=0.02)
    assert low[1] < 0.2
    assert high[0] == pytest.approx(0.7, abs=0.02)
    assert high[1] > 0.8
    bins = calibration_curve(*clinic(1.0), bins=5)
    error = np.sqrt(bins.observed * (1 - bins.observed) / bins.count)
    assert (np.abs(bins.observed - bins.predicted) < 2 * error).all()


@pytest.mark.parametrize(("C", "derived", "cheapest", "where"), [
    (1.0, 0.38, 0.35, 0.1), (0.01, 0.47, 0.34, 0.28),
])  # fmt: skip
def test_what_thresholds_cost(C, derived, cheapest, where):
    y, p = clinic(C)

    def cost(level):
        return (5 * ((p < level) & (y == 1)).sum() + ((p >= level) & (y == 0)).sum()) / len(y)

    assert cost(1 / 6) == pytest.approx(derived, abs=0.005)
    levels = np.linspace(0, 1, 1001)
    costs = np.array([cost(level) for level in levels])
    assert costs.min() == pytest.approx(cheapest, abs=0.005)
    assert levels[costs.argmin()] == pytest.approx(where, abs=0.02)
    assert cost(0.0) == pytest.approx(0.54, abs=0.005)
    if C == 1.0:
        assert cost(0.5) == pytest.approx(0.55, abs=0.005)


def test_pain_is_missing_from_the_patients_with_narrowed_arteries():
    data = datasets.load_heart()
    S, scaler = standardize(data.X)
    ratio = np.exp(LogisticRegression(C=1.0).fit(S, data.y).coef_[0] / scaler.scale)
    binary = [j for j in range(18) if set(data.X[:, j]) == {0.0, 1.0}]
    longest = sorted(binary, key=lambda j: -ratio[j])[:3]
    assert "chest pain: asymptomatic" in [data.feature_names[j] for j in longest]
    assert len(data.y) == 297
