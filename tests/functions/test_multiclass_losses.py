"""Softmax, the multiclass hinges, entropies: the lectures' numbers, differences, PyTorch."""

import numpy as np
import pytest

from course_lib.functions import (
    LogLoss,
    MulticlassHinge,
    MulticlassRisk,
    SoftmaxCrossEntropy,
    add_bias,
    cross_entropy,
    entropy,
    kl_divergence,
)
from tests.functions.differences import central

rng = np.random.default_rng(12)
S = rng.normal(0, 2, (60, 4))
Y = rng.integers(0, 4, 60)
LOSSES = [SoftmaxCrossEntropy(), MulticlassHinge(), MulticlassHinge(0.5, "max")]
every = pytest.mark.parametrize("loss", LOSSES, ids=str)

CAT, CAR, FROG = [3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]


def risk_of(y, classes=None):
    return MulticlassRisk(MulticlassHinge(), np.eye(2), np.array(y), classes)


def test_the_numbers_of_the_lecture():
    hinge = MulticlassHinge()
    assert hinge([3.0, -5.0, 2.5], 0) == 0.5
    scores = np.array([CAT, CAR, FROG])
    losses = hinge(scores, [0, 1, 2])
    np.testing.assert_allclose(losses, [2.9, 0, 12.9])
    assert round(losses.mean(), 2) == 5.27
    np.testing.assert_allclose(hinge(2 * scores, [0, 1, 2]), [4.8, 0, 23.8])
    assert MulticlassHinge(form="max")(FROG, 2) == pytest.approx(6.6)


@every
def test_gradients_are_those_of_the_value(loss):
    def one(i):
        return lambda s: loss(s, Y[i])

    for i in range(20):
        np.testing.assert_allclose(loss.grad(S[i], Y[i]), central(one(i), S[i]), atol=1e-8)
    np.testing.assert_allclose(loss.grad(S, Y).sum(axis=-1), 0, atol=1e-12)


def test_softmax_curvature():
    loss = SoftmaxCrossEntropy()
    for s, y in zip(S[:10], Y[:10], strict=True):
        bend = central(lambda t, y=y: loss.grad(t, y), s)
        np.testing.assert_allclose(loss.second(s, y), bend, atol=1e-8)
    half = loss.second(np.zeros(2), 0)
    assert np.linalg.norm(half, 2) == pytest.approx(loss.smoothness)


@every
@pytest.mark.filterwarnings("error")
def test_huge_scores_are_safe(loss):
    s = np.array([1e4, -1e4, 0.0])
    np.testing.assert_allclose(loss(s, 0), 0, atol=1e-12)
    assert loss(s, 1) >= 2e4
    assert np.isfinite(loss.grad(s, 1)).all()


def test_two_classes_are_the_log_loss_of_the_difference():
    s, y = S[:, :2], Y % 2
    np.testing.assert_allclose(SoftmaxCrossEntropy()(s, y), LogLoss()(s[:, 1] - s[:, 0], 2 * y - 1))
    sums = MulticlassHinge()(s, y)
    np.testing.assert_array_equal(sums, MulticlassHinge(form="max")(s, y))


def test_kinks_and_ties():
    assert (MulticlassHinge().grad([1.0, 0.0], 0) == 0).all()  # exactly at the margin
    np.testing.assert_array_equal(MulticlassHinge(form="max").grad([1.0, 1, 0], 2), [1, 0, -1])
    np.testing.assert_array_equal(MulticlassHinge().grad([1.0, 1, 0], 2), [1, 1, -2])


@every
def test_the_risk_of_a_linear_model(loss):
    X, y = add_bias(rng.normal(0, 1, (12, 2))), rng.integers(0, 3, 12)
    f = MulticlassRisk(loss, X, y, classes=3)
    W = rng.normal(0, 1, (6, 9))
    want = [np.mean([loss(x @ w.reshape(3, 3), k) for x, k in zip(X, y, strict=True)]) for w in W]
    np.testing.assert_allclose(f(W), want)
    np.testing.assert_allclose(f.grad(W), central(f, W, 1e-6), atol=1e-7)
    if loss.differentiable:
        np.testing.assert_allclose(f.hess(W), central(f.grad, W, 1e-6), atol=1e-7)
        assert np.linalg.norm(f.hess(W[0]), 2) <= f.smoothness
    w = W[0]
    draws = [f.sample(rng, 4).grad(w) for _ in range(3000)]
    np.testing.assert_allclose(np.mean(draws, axis=0), f.grad(w), atol=0.05)


