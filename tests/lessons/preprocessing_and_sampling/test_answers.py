"""The facts that notebook 15 states in its folded answers and beside its figures."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

from course_lib import datasets, functions
from course_lib.lessons.preprocessing_and_sampling import explorers
from course_lib.lessons.preprocessing_and_sampling.cloud_and_risk import KINDS, penguins
from course_lib.lessons.preprocessing_and_sampling.digit_orders import (
    STEPS,
    TRAINING,
    _digits,
    digit_order,
)
from course_lib.lessons.preprocessing_and_sampling.few_digits import (
    LABELLED,
    LEAKED,
    VALIDATION,
    few_digits,
)
from course_lib.lessons.preprocessing_and_sampling.order_race import order_race
from course_lib.lessons.preprocessing_and_sampling.orders import ERRORS, ORDERS, SORTED, TURNS
from course_lib.lessons.preprocessing_and_sampling.pictures import (
    DIGITS,
    PATCHES,
    grey_pictures,
    large_pictures,
)
from course_lib.lessons.preprocessing_and_sampling.top_directions import top_directions
from course_lib.lessons.preprocessing_and_sampling.tumour_descent import (
    PREPARATIONS,
    tumour_descent,
)
from course_lib.lessons.preprocessing_and_sampling.whitened_pictures import whitened_pictures
from course_lib.lessons.preprocessing_and_sampling.whitening_filters import (
    MATRICES,
    filter_of,
    near_share,
)
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.linear import whitening

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "15_preprocessing_and_sampling.ipynb"
PLACES = [(row, column) for row in range(16) for column in range(16)]
SHUFFLED = ORDERS[1]


def notebook_names(*cells) -> dict:
    """What these cells of the notebook define, run on their own."""
    source = {
        c["id"]: "".join(c["source"]) for c in json.loads(NOTEBOOK.read_text("utf8"))["cells"]
    }
    names = {"np": np, "datasets": datasets, "functions": functions, "whitening": whitening}
    for cell in cells:
        exec(source[cell].replace("plots.use_style()", ""), names)
    return names


# ---- zero mean, scaling, whitening --------------------------------------------------------------


def test_units_mean_and_scale_in_the_condition_number(capsys):
    notebook_names("code-standardize", "code-condition")
    said = [float(line.split()[-1].replace(",", "")) for line in capsys.readouterr().out.split("\n")
            if line]  # fmt: skip
    assert said == [8878726.5, 6820.4, 91.7, 4.8]
    assert said[0] / said[1] == pytest.approx(1300, rel=0.01)


def test_the_fitted_masses_do_not_depend_on_the_units():
    X, y = penguins()
    fitted = []
    for Z in (X, 100 * X, (X - X.mean(axis=0)) / X.std(axis=0)):
        A = functions.add_bias(Z)
        fitted.append(A @ np.linalg.lstsq(A, y, rcond=None)[0])
    np.testing.assert_allclose(fitted[1], fitted[0], atol=1e-9)
    np.testing.assert_allclose(fitted[2], fitted[0], atol=1e-9)


def test_how_the_steps_fall():
    cloud = explorers.cloud_and_risk()
    raw, centred = cloud.peek(), cloud.peek(strength=1.0)
    assert (raw.steps, centred.steps) == (23555, 317)
    assert round(raw.steps / centred.steps) == 74
    X, _ = penguins()
    np.testing.assert_allclose(X.mean(axis=0), [2.0, 4.4], atol=0.05)
    np.testing.assert_allclose(X.std(axis=0), [0.14, 0.55], atol=0.005)
    scaled = cloud.peek(kind="standardize", strength=1.0)
    r = np.corrcoef(X.T)[0, 1]
    assert r == pytest.approx(0.656, abs=0.0005)
    assert (1 + r) / (1 - r) == pytest.approx(4.8, abs=0.05)
    np.testing.assert_allclose(scaled.curvatures, [2 * (1 - r), 2, 2 * (1 + r)])
    assert scaled.condition == pytest.approx(4.8, abs=0.05)
    assert scaled.steps == 13
    for strength, steps in ((0.5, 33), (1.0, 1)):
        runs = [cloud.peek(kind=kind, strength=strength) for kind in KINDS[2:]]
        assert [run.steps for run in runs] == [steps, steps]
        np.testing.assert_allclose(runs[0].curvatures, runs[1].curvatures)


def test_the_four_points_by_hand():
    four = np.array([[8.0, 5], [2, -1], [6, 1], [4, 3]])
    np.testing.assert_allclose(np.cov(four.T, bias=True), [[5, 4], [4, 5]])
    names = notebook_names("code-standardize", "code-whiten")
    np.testing.assert_allclose(
        names["zca_whiten"](four), [[1, 1], [-1, -1], [1, -1], [-1, 1]], atol=1e-12
    )


# ---- pictures -----------------------------------------------------------------------------------


def test_what_standardizing_does_to_two_spectra():
    for data, before, after in ((PATCHES, 2800, 2800), (DIGITS, 252, 37)):
        for strength, ratio in ((0.0, before), (1.0, after)):
            values = whitened_pictures(data=data, kind=KINDS[1], strength=strength).prepared
            assert values[0] / values[len(values) // 2] == pytest.approx(ratio, rel=0.02)
    spread = grey_pictures(PATCHES).train.std(axis=0)
    assert spread.max() / spread.min() < 1.2


def test_neighbours_before_and_after():
    raw = whitened_pictures(kind="ZCA whitening", strength=0.0).neighbours
    white = whitened_pictures(kind="ZCA whitening", strength=1.0).neighbours
    assert (round(raw, 2), round(white, 2)) == (0.93, 0.13)
    for strength in (0.0, 1.0):
        run = whitened_pictures(data=DIGITS, kind="PCA whitening", strength=strength)
        assert abs(run.neighbours) < 1e-6


def test_the_first_directions_are_smooth():
    found = large_pictures(PATCHES).found
    pictures = found.subspace.X.T.reshape(-1, 16, 16, 3)
    rough = [np.mean(np.diff(p, axis=0) ** 2) / np.mean(p**2) for p in pictures]
    assert np.mean(rough[:10]) < 0.1 * np.mean(rough[134:144])


def test_new_digits_leave_the_scale():
    assert large_pictures(DIGITS).train.shape == (4000, 784)
    variance = large_pictures(DIGITS).found.variance
    assert (variance > 1e-12 * variance[0]).sum() == 643
    run = top_directions(data=DIGITS, k=768)
    assert 1e7 < run.variance.max() < 2e7
    assert run.largest == pytest.approx(75_000, rel=0.01)
    assert top_directions(data=DIGITS, k=144).variance.max() < 1.3
    sizes = {e: top_directions(data=DIGITS, k=768, eps=e).largest for e in (1e-3, 1e-2)}
    assert sizes[1e-3] > 10
    assert sizes[1e-2] == pytest.approx(7.6, abs=0.05)


# ---- training, and leaks ------------------------------------------------------------------------


def test_steps_and_accuracy_of_the_tumours():
    runs = {name: [tumour_descent(name, seed) for seed in range(5)] for name in PREPARATIONS}
    steps = {name: [run.steps for run in of] for name, of in runs.items()}
    assert steps["raw"] == steps["zero mean"] == [None] * 5
    assert all(8 <= s <= 13 for s in steps["whitened"])
    assert [run.factor for run in runs["whitened"]] == [1] * 5
    assert [run.factor == 1 for run in runs["standardized"]] == [False] * 3 + [True, False]
    assert steps["standardized"][3] == 47
    assert all(4 <= s <= 6 for k, s in enumerate(steps["standardized"]) if k != 3)
    loss = {name: np.mean([run.validation for run in of]) for name, of in runs.items()}
    assert loss["whitened"] / loss["standardized"] == pytest.approx(2, abs=0.15)
    right = {name: np.mean([run.test for run in of]) for name, of in runs.items()}
    assert right["standardized"] - right["whitened"] == pytest.approx(0.02, abs=0.005)


def test_a_leak_that_ruins_and_why():
    runs = {leak: [few_digits(seed=s, leak=leak) for s in range(10)] for leak in (False, True)}
    for name in ("leaked", "fresh"):
        means = [np.mean([getattr(run, name) for run in runs[leak]]) for leak in (False, True)]
        np.testing.assert_allclose(means, [0.48, 0.20], atol=0.01)
    X, y, X_test, y_test = small_digits()
    ranks, spreads, nearest = [], [], []
    for seed in range(10):
        rng = np.random.default_rng([60, seed])  # as in `few_digits`
        few = rng.permutation(len(X) - VALIDATION)[:LABELLED]
        seen = rng.permutation(len(X_test))[:LEAKED]
        both = np.vstack([X[few], X_test[seen]])
        ranks.append(np.linalg.matrix_rank(both - both.mean(axis=0)))
        for Z in (both, whitening(both, eps=1e-9).apply(both)):
            apart = np.linalg.norm(Z[:LABELLED, None] - Z[LABELLED:], axis=2)
            spreads.append(apart.std() / apart.mean())
            nearest.append((y[few][apart.argmin(axis=0)] == y_test[seen]).mean())
    assert (min(ranks), max(ranks)) == (141, 147)
    np.testing.assert_allclose([np.mean(spreads[k::2]) for k in (0, 1)], [0.16, 0.05], atol=0.005)
    np.testing.assert_allclose([np.mean(nearest[k::2]) for k in (0, 1)], [0.60, 0.12], atol=0.01)


def test_a_leak_that_leaves_no_trace():
    data = datasets.load_breast_cancer(labels=(1, -1))
    changes = []
    for seed in range(10):
        order = np.random.default_rng(seed).permutation(569)
        train, test = order[:285], order[285:]
        right = []
        for rows in (train, order):
            scaler = datasets.Standardizer.fit(data.X[rows])
            A = functions.add_bias(scaler.transform(data.X))
            risk = functions.EmpiricalRisk(functions.LogLoss(), A[train], data.y[train])
            w = np.zeros(31)
            for _ in range(200):
                w = w - 0.5 * risk.grad(w)
            right.append((A[test] @ w * data.y[test] > 0).mean())
        changes.append(right[1] - right[0])
    assert np.abs(changes).max() < 0.01
    assert min(changes) < 0 < max(changes)


# ---- filters ------------------------------------------------------------------------------------


def test_zca_is_local_and_pca_is_not():
    near = {
        kind: [near_share(filter_of(kind, 1e-3, place), place) for place in PLACES]
        for kind in MATRICES
    }
    pca, zca = near["PCA whitening"], near["ZCA whitening"]
    assert min(zca) > 0.985
    assert max(pca) < 0.22
    for place in ((8, 8), (5, 10)):
        shares = [near_share(filter_of("ZCA whitening", e, place), place) for e in (1e-6, 1e-3, 1)]
        assert shares[0] < shares[1] < shares[2]


def test_zca_moves_one_filter_along():
    def around(row, column):
        whole = filter_of("ZCA whitening", 1e-3, (row, column))
        return whole[row - 4 : row + 5, column - 4 : column + 5]

    middle = around(8, 8)
    for row in range(4, 12):
        for column in range(4, 12):
            other = around(row, column)
            cosine = (middle * other).sum() / np.linalg.norm(middle) / np.linalg.norm(other)
            assert cosine > 0.99


def test_one_small_filter_does_nearly_what_zca_does():
    pictures = grey_pictures(PATCHES)
    small = filter_of("ZCA whitening", 1e-3, (8, 8))[4:13, 4:13]
    C = pictures.new - pictures.found.mean
    whole = C @ filter_of("ZCA whitening", 1e-3, (8, 8)).ravel()
    part = [ndimage.correlate(c.reshape(16, 16), small)[8, 8] for c in C]
    assert np.corrcoef(whole, part)[0, 1] > 0.98


def test_what_whitening_a_photo_would_cost():
    d = 224 * 224 * 3
    assert d == 150_528
    assert d**2 == pytest.approx(2.3e10, rel=0.02)
    assert 8 * d**2 / 1e9 == pytest.approx(181, abs=0.5)


# ---- orders -------------------------------------------------------------------------------------


def late(run):
    return run.accuracy[:, run.looked > 100]


def test_only_large_error_first_notices_the_outlier():
    home, away = order_race(), order_race(outlier=(4.0, 1.5))
    assert (late(home).mean(axis=(1, 2)).round(2) == 0.98).all()
    assert (late(away)[:3].mean(axis=(1, 2)).round(2) == 0.98).all()
    assert late(away)[3].mean() == pytest.approx(0.58, abs=0.01)
    assert late(away)[:3].min() > 0.97
    assert late(away)[3].min() < 0.1
    assert home.outlier_share[3] == 0
    assert away.outlier_share[3] == pytest.approx(0.4, abs=0.02)
    np.testing.assert_allclose(away.outlier_share[:3], 1 / 40, atol=0.003)
    slow = order_race(lr=0.005, outlier=(4.0, 1.5))
    assert late(slow)[3].mean() == pytest.approx(0.76, abs=0.01)
    assert late(slow)[3].min() < 0.1


def test_digits_in_four_orders():
    clean = {order: digit_order(order) for order in ORDERS}
    test = {order: run.test.mean() for order, run in clean.items()}
    assert test[SORTED] < 0.13
    first = {order: run.validation[0].mean() for order, run in clean.items()}
    assert first[TURNS] > first[SHUFFLED] + 0.03
    assert test[TURNS] - test[SHUFFLED] == pytest.approx(0.024, abs=0.005)
    assert test[SORTED] > 0.1
    for ahead in (test[ERRORS], digit_order(ERRORS, 0.0, 20).test.mean()):
        assert 0 < ahead - test[SHUFFLED] < 0.02


def test_digits_with_wrong_labels():
    wrong = {(order, 5): digit_order(order, 0.05) for order in ORDERS[1:]}
    wrong[ERRORS, 20] = digit_order(ERRORS, 0.05, 20)
    test = {name: run.test.mean() for name, run in wrong.items()}
    assert test[ERRORS, 5] < test[SHUFFLED, 5] < test[TURNS, 5]
    assert test[ERRORS, 20] < test[ERRORS, 5] - 0.05


def test_large_errors_choose_wrong_labels():
    X, y, *_ = small_digits()
    X, clean = functions.add_bias(X[:TRAINING]), y[:TRAINING]
    y = _digits(0.05)[0][1]
    wrong = y != clean
    assert (wrong.sum(), len(wrong)) == (61, 1500)
    for pool, lr, share in ((5, 0.05, 0.16), (20, 0.02, 0.29)):
        assert digit_order(ERRORS, 0.05, pool).lr == lr
        W, chosen = np.zeros((X.shape[1], 10)), []
        for drawn in np.random.default_rng([15, 0]).integers(0, len(y), (STEPS, pool)):
            scores = X[drawn] @ W
            losses = np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(pool), y[drawn]]
            i = drawn[losses.argmax()]
            p = np.exp(X[i] @ W)
            W -= lr * np.outer(X[i], p / p.sum() - np.eye(10)[y[i]])
            chosen.append(i)
        assert wrong[chosen].mean() == pytest.approx(share, abs=0.015)


# ---- exercises ----------------------------------------------------------------------------------


def test_only_the_number_of_directions_matters_for_sixty_digits():
    def mean(k, eps=1e-9):
        return np.mean([few_digits(k, eps, seed).validation for seed in range(5)])

    assert mean(None) == pytest.approx(0.51, abs=0.01)
    assert all(mean(k) >= 0.58 for k in (15, 20, 30, 40))
    assert mean(10) < 0.58
    assert mean(50) < 0.58
    for k in (20, 59):
        assert mean(k, 1.0) == pytest.approx(mean(k), abs=0.002)
