"""The network in Keras's words: compile, fit, evaluate, predict.

A thin object that remembers its parameters. Everything it does is one call of `fit`, `evaluate`
or `predict`, which keep nothing.
"""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.functions.losses import SquaredError
from course_lib.nn.evaluation import Score, evaluate, predict
from course_lib.nn.history import Training
from course_lib.nn.layer import Layer
from course_lib.nn.losses import MulticlassHinge, SoftmaxCrossEntropy, network_loss
from course_lib.nn.mode import Eval
from course_lib.nn.training import fit
from course_lib.optim import Adam, GradientDescent, Optimizer, RMSProp

# Keras's names with Keras's default rates.
OPTIMIZERS = {
    "sgd": GradientDescent(0.01),
    "rmsprop": RMSProp(0.001),
    "adam": Adam(0.001),
}
LOSSES = {
    "sparse_categorical_crossentropy": SoftmaxCrossEntropy(),
    "mse": SquaredError(),
    "hinge": MulticlassHinge(),
}
METRICS = ("accuracy",)


class Model:
    """A network with an optimizer, a loss and parameters that `fit` changes.

    Parameters
    ----------
    net : Layer
    optimizer : Optimizer or str
        "sgd", "rmsprop" and "adam" are ours with Keras's default learning rates.
    loss : NetworkLoss, Loss or str
        "sparse_categorical_crossentropy" (of scores: softmax is part of it), "mse", "hinge".
    metrics : sequence of str
        "accuracy" or nothing; where there are classes it is measured anyway.

    Attributes
    ----------
    history : dict of str to list
        As Keras has it: loss, accuracy, val_loss, val_accuracy of every epoch so far.
    training : Training or None
        The result of the last `fit`.

    Examples
    --------
    >>> from course_lib.datasets import make_moons
    >>> from course_lib.nn import mlp
    >>> rng = np.random.default_rng(0)
    >>> X, y = make_moons(rng=rng)
    >>> model = mlp((2, 16, 2)).compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    >>> sorted(model.fit(X, y, epochs=2, rng=rng).history)
    ['accuracy', 'loss']
    """

    def __init__(self, net: Layer, optimizer="rmsprop", loss=None, metrics=()):
        checks.instance("net", net, Layer, "write mlp((784, 512, 10))")
        if isinstance(optimizer, str):
            optimizer = OPTIMIZERS[checks.choice("optimizer", optimizer, OPTIMIZERS)]
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"optimizer must be an Optimizer or a name, got {optimizer!r}")
        if isinstance(loss, str):
            loss = LOSSES[checks.choice("loss", loss, LOSSES)]
        for metric in checks.items("metrics", metrics, "names"):
            checks.choice("metrics", metric, METRICS)
        self.net, self.optimizer, self.loss = net, optimizer, network_loss(loss)
        self.metrics = tuple(metrics)
        self.training: Training | None = None
        self.history: dict[str, list] = {}

    def fit(self, X, y, *, batch_size=32, epochs=1, validation_data=None, rng, **options) -> Model:
        """Train on; returns the model, so that ``.evaluate`` can follow.

        Parameters
        ----------
        X, y, batch_size, epochs, rng
            As in `course_lib.nn.fit`; the batch size of 32 is Keras's.
        validation_data : (X, y), optional
        **options
            early_stopping, progress, callback, dtype: as in `course_lib.nn.fit`.
        """
        last = self.training
        if last is not None:
            options = dict(params=last.params, stats=last.stats, state=last.state) | options
        self.training = fit(
            self.net, self.loss, X, y, self.optimizer, batch_size=batch_size, epochs=epochs,
            validation=validation_data, rng=rng, **options,
        )  # fmt: skip
        self._remember(self.training.history)
        return self

    def _remember(self, records) -> None:
        for record in records:
            _, *values = record
            names = ("loss", "accuracy", "val_loss", "val_accuracy")
            for name, value in zip(names, values, strict=True):
                if value is not None:
                    self.history.setdefault(name, []).append(value)

    def evaluate(self, X, y) -> Score:
        """Mean loss and accuracy on (X, y), as after the last `fit`."""
        last = self._fitted()
        return evaluate(self.net, self.loss, last.params, X, y, Eval(last.stats))

    def predict(self, X) -> np.ndarray:
        """The outputs for X, scores before softmax: argmax over the last axis is the class."""
        last = self._fitted()
        return predict(self.net, last.params, X, Eval(last.stats))

    def _fitted(self) -> Training:
        if self.training is None:
            raise ValueError("fit must come before evaluate and predict; the model has no "
                             "parameters yet")  # fmt: skip
        return self.training

    def count_params(self) -> int:
        """How many numbers are learned."""
        return self.net.size

    def summary(self) -> str:
        """A table of the layers, their output shapes and their numbers of parameters."""
        shape, rows = self.net.input_shape, []
        for layer in getattr(self.net, "layers", (self.net,)):
            shape = None if shape is None else layer.output_shape(shape)
            text = "?" if shape is None else "(" + ", ".join(["n", *map(str, shape)]) + ")"
            rows.append(f"{layer!r:<32}{text:<16}{layer.size:>12,}")
        head = f"{'layer':<32}{'output':<16}{'parameters':>12}"
        return "\n".join([head, *rows, f"{'total':<48}{self.net.size:>12,}"])

    def __repr__(self) -> str:
        return f"Model({self.net!r}, {self.optimizer!r}, {self.loss!r})"
