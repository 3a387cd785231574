"""Weight decay and the fair comparison: what stands in the pictures, and what a click chooses."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from course_lib.explorers.explorer import Pointer
from course_lib.lessons.optimizers import explorers
from course_lib.lessons.optimizers.explorers import _choose_point
from course_lib.lessons.optimizers.tuned_training import (
    METRICS,
    MODELS,
    NAMES,
    SHOWN,
    tune,
    tuned_training,
)
from course_lib.lessons.optimizers.tuned_training_view import (
    LOWEST,
    TOP,
    TunedTrainingView,
    evenly_apart,
)
from course_lib.lessons.optimizers.weight_decay import feature_names, weight_decay
from course_lib.lessons.optimizers.weight_decay_view import DECAY, WeightDecayView
from course_lib.plots.optimizer_colors import OPTIMIZER_LOOKS
from course_lib.plots.style import style_context

CONVEX = list(MODELS)[1]  # the quicker one


def made(view, size=(9.4, 4.5)):
    with style_context():
        return view(Figure(figsize=size))


def line(artist):
    return np.array(artist.get_data())


@pytest.fixture
def tuned():
    view = made(TunedTrainingView)

    def shown(**values):
        run = tuned_training(model=CONVEX, **values)
        view.update(run)
        return view, run

    return shown


def test_weights_stand_over_weights_and_decay_over_the_size_of_gradients():
    view, run = made(WeightDecayView), weight_decay(lam=1.0, lr=0.01, with_sgd=True)
    view.update(run)
    for t in (0, 7, 40):
        view.show(run, t)
        assert view.time.get_text() == f"after {10 * t} steps"
        for m in range(3):
            np.testing.assert_array_equal(line(view.weights[m]), [run.free[m, t], run.w[m, t]])
            sure = run.sure[m, t]
            x, y = line(view.speeds[m])
            np.testing.assert_array_equal(x, run.rms[m, t][sure])
            np.testing.assert_allclose(y, np.clip(run.decay[m, t][sure], *DECAY))
            np.testing.assert_array_equal(line(view.parts[m])[0], run.rms[m, t][run.clear[m, t]])
    i = feature_names().index("3d")
    place = dict(zip([n.get_text() for n in view.names], view.names, strict=True))["3d"]
    assert place.get_position() == (run.free[0, 40, i], run.w[0, 40, i])


def test_the_laws_are_lambda_and_lambda_over_the_root():
    view = made(WeightDecayView)
    for lam in (0.01, 1.0):
        view.update(weight_decay(lam=lam))
        x, y = line(view.law)
        np.testing.assert_allclose(x * y, lam)
        np.testing.assert_allclose(line(view.level)[1], lam)
        assert not view.weights[2].get_visible()


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("metric", METRICS)
def test_the_chosen_optimizer_over_its_rates_and_over_time(tuned, metric, relative):
    view, run = tuned(metric=metric, optimizer="RMSProp", rate=7, relative=relative)
    k, best = NAMES.index("RMSProp"), run.tuning.best[NAMES.index("RMSProp")]
    values = run.tuning.loss[k] if metric == METRICS[0] else run.tuning.accuracy[k]
    shown = np.clip(values, LOWEST, TOP) if metric == METRICS[0] else values
    x, y = line(view.final)
    unit = run.tuning.rates[k, best] if relative else 1
    np.testing.assert_allclose(x, run.tuning.rates[k] / unit)
    np.testing.assert_allclose(y, [sorted(row)[1] for row in shown[:, :, -1]])
    assert line(view.best).ravel() == pytest.approx([x[best], y[best]])
    assert line(view.now).ravel() == pytest.approx([x[6], y[6]])
    np.testing.assert_allclose(line(view.middle)[1], np.sort(shown[best], axis=0)[1])
    bottom = view.right.get_ylim()[0]
    trial = np.maximum(np.sort(shown[6], axis=0)[1], bottom)
    np.testing.assert_allclose(line(view.trial)[1], trial)
    low, high = line(view.range)[1].reshape(7, 3)[:, :2].T
    ends = shown[..., -1]
    np.testing.assert_allclose([low, high], [ends.min(axis=1), ends.max(axis=1)])
    look = OPTIMIZER_LOOKS["RMSProp"]
    assert to_rgba(view.final.get_color()) == to_rgba(look.color)


def test_what_lies_still_is_drawn_anew_for_another_scene_only(tuned):
    view, _ = tuned()
    before = list(view.still)
    tuned(optimizer="gradient descent", rate=2)
    assert view.still == before
    tuned(metric=METRICS[1])
    assert not set(map(id, view.still)) & set(map(id, before))
    assert not set(map(id, before)) & set(map(id, view.left.lines + view.right.lines))


@pytest.mark.parametrize("metric", METRICS)
def test_the_names_stand_in_the_order_of_the_ends(tuned, metric):
    view, run = tuned(metric=metric)
    texts = {t.get_text(): t.get_position()[1] for t in view.right.texts if t in view.still}
    assert set(texts) == set(SHOWN.values())
    curves = run.tuning.loss if metric == METRICS[0] else run.tuning.accuracy
    ends = np.median(run.tuning.at_best(curves)[..., -1], axis=1)
    heights = [texts[SHOWN[NAMES[k]]] for k in np.argsort(ends, kind="stable")]
    assert all(a < b for a, b in itertools.pairwise(heights))
    assert view.right.get_ylim()[0] < heights[0] < heights[-1] < view.right.get_ylim()[1]


def test_evenly_apart_leaves_what_is_apart_and_spreads_ties():
    assert evenly_apart([3.0, 1.0, 2.0], 0.5).tolist() == [3, 1, 2]
    assert evenly_apart([1.0, 1.0, 1.0], 0.2) == pytest.approx([0.8, 1.0, 1.2])


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize(("name", "column"), [("AdaDelta", 6), ("RMSProp", 0), ("AdaGrad", 3)])
def test_a_click_on_a_point_chooses_it(tuned, metric, relative, name, column):
    view, _ = tuned(metric=metric, optimizer=name, relative=relative)
    x, y = line(view.final)[:, column]
    values = dict(metric=metric, optimizer="Adam", rate=4, relative=relative)
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
        assert "the best of its seven" in explorer.result.summary
