"""What losses are called and what they say when they are asked wrongly, word for word."""

import numpy as np
import pytest

from course_lib.functions import (
    AbsoluteError,
    EmpiricalRisk,
    ExponentialLoss,
    Hinge,
    HuberLoss,
    LogLoss,
    ModifiedHuber,
    MulticlassHinge,
    MulticlassRisk,
    PerceptronLoss,
    SigmoidLoss,
    SmoothedHinge,
    SoftmaxCrossEntropy,
    SquaredError,
    SquaredHinge,
    ZeroOne,
    cross_entropy,
    entropy,
)

rng = np.random.default_rng(31)


def risk_of(*arguments):
    return MulticlassRisk(MulticlassHinge(), np.eye(2), *arguments)


REFUSED = [
    (lambda: LogLoss(base=1), "base must be in (1, inf), got 1.0; take np.e or 2"),
    (lambda: HuberLoss(delta=0), "delta must be positive, got 0.0"),
    (
        lambda: EmpiricalRisk(Hinge(), np.eye(3), [1, 2, 0]),
        "y must hold the labels -1 and +1 for the hinge loss, got 2; for labels 0 and 1 write"
        " 2 * y - 1",
    ),
    (lambda: Hinge().directional(1.0, 1.0, "x"), "d must be an array of numbers, got 'x'"),
    (lambda: Hinge()("x", 1.0), "score must be an array of numbers, got 'x'"),
    (lambda: Hinge()(1.0, "x"), "y must be an array of numbers, got 'x'"),
    (lambda: Hinge().slope("x"), "z must be an array of numbers, got 'x'"),
    (lambda: Hinge().bend("x"), "z must be an array of numbers, got 'x'"),
    (lambda: AbsoluteError()("x", 1.0), "prediction must be an array of numbers, got 'x'"),
    (lambda: AbsoluteError()(1.0, "x"), "y must be an array of numbers, got 'x'"),
    (lambda: AbsoluteError().directional(1.0, 1.0, "x"), "d must be an array of numbers, got 'x'"),
    (lambda: SquaredError().directional(1.0, 1.0, "x"), "d must be an array of numbers, got 'x'"),
    (
        lambda: SquaredError().check_targets([[1.0]]),
        "y must be an array with 1 axes, got an array of shape (1, 1)",
    ),
    (
        lambda: MulticlassHinge().second([0.0, 1.0], 0),
        "multiclass hinge loss has no second derivative here",
    ),
    (lambda: MulticlassHinge()(3.0, 0), "scores must have the classes on their last axis, got 3.0"),
    (lambda: MulticlassHinge()("x", 0), "scores must be an array of numbers, got 'x'"),
    (
        lambda: MulticlassHinge()(np.zeros((7, 3)), [0, 1, 2, 3, 0, 1, 2]),
        "y must hold class indices 0 to 2, got [0, 1, 2, 3, 0]",
    ),
    (lambda: MulticlassHinge(margin=-1), "margin must be positive, got -1.0"),
    (lambda: MulticlassHinge(form="mean"), "form must be one of 'sum', 'max', got 'mean'"),
    (
        lambda: MulticlassRisk(Hinge(), np.eye(2), [0, 1]),
        "loss must be a MulticlassLoss such as SoftmaxCrossEntropy(), got Hinge()",
    ),
    (
        lambda: MulticlassRisk(MulticlassHinge(), [1.0, 2.0], [0, 1]),
        "X must be an array with 2 axes, got an array of shape (2,)",
    ),
    (
        lambda: MulticlassRisk(MulticlassHinge(), np.zeros((0, 2)), np.zeros(0, int)),
        "the number of samples must be at least 1, got 0",
    ),
    (lambda: risk_of([0, 1, 1]), "X and y must have equally many rows: X has 2, y has 3"),
    (
        lambda: risk_of([0.0, 1.0]),
        "y must be class indices, whole numbers from 0 on, got float64; write y.astype(int)",
    ),
    (lambda: risk_of([[0], [1]]), "y must be a vector of class indices, got shape (2, 1)"),
    (lambda: risk_of([0, 2], 2), "y must be class indices from 0 to 1, got 0 to 2"),
    (lambda: risk_of([0, 1], 0), "classes must be at least 1, got 0"),
    (
        lambda: risk_of([0, 1]).sample(rng, 3),
        "batch must be at most the 2 samples, got 3",
    ),
    (
        lambda: risk_of([0, 1]).sample(rng, 0),
        "batch must be at least 1, got 0",
    ),
    (
        lambda: risk_of([0, 1]).sample(0, 1),
        "rng must be a numpy Generator, got 0; pass np.random.default_rng(0)",
    ),
    (
        lambda: entropy([0.5, 0.6]),
        "p must be probabilities ≥ 0 whose sum over the last axis is 1, got [0.5 0.6]; divide"
        " by the sum",
    ),
    (
        lambda: cross_entropy([0.5, 0.5], [1.5, -0.5]),
        "q must be probabilities ≥ 0 whose sum over the last axis is 1, got [ 1.5 -0.5]; "
        "divide by the sum",
    ),
]


