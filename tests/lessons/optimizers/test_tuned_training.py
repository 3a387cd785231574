"""The fair comparison: trainings against PyTorch's, the grids, and what it says of the advice."""

import itertools

import numpy as np
import pytest

from course_lib.lessons.optimizers import tuned_training as module
from course_lib.lessons.optimizers.tuned_training import (
    BATCH,
    CLASSES,
    DIGITS,
    EPOCHS,
    MODELS,
    NAMES,
    SEEDS,
    digit_data,
    grid_rates,
    train_many,
    tune,
    tuned_training,
)
from course_lib.lessons.shared.network_stack import NetworkStack
from course_lib.nn import mlp
from course_lib.optim import SGD, AdaDelta, AdaGrad, Adam, AdamW, Momentum, RMSProp

NETWORK, CONVEX = MODELS
HIDDEN = MODELS[NETWORK]


def row(name):
    return NAMES.index(name)


TORCH = {
    "SGD": (SGD(0.3), dict(lr=0.3)),
    "momentum": (Momentum(0.1), dict(lr=0.1, momentum=0.9)),
    "Adagrad": (AdaGrad(0.1), dict(lr=0.1, eps=1e-8)),
    "RMSprop": (RMSProp(0.01), dict(lr=0.01, alpha=0.9)),
    "Adam": (Adam(0.01), dict(lr=0.01)),
    "AdamW": (AdamW(0.01), dict(lr=0.01)),
}


def torch_losses(name, options, hidden, seed):
    """The same training by PyTorch: start, order of the digits, and losses after each epoch."""
    import torch

    X, y, *_ = (torch.tensor(a) for a in digit_data())
    rng, net = np.random.default_rng(seed), mlp((X.shape[1], *hidden, CLASSES))
    start = net.init(rng)
    layers = [torch.tensor(a, requires_grad=True) for a in start.values()]

    def loss(rows):
        out = X[rows]
        for i in range(0, len(layers), 2):
            out = (torch.relu(out) if i else out) @ layers[i] + layers[i + 1]
        return torch.nn.functional.cross_entropy(out, y[rows].long())

    optimizer = getattr(torch.optim, "SGD" if name == "momentum" else name)(layers, **options)
    told = [loss(slice(None)).item()]
    for _ in range(EPOCHS):
        order = rng.permutation(DIGITS)
        for i in range(0, DIGITS, BATCH):
            optimizer.zero_grad()
            loss(order[i : i + BATCH]).backward()
            optimizer.step()
        told.append(loss(slice(None)).item())
    return told


def exact_losses(monkeypatch, optimizers, hidden, seed):
    """Without rounding the weights."""
    with monkeypatch.context() as patch:
        patch.setattr(module, "rounded", lambda w: w)
        return train_many(optimizers, hidden, seed)[0]


@pytest.mark.oracle
@pytest.mark.parametrize("hidden", MODELS.values())
@pytest.mark.parametrize("name", TORCH)
def test_a_training_is_that_of_torch(name, hidden, monkeypatch):
    optimizer, options = TORCH[name]
    loss = exact_losses(monkeypatch, [optimizer], hidden, seed=1)
    np.testing.assert_allclose(loss[0], torch_losses(name, options, hidden, 1), rtol=1e-6)


def test_one_training_does_not_know_of_the_others():
    together, _ = train_many([SGD(0.3), Momentum(30.0), Adam(0.01)], HIDDEN, seed=2)
    alone, _ = train_many([Adam(0.01)], HIDDEN, seed=2)
    np.testing.assert_allclose(alone[0], together[2], rtol=1e-9)
    assert train_many([Adam(0.01)], HIDDEN, seed=1)[0][0, -1] != together[2, -1]


CHAOTIC = [RMSProp(0.1), AdaDelta(100.0)]


def with_other_rounding(monkeypatch):
    """Gradients as another BLAS might give them: other by a part in 10¹⁵."""
    exact, rng = NetworkStack.loss_and_grad, np.random.default_rng(9)

    def on_another_machine(self, w, X, y):
        loss, grad = exact(self, w, X, y)
        return loss, grad * (1 + 1e-15 * rng.choice([-1, 1], size=grad.shape))

    monkeypatch.setattr(NetworkStack, "loss_and_grad", on_another_machine)


def test_another_rounding_of_sums_does_not_show(monkeypatch):
    kept, _ = train_many(CHAOTIC, HIDDEN, seed=2)
    free = exact_losses(monkeypatch, CHAOTIC, HIDDEN, seed=2)
    with_other_rounding(monkeypatch)
    np.testing.assert_array_equal(train_many(CHAOTIC, HIDDEN, seed=2)[0], kept)
    other = exact_losses(monkeypatch, CHAOTIC, HIDDEN, seed=2)
    assert (np.abs(other / free - 1).max(axis=1) > 0.01).all(), "it would, were they not rounded"