def test_entropies():
    p, q = np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.5, 0.25])
    assert entropy(p) == pytest.approx(1.5 * np.log(2))
    assert cross_entropy(p, q) == pytest.approx(1.75 * np.log(2))
    assert kl_divergence(p, q) == pytest.approx(0.25 * np.log(2))
    assert kl_divergence([0.9, 0.1], [0.5, 0.5]) != kl_divergence([0.5, 0.5], [0.9, 0.1])
    pairs = rng.dirichlet(np.ones(5), (2, 100))
    np.testing.assert_allclose(
        cross_entropy(*pairs), entropy(pairs[0]) + kl_divergence(*pairs), rtol=1e-10
    )
    assert (kl_divergence(*pairs) >= 0).all()
    np.testing.assert_allclose(
        cross_entropy(np.eye(4)[Y], np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)),
        SoftmaxCrossEntropy()(S, Y),
    )


@pytest.mark.filterwarnings("error")
def test_zeros_in_distributions():
    assert entropy([1.0, 0.0]) == 0
    assert cross_entropy([1.0, 0.0], [1.0, 0.0]) == 0
    assert cross_entropy([0.5, 0.5], [1.0, 0.0]) == np.inf


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: entropy([0.5, 0.6]), ValueError, "p must be probabilities"),
        (lambda: cross_entropy([0.5, 0.5], [1.5, -0.5]), ValueError, "q must be probabilities"),
        (lambda: SoftmaxCrossEntropy()([0.0, 1.0], 2), ValueError, "class indices 0 to 1"),
        (lambda: SoftmaxCrossEntropy()([0.0, 1.0], -1), ValueError, "class indices 0 to 1"),
        (lambda: MulticlassHinge(margin=0), ValueError, "margin must be positive"),
        (lambda: MulticlassHinge(form="mean"), ValueError, "form must be one of 'sum', 'max'"),
        (lambda: MulticlassRisk(LogLoss(), [[1.0]], [0]), TypeError, "must be a MulticlassLoss"),
        (
            lambda: MulticlassRisk(MulticlassHinge(), [[1.0]], [0.5]),
            TypeError,
            "y must be class indices",
        ),
        (
            lambda: risk_of([[0], [1]]),
            ValueError,
            r"^y must be a vector of .*\(2, 1\)",
        ),
        (
            lambda: risk_of([0, -1]),
            ValueError,
            r"^y must be .* from 0 to 0, got -1 to 0",
        ),
        (lambda: risk_of([0, 2], 2), ValueError, "y must be class indices from 0 to 1, got 0 to 2"),
        (lambda: risk_of([0, 1], 2.5), TypeError, "classes must be a whole number, got 2.5"),
        (lambda: risk_of([0, 0], 0), ValueError, "classes must be at least 1, got 0"),
    ],
)
def test_bad_arguments_are_named(call, error, text):
    with pytest.raises(error, match=text):
        call()


@pytest.mark.oracle
def test_pytorch_agrees():
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    s, y = torch.tensor(S, requires_grad=True), torch.tensor(Y)
    for loss, theirs in (
        (SoftmaxCrossEntropy(), F.cross_entropy(s, y, reduction="none")),
        (MulticlassHinge(), F.multi_margin_loss(s, y, reduction="none") * 4),
    ):
        np.testing.assert_allclose(loss(S, Y), theirs.detach().numpy(), rtol=1e-12, atol=1e-13)
        (grad,) = torch.autograd.grad(theirs.sum(), s)
        np.testing.assert_allclose(loss.grad(S, Y), grad.numpy(), rtol=1e-10, atol=1e-13)


@pytest.mark.oracle
def test_the_max_form_is_scikit_learns_hinge_loss():
    metrics = pytest.importorskip("sklearn.metrics")
    ours = MulticlassHinge(form="max")(S, Y).mean()
    assert ours == pytest.approx(metrics.hinge_loss(Y, S), rel=1e-12)
