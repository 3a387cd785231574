"""What a training leaves behind: records of its epochs, its result, and progress on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from course_lib import checks
from course_lib.nn.evaluation import Score, evaluate, predict
from course_lib.nn.layer import Layer
from course_lib.nn.losses import NetworkLoss
from course_lib.nn.mode import Eval


class EpochRecord(NamedTuple):
    """One pass over the data, counted from 1.

    `loss` and `accuracy` are means over the mini-batches as they came, in training mode and with
    the parameters of that moment; the validation's are measured after the epoch, in evaluation
    mode. None where there is no such thing.
    """

    epoch: int
    loss: float
    accuracy: float | None
    validation_loss: float | None = None
    validation_accuracy: float | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Progress:
    """How far a training is; what `fit` hands to `progress`.

    Attributes
    ----------
    epoch, epochs : int
        The present epoch, from 1, and how many there will be.
    step, steps : int
        Steps taken since the beginning, and how many there will be.
    loss : float
        Mean over the mini-batches of the present epoch.
    accuracy : float or None
    elapsed, remaining : float
        Seconds so far, and those to come at the pace so far.
    history : tuple of EpochRecord
        The epochs that are complete.
    done : bool
        True in the last message of a training that ended by itself, wherever it ended.
    """

    epoch: int
    epochs: int
    step: int
    steps: int
    loss: float
    accuracy: float | None
    elapsed: float
    remaining: float
    history: tuple[EpochRecord, ...] = ()
    done: bool = False

    @property
    def fraction(self) -> float:
        """From 0 to 1."""
        return self.step / self.steps

    def __repr__(self) -> str:
        """Without times and losses: the same on every machine."""
        return f"<epoch {self.epoch} of {self.epochs}, step {self.step} of {self.steps}>"


@dataclass(frozen=True)
class EarlyStopping:
    """Stop when the validation loss has not fallen for some epochs, and go back to the best.

    Parameters
    ----------
    patience : int
        Epochs without improvement that are borne, ≥ 1.
    min_delta : float
        What counts as an improvement: a fall by more than this, ≥ 0.

    References
    ----------
    Prechelt, Early Stopping — But When? (1998); lecture decks A and D.
    """

    patience: int = 3
    min_delta: float = 0.0

    def __post_init__(self):
        object.__setattr__(self, "patience", checks.integer("patience", self.patience, low=1))
        delta = checks.non_negative("min_delta", self.min_delta)
        object.__setattr__(self, "min_delta", delta)


@dataclass(frozen=True, eq=False, repr=False)
class Training:
    """The result of `fit`.

    Attributes
    ----------
    net, loss : Layer, NetworkLoss
    params : dict of str to array
        As they were at the end; the best ones where early stopping watched.
    stats : dict of str to array
        Running statistics, for ``Eval(stats)``: see `mode`.
    history : tuple of EpochRecord
        Complete epochs.
    losses : array, shape (steps taken,)
        The loss of every mini-batch, before its step.
    status : str
        "finished", "stopped early", "interrupted", "diverged", or "halted" (by the optimizer).
    message : str
        What happened, in a sentence.
    state : object
        The optimizer's, to go on with.
    """

    net: Layer
    loss: NetworkLoss
    params: dict[str, np.ndarray]
    stats: dict[str, np.ndarray]
    history: tuple[EpochRecord, ...]
    losses: np.ndarray
    status: str
    message: str
    state: Any = field(default=None)

    @property
    def mode(self) -> Eval:
        """Evaluation with the running statistics of this training."""
        return Eval(self.stats)

    def curve(self, name: str) -> np.ndarray:
        """One column of the history, such as ``"validation_loss"``: shape (epochs,)."""
        checks.choice("name", name, EpochRecord._fields)
        return np.array([getattr(record, name) for record in self.history], dtype=float)

    def predict(self, X) -> np.ndarray:
        """The outputs for X."""
        return predict(self.net, self.params, X, self.mode)

    def evaluate(self, X, y) -> Score:
        """Mean loss and accuracy on (X, y)."""
        return evaluate(self.net, self.loss, self.params, X, y, self.mode)

    def __repr__(self) -> str:
        return f"<training {self.status}: {self.message}>"
