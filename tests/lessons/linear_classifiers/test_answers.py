"""The facts that notebook 07 states in its folded answers and beside its figures."""

import numpy as np
import pytest

from course_lib.datasets import load_fashion_mnist
from course_lib.functions import MulticlassHinge, SoftmaxCrossEntropy, add_bias
from course_lib.lessons.linear_classifiers import explorers
from course_lib.lessons.linear_classifiers import search_race as R
from course_lib.lessons.linear_classifiers.difference_step import difference_step
from course_lib.lessons.linear_classifiers.neighbours import neighbours
from course_lib.lessons.linear_classifiers.pictures import changed, pictures
from course_lib.lessons.linear_classifiers.templates import FRAMES, PENALTIES, templates, train
from course_lib.lessons.linear_classifiers.three_classes import LOSSES, three_classes
from course_lib.lessons.linear_classifiers.three_samples import LECTURE, three_samples
from course_lib.linear import LinearSVM, NearestNeighbours


def said(run):
    return run.names[run.answer]


# ---- pixels and neighbours ----------------------------------------------------------------------


def test_three_pixels_are_further_than_the_next_class():
    data = pictures()
    trouser = data.X_other[data.y_other == 1][1:2]
    other = np.sqrt(((data.X[data.y != 1] - trouser) ** 2).sum(axis=1)).min()
    far = np.linalg.norm(changed(trouser, shift=3) - trouser)
    assert round(other, 1) == 4.8
    assert round(far, 1) == 8.1


def test_a_shifted_trouser():
    runs = [neighbours(shift=s) for s in range(5)]
    assert [said(run) for run in runs] == ["trouser", "trouser", "dress", "coat", "coat"]
    assert [int((run.near_classes == 1).sum()) for run in runs[:2]] == [5, 4]
    assert all((run.nearest < run.to_original).sum() >= 6 for run in runs[2:])


def test_a_trouser_in_half_the_light():
    run = neighbours(light=0.5)
    assert said(run) != "trouser"
    assert sorted(run.names[c] for c in run.near_classes) == [
        "coat", "dress", "shirt", "shirt", "trouser",
    ]  # fmt: skip


def test_a_sandal_by_two_distances():
    assert neighbours(image=5).true == 5
    assert said(neighbours(image=5)) == "sneaker"
    assert said(neighbours(image=5, metric="ℓ1")) == "sandal"


def test_both_distances_are_about_equally_good():
    data = pictures()
    parts = [NearestNeighbours(5, p).fit(data.X, data.y).score(
                 data.X_other[:300], data.y_other[:300]) for p in (1, 2)]  # fmt: skip
    assert abs(parts[0] - parts[1]) < 0.02


# ---- templates -----------------------------------------------------------------------------------


def test_the_first_step_is_the_same_for_both_losses():
    runs = [templates(loss=loss) for loss in ("softmax", "multiclass SVM")]
    assert FRAMES[1] == 1
    np.testing.assert_allclose(10 * runs[0].W[1], runs[1].W[1], atol=1e-12)
    assert runs[0].validation[1] == pytest.approx(0.441, abs=0.002)


def test_smooth_templates_are_not_the_best():
    def rough(W):
        W = W.reshape(-1, 28, 28)
        return (np.diff(W, axis=1) ** 2).sum() / (W**2).sum()

    runs = [templates(lam=lam) for lam in PENALTIES.values()]
    assert (np.diff([rough(run.W[-1]) for run in runs]) < 0).all()
    right = [run.validation[-1] for run in runs]
    assert np.argmax(right) == 0
    assert np.argmin(right) == 3
    assert [round(100 * part) for part in (right[0], right[-1])] == [77, 62]


def test_mirrored_shoes_have_two_toes():
    def symmetry(W):
        W = W[7].reshape(28, 28)
        return (W * W[:, ::-1]).sum() / (W**2).sum()

    plain, mirrored = templates(), templates(mirrored=True)
    assert symmetry(plain.W[-1]) < 0.3
    assert symmetry(mirrored.W[-1]) > 0.9
    assert round(100 * mirrored.validation[-1]) == 73


# ---- losses --------------------------------------------------------------------------------------


def test_lowering_the_score_of_the_car():
    def of(score):
        run = three_samples(scores=(LECTURE[0], (1.3, score, 2.0), LECTURE[2]))
        return run.hinge[1], run.cross_entropy[1]

    assert of(3.0)[0] == 0
    assert of(2.99)[0] > 0
    assert of(4.8)[1] > of(4.9)[1]


def test_raising_the_score_of_the_frog():
    run = three_samples(scores=(*LECTURE[:2], (2.2, 2.5, 3.5)))
    assert run.hinge[2] == 0
    assert three_samples(scores=(*LECTURE[:2], (2.2, 2.5, 3.49))).hinge[2] > 0
    assert run.cross_entropy[2] == pytest.approx(0.49, abs=0.006)
    assert run.probabilities[2, 2] == pytest.approx(0.61, abs=0.005)


def test_a_tenth_of_w_and_none():
    np.testing.assert_allclose(three_samples(scale=0.1).hinge, [1.7, 1.35, 3.09])
    zero = three_samples(scores=((0.0,) * 3,) * 3)
    np.testing.assert_allclose(zero.hinge, 2)
    np.testing.assert_allclose(zero.cross_entropy, np.log(3))


