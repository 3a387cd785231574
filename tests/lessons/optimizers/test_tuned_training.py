"""The fair comparison: trainings against PyTorch's, the grids, the picture, clicks."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from course_lib.explorers.explorer import Pointer
from course_lib.lessons.optimizers import explorers
from course_lib.lessons.optimizers import tuned_training as module
from course_lib.lessons.optimizers.explorers import _choose_point
from course_lib.lessons.optimizers.race_view import tone
from course_lib.lessons.optimizers.racers import shown, training
from course_lib.lessons.optimizers.tuned_training import (
    BATCH,
    CLASSES,
    DIGITS,
    EPOCHS,
    METRICS,
    MODELS,
    SEEDS,
    digit_data,
    grid_rates,
    train_many,
    tune,
    tuned_training,
)
from course_lib.lessons.optimizers.tuned_training_view import (
    LOWEST,
    TOP,
    TunedTrainingView,
    evenly_apart,
)
from course_lib.lessons.shared.network_stack import NetworkStack
from course_lib.nn import mlp
from course_lib.optim import SGD, AdaDelta, AdaGrad, Adam, AdamW, Momentum, RMSProp
from course_lib.plots.style import style_context

NETWORK, CONVEX = MODELS
NAMES = training()
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


CHAOTIC = [RMSProp(0.3), AdaDelta(100.0)]


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
    assert tuning.loss.shape == tuning.accuracy.shape == (len(NAMES), 5, SEEDS, EPOCHS + 1)
    for name, rates in zip(NAMES, tuning.rates, strict=True):
        np.testing.assert_allclose(rates[1:] / rates[:-1], 10**0.5)
        np.testing.assert_allclose(grid_rates(model, name), rates)
    assert ((tuning.best > 0) & (tuning.best < 4)).all()
    for k, best in enumerate(tuning.best):
        ends = [sorted(tuning.loss[k, i, :, -1])[1] for i in range(5)]
        assert ends[best] == min(ends)
    starts = tuning.loss[..., 0]
    assert (starts == starts[:1, :1]).all(), "all begin at the same weights"


def test_the_table_holds_the_trainings():
    tuning = tune(model=CONVEX)
    loss, accuracy = train_many([RMSProp(tuning.rates[row("RMSProp"), 2])], (), seed=2)
    np.testing.assert_allclose(tuning.loss[row("RMSProp"), 2, 2], loss[0], rtol=1e-9)
    np.testing.assert_allclose(tuning.accuracy[row("RMSProp"), 2, 2], accuracy[0])


def test_the_summary_tells_the_numbers_of_the_run():
    tuning = tune(model=NETWORK)
    k = row("Adam")
    low, middle, high = sorted(tuning.loss[k, 1, :, -1])
    summary = tuned_training(optimizer="Adam", rate=2).summary
    assert summary.startswith("Adam at η = 0.01 (its best is 0.032): training loss ")
    assert f"{middle:.2g} ({low:.2g} to {high:.2g} over three seeds)" in summary
    assert f"{(tuning.final[k] < 0.3).sum()} of its 5 rates end below 0.3" in summary
    assert "SGD at η = 1, the best" in tuned_training(optimizer="gradient descent", rate=3).summary


def test_bad_choices_are_named():
    with pytest.raises(ValueError, match="rate must"):
        tuned_training(rate=6)
    with pytest.raises(ValueError, match="optimizer must be"):
        tuned_training(optimizer="SGD")
    with pytest.raises(ValueError, match="model must be"):
        tune(model="linear")


def line(artist):
    return np.array(artist.get_data())


@pytest.fixture
def tuned():
    with style_context():
        view = TunedTrainingView(Figure(figsize=(9.6, 4.2)))

    def show(**values):
        run = tuned_training(model=CONVEX, **values)
        view.update(run)
        return view, run

    return show


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("metric", METRICS)
def test_the_chosen_optimizer_over_its_rates_and_over_time(tuned, metric, relative):
    view, run = tuned(metric=metric, optimizer="RMSProp", rate=5, relative=relative)
    k, best = NAMES.index("RMSProp"), run.tuning.best[NAMES.index("RMSProp")]
    values = run.tuning.loss[k] if metric == METRICS[0] else run.tuning.accuracy[k]
    drawn = np.clip(values, LOWEST, TOP) if metric == METRICS[0] else values
    x, y = line(view.final)
    unit = run.tuning.rates[k, best] if relative else 1
    np.testing.assert_allclose(x, run.tuning.rates[k] / unit)
    np.testing.assert_allclose(y, [sorted(row)[1] for row in drawn[:, :, -1]])
    assert line(view.best).ravel() == pytest.approx([x[best], y[best]])
    assert line(view.now).ravel() == pytest.approx([x[4], y[4]])
    np.testing.assert_allclose(line(view.middle)[1], np.sort(drawn[best], axis=0)[1])
    bottom = view.right.get_ylim()[0]
    trial = np.maximum(np.sort(drawn[4], axis=0)[1], bottom)
    np.testing.assert_allclose(line(view.trial)[1], trial)
    low, high = line(view.range)[1].reshape(5, 3)[:, :2].T
    ends = drawn[..., -1]
    np.testing.assert_allclose([low, high], [ends.min(axis=1), ends.max(axis=1)])
    assert to_rgba(view.final.get_color()) == to_rgba(tone("RMSProp"))


def test_what_lies_still_is_drawn_anew_for_another_scene_only(tuned):
    view, _ = tuned()
    before = list(view.still)
    tuned(optimizer="gradient descent", rate=2)
    assert view.still == before
    tuned(metric=METRICS[0])
    assert not set(map(id, view.still)) & set(map(id, before))
    assert not set(map(id, before)) & set(map(id, view.left.lines + view.right.lines))


@pytest.mark.parametrize("metric", METRICS)
def test_the_names_stand_in_the_order_of_the_ends(tuned, metric):
    view, run = tuned(metric=metric)
    texts = {t.get_text(): t.get_position()[1] for t in view.right.texts if t in view.still}
    assert set(texts) == {shown(name) for name in NAMES}
    curves = run.tuning.loss if metric == METRICS[0] else run.tuning.accuracy
    ends = np.median(run.tuning.at_best(curves)[..., -1], axis=1)
    heights = [texts[shown(NAMES[k])] for k in np.argsort(ends, kind="stable")]
    assert all(a < b for a, b in itertools.pairwise(heights))
    assert view.right.get_ylim()[0] < heights[0] < heights[-1] < view.right.get_ylim()[1]


def test_evenly_apart_leaves_what_is_apart_and_spreads_ties():
    assert evenly_apart([3.0, 1.0, 2.0], 0.5).tolist() == [3, 1, 2]
    assert evenly_apart([1.0, 1.0, 1.0], 0.2) == pytest.approx([0.8, 1.0, 1.2])


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize(("name", "column"), [("AdaDelta", 4), ("RMSProp", 0), ("AdaGrad", 3)])
def test_a_click_on_a_point_chooses_it(tuned, metric, relative, name, column):
    view, _ = tuned(metric=metric, optimizer=name, relative=relative)
    x, y = line(view.final)[:, column]
    values = dict(metric=metric, optimizer="Adam", rate=2, relative=relative)
    found = _choose_point(Pointer("click", 0, x, y), {**values, "model": CONVEX})
    tuned(**{**values, **found})
    assert line(view.now).ravel() == pytest.approx([x, y], rel=1e-6)
    assert _choose_point(Pointer("click", 1, x, y), {**values, "model": CONVEX}) == {}


def test_another_optimizer_brings_its_best_rate():
    explorer = explorers.tuned_training()
    explorer.set(model=CONVEX)
    best = tune(model=CONVEX).best
    for name in ("Nesterov", "RMSProp"):
        explorer.controls["optimizer"].value = name
        assert explorer.values["rate"] == best[NAMES.index(name)] + 1
        assert f"{name} at η" in explorer.result.summary
        assert "the best of its five" in explorer.result.summary


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