@pytest.mark.parametrize(("call", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_refused_word_for_word(call, message):
    with pytest.raises((TypeError, ValueError, NotImplementedError)) as said:
        call()
    assert str(said.value) == message


CALLED = {
    ZeroOne(): ("0–1 loss", r"[z \le 0]", None),
    PerceptronLoss(): ("perceptron loss", r"\max(0, -z)", None),
    Hinge(): ("hinge loss", r"\max(0, 1 - z)", None),
    SquaredHinge(): ("squared hinge loss", r"\max(0, 1 - z)^2", 2.0),
    SmoothedHinge(): ("smoothed hinge loss", r"\mathrm{smooth}\max(0, 1 - z)", 2.0),
    ModifiedHuber(): ("modified Huber loss", r"\mathrm{mHuber}(z)", 2.0),
    LogLoss(): ("log loss", r"\log(1 + e^{-z})", 0.25),
    LogLoss(base=2): ("log loss, base 2", r"\log_{2}(1 + e^{-z})", 0.25 / np.log(2)),
    ExponentialLoss(): ("exponential loss", "e^{-z}", None),
    SigmoidLoss(): ("sigmoid loss", "1 / (1 + e^{z})", 1 / (6 * 3**0.5)),
    SquaredError(): ("squared error", r"(\hat y - y)^2", 2.0),
    AbsoluteError(): ("absolute error", r"|\hat y - y|", None),
    HuberLoss(): ("Huber", r"\mathrm{huber}_\delta(\hat y - y)", 1.0),
    SoftmaxCrossEntropy(): ("softmax cross entropy", r"-\log p_{y}", 0.5),
    MulticlassHinge(): (
        "multiclass hinge loss",
        r"\sum_{j \ne y} \max(0, f_j - f_y + m)",
        None,
    ),
}


@pytest.mark.parametrize("loss", CALLED, ids=lambda loss: loss.name)
def test_names_formulas_and_smoothness(loss):
    name, formula, smoothness = CALLED[loss]
    assert (loss.name, loss.formula) == (name, formula)
    assert loss.smoothness == (smoothness if smoothness is None else pytest.approx(smoothness))


def test_defaults():
    assert (HuberLoss().delta, LogLoss().base) == (1.0, np.e)
    assert (MulticlassHinge().margin, MulticlassHinge().form) == (1.0, "sum")


@pytest.mark.parametrize("loss", [k for k in CALLED if hasattr(k, "of_margin")], ids=str)
def test_infinite_margins_and_no_direction(loss):
    assert loss.of_margin(np.inf) == 0
    assert loss.of_margin(-np.inf) == (1.0 if type(loss) in (ZeroOne, SigmoidLoss) else np.inf)
    assert loss.slope(np.inf) == 0
    np.testing.assert_array_equal(loss.directional([-1.0, 0.0, 1.0], 1, 0.0), 0.0)


def test_whole_numbers_are_numbers():
    one, two = np.array([1, 3]), np.array([3, 3])
    for loss in (SquaredError(), AbsoluteError(), HuberLoss(1.5)):
        for call in (loss, loss.grad, loss.second):
            np.testing.assert_array_equal(call(one, two), call(one + 0.0, two + 0.0))
        assert loss.second(one, two).dtype == float
    assert AbsoluteError().grad(one, two).tolist() == [-1.0, 0.0]
    assert AbsoluteError().grad(one, two).dtype == float
    assert AbsoluteError().directional([1.0, 3.0, 5.0], 3.0, -2.0).tolist() == [2.0, 2.0, -2.0]
    np.testing.assert_array_equal(AbsoluteError().second([1.0, 3.0], 3.0), [0.0, np.nan])
    np.testing.assert_array_equal(HuberLoss(2.0).second([0, 2, -2, 3], 0), [1, np.nan, np.nan, 0])
    np.testing.assert_allclose(HuberLoss(2.0)([1.0, -2.0, 5.0], 0.0), [0.5, 2.0, 8.0])
    np.testing.assert_allclose(HuberLoss(2.0).directional([1.0, -5.0], 0.0, [3.0, 1.0]), [3, -2])


class TestMulticlassRisk:
    X, y = np.array([[1.0, 2.0], [0.0, 1.0], [3.0, -1.0]]), np.array([0, 1, 1])

    def test_what_it_carries(self):
        f = MulticlassRisk(SoftmaxCrossEntropy(), self.X, self.y)
        assert (f.classes, f.dim, f.samples) == (2, 4, 3)
        assert (f.name, f.formula) == (
            "mean softmax cross entropy",
            r"\frac1n \sum_i -\log p_{y}",
        )
        assert f.smoothness == pytest.approx(0.5 * np.linalg.eigvalsh(self.X.T @ self.X)[-1] / 3)
        assert (f.convex, f.differentiable) == (True, True)
        hinge = MulticlassRisk(MulticlassHinge(), self.X, self.y, classes=4)
        assert (hinge.classes, hinge.dim, hinge.smoothness) == (4, 8, None)
        assert (hinge.convex, hinge.differentiable) == (True, False)

    def test_one_class_and_all_samples(self):
        f = MulticlassRisk(SoftmaxCrossEntropy(), self.X, np.zeros(3, int))
        assert (f.classes, f([5.0, -3.0])) == (1, 0.0)
        f = MulticlassRisk(SoftmaxCrossEntropy(), self.X, self.y, 3)
        every = f.sample(np.random.default_rng(0), 3)
        assert every.classes == 3
        assert sorted(every.X[:, 0].tolist()) == [0.0, 1.0, 3.0]
        assert f.subset([2, 0]).y.tolist() == [1, 0]
        assert f.subset([2, 0]).X.tolist() == self.X[[2, 0]].tolist()

    def test_a_grid_of_points(self):
        f = MulticlassRisk(SoftmaxCrossEntropy(), self.X, self.y, 3)
        W = np.random.default_rng(1).normal(size=(2, 4, 6))
        for call, shape in ((f, (2, 4)), (f.grad, (2, 4, 6)), (f.hess, (2, 4, 6, 6))):
            assert call(W).shape == shape
            np.testing.assert_allclose(call(W)[1, 2], call(W[1, 2]), rtol=1e-12, atol=1e-15)

    @pytest.mark.parametrize("form", ["sum", "max"])
    def test_many_scores_at_once(self, form):
        loss, scores = MulticlassHinge(0.5, form), np.random.default_rng(2).normal(size=(2, 3, 4))
        y = np.array([3, 0, 1])
        for call in (loss, loss.grad):
            for k in range(2):
                for i in range(3):
                    one = call(scores[k, i], y[i])
                    np.testing.assert_allclose(call(scores, y)[k, i], one, rtol=1e-14)
