"""Weights learned on one task as the start of another one, with few labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from course_lib.datasets import load_fashion_mnist, load_mnist
from course_lib.lessons.shared.remembered import completed, in_turn, remembered
from course_lib.nn import Dense, Eval, Sequential, SoftmaxCrossEntropy, evaluate, fit, mlp
from course_lib.optim import Adam

HIDDEN, CLASSES, SHIFT = (64, 64), 5, 2
SOURCE_SIZE, SOURCE_EPOCHS = 5000, 3
SEEDS, LOOKS = 5, 6
LABELS = (1, 2, 5, 10, 20)

SOURCES = ("the same digits, not shifted", "digits 0–4", "Fashion-MNIST")
TRAINED = ("all layers", "the last layer only")
STARTS = ("random", "pre-trained")

#: Which part learns → optimizer, and steps between two looks.
_HOW = {TRAINED[0]: (Adam(0.002), 5), TRAINED[1]: (Adam(0.01), 20)}


@dataclass(frozen=True)
class PretrainingRun:
    """Test accuracies; axis 0 is the start, random or pre-trained, and axis 2 the seed."""

    accuracy: np.ndarray  #: Shape (2, 5, 5). At the end, for each number of labels (axis 1).
    curve: np.ndarray  #: Shape (2, 7, 5). On the way (axis 1), with the chosen number of labels.
    steps: np.ndarray  #: Shape (7,).
    chosen: int  #: The index of the chosen number of labels.
    summary: str


def _scaled(X) -> np.ndarray:
    X = X.astype(float)  # 80 MB of them: the rest is done in place
    mean, deviation = X.mean(), X.std()
    X -= mean
    X /= deviation
    return X


@lru_cache(maxsize=2)
def _digits(part: str) -> tuple[np.ndarray, np.ndarray]:
    data = load_mnist(part, size=13_000 if part == "train" else 1_200)
    return _scaled(data.X), data.y


def _half(part: str, upper: bool) -> tuple[np.ndarray, np.ndarray]:
    X, y = _digits(part)
    rows = (y >= CLASSES) == upper
    return X[rows], y[rows] % CLASSES


def shifted(X: np.ndarray) -> np.ndarray:
    """The pictures moved by two pixels to the right and two down."""
    return np.roll(X.reshape(-1, 28, 28), (SHIFT, SHIFT), (1, 2)).reshape(len(X), -1)


@lru_cache(maxsize=1)
def target():
    """Digits 5–9, moved: a pool to label from, and 500 or so to test on."""
    (X, y), (X_test, y_test) = _half("train", True), _half("test", True)
    return (shifted(X[SOURCE_SIZE:]), y[SOURCE_SIZE:]), (shifted(X_test), y_test)


def source_data(source: str) -> tuple[np.ndarray, np.ndarray]:
    """5,000 labelled pictures of a task; none of them is in the target's pool."""
    if source == SOURCES[2]:
        data = load_fashion_mnist("train", size=SOURCE_SIZE)
        return _scaled(data.X), data.y
    X, y = _half("train", upper=source == SOURCES[0])
    return X[:SOURCE_SIZE], y[:SOURCE_SIZE]


@remembered(maxsize=None)
def pretrained(source: str, progress=None) -> dict[str, np.ndarray]:
    """Parameters of 784-64-64 ReLU and a last layer, after 3 epochs on the source's task.

    Parameters
    ----------
    source : str
        One of `SOURCES`.
    progress : callable, optional
        As for `course_lib.nn.fit`.
    """
    X, y = source_data(source)
    net = mlp((784, *HIDDEN, int(y.max()) + 1))
    return completed(fit(
        net, SoftmaxCrossEntropy(), X, y, Adam(0.001), epochs=SOURCE_EPOCHS, batch_size=64,
        rng=np.random.default_rng(0), progress=progress,
    )).params  # fmt: skip


def transferred(source: str, fresh: dict) -> dict:
    """The new network's parameters, with every pre-trained layer that fits in their place.

    The last layer comes along only where the classes are the same.
    """
    old, last = pretrained(source), f"{2 * len(HIDDEN)}."
    keep = source == SOURCES[0]
    return {n: old[n] if keep or not n.startswith(last) else v for n, v in fresh.items()}


@remembered(maxsize=64)
def _curves(source: str | None, trained: str, labels: int) -> np.ndarray:
    """Test accuracy on the way, shape (7, seeds); None is a random start."""
    net = mlp((784, *HIDDEN, CLASSES))
    (X, y), test = target()
    rows = []
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        few = np.concatenate(
            [rng.choice(np.flatnonzero(y == c), labels, replace=False) for c in range(CLASSES)]
        )
        start = net.init(rng)
        start = start if source is None else transferred(source, start)
        rows.append(_fine_tune(net, start, trained, (X[few], y[few]), test))
    return np.array(rows).T


def _fine_tune(net, params, trained, few, test) -> list[float]:
    """Accuracy before, and at six times during, training on the few pictures at once."""
    if trained == TRAINED[1]:
        few, test = (
            (net.layer_outputs(params, X, Eval())[0][-2], y) for X, y in (few, test)
        )  # fmt: skip
        last = str(2 * len(HIDDEN))
        params = {f"0.{n}": params[f"{last}.{n}"] for n in ("W", "b")}
        net = Sequential([Dense(HIDDEN[-1], CLASSES)])
    optimizer, every = _HOW[trained]
    loss, seen = SoftmaxCrossEntropy(), []

    def look(record, params):
        if record is None or record.epoch % every == 0:
            seen.append(evaluate(net, loss, params, *test, Eval()).accuracy)

    look(None, params)
    completed(fit(net, loss, *few, optimizer, epochs=LOOKS * every, batch_size=len(few[1]),
                  rng=np.random.default_rng(0), params=params, callback=look))  # fmt: skip
    return seen


@remembered(maxsize=64)
def pretraining(
    *, source=SOURCES[1], trained=TRAINED[0], labels=5, progress=None
) -> PretrainingRun:
    """Shifted digits 5–9 from few labels: a random start against a pre-trained one.

    Each of the five seeds draws other pictures to label and another random start; the
    pre-training itself is one run.

    Parameters
    ----------
    source, trained : str
        One of `SOURCES` and of `TRAINED`.
    labels : int
        Labelled pictures of each digit, one of `LABELS`.
    progress : callable, optional
        Told about the pre-training and the ten sets of curves that are not at hand.
    """
    wanted = [partial(_curves, s, trained, n) for s in (None, source) for n in LABELS]
    first = partial(pretrained, source)  # takes as long as ten of the others
    _, *found = in_turn([first, *wanted], progress, weights=[10, *[1] * len(wanted)])
    curves = np.array(found).reshape(2, len(LABELS), LOOKS + 1, SEEDS)
    chosen = LABELS.index(labels)
    accuracy = curves[:, :, -1]
    steps = np.arange(LOOKS + 1) * _HOW[trained][1]
    return PretrainingRun(
        accuracy, curves[:, chosen], steps, chosen,
        _summary(labels, accuracy[:, chosen]),
    )  # fmt: skip


def _summary(labels, accuracy) -> str:
    gain = accuracy[1] - accuracy[0]
    random, pre = (f"{a.mean():.0%} ± {a.std(ddof=1):.0%}" for a in accuracy)
    wins = int((gain > 0).sum())
    return (
        f"With {labels} label{'s' * (labels > 1)} per digit: {pre} of the test digits right after "
        f"pre-training, {random} from a random start; ahead with {wins} of {SEEDS} seeds."
    )
