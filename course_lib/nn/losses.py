"""Losses of a network's outputs, averaged over the batch, with the gradient at the outputs.

A loss of one number, such as `course_lib.functions.SquaredError`, serves as well: `network_loss`
wraps it in `OutputLoss`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.functions.losses import Loss


class NetworkLoss(ABC):
    """The mean over a batch of a loss of (outputs, shape (n, k), target)."""

    @abstractmethod
    def check_targets(self, y, outputs_shape) -> np.ndarray:
        """The targets as this loss reads them; refused where they do not fit outputs (n, k)."""

    @abstractmethod
    def value_and_grad(self, outputs, y) -> tuple[float, np.ndarray]:
        """The mean loss, and its gradient at the outputs, shape (n, k). `y` has been checked."""

    @abstractmethod
    def hits(self, outputs, y) -> int | None:
        """How many samples are classified rightly; None where there are no classes."""

    def __call__(self, outputs, y) -> float:
        """The mean loss."""
        outputs = checks.numbers("outputs", outputs)
        if outputs.ndim != 2:
            raise ValueError(f"outputs must have shape (n, k), got {outputs.shape}")
        return self.value_and_grad(outputs, self.check_targets(y, outputs.shape))[0]


class _ClassLoss(NetworkLoss):
    """Losses of k scores and the index of the right class."""

    def check_targets(self, y, outputs_shape):
        return class_indices(y, *outputs_shape)

    def hits(self, outputs, y):
        return int((outputs.argmax(axis=1) == y).sum())


def class_indices(y, n: int, k: int) -> np.ndarray:
    """n class indices in 0 … k − 1.

    Raises
    ------
    ValueError, TypeError
        ``y must be class indices from 0 to 9, got 10 in row 57``.
    """
    y = np.asarray(y)
    if y.dtype.kind not in "iu":
        raise TypeError(f"y must be class indices, whole numbers, got an array of {y.dtype}; "
                        "write y.astype(int)")  # fmt: skip
    if y.shape != (n,):
        raise ValueError(f"y must have the shape ({n},), one class index a sample, got {y.shape}")
    if n and not (y.min() >= 0 and y.max() < k):
        row = int(np.argmax((y < 0) | (y >= k)))
        raise ValueError(f"y must be class indices from 0 to {k - 1}, got {y[row]} in row {row}")
    return y


@dataclass(frozen=True)
class SoftmaxCrossEntropy(_ClassLoss):
    r"""Minus the log of the probability that softmax gives to the right class.

    .. math:: L = \frac1n \sum_i \Bigl(\log \sum_j e^{s_{ij}} - s_{i y_i}\Bigr), \qquad
              \nabla_s L = \frac1n (p - \mathrm{onehot}(y))

    Softmax and logarithm in one: the scores never overflow and the gradient is a difference. This
    one is the mean over a batch, for training networks; `course_lib.functions.SoftmaxCrossEntropy`
    is a loss of each sample, for a `MulticlassRisk` of linear models.

    Examples
    --------
    >>> loss = SoftmaxCrossEntropy()
    >>> scores = np.log([[1.0, 2.0, 1.0]])
    >>> loss(scores, [1])  # −log ½
    0.693147
    >>> loss.value_and_grad(scores, np.array([1]))[1]
    array([[ 0.25, -0.5 ,  0.25]])
    """

    def value_and_grad(self, outputs, y):
        rows = np.arange(len(outputs))
        shifted = outputs - outputs.max(axis=1, keepdims=True)
        grad = np.exp(shifted)
        total = grad.sum(axis=1, keepdims=True)
        value = float((np.log(total[:, 0]) - shifted[rows, y]).mean())
        grad /= total
        grad[rows, y] -= 1
        grad /= len(outputs)
        return value, grad


@dataclass(frozen=True)
class MulticlassHinge(_ClassLoss):
    r"""Every wrong class should score a margin below the right one: the sum form.

    .. math:: L = \frac1n \sum_i \sum_{j \neq y_i} \max(0, s_{ij} - s_{i y_i} + \text{margin})

    This one is the mean over a batch, for training networks; `course_lib.functions.MulticlassHinge`
    is a loss of each sample, for a `MulticlassRisk` of linear models, and has the max form too.

    Parameters
    ----------
    margin : float, > 0

    Notes
    -----
    The subgradient is 0 at the kink.

    Examples
    --------
    >>> MulticlassHinge()([[3.2, 5.1, -1.7], [4.9, 1.3, 2.0], [2.2, 2.5, -3.1]], [0, 0, 2])
    5.266667
    """

    margin: float = 1.0

    def __post_init__(self):
        object.__setattr__(self, "margin", checks.positive("margin", self.margin))

    def value_and_grad(self, outputs, y):
        rows = np.arange(len(outputs))
        gaps = outputs - outputs[rows, y][:, None] + outputs.dtype.type(self.margin)
        gaps[rows, y] = 0
        active = gaps > 0
        value = float(np.maximum(gaps, 0).sum(axis=1).mean())
        grad = active.astype(outputs.dtype)
        grad[rows, y] = -active.sum(axis=1)
        grad /= len(outputs)
        return value, grad


@dataclass(frozen=True)
class OutputLoss(NetworkLoss):
    r"""A loss of one number, summed over a sample's outputs and averaged over the samples.

    Parameters
    ----------
    loss : Loss
        Of a prediction and its target: ``SquaredError()``, ``HuberLoss(1.0)`` …

    Examples
    --------
    >>> from course_lib.functions import SquaredError
    >>> OutputLoss(SquaredError())([[1.0], [4.0]], [1.0, 2.0])
    2.0
    """

    loss: Loss

    def __post_init__(self):
        checks.instance("loss", self.loss, Loss, "write SquaredError()")

    def check_targets(self, y, outputs_shape):
        y = np.asarray(y)
        wanted = tuple(outputs_shape)
        if y.shape == wanted[:1] and wanted[1:] == (1,):
            y = y[:, None]
        if y.shape != wanted:
            raise ValueError(f"y must have the shape {wanted} of the outputs, got {y.shape}")
        self.loss.check_targets(y.ravel())
        return y

    def value_and_grad(self, outputs, y):
        y = y.astype(outputs.dtype, copy=False)
        value = float(self.loss(outputs, y).sum()) / len(outputs)
        return value, self.loss.grad(outputs, y) / len(outputs)

    def hits(self, outputs, y):
        return None


def network_loss(loss) -> NetworkLoss:
    """The loss itself, or an `OutputLoss` around a loss of one number.

    Raises
    ------
    TypeError
        ``loss must be a loss, got 'mse'; write SoftmaxCrossEntropy() or SquaredError()``.
    """
    if isinstance(loss, Loss):
        return OutputLoss(loss)
    if not isinstance(loss, NetworkLoss):
        raise TypeError(f"loss must be a loss, got {loss!r}; write SoftmaxCrossEntropy() or "
                        "SquaredError()")  # fmt: skip
    return loss
