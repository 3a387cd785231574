"""``python -m benchmarks.digit_network``: the small network that answers while one draws.

A 784-128-10 network with ReLU, dropout of 0.2 and Adam. It is trained on 55,000 of MNIST's training
digits, moved a little anew in each epoch (turned, zoomed, shifted), since nobody draws with a mouse
just where the writers of MNIST did. The other 5,000 choose the epoch that is kept, and the test
digits are looked at once, at the end. The weights are written to ``data/digit_network.npz`` as
float16, and the log beside this file. The checksum that the last line tells belongs into
``course_lib/datasets/files.py`` and ``data/README.md``.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from time import perf_counter

import numpy as np
from scipy.ndimage import affine_transform

from course_lib.datasets import load_mnist
from course_lib.nn import SoftmaxCrossEntropy, evaluate, fit, load, mlp, save
from course_lib.optim import Adam
from course_lib.threads import all_threads

HERE = Path(__file__).parent
FILE, LOG = HERE.parent / "data" / "digit_network.npz", HERE / "digit_network.log"
NET = mlp((784, 128, 10), dropout=0.2)
OPTIMIZER = Adam(0.001)
EPOCHS, KEPT_BACK, SIDE, SEED = 16, 5000, 28, 0


def moved(X, rng: np.random.Generator) -> np.ndarray:
    """Each picture turned by up to 10°, zoomed by up to 10 % and shifted by up to a pixel."""
    Z, middle = np.empty_like(X), (SIDE - 1) / 2
    angles = np.radians(rng.uniform(-10, 10, len(X)))
    zooms, shifts = rng.uniform(0.9, 1.1, len(X)), rng.uniform(-1, 1, (len(X), 2))
    for x, z, angle, zoom, shift in zip(X, Z, angles, zooms, shifts, strict=True):
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / zoom
        affine_transform(x.reshape(SIDE, SIDE), turn, middle - turn @ (middle + shift),
                         output=z.reshape(SIDE, SIDE), order=1)  # fmt: skip
    return Z


def train(X, y, validation, epochs: int, tell=print) -> dict[str, np.ndarray]:
    """The parameters after the epoch whose validation loss was least."""
    rng, last, best, best_loss = np.random.default_rng(SEED), {}, None, np.inf
    for epoch in range(1, epochs + 1):
        run = fit(NET, SoftmaxCrossEntropy(), moved(X, rng), y, OPTIMIZER, epochs=1, rng=rng,
                  validation=validation, **last)  # fmt: skip
        last = dict(params=run.params, state=run.state)
        record = run.history[-1]
        tell(
            f"epoch {epoch:2d}  loss {record.loss:.4f}  validation loss "
            f"{record.validation_loss:.4f}  accuracy {record.validation_accuracy:.4f}"
        )
        if record.validation_loss < best_loss:
            best, best_loss = run.params, record.validation_loss
    return best


def main() -> int:
    lines = [f"{NET!r}\n{OPTIMIZER!r}, batches of 128, float32, seed {SEED}"]

    def tell(line):
        lines.append(line)
        print(line, flush=True)

    start, digits, test = perf_counter(), load_mnist("train"), load_mnist("test")
    X, y = digits.X[:-KEPT_BACK], digits.y[:-KEPT_BACK]
    with all_threads():
        best = train(X, y, (digits.X[-KEPT_BACK:], digits.y[-KEPT_BACK:]), EPOCHS, tell)
        save(FILE, NET, best, dtype="float16")
        kept = load(FILE, NET, "float32").params
        score = evaluate(NET, SoftmaxCrossEntropy(), kept, test.X, test.y)
    tell(f"{100 * score.accuracy:.2f} % of the test digits right, {perf_counter() - start:.0f} s")
    tell(f"sha256 {hashlib.sha256(FILE.read_bytes()).hexdigest()}")
    LOG.write_text("\n".join(lines) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