def test_zeros_and_the_outlier_in_the_plane():
    plane = explorers.three_classes()
    softmax, svm = (plane.peek(loss=loss) for loss in LOSSES)
    assert (svm.hinge[-1] == 0).sum() == 11
    assert (softmax.hinge[-1] == 0).sum() == 12
    assert (softmax.softmax > 0).all()
    assert (svm.softmax > 0).all()
    assert softmax.softmax[-1, 4] == pytest.approx(1.3, abs=0.05)
    assert softmax.softmax[-1].sum() == pytest.approx(3.2, abs=0.05)
    assert svm.hinge[-1, 4] == pytest.approx(1.6, abs=0.05)
    assert svm.hinge[-1].sum() == pytest.approx(2.4, abs=0.05)
    assert softmax.wrong[-1] == svm.wrong[-1] == 1


@pytest.mark.parametrize("loss", LOSSES)
def test_the_penalty_leaves_one_minimum(loss):
    rng, ends = np.random.default_rng(0), []
    for _ in range(6):
        lines = tuple((*(2 * rng.normal(size=2)).tolist(), *rng.uniform(-3, 3, 2).tolist())
                      for _ in range(3))  # fmt: skip
        W = three_classes(loss=loss, lam=0.1, lines=lines).path[-1].copy()
        W[0] -= W[0].mean()  # a number added to all biases changes no answer
        ends.append(W)
    assert np.ptp(ends, axis=0).max() < 0.15


def test_two_classes_are_the_ordinary_machine():
    """w of one class is half the w of notebook 09, of the other minus that."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 2)), np.arange(40) % 2
    X += 1.5 * y[:, None]
    f = LinearSVM(C=2.0).fit(X, y).decision_function(X)
    both = np.stack([-f / 2, f / 2], axis=1)
    np.testing.assert_allclose(MulticlassHinge()(both, y), np.maximum(0, 1 - (2 * y - 1) * f))


# ---- three searches ------------------------------------------------------------------------------


def test_the_race_at_rest_and_tuned():
    slope = {lr: R.follow_the_gradient("clothes", lr).validation for lr in (1e-3, 10**-1.5)}
    assert round(100 * slope[1e-3][1]) == 49  # one step, three evaluations
    assert round(100 * slope[1e-3][-1]) == 65
    assert round(100 * slope[10**-1.5][-1]) == 75
    local = [R.local_search("clothes", 0.01, seed).validation[-1] for seed in range(5)]
    assert [round(100 * part) for part in (min(local), max(local))] == [66, 68]
    assert round(100 * local[0]) == 67
    assert round(100 * R.local_search("clothes", 1e-3, 0).validation[-1]) == 44
    random = [R.random_search("clothes", 0.1, seed).validation[-1] for seed in range(5)]
    assert round(100 * random[0]) == 22
    assert [round(100 * part) for part in (min(random), max(random))] == [19, 30]
    assert max(random) < min(local) < slope[10**-1.5][-1]


def test_the_spread_changes_no_answer_of_random_search():
    """W and 2W answer alike; the best of the draws may be another one."""
    small, large = (R.random_search("clothes", s, 0).validation[0] for s in (0.01, 1.0))
    assert small == large
    parts = [R.random_search("clothes", s, 0).validation[-1] for s in (0.01, 0.1, 1.0)]
    assert max(parts) < 0.25


# ---- differences ---------------------------------------------------------------------------------


def test_the_best_steps():
    double, single = (difference_step(precision=p) for p in ("double", "single"))
    assert 1e-6 <= double.steps[double.central.argmin()] <= 1e-5
    assert double.here[1] == pytest.approx(0.01 / 3)
    assert 1e-13 < double.central.min() < 5e-12
    assert double.best[1] == pytest.approx(6e-6, rel=0.02)
    assert 1e-3 <= single.steps[single.central.argmin()] <= 1e-2
    assert single.best[1] == pytest.approx(5e-3, rel=0.02)
    assert 2e-4 < difference_step(precision="single", h=1e-5).here[1] < 5e-3


def test_a_step_that_is_rounded_away_and_a_kink():
    for curve in ("x³/3", "sin x", "eˣ", "log(1 + e⁻ˣ)"):
        run = difference_step(curve=curve, h=1e-16)
        assert run.here[0] == abs(run.slope)
    kink = difference_step(curve="max(0, 1 − x)")
    np.testing.assert_allclose(kink.central[kink.steps > 1e-13], 0.5, rtol=1e-2)


# ---- real data -----------------------------------------------------------------------------------


def test_shapes_that_move_by_three_pixels_are_lost():
    data = pictures()
    middle = data.X.mean(axis=0)
    rows = np.random.default_rng(0).integers(0, 2000, size=(1000, 50))
    W = train(add_bias(data.X - middle), data.y, SoftmaxCrossEntropy(), 0.0, rows, [1000])[0]
    Z, z = changed(data.X_other[:500], shift=3), data.y_other[:500]
    neighbours_part = NearestNeighbours(7).fit(data.X, data.y).score(Z, z)
    linear_part = ((add_bias(Z - middle) @ W).argmax(axis=1) == z).mean()
    assert [round(100 * part) for part in (neighbours_part, linear_part)] == [47, 35]


def test_the_test_pictures_are_others():
    test, data = load_fashion_mnist("test"), pictures()
    assert test.X.shape == (2000, 784)
    together = np.concatenate([test.X, data.X, data.X_other]).astype(np.float32)
    assert len(np.unique(together, axis=0)) > len(together) - 5
