"""The loop: sample a mini-batch, forward, backward, update."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from time import perf_counter
from typing import NamedTuple

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective
from course_lib.nn.evaluation import evaluate
from course_lib.nn.history import EarlyStopping, EpochRecord, Progress, Training
from course_lib.nn.layer import Layer
from course_lib.nn.losses import network_loss
from course_lib.nn.mode import Eval, Train
from course_lib.optim.in_place import copied, updates_in_place
from course_lib.optim.optimizer import Optimizer
from course_lib.optim.wrappers import ReduceOnPlateau

PROGRESS_EVERY = 0.1  # seconds


def fit(
    net: Layer,
    loss,
    X,
    y,
    optimizer: Optimizer,
    *,
    epochs: int = 10,
    batch_size: int = 128,
    rng: np.random.Generator,
    params=None,
    stats=None,
    state=None,
    validation=None,
    early_stopping: EarlyStopping | None = None,
    progress=None,
    callback=None,
    dtype=None,
) -> Training:
    """Train a network on mini-batches, drawn anew in random order in each epoch.

    Parameters
    ----------
    net : Layer
    loss : NetworkLoss or Loss
        ``SoftmaxCrossEntropy()``, ``SquaredError()`` …
    X, y : array, shapes (n, ...) and (n,) or (n, k)
        Not copied and not changed.
    optimizer : Optimizer
        One with `update` works in place; any other one by its `step`.
    epochs, batch_size : int
        A last mini-batch is shorter; a single sample left over joins the one before.
    rng : numpy.random.Generator
        For the initial parameters, the order of the samples and dropout.
    params, stats, state : optional
        Where to start, as a former `Training` holds them; they are copied.
    validation : (X, y), optional
        Evaluated after each epoch.
    early_stopping : EarlyStopping, optional
    progress : callable, optional
        ``progress(Progress)``, up to ten times a second and after each epoch.
    callback : callable, optional
        ``callback(record, params)`` after each epoch; params change later, so copy what to keep.
    dtype : float64 or float32, optional
        Of the computation; that of X if not given (float64 where X holds whole numbers).

    Returns
    -------
    Training
        Whatever ended it. An interrupt of the kernel, or a KeyboardInterrupt raised by `progress`
        or `callback`, keeps what was reached; a loss that is not finite ends it with the step and
        the largest gradient told.

    Raises
    ------
    ValueError, TypeError
        ``layer 0: Dense(784, 512) takes samples of shape …``, or what the loss asks of y.

    Examples
    --------
    >>> from course_lib.datasets import make_moons
    >>> from course_lib.nn import SoftmaxCrossEntropy, mlp
    >>> from course_lib.optim import Adam
    >>> rng = np.random.default_rng(0)
    >>> X, y = make_moons(rng=rng)
    >>> fit(mlp((2, 16, 2)), SoftmaxCrossEntropy(), X, y, Adam(0.01), epochs=5, rng=rng)
    <training finished: 5 epochs>
    """
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"optimizer must be an Optimizer, got {optimizer!r}; write Adam(0.001)")
    if early_stopping is not None:
        checks.instance("early_stopping", early_stopping, EarlyStopping)
        if validation is None:
            raise ValueError("validation must be given for early stopping, got None")
    for name, called in (("progress", progress), ("callback", callback)):
        if called is not None:
            checks.function(name, called)
    rng = checks.generator("rng", rng)
    data = _check_data(net, network_loss(loss), X, y, dtype)
    if stats is not None:
        checks.instance("stats", stats, Mapping, "write the stats of a Training")
    if state is not None:
        checks.instance("state", state, tuple, "give it the state of a Training")
    if validation is not None:
        validation = _check_validation(net, data.loss, validation)
    loop = _Loop(net, data, optimizer, rng, params, stats, state)
    epochs = checks.integer("epochs", epochs, low=0)
    cut = _cuts(len(data.X), checks.integer("batch_size", batch_size, low=1))
    watch = _Watch(loop, validation, early_stopping, progress, callback, epochs, len(cut) - 1)
    # Overflow is how a training diverges: it is told by the status, not by warnings.
    with np.errstate(all="ignore"):
        end = _run(loop, watch, cut, epochs)
    return watch.result(*end)


class _Data(NamedTuple):
    X: np.ndarray
    y: np.ndarray
    loss: object
    dtype: np.dtype


def _check_data(net, loss, X, y, dtype) -> _Data:
    if not isinstance(net, Layer):
        raise TypeError(f"net must be a Layer, got {net!r}; write mlp((784, 512, 10))")
    X = checks.numbers("X", X)
    checks.same_length(X=X, y=y)
    checks.integer("the number of samples", len(X), low=1)
    if dtype is None:
        dtype = X.dtype if X.dtype.kind == "f" else np.float64
    y = loss.check_targets(y, (len(X), *net.output_shape(X.shape[1:])))
    return _Data(X, y, loss, np.dtype(checks.choice("dtype", dtype, (np.float32, np.float64))))


def _check_validation(net, loss, validation) -> tuple[np.ndarray, np.ndarray]:
    if not isinstance(validation, tuple | list) or len(validation) != 2:
        raise TypeError(f"validation must be a pair (X, y), got {validation!r:.60}")
    X, y = checks.numbers("validation X", validation[0]), validation[1]
    checks.same_length(**{"validation X": X, "validation y": y})
    checks.integer("the number of validation samples", len(X), low=1)
    return X, loss.check_targets(y, (len(X), *net.output_shape(X.shape[1:])))


def _cuts(n: int, size: int) -> list[int]:
    """Where the mini-batches begin, and n. One sample alone would have no variance."""
    starts = list(range(0, n, size))
    if len(starts) > 1 and n - starts[-1] == 1:
        starts.pop()
    return [*starts, n]


def _run(loop, watch, cut, epochs) -> tuple[str, str]:
    """All epochs; how they ended: the status, and a sentence."""
    try:
        for epoch in range(1, epochs + 1):
            order = loop.rng.permutation(cut[-1])
            for a, b in pairwise(cut):
                reason = loop.step(order[a:b])
                watch.after_step(epoch, b - a)
                if reason is not None:
                    return "halted", f"in epoch {epoch} by the optimizer: {reason}"
            if watch.after_epoch(epoch):
                return "stopped early", f"after epoch {epoch}; {watch.best_told()}"
    except _NotFinite as error:
        return "diverged", str(error)
    except KeyboardInterrupt:
        return "interrupted", f"after {watch.steps_taken} of {watch.steps} steps; all of it is kept"
    return "finished", f"{epochs} epochs" + (f"; {watch.best_told()}" if watch.early else "")


class _NotFinite(Exception):
    """The loss of a mini-batch is NaN or infinite."""


class _Loop(Objective):
    """The parameters in motion, and the risk on the present mini-batch as an objective of them."""

    name = "mini-batch risk"

    def __init__(self, net, data, optimizer, rng, params, stats, state):
        self.net, self.loss, self.optimizer, self.rng = net, data.loss, optimizer, rng
        self.X, self.y, self.dim = data.X, data.y, net.size
        params = net.init(rng) if params is None else params
        self.theta = net.pack(params, data.dtype)
        self.params = net.unpack(self.theta)
        self.gradient, self.ahead = np.zeros_like(self.theta), np.empty_like(self.theta)
        self.grads = net.unpack(self.gradient)
        self.stats = dict(net.stats() if stats is None else stats)
        self.state = optimizer.init(self.theta) if state is None else copied(state)
        self.in_place = updates_in_place(optimizer)
        self.mode, self.steps_taken = Train(rng), 0
        self.batch_X, self.batch = np.empty((0, *self.X.shape[1:]), data.dtype), None

    def step(self, rows) -> str | None:
        """One update from these samples; the reason where the optimizer offers none."""
        self._take(rows)
        self.value = None
        if self.in_place:
            where = self.optimizer.look_ahead(self.theta, self.state, self.ahead)
            self.state = self.optimizer.update(self.theta, self._grad(where), self.state)
        else:
            theta, self.state = self.optimizer.step(_Unchecked(self), self.theta, self.state)
            self.theta[:] = theta
        self.steps_taken += 1
        halt = getattr(self.state, "halt", None)
        return None if halt is None else halt.reason

    def _take(self, rows) -> None:
        """The samples of the mini-batch, in an array that is used again and again."""
        if len(self.batch_X) < len(rows):
            self.batch_X = np.empty((len(rows), *self.X.shape[1:]), self.batch_X.dtype)
        X = self.batch_X[: len(rows)]
        if X.dtype == self.X.dtype:
            np.take(self.X, rows, axis=0, out=X, mode="clip")  # "raise" would make a copy
        else:
            X[:] = self.X[rows]
        self.batch = X, self.y[rows]

    def _grad(self, theta):
        """The gradient, in an array that the next call overwrites."""
        X, y = self.batch
        params = self.params if theta is self.theta else self.net.unpack(theta)
        outputs, cache = self.net.forward(params, X, self.mode)
        value, at_outputs = self.loss.value_and_grad(outputs, y)
        if not np.isfinite(value):
            raise _NotFinite(self._accuse(value))
        if self.value is None:  # a step may ask for several gradients; the first is where it began
            self.value, self.hits = value, self.loss.hits(outputs, y)
            self.stats = self.net.track(self.stats, cache)
        self.net.backward(params, cache, at_outputs, out=self.grads, wrt_input=False)
        return self.gradient

    def _value(self, theta):
        X, y = self.batch
        outputs, _ = self.net.forward(self.net.unpack(theta), X, self.mode)
        return self.loss.value_and_grad(outputs, y)[0]

    def _accuse(self, value) -> str:
        where = f"the loss is {value} at step {self.steps_taken + 1}"
        if self.steps_taken == 0:
            return f"{where}, the first one; look at X, y and the initial parameters"
        sizes = {name: float(np.abs(g).max(initial=0)) for name, g in self.grads.items()}
        name = max(sizes, key=lambda k: np.inf if np.isnan(sizes[k]) else sizes[k])
        return (f"{where}; the largest gradient of the step before was {sizes[name]:.3g}, in "
                f"{name}; try a smaller lr, or clip the gradient")  # fmt: skip


class _Unchecked(Objective):
    """The mini-batch's risk for a pure `step`: float32 stays, and each gradient is a new array."""

    name = _Loop.name

    def __init__(self, loop):
        self.loop, self.dim = loop, loop.dim

    def __call__(self, x):
        return self.loop._value(x)

    def grad(self, x):
        return self.loop._grad(x).copy()

    _value, _grad = __call__, grad


