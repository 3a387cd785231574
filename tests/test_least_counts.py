"""The least count that a call allows is taken, and one less is refused by its name."""

import re

import numpy as np
import pytest

from course_lib import linear, nn, optim
from course_lib.functions import EmpiricalRisk, Quadratic, SquaredError
from course_lib.optim import Backtracking, ExactLineSearch, GradientDescent, Wolfe
from course_lib.optim.parallel import stale_descent, stale_limit, synchronous_sgd

F = Quadratic([1.0, 2.0])
X, Y = np.array([[0.0, 1.0], [1.0, 0.5], [2.0, -1.0], [3.0, 2.0]]), np.array([0, 1, 0, 1])
RISK = EmpiricalRisk(SquaredError(), X, Y.astype(float))
TWO = [1.0, 1.0]
STEP = GradientDescent(0.1)
NET = nn.mlp((2, 2))


def rng():
    return np.random.default_rng(0)


def fitted(model):
    return model.fit(X, Y)


def trained(n=4, **more):
    loss = nn.SoftmaxCrossEntropy()
    return nn.fit(NET, loss, X[:n], Y[:n], STEP, **{"epochs": 1, "rng": rng(), **more})


def checked(n):
    return trained(validation=(X[:n], Y[:n]))


COUNTS = {
    "steps of minimize": (lambda n: optim.minimize(F, TWO, STEP, n), "steps", 0),
    "batch of minimize": (
        lambda n: optim.minimize(RISK, TWO, STEP, 2, batch_size=n, rng=rng()), "batch_size", 1),
    "steps of each": (lambda n: optim.minimize_each(F, TWO, [STEP], n), "steps", 0),
    "batch of each": (
        lambda n: optim.minimize_each(RISK, TWO, [STEP], 2, batch_size=n, rng=rng()),
        "batch_size", 1),
    "batches": (lambda n: list(optim.batches(4, n, 1, rng=rng())), "batch_size", 1),
    "samples": (lambda n: list(optim.batches(n, 1, 1, rng=rng())), "samples", 1),
    "epochs of sgd": (lambda n: optim.sgd_epochs(RISK, TWO, 0.1, epochs=n, rng=rng()), "epochs", 0),
    "epochs of svrg": (lambda n: optim.svrg(RISK, TWO, 0.1, epochs=n, rng=rng()), "epochs", 0),
    "inner": (lambda n: optim.svrg(RISK, TWO, 0.1, epochs=1, inner=n, rng=rng()), "inner", 1),
    "epochs of saga": (lambda n: optim.saga(RISK, TWO, 0.1, epochs=n, rng=rng()), "epochs", 0),
    "inner of the rate": (lambda n: optim.svrg_rate(1.0, 0.1, 0.1, n), "inner", 1),
    "batch of noise": (lambda n: optim.noise_floor([1.0], 0.1, 1.0, n), "batch_size", 1),
    "stale steps": (lambda n: stale_descent(F, TWO, 0.1, 0, steps=n), "steps", 0),
    "stale batch": (
        lambda n: stale_descent(RISK, TWO, 0.1, 0, steps=2, batch_size=n, rng=rng()),
        "batch_size", 1),
    "delay": (stale_limit, "delay", 0),
    "steps together": (
        lambda n: synchronous_sgd(RISK, TWO, 0.1, steps=n, batch_size=2, rng=rng(), workers=1),
        "steps", 0),
    "batch together": (
        lambda n: synchronous_sgd(RISK, TWO, 0.1, steps=0, batch_size=n, rng=rng(), workers=1),
        "batch_size", 1),
    "workers": (
        lambda n: synchronous_sgd(RISK, TWO, 0.1, steps=0, batch_size=2, rng=rng(), workers=n),
        "workers", 1),
    "patience": (lambda n: optim.ReduceOnPlateau(STEP, patience=n), "patience", 0),
    "memory": (lambda n: optim.LBFGS(memory=n), "memory", 1),
    "backtracking": (lambda n: Backtracking(max_trials=n), "max_trials", 1),
    "wolfe": (lambda n: Wolfe(max_trials=n), "max_trials", 1),
    "exact": (lambda n: ExactLineSearch(max_trials=n), "max_trials", 1),
    "votes": (lambda n: linear.vote([[0, 1]], n), "count", 2),
    "neighbours": (lambda n: fitted(linear.NearestNeighbours(k=n)), "k", 1),
    "lasso": (lambda n: linear.lasso(X, Y, 0.1, max_rounds=n), "max_rounds", 1),
    "samples of the lasso": (lambda n: linear.lasso(X[:n], Y[:n], 0.1), "the number of samples", 2),
    "features of the lasso": (
        lambda n: linear.lasso(X[:, :n], Y, 0.1), "the number of features", 1),
    "grid": (lambda n: linear.lambda_grid(1.0, count=n), "count", 1),
    "basis": (lambda n: linear.Subspace(np.eye(2)).first(n), "k", 0),
    "rows": (lambda n: linear.principal_directions(X[:n]), "the number of rows of data", 2),
    "directions": (lambda n: linear.principal_directions(X, n), "k", 1),
    "steps of classes": (lambda n: fitted(linear.MulticlassLinear(steps=n)), "steps", 1),
    "batch of classes": (
        lambda n: fitted(linear.MulticlassLinear(batch_size=n, rng=rng())), "batch_size", 1),
    "logistic": (lambda n: fitted(linear.LogisticRegression(max_iter=n)), "max_iter", 1),
    "logistic batch": (
        lambda n: fitted(linear.LogisticRegression(batch_size=n)), "batch_size", 1),
    "svm": (lambda n: fitted(linear.LinearSVM(max_iter=n)), "max_iter", 1),
    "svm batch": (
        lambda n: linear.LinearSVM(solver="pegasos", batch_size=n, rng=rng()), "batch_size", 1),
    "bins": (lambda n: linear.calibration_curve([0, 1], [0.2, 0.7], bins=n), "bins", 1),
    "classes": (linear.ClassFeatures, "classes", 2),
    "answers": (linear.SignFeatures, "answers", 1),
    "perceptron": (lambda n: fitted(linear.Perceptron(max_epochs=n)), "max_epochs", 1),
    "rounds": (
        lambda n: fitted(linear.StructuredSVM(linear.ClassFeatures(2), max_rounds=n)),
        "max_rounds", 1),
    "structured samples": (
        lambda n: linear.StructuredSVM(linear.ClassFeatures(2)).fit(X[:n], Y[:n]),
        "the number of samples", 1),
    "leaves": (
        lambda n: linear.Taxonomy(("a", "b")[:n], {"a": "r", "b": "r"}), "the number of leaves", 1),
    "hidden of the rule": (lambda n: nn.CoordinatewiseLSTM(hidden=n), "hidden", 1),
    "stopping": (lambda n: nn.EarlyStopping(patience=n), "patience", 1),
    "inputs": (lambda n: nn.Dense(n, 2), "n_in", 1),
    "outputs": (lambda n: nn.Dense(2, n), "n_out", 1),
    "pieces": (lambda n: nn.Maxout(n), "pieces", 2),
    "cell inputs": (lambda n: nn.LSTMCell(n, 3), "inputs", 1),
    "cell hidden": (lambda n: nn.LSTMCell(2, n), "hidden", 1),
    "rest": (nn.LSTMCell(2, 3).rest, "n", 0),
    "epochs": (lambda n: trained(epochs=n), "epochs", 0),
    "batch size": (lambda n: trained(batch_size=n), "batch_size", 1),
    "training samples": (trained, "the number of samples", 1),
    "validation samples": (checked, "the number of validation samples", 1),
    "evaluation": (
        lambda n: nn.evaluate(NET, nn.SoftmaxCrossEntropy(), NET.init(rng()), X[:n], Y[:n]),
        "the number of samples", 1),
    "risk": (
        lambda n: nn.NetworkRisk(NET, nn.SoftmaxCrossEntropy(), X[:n], Y[:n]),
        "the number of samples", 1),
    "layers": (lambda n: nn.Sequential([nn.Dense(2, 2)][:n]), "the number of layers", 1),
    "sizes": (lambda n: nn.mlp((2, 2)[:n]), "the number of sizes", 2),
    "size": (lambda n: nn.mlp((2, n)), "sizes", 1),
    "points": (lambda n: nn.principal_plane(X[:n]), "the number of points of path", 3),
    "batch norm": (nn.BatchNorm, "features", 1),
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTS)
def test_the_least_is_taken_and_one_less_is_named(name):
    call, argument, least = COUNTS[name]
    call(least)
    with pytest.raises(ValueError, match=rf"^{re.escape(argument)} must be at least {least}"):
        call(least - 1)
