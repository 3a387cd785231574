"""Losses of a network: by hand, against differences, bad labels, an oracle."""

import numpy as np
import pytest

from course_lib.functions import AbsoluteError, HuberLoss, LogLoss, SquaredError
from course_lib.nn import MulticlassHinge, OutputLoss, SoftmaxCrossEntropy
from course_lib.nn.losses import network_loss
from tests.nn.test_layers import central

LOSSES = [SoftmaxCrossEntropy(), MulticlassHinge(), MulticlassHinge(0.3),
          OutputLoss(SquaredError()), OutputLoss(HuberLoss(0.5))]  # fmt: skip


def example(loss, dtype=np.float64):
    rng = np.random.default_rng(0)
    outputs = rng.standard_normal((6, 4)).astype(dtype)
    if isinstance(loss, OutputLoss):
        return outputs, rng.standard_normal((6, 4))
    return outputs, np.array([0, 3, 1, 2, 2, 0])


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_the_gradient_is_the_slope(loss):
    outputs, y = example(loss)
    grad = loss.value_and_grad(outputs, y)[1]
    np.testing.assert_allclose(grad, central(lambda: loss(outputs, y), outputs), atol=1e-8)


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_single_precision_stays_and_nothing_is_changed(loss):
    outputs, y = example(loss, np.float32)
    before = outputs.copy(), y.copy()
    value, grad = loss.value_and_grad(outputs, loss.check_targets(y, outputs.shape))
    assert type(value) is float
    assert grad.dtype == np.float32
    np.testing.assert_array_equal(outputs, before[0])
    np.testing.assert_array_equal(y, before[1])


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_the_loss_is_a_mean(loss):
    outputs, y = example(loss)
    one_by_one = [loss(outputs[i : i + 1], y[i : i + 1]) for i in range(6)]
    assert loss(outputs, y) == pytest.approx(np.mean(one_by_one))


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_what_is_not_finite_is_seen(loss):
    outputs, y = example(loss)
    outputs[2, 1] = np.nan
    with np.errstate(invalid="ignore"):
        assert not np.isfinite(loss.value_and_grad(outputs, y)[0])


def test_softmax_does_not_overflow():
    with np.errstate(over="raise", invalid="raise"):
        assert SoftmaxCrossEntropy()([[1000.0, 0.0]], [0]) == 0
        assert SoftmaxCrossEntropy()([[1000.0, 0.0]], [1]) == 1000
    assert SoftmaxCrossEntropy()(np.zeros((3, 10)), [0, 5, 9]) == pytest.approx(np.log(10))


def test_the_lectures_three_pictures():
    scores = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
    y = np.array([0, 1, 2])
    each = [MulticlassHinge()(scores[i : i + 1], y[i : i + 1]) for i in range(3)]
    np.testing.assert_allclose(each, [2.9, 0, 12.9])
    assert MulticlassHinge()(scores, y) == pytest.approx(5.2666667)
    twice = [MulticlassHinge()(2 * scores[i : i + 1], y[i : i + 1]) for i in range(3)]
    np.testing.assert_allclose(twice, [4.8, 0, 23.8])


def test_the_hinges_subgradient_at_its_kink_is_zero():
    _, grad = MulticlassHinge().value_and_grad(np.array([[2.0, 1.0]]), np.array([0]))
    np.testing.assert_array_equal(grad, 0)


def test_squared_errors_have_no_half_and_are_summed_over_outputs():
    assert OutputLoss(SquaredError())([[1.0, 2.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 2.0]]) == 4.5


def test_hits():
    assert SoftmaxCrossEntropy().hits(np.array([[1.0, 2.0], [3.0, 0.0]]), np.array([1, 1])) == 1
    assert OutputLoss(SquaredError()).hits(np.ones((2, 1)), np.ones((2, 1))) is None


def test_a_loss_of_one_number_is_wrapped():
    assert network_loss(AbsoluteError()) == OutputLoss(AbsoluteError())
    assert network_loss(SoftmaxCrossEntropy()) == SoftmaxCrossEntropy()
    with pytest.raises(TypeError, match=r"^loss must be a loss, got 'mse'; write Softmax"):
        network_loss("mse")


@pytest.mark.parametrize("loss", [SoftmaxCrossEntropy(), MulticlassHinge()], ids=repr)
@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([0, 3, 1], r"y must be class indices from 0 to 2, got 3 in row 1"),
        ([0, 1, -1], r"y must be class indices from 0 to 2, got -1 in row 2"),
        ([0.0, 1.0, 1.0], r"y must be class indices, whole numbers, got an array of float64"),
        ([0, 1], r"y must have the shape \(3,\), one class index a sample, got \(2,\)"),
        ([[0], [1], [1]], r"y must have the shape \(3,\), one class index a sample, got \(3, 1\)"),
    ],
)
def test_bad_labels_are_named(loss, y, message):
    with pytest.raises((ValueError, TypeError), match=f"^{message}"):
        loss(np.zeros((3, 3)), y)


def test_targets_of_another_shape_are_named():
    loss = OutputLoss(SquaredError())
    with pytest.raises(ValueError, match=r"^y must have the shape \(3, 2\) of the outputs"):
        loss(np.zeros((3, 2)), np.zeros(3))
    with pytest.raises(ValueError, match=r"^y must .*-1"):
        OutputLoss(LogLoss())(np.zeros((3, 1)), [1, -1, 0])  # what the loss says of its targets
    with pytest.raises(ValueError, match=r"margin must be positive, got -1"):
        MulticlassHinge(-1)


@pytest.mark.oracle
def test_torch_has_the_same_losses_and_gradients():
    import torch
    from torch.nn.functional import cross_entropy, multi_margin_loss

    outputs, y = example(SoftmaxCrossEntropy())
    t, labels = torch.tensor(outputs, requires_grad=True), torch.tensor(y)
    for ours, theirs in (
        (SoftmaxCrossEntropy(), cross_entropy(t, labels)),
        (MulticlassHinge(0.7), 4 * multi_margin_loss(t, labels, margin=0.7)),  # a mean over k
    ):
        t.grad = None
        theirs.backward()
        value, grad = ours.value_and_grad(outputs, y)
        assert value == pytest.approx(float(theirs.detach()), rel=1e-12)
        np.testing.assert_allclose(grad, t.grad.numpy(), rtol=1e-10, atol=1e-14)