class _Watch:
    """Everything around the steps: history, validation, the best parameters, progress."""

    def __init__(self, loop, validation, early, progress, callback, epochs, steps_an_epoch):
        self.loop, self.validation, self.early = loop, validation, early
        self.progress, self.callback = progress, callback
        self.epochs, self.steps = epochs, epochs * steps_an_epoch
        self.losses = np.empty(self.steps)
        self.steps_taken, self.history = 0, []
        self.started = self.shown = perf_counter()
        self.last = None
        self.best, self.best_epoch, self.best_loss = None, 0, np.inf
        self._begin_epoch()

    def _begin_epoch(self):
        self.seen, self.loss_sum, self.hits = 0, 0.0, 0

    def after_step(self, epoch, count):
        loop = self.loop
        self.losses[self.steps_taken] = loop.value
        self.steps_taken += 1
        self.seen += count
        self.loss_sum += loop.value * count
        self.hits = None if loop.hits is None else self.hits + loop.hits
        if self.progress and perf_counter() - self.shown > PROGRESS_EVERY:
            self._show(epoch)

    def _means(self):
        return self.loss_sum / self.seen, None if self.hits is None else self.hits / self.seen

    def _show(self, epoch):
        self.shown = perf_counter()
        elapsed = self.shown - self.started
        left = elapsed * (self.steps / self.steps_taken - 1)
        self.last = Progress(epoch, self.epochs, self.steps_taken, self.steps, *self._means(),
                             elapsed, left, tuple(self.history))  # fmt: skip
        self.progress(self.last)

    def after_epoch(self, epoch) -> bool:
        """Write the record; whether it is time to stop."""
        loop = self.loop
        score = (None, None)
        if self.validation is not None:
            mode = Eval(loop.stats)
            score = evaluate(loop.net, loop.loss, loop.params, *self.validation, mode)
        record = EpochRecord(epoch, *self._means(), *score)
        self.history.append(record)
        if isinstance(loop.optimizer, ReduceOnPlateau):
            seen = record.loss if self.validation is None else record.validation_loss
            loop.state = loop.optimizer.observe(loop.state, seen)
        stop = self.early is not None and self._is_over(epoch, record.validation_loss)
        if self.progress:
            self._show(epoch)
        if self.callback:
            self.callback(record, loop.params)
        self._begin_epoch()
        return stop

    def _is_over(self, epoch, value) -> bool:
        if value < self.best_loss - self.early.min_delta or self.best is None:
            self.best_loss, self.best_epoch = value, epoch
            self.best = self.loop.theta.copy(), self.loop.stats
        return epoch - self.best_epoch >= self.early.patience

    def best_told(self) -> str:
        return f"the best was epoch {self.best_epoch}, its parameters are kept"

    def result(self, status, message) -> Training:
        loop = self.loop
        if self.last is not None and status != "interrupted":
            self.progress(replace(self.last, done=True))
        theta, stats = (loop.theta, loop.stats) if self.best is None else self.best
        return Training(
            loop.net, loop.loss, loop.net.unpack(theta), stats, tuple(self.history),
            self.losses[: self.steps_taken].copy(), status, message, loop.state,
        )  # fmt: skip