def test_rounding_the_weights_changes_no_calm_training(monkeypatch):
    optimizers = [SGD(0.1), Momentum(0.03), AdaGrad(0.03), RMSProp(0.003), Adam(0.003)]
    kept, _ = train_many(optimizers, HIDDEN, seed=0)
    free = exact_losses(monkeypatch, optimizers, HIDDEN, seed=0)
    np.testing.assert_allclose(kept, free, rtol=2e-3)


@pytest.mark.parametrize("model", MODELS)
def test_every_optimizer_has_the_same_budget_and_its_best_rate_inside(model):
    tuning = tune(model=model)
    assert tuning.loss.shape == tuning.accuracy.shape == (len(NAMES), 7, SEEDS, EPOCHS + 1)
    for name, rates in zip(NAMES, tuning.rates, strict=True):
        np.testing.assert_allclose(rates[1:] / rates[:-1], 10**0.5)
        np.testing.assert_allclose(grid_rates(model, name), rates)
    assert ((tuning.best > 0) & (tuning.best < 6)).all()
    for k, best in enumerate(tuning.best):
        ends = [sorted(tuning.loss[k, i, :, -1])[1] for i in range(7)]
        assert ends[best] == min(ends)
    starts = tuning.loss[..., 0]
    assert (starts == starts[:1, :1]).all(), "all begin at the same weights"


def test_the_table_holds_the_trainings():
    tuning = tune(model=CONVEX)
    loss, accuracy = train_many([RMSProp(tuning.rates[row("RMSProp"), 2])], (), seed=2)
    np.testing.assert_allclose(tuning.loss[row("RMSProp"), 2, 2], loss[0], rtol=1e-9)
    np.testing.assert_allclose(tuning.accuracy[row("RMSProp"), 2, 2], accuracy[0])


def test_the_advice_on_the_network():
    tuning = tune(model=NETWORK)
    best = tuning.at_best(tuning.loss)[..., -1]
    assert NAMES[np.median(best, axis=1).argmin()] == "Nesterov"
    assert (best[row("momentum")] < best[row("gradient descent")]).all()
    assert (best[row("Adam")] < best[row("RMSProp")]).all()
    assert tuning.learned[row("gradient descent")] == 2
    for name in ("RMSProp", "AdaDelta", "Adam", "AdamW"):
        assert tuning.learned[row(name)] == 4, "η may be wrong by more"
    accuracy = np.median(tuning.at_best(tuning.accuracy)[..., -1], axis=1)
    assert np.ptp(np.delete(accuracy, row("AdaGrad"))) < 1.5, "test accuracies hardly differ"


def test_adagrad_for_convex_and_rmsprop_for_non_convex_problems():
    """As the lectures advise; on the network by less than on the convex risk."""
    ratio = {}
    for model in MODELS:
        best = tune(model=model).at_best(tune(model=model).loss)[..., -1]
        ratio[model] = best[row("RMSProp")] / best[row("AdaGrad")]
    assert (ratio[CONVEX] > 1.4).all()
    assert (ratio[NETWORK] < 1).all()
    for model in MODELS:
        tuning = tune(model=model)
        lowest = tuning.at_best(tuning.final)
        assert lowest[row("Adam")] < min(lowest[row("AdaGrad")], lowest[row("RMSProp")])


def test_the_summary_tells_the_numbers_of_the_run():
    tuning = tune(model=NETWORK)
    k = row("Adam")
    low, middle, high = sorted(tuning.loss[k, 2, :, -1])
    summary = tuned_training(optimizer="Adam", rate=3).summary
    assert summary.startswith("Adam at η = 0.01 (its best is 0.032): final training loss ")
    assert f"{middle:.2g} ({low:.2g} to {high:.2g} over three seeds)" in summary
    assert "4 of its 7 rates end below 0.3" in summary
    assert "SGD at η = 1, the best" in tuned_training(optimizer="gradient descent").summary


def test_bad_choices_are_named():
    with pytest.raises(ValueError, match="rate must"):
        tuned_training(rate=8)
    with pytest.raises(ValueError, match="optimizer must be"):
        tuned_training(optimizer="SGD")
    with pytest.raises(ValueError, match="model must be"):
        tune(model="linear")


def test_a_long_wait_is_told_once(monkeypatch):
    monkeypatch.setattr(module, "EPOCHS", 1)
    kept = tune(model=CONVEX)
    for cached in (tune, module._train_grid):
        cached.cache_clear()
    told = []
    try:
        tuned_training(model=CONVEX, progress=told.append)
        count = len(told)
        tuned_training(model=CONVEX, optimizer="Nesterov", progress=told.append)
        assert len(told) == count >= len(NAMES) * SEEDS
        assert told[-1].done
        assert all(a.fraction <= b.fraction for a, b in itertools.pairwise(told))
    finally:
        for cached in (tune, module._train_grid):
            cached.cache_clear()
    assert kept.loss.shape[-1] == EPOCHS + 1
